"""Groups of equal things, and clusters of similar ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.text.overlap import Pairs
from auditor.text.shingles import Hashes, Places, Rows

_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(29)


def first_of(names: Hashes) -> Places:
    """For each name where it stands first; an empty one (0) stands only for itself."""
    _, first, inverse = np.unique(names, return_index=True, return_inverse=True)
    return np.where(names == 0, np.arange(len(names)), first[inverse])


def name_rows(rows: Rows) -> Hashes:
    """A number for each row, the same for the same numbers in any order; 0 for an empty row."""
    mixed = rows.flat * _MIX
    mixed ^= mixed >> _HALF
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed)])
    names = (sums[rows.offsets[1:]] - sums[rows.offsets[:-1]]) * _MIX + rows.sizes().astype(np.uint64)
    return np.where(rows.sizes() == 0, np.uint64(0), np.maximum(names, np.uint64(1)))


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Things that are similar to one that stands for them. None is here because of a chain of others."""

    medoid: Places
    """Of each thing the one that stands for it, itself where it stands for itself."""
    score: NDArray[np.float64]
    """Similarity to it."""
    partners: Places
    """How many others are similar to it."""


def cluster(weights: Places, pairs: Pairs, score: NDArray[np.float64]) -> Clusters:
    """Clusters of things of which `pairs` are all that are similar, each with its score.

    The one with the most weight around it stands for all of its neighbors that are still free, and so on.
    """
    from scipy.sparse import coo_array, csr_array

    n = len(weights)
    both = np.concatenate([pairs.left, pairs.right]), np.concatenate([pairs.right, pairs.left])
    near = coo_array((np.concatenate([score, score]), both), shape=(n, n)).tocsr()
    del both
    starts, other, likeness = near.indptr, near.indices, near.data
    counts = np.diff(starts).astype(np.int64)
    around = weights + csr_array((np.ones(len(other), np.int8), other, starts), shape=(n, n)) @ weights
    medoid, scores, free = np.arange(n), np.ones(n), np.ones(n, bool)
    order = np.lexsort((np.arange(n), -around))
    for thing in order[counts[order] > 0].tolist():
        if free[thing]:
            free[thing] = False
            neighbors = slice(starts[thing], starts[thing + 1])
            taken = free[other[neighbors]]
            members = other[neighbors][taken]
            medoid[members], scores[members], free[members] = thing, likeness[neighbors][taken], False
    return Clusters(medoid, scores, counts)
