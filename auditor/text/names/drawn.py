"""The records of a sample, as the search for names takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from auditor.records import Record

LONGEST = 20_000
"""Characters of a record of the sample that are searched."""
BUDGET = 2_000_000
"""Characters with which the sample is full, so that it takes a stated time."""


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

    def __repr__(self) -> str:
        """Its place; none of its texts."""
        return f"{type(self).__name__}({self.origin!r})"

    def size(self) -> int:
        """Characters that are searched."""
        return sum(len(text) for _, text in self.texts)


def first(limit: int, some: Sequence[Drawn]) -> tuple[Drawn, ...]:
    """Those that come first, up to the limit or to the one that fills the budget, which counts.

    Whatever comes before a record among some comes before it among more, so parts of the data can leave out early what
    comes after. If the one that does not fit were left out, one behind it in another part would take its room.
    """
    kept, size = [], 0
    for record in sorted(some)[:limit]:
        if size >= BUDGET:
            break
        size += record.size()
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
