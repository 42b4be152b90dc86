"""How well a score ranks: trained above held-out, riskier above safer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from auditor.stats.binomial import clopper_pearson
from auditor.stats.interval import Estimate

_Floats = NDArray[np.float64]
_CHUNK = 1 << 21


def auc(members: ArrayLike, others: ArrayLike, low_tail: float = 0.025, high_tail: float = 0.025) -> Estimate:
    """The chance that a member scores above another, ties counting half, with its interval.

    DeLong's variance, V = var(share of others below each member) / m + var(share of members above each other) / n,
    is put on the scale of log(A / (1 - A)), where the interval stays within 0 and 1. Where every member is above every
    other, V is 0 and says nothing: then the end solves (A - a)^2 = z^2 V(a) with the variance that Newcombe takes from
    exponential scores; so it does where one side has one item.

    DeLong, DeLong and Clarke-Pearson 1988, "Comparing the areas under two or more correlated ROC curves", Biometrics
    44; Sun and Xu 2014 (by ranks), IEEE Signal Processing Letters 21; Newcombe 2006, "Confidence intervals for an
    effect size measure based on the Mann-Whitney statistic, part 2", Statistics in Medicine 25 (method 5).

    Raises:
        ValueError: one of the sides is empty.
    """
    inside, outside = np.asarray(members, float), np.asarray(others, float)
    m, n = inside.size, outside.size
    if m == 0 or n == 0:
        raise ValueError("an AUC needs members and others")
    ranks = rankdata(np.concatenate([inside, outside]))
    below = (ranks[:m] - rankdata(inside)) / n
    above = 1 - (ranks[m:] - rankdata(outside)) / m
    area = float(below.mean())
    z_low, z_high = -float(ndtri(low_tail)), -float(ndtri(high_tail))
    variance = below.var(ddof=1) / m + above.var(ddof=1) / n if min(m, n) > 1 else 0.0
    if variance == 0 or not 0 < area < 1:
        return Estimate(area, _newcombe(area, m, n, z_low, 0.0), _newcombe(area, m, n, z_high, 1.0))
    logit, deviation = np.log(area / (1 - area)), np.sqrt(variance) / (area * (1 - area))
    low, high = (1 / (1 + np.exp(-(logit + step * deviation))) for step in (-z_low, z_high))
    return Estimate(area, float(low), float(high))


def _newcombe(area: float, m: int, n: int, z: float, end: float) -> float:
    """The root between the area and `end`, by bisection: the left side less the right one changes its sign once."""
    inner = (m + n) / 2 - 1
    near, far = area, end
    for _ in range(60):
        a = (near + far) / 2
        variance = a * (1 - a) * (1 + inner * ((1 - a) / (2 - a) + a / (1 + a))) / (m * n)
        near, far = (near, a) if (area - a) ** 2 > z * z * variance else (a, far)
    return far


@dataclass(frozen=True, slots=True)
class Operating:
    """What a threshold on the score finds: members at least as high, and others as well."""

    threshold: float | None
    """The lowest score with which few enough others are taken; None where even the highest takes too many."""
    found: Estimate
    """Share of the members."""
    false: Estimate
    """Share of the others."""


def found_at(
    members: ArrayLike, others: ArrayLike, most_false: float = 0.01, low_tail: float = 0.025, high_tail: float = 0.025
) -> Operating:
    """The true positive rate at a false positive rate: that of the last point of the curve *not above* it, no point
    nearby, no line between points. Its exact interval is for this threshold as if it had been set beforehand.

    With fewer than 1 / most_false others the only such point takes none of them.

    Raises:
        ValueError: one of the sides is empty.
    """
    inside, outside = np.asarray(members, float), np.sort(np.asarray(others, float))
    if inside.size == 0 or outside.size == 0:
        raise ValueError("an operating point needs members and others")
    allowed = int(np.floor(most_false * outside.size + 1e-9))
    scores = np.unique(np.concatenate([inside, outside]))
    fits = scores[outside.size - np.searchsorted(outside, scores) <= allowed]
    threshold = float(fits[0]) if fits.size else None
    hits = [0 if threshold is None else int((side >= threshold).sum()) for side in (inside, outside)]
    shares = [
        Estimate(hit / side.size, *clopper_pearson(hit, side.size, low_tail, high_tail))
        for hit, side in zip(hits, (inside, outside), strict=True)
    ]
    return Operating(threshold, *shares)


def spearman(first: ArrayLike, second: ArrayLike) -> float | None:
    """Correlation of the ranks, ties at their mean rank; None where one side is all equal or has fewer than two."""
    one, two = np.asarray(first, float), np.asarray(second, float)
    if one.size < 2:
        return None
    value = _rank_correlation(one[None], two[None])[0]
    return None if np.isnan(value) else float(value)


def spearman_interval(
    first: ArrayLike,
    second: ArrayLike,
    seed: int,
    labels: ArrayLike | None = None,
    low_tail: float = 0.025,
    high_tail: float = 0.025,
    resamples: int = 1_999,
) -> Estimate | None:
    """The correlation of the ranks with the quantiles of its bootstrap: whole pairs are drawn again or, with labels,
    whole groups of pairs. None where `spearman` is None, or there is but one group.

    Of percentile, reflected, bias-corrected and artanh-normal intervals the first missed least in simulation at 40
    pairs (correlations 0, 0.8, 0.95). Efron and Tibshirani 1993, "An introduction to the bootstrap", chapter 13.
    """
    one, two = np.asarray(first, float), np.asarray(second, float)
    value = spearman(one, two)
    groups = np.arange(one.size) if labels is None else np.unique(np.asarray(labels), return_inverse=True)[1]
    members = [np.flatnonzero(groups == group) for group in range(groups.max() + 1)] if groups.size else []
    if value is None or len(members) < 2:
        return None
    drawn = _resampled(one, two, members, np.random.default_rng(seed), resamples)
    low, high = np.quantile(drawn[~np.isnan(drawn)], [low_tail, 1 - high_tail])
    return Estimate(value, float(min(low, value)), float(max(high, value)))


def _resampled(
    one: _Floats, two: _Floats, members: list[NDArray[np.intp]], draw: np.random.Generator, resamples: int
) -> _Floats:
    if len(members) == one.size:
        chunk = max(1, _CHUNK // one.size)
        sizes = [min(chunk, resamples - done) for done in range(0, resamples, chunk)]
        picks = (draw.integers(0, one.size, (size, one.size)) for size in sizes)
        return np.concatenate([_rank_correlation(one[pick], two[pick]) for pick in picks])
    chosen = draw.integers(0, len(members), (resamples, len(members)))
    rows = (np.concatenate([members[group] for group in row]) for row in chosen)
    return np.array([_rank_correlation(one[None, row], two[None, row])[0] for row in rows])


def _rank_correlation(one: _Floats, two: _Floats) -> _Floats:
    """Row by row; NaN where a row is all equal."""
    first, second = (rankdata(side, axis=1) for side in (one, two))
    first -= first.mean(1, keepdims=True)
    second -= second.mean(1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.asarray((first * second).sum(1) / np.sqrt((first**2).sum(1) * (second**2).sum(1)))
