"""Two models on the same items: against full enumeration of the outcomes and against what is known."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from auditor.checks import Limit
from auditor.findings import Finding
from auditor.policy.judging import level
from auditor.stats.binomial import highest_of_none
from auditor.stats.interval import Estimate, decide
from auditor.stats.paired import (
    Pairs,
    drop_interval,
    mcnemar,
    mcnemar_mid_p,
    mcnemar_two_sided,
    pairs,
    pvalue_of_more,
    score,
)

counts = st.integers(1, 60).flatmap(
    lambda n: st.integers(0, n).flatmap(lambda b: st.integers(0, n - b).map(lambda c: Pairs(b, c, n)))
)


def test_the_counts() -> None:
    assert pairs([True, True, False, False, True], [True, False, True, False, False]) == Pairs(2, 1, 5)
    with pytest.raises(ValueError, match="cannot be paired"):
        pairs([True], [True, False])
    with pytest.raises(ValueError):
        Pairs(2, 2, 3)


@pytest.mark.parametrize(("losses", "wins"), [(0, 0), (1, 0), (5, 2), (2, 5), (9, 9), (30, 12)])
def test_mcnemar_by_counting_signs(losses: int, wins: int) -> None:
    of, m = Pairs(losses, wins, 100), losses + wins
    at_least = sum(comb(m, k) for k in range(losses, m + 1)) / 2**m
    assert mcnemar(of) == pytest.approx(at_least)
    extreme = sum(comb(m, k) for k in range(m + 1) if abs(2 * k - m) >= abs(losses - wins)) / 2**m
    assert mcnemar_two_sided(of) == pytest.approx(extreme)
    assert mcnemar_mid_p(of) == pytest.approx(at_least - comb(m, losses) / 2**m / 2)


def test_the_statistic_is_that_of_the_most_likely_null() -> None:
    for losses, wins, n, drop in [(5, 2, 40, 0.05), (0, 3, 40, 0.1), (9, 1, 30, -0.1), (4, 4, 50, 0.3), (0, 0, 9, 0.2)]:
        win = np.linspace(max(0, -drop), (1 - drop) / 2, 200_001)[1:-1]
        likelihood = losses * np.log(win + drop) + wins * np.log(win) + (n - losses - wins) * np.log1p(-2 * win - drop)
        best = win[likelihood.argmax()]
        expected = (losses - wins - n * drop) / np.sqrt(n * (2 * best + drop - drop**2))
        assert score(np.array([losses * 1.0]), np.array([wins * 1.0]), n, drop)[0] == pytest.approx(expected, abs=2e-3)


@cache
def intervals(n: int, tail: float) -> dict[tuple[int, int], Estimate]:
    inside = ((b, c) for b, c in product(range(n + 1), repeat=2) if b + c <= n)
    return {(b, c): drop_interval(Pairs(b, c, n), tail, tail) for b, c in inside}


def missed(n: int, loss: float, win: float, miss: Callable[[Estimate], bool], tail: float) -> float:
    return sum(
        comb(n, b) * comb(n - b, c) * loss**b * win**c * max(0.0, 1 - loss - win) ** (n - b - c)
        for (b, c), estimate in intervals(n, tail).items()
        if miss(estimate)
    )


@pytest.mark.parametrize(("n", "tail"), [(6, 0.05), (15, 0.05), (15, 0.025), (22, 0.05)])
def test_each_end_misses_at_most_its_tail_whatever_the_truth(n: int, tail: float) -> None:
    truths = [0, 0.003, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.8]
    for loss, win in product(truths, repeat=2):
        if loss + win <= 1:
            drop = loss - win
            assert missed(n, loss, win, lambda e, drop=drop: e.low > drop + 1e-12, tail) <= tail
            assert missed(n, loss, win, lambda e, drop=drop: e.high < drop - 1e-12, tail) <= tail


def test_it_is_not_only_wide() -> None:
    n, rates = 22, []
    for loss, win in [(0.2, 0.2), (0.35, 0.2), (0.1, 0.2), (0.35, 0.5)]:
        drop = loss - win
        rates.append(missed(n, loss, win, lambda e, drop=drop: e.high < drop - 1e-12, 0.05))
    assert sum(rates) / len(rates) > 0.03


@settings(max_examples=60, deadline=None)
@given(counts)
def test_laws_of_the_interval(of: Pairs) -> None:
    found = drop_interval(of)
    assert -1 <= found.low <= found.value <= found.high <= 1
    mirrored = drop_interval(Pairs(of.wins, of.losses, of.n))
    assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -found.low), abs=1e-12)
    assert drop_interval(of, 0.01, 0.01).low <= found.low
    assert drop_interval(of, 0.01, 0.01).high >= found.high


@settings(max_examples=40, deadline=None)
@given(counts, st.sampled_from(["loss instead of a tie", "loss instead of a win"]))
def test_one_more_loss_moves_the_interval_up(of: Pairs, how: str) -> None:
    worse_wins = of.wins - (how == "loss instead of a win")
    assume(worse_wins >= 0 and of.losses + 1 + worse_wins <= of.n)
    before, after = drop_interval(of), drop_interval(Pairs(of.losses + 1, worse_wins, of.n))
    assert after.high >= before.high - 1e-3
    assert after.low >= before.low - 1e-3


@settings(max_examples=40, deadline=None)
@example(Pairs(0, 0, 28), 0.3, 0.01)
@example(Pairs(0, 0, 28), -0.3, 0.01)
@given(counts, st.sampled_from([-0.1, 0.0, 0.02, 0.05, 0.3]), st.sampled_from([0.01, 0.05]))
def test_the_test_and_the_interval_agree(of: Pairs, limit: float, tail: float) -> None:
    found = drop_interval(of, tail, tail)
    assume(abs(found.low - limit) > 0.02)
    assert (found.low > limit) == (pvalue_of_more(of, limit) <= tail)


@pytest.mark.parametrize("n", [100, 700, 5_000])
def test_no_difference_leaves_what_none_in_n_leaves(n: int) -> None:
    found = drop_interval(Pairs(0, 0, n))
    assert found.high == pytest.approx(highest_of_none(n), rel=0.02)
    assert found.high >= highest_of_none(n)
    with pytest.raises(ValueError):
        drop_interval(Pairs(0, 0, 0))


def test_many_items_are_what_the_normal_distribution_says() -> None:
    found = drop_interval(Pairs(800, 700, 14_042))
    deviation = np.sqrt(1500 - 100**2 / 14_042) / 14_042
    assert (found.high - found.value) / deviation == pytest.approx(1.645, rel=0.01)
    assert (found.value - found.low) / deviation == pytest.approx(1.645, rel=0.01)


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_decision_is_the_policy_s(value: float, below: float, above: float, limit: float) -> None:
    estimate = Estimate(value, value - below, value + above)
    finding = Finding("a/b", estimate.value, 700, estimate.low, estimate.high, "share", True)
    assert decide(estimate, limit) == level(finding, Limit(fail=limit))
