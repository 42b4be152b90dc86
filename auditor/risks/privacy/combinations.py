"""Attributes that name nobody alone and few people together: how many records share each combination."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from auditor.records import EXTRA, Record
from auditor.text.keys import Key
from auditor.text.private import Hit
from auditor.text.private.quasi import from_resident_id, quasi

FEWEST = 3
"""Attributes that make a combination: with fewer, even rare ones say little."""

Attributes = tuple[tuple[str, str], ...]


class Combination(NamedTuple):
    """One combination of values."""

    attributes: tuple[str, ...]
    """Names of the attributes, never their values."""
    records: int
    first: int
    """Position of the first record that has it."""
    record: str
    """Its id."""


class Combinations(dict[bytes, Combination]):
    """Every combination by its digest."""

    def take(self, key: Key, attributes: Attributes, record: Record) -> None:
        """Adds the combination of one record."""
        names = tuple(name for name, _ in attributes)
        digest = key.value_digest("combination", "\x1f".join(f"{name}\x1e{value}" for name, value in attributes))
        self._add(digest, Combination(names, 1, record.position, record.id))

    def _add(self, digest: bytes, one: Combination) -> None:
        if known := self.get(digest):
            earlier = known if known.first <= one.first else one
            one = earlier._replace(records=known.records + one.records)
        self[digest] = one

    def merge(self, other: Combinations) -> None:
        """Takes those of another part of the data."""
        for digest, one in other.items():
            self._add(digest, one)

    def rare(self, fewer_than: int) -> Iterator[tuple[bytes, Combination]]:
        """Those of fewer records than that with their digests, in order of their first."""
        rare = ((digest, one) for digest, one in self.items() if one.records < fewer_than)
        yield from sorted(rare, key=lambda named: named[1].first)


def combination(record: Record, hits: Iterable[Hit]) -> Attributes:
    """The attributes that a record states, sorted; empty where they are too few to mean anything.

    Of an attribute that it states twice, the first value counts. A resident ID adds the three that it tells to those
    that are stated beside it; alone it is found by its own kind.
    """
    found: dict[str, str] = {}
    for turn in record.texts():
        for one in quasi(turn.text, turn.path if turn.role == EXTRA else ""):
            found.setdefault(one.attribute, one.value)
    for hit in hits if found else ():
        if hit.kind == "cn_resident_id":
            for name, value in from_resident_id(hit.canonical):
                found.setdefault(name, value)
    return tuple(sorted(found.items())) if len(found) >= FEWEST else ()
