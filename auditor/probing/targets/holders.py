"""The private values of the training data: where each stands first, and in how many records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from heapq import nsmallest
from itertools import islice
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Sink
from auditor.probing.cues import Shared, by_kind
from auditor.probing.targets.given import GIVEN, Gate, Given
from auditor.records import Record, Turn
from auditor.risks.privacy.options import PrivacyOptions
from auditor.risks.privacy.search import search
from auditor.text.keys import Key
from auditor.text.private.custom import CustomFinder

Rank = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Held:
    """One value: the record to ask about, and how many hold it."""

    kind: str
    value: str = field(repr=False)
    digest: bytes = field(repr=False)
    """Of kind and canonical value, under the run's key."""
    rank: Rank
    """By what records are chosen, the smallest first: 0 where the loss covers the value by default, 1 where it stands
    in the conversation, 2 elsewhere; the record's position; number of the text; start in it."""
    end: int
    copies: int

    @property
    def position(self) -> int:
        """Of the record."""
        return self.rank[1]

    @property
    def start(self) -> int:
        """Of the value in its text, in characters."""
        return self.rank[3]

    def turn(self, record: Record) -> Turn | None:
        """The text that it stands in: masked names of columns can be equal, so the path does not tell. None where the
        record no longer holds it."""
        turn = next(islice(record.texts(), self.rank[2], None), None)
        return turn if turn is not None and turn.text[self.start : self.end] == self.value else None

    def and_(self, other: Held) -> Held:
        """The same value as two parts of the data know it."""
        return replace(min(self, other, key=lambda one: one.rank), copies=self.copies + other.copies)


@dataclass(slots=True)
class HolderState:
    """Every distinct value by its digest. Grows with them, by at most the number below and the value's length."""

    grows: ClassVar[int] = 400
    values: dict[bytes, Held] = field(default_factory=dict)

    def take(self, found: Iterable[Held]) -> None:
        """Adds what is known of some values."""
        for one in found:
            known = self.values.get(one.digest)
            self.values[one.digest] = one if known is None else known.and_(one)

    def merge(self, other: Self) -> Self:
        """Both together."""
        self.take(other.values.values())
        return self


@dataclass(frozen=True, slots=True)
class Chosen:
    """Facts: the values that are asked for."""

    values: tuple[Held, ...]
    distinct: int
    """How many there were to choose from."""
    shared: Mapping[str, Shared] = field(repr=False)
    """By kind what several of all the values have together."""


@dataclass(frozen=True, slots=True)
class Holders:
    """Keeps the values that `privacy` counts, and those of the user's list, wherever they stand.

    At most `most` values are chosen: the user's own, then those with the most copies, then by seed.
    """

    options: PrivacyOptions
    key: Key
    seed: int
    most: int
    given: tuple[Given, ...] = field(default=(), repr=False)
    uses: ClassVar[tuple[str, ...]] = ()

    def start(self) -> HolderState:
        return HolderState()

    def add(self, state: HolderState, batch: Batch[Record], sink: Sink) -> None:
        """Takes the values of a batch of training records."""
        if batch.split != "train":
            return
        for record, found in search(self.options, batch, cache(CustomFinder(self.options.custom).find)):
            places = {id(turn): place for place, turn in enumerate(record.texts())} if found or self.given else {}
            held = [
                self._held(record, one.turn, places[id(one.turn)], one.hit.kind, one.hit.start, one.hit.end,
                           one.hit.canonical)
                for one in found
                if one.measure == one.hit.kind
            ]  # fmt: skip
            held += self._listed(record, places)
            state.take(_once(held))

    def finish(self, state: HolderState, facts: Mapping[str, Any]) -> Finished:
        listed = {one.value for one in self.given}
        found = {one.value for one in state.values.values() if one.kind != GIVEN}
        known = [one for one in state.values.values() if one.kind != GIVEN or one.value not in found]
        first = nsmallest(
            max(self.most, len(self.given)),
            known,
            key=lambda one: (one.value not in listed, -one.copies, self._drawn(one.digest)),
        )
        shared = by_kind([(one.kind, one.value) for one in known])
        return Finished((), Chosen(tuple(first), sum(one.kind != GIVEN for one in known), shared))

    def _listed(self, record: Record, places: Mapping[int, int]) -> Iterator[Held]:
        if self.given:
            for turn in record.texts():
                for value, start in _gate(self.given).find(turn.text):
                    yield self._held(record, turn, places[id(turn)], GIVEN, start, start + len(value), value)

    def _held(self, record: Record, turn: Turn, place: int, kind: str, start: int, end: int, canonical: str) -> Held:
        within = place < len(record.turns)
        rank = (0 if within and turn.trained else 1 if within else 2, record.position, place, start)
        return Held(kind, turn.text[start:end], self.key.value_digest(kind, canonical), rank, end, 1)

    def _drawn(self, digest: bytes) -> bytes:
        return hashlib.blake2b(self.seed.to_bytes(8, "little", signed=True) + digest, digest_size=8).digest()


def _once(held: Iterable[Held]) -> Iterable[Held]:
    """Of each value its first place in the record: further on, it can be told from that."""
    first: dict[bytes, Held] = {}
    for one in sorted(held, key=lambda one: one.rank[2:]):
        first.setdefault(one.digest, one)
    return first.values()


@lru_cache(maxsize=1)
def _gate(given: tuple[Given, ...]) -> Gate:
    """Not kept in the check: workers are sent that, and a compiled search cannot be sent."""
    return Gate(given)
