"""`auditor scan --base`: a base is asked before it is tuned, in the report of the scan."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import Result

import auditor as package
from auditor.errors import ModelError, PolicyError, UsageError
from auditor.findings import Done, Failed, Skipped
from auditor.models.fake import FakeModel, noise
from auditor.policy import judge, load_policy
from auditor.probing import opening
from auditor.probing.before import Base
from auditor.probing.run import Told, probe
from auditor.report import Report, join, read_report
from auditor.risks.knowledge import KnowledgeProbe
from tests.bench.corpus.plant import planted
from tests.conftest import ROOT
from tests.probing.making import asked, conversation, lines, policy
from tests.strategies import KEY
from tests.test_leaks import assert_nothing_leaks, broken
from tests.test_leaks import scan as scan_rows

Run = Callable[..., Result]
CHECK = "scan/knowledge"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Facts that have nothing in common."""
    rows = [conversation(f"Who is {noise('asked', n):.9f}?", f"Name{noise('told', n):.9f}") for n in range(40)]
    return lines(tmp_path / "train.jsonl", rows)


@pytest.fixture
def with_base(auditor: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command with a base that is opened in an instant."""
    monkeypatch.setattr(opening, "open_asked", lambda choice: asked(FakeModel(choice.model), None))
    return lambda *given: auditor("scan", *map(str, given))


def scanned(data: Path, base: Base | None, **more: Any) -> Report:
    return package.scan(str(data), key=KEY, workers=1, beside=base, **more)


def test_the_report_of_the_scan_says_what_the_base_knows(data: Path, tmp_path: Path) -> None:
    plain = scanned(data, None)
    report = scanned(data, Base(asked(FakeModel("base"), None)))
    assert isinstance(report.outcomes[CHECK], Done)
    found = {one.id: one for one in report.findings}
    assert found["knowledge/loss"].n == 40
    assert "knowledge/without_base" not in found  # the base was asked
    assert report.run.untuned is not None
    assert report.run.untuned.name == "base"
    assert report.run.model is None
    assert report.run.options["knowledge"] == {"records": 256}
    assert [name for name in report.outcomes if name != CHECK] == list(plain.outcomes)
    assert all(report.outcomes[name] == plain.outcomes[name] for name in plain.outcomes)
    for half in ("data", "both"):
        mine, theirs = (judge(one, "default", half=half) for one in (report, plain))  # type: ignore[arg-type]
        assert (mine.outcome, mine.stage, mine.missing) == (theirs.outcome, theirs.stage, theirs.missing)
    written = report.write(tmp_path / "out", judge(report, "default"))
    assert read_report(tmp_path / "out").digest == written.digest == report.digest


def test_the_hits_of_the_base_stand_behind_those_of_the_scan(data: Path) -> None:
    report = scanned(data, Base(asked(FakeModel("base", likes=lambda prompt, target: -9.0), None)))
    plain = scanned(data, None)
    # The fake says that every token is its first choice: all is known.
    assert report.evidence.sha256 == plain.evidence.sha256

    class Denies(FakeModel):
        __slots__ = ()

        def score(self, cases: Any) -> Iterator[Any]:
            for place, reply in super().score(cases):
                yield place, type(reply)(reply.logprobs, {name: 0 * stat for name, stat in reply.stats.items()})

    report = scanned(data, Base(asked(Denies("other", likes=lambda prompt, target: -9.0), None)))
    own = [hit for hit in report.evidence if hit.finding == "knowledge/unknown_facts"]
    assert len(own) == 40
    assert list(report.evidence)[: plain.evidence.lines] == list(plain.evidence)
    assert all(hit.origin.startswith("train.jsonl:") and hit.excerpt == "" for hit in own)


def test_a_base_that_cannot_be_opened_stops_no_scan(data: Path, auditor: Run, tmp_path: Path) -> None:
    plain = auditor("scan", str(data), "--out", "plain", "--lang", "en")
    done = auditor("scan", str(data), "--base", str(tmp_path / "nowhere"), "--lang", "en")
    assert done.exit_code == plain.exit_code
    assert "The base was not asked, and only the data is looked at" in done.stderr
    assert "nowhere" in done.stderr
    report = read_report(tmp_path / "auditor-report")
    assert isinstance(report.outcomes[CHECK], Skipped)
    assert report.run.untuned is None
    assert "What the base knows of the data: the base" in done.stdout
    chinese = auditor("scan", str(data), "--base", str(tmp_path / "nowhere"), "--lang", "zh")
    assert "未询问基座" in chinese.stderr


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (UsageError("no such folder"), "base_unopened"),
        (ModelError("no memory"), "base_gave_up"),
        (None, "base_needs_extra"),
    ],
)
def test_why_it_was_not_asked_stands_in_the_report(
    data: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None, reason: str
) -> None:
    told: list[Told] = []
    if error is None:
        monkeypatch.setitem(sys.modules, "auditor.models.local", None)
    else:
        monkeypatch.setattr(opening, "open_asked", lambda choice: (_ for _ in ()).throw(error))
    report = scanned(data, Base("somewhere", told.append))
    assert report.outcomes[CHECK] == Skipped(reason)
    assert [one.key for one in told] == ["ui.base_unasked"]
    assert judge(report, "default", half="data").outcome == judge(scanned(data, None), "default", half="data").outcome


def test_a_base_that_gives_up_while_it_is_asked(data: Path) -> None:
    class Weak(FakeModel):
        __slots__ = ()

        def score(self, cases: Any) -> Iterator[Any]:
            raise ModelError("out of memory")

    told: list[Told] = []
    report = scanned(data, Base(asked(Weak("base"), None), told.append))
    assert report.outcomes[CHECK] == Skipped("base_gave_up")
    assert told[0].values == ("out of memory",)


def test_only_and_skip_name_it_like_any_other_risk(data: Path) -> None:
    base = Base(asked(FakeModel("base"), None))
    alone = scanned(data, base, only="knowledge")
    assert set(alone.outcomes) == {"scan/overview", "scan/duplication", CHECK}
    assert set(scanned(data, base, only="knowledge", skip="duplication").outcomes) == {"scan/overview", CHECK}
    assert CHECK in scanned(data, base, skip="privacy").outcomes
    for more in ({"only": "privacy"}, {"skip": "knowledge"}):
        report = scanned(data, base, **more)
        assert CHECK not in report.outcomes
        assert report.run.untuned is None
    with pytest.raises(UsageError, match="measured on a model"):
        scanned(data, None, only="knowledge")


def test_a_policy_can_demand_it_before_the_training(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "wants.yaml"
    path.write_text(f"version: 1\nrequired: [scan/overview, {CHECK}]\n")
    rules = load_policy(path)
    report = scanned(data, Base(asked(FakeModel("base"), None)), policy=rules)
    assert judge(report, rules, half="data").missing == ()
    missing = judge(scanned(data, None, policy=rules), rules, half="data").missing
    assert [(one.what, one.reason) for one in missing] == [(CHECK, "not_run")]
    path.write_text("version: 1\nrequired: [scan/overview, scan/drift]\n")
    with pytest.raises(PolicyError):
        load_policy(path)


def test_a_probe_of_the_tuned_model_asks_again_and_its_answers_stand(data: Path, tmp_path: Path) -> None:
    rules = policy(tmp_path)
    first = scanned(data, Base(asked(FakeModel("base"), None)), policy=rules)
    second = probe(
        asked(FakeModel("tuned"), FakeModel("base")), train=str(data), policy=rules, key=KEY, only="knowledge",
        workers=1,
    )  # fmt: skip
    for both in (join([first, second]), join([second, first])):
        assert CHECK not in both.outcomes
        assert both.outcomes["probe/knowledge"] == second.outcomes["probe/knowledge"]
        assert "scan/privacy" in both.outcomes
        assert both.run.untuned == first.run.untuned
    assert first.outcomes[CHECK] == second.outcomes["probe/knowledge"]  # the same records, drawn alike


def test_all_views_show_it(data: Path, with_base: Run, tmp_path: Path) -> None:
    for language, words in (("en", "Loss of the trained answers under the base"), ("zh", "训练回答在基座下的损失")):
        formats = [f"--format={name}={name}.txt" for name in ("sarif", "junit", "markdown", "github", "gitlab", "json")]
        done = with_base(data, "--base", "org/model", "--lang", language, *formats)
        assert done.exit_code == 0, done.output
        assert words in done.stdout
        assert words in (tmp_path / "markdown.txt").read_text("utf-8")
        page = (tmp_path / "auditor-report" / "report.html").read_text("utf-8")
        assert words in page
        assert "org/model" in page
        assert json.loads((tmp_path / "sarif.txt").read_text("utf-8"))["runs"]


def test_no_private_value_is_in_any_output(with_base: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = list(planted(Random(11), 1))[::7]
    messages = [message for record in records for message in record.messages]
    values = [message.content[slice(*plant.core)] for message in messages for plant in message.plants]
    rows = [record.row() for record in records]

    def auditor(*given: str) -> Result:
        return with_base(*given[1:], "--base", "org/model")

    result, outputs = scan_rows(auditor, tmp_path, rows)
    assert result.exit_code in (0, 1), result.output
    assert isinstance(read_report(tmp_path / "auditor-report").outcomes[CHECK], Done)
    assert_nothing_leaks(outputs, values)
    for name in ("cases", "add", "finish"):
        with monkeypatch.context() as patch:
            patch.setattr(KnowledgeProbe, name, broken)
            result, outputs = scan_rows(auditor, tmp_path, rows)
        assert isinstance(read_report(tmp_path / "auditor-report").outcomes[CHECK], Failed)
        assert_nothing_leaks(outputs, values)


def test_a_scan_without_a_base_imports_no_torch(data: Path) -> None:
    code = (
        "import sys, auditor\n"
        f"auditor.scan({str(data)!r}, workers=1)\n"
        "loaded = {'torch', 'transformers', 'peft', 'auditor.probing.before'} & sys.modules.keys()\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.model
def test_the_tiny_model_is_asked_by_the_command(auditor: Run, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="needs the [model] extra")
    torch.set_num_threads(1)
    model, train = ROOT / "sample_data" / "model", ROOT / "sample_data" / "tune" / "train.jsonl"
    done = auditor("scan", str(train), "--base", str(model), "--only", "knowledge", "--lang", "en")
    assert done.exit_code in (0, 1, 3)
    report = read_report(tmp_path / "auditor-report")
    found = {one.id.partition("/")[2]: one for one in report.findings if one.id.startswith("knowledge/")}
    assert found["loss"].value > 3  # the answers of a shop that it has never heard of
    assert found["unknown_facts"].value > 0.9
    again = auditor("scan", str(train), "--base", str(model), "--only", "knowledge", "--out", "again")
    assert again.exit_code == done.exit_code
    assert (tmp_path / "again" / "report.json").read_bytes() == (
        tmp_path / "auditor-report" / "report.json"
    ).read_bytes()
