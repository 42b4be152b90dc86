"""Large capabilities in rounds: which they are, in which order, and when asking stops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import fftconvolve
from scipy.special import gammaln, xlogy

from auditor.checks import Limit
from auditor.models import Answer, Case, Generate, Message, Read
from auditor.policy import load_policy
from auditor.registry import risk
from auditor.stats.binomial import clopper_pearson
from auditor.stats.paired import Pairs, drop_interval, pvalue_of_more
from auditor.stats.sequential import EARLY, anytime_interval, anytime_share, log_evidence
from auditor.suites import Ask, Choose, Follow, Item, Produce, Role
from auditor.suites.asking import About, Outcomes, Result
from auditor.suites.capability import Capability, base, capabilities, lost, share, shipped, tuned, whole
from auditor.suites.checks.answers import Exact
from auditor.suites.rounds import FIRST, MANY, MORE, Rounds, large

CAN = frozenset({"base", "generate", "logprobs"})
ROUNDS = Rounds((0.02, 0.05), 0, 3)
SAY = Produce(Exact("yes"), 4)


def items(
    n: int, capability: str = "sums", ask: Ask = SAY, role: Role = "retain", clusters: int | None = None
) -> list[tuple[str, Item]]:
    def made(place: int) -> Item:
        cluster = f"{capability} {place if clusters is None else place % clusters}"
        return Item(f"{capability} {role} {place}", capability, "en", cluster, (Message("user", "?"),), ask, role)

    return [("s", made(place)) for place in range(n)]


def told(cases: Iterable[Case], right: Sequence[tuple[bool, bool]]) -> list[Answer]:
    """Answers to texts: whether the tuned model and its base are right, by the place of the item."""
    found = []
    for case in cases:
        assert isinstance(case, Generate)
        about = case.about
        assert isinstance(about, About)
        replies = (Read({"right": float(one)}) for one in right[int(about.item.id.rpartition(" ")[2])])
        found.append(Answer(case, *replies))
    return found


def asked(rounds: Rounds, right: Sequence[tuple[bool, bool]]) -> tuple[Outcomes, list[int]]:
    """What is known in the end, and how many items each round had."""
    own = large(items(len(right)), CAN, rounds.seed)
    state, sizes = Outcomes(), list[int]()
    while cases := list(rounds.due(own, state, CAN)):
        sizes.append(len(cases))
        for answer in told(cases, right):
            state.add(answer)
    return state, sizes


def test_only_large_capabilities_of_independent_items_are_asked_so() -> None:
    given_items = [
        *items(MANY + 1),
        *items(MANY, "names"),
        *items(MANY + 9, "clustered", clusters=MANY + 8),
        *items(MANY + 1, "orders", role="target"),
        *items(MANY + 1, "prose", Follow("text")),
        *(("pack:knowledge", item) for _, item in items(MANY + 1, "knowledge")),
    ]
    assert large(given_items, CAN, 0).keys() == {"sums"}
    assert large(given_items, CAN - {"generate"}, 0) == {}


def test_the_order_follows_from_the_seed_and_not_from_the_file() -> None:
    own = items(MANY + 1)
    first = large(own, CAN, 0)["sums"]
    assert sorted(first, key=str) == sorted(own, key=str)
    assert first == large(own[::-1], CAN, 0)["sums"]
    assert first != large(own, CAN, 1)["sums"]
    places = [int(item.id.rpartition(" ")[2]) for _, item in first]
    assert abs(float(np.corrcoef(places, range(len(places)))[0, 1])) < 0.1


def test_models_that_agree_are_asked_one_round() -> None:
    state, sizes = asked(ROUNDS, [(True, True)] * 2_000)
    assert sizes == [FIRST]
    assert state.left() == {"sums": 2_000 - FIRST}
    (one,) = capabilities(state)
    found = lost(one, tuned, 0, 0.05 / 3)
    exact = anytime_interval(Pairs(0, 0, FIRST), 0.05 / 3 * 0.06, 0.05 * 0.06)
    assert (found, one.left) == (exact, 1_500)
    assert exact.high <= 0.02


def test_what_no_round_settles_is_asked_to_the_end_each_round_a_quarter_more() -> None:
    right = [(place % 10 > 0, place % 10 < 9) for place in range(1_200)]  # each model is wrong on another tenth
    state, sizes = asked(ROUNDS, right)
    assert sizes == [500, 125, 157, 196, 222]
    assert all(size == ceil(MORE * sum(sizes[:at])) for at, size in enumerate(sizes[:-1]) if at)
    (one,) = capabilities(state)
    assert one.left == 0
    found = lost(one, tuned, 0)
    assert found == drop_interval(Pairs(120, 120, 1_200), 0.05 * 0.94, 0.05 * 0.94)
    ability = share(one, base)
    assert ability is not None
    assert (ability.low, ability.high) == clopper_pearson(1_080, 1_200, 0.025, 0.025)


def test_it_stops_where_the_base_cannot_do_it_and_goes_on_where_that_is_not_clear() -> None:
    half = [(place % 2 == 0, place % 20 == 0) for place in range(2_000)]  # the base is right on one in twenty
    assert asked(ROUNDS, half)[1] == [FIRST]
    tenth = [(place % 20 == 0, place % 10 == 0) for place in range(2_000)]  # on just as many as guesses may be
    assert sum(asked(ROUNDS, tenth)[1]) == 2_000


def test_it_goes_on_until_the_shipped_model_is_clear_too() -> None:
    one = outcome(1_000, 0, 0)
    assert ROUNDS.clear(one)
    doubtful = [replace(result, shipped=place % 25 > 0) for place, result in enumerate(one.results)]
    assert not ROUNDS.clear(replace(one, results=tuple(doubtful)))


def test_questions_that_may_be_lost_are_not_clear() -> None:
    assert not ROUNDS.clear(replace(outcome(1_000, 0, 0), dropped=60))


def outcome(n: int, losses: int, wins: int, left: int | None = 500, name: str = "sums") -> Capability:
    """A capability on which the base is right but for the wins, and the tuned model but for the losses."""
    results = [
        Result(f"s:{item.id}", item, place >= losses, not losses <= place < losses + wins, 0.0)
        for place, (_, item) in enumerate(items(n, name))
    ]
    return Capability(name, tuple(results), left=left)


def test_several_together_are_the_mean_by_their_items() -> None:
    large_one, small = outcome(500, 10, 0, left=1_500), outcome(80, 8, 0, left=None, name="names")
    parts = (large_one, small)
    both = whole("retain", parts)
    found, (first, second) = lost(both, tuned, 0), [lost(part, tuned, 0, 0.025, 0.025) for part in parts]
    assert found is not None
    assert first is not None
    assert second is not None
    for end in ("value", "low", "high"):
        assert getattr(found, end) == pytest.approx((2_000 * getattr(first, end) + 80 * getattr(second, end)) / 2_080)
    known = share(both, base)
    assert known is not None
    assert (known.value, known.high) == (1, 1)
    assert known.low == pytest.approx(
        (2_000 * anytime_share(500, 500, 0.0125, 0.0125).low + 80 * clopper_pearson(80, 80, 0.025, 0.025)[0]) / 2_080
    )
    more = lost(whole("retain", parts, 20), tuned, 0)
    assert more is not None
    assert more.high == pytest.approx(found.high * 2_080 / 2_100 + 20 / 2_100)
    assert lost(both, shipped, 0) is None


def test_without_rounds_several_are_counted_as_one() -> None:
    parts = (outcome(100, 3, 0, None, "a"), outcome(50, 0, 2, None, "b"))
    assert lost(whole("retain", parts), tuned, 0) == drop_interval(Pairs(3, 2, 150))


bits = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=60, max_size=120)


@settings(max_examples=25, deadline=None)
@given(right=bits, settled=st.lists(st.floats(-0.5, 0.5), max_size=2))
def test_either_all_was_asked_or_all_is_clear(right: list[tuple[bool, bool]], settled: list[float]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("auditor.suites.rounds.MANY", 50)
        patched.setattr("auditor.suites.rounds.FIRST", 20)
        rounds = Rounds(tuple(settled), 0, 1)
        state, sizes = asked(rounds, right)
    (one,) = capabilities(state)
    assert sum(sizes) == len(one.results) == len(right) - (one.left or 0)
    found = lost(one, tuned, 0)
    assert found is not None
    if one.left:
        assert one.unable or all(found.low > limit or found.high <= limit for limit in settled)
        return
    at_once = replace(one, left=None)
    plain = lost(at_once, tuned, 0)
    assert plain is not None
    assert found.value == plain.value
    assert found.low <= plain.low <= plain.high <= found.high
    assert found.high - found.low <= 1.2 * (plain.high - plain.low)
    ability, plainly = share(one, base), share(at_once, base)
    assert ability is not None
    assert plainly is not None
    assert ability.value == plainly.value
    assert ability.low <= plainly.low <= plainly.high <= ability.high


LOOKS, LIMIT = (500, 625, 782, 978, 1_001), 0.05
GRID = np.meshgrid(np.arange(200), np.arange(110), indexing="ij")
"""Losses and wins; more of them are next to impossible below."""


def moves(n: int, loss: float, win: float) -> np.ndarray:
    """The chances of losses and wins among n items."""
    lost_, won = GRID
    rest = n - lost_ - won
    with np.errstate(invalid="ignore"):
        logs = gammaln(n + 1) - gammaln(lost_ + 1) - gammaln(won + 1) - gammaln(rest + 1)
    chance = np.exp(logs + xlogy(lost_, loss) + xlogy(won, win) + xlogy(rest, 1 - loss - win))
    return np.where(rest >= 0, chance, 0.0)


def exceeds(n: int, tail: float, alive: np.ndarray) -> np.ndarray:
    """Where the exact interval for one look has its low end above the limit; it rises with the losses."""
    found = np.zeros(alive.shape, bool)
    for won in np.flatnonzero(alive.sum(0) > 1e-9):
        low, high = 0, alive.shape[0] - 1
        while low < high:
            middle = (low + high) // 2
            over = pvalue_of_more(Pairs(middle, int(won), n), LIMIT) <= tail
            low, high = (low, middle) if over else (middle + 1, high)
        found[low:, won] = True
    return found


def fails(loss: float, win: float) -> tuple[float, float, float]:
    """Exactly: the chance of a FAIL in rounds, the part of it before the last item, and that of a FAIL where the
    interval for one look is looked at after each round."""
    early = naive = 0.0
    alive = fresh = moves(LOOKS[0], loss, win)
    for at, n in enumerate(LOOKS):
        if at:
            more = moves(n - LOOKS[at - 1], loss, win)
            alive, fresh = (np.maximum(fftconvolve(kept, more)[:200, :110], 0) for kept in (alive, fresh))
        once = exceeds(n, 0.05, fresh)
        naive += fresh[once].sum()
        fresh = np.where(once, 0.0, fresh)
        if n == LOOKS[-1]:
            return early + alive[exceeds(n, 0.05 * (1 - EARLY), alive)].sum(), early, naive
        seen = np.maximum(n, GRID[0] + GRID[1])
        over = log_evidence(GRID[0], GRID[1], seen, LIMIT) >= -np.log(0.05 * EARLY)
        under = log_evidence(GRID[1], GRID[0], seen, -LIMIT) >= -np.log(0.05 * EARLY)
        early += alive[over].sum()
        alive = np.where(over | under, 0.0, alive)
    raise AssertionError


def test_the_rounds_are_those_of_the_sum_below() -> None:
    """1,001 items of which every round leaves in doubt whether 5 % were lost; and the two agree on when that is."""
    right = [(place % 20 > 0, place >= 0) for place in range(LOOKS[-1])]
    assert tuple(np.cumsum(asked(Rounds((LIMIT,), 0, 1), right)[1])) == LOOKS
    for n, losses in ((500, 50), (500, 51), (782, 70), (500, 9), (500, 8)):
        one = outcome(n, losses, 5)
        over = log_evidence(losses, 5, n, LIMIT) >= -np.log(0.05 * EARLY)
        under = log_evidence(5, losses, n, -LIMIT) >= -np.log(0.05 * EARLY)
        assert Rounds((LIMIT,), 0, 1).clear(one) == (over or under)


@pytest.mark.parametrize(("loss", "win"), [(0.05, 0.0), (0.06, 0.01)])
def test_of_models_that_lost_just_what_is_allowed_one_in_twenty_fails_at_most(loss: float, win: float) -> None:
    """A drop of 5 points where 5 are allowed: one that lost less fails less often."""
    together, early, naive = fails(loss, win)
    assert 0 < early < 0.003
    assert 0.03 < together <= 0.05
    assert naive > 0.07


def test_the_shipped_policies_ask_until_their_limits_are_clear() -> None:
    assert risk("forgetting").options().settled == (0.02, 0.05)
    for name in ("default", "strict", "explore"):
        rules = load_policy(name)
        limit = rules.limits["forgetting/*"]
        assert isinstance(limit, Limit)
        assert {limit.fail, limit.warn} - {None, 0} <= set(rules.options["forgetting"].settled)


def test_a_choice_is_decided_by_its_likelihood() -> None:
    own = large(items(MANY + 1, ask=Choose(("yes", "no"), 0)), CAN, 0)
    cases = list(ROUNDS.due(own, Outcomes(), CAN))
    assert len(cases) == 3 * FIRST
    assert {case.about.among for case in cases} == {MANY + 1}  # type: ignore[union-attr]
