"""Draws records to ask a model about: the same ones for the same data, seed and number, in any order of reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Sink
from auditor.records import Record, Split

Rank = tuple[bytes, int]
"""By what records are drawn, the smallest first: a digest of content and seed, then the position."""


@dataclass(slots=True)
class DrawnState:
    """The records drawn so far, of each split. It grows to a fixed number of them."""

    grows: ClassVar[int] = 0
    most: Mapping[Split, int]
    records: dict[Split, dict[bytes, tuple[Rank, Record]]] = field(default_factory=lambda: {"train": {}, "eval": {}})

    def take(self, split: Split, found: Iterable[tuple[Rank, Record]]) -> None:
        """Keeps the first of them all, and of equal records the first one."""
        own = self.records[split]
        for rank, record in found:
            if rank[0] not in own or rank < own[rank[0]][0]:
                own[rank[0]] = (rank, record)
        if len(own) > self.most[split]:
            kept = nsmallest(self.most[split], own.items(), key=lambda item: item[1][0])
            self.records[split] = dict(kept)

    def merge(self, other: Self) -> Self:
        """Both together."""
        for split, drawn in other.records.items():
            self.take(split, drawn.values())
        return self


@dataclass(frozen=True, slots=True)
class Draw:
    """Draws at most so many records of each split; of the evaluation data only what stands in these files."""

    seed: int
    train: int
    held_out: int
    files: frozenset[str]
    uses: ClassVar[tuple[str, ...]] = ()

    def start(self) -> DrawnState:
        return DrawnState({"train": self.train, "eval": self.held_out})

    def add(self, state: DrawnState, batch: Batch[Record], sink: Sink) -> None:
        """Draws from a batch."""
        if batch.split == "train" or batch.file in self.files:
            state.take(batch.split, ((self._rank(record), record) for record in batch.items))

    def finish(self, state: DrawnState, facts: Mapping[str, Any]) -> Finished:
        drawn = {
            split: tuple(record for _, record in sorted(own.values(), key=lambda item: item[0]))
            for split, own in state.records.items()
        }
        return Finished((), drawn)

    def _rank(self, record: Record) -> Rank:
        content = self.seed.to_bytes(8, "little") + record.digest.to_bytes(16, "little")
        return hashlib.blake2b(content, digest_size=8).digest(), record.position
