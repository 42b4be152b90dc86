"""The noise floor: how much a model differs from itself when only the batch size, the cache, or the device changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from auditor.stats.binomial import clopper_pearson
from auditor.stats.interval import Estimate
from auditor.stats.paired import Pairs


@dataclass(frozen=True, slots=True)
class Noise:
    """What repeated runs of one model on the same items show."""

    unstable: Estimate
    """Share of items that did not come out the same in every run, with its exact interval: of two runs, the flip rate,
    which is the least discordance that any comparison at these settings has."""
    flips: float
    """Chance that an item comes out otherwise in one run than in another, both drawn from these."""
    runs: int
    n: int


def noise_floor(runs: ArrayLike, low_tail: float = 0.05, high_tail: float = 0.05) -> Noise:
    """The noise of the outcomes (runs, items), right or wrong.

    Of an item right in k of K runs, the chance that two of the runs differ is 2 k (K - k) / (K (K - 1)).

    Raises:
        ValueError: fewer than two runs, or no item.
    """
    right = np.asarray(runs, bool)
    if right.ndim != 2 or right.shape[0] < 2 or right.shape[1] == 0:
        raise ValueError("a noise floor needs two runs on at least one item")
    count, n = right.shape
    times = right.sum(0)
    unstable = int(((times > 0) & (times < count)).sum())
    flips = float((2 * times * (count - times)).mean() / (count * (count - 1)))
    return Noise(Estimate(unstable / n, *clopper_pearson(unstable, n, low_tail, high_tail)), flips, count, n)


def beyond_noise(drop: Estimate, noise: Estimate) -> Estimate:
    """The drop in excess of the drop that the same model shows against itself (`drop_interval` of two of its runs).

    Flips that go either way are in the interval of a drop already: each is one more loss or win. What is not is a
    drift of the settings in one direction; it is subtracted, and the squares of the arms add up:
    low = d - ((value - low)^2 + (noise.high - noise.value)^2)^(1/2) with d = value - noise.value, high likewise.

    Zou and Donner 2008, "Construction of confidence limits about effect measures: a general approach", Statistics in
    Medicine 27. Both intervals need the same tails, and runs that do not share a run.
    """
    value = drop.value - noise.value
    low = value - float(np.hypot(drop.value - drop.low, noise.high - noise.value))
    return Estimate(value, low, value + float(np.hypot(drop.high - drop.value, noise.value - noise.low)))


def pvalue_beyond_flips(pairs: Pairs, noise: Pairs) -> float:
    """p-value of "the two models differ on no more items than one model from itself": P(X >= the discordant pairs) of
    the hypergeometric X given all discordant pairs of both comparisons (Fisher's exact test).

    Above the level, what differs may be the settings' doing, and the weights' change shows in no answer.
    """
    from scipy.stats import hypergeom

    both = pairs.discordant + noise.discordant
    return float(hypergeom.sf(pairs.discordant - 1, pairs.n + noise.n, both, pairs.n))
