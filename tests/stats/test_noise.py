"""A model against itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from auditor.stats.binomial import clopper_pearson
from auditor.stats.interval import Estimate, decide
from auditor.stats.noise import beyond_noise, noise_floor, pvalue_beyond_flips
from auditor.stats.paired import Pairs, drop_interval


def test_two_runs_give_the_flip_rate() -> None:
    one = np.array([True] * 70 + [False] * 30)
    other = one.copy()
    other[[0, 1, 99]] ^= True
    found = noise_floor([one, other])
    assert (found.unstable.value, found.flips, found.runs, found.n) == (0.03, 0.03, 2, 100)
    assert (found.unstable.low, found.unstable.high) == clopper_pearson(3, 100, 0.05, 0.05)


@given(arrays(bool, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=8)))
def test_the_flips_are_those_between_all_pairs_of_runs(runs: np.ndarray) -> None:
    found, count = noise_floor(runs), len(runs)
    between = [(runs[i] != runs[j]).mean() for i in range(count) for j in range(i)]
    assert found.flips == pytest.approx(np.mean(between))
    assert found.flips <= found.unstable.value + 1e-12


def test_one_run_is_no_floor() -> None:
    for runs in ([[True, False]], [[], []], [True, False]):
        with pytest.raises(ValueError):
            noise_floor(runs)


ends = st.tuples(st.floats(-0.2, 0.2), st.floats(0, 0.1), st.floats(0, 0.1)).map(
    lambda parts: Estimate(parts[0], parts[0] - parts[1], parts[0] + parts[2])
)


@given(ends, ends)
def test_noise_only_widens(drop: Estimate, noise: Estimate) -> None:
    found = beyond_noise(drop, noise)
    assert found.value == drop.value - noise.value
    assert found.high - found.low >= drop.high - drop.low - 1e-12
    turned = beyond_noise(noise, drop)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_a_quiet_floor_hardly_matters_and_a_drift_does() -> None:
    drop = drop_interval(Pairs(45, 25, 700))
    quiet = beyond_noise(drop, drop_interval(Pairs(0, 0, 700)))
    assert quiet.low == pytest.approx(drop.low, abs=0.0006)
    drift = beyond_noise(drop, drop_interval(Pairs(20, 2, 700)))
    assert decide(drop, 0.0) == "fail"
    assert decide(drift, 0.0) == "unknown"


def test_as_many_flips_as_between_two_runs_show_nothing() -> None:
    assert pvalue_beyond_flips(Pairs(5, 5, 700), Pairs(5, 5, 700)) > 0.5
    assert pvalue_beyond_flips(Pairs(30, 5, 700), Pairs(5, 5, 700)) < 0.001
    # One discordant pair in all, as likely to be on either side.
    assert pvalue_beyond_flips(Pairs(1, 0, 700), Pairs(0, 0, 700)) == pytest.approx(0.5)
