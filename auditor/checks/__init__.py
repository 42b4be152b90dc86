"""The protocol that every check follows, and what it is given.

    start -> add* -> merge* -> finish

A check is frozen; only its state changes, and states merge in any order, so the same code runs on one core or many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Protocol, Self, TypeVar

from auditor.checks.material import (
    RUN,
    Behind,
    Context,
    Corpus,
    Material,
    Planted,
    Sample,
    Shared,
    Target,
    Untestable,
)
from auditor.findings import Evidence, Finding, Skipped, Unit
from auditor.models import Answer, Case, Need
from auditor.records import EXTRA, Record, Split, Turn, Unreadable
from auditor.text.digests import Parts, parts_of
from auditor.text.keys import Key, sealed
from auditor.text.private import Hit, find
from auditor.text.sizes import Sizes, sizes_of
from auditor.training.model import Training

if TYPE_CHECKING:
    from auditor.text.shingles import Tokens

__all__ = [
    "RUN", "Batch", "Behind", "Check", "Context", "Corpus", "Finished", "Item", "Limit", "Material", "Planted", "Probe",
    "Risk", "S", "Sample", "Scanner", "Setup", "Shared", "Sink", "State", "Target", "Untestable", "described",
]  # fmt: skip

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
