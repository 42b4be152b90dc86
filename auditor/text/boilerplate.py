"""Text that many records share says nothing of any two of them: it is left out before they are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from auditor.text.overlap import SMALL, Ranks, Sets, TooManyError, kernels
from auditor.text.shingles import Places, offsets_of

COMMON = 0.005
"""Share of the texts beyond which a shingle that they hold is boilerplate; never fewer than `FEW` of them."""
FEW, MANY = 50, 1_000
"""However many texts there are, what more than `MANY` of them hold is boilerplate: so the cost of a text is bounded."""
OWN, ENOUGH = 0.2, 8
"""Share of its shingles, or number of them, that a text must have beside boilerplate to be compared by them."""
PASSAGE = 4
"""Shingles in a row that make a passage of one's own; what one changed word leaves is shorter."""
Mask = NDArray[np.bool_]
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


def longest_own(texts: Ranks, offsets: Places, own: Mask) -> Places:
    """Of each text its longest run of shingles that are its own, by rank in the order in which they stand."""
    if len(texts) > SMALL:
        from auditor.text.overlap import compiled

        longest: Places = compiled.longest(texts, offsets, own.view(np.uint8))
        return longest
    return kernels.longest(texts, offsets, own.view(np.uint8))  # type: ignore[no-any-return]


def scattered(sets: Sets, texts: Ranks, offsets: Places, most: int) -> Mask:
    """Which texts hold boilerplate and no passage of their own, only changed words: near copies in great number."""
    own = sets.frequency <= most
    mixed: Mask = np.diff(offsets_of(own[sets.ranks])[sets.offsets]) < sets.sizes()
    return mixed & (longest_own(texts, offsets, own) < PASSAGE)


@dataclass(frozen=True, slots=True, eq=False)
class Bare:
    """Sets without boilerplate."""

    sets: Sets
    little: Mask
    """Which of them had little else: those are left empty."""
    mixed: Mask
    """Which of them had some."""


def bare(sets: Sets, most: int) -> Bare:
    """The sets without what more than `most` of them hold."""
    return without(sets, sets.frequency > most)


def without(sets: Sets, common: Mask) -> Bare:
    """The sets without some ranks."""
    keep = ~common[sets.ranks]
    sizes = sets.sizes()
    left = np.diff(offsets_of(keep)[sets.offsets])
    little = left < np.minimum(OWN * sizes, ENOUGH)
    keep &= ~np.repeat(little, sizes)
    return Bare(Sets(sets.ranks[keep], offsets_of(np.where(little, 0, left)), sets.frequency), little, left < sizes)
