"""The one-run bound against known values, its definition, and runs in which nothing was learned."""

from __future__ import annotations

from math import comb, exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.stats.epsilon import audit, ceiling, guessed, guesses_of, lower_bound, pvalue


@pytest.mark.parametrize(
    ("guesses", "epsilon"),
    [(10, 1.05), (25, 2.06), (50, 2.78), (100, 3.49), (250, 4.41), (500, 5.09), (1000, 5.76), (5000, 7.14)],
)
def test_the_ceiling_known(guesses: int, epsilon: float) -> None:
    """As jax_privacy's `auditing.py` and Panda's `get_eps_audit` give it, to two digits."""
    assert ceiling(2 * guesses, guesses) == pytest.approx(epsilon, abs=0.006)


@pytest.mark.parametrize(
    ("guesses", "right", "epsilon"),
    [(100, 60, 0.05), (100, 70, 0.47), (100, 80, 0.96), (100, 90, 1.63), (500, 300, 0.25), (500, 350, 0.68),
     (500, 450, 1.95)],
)  # fmt: skip
def test_the_bound_known(guesses: int, right: int, epsilon: float) -> None:
    assert lower_bound(2 * guesses, guesses, right) == pytest.approx(epsilon, abs=0.006)


@given(st.integers(1, 30), st.data())
def test_the_p_value_is_that_of_the_theorem(guesses: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(1, guesses))
    canaries = guesses + data.draw(st.integers(0, 50))
    epsilon, delta = data.draw(st.sampled_from([0.0, 0.3, 2.0])), data.draw(st.sampled_from([0.0, 1e-5, 1e-3]))
    q = exp(epsilon) / (1 + exp(epsilon))

    def f(k: int) -> float:
        return sum(comb(guesses, j) * q**j * (1 - q) ** (guesses - j) for j in range(k, guesses + 1))

    slope = max((f(right - i) - f(right)) / i for i in range(1, right + 1))
    assert pvalue(canaries, guesses, right, epsilon, delta) == pytest.approx(
        min(1, f(right) + 2 * canaries * delta * slope)
    )


@given(st.integers(1, 200), st.data())
def test_the_bound_is_where_the_p_value_passes_alpha(guesses: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, guesses))
    found = lower_bound(2 * guesses, guesses, right)
    if found > 0:
        assert (
            pvalue(2 * guesses, guesses, right, found - 1e-9)
            <= 0.05
            < pvalue(2 * guesses, guesses, right, found + 1e-6)
        )
    else:
        assert pvalue(2 * guesses, guesses, right, 1e-9) > 0.05 - 1e-9
    assert found <= ceiling(2 * guesses, guesses) <= ceiling(2 * guesses, guesses, delta=0.0)
    assert right == 0 or lower_bound(2 * guesses, guesses, right - 1) <= found


def test_without_delta_all_right_is_the_closed_form() -> None:
    chance = 0.05 ** (1 / 100)
    assert ceiling(200, 100, delta=0.0) == pytest.approx(log(chance / (1 - chance)), abs=1e-9)


def test_nothing_is_shown_by_few_or_by_a_large_delta() -> None:
    assert ceiling(8, 4) == 0
    assert ceiling(10, 5) > 0
    assert ceiling(2000, 1000, delta=0.1) == 0
    for wrong in ((10, 11, 5, 1e-5, 0.05), (10, 5, 6, 1e-5, 0.05), (10, 5, 5, 2.0, 0.05), (10, 5, 5, 1e-5, 1.0)):
        with pytest.raises(ValueError):
            lower_bound(*wrong)


def test_who_is_guessed_is_fixed_by_the_scores_alone() -> None:
    assert guessed([0.1, 3.0, 2.0, 3.0, float("-inf")], 3) == (1, 3, 2)
    assert guessed([1.0] * 5, 2) == (0, 1)
    assert [guesses_of(n) for n in (1, 3, 4, 200)] == [1, 1, 1, 50]
    assert [guesses_of(n, 3) for n in (1, 8, 200)] == [1, 1, 25]


def test_an_audit_of_perfect_scores_reaches_its_ceiling() -> None:
    coins = [place % 3 == 0 for place in range(120)]
    found = audit([float(coin) for coin in coins], coins, 30)
    assert (found.right, found.guesses, found.canaries) == (30, 30, 120)
    assert found.epsilon == found.ceiling == ceiling(120, 30)
    assert audit([-float(coin) for coin in coins], coins, 30).epsilon == 0
    for scores, some, guesses in (([1.0], [True, False], 1), ([1.0], [True], 0), ([1.0], [True], 2)):
        with pytest.raises(ValueError):
            audit(scores, some, guesses)


@pytest.mark.parametrize(("canaries", "guesses"), [(200, 50), (60, 15), (400, 200)])
def test_where_nothing_was_learned_no_epsilon_is_shown_in_at_least_95_of_100_runs(canaries: int, guesses: int) -> None:
    draw = np.random.default_rng(11)
    scores, coins = draw.normal(size=(1000, canaries)), draw.random((1000, canaries)) < 0.5
    shown = sum(
        audit(list(some), list(coin), guesses).epsilon > 0
        for some, coin in zip(scores.tolist(), coins.tolist(), strict=True)
    )
    assert 0 < shown <= 50


def test_a_training_with_a_guarantee_is_not_refuted_more_often_than_alpha() -> None:
    """Randomized response is the tightest mechanism: each score tells its coin with q = e^epsilon / (1 + e^epsilon)."""
    draw, epsilon = np.random.default_rng(12), 1.0
    coins = draw.random((1000, 200)) < 0.5
    honest = draw.random((1000, 200)) < exp(epsilon) / (1 + exp(epsilon))
    right = (coins == honest) * 1.0  # what is said of each coin
    over = sum(
        lower_bound(200, 50, int(coin[np.argsort(-said, kind="stable")[:50]].sum()), 0.0) > epsilon
        for coin, said in zip(coins, right, strict=True)
    )
    assert over <= 50
