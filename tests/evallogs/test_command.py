"""`auditor compare` on logs: the verdict, the report directory, and calls that mean something else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.messages import CATALOGUE
from auditor.report import read_report
from tests.conftest import ROOT
from tests.evallogs.written import SECRET, inspect_json, inspect_log, lighteval, lm_eval, row, sample
from tests.reports import scan

Auditor = Callable[..., Result]


def logs(folder: Path, right: int, n: int = 400, **more: object) -> Path:
    rows = [row(doc, exact_match=float(doc < right)) for doc in range(n)]
    return lm_eval(folder, {"task": rows}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("tuned", "code", "outcome"), [(390, 0, "PASS"), (320, 1, "FAIL"), (370, 3, "INCONCLUSIVE")])
def test_the_exit_code_is_that_of_the_verdict(
    auditor: Auditor, tmp_path: Path, tuned: int, code: int, outcome: str
) -> None:
    result = auditor("compare", logs(tmp_path / "a", 390), logs(tmp_path / "b", tuned), "--out", "out")
    assert result.exit_code == code
    assert outcome in result.output.splitlines()[-3]
    assert json.loads((tmp_path / "out" / "verdict.json").read_text("utf-8"))["outcome"] == outcome


def test_the_policy_decides(auditor: Auditor, tmp_path: Path, write: Callable[..., Path]) -> None:
    policy = write("mine.yaml", "version: 1\nrisks: {forgetting: {limits: {forgetting/*: {fail: 0.5}}}}\n")
    base, tuned = logs(tmp_path / "a", 390), logs(tmp_path / "b", 320)
    assert auditor("compare", base, tuned, "--policy", policy).exit_code == 0
    assert auditor("compare", base, tuned, "--policy", tmp_path / "none.yaml").exit_code == 2


def test_the_report_is_one_like_any_other(auditor: Auditor, tmp_path: Path) -> None:
    auditor("compare", logs(tmp_path / "a", 390), logs(tmp_path / "b", 320), "--out", "out")
    report = read_report(tmp_path / "out")
    assert (report.run.model and report.run.model.base_weights) == "unknown"
    assert report.evidence.lines == 70
    assert auditor("gate", "out", "--policy", "explore").exit_code in (0, 3)
    assert auditor("compare", "out", "out").exit_code == 0


def test_no_text_of_an_item_is_kept(auditor: Auditor, tmp_path: Path) -> None:
    made = {
        "lm": [logs(tmp_path / f"lm{n}", right) for n, right in enumerate((390, 320))],
        "le": [lighteval(tmp_path / f"le{n}", {"t|0": [
            {"query": f"{SECRET} {q}", "choices": [SECRET], "gold_index": 0, "em": int(q < right)} for q in range(40)]})
            for n, right in enumerate((40, 20))],
        "in": [inspect_json(tmp_path / f"in{n}", "log", inspect_log(
            [sample(f"{SECRET} {q}", "C" if q < right else "I") for q in range(40)]))
            for n, right in enumerate((40, 20))],
    }  # fmt: skip
    for name, pair in made.items():
        result = auditor("compare", *pair, "--out", name, "--cluster", {"lm": "passage", "in": "source"}.get(name, ""))
        if name == "le":
            result = auditor("compare", *pair, "--out", name)
        assert result.exit_code in (1, 3), result.output
        assert SECRET not in result.output
        written = [path.read_text("utf-8") for path in (tmp_path / name).iterdir()]
        assert len(written) == 4
        assert not any(SECRET in text for text in written)


def test_json_and_markdown_go_to_standard_output(auditor: Auditor, tmp_path: Path) -> None:
    base, tuned = logs(tmp_path / "a", 390), logs(tmp_path / "b", 320)
    result = auditor("compare", base, tuned, "--format", "json")
    assert json.loads(result.stdout)
    assert auditor("compare", base, tuned, "--format", "markdown").stdout.startswith("# ")
    assert auditor("compare", base, tuned, "--format", "sarif").exit_code == 2


def test_the_same_logs_give_the_same_report(auditor: Auditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    base, tuned = logs(tmp_path / "a", 390), logs(tmp_path / "b", 320)
    for out in ("one", "two"):
        auditor("compare", base, tuned, "--out", out)
    assert (tmp_path / "one" / "report.json").read_bytes() == (tmp_path / "two" / "report.json").read_bytes()


def test_warnings_are_said_in_both_languages(auditor: Auditor, tmp_path: Path) -> None:
    base = logs(tmp_path / "a", 390)
    tuned = logs(tmp_path / "b", 390, chat_template_sha="f0")
    assert "WARNING: the chat templates differ" in auditor("compare", base, tuned).output
    assert "警告：对话模板不同" in auditor("compare", base, tuned, "--lang", "zh").output


def test_every_note_has_its_words() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "auditor" / "evallogs").glob("*.py"))
    used = set(re.findall(r'"(logs\.[a-z_]+)', sources))
    for language in ("en", "zh"):
        assert used == {key for key in CATALOGUE[language] if key.startswith("logs.")}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("logs", "report"), "give two logs or two reports"),
        (("report", "logs"), "give two logs or two reports"),
        (("report", "report", "--policy", "default"), "--policy is for logs"),
        (("report", "report", "--out", "x"), "--out is for logs"),
        (("logs", "logs", "--fail-on-worse"), "--fail-on-worse is for reports"),
        (("logs", "nowhere"), "there is no report to read"),
        (("empty", "empty"), "no log of lm-eval, lighteval or inspect"),
    ],
)
def test_calls_that_mean_something_else(
    auditor: Auditor, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    logs(tmp_path / "logs", 390)
    scan().write(tmp_path / "report")
    (tmp_path / "empty").mkdir()
    result = auditor("compare", *arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
