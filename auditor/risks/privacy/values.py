"""One value across the dataset: in how many records it stands, and what else is known beside it."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from typing import NamedTuple

from auditor.findings import Certainty
from auditor.text.private import KINDS

PERSONAL = frozenset(KINDS) - {"cn_company_id", "credential", "ip_address", "mac_address", "password"}
"""Kinds that point to a person; two of them in one record are the beginning of a profile."""
SHOWN = 20
"""How many of the most repeated values, and of the largest profiles, the evidence names."""

Digest = bytes


class Value(NamedTuple):
    """What is known of one value."""

    kind: str
    certainty: Certainty
    records: int
    """How many records hold it."""
    first: int
    """Position of the first of them."""
    record: str
    """Id of the first of them."""
    shown: str
    """Its mask."""
    beside: frozenset[str]
    """Kinds of the person's values that stand in those records, its own included; empty for other kinds."""

    def and_(self, other: Value) -> Value:
        """The same value as two parts of the data know it."""
        earlier = self if self.first <= other.first else other
        beside = self.beside if self.beside == other.beside else self.beside | other.beside
        return earlier._replace(records=self.records + other.records, beside=beside)


class Values(dict[Digest, Value]):
    """Every distinct value by its digest."""

    def take(self, digest: Digest, value: Value) -> None:
        """Adds what is known of one value."""
        known = self.get(digest)
        self[digest] = value if known is None else known.and_(value)

    def merge(self, other: Values) -> None:
        """Takes the values of another part of the data."""
        for digest, value in other.items():
            self.take(digest, value)

    def most_repeated(self) -> Sequence[tuple[Digest, Value]]:
        """Those in two records or more, the most frequent first."""
        repeated = ((digest, value) for digest, value in self.items() if value.records > 1)
        return nsmallest(SHOWN, repeated, key=lambda item: (-item[1].records, item[1].first, item[0]))

    def largest_profiles(self) -> Sequence[tuple[Digest, Value]]:
        """Those beside which another kind stands, the largest first; of the values of one record, one."""
        by_record: dict[int, tuple[Digest, Value]] = {}
        for item in self.items():
            if len(item[1].beside) > 1:
                known = by_record.setdefault(item[1].first, item)
                by_record[item[1].first] = min(known, item, key=_smallness)
        return nsmallest(SHOWN, by_record.values(), key=_smallness)


def _smallness(item: tuple[Digest, Value]) -> tuple[int, int, Digest]:
    digest, value = item
    return -len(value.beside), value.first, digest
