"""Values leave the scanner on demand only: to their owner's file, or to a terminal."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor import scan
from auditor.errors import ReportError
from auditor.findings import Evidence
from auditor.reveal import reveal
from auditor.review import NOT_ASKED, SCHEMA, Answer, Review, ask_about, precision, sample
from auditor.text.keys import key_from
from tests.conftest import ROOT, Write

Auditor = Callable[..., Result]

PLANTED = "lin.mei@qinghe-demo-clinic.cn"
ROWS = [
    {"prompt": "Who?", "completion": f"Ask {PLANTED} for it."},
    {"prompt": "邮箱wang.fang@qinghe-demo-clinic.cn", "completion": "ok"},
    {"prompt": "me@example.com", "completion": "ok"},
]


def test_values_go_to_a_file_of_their_owner_alone(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", ROWS)
    result = auditor("scan", "train.jsonl", "--skip", "staleness", "--reveal", "values.jsonl")
    assert result.exit_code == 1
    values = tmp_path / "values.jsonl"
    assert values.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in values.read_text().splitlines()]
    assert [line["value"] for line in lines] == [PLANTED, "wang.fang@qinghe-demo-clinic.cn", "me@example.com"]
    assert [line["finding"] for line in lines] == ["privacy/email", "privacy/email", "privacy/test_value"]
    assert PLANTED not in result.output + (tmp_path / "auditor-report/evidence.jsonl").read_text()


def test_values_are_not_revealed_in_ci_nor_beside_the_report(
    auditor: Auditor, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = write("train.jsonl", ROWS)
    before = train.read_bytes()
    assert auditor("scan", "train.jsonl", "--reveal", "auditor-report/values.jsonl").exit_code == 2
    assert auditor("scan", "train.jsonl", "--reveal", "train.jsonl").exit_code == 2
    monkeypatch.setenv("CI", "true")
    result = auditor("scan", "train.jsonl", "--reveal", "values.jsonl")
    assert result.exit_code == 2
    assert "not revealed in CI" in result.stderr
    assert os.listdir(tmp_path) == ["train.jsonl"]
    assert train.read_bytes() == before


def test_a_file_of_values_that_cannot_be_written_is_told_before_the_scan(
    auditor: Auditor, write: Write, tmp_path: Path
) -> None:
    write("train.jsonl", ROWS)
    write("file", "x")
    result = auditor("scan", "train.jsonl", "--reveal", "file/values.jsonl")
    assert (result.exit_code, "this file cannot be written" in result.stderr) == (2, True)
    assert "scanning" not in result.stderr
    assert not (tmp_path / "auditor-report").exists()


def test_only_the_data_and_the_key_of_the_report_are_revealed(write: Write, tmp_path: Path) -> None:
    train = write("train.jsonl", ROWS)
    report = scan(train, workers=1)
    everything = lambda hit: True  # noqa: E731
    assert next(reveal(report, (train,), key_from(None), everything)).value == PLANTED
    with pytest.raises(ReportError, match="another key"):
        list(reveal(report, (train,), key_from("some other key of the tests"), everything))
    write("train.jsonl", ROWS[1:])
    with pytest.raises(ReportError, match="not the data"):
        list(reveal(report, (train,), key_from(None), everything))


def hits(n: int, finding: str = "privacy/email") -> list[Evidence]:
    return [Evidence(finding, "email", "validated", "r", f"t:{i}", "f", "prompt", 0, 5) for i in range(n)]


def test_the_sample_is_the_seeds_and_takes_as_many_of_each_finding() -> None:
    evidence = [*hits(2000), *hits(3, "privacy/phone"), *hits(9, NOT_ASKED[0])]
    drawn = sample(evidence, 7, 5)
    assert [hit.finding for hit in drawn] == ["privacy/email"] * 5 + ["privacy/phone"] * 3
    assert sample(reversed(evidence), 7, 5) == drawn
    assert sample(evidence, 8, 5) != drawn


def test_precision_counts_what_was_answered() -> None:
    answers = tuple(
        Answer("privacy/email", "email", f"t:{i}", "p", 0, "wrong" if i < 2 else "right") for i in range(10)
    )
    (one,) = precision(Review(SCHEMA, "d", answers))
    assert (one.right, one.asked) == (8, 10)
    assert (one.low, one.high) == (pytest.approx(0.4439, abs=1e-4), pytest.approx(0.9748, abs=1e-4))


def test_answers_are_kept_and_not_asked_again(write: Write) -> None:
    train = write("train.jsonl", ROWS)
    shown = list(reveal(scan(train, workers=1), (train,), key_from(None), lambda hit: hit.finding == "privacy/email"))
    said = iter(["right", "stop"])
    (first,) = ask_about(Review(SCHEMA, "d"), shown, lambda one, left: next(said))  # type: ignore[arg-type, return-value]
    assert [answer.origin for answer in first.answers] == ["train.jsonl:1"]
    asked: list[str] = []

    def skip(one: object, left: int) -> str:
        asked.append(one.evidence.origin)  # type: ignore[attr-defined]
        return "skip"

    assert list(ask_about(first, shown, skip)) == []  # type: ignore[arg-type]
    assert asked == ["train.jsonl:2"]
    assert PLANTED not in repr(shown)


def test_a_review_needs_a_terminal(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", ROWS)
    auditor("scan", "train.jsonl")
    result = auditor("review", "auditor-report")
    assert result.exit_code == 2
    assert "needs a terminal" in result.stderr
    assert PLANTED not in result.output


def test_a_review_on_a_terminal(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", ROWS)
    auditor("scan", "train.jsonl", "--skip", "staleness")
    screen, code = on_a_terminal(tmp_path, ["review", "auditor-report"], ["y\n", "n\n"])
    assert code == 0, screen
    assert PLANTED in screen
    assert "1 of 2 (50.00%" in screen
    kept = (tmp_path / "auditor-report/review.json").read_text()
    assert json.loads(kept)["answers"][1]["said"] == "wrong"
    assert "qinghe" not in kept
    write("train.jsonl", ROWS[1:])
    screen, code = on_a_terminal(tmp_path, ["review", "auditor-report"], [])
    assert code == 2
    assert "not the data of the report" in screen


def on_a_terminal(folder: Path, arguments: list[str], answers: list[str]) -> tuple[str, int]:
    """Runs the command on a terminal of its own, and types an answer at each question."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "AUDITOR_LANG": "en"}
    command = [sys.executable, "-m", "auditor", *arguments]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment)
    os.close(theirs)
    shown = b""
    asked = 0
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        ready, _, _ = select.select([ours], [], [], 0.2)
        if ready:
            try:
                shown += os.read(ours, 65536)
            except OSError:
                break
        elif process.poll() is not None:
            break
        if shown.count(b"left):") > asked and asked < len(answers):
            os.write(ours, answers[asked].encode())
            asked += 1
    os.close(ours)
    return shown.decode("utf-8", "replace"), process.wait(timeout=30)
