"""The records of a sample, as the search for names takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from auditor.records import Record

LONGEST = 20_000
"""Characters of a record of the sample that are searched."""
BUDGET = 2_000_000
"""Characters of the whole sample, so that it takes a stated time."""


class Drawn(NamedTuple):
    """A record of the sample; it is kept in memory only."""

    order: bytes
    """What the seed makes of it: the records with the smallest are the sample."""
    position: int
    id: str
    origin: str
    texts: tuple[tuple[str, str], ...]
    """Path and text, cut after `LONGEST` characters in all."""
    cut: bool

    def size(self) -> int:
        """Characters that are searched."""
        return sum(len(text) for _, text in self.texts)


def first(limit: int, some: Sequence[Drawn]) -> tuple[Drawn, ...]:
    """Those that come first, as many as the limit and the budget allow.

    One that is beyond the budget among some is beyond it among more, so parts of the data can leave it out early.
    """
    kept, size = [], 0
    for record in sorted(some)[:limit]:
        size += record.size()
        if size > BUDGET:
            break
        kept.append(record)
    return tuple(kept)


def drawn(order: bytes, record: Record) -> Drawn:
    """A record for the sample, cut where it is long."""
    left = LONGEST
    texts = []
    for turn in record.texts():
        if left > 0 and turn.text:
            texts.append((turn.path, turn.text[:left]))
        left -= len(turn.text)
    return Drawn(order, record.position, record.id, record.origin, tuple(texts), left < 0)


def whole(record: Record) -> Drawn:
    """A record as it is."""
    texts = tuple((turn.path, turn.text) for turn in record.texts())
    return Drawn(b"", record.position, record.id, record.origin, texts, False)
