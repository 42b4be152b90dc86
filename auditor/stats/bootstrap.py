"""The mean of differences between two models, item by item, where items may come in clusters.

The clusters are the drawn things (templates, sources, persons, records): a mean is that of all items, its uncertainty
that of drawing other clusters. Where items are independent, each is a cluster of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, pdtr, stdtrit

from auditor.stats.interval import Estimate
from auditor.stats.paired import Pairs, drop_interval

_Floats = NDArray[np.float64]
_FEW = 256
"""Up to so many different clusters a resample is one draw of how often each occurs."""
_CHUNK = 1 << 16
"""Numbers drawn at a time: they stay in the cache, and a product so small starts no threads, which fight for cores."""
_POISSON = np.searchsorted(pdtr(np.arange(10), 1.0), (np.arange(65536) + 0.5) / 65536).astype(np.float32)
"""Quantiles of the Poisson distribution of mean 1: how often a cluster occurs in a resample of very many."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Totals by cluster: all that the intervals need."""

    totals: _Floats
    sizes: _Floats

    def __post_init__(self) -> None:
        if self.totals.size < 2:
            raise ValueError(f"{self.totals.size} cluster: an interval needs two")

    @property
    def mean(self) -> float:
        """Of all items."""
        return float(self.totals.sum() / self.sizes.sum())

    def variance(self) -> float:
        """Of the mean: (G - 1) / G times the squared deviations of the means that leave one cluster out.

        Of all robust forms the one that errs to the wide side where clusters differ in size (Bell and McCaffrey 2002,
        "Bias reduction in standard errors for linear regression with multi-stage samples", Survey Methodology 28).
        """
        count = self.totals.size
        without = (self.totals.sum() - self.totals) / (self.sizes.sum() - self.sizes)
        return float((count - 1) / count * ((without - self.mean) ** 2).sum())


def clusters(differences: ArrayLike, labels: Sequence[object] | NDArray[np.generic] | None = None) -> Clusters:
    """The totals of items with these labels; without labels each item is a cluster.

    Raises:
        ValueError: fewer than two clusters, or not one label for each item.
    """
    values = np.asarray(differences, float)
    if labels is None:
        return Clusters(values, np.ones(values.size))
    places = {label: place for place, label in enumerate(dict.fromkeys(labels))}
    index = np.array([places[label] for label in labels], dtype=np.intp)
    return Clusters(np.bincount(index, values).astype(float), np.bincount(index).astype(float))


def t_interval(of: Clusters, low_tail: float = 0.05, high_tail: float = 0.05) -> Estimate:
    """mean -+ t_(G-1) times the robust deviation of `Clusters.variance`, for G clusters.

    It has no width where all differences are equal: for right and wrong answers take `drop_interval` or
    `clustered_drop`.
    """
    deviation, freedom = of.variance() ** 0.5, of.totals.size - 1
    low, high = (float(stdtrit(freedom, tail)) * deviation for tail in (low_tail, high_tail))
    return Estimate(of.mean, of.mean + low, of.mean - high)


def bootstrap_interval(
    of: Clusters, seed: int, low_tail: float = 0.05, high_tail: float = 0.05, resamples: int = 9_999
) -> Estimate | None:
    """Studentized cluster bootstrap: it follows skewed differences, which `t_interval` takes for symmetric.

    In each resample of G clusters the deviation of its mean from the mean seen, over its own robust deviation
    (sum of (total - mean size)^2)^(1/2) / items; the quantiles of that stand in for those of Student's t. None where so
    many resamples hold no two different clusters that a quantile cannot be told.

    Efron and Tibshirani 1993, "An introduction to the bootstrap", section 12.5.
    """
    centered = of.totals - of.mean * of.sizes
    scale = float(np.abs(centered).max())
    if scale == 0:
        return None
    total, size, square, cross, sizes = _resampled(centered / scale, of.sizes, resamples, np.random.default_rng(seed))
    shifts = total / size
    deviations = np.sqrt(np.maximum(square - 2 * shifts * cross + shifts**2 * sizes, 0)) / size
    own = float(np.sqrt((centered**2).sum()) / of.sizes.sum())
    lost = deviations <= 1e-6 * own / scale
    ratios = shifts / np.where(lost, 1.0, deviations)
    # A resample without spread may lie anywhere: on either side it counts as the worst.
    high = np.quantile(np.where(lost, -np.inf, ratios), high_tail, method="lower")
    low = np.quantile(np.where(lost, np.inf, ratios), 1 - low_tail, method="higher")
    if not np.isfinite([low, high]).all():
        return None
    return Estimate(of.mean, of.mean - float(low) * own, of.mean - float(high) * own)


def clustered_drop(
    of: Pairs,
    differences: Clusters,
    seed: int,
    low_tail: float = 0.05,
    high_tail: float = 0.05,
    least_effect: float = 1.0,
) -> Estimate:
    """`drop_interval` for items that come in clusters, of which `differences` holds losses - wins.

    The wider of two, end by end. The one is `bootstrap_interval`, where there is one. Of the other, each arm of the
    exact interval is stretched by d^(1/2) t_(G-1) / z, where d is the design effect: the robust variance over that of
    independent items, (losses + wins - (losses - wins)^2 / n) / n^2, but at least `least_effect`. Few discordant pairs
    tell little about d, none nothing: then give the effect seen elsewhere. Where losses fall on a few clusters whole,
    both are still too sure that the clusters not drawn lost no more.

    Raises:
        ValueError: the two do not count the same items.
    """
    if (differences.totals.sum(), differences.sizes.sum()) != (of.losses - of.wins, of.n):
        raise ValueError("the clusters and the pairs do not count the same items")
    exact = drop_interval(of, low_tail, high_tail)
    independent = (of.discordant - (of.losses - of.wins) ** 2 / of.n) / of.n**2
    effect = max(least_effect, differences.variance() / independent if independent > 0 else 1.0)
    freedom = differences.totals.size - 1

    def arm(tail: float) -> float:
        return float(effect**0.5 * stdtrit(freedom, tail) / ndtri(tail))

    low = exact.value - arm(low_tail) * (exact.value - exact.low)
    high = exact.value + arm(high_tail) * (exact.high - exact.value)
    if again := bootstrap_interval(differences, seed, low_tail, high_tail):
        low, high = min(low, again.low), max(high, again.high)
    return Estimate(exact.value, max(-1.0, low), min(1.0, high))


def _resampled(totals: _Floats, sizes: _Floats, resamples: int, draw: np.random.Generator) -> tuple[_Floats, ...]:
    """For each resample: the sums of totals, sizes, totals^2, totals sizes, and sizes^2 over its clusters."""
    rows, counts = np.unique(np.stack([totals, sizes], axis=1), axis=0, return_counts=True)
    few = len(rows) <= _FEW
    total, size = rows.T if few else (totals, sizes)
    moments = np.stack([total, size, total**2, total * size, size**2], axis=1)
    single = moments.astype(np.float32)
    chunk = max(1, _CHUNK // total.size)
    parts = [
        _multinomial(counts, some, draw) @ moments if few else _poisson(some, totals.size, draw) @ single
        for some in (min(chunk, resamples - done) for done in range(0, resamples, chunk))
    ]
    return tuple(np.concatenate(parts).T.astype(float))


def _multinomial(counts: NDArray[np.int64], resamples: int, draw: np.random.Generator) -> _Floats:
    """How often each kind of cluster occurs, of which there are so many."""
    return draw.multinomial(counts.sum(), counts / counts.sum(), size=resamples).astype(float)


def _poisson(resamples: int, clusters: int, draw: np.random.Generator) -> NDArray[np.float32]:
    """How often each cluster occurs; their number varies a little, which a mean does not notice."""
    words = draw.integers(0, 1 << 64, -(-resamples * clusters // 4), dtype=np.uint64)
    return _POISSON.take(words.view(np.uint16)[: resamples * clusters]).reshape(resamples, clusters)
