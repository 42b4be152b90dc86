"""Intervals of shares against published values and against the definition."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from auditor.stats import Unseen, proportion_interval
from auditor.stats.sample import sampled


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0, 0.3085),
        (5, 10, 0.1871, 0.8129),
        (1, 20, 0.0013, 0.2487),
        (10, 100, 0.0490, 0.1762),
        (7, 7, 0.5904, 1),
    ],
)
def test_clopper_and_pearson(hits: int, n: int, low: float, high: float) -> None:
    assert proportion_interval(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("hits", "n"), [(1, 5), (3, 40), (120, 400)])
def test_its_bounds_leave_a_tail_of_one_in_forty_on_each_side(hits: int, n: int) -> None:
    def at_least(share: float) -> float:
        p = Fraction(share)
        return float(sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(hits, n + 1)))

    def at_most(share: float) -> float:
        p = Fraction(share)
        return float(sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(hits + 1)))

    low, high = proportion_interval(hits, n)
    assert at_least(low) == pytest.approx(0.025)
    assert at_most(high) == pytest.approx(0.025)


def test_a_sample() -> None:
    (found,) = sampled("a/b", 3, 2, 50, 1_000, Unseen())
    assert (found.value, found.n) == (0.06, 50)
    assert (found.low, found.high) == (proportion_interval(3, 50)[0], proportion_interval(5, 50)[1])
    (less,) = sampled("a/b", 3, 2, 50, 1_000, Unseen(250))
    assert (less.low, less.high) == pytest.approx((found.low * 0.8, found.high * 0.8 + 0.2))
    (broken,) = sampled("a/b", 3, 2, 50, 1_000, Unseen(files=1))
    assert broken.high == 1


def test_a_sample_of_all_is_a_count() -> None:
    (found,) = sampled("a/b", 3, 2, 10, 10, Unseen(10))
    assert (found.value, found.low, found.high, found.n) == (0.15, 0.15, 0.75, 20)
    (nothing_read,) = sampled("a/b", 0, 0, 0, 0, Unseen(4))
    assert (nothing_read.value, nothing_read.high) == (0, 1)
    assert sampled("a/b", 0, 0, 0, 0, Unseen()) == ()
