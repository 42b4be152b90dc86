"""What the data tells of overfitting before a training: cases that are known by hand, and bad input."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.records import ASSISTANT, USER, Record
from auditor.risks.overfitting.cheap import unlearned
from auditor.risks.overfitting.forecast import Forecast, Settings, Unknown, constants, forecast, what_ifs
from auditor.risks.overfitting.groups import kish, told_alike
from auditor.risks.overfitting.ingredients import SAMPLE, Ingredients, ingredients
from auditor.risks.overfitting.options import OverfittingOptions
from auditor.risks.overfitting.sampled import Sampled
from auditor.risks.overfitting.variety import compressed, effective_rank, hashed, labels, templated
from tests.risks.conftest import Measure
from tests.strategies import record

RISKS = ("duplication", "overfitting")


def qa(position: int, question: str, answer: str) -> Record:
    return record(position, (USER, question), (ASSISTANT, answer))


def letters(draw: Random, count: int) -> str:
    return "".join(draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(count))


def facts(count: int, seed: int = 0) -> list[tuple[str, str]]:
    draw = Random(seed)
    return [(f"city of {letters(draw, 7)}?", letters(draw, 8)) for _ in range(count)]


def mirrored(count: int, seed: int = 0) -> list[tuple[str, str]]:
    draw = Random(seed)
    return [(f"say {text}", text) for text in (letters(draw, 6) for _ in range(count))]


def known(**changed: object) -> Ingredients:
    plain: dict[str, object] = {
        "records": 64, "apart": 64.0, "effective": 64.0, "new_bits": 2.0, "half_bits": 2.4, "quarter_bits": 2.8,
        "characters": 8.0, "rank": 30.0, "compressed": 0.5, "templated": 0.1, "labels": None,
    }  # fmt: skip
    return Ingredients(**{**plain, **changed})  # type: ignore[arg-type]


def test_what_others_tell_costs_no_bits_and_what_they_do_not_costs_all() -> None:
    alone = np.arange(200)
    assert unlearned(facts(200), alone).mean() > 3.5  # 8 of 9 characters have log2 26 = 4.7 bits
    assert unlearned(mirrored(200), alone).mean() < 0.2
    same = [(prompt, "yes") for prompt, _ in facts(200)]
    assert unlearned(same, alone).mean() < 0.05


def test_copies_tell_each_other_unless_they_are_one_group() -> None:
    twice = [pair for pair in facts(60) for _ in range(2)]
    assert unlearned(twice, np.arange(120)).mean() < 0.5
    assert unlearned(twice, np.repeat(np.arange(60), 2)).mean() > 3.0


def test_paraphrases_are_one_thing_and_cues_of_a_class_are_many() -> None:
    told = [(f"{form} {name}", value) for name, value in (("karifem", "rum"), ("tolisu", "bek"), ("dravo", "lim"))
            for form in ("where lives", "home of", "say the town of")]  # fmt: skip
    assert told_alike(told, range(9)).tolist() == [0, 0, 0, 3, 3, 3, 6, 6, 6]
    classes = [(f"{cue} thing {at}", label) for label, cues in (("good", ("nice", "fine")), ("bad", ("poor", "sad")))
               for at, cue in enumerate(cues * 3)]  # fmt: skip
    assert kish(told_alike(classes, range(12))) == 12
    assert told_alike([("a", "x"), ("b", "y"), ("c", "z")], [7, 7, 9]).tolist() == [0, 0, 2]


def test_variety_of_nothing_little_and_much() -> None:
    assert effective_rank(hashed([])) == effective_rank(hashed([""])) == 0.0
    assert effective_rank(hashed(["the same text"] * 9)) == pytest.approx(1)
    assert effective_rank(hashed([prompt for prompt, _ in facts(50)])) > 10
    assert compressed([]) == 1.0
    assert compressed(["ab" * 50] * 50) < 0.05 < compressed([answer for _, answer in facts(50)])
    assert templated([]) == 0.0
    assert templated([f"dear {name}, thank you" for name in ("ann", "bo", "cy")]) > 0.7
    assert templated([answer for _, answer in facts(50)]) == 0.0


def test_labels_and_their_conflicts() -> None:
    assert labels(facts(20)) is None
    texts = [letters(Random(at), 30) for at in range(20)]
    clean = labels([(text, "yes" if at % 4 else "no") for at, text in enumerate(texts)])
    assert clean is not None
    assert (clean.distinct, clean.largest, clean.conflicting) == (2, 0.75, 0.0)
    noisy = labels([(text, answer) for text in texts for answer in ("yes", "no")])
    assert noisy is not None
    assert noisy.conflicting == 1.0


def test_more_of_what_raises_the_gap_never_lowers_it() -> None:
    plain = forecast(known(), Settings(4))
    assert isinstance(plain, Forecast)
    assert plain.low <= plain.gap <= plain.high
    for worse, under in (
        (known(new_bits=2.5), Settings(4)),
        (known(records=32, apart=32.0, effective=32.0), Settings(8)),
        (known(), Settings(8)),
        (known(records=256), Settings(4, batch=32)),
        (known(), Settings(4, rate=2.0)),
    ):
        other = forecast(worse, under)
        assert isinstance(other, Forecast)
        assert other.gap >= plain.gap
        assert other.rank >= plain.rank


def test_what_would_help() -> None:
    found = what_ifs(known(records=256), Settings(4))
    plain = forecast(known(records=256), Settings(4))
    assert isinstance(plain, Forecast)
    assert found.keys() == {"half_epochs", "twice_records", "cleaned"}
    for name, other in found.items():
        assert isinstance(other, Forecast), name
        assert other.gap <= plain.gap, name
    assert "cleaned" not in what_ifs(known(), Settings(4))


@pytest.mark.parametrize("epochs", [0, -1, float("nan"), float("inf")])
def test_no_epochs_no_forecast(epochs: float) -> None:
    assert forecast(known(), Settings(epochs)) == Unknown("epochs")


def test_outside_of_what_was_tried_nothing_is_known() -> None:
    region = constants().region
    for name, low, high in (("effective", 0.5, 1e6), ("characters", 0.1, 5e3), ("new_bits", -1.0, 50.0)):
        assert region[name][0] > low
        assert region[name][1] < high
        for value, side in ((low, "low"), (high, "high")):
            many = int(max(value, 1)) if name == "effective" else 64
            told = forecast(known(**{name: value, "records": many, "apart": float(many)}), Settings(4))
            assert told == Unknown(f"{name}_{side}")
    assert forecast(known(), Settings(1e5)) == Unknown("seen_high")
    assert forecast(known(), Settings(4, rate=100.0)) == Unknown("rate_high")
    assert forecast(known(), Settings(4, rate=-1.0)) == Unknown("rate_low")
    assert forecast(known(), Settings(4, batch=-8)) == forecast(known(), Settings(4, batch=1))


def test_findings_of_a_small_file(measure: Measure) -> None:
    train = [qa(n, prompt, answer) for n, (prompt, answer) in enumerate(facts(32), 1)]
    twice = [*train, *(qa(100 + n, prompt, answer) for n, (prompt, answer) in enumerate(facts(32), 1))]
    findings, _ = measure(*RISKS, train=twice, epochs=3)
    assert findings["overfitting/effective"].value == pytest.approx(32)
    assert findings["overfitting/repetitions"].value == pytest.approx(6)
    assert findings["overfitting/too_few"].value == pytest.approx(18)
    assert findings["overfitting/no_held_out"].value == 64
    assert findings["overfitting/expected_gap_cleaned"].value <= findings["overfitting/expected_gap"].value
    fewer = measure(*RISKS, train=twice, epochs=3, options={"overfitting": OverfittingOptions(least=30)})[0]
    assert fewer["overfitting/too_few"].value == 0


def test_rules_are_less_to_be_feared_than_facts(measure: Measure) -> None:
    gaps = []
    for pairs in (mirrored(64), facts(64)):
        train = [qa(n, prompt, answer) for n, (prompt, answer) in enumerate(pairs, 1)]
        gaps.append(measure(*RISKS, train=train, epochs=8)[0]["overfitting/expected_gap"].value)
    assert gaps[0] < gaps[1]


@pytest.mark.parametrize(
    ("pairs", "missing"),
    [
        ([("who?", "me")], 49),
        ([(f"question {n} of many", "yes") for n in range(40)], None),
        ([(letters(Random(n), 9), "abc"[n % 3]) for n in range(40)], None),
        ([("", "")] * 3, None),
        ([("\ud800", "\ud800"), ("\U0010ffff", "\x00")], None),
    ],
    ids=["one record", "one answer", "answers of one letter", "nothing", "odd characters"],
)
@pytest.mark.parametrize("epochs", [3, 0, -2])
def test_bad_input_gives_numbers_or_says_unknown(
    measure: Measure, pairs: list[tuple[str, str]], missing: int | None, epochs: int
) -> None:
    train = [qa(n, prompt, answer) for n, (prompt, answer) in enumerate(pairs, 1)]
    findings, _ = measure(*RISKS, train=train, epochs=epochs)
    mine = {name: one for name, one in findings.items() if name.startswith("overfitting/")}
    assert {"overfitting/too_few", "overfitting/repetitions", "overfitting/no_held_out"} <= mine.keys()
    assert missing is None or mine["overfitting/too_few"].value == missing
    assert all(np.isfinite([one.low, one.value, one.high]).all() for one in mine.values())
    assert epochs > 0 or "overfitting/expected_gap" not in mine
    assert ingredients(1, 1.0, pairs[:1], [0]) is None


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3), st.permutations(range(6)), st.integers(2, 5))
def test_the_sample_is_the_same_however_the_data_is_split(seed: int, order: list[int], parts: int) -> None:
    count = 3 * SAMPLE
    rows = [qa(n, f"q{n % (count // 2)}", "a") for n in range(count)]
    whole = Sampled()
    whole.take(seed, rows)
    merged = Sampled()
    for part in (place for place in order if place < parts):
        own = Sampled()
        own.take(seed, rows[part::parts])
        merged = merged.merge(own)
    assert merged.drawn() == whole.drawn()
    assert len(whole.drawn()) == SAMPLE


def test_an_eigenvalue_that_vanishes_beside_the_others_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(np.linalg, "eigvalsh", lambda matrix: np.array([5e-324, 2.0]))
    assert effective_rank(np.ones((2, 2), np.float32)) == 1
