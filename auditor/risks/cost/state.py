"""What a scan keeps of the length of every record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from auditor.records import TEXT, Record, Turn
from auditor.text.sizes import Estimated, Sizes

POSITION, LIKELY, LEAST, MOST, MESSAGES = range(5)
"""Rows of the columns: tokens in thousandths."""


@dataclass(slots=True)
class CostState:
    """Five numbers a record, in columns of a batch each, and sums of what is trained. Grows with the records."""

    grows: ClassVar[int] = 40

    columns: list[NDArray[np.int64]] = field(default_factory=list)
    """(5, records) each."""
    trained: Estimated = field(default_factory=Estimated)
    """Tokens that the loss covers by default."""
    answers: int = 0
    """Messages that it covers."""

    def take(self, records: Sequence[Record], sizes: Sequence[Sizes]) -> None:
        """Counts the records of a batch."""
        if not records:
            return
        rows = np.zeros((5, len(records)), np.int64)
        for place, (record, size) in enumerate(zip(records, sizes, strict=True)):
            messages, answers = _messages(record)
            rows[:, place] = record.position, *size.whole, messages
            self.trained = self.trained.plus(size.trained)
            self.answers += answers
        self.columns.append(rows)

    def merge(self, other: Self) -> Self:
        """Both together."""
        self.columns += other.columns
        self.trained = self.trained.plus(other.trained)
        self.answers += other.answers
        return self

    def sorted(self) -> NDArray[np.int64]:
        """All columns, in order of position."""
        whole = np.concatenate(self.columns, axis=1) if self.columns else np.zeros((5, 0), np.int64)
        return whole[:, np.argsort(whole[POSITION], kind="stable")]


def _messages(record: Record) -> tuple[int, int]:
    """Messages that a chat template writes, runs of turns of one role, and those with a loss; plain text has none."""
    said = [trained for (role, trained), _ in groupby(record.turns, _said) if role != TEXT]
    return len(said), sum(said)


def _said(turn: Turn) -> tuple[str, bool]:
    return turn.role, turn.trained
