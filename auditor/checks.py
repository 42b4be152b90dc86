"""The protocol that every check follows, and what it is given.

    start -> add* -> merge* -> finish

A check is frozen; only its state changes, and states merge in any order, so the same code runs on one core or many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Protocol, Self, TypeVar

from auditor.canaries.key import Presence, SealedKey
from auditor.findings import Evidence, Finding, Skipped, Unit
from auditor.models import Answer, Case, Form, Ids, Need, Prompt
from auditor.records import EXTRA, Record, Split, Turn, Unreadable
from auditor.suites import Item as SuiteItem
from auditor.suites import Suite
from auditor.text.digests import Parts, parts_of
from auditor.text.keys import Key, sealed
from auditor.text.private import Hit, find
from auditor.text.sizes import Sizes, sizes_of
from auditor.training.model import Training

if TYPE_CHECKING:
    from auditor.text.shingles import Tokens

Item = TypeVar("Item")
S = TypeVar("S", bound="State")
Sink = Callable[[Evidence], None]


class Batch(Generic[Item]):
    """Items read together, with the features that several checks share computed once.

    All items of a batch come from one file, hence from one split.
    """

    __slots__ = ("_parts", "_private", "_sizes", "_tokens", "base", "file", "items", "split", "unreadable")

    def __init__(
        self, file: str, base: int, split: Split, items: Sequence[Item], unreadable: Sequence[Unreadable] = ()
    ) -> None:
        self.file = file
        self.base = base
        """Position of the file's line or row 0: `position - base` is the number that its origin shows."""
        self.split = split
        self.items = tuple(items)
        self.unreadable = tuple(unreadable)
        self._private = lru_cache(maxsize=None)(find)
        self._parts: tuple[Parts, ...] | None = None
        self._sizes: tuple[Sizes, ...] | None = None
        self._tokens: Tokens | None = None

    def private(self, turn: Turn) -> tuple[Hit, ...]:
        """Private values in a text. Identical texts (system prompts) are searched once a batch.

        The name of a column says what stands in it: a number in `phone` is a phone number.
        """
        return self._private(turn.text, turn.path if turn.role == EXTRA else "")

    def parts(self: Batch[Record]) -> tuple[Parts, ...]:
        """The normalized texts of each record."""
        if self._parts is None:
            self._parts = tuple(map(parts_of, self.items))
        return self._parts

    def estimates(self: Batch[Record]) -> tuple[Sizes, ...]:
        """About how many tokens each record has."""
        if self._sizes is None:
            self._sizes = tuple(map(sizes_of, self.items))
        return self._sizes

    def tokens(self: Batch[Record]) -> Tokens:
        """The tokens of each record's prompt and of its answer: two rows a record."""
        from auditor.text.shingles import tokenize

        if self._tokens is None:
            self._tokens = tokenize([text for part in self.parts() for text in (part.prompt, part.answer)])
        return self._tokens


@dataclass(frozen=True, slots=True)
class Setup:
    """What a run gives to every check, whatever its own options."""

    key: Key
    epochs: float = 1.0
    """How many times the training will see each record."""
    tokenizer: str | None = None
    """Folder, `tokenizer.json` or Hub id of the target model's tokenizer."""
    seed: int = 0
    """Seed of everything that is sampled."""
    benchmarks: tuple[str, ...] = ()
    """Paths of the packs of public benchmarks."""
    workers: int = 1
    """Cores that `finish` may use: it changes no finding."""
    training: Training | None = None
    """How the data will be trained on, with its first row; None where nobody has said it."""
    base: str | None = None
    """Folder or Hub id of the model that will be tuned."""
    hardware: str | None = None
    """Name of the accelerator that it will be tuned on."""
    price: str | None = None
    """What an hour of it costs, with or without a currency."""


class State(Protocol):
    """What a check has seen so far."""

    grows: ClassVar[int]
    """How many bytes, pickled, it takes at most for each record, or for each of what its docstring names; 0 where it
    only counts."""

    def merge(self, other: Self) -> Self:
        """Both together. Any split of the data, in any order, gives the same findings.

        It may put the other's into this state and return it, so that many merges stay cheap: use the result only.
        """
        ...


@dataclass(frozen=True, slots=True)
class Finished:
    """What a check measured."""

    findings: tuple[Finding, ...]
    facts: object = None
    """For the checks that name this one in `uses`."""
    evidence: Iterable[Evidence] = ()
    """Hits that show only when all the data has been seen, such as pairs."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Versions of what it was measured with, beyond the packages that every report names."""


class Check(Protocol[Item, S]):
    """One measurement over a stream of items."""

    uses: ClassVar[tuple[str, ...]]
    """Ids of risks whose facts `finish` reads: those finish first."""

    def start(self) -> S:
        """The empty state: the identity of merge."""
        ...

    def add(self, state: S, batch: Batch[Item], sink: Sink) -> None:
        """Takes a batch into the state. Each hit goes to the sink as evidence."""
        ...

    def finish(self, state: S, facts: Mapping[str, Any]) -> Finished | Skipped:
        """Findings of the whole. On no data: no finding, never an invented number."""
        ...


class Scanner(Check[Record, S], Protocol[S]):
    """A check of training data."""


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


class Probe(Check[Answer, S], Protocol[S]):
    """A check of a model: a scanner whose items are answers."""

    needs: ClassVar[frozenset[Need]]
    """What it cannot do without; where a part is missing, it is skipped before anything is loaded."""

    def cases(self, material: Material, state: S) -> Iterable[Case]:
        """What to ask next, given what the state holds; asked in rounds until there is nothing more to ask."""
        ...


@dataclass(frozen=True, slots=True)
class Limit:
    """What a policy allows of one finding: beyond `fail` it fails, beyond `warn` it warns."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid", "allow_inf_nan": False}
    fail: float | None = None
    warn: float | None = None
    of: Literal["value", "count"] = "value"
    """Compare the finding's value, or `value * n`: how many."""
    on: Literal["all", "new"] | None = None
    """Judge all hits, or only those that the baseline does not have; None where the policy's `gate.judge` says."""
    informational: bool = False
    """Ruled and shown, without any effect on the outcome."""


def _no_limits(options: Any) -> Mapping[str, Limit]:
    return {}


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk: the constant `RISK` that its module ends with. The module's docstring is its page."""

    id: str
    limits: Mapping[str, Limit]
    """Default limit of every judged finding of its scan, by finding id."""
    options: type
    """Frozen dataclass of what to measure; every field has a default."""
    module: str
    """Name of the module whose docstring is the page."""
    scanner: Callable[[Any, Setup], Scanner[Any]] | None = None
    """Its check of the data, if it has one."""
    probe: Callable[[Any, Setup], Probe[Any]] | None = None
    """Its check of a model, if it has one."""
    probed: Mapping[str, Limit] = field(default_factory=dict)
    """Default limit of every judged finding of its probe; `risk/*` for each of what the run asked for."""
    units: Mapping[str, Unit] = field(default_factory=dict)
    """Unit of each judged finding that is no share of records; `risk/*` for each that is not named."""
    more_limits: Callable[[Any], Mapping[str, Limit]] = _no_limits
    """Default limits of the findings that only these options bring about."""
    before: bool = False
    """Whether its probe tells something of a base before it is tuned: a scan with `--base` then asks it."""
    loads: tuple[str, ...] = ()
    """Modules that `finish` needs for much data and that take long to import."""


def described(options: Any) -> Any:
    """Options as a report shows them: a field whose metadata say `hidden` may quote private values, so its digest."""
    if isinstance(options, tuple | list):
        return [described(item) for item in options]
    if not is_dataclass(options):
        return options
    return {
        part.name: _hidden(getattr(options, part.name))
        if part.metadata.get("hidden")
        else described(getattr(options, part.name))
        for part in fields(options)
    }


@lru_cache(maxsize=1024)
def _hidden(value: object) -> str | None:
    return sealed(repr(value).encode()) if value else None
