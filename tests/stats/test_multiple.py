"""Several tests at once, against closed testing and the definitions."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.stats.multiple import benjamini_hochberg, holm, holm_tail, permutation_pvalue

pvalues = st.lists(st.floats(0, 1), max_size=6)


def test_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.02, 0.04, 0.04, 0.02))
    assert holm([]) == benjamini_hochberg([]) == ()


@given(pvalues, st.sampled_from([0.01, 0.05, 0.2]))
def test_holm_rejects_what_every_intersection_holding_it_rejects(values: list[float], alpha: float) -> None:
    places = range(len(values))
    groups = [group for size in range(1, len(values) + 1) for group in combinations(places, size)]
    for place, adjusted in enumerate(holm(values)):
        holding = [group for group in groups if place in group]
        closed = all(min(values[other] for other in group) * len(group) <= alpha for group in holding)
        assert (adjusted <= alpha) == closed


@given(pvalues, st.sampled_from([0.01, 0.05, 0.2]))
def test_one_tail_for_all_decides_as_holm_does(values: list[float], alpha: float) -> None:
    tail = holm_tail(values, alpha)
    assert [value <= tail for value in values] == [adjusted <= alpha for adjusted in holm(values)]


@given(pvalues, st.sampled_from([0.01, 0.05, 0.2]))
def test_benjamini_and_hochberg_reject_up_to_the_last_below_the_line(values: list[float], alpha: float) -> None:
    found = benjamini_hochberg(values)
    ranked = sorted(values)
    last = max((rank for rank, value in enumerate(ranked, 1) if value * len(values) / rank <= alpha), default=0)
    assert [q <= alpha for q in found] == [last > 0 and value <= ranked[last - 1] for value in values]
    for own, q, strict in zip(values, found, holm(values), strict=True):
        assert own <= q * (1 + 1e-12)
        assert q <= strict * (1 + 1e-12)


def test_a_permutation_pvalue_is_never_zero_and_exact() -> None:
    assert permutation_pvalue(5, [1, 2, 3]) == 0.25
    assert permutation_pvalue(2, [1, 2, 3]) == 0.75
    assert permutation_pvalue(2, []) == 1
    orders = [permutation_pvalue(first, others) for first, *others in permutations([1, 2, 3, 4, 5])]
    for alpha in (0.2, 0.4, 0.6):
        assert sum(p <= alpha for p in orders) / len(orders) == alpha
