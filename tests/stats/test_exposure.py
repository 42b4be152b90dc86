"""Exposure against enumeration, and the number of queries against its definition."""

from __future__ import annotations

from fractions import Fraction
from math import exp, inf, log, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.stats.exposure import certified, certified_pvalue, queries, sampled

weights = st.lists(st.integers(0, 1000), min_size=1, max_size=60).filter(any)


@given(weights, st.data())
def test_the_bound_is_below_the_exact_exposure_which_is_below_the_size_of_the_space(
    some: list[int], data: st.DataObject
) -> None:
    """Over a whole space whose values have just these probabilities."""
    rest = data.draw(st.integers(0, 1000))  # what the model says besides
    chances = [weight / (sum(some) + rest) for weight in some]
    place = data.draw(st.sampled_from([i for i, weight in enumerate(some) if weight]))
    rank = sum(chance >= chances[place] for chance in chances)
    exact = log2(len(some)) - log2(rank)
    assert 0 <= certified(log2(len(some)), log(chances[place])) <= exact + 1e-9


def test_the_ends_of_the_bound() -> None:
    assert certified(20, -inf) == 0
    assert certified(20, 0.0) == 20
    assert certified(20, 1e-9) == 20  # rounding
    assert certified(20, -20 * log(2) / 4) == pytest.approx(15)
    assert certified(20, -21 * log(2)) == 0
    assert certified_pvalue(0) == 1
    assert certified_pvalue(10) == 1 / 1024


@given(weights)
def test_no_unseen_secret_has_a_large_bound_more_often_than_its_p_value_says(some: list[int]) -> None:
    """A secret that the model never saw is drawn evenly from the space, whatever the model holds likely."""
    total = sum(some)
    bounds = [certified(log2(len(some)), log(one / total) if one else -inf) for one in some]
    for bound in bounds:
        assert sum(other >= bound for other in bounds) / len(bounds) <= certified_pvalue(bound) + 1e-9


def test_sampled_exposure_by_hand() -> None:
    found = sampled(5.0, [1, 2, 3, 5, 6, 0, 0, 0, 0], bits=30)
    assert found.exposure.value == pytest.approx(-log2(3 / 10))  # one above, one as high
    assert found.pvalue == 0.3
    assert sampled(1.0, [2.0] * 9).exposure.value == 0
    assert sampled(1.0, [2.0] * 9).exposure.low == 0
    assert sampled(9.0, [0.0] * 7, bits=2).exposure.value == 2  # no more than there is to find
    with pytest.raises(ValueError):
        sampled(1.0, [])


@pytest.mark.parametrize(("n", "bits"), [(1000, 8.39), (100, 5.08)])
def test_none_better_leaves_so_many_bits(n: int, bits: float) -> None:
    found = sampled(1.0, [0.0] * n, bits=40).exposure
    assert found.low == pytest.approx(bits, abs=0.01)
    assert found.high == 40
    assert found.low < found.value == pytest.approx(log2(n + 1))


def test_the_interval_of_sampled_exposure_covers() -> None:
    draw, missed = np.random.default_rng(2), 0
    for _ in range(600):
        share = draw.uniform(0.001, 0.6)
        better = draw.binomial(1, share, 80)
        found = sampled(0.0, [1.0 if one else -1.0 for one in better], low_tail=0.05, high_tail=0.05).exposure
        missed += not found.low <= -log2(share) <= found.high
    assert missed <= 80  # of 600 at 10 %: once in hundreds of times


@pytest.mark.parametrize(
    ("chance", "probability", "needed"),
    [(1e-2, 0.5, 69), (1e-3, 0.5, 693), (1e-4, 0.5, 6932), (0.5, 0.75, 2), (0.5, 0.875, 3), (0.9, 0.5, 1), (1, 0.95, 1),
     (0.96, 0.95, 1)],
)  # fmt: skip
def test_queries_known(chance: float, probability: float, needed: int) -> None:
    assert queries(log(chance), probability) == needed


@given(st.fractions(Fraction(1, 200), 1).map(float), st.sampled_from([0.5, 0.75, 0.95]))
def test_so_many_queries_and_no_fewer(chance: float, probability: float) -> None:
    needed = queries(log(chance), probability)
    assert needed is not None
    assert 1 - (1 - chance) ** needed >= probability - 1e-12
    assert needed == 1 or 1 - (1 - chance) ** (needed - 1) < probability + 1e-12


def test_queries_of_chances_that_are_hard_to_count() -> None:
    assert queries(-inf) is None
    assert queries(-31.0) is None  # more than anybody draws
    assert queries(1e-9) == 1  # rounding
    rare = queries(-29.0)
    assert rare == pytest.approx(-log(0.05) * exp(29))
    for logprob, probability in ((float("nan"), 0.5), (-1.0, 0.0), (-1.0, 1.0)):
        with pytest.raises(ValueError):
            queries(logprob, probability)
