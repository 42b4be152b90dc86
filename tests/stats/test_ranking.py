"""Rankings against enumeration, and coverage of their intervals."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.stats.binomial import clopper_pearson
from auditor.stats.ranking import auc, found_at, spearman, spearman_interval

scores = st.lists(st.integers(-4, 4).map(float), min_size=1, max_size=12)


def above(members: list[float], others: list[float]) -> float:
    return sum((a > b) + (a == b) / 2 for a, b in product(members, others)) / (len(members) * len(others))


@given(scores, scores)
def test_the_area_is_the_share_of_ordered_pairs(members: list[float], others: list[float]) -> None:
    found = auc(members, others, 0.05, 0.01)
    assert found.value == pytest.approx(above(members, others))
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    mirrored = auc(others, members, 0.01, 0.05)
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - found.high, 1 - found.low), abs=1e-6)
    raised = auc(np.exp(members), np.exp(others), 0.05, 0.01)
    assert (raised.low, raised.high) == pytest.approx((found.low, found.high))


def test_the_variance_of_delong_by_its_definition() -> None:
    draw = np.random.default_rng(5)
    members, others = draw.normal(0.7, 1, 30).round(1), draw.normal(0, 1, 45).round(1)
    wins = (members[:, None] > others) + (members[:, None] == others) / 2
    variance = wins.mean(1).var(ddof=1) / 30 + wins.mean(0).var(ddof=1) / 45
    area = wins.mean()
    logit, step = np.log(area / (1 - area)), 1.959963985 * variance**0.5 / (area * (1 - area))
    found = auc(members, others)
    assert found.low == pytest.approx(1 / (1 + np.exp(-(logit - step))))
    assert found.high == pytest.approx(1 / (1 + np.exp(-(logit + step))))


def test_perfect_separation_of_few_is_not_certain() -> None:
    few, many = auc([2, 3], [0, 1]), auc(np.arange(200) + 300, np.arange(200))
    assert few.value == few.high == many.value == 1
    assert few.low < 0.6
    assert 0.95 < many.low < 1
    # Hanley and McNeil's variance, with the mean of both counts less one for either.
    a = auc([7, 8, 9, 9, 9, 9], [0, 1]).low
    variance = (a * (1 - a) + 3 * (a / (2 - a) - a * a) + 3 * (2 * a * a / (1 + a) - a * a)) / 12
    assert 1 - a == pytest.approx(1.959963985 * variance**0.5)
    lowest = auc([0, 1], [2, 3])
    assert (lowest.value, lowest.low) == (0, 0)
    assert lowest.high == pytest.approx(1 - few.low)
    with pytest.raises(ValueError):
        auc([], [1])


@pytest.mark.parametrize(
    ("shift", "spread", "m", "n"), [(0, 1, 30, 30), (1, 1, 30, 60), (2, 1, 40, 40), (1, 3, 60, 60)]
)
def test_the_area_is_covered(shift: float, spread: float, m: int, n: int) -> None:
    from scipy.special import ndtr

    draw, missed = np.random.default_rng(9), 0
    truth = ndtr(shift / np.hypot(1, spread))
    for _ in range(400):
        found = auc(draw.normal(shift, spread, m), draw.normal(size=n))
        missed += not found.low <= truth <= found.high
    assert missed <= 36  # of 400 at 5 %: once in a thousand times


@given(scores, scores, st.sampled_from([0.0, 0.01, 0.25, 0.5, 1.0]))
def test_the_operating_point_is_the_last_not_above(members: list[float], others: list[float], most: float) -> None:
    found = found_at(members, others, most)
    points = [(np.mean([b >= at for b in others]), np.mean([a >= at for a in members])) for at in {*members, *others}]
    best = max((hit for false, hit in points if false <= most), default=0)
    assert found.found.value == best
    assert found.false.value <= most
    assert (found.threshold is None) == all(false > most for false, _ in points)


def test_the_operating_point_by_hand() -> None:
    others = [float(score) for score in range(200)]
    # Two of 200 are allowed: 198 and 199.
    found = found_at([197, 198, 198.5, 199, 300], others)
    assert found.threshold == 198
    assert (found.found.value, found.false.value) == (0.8, 0.01)
    assert (found.found.low, found.found.high) == clopper_pearson(4, 5)
    assert (found.false.low, found.false.high) == clopper_pearson(2, 200)
    perfect = found_at([5.0] * 20, [1.0] * 20)
    assert (perfect.found.value, perfect.false.value) == (1, 0)
    nothing = found_at([1.0, 2.0], [2.0] * 150)
    assert (nothing.threshold, nothing.found.value) == (None, 0)


def test_spearman_by_hand() -> None:
    assert spearman([1, 2, 3, 4], [10, 20, 40, 30]) == pytest.approx(1 - 6 * 2 / (4 * 15))
    assert spearman([1, 1, 2], [1, 2, 3]) == pytest.approx(0.5 * 3**0.5)
    assert spearman([1, 1], [1, 2]) is None
    assert spearman([1], [1]) is None
    assert spearman_interval([1, 1], [1, 2], 1) is None


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=4, max_size=20))
def test_laws_of_spearman(points: list[tuple[int, int]]) -> None:
    first, second = map(list, zip(*points, strict=True))
    value = spearman(first, second)
    assume(value is not None)
    assert spearman(second, first) == pytest.approx(value)
    assert spearman([-one for one in first], second) == pytest.approx(-value)
    assert spearman(np.exp(first), second) == pytest.approx(value)
    assert spearman(first, first) == pytest.approx(1)
    found = spearman_interval(first, second, 3, resamples=99)
    assert found is not None
    assert -1 - 1e-12 <= found.low <= found.value <= found.high <= 1 + 1e-12
    assert found == spearman_interval(first, second, 3, resamples=99)


def test_the_correlation_is_covered_and_groups_make_it_less_sure() -> None:
    draw, missed = np.random.default_rng(7), 0
    truth = 6 / np.pi * np.arcsin(0.4)
    for seed in range(200):
        one = draw.normal(size=40)
        found = spearman_interval(one, 0.8 * one + 0.6 * draw.normal(size=40), seed, resamples=399)
        assert found is not None
        missed += not found.low <= truth <= found.high
    assert missed <= 22  # of 200 at 5 %: once in a thousand times
    group = np.repeat(np.arange(8), 10)
    one = draw.normal(size=8)[group] + 0.1 * draw.normal(size=80)
    two = one + draw.normal(size=8)[group]
    alone, grouped = spearman_interval(one, two, 1), spearman_interval(one, two, 1, labels=group)
    assert alone is not None
    assert grouped is not None
    assert grouped.high - grouped.low > 1.5 * (alone.high - alone.low)
    assert spearman_interval(one, two, 1, labels=np.zeros(80)) is None
