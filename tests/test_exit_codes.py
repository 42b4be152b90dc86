"""Every exit code through the real command: 0 is a pass, and neither a crash nor a gap nor an unread file is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Write

CLEAN = [
    {"prompt": f"How many petals has flower {n}?", "completion": f"Flower {n} has {n + 3} of them."} for n in range(40)
]
DIRTY = [*CLEAN, {"prompt": "Where do I ask?", "completion": "Write to wei.chen@qinghe-clinic-desk.cn"}]
BROKEN_CHECK = "import auditor.risks.privacy as r\nr.PrivacyScan.finish = lambda self, state, facts: 1 / 0\n"
BROKEN_JUDGE = "import auditor.policy.judging as j\nj.numbers = lambda *given: 1 / 0\n"


def code(folder: Path, *arguments: str, bug: str = "") -> int:
    """Runs the command in that folder; `bug` is Python that breaks something in it before it starts."""
    (folder / "bugs").mkdir(exist_ok=True)
    (folder / "bugs" / "sitecustomize.py").write_text(bug)
    environment = {**os.environ, "PYTHONPATH": f"{folder / 'bugs'}{os.pathsep}{os.getcwd()}"}
    command = [sys.executable, "-m", "auditor", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert not done.returncode or done.stderr or done.stdout
    return done.returncode


SCAN = ("scan", "data.jsonl", "--workers", "1")


@pytest.mark.parametrize(
    ("rows", "arguments", "bug", "expected"),
    [
        (CLEAN, SCAN, "", 0),
        (DIRTY, SCAN, "", 1),
        (DIRTY, (*SCAN, "--exit-zero"), "", 0),
        (CLEAN, ("scan", "none.jsonl"), "", 2),
        (CLEAN, (*SCAN, "--policy", "none"), "", 2),
        (CLEAN, (*SCAN, "--polcy", "default"), "", 2),
        (CLEAN, (*SCAN, "--policy", "mine.yaml"), "", 2),
        (CLEAN, (*SCAN, "--out", "data.jsonl"), "", 2),
        (CLEAN, (*SCAN, "--skip", "privacy"), "", 3),
        (CLEAN, SCAN, BROKEN_CHECK, 3),
        (CLEAN, (*SCAN, "--policy", "explore"), BROKEN_CHECK, 3),
        (CLEAN, SCAN, BROKEN_JUDGE, 4),
        (CLEAN, (*SCAN, "--exit-zero"), BROKEN_JUDGE, 4),
        (CLEAN, (*SCAN, "--exit-zero", "--policy", "none"), "", 2),
    ],
)
def test_scan(rows: list[object], arguments: tuple[str, ...], bug: str, expected: int, write: Write) -> None:
    path = write("data.jsonl", rows)
    write("mine.yaml", "version: 1\nstage: release\nrequired: [scan/privacy]\n")
    assert code(path.parent, *arguments, bug=bug) == expected


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("data.jsonl", b"", {2}),
        ("data.jsonl", b"\x00\xff\xfe", {2}),
        ("data.jsonl", json.dumps(CLEAN[0]).encode() + b"\n{broken\n", {1}),
        ("data.parquet", b"PAR1 and no more", {2}),
        ("data.jsonl.gz", b"\x1f\x8b\x08\x00broken", {1, 2}),
        ("data.json", b"[" + json.dumps(CLEAN[0]).encode() + b", {", {1, 2}),
    ],
)
def test_what_cannot_be_read_is_no_pass(name: str, content: bytes, expected: set[int], write: Write) -> None:
    path = write(name, content)
    for policy in ("default", "strict"):
        assert code(path.parent, "scan", name, "--workers", "1", "--policy", policy) in expected


def test_a_file_that_cannot_be_read_whole_beside_good_ones_is_no_pass(write: Write) -> None:
    path = write("d/data.jsonl", CLEAN)
    write("d/more.parquet", b"PAR1 and no more")
    assert code(path.parent.parent, "scan", "d", "--workers", "1") == 1
