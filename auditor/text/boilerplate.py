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
FEW = 50
OWN = 0.2
"""Share of its shingles that a text must have beside boilerplate to be compared by them."""
T = TypeVar("T")


def settle(texts: int, attempt: Callable[[int], T]) -> tuple[int, T]:
    """The result of an attempt that is told what more texts share than so many, and that number.

    Where too much is alike (`TooManyError`) it is tried again with half the number.
    """
    most = max(FEW, int(COMMON * texts))
    while True:
        try:
            return most, attempt(most)
        except TooManyError:
            most //= 2


def bare(sets: Sets, most: int) -> tuple[Sets, NDArray[np.bool_]]:
    """The sets without what more than `most` of them hold; and which had little else: those are left empty."""
    rare = sets.rarer(most)
    template = rare.sizes() < OWN * sets.sizes()
    keep = np.repeat(~template, rare.sizes())
    return Sets(rare.ranks[keep], offsets_of(np.where(template, 0, rare.sizes())), rare.frequency), template
