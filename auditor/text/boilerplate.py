"""Text that many records share says nothing of any two of them: it is left out before they are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from auditor.text.overlap import Ranks, Sets, TooManyError
from auditor.text.shingles import Places, offsets_of

COMMON = 0.005
"""Share of the texts beyond which a shingle that they hold is boilerplate; never fewer than `FEW` of them."""
FEW, MANY = 50, 1_000
"""However many texts there are, what more than `MANY` of them hold is boilerplate: so the cost of a text is bounded."""
OWN, ENOUGH = 0.2, 8
"""Share of its shingles, or number of them, that a text must have beside boilerplate to be compared by them."""
PASSAGE = 4
"""Shingles in a row that make a passage of one's own; what one changed word leaves is shorter."""
T = TypeVar("T")


def boundary(texts: int) -> int:
    """What more of so many texts hold is boilerplate."""
    return max(FEW, min(MANY, int(COMMON * texts)))


def settle(texts: int, attempt: Callable[[int], T]) -> tuple[int, T]:
    """The result of an attempt that is told what more texts share than so many, and that number.

    Where too much is alike (`TooManyError`) it is tried again with half the number; with 1, no two texts are compared.
    """
    most = boundary(texts)
    while True:
        try:
            return most, attempt(most)
        except TooManyError:
            most //= 2


def longest_own(texts: Ranks, offsets: Places, own: NDArray[np.bool_]) -> Places:
    """Of each text its longest run of shingles that are its own, by rank in the order in which they stand."""
    flags = own[texts]
    places = np.arange(len(flags), dtype=np.int32)  # short numbers: this is where a scan needs the most memory
    sizes = np.diff(offsets)
    before = np.where(flags, np.int32(-1), places)
    np.maximum.accumulate(before, out=before)
    np.maximum(before, np.repeat((offsets[:-1] - 1).astype(np.int32), sizes), out=before)
    runs = np.where(flags, places - before, np.int32(0))
    longest = np.zeros(len(sizes), np.int64)
    filled = np.flatnonzero(sizes)
    if len(filled):
        longest[filled] = np.maximum.reduceat(runs, offsets[:-1][filled])
    return longest


def scattered(sets: Sets, texts: Ranks, offsets: Places, most: int) -> NDArray[np.bool_]:
    """Which texts hold boilerplate and no passage of their own, only changed words: near copies in great number."""
    own = sets.frequency <= most
    return holds_common(sets, own) & (longest_own(texts, offsets, own) < PASSAGE)


def holds_common(sets: Sets, own: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which sets have more than what is their own."""
    held: NDArray[np.bool_] = np.diff(offsets_of(own[sets.ranks])[sets.offsets]) < sets.sizes()
    return held


def bare(sets: Sets, most: int) -> tuple[Sets, NDArray[np.bool_]]:
    """The sets without what more than `most` of them hold; and which had little else: those are left empty."""
    return without(sets, sets.frequency > most)


def without(sets: Sets, common: NDArray[np.bool_]) -> tuple[Sets, NDArray[np.bool_]]:
    """The sets without some ranks; and which had little else: those are left empty."""
    keep = ~common[sets.ranks]
    left = np.diff(offsets_of(keep)[sets.offsets])
    template = left < np.minimum(OWN * sets.sizes(), ENOUGH)
    keep &= ~np.repeat(template, sets.sizes())
    return Sets(sets.ranks[keep], offsets_of(np.where(template, 0, left)), sets.frequency), template
