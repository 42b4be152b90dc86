"""What a probe asks of a model and what it is told: words that know no framework, batch or device.

A case is a question to a model, a reply what one model says, an answer what all models of a run say to one case.
`ask` pools the cases of all probes; `local` answers them by transformers, `served` over HTTP, `fake` in tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

Need = Literal["base", "train", "held_out", "generate", "logprobs", "reference", "teacher", "strength"]
"""What a probe cannot do without: a base model beside the tuned one, the training data, data held out of it, generated
text, log-probabilities, the base's whole distribution at every position (`kl`, `agree`), the model whose answers the
tuned one was trained on, with the same vocabulary, or a part of the strength of an adapter (`Partly`)."""

Statistic = Literal["greedy", "kl", "agree", "mean", "spread", "top_40", "cool", "cool_top_40"]
"""What is told of each position of a target, beside its log-probability: whether the token is the most likely one (1 or
0; of equal ones the first); KL(base || this model) over the next token, in nats; whether the base's most likely token
is this model's too (1 or 0); mean and standard deviation of log p over the next token x ~ p, in nats; and the token's
log-probability, in nats, where it is drawn otherwise than from p: from the 40 most likely tokens alone, at a
temperature of 0.7, or both (temperature first; -inf where the token is none of those that can be drawn)."""
COOL = 0.7
"""Temperature of `cool` and `cool_top_40`."""
TOP = 40
"""From how many of the most likely tokens, and of all that are as likely as the last of them, `top_40` and
`cool_top_40` are drawn."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation that the model is to go on with. The model's chat template makes text of it."""

    messages: tuple[Message, ...]
    tools: str = ""
    """JSON array of OpenAI tool declarations; empty where there are none."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Text that the model is to go on with, as it stands. Empty: the model begins."""

    text: str


@dataclass(frozen=True, slots=True)
class Ids:
    """Tokens that the model is to go on with."""

    ids: tuple[int, ...]


Prompt = Chat | Plain | Ids


@dataclass(frozen=True, slots=True)
class Score:
    """How likely does the model go on with just this?"""

    prompt: Prompt
    target: str | tuple[int, ...]
    """Text (behind `Chat` or `Plain`) or token ids (behind `Ids`), without what ends an answer."""
    wants: frozenset[Statistic] = frozenset()
    about: object = field(default=None, compare=False)
    """What the probe asks it for; handed back with the answer."""
    ended: bool = False
    """Whether the answer is to end there: the target is followed by what ends an answer, a token of the template or, in
    plain text, the end of the line."""
    alone: bool = False
    """Whether it is computed in a batch of its own, sharing nothing with other cases."""


@dataclass(frozen=True, slots=True)
class Generated:
    """Text that a model wrote. It goes no further than the reader of the case."""

    text: str
    """Without special tokens, and without what a thinking model thinks."""
    tokens: int
    ended: bool
    """Whether the model ended it; else it was cut at the limit."""
    special: tuple[str, ...] = ()
    """Special tokens inside the text, such as those that open a turn; the one that ends it is none of them."""


class Reader(Protocol):
    """Makes numbers of generated text, so that the text need not be kept."""

    @property
    def name(self) -> str:
        """What it does, the same in every run: equal names read equal text equally."""
        ...

    def read(self, text: Generated) -> Mapping[str, float]:
        """The numbers, by name; the same names for every text."""
        ...


@dataclass(frozen=True, slots=True)
class Generate:
    """What does the model say? Greedily, at each step the most likely token."""

    prompt: Prompt
    limit: int
    """Most tokens that it may write."""
    reader: Reader
    about: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Form:
    """What values look like: at each place one character of a set, such as one of ten digits, or just a dash."""

    places: tuple[str, ...] = field(repr=False)
    """What is the same in all of them is as private as they are."""

    @property
    def space(self) -> int:
        """How many values there are."""
        return math.prod(len(set(place)) for place in self.places)

    def holds(self, text: str, start: int = 0) -> bool:
        """Whether a text may stand at the places from `start` on."""
        own = self.places[start : start + len(text)]
        return len(own) == len(text) and all(letter in place for letter, place in zip(text, own, strict=True))


@dataclass(frozen=True, slots=True)
class Rank:
    """How many values of its form does the model find at least as likely as this one?"""

    prompt: Ids
    target: tuple[int, ...]
    """Tokens that write a value of the form."""
    form: Form
    effort: int
    """Most beginnings of values that are looked at; where that does not suffice, the answer is a range."""
    about: object = field(default=None, compare=False)


Writer = Literal["data", "teacher", "student"]


@dataclass(frozen=True, slots=True)
class Beside:
    """How far is the tuned model from its teacher, on a text of the data or on one that either of them writes?

    The reply has the log-probabilities of the tuned model, and `kl` and `agree` with the teacher in the place of the
    base: KL(teacher || tuned model), and whether both have the same most likely token.
    """

    prompt: Prompt
    target: str | tuple[int, ...]
    """As of a `Score`; empty where one of both writes it."""
    writer: Writer = "data"
    limit: int = 0
    """Most tokens that are written, greedily; the one that ends the text is among them."""
    about: object = field(default=None, compare=False)


BESIDE: frozenset[Statistic] = frozenset({"kl", "agree"})
"""What the reply to a `Beside` has besides."""


@dataclass(frozen=True, slots=True)
class Partly:
    """How likely does the tuned model go on with just this, were its adapter of less strength?"""

    prompt: Prompt
    target: str | tuple[int, ...]
    """As of a `Score`."""
    strength: float
    """What the change that the adapter makes is multiplied by: 0 is the base, 1 the tuned model."""
    about: object = field(default=None, compare=False)


Case = Score | Generate | Rank | Beside | Partly


@dataclass(frozen=True, slots=True)
class Scored:
    """Numbers of each position of a target."""

    logprobs: Numbers
    """Natural logarithm of the probability of each token, shape (tokens,)."""
    stats: Mapping[Statistic, Numbers] = field(default_factory=dict)
    """What was wanted besides, each of the same shape."""

    @property
    def total(self) -> float:
        """Log-probability of the whole target, in nats."""
        return float(self.logprobs.sum(dtype="float64"))


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of the text that the model wrote."""

    marks: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ranked:
    """1 plus the number of other values that are at least as likely; `low` is `high` where it is known exactly."""

    low: int
    """At least."""
    high: int
    """At most."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The model could not be asked; the reason is a key `unanswered.*` of the messages."""

    reason: str


Reply = Scored | Read | Ranked | Unanswered


@dataclass(frozen=True, slots=True)
class Answer:
    """What all models of a run say to one case."""

    case: Case
    tuned: Reply
    """To a `Beside` that of the tuned model and its teacher together, to a `Partly` that of the tuned model as it is
    with so much of its adapter."""
    base: Reply | None = None
    """None where the run has no base, or the case is a `Rank`, a `Beside` or a `Partly`, which are not asked of it."""
    shipped: Reply | None = None


class LanguageModel(Protocol):
    """A model that can be asked."""

    @property
    def name(self) -> str:
        """As it was given: a path, an id or an address."""
        ...

    @property
    def identity(self) -> str:
        """What its answers depend on, in one line: digest of its weights, tokenizer, template, precision. Models of one
        identity answer alike."""
        ...

    @property
    def can(self) -> frozenset[Need]:
        """Which of `generate`, `logprobs` and `reference` it can do."""
        ...

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        """The place of each case in the sequence, with its reply, in the order in which they are ready.

        Raises:
            ModelError: the model cannot go on.
        """
        ...

    def generate(self, cases: Sequence[Generate]) -> Iterator[tuple[int, Read | Unanswered]]:
        """Likewise for generated text, read by the reader of each case."""
        ...


@runtime_checkable
class Ranking(Protocol):
    """A model that can be searched for what it finds likeliest."""

    def rank(self, cases: Sequence[Rank]) -> Iterator[tuple[int, Ranked | Unanswered]]:
        """Likewise for ranks.

        Raises:
            ModelError: the memory does not suffice for a single beginning of a value.
        """
        ...


class Taught(Protocol):
    """A model and its teacher, asked together."""

    @property
    def identity(self) -> str:
        """What the replies depend on: the identities of both."""
        ...

    def beside(self, cases: Sequence[Beside]) -> Iterator[tuple[int, Scored | Unanswered]]:
        """The place of each case in the sequence, with its reply, in the order in which they are ready.

        Raises:
            ModelError: one of both cannot go on.
        """
        ...


class Adapted(Protocol):
    """A model with an adapter whose strength can be set."""

    @property
    def identity(self) -> str:
        """What the replies depend on, with the strength of the case."""
        ...

    def partly(self, cases: Sequence[Partly]) -> Iterator[tuple[int, Scored | Unanswered]]:
        """The place of each case in the sequence, with its reply, in the order in which they are ready.

        Raises:
            ModelError: it cannot go on.
        """
        ...
