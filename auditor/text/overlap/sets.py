"""Rows of hashes as sets of ranks: the form in which they are joined.

A rank numbers a hash by how many rows hold it, the rarest first. Rows are sorted by rank, so the first few of a row
are those that it shares with the fewest others: a join needs to look at no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from auditor.text.shingles import Hashes, Places, Rows, offsets_of, take

Ranks = NDArray[np.int32]
T = TypeVar("T")
R = TypeVar("R")

LONGEST = 2**31 - 1
"""Hashes that can be joined in one go: 16 GiB of them."""
SMALL = 2_000_000
"""Numbers for which no compiled code is loaded."""
_LOW = np.uint64(0xFFFFFFFF)
_ROW = np.uint64(32)


@dataclass(frozen=True, slots=True, eq=False)
class Sets:
    """Sets of ranks, one behind the other."""

    ranks: Ranks
    """Ascending in each set, none twice."""
    offsets: Places
    """Set i is `ranks[offsets[i]:offsets[i + 1]]`."""
    frequency: NDArray[np.int64]
    """By rank: how many sets hold it."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def sizes(self) -> Places:
        """How many ranks each set has."""
        return np.diff(self.offsets)

    def rows(self, chosen: NDArray[np.integer[Any]]) -> tuple[Ranks, Places]:
        """The ranks of the sets at some places, in that order, and their offsets."""
        return take(self.ranks, self.offsets, chosen)

    def some(self, chosen: NDArray[np.integer[Any]]) -> Sets:
        """The sets at some places, in that order, under the ranks of all."""
        return Sets(*self.rows(chosen), self.frequency)


def number(hashes: Hashes, workers: int = 1) -> tuple[Ranks, int]:
    """A number for every hash, equal for equal ones, and how many different ones there are.

    Raises:
        ValueError: more than `LONGEST` hashes.
    """
    if len(hashes) > LONGEST:
        raise ValueError(f"{len(hashes):,} hashes are more than can be joined")
    if len(hashes) <= SMALL:
        distinct, inverse = np.unique(hashes, return_inverse=True)
        return inverse.astype(np.int32), len(distinct)
    from auditor.text.overlap import compiled

    numbers = np.empty(len(hashes), np.int32)
    order, heads = compiled.part(hashes)
    groups = [order[first:last] for first, last in pairwise(heads.tolist()) if last > first]
    counts = parallel(lambda places: compiled.tabulate(hashes, places, numbers), groups, workers)
    bases = offsets_of(np.array(counts))
    parallel(lambda group: compiled.raise_by(numbers, groups[group], bases[group]), range(len(groups)), workers)
    return numbers, int(bases[-1])


def sets_of(rows: Rows, workers: int = 1) -> Sets:
    """Rows of hashes as sets."""
    return ranked_texts(rows, workers)[0]


def ranked_texts(rows: Rows, workers: int = 1) -> tuple[Sets, Ranks]:
    """Rows of hashes as sets, and the rank of each hash as it stands."""
    numbers, distinct = number(rows.flat, workers)
    sets, ranks = ranked(numbers, rows.offsets, distinct)
    return sets, ranks[numbers]


def ranked(numbers: Ranks, offsets: Places, distinct: int) -> tuple[Sets, Ranks]:
    """Rows of numbers below `distinct` as sets, and the rank of each number."""
    if len(numbers) <= SMALL:
        return _ranked(numbers, offsets, distinct)
    from auditor.text.overlap import compiled

    heads, rows, frequency = compiled.invert(numbers, offsets, distinct)
    order = _ascending(frequency)
    ranks, starts = compiled.emit(heads, rows, frequency, order, len(offsets) - 1)
    return Sets(ranks, starts, frequency[order]), _inverse(order)


def _ranked(numbers: Ranks, offsets: Places, distinct: int) -> tuple[Sets, Ranks]:
    """The same by sorting: no code need be loaded for it."""
    numbers, offsets = _sorted(numbers, offsets)
    frequency = np.bincount(numbers, minlength=distinct)
    order = _ascending(frequency)
    ranks = _inverse(order)
    return Sets(*_sorted(ranks[numbers], offsets), frequency[order]), ranks


def _inverse(order: Places) -> Ranks:
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks


def _sorted(numbers: Ranks, offsets: Places) -> tuple[Ranks, Places]:
    """Every row sorted, and none with a number twice."""
    keys = np.repeat(np.arange(len(offsets) - 1, dtype=np.uint64) << _ROW, np.diff(offsets))
    keys |= numbers.astype(np.uint64)
    keys.sort()
    fresh = np.ones(len(keys), bool)
    fresh[1:] = keys[1:] != keys[:-1]
    keys = keys[fresh]
    sizes = np.bincount((keys >> _ROW).astype(np.int64), minlength=len(offsets) - 1)
    return (keys & _LOW).astype(np.int32), offsets_of(sizes)


def _ascending(frequency: NDArray[np.int64]) -> Places:
    """Places in ascending order, equal ones as they stand: short numbers are sorted in linear time."""
    order = np.argsort(np.minimum(frequency, 65535).astype(np.uint16), kind="stable")
    tail = order[int((frequency < 65535).sum()) :]
    tail[:] = tail[np.argsort(frequency[tail], kind="stable")]
    return order


def parallel(work: Callable[[T], R], items: Sequence[T], workers: int) -> list[R]:
    """Results of `work` in the order of the items, on threads: for work that frees the interpreter."""
    if workers <= 1 or len(items) <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, items))
