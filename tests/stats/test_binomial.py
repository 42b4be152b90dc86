"""Intervals of a share, against enumeration and by hand."""

from __future__ import annotations

from math import comb, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.stats import proportion_interval
from auditor.stats.binomial import clopper_pearson, clustered_share, highest_of_none, wilson


def chance(hits: int, n: int, share: float) -> float:
    return comb(n, hits) * share**hits * (1 - share) ** (n - hits)


@pytest.mark.parametrize("n", [1, 7, 30])
@pytest.mark.parametrize("tail", [0.025, 0.05])
def test_each_exact_end_misses_at_most_its_tail_at_every_share(n: int, tail: float) -> None:
    ends = [clopper_pearson(hits, n, tail, tail) for hits in range(n + 1)]
    for step in range(1, 200):
        share = step / 200
        assert sum(chance(hits, n, share) for hits, (low, _) in enumerate(ends) if low > share) <= tail + 1e-12
        assert sum(chance(hits, n, share) for hits, (_, high) in enumerate(ends) if high < share) <= tail + 1e-12


def test_wilson_covers_at_its_rate_on_average_though_not_everywhere() -> None:
    n = 40
    ends = [wilson(hits, n) for hits in range(n + 1)]
    covered = [
        sum(chance(hits, n, step / 200) for hits, (low, high) in enumerate(ends) if low <= step / 200 <= high)
        for step in range(1, 200)
    ]
    assert sum(covered) / len(covered) == pytest.approx(0.95, abs=0.01)
    assert min(covered) < 0.94


def test_wilson_by_hand() -> None:
    # At 0 of n the formula is z^2 / (n + z^2), and at one half of n it is symmetric.
    z = 1.959963984540054
    assert wilson(0, 10) == pytest.approx((0, z * z / (10 + z * z)))
    low, high = wilson(10, 20)
    assert low + high == pytest.approx(1)
    assert high - 0.5 == pytest.approx(z * sqrt(20 / 4 + z * z / 4) / (20 + z * z))
    assert wilson(0, 0) == (0, 1)


@given(st.integers(1, 200), st.data(), st.sampled_from([clopper_pearson, wilson]))
def test_laws_of_an_interval(n: int, data: st.DataObject, interval: type[tuple[float, float]]) -> None:
    hits = data.draw(st.integers(0, n))
    low, high = interval(hits, n, 0.05, 0.01)
    assert 0 <= low <= hits / n <= high <= 1
    mirrored = interval(n - hits, n, 0.01, 0.05)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)
    if hits < n:
        assert interval(hits + 1, n, 0.05, 0.01) > (low, high)


@given(st.integers(1, 5_000), st.sampled_from([0.01, 0.05]))
def test_none_in_n(n: int, tail: float) -> None:
    bound = highest_of_none(n, tail)
    assert (1 - bound) ** n == pytest.approx(tail)
    assert bound == pytest.approx(clopper_pearson(0, n, high_tail=tail)[1])
    assert bound < -1.01 * log(tail) / n


def test_none_of_nothing_says_nothing() -> None:
    assert highest_of_none(0) == 1
    assert clopper_pearson(0, 0) == (0, 1)


def test_the_two_sided_interval_is_the_one_of_the_package() -> None:
    assert proportion_interval(3, 50) == pytest.approx(clopper_pearson(3, 50), rel=1e-12)


def test_clusters_that_agree_count_as_one_item() -> None:
    alike = clustered_share([20, 0, 20, 0] * 10, [20] * 40)
    apart = clustered_share([10] * 40, [20] * 40)
    assert alike.value == apart.value == 0.5
    # Clusters of twenty equal items: an effective sample of about forty.
    exact = clopper_pearson(20, 40)
    assert alike.low == pytest.approx(exact[0], abs=0.015)
    assert alike.high == pytest.approx(exact[1], abs=0.015)
    assert apart.high - apart.low < (alike.high - alike.low) / 3


def test_no_hit_counts_clusters_not_items() -> None:
    nothing = clustered_share([0] * 30, [50] * 30, high_tail=0.05)
    assert (nothing.value, nothing.low) == (0, 0)
    assert nothing.high == pytest.approx(highest_of_none(30))
    with pytest.raises(ValueError):
        clustered_share([0], [0])


@pytest.mark.parametrize("equal", [True, False])
def test_a_share_in_clusters_is_covered_where_the_plain_interval_is_not(equal: bool) -> None:
    draw, missed, plain, runs = np.random.default_rng(4), 0, 0, 300
    for _ in range(runs):
        sizes = np.full(30, 10) if equal else draw.integers(1, 25, 30)
        hits = draw.binomial(sizes, draw.beta(0.5, 2, 30))
        found = clustered_share(hits.tolist(), sizes.tolist())
        low, high = clopper_pearson(int(hits.sum()), int(sizes.sum()))
        missed += not found.low <= 0.2 <= found.high
        plain += not low <= 0.2 <= high
    # 30 of 300 at 5 %: once in two thousand times.
    assert missed <= 30
    assert plain > 60


@pytest.mark.parametrize(("clusters", "share"), [(100, 0.02), (40, 0.05), (40, 0.1)])
def test_a_rare_share_in_clusters_that_agree_is_covered(clusters: int, share: float) -> None:
    draw, above, runs = np.random.default_rng(6), 0, 400
    for _ in range(runs):
        sizes = draw.integers(1, 9, clusters)
        hits = draw.binomial(sizes, draw.beta(share, 1 - share, clusters))
        above += share > clustered_share(hits.tolist(), sizes.tolist()).high
    # 21 of 400 at 2.5 %: once in nine hundred times.
    assert above <= 20
