"""What so many items can find, and how many more are needed. All of it is a forecast, none of it a verdict."""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import bdtr, gammaln, ndtri, xlog1py, xlogy


def items_for_drop(drop: float, discordance: float, limit: float = 0.0, tail: float = 0.05, power: float = 0.8) -> int:
    """How many pairs show a true `drop` to be more than `limit` with this chance, if the models differ on a share of
    `discordance`.

    n = (z_tail (psi - limit^2)^(1/2) + z_power (psi - drop^2)^(1/2))^2 / (drop - limit)^2, psi the discordance, which
    is never less than the drop. For a PASS of a drop below the limit swap the two.
    Connor 1987, "Sample size for testing differences in proportions for the paired-sample design", Biometrics 43.

    Raises:
        ValueError: the drop is the limit, so that no number of pairs tells them apart.
    """
    if drop == limit:
        raise ValueError("no number of items tells a drop from itself")
    differ = max(discordance, abs(drop), abs(limit))
    at_limit, at_drop = (sqrt(differ - value * value) for value in (limit, drop))
    reach = -float(ndtri(tail)) * at_limit + float(ndtri(power)) * at_drop
    return ceil((reach / (drop - limit)) ** 2)


def detectable_drop(n: int, discordance: float, tail: float = 0.05, power: float = 0.8) -> float | None:
    """The smallest true drop that n pairs show to be one with this chance: the inverse of `items_for_drop`. None where
    not even the loss of every answer would be.

    Give the discordance that was seen or, where the models hardly differed, that of the noise floor: a drop so large
    that it alone makes them differ is found all the same.
    """
    z_tail, z_power = -float(ndtri(tail)), float(ndtri(power))

    def missing(drop: float) -> float:
        differ = max(discordance, drop)
        return z_tail * sqrt(differ) + z_power * sqrt(differ - drop * drop) - drop * sqrt(n)

    return float(brentq(missing, 1e-12, 1.0)) if n > 0 and missing(1.0) <= 0 else None


def detectable_shift(deviation: float, tail: float = 0.05, power: float = 0.8) -> float:
    """The smallest true mean difference that is shown to be one with this chance, from the standard deviation of the
    mean: (z_tail + z_power) times it."""
    return float(-ndtri(tail) + ndtri(power)) * deviation


def items_to_settle(
    n: int, value: float, end: float, limit: float, tail: float = 0.05, power: float = 0.8
) -> int | None:
    """How many items in all would settle what n leave `unknown`, if the true value is the one seen. None where it is
    the limit itself.

    `end` is the end of the interval on the limit's side. An end comes nearer as 1 / n^(1/2), so
    n ((end - value) / (limit - value) (z_tail + z_power) / z_tail)^2.
    """
    if value == limit:
        return None
    reach = float((ndtri(tail) - ndtri(power)) / ndtri(tail))
    return ceil(n * ((end - value) / (limit - value) * reach) ** 2)


def mcnemar_power(n: int, losses: float, wins: float, tail: float = 0.05) -> float:
    """The exact chance that McNemar's one-sided test on n pairs rejects "no drop", for these chances of a loss and of
    a win: summed over the number of discordant pairs."""
    differ = np.arange(n + 1)
    log_choose = gammaln(n + 1) - gammaln(differ + 1) - gammaln(n - differ + 1)
    chance = losses + wins
    weight = np.exp(log_choose + xlogy(differ, chance) + xlog1py(n - differ, -chance))
    # The most wins with which the test rejects; -1 where even none is too many.
    most = _most_wins(differ, tail)
    rejected = np.where(most >= 0, bdtr(np.maximum(most, 0), differ, wins / chance if chance else 0.0), 0.0)
    return float((weight * rejected).sum())


def _most_wins(differ: NDArray[np.int64], tail: float) -> NDArray[np.int64]:
    low, high = np.full(differ.shape, -1), differ.copy()
    while (low < high).any():
        middle = (low + high + 1) // 2
        rejects = bdtr(middle, differ, 0.5) <= tail
        low, high = np.where(rejects, middle, low), np.where(rejects, high, middle - 1)
    return low
