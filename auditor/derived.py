"""Checks that look at no record themselves: all that they need, others hand on as facts."""

from __future__ import annotations

from typing import ClassVar, Self

from auditor.checks import Batch, Sink
from auditor.records import Record


class Nothing:
    """The state of a check that keeps nothing."""

    __slots__ = ()
    grows: ClassVar[int] = 0

    def merge(self, other: Self) -> Self:
        """Nothing and nothing."""
        return other


class Derived:
    """What such a check does before it finishes."""

    __slots__ = ()

    def start(self) -> Nothing:
        return Nothing()

    def add(self, state: Nothing, batch: Batch[Record], sink: Sink) -> None:
        """Takes nothing: the facts hold it."""
