"""Which groups are held out: drawn at random, so that what is held out looks like the rest."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from auditor.splitting.collect import Mask
from auditor.text.shingles import Places

CLASSES = (1, 2, 4, 10)
"""The least sizes of the classes of groups: single records, 2 to 3, 4 to 9, 10 and more."""
FINER = (*CLASSES, *(int(10 ** (1 + step / 2)) for step in range(1, 17)))
"""Those by which groups are drawn: if one large group more is taken, other large ones make up for it."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups of records that must not be parted."""

    of: Places
    """The group of each record."""
    sizes: Places
    source: Places
    """The number of the file and layout of its first record."""
    pinned: Mask
    """Whether it must be trained on."""

    def __len__(self) -> int:
        return len(self.sizes)

    def classes(self) -> Places:
        """The class of each by its size."""
        return np.searchsorted(np.array(CLASSES), self.sizes, "right") - 1


@dataclass(frozen=True, slots=True, eq=False)
class Lots:
    """Random numbers of the groups, from 0 to 1: the order in which they are drawn, and a coin for each.

    `Random.random` is the one method whose numbers Python promises to keep.
    """

    order: Floats
    coin: Floats


def lots(groups: int, seed: int) -> Lots:
    """The lots of a seed."""
    random = Random(seed)
    return Lots(*(np.array([random.random() for _ in range(groups)]) for _ in range(2)))


def draw(groups: Groups, target: int, drawn_by: Lots) -> Mask:
    """Groups of together `target` records, or as few less as can be.

    Each stratum, a class of sizes in a source, gives its share. The group with which it would give more is taken with
    the probability that makes the expected share right, and what is then missing or too much goes to the next smaller
    class.
    """
    taken = np.zeros(len(groups), bool)
    allowed = ~groups.pinned & (groups.sizes <= target)
    classes = np.searchsorted(np.array(FINER), groups.sizes, "right")
    carry = 0.0
    for place in _strata(groups.source, classes, drawn_by.order):
        quota = target * float(groups.sizes[place].sum()) / len(groups.of) + carry
        carry = quota
        for group in place[allowed[place]].tolist():
            size = int(groups.sizes[group])
            if size > carry and drawn_by.coin[group] * size >= carry:
                break
            taken[group] = True
            carry -= size
            if carry <= 0:
                break
    _trim(groups, taken, target, drawn_by)
    top_up(groups, taken, allowed, target, drawn_by)
    return taken


def _strata(source: Places, classes: Places, order: Floats) -> list[Places]:
    """The groups of each stratum in the order in which they are drawn, large classes first."""
    found = np.lexsort((order, -classes, source))
    change = (np.diff(source[found]) != 0) | (np.diff(classes[found]) != 0)
    return np.split(found, np.flatnonzero(change) + 1)


def _trim(groups: Groups, taken: Mask, target: int, drawn_by: Lots) -> None:
    """Gives back small groups, the last drawn first, while there is too much."""
    over = int(groups.sizes[taken].sum()) - target
    chosen = np.flatnonzero(taken)
    for group in chosen[np.lexsort((-drawn_by.order[chosen], groups.sizes[chosen]))].tolist():
        if over <= 0:
            return
        taken[group] = False
        over -= int(groups.sizes[group])


def top_up(groups: Groups, taken: Mask, allowed: Mask, target: int, drawn_by: Lots) -> None:
    """Takes further groups that fit, then changes single groups for larger ones, while records are missing."""
    gap = target - int(groups.sizes[taken].sum())
    free = np.flatnonzero(allowed & ~taken)
    for group in free[np.argsort(drawn_by.order[free], kind="stable")].tolist():
        if gap and groups.sizes[group] <= gap:
            taken[group] = True
            gap -= int(groups.sizes[group])
    while gap > 0 and (found := _swap(groups, taken, allowed, gap, drawn_by)):
        old, new = found
        taken[old], taken[new] = False, True
        gap -= int(groups.sizes[new] - groups.sizes[old])


def _swap(groups: Groups, taken: Mask, allowed: Mask, gap: int, drawn_by: Lots) -> tuple[int, int] | None:
    """A group that is taken and a larger one that is not, the best that fits in its place."""
    order = np.argsort(drawn_by.order, kind="stable")
    mine, free = order[taken[order]], order[(allowed & ~taken)[order]]
    own, at = np.unique(groups.sizes[mine], return_index=True)
    other, place = np.unique(groups.sizes[free], return_index=True)
    more = other[None, :] - own[:, None]
    more = np.where((more > 0) & (more <= gap), more, 0)
    if not more.any():
        return None
    row, column = np.unravel_index(int(more.argmax()), more.shape)
    return int(mine[at[row]]), int(free[place[column]])
