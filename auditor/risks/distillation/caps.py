"""Answers that were cut where their generator had to stop: at one number of tokens, so at about one length."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import NamedTuple

from auditor.text.ends import LEAST_LINE, LEAST_PROSE, ends_open
from auditor.text.sizes import estimated

STEP = log(1.08)
"""Lengths are told apart by 8 %."""
WIDE = 6
"""So many neighboring lengths are one cap: the longest answer there is estimated at 1.6 times the shortest, since
estimates of tokens, made of characters, are off by so much from one answer to the next."""
LEAST, MOSTLY, TIMES, BEYOND = 8, 0.5, 4.0, 0.05
"""A cap is where at least 8 answers stop open, which are at least half of those at that length and at least 4 times the
share among shorter ones, and where at most a twentieth as many are longer."""


class Bin(NamedTuple):
    """Answers of about one length."""

    open: int = 0
    """Without a mark that ends a sentence."""
    closed: int = 0
    sizes: tuple[int, int] | None = None
    """Characters of the shortest and the longest open one, where there is any."""

    def plus(self, other: Bin) -> Bin:
        """Both together."""
        ends = [end for sizes in (self.sizes, other.sizes) if sizes is not None for end in sizes]
        sizes = (min(ends), max(ends)) if ends else None
        return Bin(self.open + other.open, self.closed + other.closed, sizes)

    @property
    def apart(self) -> bool:
        """Whether open ones differ in their characters."""
        return self.sizes is not None and self.sizes[0] < self.sizes[1]


DENSE = (80, 16)
"""Characters of an answer, and of its last line, that make prose in Chinese, which says more with fewer."""


def of(text: str) -> Bin:
    """One answer. What is no prose, such as a last line that is short, was not cut either, as far as one can tell."""
    least = DENSE if "\u2e7f" < text.lstrip()[:1] < "\ua000" else (LEAST_PROSE, LEAST_LINE)
    return Bin(1, 0, (len(text), len(text))) if ends_open(text, *least) else Bin(0, 1)


def bin_of(text: str) -> int:
    """Which length an answer has, in steps of its estimated tokens."""
    return int(log(max(1000, estimated(text).likely) / 1000) / STEP)


def cut(bins: Mapping[int, Bin]) -> int:
    """How many answers stop open at a cap of tokens.

    Those that all have one number of characters are none: they were cut by characters, which `format` tells.
    """
    best = 0
    for first in bins:
        here = [bins.get(first + step, Bin()) for step in range(WIDE)]
        both = here[0].plus(here[1])
        above = sum(one.open + one.closed for place, one in bins.items() if place >= first + WIDE)
        below = [one for place, one in bins.items() if place < first]
        open_below = sum(one.open for one in below)
        all_below = open_below + sum(one.closed for one in below)
        all_here = both.open + both.closed
        apart = all_below and both.open * all_below >= TIMES * open_below * all_here
        if (
            both.open >= LEAST
            and both.open >= MOSTLY * all_here
            and apart
            and above <= BEYOND * all_here
            and both.apart
        ):
            best = max(best, both.open)
    return best
