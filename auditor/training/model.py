"""The words in which every trainer is described: its settings, and what it makes of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, Self

from auditor.training.spending import Spending

TrainerName = Literal["llama-factory", "trl", "axolotl", "ms-swift", "openai"]
Row = Mapping[str, object]
"""A row as it stands in the data file, fields that hold None included."""
IGNORED = -100
"""Label of a token that has no loss."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The trainer keeps the row."""

    ids: tuple[int, ...]
    """Token ids, after any cut, without padding."""
    labels: tuple[int, ...]
    """By token its id, or another where the trainer teaches another, or `IGNORED`; not shifted."""
    cut: int = 0
    """Tokens that were cut away."""
    cut_answer: int = 0
    """Of those, how many would have had a loss."""
    ends: bool = True
    """Whether a token that ends the answer has a loss: else the model never learns to stop."""
    notes: tuple[str, ...] = ()
    """What was silently changed or lost: keys `training.note.*` of the messages."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """The trainer leaves the row out, with a log line or none: a key `training.drop.*` of the messages."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run ends with an error at this row: a key `training.stop.*` of the messages."""

    reason: str


Outcome = Trained | Dropped | Stopped


@dataclass(frozen=True, slots=True)
class Training:
    """A training configuration."""

    trainer: TrainerName
    options: Mapping[str, object] = field(default_factory=dict)
    """The trainer's own keys that decide what is trained on; one that is missing has the trainer's default."""
    columns: Mapping[str, object] = field(default_factory=dict)
    """How the trainer is told to read a row: an entry of LLaMA-Factory's `dataset_info.json`, or of axolotl's
    `datasets`."""
    datasets: tuple[str, ...] = ()
    """Paths or ids of the training data, as they stand in the configuration."""
    evals: tuple[str, ...] = ()
    model: str | None = None
    epochs: float | None = None
    lora: Mapping[str, object] = field(default_factory=dict)
    """Rank, targets and the like, under the names `rank`, `alpha`, `targets`, `dropout`; empty without LoRA."""
    unknown: tuple[str, ...] = ()
    """Keys that this trainer does not know."""
    first: Row | None = None
    """The first row of the data, with None in the columns that only rows soon behind it have: some trainers decide by
    it how all are read."""
    template: str | None = None
    """Jinja source that stands in for the tokenizer's own."""
    entries: tuple[Mapping[str, object], ...] = ()
    """`columns` of each of the `datasets`, where there are several."""
    files: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """`columns` of the files that are read otherwise than the rest, by their names in the report."""
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The columns that the first rows of a file have, by its name in the report; of one file alone, none: `first` has
    them."""
    assumed: bool = False
    """Whether `columns` was made from the first row, because nothing says how rows are read."""
    spending: Spending | None = None
    """What decides its costs; None where nobody has said it, or a service trains."""

    def for_file(self, name: str) -> Self:
        """The configuration as it holds for one file, by its name in the report."""
        columns, first = self.files.get(name, self.columns), self.first
        if name in self.heads and self.trainer != "trl":  # which joins all files to one dataset before it looks
            first = dict.fromkeys(self.heads[name])
        return replace(self, columns=columns, first=first)


class Tokenizer(Protocol):
    """What a trainer needs of a tokenizer."""

    @property
    def exact(self) -> bool:
        """Whether it is that of the model; else its counts are an estimate."""
        ...

    @property
    def bos(self) -> str | None:
        """The token with which texts begin, as text."""
        ...

    @property
    def eos(self) -> str | None:
        """The token with which texts end, as text."""
        ...

    @property
    def chat_template(self) -> str | None:
        """Jinja source."""
        ...

    @property
    def variables(self) -> Mapping[str, str]:
        """The special tokens by the names under which chat templates see them: `bos_token`, `eos_token`, ..."""
        ...

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        """Token ids. Words that stand for special tokens become those.

        With `special`, also what the tokenizer itself puts before and behind.
        """
        ...

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Half-open character spans in the text of the tokens of `encode(text)`, one each."""
        ...

    def id_of(self, token: str) -> int | None:
        """Id of one token, None if there is none."""
        ...


class DryRun(Protocol):
    """The data preparation of one trainer under one configuration."""

    def prepare(self, row: Row) -> Outcome:
        """What the trainer makes of a row. A field that the row lacks is as if it were None."""
        ...


@dataclass(frozen=True, slots=True)
class Halted:
    """A run that ends before it reads a row."""

    reason: str

    def prepare(self, row: Row) -> Outcome:
        return Stopped(self.reason)
