"""Which windows of which benchmark items stand in training texts, and the longest run of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from auditor.text.benchmarks.hashing import bits_of, window_hashes
from auditor.text.benchmarks.packs import PARTS, Pack
from auditor.text.shingles import Hashes, Places, Rows, offsets_of

TEN = 10
"""Tokens of a run whose tokens are kept one by one, for the rule of Llama 2."""
SPARE = 5
"""Bits that a table of places has more than the number of its keys: one place in 32 is taken."""
MOST_BITS = 26


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Windows of one width, sorted, and where they stand."""

    width: int
    keys: Hashes
    parts: Places
    places: Places
    bits: int
    taken: NDArray[np.bool_]
    """By the upper bits of a hash: whether there can be a key."""

    def find(self, rows: Rows) -> tuple[Places, Places, Places, Places]:
        """Every occurrence of a key: text, place in all tokens, part, place in the part."""
        hashes = window_hashes(rows.flat, self.width)
        starts = np.flatnonzero(self.taken[bits_of(hashes, self.bits)])
        hashes = hashes[starts]
        texts = np.searchsorted(rows.offsets, starts, "right") - 1
        lows, highs = (np.searchsorted(self.keys, hashes, side) for side in ("left", "right"))
        counts = np.where(starts + self.width <= rows.offsets[texts + 1], highs - lows, 0)
        found = np.repeat(lows - offsets_of(counts)[:-1], counts) + np.arange(counts.sum())
        return np.repeat(texts, counts), np.repeat(starts, counts), self.parts[found], self.places[found]


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Several packs, joined for look-up. Parts are numbered through all of them."""

    packs: tuple[Pack, ...]
    firsts: Places
    """The number of each pack's first part."""
    widths: Places
    """Of each part: the tokens of a window."""
    tokens: Places
    """Of each part: how many stand in a window that is looked for, which is all but boilerplate; 0: not looked for."""
    windows: Places
    """Of each part: how many windows are looked for."""
    _tables: tuple[_Table, ...] = field(repr=False)

    @classmethod
    def of(cls, packs: Sequence[Pack]) -> Self:
        """Joins packs."""
        widths = np.concatenate([np.empty(0, np.int64), *(pack.widths() for pack in packs)])
        firsts = offsets_of(np.array([len(pack) * len(PARTS) for pack in packs], np.int64))
        keys, parts, places = _looked_for(packs, firsts)
        tokens = np.zeros(len(widths), np.int64)
        np.add.at(tokens, parts, _covered(parts, places, widths[parts]))
        tables = (
            _table(width, *(column[widths[parts] == width] for column in (keys, parts, places)))
            for width in np.unique(widths[parts]).tolist()
        )
        windows = np.bincount(parts, minlength=len(widths))
        return cls(tuple(packs), firsts[:-1], widths, tokens, windows, tuple(tables))

    def where(self, part: int) -> tuple[Pack, int, str]:
        """Pack, item and part of a part's number."""
        pack = int(np.searchsorted(self.firsts, part, "right")) - 1
        item, which = divmod(part - int(self.firsts[pack]), len(PARTS))
        return self.packs[pack], item, PARTS[which]

    def find(self, rows: Rows) -> tuple[Places, Places, Places, Places]:
        """Every occurrence of a window that is looked for: text, place in all tokens, part, place in the part."""
        found = [table.find(rows) for table in self._tables]
        empty = np.empty(0, np.int64)
        text, start, part, place = (np.concatenate([empty, *(columns[i] for columns in found)]) for i in range(4))
        return text, start, part, place


def _looked_for(packs: Sequence[Pack], firsts: Places) -> tuple[Hashes, Places, Places]:
    """Hash, part and place in the part of every window but boilerplate; parts and places ascend."""
    keys, parts, places = [np.empty(0, np.uint64)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for pack, first in zip(packs, firsts[:-1].tolist(), strict=True):
        counts = pack.windows.sizes()
        owners = np.repeat(np.arange(len(counts)), counts)
        rare = ~pack.common
        keys.append(pack.windows.flat[rare])
        parts.append(owners[rare] + first)
        places.append((np.arange(len(owners)) - pack.windows.offsets[owners])[rare])
    return np.concatenate(keys), np.concatenate(parts), np.concatenate(places)


def _table(width: int, keys: Hashes, parts: Places, places: Places) -> _Table:
    order = np.argsort(keys, kind="stable")
    bits = min(len(keys).bit_length() + SPARE, MOST_BITS)
    taken = np.zeros(1 << bits, np.bool_)
    taken[bits_of(keys, bits)] = True
    return _Table(width, keys[order], parts[order], places[order], bits, taken)


def _covered(owners: Places, places: Places, widths: Places) -> Places:
    """Tokens that each window covers and the one before it does not; owners and their places ascend."""
    new = widths.copy()
    same = owners[1:] == owners[:-1]
    new[1:][same] = np.minimum(widths[1:], np.diff(places))[same]
    return new


@dataclass(frozen=True, slots=True)
class Best:
    """The most tokens that one training text has of a part, and the first record that has as many."""

    tokens: int
    position: int

    def better(self, other: Best) -> Best:
        """The one with more tokens; of equals, the one that stands first."""
        return min(self, other, key=lambda best: (-best.tokens, best.position))


@dataclass(frozen=True, slots=True)
class Match:
    """What of one part stands in the training texts."""

    longest: Best
    """The longest run of the part's tokens that stands in one training text."""
    covered: Best
    """Tokens in windows that stand, wherever, in one training text."""
    windows: int
    """Bit i: the i-th window stands in some training text."""
    tens: int
    """Bit i: the i-th token is in a run of at least 10 tokens that stands in some training text."""

    def merge(self, other: Match) -> Match:
        """Both together."""
        return Match(
            self.longest.better(other.longest),
            self.covered.better(other.covered),
            self.windows | other.windows,
            self.tens | other.tens,
        )


@dataclass(slots=True)
class Matches:
    """What was found so far, by the number of the part. It grows with the parts that are found, not with the data."""

    grows: ClassVar[int] = 0
    found: dict[int, Match] = field(default_factory=dict)

    def add(self, index: Index, rows: Rows, positions: Places) -> None:
        """Takes texts, given as tokens, each with the position of its record."""
        for part, match in _matches(index, rows, positions):
            self._put(part, match)

    def merge(self, other: Self) -> Self:
        """Both together."""
        for part, match in other.found.items():
            self._put(part, match)
        return self

    def _put(self, part: int, match: Match) -> None:
        held = self.found.get(part)
        self.found[part] = match if held is None else held.merge(match)


def _matches(index: Index, rows: Rows, positions: Places) -> Iterator[tuple[int, Match]]:
    texts, starts, parts, places = index.find(rows)
    if not len(texts):
        return
    runs = _runs(texts, starts, parts, places, index.widths)
    order = np.lexsort((places, texts, parts))
    texts, parts, places = texts[order], parts[order], places[order]
    pairs = _pairs(texts, parts, places, index.widths)
    for longest, covered, seen in zip(_by_part(runs.parts), _by_part(pairs.parts), _by_part(parts), strict=True):
        part = int(parts[seen.start])
        run = slice(longest.start, longest.stop)
        long = runs.lengths[run] >= TEN
        yield (
            part,
            Match(
                _best(runs.lengths[run], positions[runs.texts[run]]),
                _best(pairs.lengths[covered], positions[pairs.texts[covered]]),
                _bits(places[seen], places[seen] + 1),
                _bits(runs.places[run][long], (runs.places[run] + runs.lengths[run])[long]),
            ),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Stretches:
    """Tokens of parts in texts, by part."""

    parts: Places
    texts: Places
    places: Places
    lengths: Places


def _runs(texts: Places, starts: Places, parts: Places, places: Places, widths: Places) -> _Stretches:
    """Runs of the same tokens in a text and a part: windows at one distance, each overlapping or touching the next.

    Boilerplate between two of them is then the same on both sides, though nobody looked for it.
    """
    shifts = starts - places
    order = np.lexsort((places, shifts, texts, parts))
    texts, shifts, parts, places = texts[order], shifts[order], parts[order], places[order]
    width = widths[parts]
    first = np.ones(len(texts), np.bool_)
    for column in (texts, shifts, parts):
        first[1:] &= column[1:] == column[:-1]
    first[1:] = ~(first[1:] & (np.diff(places) <= width[1:]))
    begin = np.flatnonzero(first)
    end = np.append(begin[1:], len(texts)) - 1
    return _Stretches(parts[begin], texts[begin], places[begin], places[end] + width[end] - places[begin])


def _pairs(texts: Places, parts: Places, places: Places, widths: Places) -> _Stretches:
    """How many tokens of a part stand in windows that a text has; sorted by part, text and place."""
    first = np.ones(len(texts), np.bool_)
    first[1:] = (texts[1:] != texts[:-1]) | (parts[1:] != parts[:-1])
    begin = np.flatnonzero(first)
    owners = np.cumsum(first, dtype=np.int64)
    lengths = np.add.reduceat(_covered(owners, places, widths[parts]), begin)
    return _Stretches(parts[begin], texts[begin], places[begin], lengths)


def _by_part(parts: Places) -> Iterator[slice]:
    """The stretch of each part; parts ascend."""
    ends = np.flatnonzero(np.append(parts[1:] != parts[:-1], True)) + 1
    begin = 0
    for end in ends.tolist():
        yield slice(begin, end)
        begin = end


def _best(lengths: Places, positions: Places) -> Best:
    longest = lengths.max()
    return Best(int(longest), int(positions[lengths == longest].min()))


def _bits(begins: Places, ends: Places) -> int:
    """A number with the bits of all the stretches set."""
    if not len(begins):
        return 0
    steps = np.zeros(int(ends.max()) + 1, np.int64)
    np.add.at(steps, begins, 1)
    np.add.at(steps, ends, -1)
    return int.from_bytes(np.packbits(np.cumsum(steps) > 0, bitorder="little").tobytes(), "little")
