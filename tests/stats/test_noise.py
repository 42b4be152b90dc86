"""A model against itself."""

from __future__ import annotations

import pytest

from auditor.stats.binomial import clopper_pearson
from auditor.stats.noise import noise_floor


def test_it_is_the_share_of_items_that_come_out_otherwise() -> None:
    first = [True] * 70 + [False] * 30
    second = first.copy()
    for place in (0, 1, 99):
        second[place] = not second[place]
    found = noise_floor(first, second)
    assert found.value == 0.03
    assert (found.low, found.high) == clopper_pearson(3, 100, 0.05, 0.05)


def test_without_a_flip_it_is_shown_to_be_small_and_not_to_be_none() -> None:
    found = noise_floor([True] * 64, [True] * 64)
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(1 - 0.05 ** (1 / 64))


def test_one_run_is_no_floor() -> None:
    for first, second in (([], []), ([True], []), ([True, False], [True])):
        with pytest.raises(ValueError, match="no two runs"):
            noise_floor(first, second)
