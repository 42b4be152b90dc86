"""Stopping early: exact crossing probabilities by recursion over losses and wins, not by simulation."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc, betaln
from scipy.stats import binom

from auditor.stats.binomial import clopper_pearson
from auditor.stats.paired import Pairs, drop_interval, pvalue_of_more
from auditor.stats.sequential import anytime_interval, anytime_share, log_evidence


@pytest.mark.parametrize(("losses", "wins"), [(0, 0), (1, 0), (0, 4), (9, 2), (45, 25), (200, 150)])
def test_at_no_drop_it_is_the_beta_mixture_over_discordant_pairs(losses: int, wins: int) -> None:
    mixture = (
        betaln(losses + 0.5, wins + 0.5)
        - betaln(0.5, 0.5)
        + np.log(2 * (1 - betainc(losses + 0.5, wins + 0.5, 0.5)))
        + (losses + wins) * np.log(2)
    )
    assert log_evidence(losses, wins, losses + wins, 0.0) == pytest.approx(mixture, abs=1e-4)
    assert log_evidence(losses, wins, 999, 0.0) == pytest.approx(log_evidence(losses, wins, 500, 0.0))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 500), st.floats(-0.5, 0.5))
def test_the_next_item_lets_it_grow_by_nothing_on_average(losses: int, wins: int, ties: int, drop: float) -> None:
    n = losses + wins + ties
    now = log_evidence(losses, wins, n, drop)
    after = np.exp([log_evidence(losses + b, wins + c, n + 1, drop) - now for b, c in ((1, 0), (0, 0), (0, 1))])
    for differ in (abs(drop), (1 + abs(drop)) / 2, 1.0):
        chances = [(differ + drop) / 2, 1 - differ, (differ - drop) / 2]
        assert np.dot(chances, after) == pytest.approx(1, abs=1e-9)
    assert (np.diff(after) < 0).all()


@settings(max_examples=30)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 500))
def test_laws_of_the_interval(losses: int, wins: int, ties: int) -> None:
    n = losses + wins + ties
    if n == 0:
        with pytest.raises(ValueError):
            anytime_interval(Pairs(0, 0, 0))
        return
    found = anytime_interval(Pairs(losses, wins, n))
    assert -1 <= found.low <= found.value <= found.high <= 1
    mirrored = anytime_interval(Pairs(wins, losses, n))
    assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -found.low), abs=1e-9)
    limits = np.linspace(-0.9, 0.9, 19)
    evidence = [float(log_evidence(losses, wins, n, limit)) for limit in limits]
    assert np.diff(evidence).max() <= 1e-9
    for limit, against in zip(limits, evidence, strict=True):
        if abs(found.low - limit) > 1e-6:
            assert (found.low > limit) == (against > -np.log(0.05))


@settings(max_examples=30)
@given(st.integers(0, 60), st.integers(0, 60))
def test_laws_of_the_share(hits: int, others: int) -> None:
    n = hits + others
    if n == 0:
        with pytest.raises(ValueError):
            anytime_share(0, 0)
        return
    found, once = anytime_share(hits, n), clopper_pearson(hits, n, 0.05, 0.05)
    assert 0 <= found.low <= found.value == hits / n <= found.high <= 1
    assert found.low <= once[0] + 1e-9
    assert once[1] - 1e-9 <= found.high
    turned = anytime_share(others, n)
    assert (turned.low, turned.high) == pytest.approx((1 - found.high, 1 - found.low), abs=1e-9)


@pytest.mark.parametrize(("hits", "n"), [(9, 10), (300, 500), (500, 500)])
def test_the_share_below_is_where_the_likelihood_ratios_reach_their_bound(hits: int, n: int) -> None:
    """Of all shares above the null p the mixture p + s (1 - p), with s as the bets are: p^hits (1 - p)^others under."""
    low = anytime_share(hits, n).low
    above = low + np.sin((np.arange(256) + 0.5) * np.pi / 512) * (1 - low)
    ratios = binom.pmf(hits, n, above) / binom.pmf(hits, n, low)
    assert ratios.mean() == pytest.approx(20, rel=1e-3)


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_the_share_may_be_looked_at_after_every_item(share: float) -> None:
    draw = np.random.default_rng(3)
    n = np.arange(20, 601, 20)
    hits = (draw.random((200, 600)) < share).cumsum(1)[:, 19::20]
    # The share lies in the interval as long as the evidence against it on neither side reaches 1 / tail.
    over = log_evidence(hits, n - hits, n, 2 * share - 1) >= -np.log(0.05)
    under = log_evidence(n - hits, hits, n, 1 - 2 * share) >= -np.log(0.05)
    assert over.any(1).mean() <= 0.05
    assert under.any(1).mean() <= 0.05


def test_what_cannot_be_bet_on() -> None:
    with pytest.raises(ValueError):
        log_evidence(1, 0, 2, 1.0)


SIZE = 150


@cache
def reached(tail: float, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Of discordant pairs of which a `share` are losses: the chance to have stopped within m of them, and the chances
    of (losses, wins) without a stop."""
    losses, wins = np.meshgrid(np.arange(SIZE), np.arange(SIZE), indexing="ij")
    stops = log_evidence(losses, wins, losses + wins, 0.0) >= -np.log(tail)
    alive = np.zeros((SIZE, SIZE))
    alive[0, 0] = 1
    stopped = np.zeros(SIZE)
    for m in range(1, SIZE):
        total = stopped[m - 1]
        for b in range(m + 1):
            c = m - b
            chance = (alive[b - 1, c] * share if b else 0) + (alive[b, c - 1] * (1 - share) if c else 0)
            alive[b, c] = 0 if stops[b, c] else chance
            total += chance if stops[b, c] else 0
        stopped[m] = total
    return stopped, alive


def found(n: int, loss: float, win: float, early: float, last: float) -> tuple[float, float]:
    """The chance to stop early with "a drop", and that to find it early or by the exact test at the last item."""
    stopped, alive = reached(early, loss / (loss + win))
    differ = binom.pmf(np.arange(SIZE), n, loss + win)
    stop = float(differ @ stopped)
    if last == 0:
        return stop, stop
    late = 0.0
    for m in np.flatnonzero(differ > 1e-7):
        least = next(b for b in range(m // 2, m + 2) if b > m or pvalue_of_more(Pairs(b, int(m) - b, n), 0.0) <= last)
        late += differ[m] * sum(alive[b, m - b] for b in range(least, m + 1))
    return stop, stop + late


@pytest.mark.parametrize("discordance", [0.01, 0.1, 0.15])
def test_no_drop_is_rejected_in_at_most_one_of_twenty_however_often_one_looks(discordance: float) -> None:
    early, _ = found(700, discordance / 2, discordance / 2, 0.05, 0)
    assert early <= 0.05
    assert early > 0.0005


def test_three_points_are_found_at_700_items_with_a_chance_of_four_in_five() -> None:
    """The models differ on a tenth of the items, 6.5 % losses and 3.5 % wins: 0.003 of the error goes to stopping
    early, the rest to the last item. All of it for stopping early would find half."""
    early, power = found(700, 0.065, 0.035, 0.003, 0.047)
    assert power >= 0.8
    assert early > 0.1
    alone, _ = found(700, 0.065, 0.035, 0.05, 0)
    assert 0.45 < alone < 0.55


def test_and_no_drop_in_at_most_one_of_twenty() -> None:
    assert found(700, 0.05, 0.05, 0.003, 0.047)[1] <= 0.05


def answers(loss: float, win: float, limit: float, runs: int) -> tuple[float, float, float]:
    """Shares of runs that end in "fail" and in "pass" when looked at after every ten items, and the mean length."""
    draw = np.random.default_rng(11)
    moves = draw.choice([1, 0, -1], size=(runs, 700), p=[loss, 1 - loss - win, win])
    losses, wins = ((moves == side).cumsum(1)[:, 9::10] for side in (1, -1))
    n = np.arange(10, 701, 10)
    fails = log_evidence(losses, wins, n, limit) >= -np.log(0.05)
    passes = log_evidence(wins, losses, n, -limit) >= -np.log(0.05)
    first = [np.where(ends.any(1), ends.argmax(1), n.size) for ends in (fails, passes)]
    stop = n[np.minimum(np.minimum(*first), n.size - 1)]
    return float((first[0] < first[1]).mean()), float((first[1] < first[0]).mean()), float(stop.mean())


def test_both_answers_may_come_early() -> None:
    fails, passes, items = answers(0.01, 0.01, 0.03, 100)
    assert (fails, passes) == pytest.approx((0, 1), abs=0.1)
    assert items < 400
    fails, passes, items = answers(0.14, 0.02, 0.03, 100)
    assert (fails, passes) == pytest.approx((1, 0), abs=0.1)
    assert items < 300


def test_at_the_limit_neither_answer_comes_often() -> None:
    fails, passes, _ = answers(0.05, 0.02, 0.03, 300)
    # At a chance of one in twenty each, 27 of 300 come up in one of a thousand trials.
    assert max(fails, passes) < 27 / 300


def test_the_price_of_looking_at_any_time() -> None:
    once, always = drop_interval(Pairs(45, 25, 700)), anytime_interval(Pairs(45, 25, 700))
    assert always.low < once.low < once.high < always.high
    assert always.high - always.low < 2.2 * (once.high - once.low)
