"""Text that many records share says nothing of any two of them: it is left out before they are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from auditor.text.overlap import Sets, TooManyError
from auditor.text.shingles import offsets_of

COMMON = 0.005
"""Share of the texts beyond which a shingle that they hold is boilerplate; never fewer than `FEW` of them."""
FEW, MANY = 50, 1_000
"""However many texts there are, what more than `MANY` of them hold is boilerplate: so the cost of a text is bounded."""
OWN, ENOUGH = 0.2, 8
"""Share of its shingles, or number of them, that a text must have beside boilerplate to be compared by them."""
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
