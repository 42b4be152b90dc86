"""The noise floor: how much a model differs from itself when only the batch and the cache change."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.stats.binomial import clopper_pearson
from auditor.stats.interval import Estimate


def noise_floor(
    first: Sequence[bool], second: Sequence[bool], low_tail: float = 0.05, high_tail: float = 0.05
) -> Estimate:
    """Share of items, right or wrong, that come out otherwise the second time, with its exact interval: the least
    discordance that any comparison at these settings has.

    Flips that go either way are in the interval of a drop already: each is one more loss or win.

    Raises:
        ValueError: there is no item, or not each of them was asked twice.
    """
    if not first or len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} outcomes are no two runs of the same items")
    n, flips = len(first), sum(one != other for one, other in zip(first, second, strict=True))
    return Estimate(flips / n, *clopper_pearson(flips, n, low_tail, high_tail))
