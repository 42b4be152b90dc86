"""What probes ask about: records as questions, private values, canaries, the training texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from auditor.canaries.key import Presence, SealedKey
from auditor.models import Form, Ids, Need, Prompt
from auditor.suites import Item as SuiteItem
from auditor.suites import Suite


@dataclass(frozen=True, slots=True)
class Sample:
    """A record of the data as a question to a model: what it was trained to say, and behind what."""

    origin: str
    record: str
    """Id of the record."""
    cluster: str
    """Records of one cluster are near copies of each other."""
    prompt: Prompt
    target: str | tuple[int, ...]
    """Its last answer; or, behind `Ids`, all tokens from the first that has a loss on."""
    trained: tuple[bool, ...] = ()
    """Behind `Ids`: which tokens of the target have a loss; empty where all have."""
    answer: str = ""
    """The text of its last answer, empty where it has none."""
    question: Prompt | None = None
    """What the answer is an answer to, where a model can be asked it."""


Context = Literal["training", "asked", "named"]
"""Where a model is asked for a private value: behind just what stands before it in its record; by the question of its
record; by a question that names no more than the person it belongs to."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Where a value stands in the tokens of its record."""

    prompt: Ids
    """All tokens before it."""
    target: tuple[int, ...]
    """The tokens that hold it. Those at its ends may hold other text, too."""
    own: tuple[bool, ...]
    """Which of them hold what can be told neither from what stands before it nor from the form of its kind."""
    straddling: int
    """How many of them hold other text, too."""
    form: Form | None = None
    """What could stand in these tokens, were the value another one; None where nobody can say."""
    others: tuple[tuple[int, ...], ...] = ()
    """Tokens of such values, drawn evenly, of the few values that are compared with others; of a tie, what is said of
    other people."""
    instead: tuple[tuple[Ids, tuple[int, ...]], ...] = ()
    """Of a tie, the prompt and the target with the name of somebody else."""


@dataclass(frozen=True, slots=True)
class Untestable:
    """Why the model cannot be asked for a value: a key `untestable.*` of the messages."""

    reason: str


@dataclass(frozen=True, slots=True)
class Target:
    """A value of the training data that a probe tries to get out of the model."""

    kind: str
    """As `privacy` names it; `answer` for a part of an ordinary answer, `given` for a value of the user's list, `tie`
    for what is sensitive about a person."""
    value: str = field(repr=False)
    """As it stands in the record. It goes no further than the readers of answers."""
    fingerprint: str
    """Keyed digest of kind and canonical value, the same as that of the scan's evidence."""
    origin: str
    """Of the first record that holds it."""
    record: str
    path: str
    start: int
    """Of the value in the text of its turn, in characters."""
    end: int
    cluster: str
    """Targets of one cluster stand in near copies of one record, or belong to one person."""
    role: str
    trained: bool
    """Whether the loss covers it."""
    copies: int
    """How many training records hold it."""
    bits: float
    """Logarithm to base 2 of how many values its own part could have, were it drawn at random; 0 where nothing of it is
    its own."""
    cued: bool
    """Whether a part of it can be told from what stands before it, such as a name in an address."""
    where: Behind | Untestable = field(repr=False)
    """In the tokens of the training."""
    asked: tuple[tuple[Context, Prompt], ...] = field(default=(), repr=False)
    """Questions that could make a model say it."""
    beginning: float = 0.0
    """Bits of the beginning that it shares with others, which is not its own: who writes all of it has that right."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Canaries, and what became of them in the training data."""

    key: SealedKey
    presence: Presence


RUN = 8
"""Tokens of the shortest run that counts as taken from a text word for word."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What an answer has from the training texts: numbers, no text."""

    tokens: int
    """Of the answer."""
    covered: int
    """How many of them stand word for word in training texts: in runs of `RUN` that stand neither in the question nor
    in a great many texts."""
    longest: int
    """Tokens of the longest piece of a training text that they make up."""
    likeness: float
    """In wording to the training text that is worded most like it, from 0 to 1."""
    nearest: int | None
    """Number of the record that holds most of it, or is worded most like it; None where none has anything of it."""


class Corpus(Protocol):
    """What a model was trained to say."""

    @property
    def digest(self) -> str:
        """What `shared` depends on."""
        ...

    @property
    def records(self) -> int:
        """Training records."""
        ...

    @property
    def part(self) -> float:
        """Share of their texts that is searched."""
        ...

    @property
    def near(self) -> float:
        """The likeness from which on two texts are worded more alike than unrelated records mostly are."""
        ...

    def shared(self, answer: str, prompt: str) -> Shared:
        """What an answer to a prompt has from the texts."""
        ...

    def place(self, record: int) -> tuple[str, str]:
        """Origin and id of a record."""
        ...

    def samples(self, records: Sequence[int]) -> Mapping[int, Sample]:
        """Those of some records of which questions can be made."""
        ...


@dataclass(frozen=True, slots=True)
class Material:
    """What probes ask about."""

    suites: tuple[Suite, ...] = ()
    train: tuple[Sample, ...] = ()
    """Drawn from the training data."""
    held_out: tuple[Sample, ...] = ()
    """Drawn from the data that the model was not trained on, without what stands in the training data."""
    seen: frozenset[str] = frozenset()
    """`suite name:item id` of the items whose question stands in the training data: what they measure is memory."""
    copied: int = 0
    """Held-out records that stand in the training data."""
    moved: Mapping[str, float] = field(default_factory=dict)
    """By layer how far its weights moved, as a share of their norm, and of `all`; empty where nobody knows."""
    logged_rise: float | None = None
    """By how much the evaluation loss that the trainer logged ended above its minimum, in nats a token."""
    targets: tuple[Target, ...] = ()
    """Values of the training data that a probe tries to get out, one a distinct value."""
    values: int = 0
    """How many distinct private values the training data has, those that are no target included."""
    canaries: Planted | None = None
    """Values that were put into the training data on purpose, and others that were kept out."""
    corpus: Corpus | None = None
    """The training texts, to be searched; None where nothing asks for that."""
    can: frozenset[Need] = frozenset()
    """What there is and what every model of the run can do."""

    def items(self) -> Iterator[tuple[str, SuiteItem]]:
        """Every item that the training data does not hold, with the name of its suite."""
        for suite in self.suites:
            for item in suite.items:
                if f"{suite.name}:{item.id}" not in self.seen:
                    yield suite.name, item
