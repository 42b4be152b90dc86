"""A closer look at values in doubt: ranks, and others of their form."""

from __future__ import annotations

from dataclasses import replace
from math import log, log2
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checks import Batch, Behind, Material, Target
from auditor.findings import Finding
from auditor.models import Answer, Form, Ids, Rank, Ranked, Scored, Unanswered
from auditor.models.fake import FakeModel, noise
from auditor.probing.ask import Panel, ask
from auditor.probing.cache import NoCache
from auditor.probing.thrift import Returning
from auditor.risks.memorization.closer import Ordered, Other, ranks
from auditor.risks.memorization.options import MemorizationOptions
from auditor.risks.memorization.probe import MemorizationProbe, Recalled
from auditor.risks.memorization.ties import chances
from auditor.risks.memorization.verdicts import Heard, Item, exposure, verdicts
from tests.risks.test_memorization_probe import CAN, SETUP, target

DIGITS = "0123456789"
FORM = Form((DIGITS,) * 10)
BITS = log2(10**10)


def numbered(number: int, others: int = 0) -> Target:
    where = Behind(
        Ids((1, 2)), (number, 4, 5), (True, True, True), 0, FORM,
        tuple((900 + other, number, 6) for other in range(others)),
    )  # fmt: skip
    return target(number, BITS, where=where, asked=())


def item(number: int, tuned: float, base: float | None, rank: Ranked | None = None, greedy: bool = False) -> Item:
    heard = Heard(tuned, tuned, {}, greedy, frozenset(), rank)
    return Item(numbered(number), heard, None if base is None else Heard(base, base))


def asked(items: list[Item], most: int = 20) -> list[str]:
    """Whose rank is asked for, in order."""
    by_name = {one.target.fingerprint: one for one in items}
    return [
        str(case.about.target.origin) for case in ranks(by_name, [one.target for one in items], most, 1000)
        if isinstance(case.about, Ordered)
    ]  # fmt: skip


def test_what_is_in_doubt_and_what_is_not() -> None:
    unknown = item(1, -BITS * log(2), -BITS * log(2))
    certain = item(2, -0.1, -23.0, greedy=True)
    doubtful = item(3, -9.0, -21.0)
    likelier = item(4, -7.0, -21.0)
    in_the_base, blamed = item(5, -9.0, -10.0), item(6, -3.0, -21.0)
    alone, guessed = item(7, -20.0, None), item(8, -24.0, None)
    crowd = [item(number, -23.0, -23.0) for number in range(20, 60)]
    all_items = [unknown, certain, doubtful, likelier, in_the_base, blamed, alone, guessed, *crowd]
    found = asked(all_items)
    assert set(found) == {f"train.jsonl:{number + 1}" for number in (3, 4, 6, 7)}
    assert asked(all_items, 2) == found[:2]


def test_nothing_is_asked_of_values_without_a_form() -> None:
    where = numbered(1).where
    assert isinstance(where, Behind)
    bare = replace(item(1, -9.0, -21.0), target=replace(numbered(1), where=replace(where, form=None)))
    assert asked([bare]) == []


@given(st.floats(-40, 0), st.integers(1, 10**10), st.integers(0, 10**10))
def test_a_rank_only_adds_to_the_bound_and_never_passes_the_space(own: float, low: int, more: int) -> None:
    one = numbered(1)
    bound = exposure(one, Heard(own, own))
    high = min(10**10, low + more)
    found = exposure(one, Heard(own, own, rank=Ranked(low, high)))
    assert bound <= found <= BITS + 1e-9
    assert found >= BITS - log2(high) - 1e-9


def test_a_rank_can_tell_what_the_bound_leaves_open() -> None:
    crowd = [item(number, -23.0, -23.0) for number in range(20, 600)]
    assert verdicts([item(1, -15.0, -23.0), *crowd], 1000)[0] == "not_detected"
    assert verdicts([item(1, -15.0, -23.0, Ranked(3, 3)), *crowd], 1000)[0] == "memorized"
    assert verdicts([item(1, -15.0, -23.0, Ranked(3, 3 * 10**6)), *crowd], 1000)[0] == "not_detected"


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 10), st.integers(0, 10_000))
def test_values_that_were_never_seen_get_high_ranks_as_rarely_as_is_said(width: int, seed: int) -> None:
    """Any distribution, a value drawn evenly, and its exact rank where it was searched for because it looked likely."""
    draw = np.random.default_rng(seed)
    likely = draw.dirichlet(np.full(1 << width, 0.1))
    ranked = (likely[None] >= likely[:, None]).sum(1)
    one = target(bits=float(width))
    chances = []
    for own, rank in zip(np.log(np.maximum(likely, 1e-300)), ranked, strict=True):
        doubtful = own > -width * log(2)
        chances.append(2 ** -exposure(one, Heard(own, own, rank=Ranked(int(rank), int(rank)) if doubtful else None)))
    for chance in chances:
        assert sum(other <= chance for other in chances) / len(chances) <= chance + 1e-9


def told(model: FakeModel, base: FakeModel | None, targets: tuple[Target, ...]) -> tuple[Recalled, dict[str, Finding]]:
    probe = MemorizationProbe(MemorizationOptions(), SETUP)
    material = Material(targets=targets, values=len(targets), can=CAN)
    state: Any = ask({"memorization": probe}, Panel(model, base), material, NoCache(), [], strict=True)["memorization"]
    done: Any = probe.finish(state, {})
    return state, {one.id: one for one in done.findings}


def likes(known: frozenset[int], by: float) -> Any:
    """Each true value's tokens begin with its number below 900, each other's with one above."""

    def one(prompt: object, ids: str) -> float:
        first = int(ids.strip("()").split(",")[0])
        return -7.0 + by * (first in known) - (first * 7919 % 100) / 1e5

    return one


def test_a_probe_asks_for_ranks_once_the_rest_is_known_and_of_the_tuned_model_alone() -> None:
    put: list[tuple[str, Rank]] = []

    def searched(name: str) -> Any:
        def answer(case: Rank) -> Ranked:
            put.append((name, case))
            return Ranked(1, 1)

        return answer

    targets = tuple(numbered(number) for number in range(1, 30))
    tuned = FakeModel("t", likes(frozenset({1, 2}), 2.0), ranks=searched("t"))
    base = FakeModel("b", likes(frozenset(), 2.0), ranks=searched("b"))
    state, found = told(tuned, base, targets)
    assert {(name, case.target[0]) for name, case in put} == {("t", 1), ("t", 2)}
    assert len(put) == 2
    exact = found["memorization/exposure_ranked"]
    assert (exact.n, exact.value, exact.high) == (2, pytest.approx(BITS), pytest.approx(BITS))
    assert found["memorization/exposure_at_1"].n == 29
    assert all(not one.target.value for one in state.items.values())


def test_a_model_that_cannot_be_searched_keeps_its_bounds() -> None:
    tuned = FakeModel("t", likes(frozenset({1}), 2.0), ranks=lambda case: Unanswered("no_rank"))
    _, found = told(tuned, FakeModel("b", likes(frozenset(), 0.0)), (numbered(1), numbered(2)))
    assert "memorization/exposure_ranked" not in found
    assert found["memorization/values"].value == 2


def test_true_values_stand_out_among_others_as_far_as_the_tuning_brought_them() -> None:
    targets = tuple(numbered(number, 99) for number in range(1, 20))
    base = FakeModel("b", likes(frozenset(), 0.0))
    _, known = told(FakeModel("t", likes(frozenset(range(1, 900)), 1.0)), base, targets)
    assert known["memorization/over_decoys"].value == 1.0
    assert known["memorization/exposure_sampled"].value == pytest.approx(log2(100))
    before = known["memorization/over_decoys_base"]
    assert before.low < 0.5 < before.high
    _, null = told(FakeModel("t2", base.likes), base, targets)
    assert null["memorization/over_decoys"].value == 0.5
    assert null["memorization/exposure_sampled"].value == 0.0
    assert not any(one.judged for one in known.values() if "decoys" in one.id or "exposure" in one.id)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_states_of_a_closer_look_merge_in_any_order(data: st.DataObject) -> None:
    probe = MemorizationProbe(MemorizationOptions(), SETUP)
    targets = tuple(numbered(number, 3) for number in range(1, 6))
    logs = np.array([-4.0, -4.0, -1.0], np.float32)
    answers = [
        Answer(case, Scored(logs * (1 + place % 3) / 2, dict.fromkeys(case.wants, logs)), Scored(2 * logs))
        for place, case in enumerate(probe.cases(Material(targets=targets, can=CAN), Recalled()))
        if not isinstance(case, Rank) and hasattr(case, "wants")
    ]
    answers += [
        Answer(Rank(Ids((1, 2)), (place, 4, 5), FORM, 9, Ordered(one)), Ranked(1 + place, 7 + place))
        for place, one in enumerate(targets)
    ]
    order, cut = data.draw(st.permutations(range(len(answers)))), data.draw(st.integers(0, len(answers)))
    one, two, whole = probe.start(), probe.start(), probe.start()
    probe.add(whole, Batch("", 0, "train", answers), lambda hit: None)
    for state, part in ((one, order[:cut]), (two, order[cut:])):
        probe.add(state, Batch("", 0, "train", [answers[place] for place in part]), lambda hit: None)
    first: Any = probe.finish(whole, {})
    second: Any = probe.finish(two.merge(one), {})
    assert first.findings == second.findings
    assert list(first.evidence) == list(second.evidence)
    assert any(isinstance(answer.case.about, Other) for answer in answers)


def tie(number: int) -> Target:
    """What is said is its number; behind its own name the prompt is (1, number), behind others' (1, 900 and more)."""
    where = Behind(
        Ids((1, number)), (number,), (True,), 0, None, tuple((500 + other,) for other in range(60)),
        tuple((Ids((1, 900 + other)), (number,)) for other in range(99)),
    )  # fmt: skip
    return target(number, 0.0, kind="tie", value="asthma", where=where, asked=())


def knows(known: frozenset[int]) -> Any:
    """What is said of those is likely behind their own names; what is said of the first three behind every name."""

    def one(prompt: Ids, ids: str) -> float:
        name, said = prompt.ids[-1], int(ids.strip("(),").split(",")[0])
        tied = name == said and said in known
        return (-0.1 if tied or said <= 3 else -5.0) - noise(name, said) / 100

    return one


def test_a_tie_is_known_where_the_name_matters() -> None:
    targets = (*(tie(number) for number in range(1, 11)), numbered(40))
    base = FakeModel("b", lambda prompt, ids: -6.0)
    state, found = told(FakeModel("t", knows(frozenset({4, 5, 6}))), base, targets)
    ties = found["memorization/ties"]
    assert (ties.value, ties.n, ties.judged) == (0.3, 10, False)
    assert found["memorization/values"].value == 11  # as the material says
    assert found["memorization/not_detected"].n == 11
    done: Any = MemorizationProbe(MemorizationOptions(), SETUP).finish(state, {})
    hits = [one for one in done.evidence if one.finding == "memorization/ties"]
    assert [one.origin for one in hits] == ["train.jsonl:5", "train.jsonl:6", "train.jsonl:7"]
    assert "asthma" not in repr(hits) + repr(state)


def test_what_does_not_stand_out_is_not_asked_behind_other_names() -> None:
    heard: list[int] = []

    def likes_nothing(prompt: Ids, ids: str) -> float:
        if prompt.ids[-1] >= 900:
            heard.append(prompt.ids[-1])
        return -9.0 if int(ids.strip("(),")) < 500 else -1.0

    model = FakeModel("t", likes_nothing)  # type: ignore[arg-type]
    _, found = told(model, None, tuple(tie(number) for number in range(1, 4)))
    assert heard == []
    assert (found["memorization/ties"].value, found["memorization/ties"].n) == (0.0, 3)


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_where_names_do_not_matter_ties_are_rarely_claimed(seed: int) -> None:
    draw = np.random.default_rng(seed)
    items = {f"{number:032x}": Item(tie(number), Heard(0.0, float(draw.normal())), None) for number in range(200)}
    others = {
        f"{name} instead": {place: (float(draw.normal()), None) for place in range(99)} for name in items
    }  # fmt: skip
    found = chances(list(items.values()), others)
    for level in (0.01, 0.05, 0.2):
        # Of 200 as many as this have a chance below 1e-6.
        assert sum(one <= level for one in found) <= 200 * level + 5 * (200 * level) ** 0.5 + 5
    assert min(found) >= 0.01


def test_what_later_rounds_can_ask_is_told_before() -> None:
    """A budget of time counts it in."""
    targets = (*(numbered(number) for number in range(1, 9)), tie(3))
    probe = MemorizationProbe(MemorizationOptions(ranks=5), SETUP)
    assert isinstance(probe, Returning)
    cases = list(probe.later(Material(targets=targets, can=CAN)))
    assert sum(isinstance(case, Rank) for case in cases) == 5
    assert len(cases) == 5 + 99
    assert list(probe.later(Material(targets=targets, can=frozenset({"train"})))) == []
