"""Large suites asked in rounds, and choices asked again: from end to end, with models whose cases are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from auditor.checks import Material, Setup
from auditor.errors import PolicyError
from auditor.findings import Finding
from auditor.models import Chat, Generate, Message, Plain, Read, Score, Scored, Unanswered
from auditor.models.fake import FakeModel, noise
from auditor.policy import judge
from auditor.probing.ask import Panel, ask
from auditor.probing.cache import NoCache
from auditor.probing.run import probe
from auditor.probing.thrift import _cases, thinned
from auditor.risks.forgetting import ForgettingOptions, ForgettingProbe
from auditor.suites import Choose, Follow, Item, Suite
from auditor.suites.again import COUNT, sample
from auditor.suites.read import read_suite
from auditor.suites.rounds import FIRST
from tests.probing.making import asked, knows, lines, model, policy, question, suite
from tests.strategies import KEY


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))


@dataclass(frozen=True)
class Counted(FakeModel):
    """A model that counts what it is asked, and comes out otherwise on some questions where it is asked alone."""

    counts: Counter[str] = field(default_factory=Counter)
    shaky: float = 0.0

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        for place, reply in super().score(cases):
            case = cases[place]
            self.counts["alone" if case.alone else "scored"] += 1
            assert isinstance(reply, Scored)
            turned = case.alone and noise(question(case.prompt), "shaky") < self.shaky
            yield place, replace(reply, logprobs=-6 - reply.logprobs) if turned else reply

    def generate(self, cases: Sequence[Generate]) -> Iterator[tuple[int, Read | Unanswered]]:
        self.counts["generated"] += len(cases)
        yield from super().generate(cases)


def counted(name: str, share: float = 1.0, shaky: float = 0.0) -> Counted:
    made = model(name, share)
    return Counted(made.name, made.likes, made.says, shaky=shaky)


def run(tuned: FakeModel, base: FakeModel, suites: object, rules: Any, **more: Any) -> dict[str, Finding]:
    report = probe(asked(tuned, base), suite=suites, policy=rules, key=KEY, only="forgetting", strict=True, **more)  # type: ignore[arg-type]
    return {finding.id: finding for finding in report.findings}


def test_a_suite_that_is_clear_after_a_round_is_asked_no_further(tmp_path: Path) -> None:
    tuned, base = counted("tuned", 0.9), counted("base", 0.9)
    found = run(tuned, base, suite(tmp_path, "sums", 14_042), policy(tmp_path))
    for one in (tuned, base):
        assert one.counts == {"scored": 2 * FIRST, "generated": FIRST, "alone": 2 * COUNT}
    assert found["forgetting/sums"].n == FIRST
    assert found["forgetting/sums"].judged
    assert found["forgetting/sums"].high <= 0.02
    assert found["forgetting/sums_left"].value == (14_042 - FIRST) / 14_042
    assert found["forgetting/sums_left"].n == 14_042
    assert "forgetting/retain" not in found


def test_a_loss_is_shown_as_soon(tmp_path: Path) -> None:
    rules = policy(tmp_path)
    tuned = counted("tuned", 0.6)
    report = probe(
        asked(tuned, counted("base", 0.9)), suite=suite(tmp_path, "sums", 5_000), policy=rules, key=KEY,
        only="forgetting", strict=True,
    )  # fmt: skip
    found = {finding.id: finding for finding in report.findings}
    assert tuned.counts["generated"] == FIRST
    assert found["forgetting/sums"].low > 0.05
    assert judge(report, rules, half="model").outcome == "FAIL"


def test_with_nothing_to_settle_every_question_is_asked(tmp_path: Path) -> None:
    path = suite(tmp_path, "sums", 1_001)
    tuned = counted("tuned", 0.85)
    rules = tmp_path / "p.yaml"
    rules.write_text("version: 1\nrisks: {forgetting: {options: {packs: [], settled: []}}}\n")
    found = run(tuned, counted("base", 0.9), path, rules)
    assert tuned.counts["generated"] == 1_001
    assert found["forgetting/sums"].n == 1_001
    assert "forgetting/sums_left" not in found


def test_small_suites_and_clusters_are_asked_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.suites.rounds.MANY", 200)
    tuned = counted("tuned", 0.9)
    found = run(
        tuned, counted("base", 0.9), [suite(tmp_path, "names", 200), suite(tmp_path, "sums", 240, clusters=60)],
        policy(tmp_path),
    )  # fmt: skip
    assert tuned.counts["generated"] == 440
    assert found["forgetting/retain"].n == 440
    assert not [id for id in found if id.endswith("_left")]


def test_a_stopped_suite_counts_by_all_its_questions_among_others(tmp_path: Path) -> None:
    def right(text: str) -> bool:
        return text.startswith("sums") or noise(text, "") < 0.75

    tuned = FakeModel("tuned", knows(right), lambda prompt: "yes" if right(question(prompt)) else "no")
    found = run(tuned, model("base"), [suite(tmp_path, "sums", 1_900), suite(tmp_path, "names", 100)], policy(tmp_path))
    assert found["forgetting/names"].value > 0.15
    assert found["forgetting/retain"].n == 600
    assert found["forgetting/retain"].value == pytest.approx(found["forgetting/names"].value / 20)
    assert found["forgetting/retain"].judged
    assert found["forgetting/retain"].high < 0.05


def test_a_run_that_is_stopped_goes_on_with_the_same_questions(tmp_path: Path) -> None:
    path = suite(tmp_path, "sums", 1_100)
    first = run(counted("tuned", 0.8), counted("base", 0.9), path, policy(tmp_path))
    assert 0 < first["forgetting/sums_left"].value < 0.5
    tuned, base = counted("tuned", 0.8), counted("base", 0.9)
    assert run(tuned, base, path, policy(tmp_path)) == first
    assert not tuned.counts
    assert not base.counts


def test_a_suite_that_a_budget_cuts_is_asked_in_rounds_too(tmp_path: Path) -> None:
    read = read_suite(suite(tmp_path, "sums", 4_000))
    material = Material((read,), can=frozenset({"base", "generate", "logprobs"}))
    part = thinned(material, 0.4)
    tuned = counted("tuned", 0.9)
    probes: dict[str, Any] = {"forgetting": ForgettingProbe(ForgettingOptions(()), Setup(KEY))}
    states = ask(probes, Panel(tuned, counted("base", 0.9)), part, NoCache(), [], strict=True)
    assert tuned.counts["generated"] == FIRST
    assert states["forgetting"].left() == {"sums": 1_600 - FIRST}  # type: ignore[union-attr]


def test_texts_alone_are_asked_in_rounds_too(tmp_path: Path) -> None:
    rows = [
        {"id": str(at), "capability": "sums", "language": "en", "prompt": f"sums {at}?",
         "check": {"kind": "exact", "answer": "yes"}}
        for at in range(2_000)
    ]  # fmt: skip
    tuned = counted("tuned")
    found = run(tuned, counted("base"), lines(tmp_path / "t.jsonl", rows), policy(tmp_path))
    assert tuned.counts == {"generated": FIRST}
    assert found["forgetting/sums_left"].value == 0.75
    assert "forgetting/noise" not in found


def test_a_drop_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("version: 1\nrisks:\n  forgetting:\n    options: {settled: [0.02, 5]}\n")
    with pytest.raises(PolicyError, match=r"p\.yaml:4.* for 2 points give 0\.02"):
        probe(asked(model("t"), model("b")), policy=path)


def test_what_comes_out_otherwise_is_counted_for_each_model(tmp_path: Path) -> None:
    tuned, base = counted("tuned", shaky=0.3), counted("base", shaky=0.1)
    path = suite(tmp_path, "sums", 80)
    found = run(tuned, base, path, policy(tmp_path))
    chosen = sample([(path.name, item) for item in read_suite(path).items], 0)
    assert len(chosen) == COUNT
    for id, share in (("noise", 0.1), ("noise_tuned", 0.3)):
        flips = sum(noise(item.messages[-1].content, "shaky") < share for _, item in chosen)
        assert flips > 2
        assert found[f"forgetting/{id}"].value == flips / COUNT
        assert found[f"forgetting/{id}"].low > 0
        assert not found[f"forgetting/{id}"].judged
    assert found["forgetting/sums"].value == 0


def test_asked_again_are_users_questions_first_and_one_of_a_cluster() -> None:
    from tests.probing.test_laws import item

    def other(place: int, cluster: int) -> Any:
        return replace(item(place, "sums"), cluster=f"c{cluster}")

    users = [("mine", other(place, place % 30)) for place in range(60)]
    shipped = [("pack:knowledge", replace(item(place, "knowledge"), language="zh")) for place in range(60)]
    text = replace(item(1, "x"), ask=Choose(("a", "b"), 0), role="target", cluster="z")
    chosen = sample([*shipped, *users, ("mine", text)], 0)
    assert [suite for suite, _ in chosen] == ["mine"] * 30 + ["pack:knowledge"] * 34
    assert len({(one.language, one.cluster) for _, one in chosen}) == COUNT
    assert sample([*users, *shipped][::-1], 0) == chosen
    assert sample([*users, *shipped], 1) != chosen


def test_what_the_base_guesses_is_not_asked_again(tmp_path: Path) -> None:
    tuned = counted("tuned", 0.5)
    found = run(tuned, counted("base", 0.5), suite(tmp_path, "riddles", 200), policy(tmp_path))
    assert "forgetting/noise" not in found
    assert "alone" not in tuned.counts


def test_a_forecast_counts_what_is_asked_again(tmp_path: Path) -> None:
    read = read_suite(suite(tmp_path, "sums", 100))
    can: Any = frozenset({"base", "generate", "logprobs"})
    probes: dict[str, Any] = {"forgetting": ForgettingProbe(ForgettingOptions(()), Setup(KEY))}
    cases = list(_cases(probes, Material((read,), can=can)))
    alone = [case for case in cases if isinstance(case, Score) and case.alone]
    assert (len(cases), len(alone)) == (3 * 100 + 2 * COUNT, 2 * COUNT)
    assert not list(_cases(probes, Material((Suite("s", (), ""),), can=can)))


def test_a_case_alone_is_asked_beside_the_same_case_among_others() -> None:
    from auditor.probing.ask import _scored

    one = Score(Chat((Message("user", "?"),)), "yes")
    together = [one, replace(one, wants=frozenset({"greedy"}))]
    tuned = counted("m")
    replies = dict(_scored(tuned, [*together, replace(one, alone=True)]))
    assert replies.keys() == {*together, replace(one, alone=True)}
    assert tuned.counts == {"scored": 1, "alone": 1}


def test_a_forecast_without_the_suites_counts_what_is_asked_of_them() -> None:
    class Two:
        def start(self) -> list[Any]:
            return []

        def cases(self, material: Material, state: Any) -> Any:
            return [Score(Plain(""), item.id) for _, item in material.items()][:2]

    read = Suite("s", tuple(Item(str(n), "sums", "en", str(n), (), Follow("text")) for n in range(9)), "")
    material = Material((read,), can=frozenset({"logprobs"}))
    probes: dict[str, Any] = {"drift": Two()}
    assert len(list(_cases(probes, material))) == 2
