"""What a trainer makes of the records, counted: facts of the check of the training for the checks that build on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from auditor.training.model import IGNORED, Dropped, Outcome, Stopped, Trained
from auditor.training.packs import Layout

FINE = 1024
"""Lengths up to so many tokens are counted one by one; longer ones in steps of less than a tenth of a percent."""


@dataclass(slots=True)
class Counts:
    """What one tokenizer, or one estimate, made of the records."""

    records: Counter[str] = field(default_factory=Counter)
    """By measure."""
    lengths: Counter[int] = field(default_factory=Counter)
    """By number of tokens, as `step` rounds it, how many kept records have so many."""
    tokens: int = 0
    trained: int = 0
    """Tokens with a loss."""
    cut: int = 0
    """Tokens that were cut away."""

    def add(self, outcome: Outcome) -> None:
        """Counts a record."""
        self.records.update({measure for measure, _ in problems_of(outcome)})
        if isinstance(outcome, Trained):
            self.lengths[step(len(outcome.ids))] += 1
            self.tokens += len(outcome.ids)
            self.trained += len(outcome.labels) - outcome.labels.count(IGNORED)
            self.cut += outcome.cut

    def merge(self, other: Self) -> Self:
        """Sums."""
        self.records.update(other.records)
        self.lengths.update(other.lengths)
        self.tokens += other.tokens
        self.trained += other.trained
        self.cut += other.cut
        return self


def problems_of(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """What is wrong with what a trainer makes of a record: measures, and why."""
    match outcome:
        case Stopped(reason):
            yield "stops", f"stop.{reason}"
        case Dropped(reason):
            yield "dropped", f"drop.{reason}"
        case Trained(labels=labels, cut_answer=cut, ends=ends):
            teaches = any(label != IGNORED for label in labels)
            if not teaches:
                yield "untrained", "untrained"
            if cut:
                yield "answer_cut", "answer_cut"
            if teaches and not ends:
                yield "never_ends", "never_ends"


def step(length: int) -> int:
    """The length, rounded up to one of few: from `FINE` on they are less than 0.1 percent apart."""
    if length <= FINE:
        return length
    width = 1 << (length.bit_length() - FINE.bit_length())
    return -(-length // width) * width


@dataclass(frozen=True, slots=True)
class Prepared:
    """Facts: what the trainer makes of the training records in one epoch."""

    by: tuple[Counts, ...]
    """By tokenizer: that of the model; or those that estimate, the likely one first, then the least and the most."""
    layout: Layout | None
    """How steps are made of records; None where no tokens are filled up, or nobody knows."""
    exact: bool
    """Whether the tokens are those of the model."""
