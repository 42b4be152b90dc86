"""Forecasts of power against exact sums and the published example numbers."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.stats.interval import Estimate, decide
from auditor.stats.paired import Pairs, drop_interval, mcnemar
from auditor.stats.power import detectable_drop, detectable_shift, items_for_drop, items_to_settle, mcnemar_power


@pytest.mark.parametrize(("drop", "rough"), [(0.05, 247), (0.03, 687), (0.02, 1_546)])
def test_items_for_a_tenth_of_discordant_pairs(drop: float, rough: int) -> None:
    # The rough number is (z + z)^2 psi / drop^2; the formula takes less variance away from the null.
    assert rough * 0.97 < items_for_drop(drop, 0.1) <= rough + 1


def test_what_cannot_be_told_apart() -> None:
    with pytest.raises(ValueError):
        items_for_drop(0.03, 0.1, limit=0.03)
    assert items_to_settle(700, 0.02, 0.03, 0.02) is None
    assert detectable_drop(2, 0.1) is None
    assert detectable_drop(0, 0.1) is None


@given(st.floats(0.005, 0.3), st.floats(0.01, 0.5), st.sampled_from([0.01, 0.05]), st.sampled_from([0.5, 0.8, 0.95]))
def test_the_smallest_drop_is_the_inverse(drop: float, discordance: float, tail: float, power: float) -> None:
    n = items_for_drop(drop, discordance, tail=tail, power=power)
    found = detectable_drop(n, discordance, tail, power)
    assert found is not None
    assert found <= drop * (1 + 1e-9)
    fewer = detectable_drop(n - 1, discordance, tail, power)
    assert fewer is None or fewer > drop * (1 - 1e-9)


def test_no_noise_leaves_a_smallest_drop_all_the_same() -> None:
    # About (1.645 + 0.842)^2 losses in 700 items.
    assert detectable_drop(700, 0.0) == pytest.approx(6.18 / 700, rel=0.02)


@pytest.mark.parametrize(("n", "loss", "win"), [(12, 0.3, 0.1), (25, 0.2, 0.05), (9, 0.5, 0.0), (8, 0.0, 0.0)])
def test_the_power_of_mcnemar_by_enumeration(n: int, loss: float, win: float) -> None:
    expected = sum(
        comb(n, b) * comb(n - b, c) * loss**b * win**c * (1 - loss - win) ** (n - b - c)
        for b in range(n + 1)
        for c in range(n - b + 1)
        if mcnemar(Pairs(b, c, n)) <= 0.05
    )
    assert mcnemar_power(n, loss, win) == pytest.approx(expected, abs=1e-12)


def test_three_points_at_700_items_by_the_conditional_test() -> None:
    assert mcnemar_power(700, 0.065, 0.035) == pytest.approx(0.78, abs=0.005)
    assert mcnemar_power(700, 0.05, 0.05) <= 0.05


def test_the_forecast_of_more_items_comes_true() -> None:
    seen = Pairs(4, 4, 200)
    found = drop_interval(seen)
    assert decide(found, 0.02) == "unknown"
    n = items_to_settle(seen.n, found.value, found.high, 0.02, power=0.8)
    assert n is not None
    draw, passed = np.random.default_rng(3), 0
    for losses, wins, _ in draw.multinomial(n, [0.02, 0.02, 0.96], size=100):
        passed += decide(drop_interval(Pairs(int(losses), int(wins), n)), 0.02) == "pass"
    # 80 are forecast, but the rule of the root is rough where few pairs differ.
    assert 65 <= passed <= 96


@given(st.integers(10, 10_000), st.floats(0.01, 1), st.floats(0.01, 1))
def test_twice_as_near_needs_four_times_the_items(n: int, arm: float, room: float) -> None:
    estimate = Estimate(0.0, -arm, arm)
    far, near = (items_to_settle(n, 0.0, estimate.high, limit) for limit in (room, room / 2))
    assert far is not None
    assert near is not None
    assert near == pytest.approx(4 * far, abs=4)
    assert items_to_settle(n, 0.0, estimate.low, -room) == far


def test_the_smallest_shift() -> None:
    assert detectable_shift(0.01) == pytest.approx(0.01 * (1.6449 + 0.8416), rel=1e-4)
