"""Groups of equal things, and clusters of similar ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditor.text.overlap import SMALL, Pairs, Ranks
from auditor.text.shingles import Hashes, Places, Rows, offsets_of

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
    from auditor.text.overlap import kernels

    n = len(weights)
    starts, other, likeness = _neighbors(n, pairs, score)
    counts = np.diff(starts)
    around = (
        weights + np.bincount(pairs.left, weights[pairs.right], n) + np.bincount(pairs.right, weights[pairs.left], n)
    )
    order = np.lexsort((np.arange(n), -around))
    order = order[counts[order] > 0]
    lead: Callable[..., Any] = kernels.gather
    if len(other) > SMALL:
        from auditor.text.overlap import compiled

        lead = compiled.gather
    medoid, scores = lead(order, starts, other, likeness, n)
    return Clusters(medoid, scores, counts)


def _neighbors(n: int, pairs: Pairs, score: NDArray[np.float64]) -> tuple[Places, Ranks, NDArray[np.float64]]:
    """For each of n things where its neighbors begin, who they are, and their scores."""
    own = np.concatenate([pairs.left, pairs.right])
    order = np.argsort(own, kind="stable")
    other = np.concatenate([pairs.right, pairs.left])[order]
    return offsets_of(np.bincount(own, minlength=n)), other, np.concatenate([score, score])[order]
