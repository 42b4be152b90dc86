"""Whether records are told from held-out ones by the score named beforehand, beside what tells them apart anyway."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checks import Batch, Material, Sample, Setup
from auditor.findings import Finding
from auditor.messages import CATALOGUE
from auditor.models import Answer, Chat, Ids, Message, Score, Scored, Unanswered
from auditor.risks.memorization.members import Member, Members, blind, cases, findings, marks
from auditor.risks.memorization.options import MemorizationOptions
from auditor.risks.memorization.probe import MemorizationProbe, Recalled
from auditor.stats.bootstrap import clusters
from auditor.stats.interval import Estimate
from auditor.stats.membership import Void, ahead
from auditor.stats.ranking import auc, found_at
from auditor.text.keys import PUBLIC_KEY, key_from

SETUP = Setup(key_from(PUBLIC_KEY))
CAN = frozenset({"generate", "logprobs", "train", "held_out"})
WORDS = "amber badger candle dragon ember falcon garden harbor island jacket kettle lantern".split()
CHANCE = Estimate(0.5, 0.45, 0.55)


def sample(half: str, number: int, said: str = "") -> Sample:
    origin = f"{half}.jsonl:{number}"
    question = Chat((Message("user", "tell me"),))
    return Sample(origin, f"r{origin}", origin, Ids((1,)), (2, 3, 4, 5), (), said, question)


def texts(seed: int, n: int, words: list[str] = WORDS) -> list[str]:
    random = Random(seed)
    return [" ".join(random.choices(words, k=12)) for _ in range(n)]


def material(n: int = 60, shifted: bool = False) -> Material:
    held = texts(2, n, [*WORDS[:3], "zebra"] if shifted else WORDS)
    return Material(
        train=tuple(sample("train", number, said) for number, said in enumerate(texts(1, n))),
        held_out=tuple(sample("held", number, said) for number, said in enumerate(held)),
        can=CAN,
    )


def scored(mean: float, wide: float = 2.0) -> Scored:
    logs = np.full(4, mean, np.float32)
    stats = {"greedy": np.zeros(4, np.float32), "mean": np.full(4, -3, np.float32), "spread": np.full(4, wide)}
    return Scored(logs, stats)  # type: ignore[arg-type]


def answers(asked: Material, gain: float, *, base: bool = True, gain_held_out: float = 0.0) -> list[Answer]:
    """Both halves alike under the base; the tuned model finds the trained ones likelier by about `gain`."""
    random, found = Random(7), []
    for case in cases(asked):
        before, by = random.gauss(-3, 0.5), random.gauss(0, 0.2)
        assert isinstance(case.about, Member)
        by += gain if case.about.half == "train" else gain_held_out
        found.append(Answer(case, scored(before + by), scored(before) if base else None))
    return found


def heard(asked: Material, some: list[Answer]) -> Members:
    members = Members()
    for answer in some:
        assert isinstance(answer.case.about, Member)
        members.add(answer.case.about, answer.tuned, answer.base)
    return members


def told(members: Members) -> dict[str, Finding]:
    found = list(findings(members))
    assert not any(one.judged for one in found)
    return {one.id.removeprefix("memorization/"): one for one in found}


def test_the_scores_of_a_record() -> None:
    tuned, base = scored(-1.0), scored(-1.5)
    tuned = replace(tuned, logprobs=np.array([-1, -2, -3, -5.0], np.float32))
    found = marks(sample("train", 1), tuned, base)
    assert found is not None
    assert (found.likely, found.ratio, found.min_k, found.base_likely) == (-2.75, -1.25, -1.0, -1.5)
    masked = replace(sample("train", 1), trained=(True, False, False, True))
    found = marks(masked, tuned, None)
    assert found is not None
    assert (found.likely, found.ratio, found.base_likely) == (-3.0, None, None)


def test_what_has_no_score_is_left_out() -> None:
    one, tuned = sample("train", 1), scored(-1.0)
    assert marks(one, Unanswered("too_long"), None) is None
    assert marks(one, replace(tuned, stats={}), None) is None
    assert marks(replace(one, trained=(False,) * 4), tuned, None) is None
    assert marks(replace(one, trained=(True,) * 3), tuned, None) is None
    assert marks(one, replace(tuned, logprobs=np.full(4, -np.inf, np.float32)), None) is None


@pytest.mark.parametrize("base", [True, False])
def test_the_primary_score_with_its_controls(base: bool) -> None:
    pytest.importorskip("sklearn")
    asked = material()
    members = heard(asked, answers(asked, 0.6, base=base))
    members.blind = blind(asked, members)
    found = told(members)
    own, others = ([one.ratio if base else one.likely for one in members.counted(half).values()]
                   for half in ("train", "held_out"))  # type: ignore[arg-type]  # fmt: skip
    area, point = auc(own, others), found_at(own, others)  # type: ignore[arg-type]
    name = "ratio" if base else "loss"
    one = found[f"auc_{name}"]
    assert (one.value, one.low, one.high, one.n) == (area.value, area.low, area.high, 120)
    hits = found["found"]
    assert (hits.value, hits.low, hits.high, hits.n) == (point.found.value, point.found.low, point.found.high, 60)
    assert (found["found_falsely"].value, found["found_falsely"].n) == (0.0, 60)
    assert found["auc_blind"].low < 0.5 < found["auc_blind"].high
    expected = {f"auc_{name}", "auc_loss", "auc_min_k", "auc_blind", "found", "found_falsely"}
    with_base = {"auc_base_only", "gain", "gain_held_out", "ahead"}
    assert set(found) == (expected | with_base if base else expected)
    if base:
        assert found["ahead"].low > 0.4


def test_a_control_that_tells_the_sides_apart_voids_every_score() -> None:
    pytest.importorskip("sklearn")
    asked = material(shifted=True)
    members = heard(asked, answers(asked, 0.6))
    members.blind = blind(asked, members)
    found = told(members)
    assert found["auc_blind"].low > 0.5
    assert found["void_blind"].value == 120
    assert not {"auc_ratio", "auc_loss", "auc_min_k", "found", "found_falsely"} & set(found)
    easier = heard(asked, [
        replace(one, base=scored(-1.0 if one.case.about.half == "train" else -4.0 + place / 1_000))  # type: ignore
        for place, one in enumerate(answers(asked, 0.6))
    ])  # fmt: skip
    easier.blind = CHANCE
    assert "void_base" in told(easier)
    assert "auc_ratio" not in told(easier)


def test_too_few_or_no_classifier_is_said_and_no_number_given() -> None:
    few = material(8)
    members = heard(few, answers(few, 0.6))
    assert isinstance(blind(few, members), Void)
    members.blind = blind(few, members)
    assert {"void_few", "gain", "ahead"} <= set(told(members))
    asked = material()
    members = heard(asked, answers(asked, 0.6))
    assert "void_no_classifier" in told(members)
    for reason in ("few", "blind", "base", "no_classifier"):
        assert all(f"unjudged.memorization/void_{reason}" in words for words in CATALOGUE.values())


def test_without_held_out_records_only_the_gain_is_known() -> None:
    asked = replace(material(), held_out=())
    assert set(told(heard(asked, answers(asked, 0.6)))) == {"gain"}
    assert told(Members()) == {}


def test_records_without_text_are_told_apart_by_their_tokens() -> None:
    """A tool call has no text here: then nothing is read as text on either side."""
    pytest.importorskip("sklearn")
    asked = material(30)
    own = tuple(replace(one, target=(7, 8, 9, 150_000)) for one in asked.train)
    asked = replace(asked, train=(replace(own[0], answer=""), *own[1:]))
    members = heard(asked, answers(asked, 0.0))
    found = blind(asked, members)
    assert isinstance(found, Estimate)
    assert found.value > 0.9, "the tokens of the two sides have nothing in common"


def test_the_probe_tries_the_texts_once_the_records_were_heard_of_and_keeps_none() -> None:
    pytest.importorskip("sklearn")
    asked = material()
    probe, state = MemorizationProbe(MemorizationOptions(), SETUP), Recalled()
    first = list(probe.cases(asked, state))
    assert len(first) == 120
    assert state.members.blind is None
    probe.add(state, Batch("", 0, "train", answers(asked, 0.6)), lambda hit: None)
    assert list(probe.cases(asked, state)) == []
    assert isinstance(state.members.blind, Estimate)
    assert not any(one.answer in repr(state) for one in (*asked.train, *asked.held_out))
    done = probe.finish(state, {})
    assert "memorization/auc_ratio" in {one.id for one in done.findings}  # type: ignore[union-attr]


def test_the_first_word_of_both_halves_is_asked_of_each_record() -> None:
    asked = material(3)
    found = list(cases(asked))
    assert [case.about.half for case in found] == ["train"] * 3 + ["held_out"] * 3  # type: ignore[attr-defined]
    assert all(isinstance(case, Score) and case.target == (2, 3, 4, 5) for case in found)


ASKED = material(30)
ANSWERS = answers(ASKED, 0.3)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(60)), st.integers(0, 60))
def test_the_order_of_answers_and_the_split_of_batches_change_nothing(order: list[int], cut: int) -> None:
    def after(order: list[int], cut: int) -> list[Finding]:
        parts = (heard(ASKED, [ANSWERS[place] for place in some]) for some in (order[:cut], order[cut:]))
        one, other = parts
        one = one.merge(other)
        one.blind = CHANCE
        return list(findings(one))

    assert after(order, cut) == after(list(range(60)), 60)


def test_the_classifier_does_not_hang_on_the_order_of_the_material() -> None:
    pytest.importorskip("sklearn")
    members = heard(ASKED, ANSWERS)
    turned = replace(ASKED, train=ASKED.train[::-1], held_out=ASKED.held_out[::-1])
    assert blind(ASKED, members) == blind(turned, members)


def test_how_far_one_mean_lies_above_another_as_scipy_says() -> None:
    stats = pytest.importorskip("scipy.stats")
    draw = np.random.default_rng(5)
    one, other = draw.normal(0.4, 1, 30), draw.normal(0, 2, 45)
    found = ahead(clusters(one), clusters(other), 0.025, 0.025)
    expected: Any = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-9)
    assert found.value == pytest.approx(one.mean() - other.mean())
    assert ahead(clusters([1.0, 1.0]), clusters([0.5, 0.5])) == Estimate(0.5, 0.5, 0.5)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=20), st.lists(st.floats(-5, 5), min_size=2, max_size=20))
def test_sides_that_change_places_turn_the_sign(one: list[float], other: list[float]) -> None:
    first, second = ahead(clusters(one), clusters(other)), ahead(clusters(other), clusters(one))
    assert first.low <= first.value <= first.high
    assert (first.value, first.low, first.high) == pytest.approx((-second.value, -second.high, -second.low), abs=1e-9)
