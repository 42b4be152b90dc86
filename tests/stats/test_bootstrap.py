"""Means of differences in clusters: identities, an exact bootstrap, and coverage with few clusters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from auditor.stats.bootstrap import Clusters, bootstrap_interval, clustered_drop, clusters, t_interval
from auditor.stats.interval import Estimate
from auditor.stats.paired import Pairs, drop_interval

values = st.lists(st.floats(-10, 10).map(lambda value: round(value, 3)), min_size=3, max_size=30)


def test_the_totals() -> None:
    of = clusters([1, 2, 3, 4, 5], ["b", "a", "b", "c", "b"])
    assert of.totals.tolist() == [9, 2, 4]
    assert of.sizes.tolist() == [3, 1, 1]
    assert of.mean == 3
    with pytest.raises(ValueError, match="1 cluster"):
        clusters([1, 2], ["a", "a"])


@given(values)
def test_items_alone_are_the_one_sample_t_interval(differences: list[float]) -> None:
    found, sample = t_interval(clusters(differences), 0.025, 0.025), np.array(differences)
    low, high = t.interval(0.95, sample.size - 1, sample.mean(), max(1e-12, sample.std(ddof=1) / sample.size**0.5))
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-8)


@given(values, st.floats(-5, 5), st.sampled_from([0.5, 2.0]))
def test_shift_scale_and_sign(differences: list[float], shift: float, scale: float) -> None:
    labels = [place // 2 for place in range(len(differences))]
    found = t_interval(clusters(differences, labels), 0.05, 0.01)
    moved = t_interval(clusters(np.array(differences) * scale + shift, labels), 0.05, 0.01)
    assert (moved.low, moved.high) == pytest.approx((found.low * scale + shift, found.high * scale + shift), abs=1e-7)
    turned = t_interval(clusters(-np.array(differences), labels), 0.01, 0.05)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=1e-9)


def test_items_that_repeat_their_cluster_add_nothing() -> None:
    once = np.random.default_rng(1).normal(size=40)
    repeated = t_interval(clusters(np.repeat(once, 18), np.repeat(np.arange(40), 18)))
    alone = t_interval(clusters(once))
    assert (repeated.low, repeated.high) == pytest.approx((alone.low, alone.high))


def test_the_bootstrap_is_the_one_over_all_resamples() -> None:
    totals, sizes = np.array([3.0, 1.0, 0.0, 7.0, 2.0]), np.array([2.0, 1.0, 3.0, 2.0, 1.0])
    of = Clusters(totals, sizes)
    ratios = []
    for drawn in product(range(5), repeat=5):
        total, size = totals[list(drawn)], sizes[list(drawn)]
        mean = total.sum() / size.sum()
        deviation = np.sqrt(((total - mean * size) ** 2).sum()) / size.sum()
        ratios.append((mean - of.mean) / deviation if deviation > 1e-9 else np.nan)
    own = np.sqrt(((totals - of.mean * sizes) ** 2).sum()) / sizes.sum()
    lost = np.isnan(ratios)
    expected = [
        of.mean - own * np.quantile(np.where(lost, np.inf, ratios), 0.9),
        of.mean - own * np.quantile(np.where(lost, -np.inf, ratios), 0.1),
    ]
    found = bootstrap_interval(of, 5, 0.1, 0.1, resamples=50_000)
    assert found is not None
    assert [found.low, found.high] == pytest.approx(expected, abs=0.02)


def test_few_values_and_many_values_give_the_same_interval() -> None:
    draw = np.random.default_rng(3)
    few = draw.choice([1.0, 0.0, -1.0], p=[0.065, 0.9, 0.035], size=3_000)
    many = few + draw.normal(scale=1e-6, size=few.size)
    one, other = (bootstrap_interval(clusters(side), 1, resamples=4_000) for side in (few, many))
    assert one is not None
    assert other is not None
    assert (other.low, other.high) == pytest.approx((one.low, one.high), abs=0.001)
    exact = drop_interval(counted(few))
    assert (one.low, one.high) == pytest.approx((exact.low, exact.high), abs=0.0015)


def test_a_seed_gives_the_same_interval_again() -> None:
    of = clusters(np.random.default_rng(2).exponential(size=50))
    assert bootstrap_interval(of, 4) == bootstrap_interval(of, 4)
    assert bootstrap_interval(of, 4) != bootstrap_interval(of, 5)


def test_no_interval_without_spread() -> None:
    assert bootstrap_interval(clusters([0.0] * 40), 1) is None
    assert bootstrap_interval(clusters([0.0] * 39 + [1.0]), 1) is None


Draw = Callable[[np.random.Generator], np.ndarray]
LABELS = np.repeat(np.arange(40), 18)


def misses(
    draw: Draw, truth: float, interval: Callable[[np.ndarray], Estimate | None], runs: int
) -> tuple[float, float]:
    """How often the true mean is below and how often above the interval, which may be none."""
    random = np.random.default_rng(17)
    found = [interval(draw(random)) for _ in range(runs)]
    there = [estimate for estimate in found if estimate is not None]
    assert len(there) > 0.9 * runs
    return sum(e.low > truth for e in there) / runs, sum(e.high < truth for e in there) / runs


def normal(draw: np.random.Generator) -> np.ndarray:
    return draw.normal(scale=0.5, size=40)[LABELS] + draw.normal(size=LABELS.size)


def skewed(draw: np.random.Generator) -> np.ndarray:
    return draw.exponential(size=40)[LABELS] - 1 + draw.normal(scale=0.5, size=LABELS.size)


def outcomes(draw: np.random.Generator) -> np.ndarray:
    """6.5 % losses and 3.5 % wins, correlated by 0.1 within a template."""
    loss, win = (draw.beta(9 * share, 9 * (1 - share), 40)[LABELS] for share in (0.065, 0.035))
    at = draw.random(LABELS.size)
    return np.where(at < loss, 1.0, np.where(at > 1 - win, -1.0, 0.0))


def counted(differences: np.ndarray) -> Pairs:
    return Pairs(int((differences > 0).sum()), int((differences < 0).sum()), differences.size)


def dropped(differences: np.ndarray) -> Estimate:
    return clustered_drop(counted(differences), clusters(differences, LABELS), 1)


# A chance of one in twenty comes up in more than a tenth of 300 trials once in ten thousand times.
def test_the_t_interval_covers_with_forty_clusters() -> None:
    assert max(misses(normal, 0, lambda d: t_interval(clusters(d, LABELS)), 300)) < 0.1


def test_the_bootstrap_follows_skew_which_the_t_interval_does_not() -> None:
    below, above = misses(skewed, 0, lambda d: bootstrap_interval(clusters(d, LABELS), 1, resamples=999), 300)
    assert max(below, above) < 0.1
    blind, _ = misses(skewed, 0, lambda d: t_interval(clusters(d, LABELS)), 300)
    assert blind < 0.03


def test_the_drop_covers_with_forty_templates_where_the_plain_one_does_not() -> None:
    below, above = misses(outcomes, 0.03, dropped, 80)
    # 12 of 80 at a chance of one in twenty: once in two thousand times.
    assert max(below, above) <= 0.15
    assert sum(misses(outcomes, 0.03, lambda d: drop_interval(counted(d)), 80)) > below + above


def test_a_drop_in_clusters_is_never_surer_than_one_without() -> None:
    for differences in (np.zeros(720), np.repeat([1.0] + [0.0] * 39, 18), outcomes(np.random.default_rng(1))):
        of = counted(differences)
        exact, found = drop_interval(of), dropped(differences)
        assert found.low <= exact.low <= exact.high <= found.high
        wide = clustered_drop(of, clusters(differences, LABELS), 1, least_effect=4)
        assert wide.high - wide.value >= 2 * (exact.high - exact.value)


def test_pairs_of_other_items_are_refused() -> None:
    with pytest.raises(ValueError, match="same items"):
        clustered_drop(Pairs(2, 0, 3), clusters([1, 0, 0], [1, 1, 2]), 1)
