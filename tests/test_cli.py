"""The command as its users meet it: exit codes, last lines, and what bad input is told."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from auditor.engines.local import interrupts_held
from tests.conftest import ROOT, Write

Auditor = Callable[..., Result]

CLEAN = [{"prompt": f"What is {n} plus {n}?", "completion": f"It is {n + n}, as everybody knows."} for n in range(50)]
EMAIL = [{"prompt": "Who?", "completion": "Ask lin.mei@qinghe-demo-clinic.cn for it."}]
PLANTED = "lin.mei@qinghe-demo-clinic.cn"


def report_of(folder: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((folder / "report.json").read_text())
    return content


def test_a_clean_file_passes(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", CLEAN)
    result = auditor("scan", "train.jsonl")
    assert result.exit_code == 0, result.output
    last = result.stdout.splitlines()[-3:]
    assert last[0].startswith("PASS  0 failed")
    assert last[2] == "Report: auditor-report/report.html"
    assert sorted(os.listdir(tmp_path / "auditor-report")) == [
        "evidence.jsonl",
        "report.html",
        "report.json",
        "verdict.json",
    ]
    assert json.loads((tmp_path / "auditor-report/verdict.json").read_text())["outcome"] == "PASS"


def test_a_private_value_fails_and_is_shown_masked(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", CLEAN[:9] + EMAIL)
    result = auditor("scan", "train.jsonl", "--format", "markdown=report.md", "--format", "json=copy.json")
    assert result.exit_code == 1
    assert "train.jsonl:10  completion" in result.stdout
    outputs = [result.output, *(path.read_text() for path in tmp_path.rglob("*") if path.suffix in (".md", ".json"))]
    outputs.append((tmp_path / "auditor-report/evidence.jsonl").read_text())
    assert not any(PLANTED[start : start + 6] in text for text in outputs for start in range(len(PLANTED) - 5))
    assert (tmp_path / "copy.json").read_bytes() == (tmp_path / "auditor-report/report.json").read_bytes()


def test_exit_zero_covers_fail_and_says_so(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", EMAIL)
    result = auditor("scan", "train.jsonl", "--exit-zero")
    assert result.exit_code == 0
    assert "without --exit-zero it is 1" in result.stderr
    assert auditor("scan", "nothing.jsonl", "--exit-zero").exit_code == 2


def test_a_skipped_required_check_is_inconclusive(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", CLEAN)
    result = auditor("scan", "train.jsonl", "--skip", "privacy")
    assert result.exit_code == 3
    assert "scan/privacy was not run" in result.stdout


def test_only_one_risk_brings_what_it_builds_on(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", CLEAN)
    write("eval.jsonl", CLEAN[:1])
    result = auditor("scan", "train.jsonl", "--only", "contamination", "--eval", "eval.jsonl")
    assert result.exit_code == 1
    checks = {outcome["check"]: outcome["status"] for outcome in report_of(tmp_path / "auditor-report")["outcomes"]}  # type: ignore[attr-defined]
    assert checks == {"scan/overview": "done", "scan/contamination": "done", "scan/duplication": "done"}


def test_what_does_not_run_is_not_built(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", CLEAN)
    write("p.yaml", "version: 1\nrisks: {names: {options: {pipelines: [en_core_web_nowhere]}}}\n")
    assert auditor("scan", "train.jsonl", "--policy", "p.yaml").exit_code == 2
    assert auditor("scan", "train.jsonl", "--policy", "p.yaml", "--skip", "names").exit_code == 0
    assert auditor("scan", "train.jsonl", "--policy", "p.yaml", "--only", "format", "--exit-zero").exit_code == 0


def test_the_auditors_own_files_in_a_folder_are_no_data(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("data/a.jsonl", EMAIL)
    auditor("scan", "data", "--out", "data/report", "--format", "json=data/copy.json", "--exit-zero")
    auditor("clean", "data", "--report", "data/report", "--out", "clean")
    (tmp_path / "clean").rename(tmp_path / "data/clean")
    for name in ("data/clean.changes.jsonl", "data/renamed.jsonl"):
        shutil.copy(tmp_path / "clean.changes.jsonl", tmp_path / name)
    write("data/empty.changes.jsonl", "")
    write("data/unread.changes.jsonl", [{"origin": "a.jsonl:3", "action": "kept_unread", "kind": "invalid_json"}])
    shutil.copy(tmp_path / "data/report/evidence.jsonl", tmp_path / "data/hits.txt")
    shutil.copy(tmp_path / "data/report/verdict.json", tmp_path / "data/judged.json")
    auditor("scan", "data/a.jsonl", "--reveal", "values.jsonl", "--exit-zero")
    shutil.copy(tmp_path / "values.jsonl", tmp_path / "data/values.jsonl")
    write("data/mine.changes.jsonl", [{"text": "what I changed"}])
    write("data/b.jsonl", [{"text": "b", "origin": "x", "action": "y", "kind": "z"}])
    result = auditor("scan", "data", "--only", "format", "--exit-zero")
    files = report_of(tmp_path / "auditor-report")["run"]["data"]["files"]  # type: ignore[index]
    assert [file["name"] for file in files] == ["a.jsonl", "b.jsonl", "clean/a.jsonl", "mine.changes.jsonl"]
    assert "12 files passed over: no data by their names, or written by the auditor" in result.stdout
    shutil.rmtree(tmp_path / "data/clean")
    for name in ("a.jsonl", "b.jsonl", "mine.changes.jsonl"):
        (tmp_path / "data" / name).unlink()
    assert "it holds: 1 .html, 11 of the auditor's own" in auditor("scan", "data").stderr


def test_gate_judges_again_without_the_data(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    data = write("train.jsonl", CLEAN * 2 + EMAIL)
    assert auditor("scan", "train.jsonl", "--policy", "explore").exit_code == 0
    data.unlink()
    assert auditor("gate", "auditor-report", "--policy", "strict").exit_code == 1
    assert auditor("gate", "auditor-report/report.json", "--policy", "explore", "--out", "judged").exit_code == 0
    assert json.loads((tmp_path / "judged/verdict.json").read_text())["policy"] == "explore"
    assert auditor("gate", "auditor-report").exit_code == 2
    assert auditor("gate", "nowhere", "--policy", "strict").exit_code == 2


def test_report_renders_again(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", EMAIL)
    auditor("scan", "train.jsonl")
    result = auditor("report", "auditor-report", "--format", "markdown")
    assert result.exit_code == 0
    assert "**FAIL**" in result.stdout
    assert json.loads(auditor("report", "auditor-report", "--format", "json").stdout)["schema"] == "auditor.report/1"
    assert auditor("report", "auditor-report").exit_code == 2
    assert "did you mean 'markdown'?" in auditor("report", "auditor-report", "--format", "markdwn").stderr
    assert auditor("report", "auditor-report", "--format", "json", "--format", "markdown").exit_code == 2


def test_standard_output_holds_nothing_but_the_format_asked_for(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", CLEAN)
    result = auditor("scan", "train.jsonl", "--format", "json")
    assert json.loads(result.stdout)["schema"] == "auditor.report/1"
    assert "Report: auditor-report" in result.stderr


def test_a_format_never_overwrites_what_is_read_or_written(auditor: Auditor, write: Write) -> None:
    for name in ("train.jsonl", "held.jsonl", "folder/a.jsonl"):
        write(name, CLEAN)
    write("p.yaml", "version: 1\n")
    before = Path("train.jsonl").read_bytes()
    for target in ("train.jsonl", "held.jsonl", "folder/a.jsonl", "p.yaml", "auditor-report/report.json"):
        result = auditor("scan", "train.jsonl", "folder", "--eval", "held.jsonl", "--policy", "p.yaml",
                         "--format", f"markdown={target}")  # fmt: skip
        assert (result.exit_code, "overwrite" in result.stderr) == (2, True), target
    twice = auditor("scan", "train.jsonl", "--format", "json=x", "--format", "markdown=x")
    assert twice.exit_code == 2
    assert Path("train.jsonl").read_bytes() == before
    auditor("scan", "train.jsonl")
    assert auditor("report", "auditor-report", "--format", "markdown=auditor-report/report.json").exit_code == 2
    assert auditor("report", "auditor-report", "--format", "markdown=auditor-report/page.md").exit_code == 0


def test_an_evaluation_file_that_cannot_be_read_is_not_skipped(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", CLEAN)
    write("held.jsonl", "")
    write("p.yaml", "version: 1\nrequired: []\nrisks: {contamination: {limits: {contamination/pair: {fail: 0}}}, "
                    "format: {limits: {format/unreadable_file: {warn: 0}}}}\n")  # fmt: skip
    assert auditor("scan", "train.jsonl", "--eval", "held.jsonl", "--policy", "p.yaml").exit_code == 3


def test_risks_and_schemas(auditor: Auditor) -> None:
    listed = auditor("risks")
    assert [line.split()[0] for line in listed.stdout.splitlines()][:2] == ["overview", "attribution"]
    page = auditor("risks", "privacy").stdout
    assert "## What it misses" in page
    assert "privacy/email" in page
    wrong = auditor("risks", "privcy")
    assert (wrong.exit_code, "did you mean 'privacy'?" in wrong.stderr) == (2, True)
    for name in ("report", "evidence", "verdict", "policy"):
        assert json.loads(auditor("schema", name).stdout)["$schema"].startswith("https://json-schema.org/")


def test_the_demo_fails_and_exits_with_zero(auditor: Auditor) -> None:
    result = auditor("demo")
    assert result.exit_code == 0
    assert "FAIL  " in result.stdout
    assert "exit code 0 here, 1 from auditor scan" in result.stderr


def test_it_speaks_chinese(auditor: Auditor, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("train.jsonl", EMAIL)
    assert "不通过" in auditor("scan", "train.jsonl", "--lang", "zh").stdout
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "电子邮箱" in auditor("gate", "auditor-report", "--policy", "strict").stdout
    assert auditor("risks", "--lang", "fr").exit_code == 2


def test_numbers_that_make_no_sense(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", CLEAN)
    for option, value in (("--workers", 0), ("--epochs", 0), ("--epochs", "nan"), ("--workers", "many")):
        result = auditor("scan", "train.jsonl", option, value)
        assert result.exit_code == 2, (option, value)
    assert "did you mean 'alpaca'?" in auditor("scan", "train.jsonl", "--shape", "alpca").stderr
    both = auditor("scan", "train.jsonl", "--only", "format", "--skip", "format")
    assert both.exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.jsonl", b"", "empty"),
        ("binary.jsonl", bytes(range(256)) * 40, "binary"),
        ("keys.jsonl", b'{"colour": "red"}\n', "colour"),
        ("utf16.jsonl", '{"text": "hello"}\n'.encode("utf-16"), "UTF-8"),
    ],
)
def test_a_file_of_which_nothing_can_be_read(
    auditor: Auditor, write: Write, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    write(name, content)
    result = auditor("scan", name)
    assert result.exit_code == 2, result.output
    assert name in result.stderr
    assert message in result.stderr
    assert not (tmp_path / "auditor-report").exists()


def test_a_missing_file_and_a_folder_without_data(auditor: Auditor, write: Write) -> None:
    missing = auditor("scan", "trian.jsonl")
    assert (missing.exit_code, "trian.jsonl" in missing.stderr) == (2, True)
    write("folder/README.md", "# nothing")
    nothing = auditor("scan", "folder")
    assert (nothing.exit_code, "folder" in nothing.stderr) == (2, True)


BAD_LINES: dict[str, bytes] = {
    "invalid UTF-8": b'{"prompt": "a", "completion": "\xff\xfe broken"}',
    "NUL": b'{"prompt": "a", "completion": "x\x00y"}',
    "lone surrogate": b'{"prompt": "a", "completion": "\\ud800"}',
    "NaN": b'{"prompt": "a", "completion": "b", "score": NaN}',
    "duplicate keys": b'{"prompt": "a", "completion": "b", "completion": "c"}',
    "a number for text": b'{"prompt": "a", "completion": 12}',
    "cut off": b'{"prompt": "a", "completi',
    "deep": b'{"prompt": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "no object": b"[1, 2]",
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_one_bad_line_is_counted_and_located(auditor: Auditor, write: Write, tmp_path: Path, name: str) -> None:
    good = [json.dumps(row).encode() for row in CLEAN]
    write("train.jsonl", b"\n".join([*good[:20], BAD_LINES[name], *good[20:]]))
    result = auditor("scan", "train.jsonl")
    assert result.exit_code in (0, 1), result.output
    findings = {finding["id"]: finding for finding in report_of(tmp_path / "auditor-report")["findings"]}  # type: ignore[attr-defined]
    hits = [json.loads(line) for line in (tmp_path / "auditor-report/evidence.jsonl").read_text().splitlines()]
    problem = [hit["finding"] for hit in hits if hit["origin"] == "train.jsonl:21"]
    assert set(problem) & {"format/repaired", "format/unreadable_line"}, problem
    assert findings["overview/records"]["value"] + ("format/unreadable_line" in problem) == 51


def test_one_unreadable_file_among_several_is_a_finding(auditor: Auditor, write: Write) -> None:
    write("data/a.jsonl", CLEAN)
    packed = gzip.compress(("".join(json.dumps(row) + "\n" for row in CLEAN * 40)).encode())
    write("data/b.jsonl.gz", packed[: len(packed) // 2])
    result = auditor("scan", "data")
    assert result.exit_code == 1
    assert "Files that cannot be read whole" in result.stdout
    assert "b.jsonl.gz" in result.stdout


def test_output_that_cannot_be_written_is_said_before_the_work(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", CLEAN)
    write("file", "in the way")
    for out in ("file", "file/report", "/proc/report"):
        result = auditor("scan", "train.jsonl", "--out", out)
        assert result.exit_code == 2, out
        assert out in result.stderr
        assert "scanning" not in result.stderr
    write("mine/thesis.txt", "years")
    write("theirs/report.json", '{"years": "of work"}')
    assert auditor("scan", "train.jsonl", "--out", "theirs").exit_code == 2
    assert auditor("scan", "train.jsonl", "--out", "mine").exit_code == 0
    assert auditor("scan", "train.jsonl", "--out", ".").exit_code == 0
    assert (tmp_path / "mine/thesis.txt").read_text() == "years"


def test_a_crash_inside_keeps_the_data_to_itself(
    auditor: Auditor, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*arguments: object) -> None:
        raise ValueError(f"cannot mask {PLANTED}")

    write("train.jsonl", EMAIL + CLEAN)
    monkeypatch.setattr("auditor.risks.privacy.Found.shown", broken)
    result = auditor("scan", "train.jsonl", "--workers", 1)
    assert result.exit_code == 3, "a failed required check is inconclusive"
    assert "ValueError" in result.stdout
    assert PLANTED not in result.output
    assert PLANTED not in (tmp_path / "auditor-report/report.json").read_text()
    monkeypatch.setattr("auditor.audit.open_source", broken)
    result = auditor("scan", "train.jsonl", "--out", "other")
    assert result.exit_code == 4
    assert PLANTED not in result.output
    assert not (tmp_path / "other").exists()


def test_the_number_of_workers_changes_nothing(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    answer = "ask mail{}@qinghe-demo-clinic.cn about {}"
    rows = [{"prompt": f"q{n % 4999}", "completion": answer.format(n % 7, n % 4999)} for n in range(13_000)]
    write("train.jsonl", rows)
    for workers in (1, 2, 3):
        assert auditor("scan", "train.jsonl", "--workers", workers, "--out", f"w{workers}").exit_code == 1
    for name in ("report.json", "evidence.jsonl"):
        assert len({(tmp_path / f"w{workers}" / name).read_bytes() for workers in (1, 2, 3)}) == 1, name


def test_help_and_risks_start_light() -> None:
    """What slows the start down is imported only where it is used."""
    code = (
        "import sys; from auditor import cli\n"
        "try: cli.cli.main(['--help'], standalone_mode=False)\n"
        "finally: pass\n"
        "heavy = {'torch', 'spacy', 'presidio_analyzer', 'datasets', 'pyarrow', 'pydantic', 'numpy', 'rich'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "cli.cli.main(['risks'], standalone_mode=False)\n"
        "assert not (heavy - {'pydantic', 'rich'}) & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores interrupts, and so would whatever it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_while_a_worker_starts_is_not_lost() -> None:
    reached = []

    def start() -> None:
        with interrupts_held():
            # To this thread: in a process with more, any of them may be told, and passes it on at once.
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
            reached.append("the end of the block")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert reached


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_interrupted_leaves_nothing(tmp_path: Path) -> None:
    row = json.dumps({"prompt": "a question " * 50, "completion": "an answer " * 50})
    (tmp_path / "train.jsonl").write_text((row + "\n") * 200_000)
    command = [sys.executable, "-m", "auditor", "scan", "train.jsonl"]
    running = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert running.stderr is not None
    assert "scanning" in running.stderr.readline()
    time.sleep(1.0)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("loky")] == ["train.jsonl"]


def test_threads_that_wait_leave_the_cores_to_others() -> None:
    told = "import os, sys; from auditor.cli import main; sys.argv = ['auditor', '--help']\n"
    told += "try: main()\nfinally: print(os.environ['OMP_WAIT_POLICY'])"
    environment = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.rstrip().endswith("PASSIVE"), done.stderr
