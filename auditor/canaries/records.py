"""Canaries as records, for a probe that renders them as the training does: those that stayed out, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.canaries.key import Canary, SealedKey
from auditor.records import Record, Turn
from auditor.sources import Shard, read
from auditor.sources.shard import Piece
from auditor.text.keys import Key

NAME = "canaries"
"""The file of their origins."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A canary as the first of its records."""

    canary: Canary
    record: Record
    turn: Turn
    """In which the value stands."""
    start: int
    """Of the value in the text of the turn, in characters; it goes up to the end of the text."""


def records(sealed: SealedKey, key: Key) -> Iterator[Placed]:
    """The record of each canary, in the order of the key."""
    rows = tuple(canary.row.encode() for canary in sealed.canaries)
    size = sum(map(len, rows))
    piece = Piece("json", rows, range(1, len(rows) + 1), size)
    found = read(Shard(0, NAME, "train", 0, size, piece, shape=sealed.shape), key)
    for canary, record in zip(sealed.canaries, found, strict=True):
        if isinstance(record, Record):
            turn = next(turn for turn in reversed(record.turns) if turn.text.endswith(canary.value))
            yield Placed(canary, record, turn, len(turn.text) - len(canary.value))
