"""Exact overlap joins: every pair of sets that share enough, none missed and none made up.

A self-join and a join of two collections by Jaccard similarity, and a join by containment. All three look only at the
rarest ranks of a set: two sets that share enough must share one of those (prefix filter), in places that leave room
for the rest (positional filter), and are of similar size (length filter); what is left is counted, and the count is
given up as soon as it cannot reach.

Chaudhuri, Ganti, Kaushik 2006, "A Primitive Operator for Similarity Joins in Data Cleaning" (prefix filter); Bayardo,
Ma, Srikant 2007, "Scaling Up All Pairs Similarity Search"; Xiao, Wang, Lin, Yu 2008, "Efficient Similarity Joins for
Near Duplicate Detection" (positions); Mann, Augsten, Bouros 2016, "An Empirical Evaluation of Set Similarity Join
Techniques" (more filters than these cost more than they save).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditor.text.overlap.sets import Ranks, Sets, number, parallel, ranked, ranked_texts, sets_of
from auditor.text.shingles import Places

__all__ = [
    "Pairs",
    "Ranks",
    "Sets",
    "TooManyError",
    "contained",
    "followers",
    "join",
    "joined",
    "number",
    "pairs_of",
    "parallel",
    "ranked",
    "ranked_texts",
    "self_join",
    "sets_of",
    "similarity",
]

ROOM = 40_000_000
"""Pairs that a join keeps: 480 MB of them."""
EFFORT = 20_000_000_000
"""Postings that a join looks at: some minutes."""
TOGETHER = 50_000
"""Chosen pairs that are compared together: it bounds the memory."""
LED = 5_000_000_000
"""Steps of the search for leaders: a minute."""
SMALL = 400_000
"""Ranks, and postings to be looked at, for which no compiled code is loaded."""
_SURE = 1e-9
"""What a product of sizes may be off by."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of sets."""

    left: Ranks
    right: Ranks
    shared: Ranks
    """How many ranks both sets have."""

    def __len__(self) -> int:
        return len(self.left)


class TooManyError(Exception):
    """The pairs, or the work to find them, are beyond bounds: too much is alike."""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """A join: which ranks of which sets are looked at, and what makes a pair."""

    own: Sets
    prefix: Places
    other: Sets
    other_prefix: Places
    low: Places
    """By own set: the first of the other sets that may be its partner. The other sets ascend in size."""
    high: Places
    own_share: float
    other_share: float


def self_join(sets: Sets, threshold: float, workers: int = 1) -> Pairs:
    """Every pair of sets of a Jaccard similarity of at least `threshold`, each once, the lower number left.

    Raises:
        TooManyError: see `ROOM` and `EFFORT`.
    """
    order, sorted_ = _by_size(sets)
    sizes = sorted_.sizes()
    share = threshold / (1 + threshold)
    least = _least(threshold * sizes)
    job = _Job(
        sorted_,
        _prefix(sizes, least),
        sorted_,
        _prefix(sizes, _least(2 * share * sizes)),
        np.searchsorted(sizes, least),
        np.arange(len(sizes)),
        share,
        share,
    )
    found = _run(job, workers)
    left, right = order[found.left], order[found.right]
    return Pairs(np.minimum(left, right), np.maximum(left, right), found.shared)


def join(left: Sets, right: Sets, threshold: float, workers: int = 1) -> Pairs:
    """Every pair of a left and a right set of a Jaccard similarity of at least `threshold`. Both have the same ranks.

    Raises:
        TooManyError: see `ROOM` and `EFFORT`.
    """
    order, sorted_ = _by_size(right)
    sizes, theirs = left.sizes(), sorted_.sizes()
    share = threshold / (1 + threshold)
    job = _Job(
        left,
        _prefix(sizes, _least(threshold * sizes)),
        sorted_,
        _prefix(theirs, _least(threshold * theirs)),
        np.searchsorted(theirs, _least(threshold * sizes)),
        np.searchsorted(theirs, np.floor(sizes / threshold + _SURE), "right"),
        share,
        share,
    )
    found = _run(job, workers)
    return Pairs(found.left, order[found.right], found.shared)


def contained(small: Sets, large: Sets, share: float, workers: int = 1) -> Pairs:
    """Every pair of a small and a large set of which the large one has at least `share` of the small one's ranks.

    Raises:
        TooManyError: see `ROOM` and `EFFORT`.
    """
    order, sorted_ = _by_size(small)
    sizes, theirs = large.sizes(), sorted_.sizes()
    job = _Job(
        large,
        sizes,
        sorted_,
        _prefix(theirs, _least(share * theirs)),
        np.zeros(len(sizes), np.int64),
        np.searchsorted(theirs, np.floor(sizes / share + _SURE), "right"),
        0.0,
        share,
    )
    found = _run(job, workers)
    return Pairs(order[found.right], found.left, found.shared)


def joined(some: Pairs, more: Pairs) -> Pairs:
    """Both."""
    left, right, shared = ((some.left, more.left), (some.right, more.right), (some.shared, more.shared))
    return Pairs(np.concatenate(left), np.concatenate(right), np.concatenate(shared))


def followers(sets: Sets, threshold: float) -> tuple[Pairs, bool]:
    """Sets that are similar to an earlier one that leads, and that one: what is left of a self-join in linear time.

    The leader is left, the follower right; a set that is similar to no leader leads. The second is whether all of them
    were looked at: what would take too long is left alone.
    """
    from auditor.text.overlap import kernels

    sizes = sets.sizes()
    prefix = _prefix(sizes, _least(threshold * sizes))
    held = np.bincount(_first(sets, prefix), minlength=len(sets.frequency))
    run: Callable[..., Any] = kernels.lead
    if len(sets.ranks) > SMALL or int((held * held).sum()) > SMALL:
        from auditor.text.overlap import compiled

        run = compiled.lead
    share = threshold / (1 + threshold)
    leader, shared, looked = run(sets.ranks, sets.offsets, prefix, len(sets.frequency), share, LED)
    led = np.flatnonzero(leader != np.arange(len(leader)))
    return Pairs(leader[led].astype(np.int32), led.astype(np.int32), shared[led]), looked <= LED


def similarity(left: Sets, right: Sets, pairs: Pairs) -> NDArray[np.float64]:
    """The Jaccard similarity of each pair."""
    return pairs.shared / (left.sizes()[pairs.left] + right.sizes()[pairs.right] - pairs.shared)


def pairs_of(left: Sets, right: Sets, one: Ranks, other: Ranks) -> Pairs:
    """Chosen pairs of left and right sets, with what they share. Both have the same ranks."""
    shared = np.zeros(len(one), np.int32)
    for first in range(0, len(one), TOGETHER):
        block = slice(first, first + TOGETHER)
        parts = (left.rows(one[block]), right.rows(other[block]))
        keys = np.concatenate([
            np.repeat(np.arange(len(offsets) - 1, dtype=np.int64) << 32, np.diff(offsets)) | ranks
            for ranks, offsets in parts
        ])  # fmt: skip
        keys.sort()
        twice = keys[1:][keys[1:] == keys[:-1]]
        shared[block] = np.bincount(twice >> 32, minlength=len(one[block]))
    return Pairs(one, other, shared)


def _by_size(sets: Sets) -> tuple[Ranks, Sets]:
    """The sets in order of their sizes, and the number that each had."""
    sizes = sets.sizes()
    order = np.argsort(sizes, kind="stable").astype(np.int32)
    return order, sets.some(order)


def _least(sizes: NDArray[np.floating[Any]]) -> Places:
    """The least whole numbers that reach these."""
    least: Places = np.ceil(sizes - _SURE).astype(np.int64)
    return least


def _prefix(sizes: Places, need: Places) -> Places:
    """How many ranks of a set to look at: of two sets that share `need`, the first so many share one."""
    return np.where(sizes > 0, np.minimum(sizes, sizes - need + 1), 0)


def _run(job: _Job, workers: int) -> Pairs:
    """Runs it in blocks of sets, which depend on nothing but the data."""
    distinct = len(job.other.frequency)
    lonely = int(np.searchsorted(job.other.frequency, 1, "right"))
    post, probe = _kernels(job, lonely)
    heads, owner, place = post(job.other.ranks, job.other.offsets, job.other_prefix, lonely, distinct)
    ask: Callable[..., Any] = partial(
        probe, job.own.ranks, job.own.offsets, job.prefix, job.low, job.high,
        job.other.ranks, job.other.offsets, heads, owner, place,
        lonely, job.own_share, job.other_share,
    )  # fmt: skip
    blocks = list(pairwise(_cuts(job.own.offsets, 1 if workers == 1 else 16 * workers)))
    room = ROOM if len(blocks) < 2 else 4 * ROOM // len(blocks)  # all together keep few more than may be kept
    done = parallel(lambda block: ask(*block, room, EFFORT), blocks, workers)
    if sum(found for *_, found, _ in done) > ROOM or sum(looked for *_, looked in done) > EFFORT:
        raise TooManyError
    for place, (*_, found, _) in enumerate(done):
        if found > room:
            done[place] = ask(*blocks[place], ROOM, EFFORT)
    none = np.empty(0, np.int32)
    return Pairs(*(np.concatenate([none, *(block[part] for block in done)]) for part in range(3)))


def _cuts(offsets: Places, blocks: int) -> list[int]:
    """Where to cut sets into about so many blocks of as many ranks."""
    inner = np.searchsorted(offsets, np.linspace(0, offsets[-1], blocks + 1)[1:-1])
    return sorted({0, len(offsets) - 1, *inner.tolist()})


def _kernels(job: _Job, lonely: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The kernels, compiled where that pays."""
    if max(len(job.own.ranks), len(job.other.ranks)) <= SMALL and _postings(job, lonely) <= SMALL:
        from auditor.text.overlap import kernels

        return kernels.post, kernels.probe
    from auditor.text.overlap import compiled

    return compiled.post, compiled.probe


def _postings(job: _Job, lonely: int) -> int:
    """At most how many postings the job looks at."""
    theirs = np.bincount(_first(job.other, job.other_prefix), minlength=len(job.other.frequency))
    mine = np.bincount(_first(job.own, job.prefix), minlength=len(job.other.frequency))
    return int((theirs[lonely:] * mine[lonely:]).sum())


def _first(sets: Sets, counts: Places) -> Ranks:
    """The first ranks of every set, one behind the other."""
    places = np.arange(len(sets.ranks)) - np.repeat(sets.offsets[:-1], sets.sizes())
    return sets.ranks[places < np.repeat(counts, sets.sizes())]
