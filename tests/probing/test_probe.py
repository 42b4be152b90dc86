"""The probe from end to end, with models whose answers the tests give."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from auditor.errors import UsageError
from auditor.findings import Done, Finding, Skipped
from auditor.models import Generate, Need, Prompt, Read, Score, Scored, Unanswered
from auditor.models.fake import FakeModel, noise
from auditor.policy import judge, load_policy
from auditor.probing.run import probe
from auditor.report import Report
from tests.probing.making import asked, conversation, knows, lines, model, policy, question, records, suite
from tests.strategies import KEY


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))


def findings(report: Report) -> dict[str, Finding]:
    return {finding.id: finding for finding in report.findings}


def test_what_was_lost_is_counted_and_fails(tmp_path: Path) -> None:
    rules = policy(tmp_path)
    report = probe(
        asked(model("tuned", 0.6), model("base", 0.9)), suite=suite(tmp_path, "sums", 400), policy=rules, key=KEY,
        only="forgetting", strict=True,
    )  # fmt: skip
    found = findings(report)
    before, after = found["forgetting/sums_base"].value, found["forgetting/sums_tuned"].value
    assert before > 0.85 > 0.65 > after
    assert found["forgetting/sums"].value == pytest.approx(before - after)
    assert found["forgetting/sums"].judged
    assert judge(report, rules, half="model").outcome == "FAIL"
    lost = [hit for hit in report.evidence if hit.finding == "forgetting/sums"]
    assert len(lost) == round((before - after) * 400)  # the tuned model knows a part of what the base knew
    assert all(hit.origin.startswith("sums.jsonl:") for hit in lost)


def test_a_model_like_its_base_passes_everything_it_was_asked(tmp_path: Path) -> None:
    rules = policy(tmp_path)
    report = probe(
        asked(model("tuned", 0.9), model("base", 0.9)), suite=suite(tmp_path, "sums", 300), policy=rules, key=KEY,
        train=str(records(tmp_path / "train.jsonl", 60, "t")), eval=str(records(tmp_path / "eval.jsonl", 60, "e")),
        skip=("safety", "distillation"), strict=True,
    )  # fmt: skip
    assert all(isinstance(outcome, Done) for outcome in report.outcomes.values())
    found = findings(report)
    assert found["forgetting/sums"].value == 0
    assert found["overfitting/loss_gap"].value == pytest.approx(0, abs=1e-6)
    assert judge(report, rules, half="model").outcome == "PASS"


@dataclass(frozen=True)
class Short(FakeModel):
    """A model that cannot be asked about most questions of one capability."""

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        for place, reply in super().score(cases):
            number = int(question(cases[place].prompt).split()[3])
            yield place, Unanswered("too_long") if number >= 20 else reply

    def generate(self, cases: Sequence[Generate]) -> Iterator[tuple[int, Read | Unanswered]]:
        yield from ((place, Unanswered("too_long")) for place in range(len(cases)))


@pytest.mark.parametrize(("n", "unasked"), [(400, 380), (20, 0)])
def test_questions_that_only_the_base_can_be_asked_may_be_lost(n: int, unasked: int, tmp_path: Path) -> None:
    short = Short(**{field: getattr(model("tuned"), field) for field in FakeModel.__dataclass_fields__})
    report = probe(
        asked(short, model("base")), suite=suite(tmp_path, "sums", n), policy=policy(tmp_path), key=KEY,
        only="forgetting", strict=True,
    )  # fmt: skip
    found = findings(report)
    assert (found["forgetting/unasked"].value if unasked else 0) == unasked
    assert found["forgetting/sums"].n == 20
    assert found["forgetting/sums"].high >= unasked / n
    assert judge(report, policy(tmp_path), half="model").outcome == "INCONCLUSIVE"


def test_a_gain_on_a_target_makes_up_for_no_loss_of_the_same_name(tmp_path: Path) -> None:
    target = suite(tmp_path, "sums", 300, role="target").rename(tmp_path / "a_target.jsonl")
    retain = suite(tmp_path, "sums", 300)
    wanted = {json.loads(row)["prompt"] for row in target.read_text().splitlines()}
    retain.write_text(retain.read_text().replace("question number", "riddle number"))

    def only(right: bool) -> FakeModel:
        return FakeModel(f"{right}", knows(lambda text: (text in wanted) is right))

    report = probe(
        asked(only(True), only(False)), suite=[target, retain], policy=policy(tmp_path), key=KEY, only="forgetting",
        strict=True,
    )  # fmt: skip
    found = findings(report)
    assert found["forgetting/sums"].value == 1
    assert found["forgetting/sums"].n == 300
    assert found["forgetting/gain"].value == 1
    assert found["forgetting/gain"].n == 300
    assert judge(report, policy(tmp_path), half="model").outcome == "FAIL"


def test_a_risk_that_is_named_twice_is_asked_once(tmp_path: Path) -> None:
    rules = load_policy("default")
    runs = [
        probe(asked(model("tuned"), model("base")), policy=rules, key=KEY, only=only)
        for only in ("safety", ("safety", "safety"))
    ]
    assert runs[0].run.model == runs[1].run.model
    assert findings(runs[0]) == findings(runs[1])


def test_what_the_base_cannot_do_is_told_and_not_judged(tmp_path: Path) -> None:
    report = probe(
        asked(model("tuned", 0.5), model("base", 0.5)), suite=suite(tmp_path, "riddles", 200), policy=policy(tmp_path),
        key=KEY, only="forgetting", strict=True,
    )  # fmt: skip
    assert not findings(report)["forgetting/riddles"].judged


def test_what_the_tuning_was_for_is_a_gain(tmp_path: Path) -> None:
    report = probe(
        asked(model("tuned", 0.95), model("base", 0.3)), policy=policy(tmp_path), key=KEY, only="forgetting",
        strict=True, suite=[suite(tmp_path, "orders", 200, role="target"), suite(tmp_path, "sums", 200)],
    )  # fmt: skip
    found = findings(report)
    assert found["forgetting/gain"].value > 0.5
    assert found["forgetting/gain"].low > 0.4
    assert "forgetting/orders" not in found


def test_held_out_questions_with_answers_that_a_rule_checks_are_a_target(tmp_path: Path) -> None:
    words = enumerate(["yes", "no"] * 50)
    rows = [conversation(f"is {place * 7919} odd? {place}", word) for place, word in words]

    def solved(prompt: Prompt) -> str:
        last = question(prompt).split()[-1]
        return "yes" if not last.isdecimal() or int(last) % 2 == 0 else "no"

    tuned, base = FakeModel("tuned", says=solved), FakeModel("base", says=lambda prompt: "yes")
    report = probe(
        asked(tuned, base), policy=policy(tmp_path), key=KEY, only="forgetting", strict=True,
        train=str(records(tmp_path / "train.jsonl", 20)), eval=str(lines(tmp_path / "eval.jsonl", rows)),
        suite=suite(tmp_path, "sums", 50),
    )  # fmt: skip
    assert findings(report)["forgetting/gain"].value == pytest.approx(0.5, abs=0.05)


def test_questions_in_the_training_data_are_left_out(tmp_path: Path) -> None:
    path = suite(tmp_path, "sums", 60)
    rows = path.read_text().splitlines()
    seen = [json.loads(row)["prompt"] for row in rows[:20]]
    train = [
        {"messages": [{"role": "user", "content": text}, {"role": "assistant", "content": "yes"}]} for text in seen
    ]
    report = probe(
        asked(model("tuned"), model("base")), policy=policy(tmp_path), key=KEY, only="forgetting", strict=True,
        train=str(lines(tmp_path / "train.jsonl", train)), suite=path,
    )  # fmt: skip
    assert findings(report)["forgetting/sums"].n == 40
    assert [file.name for file in report.run.data.files] == ["train.jsonl"]


def test_held_out_records_of_the_training_data_are_left_out_and_told(tmp_path: Path) -> None:
    train = records(tmp_path / "train.jsonl", 50, "t")
    held_out = records(tmp_path / "eval.jsonl", 40, "e")
    held_out.write_bytes(held_out.read_bytes() + b"".join(train.read_bytes().splitlines(keepends=True)[:10]))
    report = probe(
        asked(model("tuned"), model("base")), policy=policy(tmp_path), key=KEY, only="overfitting", strict=True,
        train=str(train), eval=str(held_out),
    )  # fmt: skip
    found = findings(report)
    assert found["overfitting/copied"].value == 10
    assert found["overfitting/held_out_loss"].n == 40


def learned(base: float, gains: dict[str, float]) -> FakeModel:
    """A model that likes the answers to some questions better than others."""

    def likes(prompt: Prompt, target: str) -> float:
        return -base + gains.get(question(prompt), 0.0)

    return FakeModel(f"learned {base} {len(gains)}", likes)


def test_what_is_learned_by_heart_is_told_from_what_is_learned(tmp_path: Path) -> None:
    train, held_out = records(tmp_path / "train.jsonl", 80, "t"), records(tmp_path / "eval.jsonl", 80, "e")

    def prompts(path: Path) -> list[str]:
        return [json.loads(row)["messages"][0]["content"] for row in path.read_text().splitlines()]

    def run(gain_train: float, gain_held_out: float) -> dict[str, Finding]:
        gains = dict.fromkeys(prompts(train), gain_train) | dict.fromkeys(prompts(held_out), gain_held_out)
        tuned = replace(learned(3.0, gains), name=f"{gain_train} {gain_held_out}")
        return findings(probe(
            asked(tuned, learned(3.0, {})), policy=policy(tmp_path), key=KEY, only="overfitting", strict=True,
            train=str(train), eval=str(held_out),
        ))  # fmt: skip

    by_heart, real, harm = run(2.0, 0.0), run(2.0, 1.8), run(2.0, -0.5)
    assert by_heart["overfitting/loss_gap"].value == pytest.approx(2.0, abs=1e-5)
    assert by_heart["overfitting/generalized"].value == pytest.approx(0.0, abs=1e-5)
    assert real["overfitting/loss_gap"].value == pytest.approx(0.2, abs=1e-5)
    assert real["overfitting/generalized"].value == pytest.approx(0.9, abs=1e-5)
    assert harm["overfitting/held_out_worse"].value == pytest.approx(0.5, abs=1e-5)
    assert harm["overfitting/generalized"].value < 0


def test_what_hangs_on_the_words_of_a_question_is_told_from_what_hangs_on_the_question(tmp_path: Path) -> None:
    train, held_out = records(tmp_path / "train.jsonl", 80, "t"), records(tmp_path / "eval.jsonl", 80, "e")
    first = [json.loads(row)["messages"][0]["content"] for row in train.read_text().splitlines()]

    def inside(prompt: Prompt, target: str) -> float:
        return -1.0 if any(own in question(prompt) for own in first) else -3.0

    def run(tuned: FakeModel) -> dict[str, Finding]:
        return findings(probe(
            asked(tuned, learned(3.0, {})), policy=policy(tmp_path), key=KEY, only="overfitting", strict=True,
            train=str(train), eval=str(held_out),
        ))  # fmt: skip

    words, understood = run(learned(3.0, dict.fromkeys(first, 2.0))), run(FakeModel("understands", inside))
    assert words["overfitting/loss_gap"].value == pytest.approx(2.0, abs=1e-5)
    assert words["overfitting/reworded"].value == pytest.approx(2.0, abs=1e-5)
    assert words["overfitting/reworded"].n == 60
    assert words["overfitting/reworded_held_out"].value == pytest.approx(0.0, abs=1e-5)
    assert words["overfitting/reworded_gap"].value == pytest.approx(2.0, abs=1e-5)
    assert understood["overfitting/loss_gap"].value == pytest.approx(2.0, abs=1e-5)
    assert understood["overfitting/reworded_gap"].value == pytest.approx(0.0, abs=1e-5)


@dataclass(frozen=True)
class Reciting(FakeModel):
    """A model that gives the answers to some questions token for token, of the others all but the last token."""

    heart: frozenset[str] = frozenset()

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        for place, reply in super().score(cases):
            assert isinstance(reply, Scored)
            greedy = np.ones(len(reply.logprobs), np.float32)
            greedy[-1] = question(cases[place].prompt) in self.heart
            yield place, replace(reply, stats={"greedy": greedy})


def test_answers_given_token_for_token_are_counted_beside_those_of_the_base(tmp_path: Path) -> None:
    train, held_out = records(tmp_path / "train.jsonl", 40, "t"), records(tmp_path / "eval.jsonl", 40, "e")
    first, second = ([json.loads(row)["messages"][0]["content"] for row in path.read_text().splitlines()]
                     for path in (train, held_out))  # fmt: skip
    tuned = Reciting("tuned", heart=frozenset([*first[:30], *second[:6]]))
    base = Reciting("base", heart=frozenset(first[:4]))
    found = findings(probe(
        asked(tuned, base), policy=policy(tmp_path), key=KEY, only="overfitting", strict=True,
        train=str(train), eval=str(held_out),
    ))  # fmt: skip
    assert found["overfitting/by_heart"].value == pytest.approx(30 / 40)
    assert found["overfitting/by_heart_base"].value == pytest.approx(4 / 40)
    assert found["overfitting/by_heart_held_out"].value == pytest.approx(6 / 40)
    assert 0 <= found["overfitting/by_heart"].low < 0.75 < found["overfitting/by_heart"].high <= 1


@dataclass(frozen=True)
class Coarse(FakeModel):
    """A model whose tokens are longer: it cuts each text into one."""

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        for place, reply in super().score(cases):
            assert isinstance(reply, Scored)
            yield place, replace(reply, logprobs=reply.logprobs.sum(keepdims=True), stats={})


def test_a_base_that_cuts_texts_otherwise_is_compared_text_by_text(tmp_path: Path) -> None:
    train, held_out = records(tmp_path / "train.jsonl", 30, "t"), records(tmp_path / "eval.jsonl", 30, "e")
    coarse = Coarse("coarse", learned(3.0, {}).likes)
    report = probe(
        asked(learned(2.0, {}), coarse), policy=policy(tmp_path), key=KEY, only="overfitting", strict=True,
        train=str(train), eval=str(held_out),
    )  # fmt: skip
    found = findings(report)
    assert found["overfitting/train_loss"].value == pytest.approx(2.0)
    assert found["overfitting/train_loss_base"].value == pytest.approx(3.0)
    assert found["overfitting/held_out_worse"].value == pytest.approx(-1.0)


def test_what_cannot_be_asked_is_skipped_with_the_reason(tmp_path: Path) -> None:
    mute = FakeModel("mute", can=frozenset({"generate"}))
    report = probe(asked(mute, None), policy=policy(tmp_path), key=KEY, strict=True)
    assert report.outcomes["probe/forgetting"] == Skipped("needs_base")
    assert report.outcomes["probe/overfitting"] == Skipped("needs_logprobs")
    assert judge(report, policy(tmp_path), half="model").outcome == "INCONCLUSIVE"


def test_without_held_out_data_nothing_is_judged_and_the_verdict_says_so(tmp_path: Path) -> None:
    rules = policy(tmp_path, "  overfitting: {limits: {overfitting/loss_gap: {warn: 0.5}}}\n")
    report = probe(
        asked(model("tuned"), model("base")), policy=rules, key=KEY, only="overfitting", strict=True,
        train=str(records(tmp_path / "train.jsonl", 30)),
    )  # fmt: skip
    assert "overfitting/train_loss" in findings(report)
    verdict = judge(report, rules, half="model")
    assert verdict.outcome == "INCONCLUSIVE"
    assert "overfitting/loss_gap" in [missing.what for missing in verdict.missing]


def test_a_second_run_asks_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"suite": suite(tmp_path, "sums", 40), "policy": policy(tmp_path), "key": KEY, "only": "forgetting"}
    first = probe(asked(model("tuned", 0.7), model("base", 0.9)), strict=True, **given)

    def silent(name: str) -> FakeModel:
        def never(prompt: Prompt, *rest: object) -> float:
            raise AssertionError("asked again")

        return FakeModel(name, never, never)  # type: ignore[arg-type]

    again = probe(asked(silent("tuned"), silent("base")), strict=True, **given)
    assert again.findings == first.findings
    with pytest.raises(AssertionError, match="asked again"):
        probe(asked(silent("tuned"), silent("base")), strict=True, cache=False, **given)


def test_a_risk_that_has_no_probe_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="auditor scan --only privacy"):
        probe(asked(model("t"), None), policy=policy(tmp_path), only="privacy")
    with pytest.raises(UsageError, match="leave no risk"):
        probe(asked(model("t"), None), policy=policy(tmp_path), only="safety", skip="safety")


def test_the_shipped_model_is_held_against_the_base(tmp_path: Path) -> None:
    report = probe(
        asked(model("tuned", 0.9), model("base", 0.9), model("shipped", 0.5)), suite=suite(tmp_path, "sums", 200),
        policy=policy(tmp_path), key=KEY, only="forgetting", strict=True,
    )  # fmt: skip
    found = findings(report)
    assert found["forgetting/sums"].value == 0
    assert found["forgetting/sums_as_shipped"].value > 0.3
    assert judge(report, policy(tmp_path), half="model").outcome == "FAIL"


def test_small_capabilities_are_judged_together_and_alone_only_where_a_loss_is_shown(tmp_path: Path) -> None:
    def run(tuned: FakeModel) -> dict[str, Finding]:
        return findings(
            probe(
                asked(tuned, model("base")), policy=policy(tmp_path), key=KEY, only="forgetting", strict=True,
                suite=[suite(tmp_path, name, 80) for name in ("sums", "names", "colors", "tunes")],
            )
        )  # fmt: skip

    unchanged = run(model("tuned"))
    assert [id for id, finding in unchanged.items() if finding.judged] == ["forgetting/retain"]
    assert unchanged["forgetting/retain"].n == 320
    assert unchanged["forgetting/retain"].high < 0.05

    def forgets_sums(prompt: Prompt, target: str) -> float:
        return -0.1 if (target == "yes") != question(prompt).startswith("sums") else -5.0

    lost = run(FakeModel("forgetful", forgets_sums, lambda prompt: "yes"))
    assert [id for id, finding in lost.items() if finding.judged] == ["forgetting/sums", "forgetting/retain"]
    assert lost["forgetting/sums"].value == 1


def test_longer_answers_are_told_as_drift(tmp_path: Path) -> None:
    held_out = records(tmp_path / "eval.jsonl", 60, "e")
    report = probe(
        asked(
            FakeModel("tuned", says=lambda prompt: "word " * (3 if noise(question(prompt)) < 0.5 else 300)),
            FakeModel("base", says=lambda prompt: "w"),
        ),
        policy=policy(tmp_path), key=KEY, only="drift", strict=True,
        train=str(records(tmp_path / "train.jsonl", 60, "t")), eval=str(held_out),
    )  # fmt: skip
    found = findings(report)
    assert found["drift/length"].n == found["drift/cut"].n == 40
    assert found["drift/length_base"].value == 1
    assert found["drift/length"].low < found["drift/length"].value < found["drift/length"].high
    assert found["drift/length"].low > 0
    assert 0.2 < found["drift/cut"].value < 0.8


def test_a_model_that_cannot_write_has_drift_without_lengths(tmp_path: Path) -> None:
    can: frozenset[Need] = frozenset({"logprobs", "reference"})
    report = probe(
        asked(FakeModel("tuned", can=can), FakeModel("base", can=can)), policy=policy(tmp_path), key=KEY, only="drift",
        train=str(records(tmp_path / "train.jsonl", 60, "t")), strict=True,
    )  # fmt: skip
    found = findings(report)
    assert found["drift/kl_task"].n == 60
    assert "drift/length" not in found
