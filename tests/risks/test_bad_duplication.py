"""Data that is nothing but copies, or nothing at all: the findings are still true, and the memory is bounded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from auditor.findings import Evidence, Finding
from auditor.records import ASSISTANT, USER, Record
from auditor.risks.duplication import KINDS
from tests.conftest import Write
from tests.risks.conftest import Measure
from tests.strategies import record

MANY = 100_000
LIMIT = 2**31
"""Bytes of memory that a scan of a record of 50 MB may take at most, and that its process is given."""
SENTENCE = "the quick brown fox jumps over the lazy dog near the quiet river bank today"
NEAR = {"near_pair", "near_prompt", "near_answer", "span", "template"}


def qa(position: int, question: str, answer: str) -> Record:
    return record(position, (USER, question), (ASSISTANT, answer))


def values(findings: dict[str, Finding]) -> dict[str, float]:
    return {name: findings[f"duplication/{name}"].value for name in KINDS}


def only(**wanted: float) -> dict[str, float]:
    """Every measure 0 but some."""
    return {**dict.fromkeys(KINDS, 0.0), **wanted}


def near(evidence: list[Evidence]) -> list[Evidence]:
    return [hit for hit in evidence if hit.kind in NEAR]


def test_all_records_are_the_same(measure: Measure) -> None:
    train = [qa(place, SENTENCE, SENTENCE) for place in range(1, 501)]
    findings, evidence = measure("duplication", train=train, epochs=2)
    assert values(findings) == pytest.approx(only(pair=499 / 500))
    assert findings["duplication/repetitions"].value == findings["duplication/near_repetitions"].value == 1000
    assert findings["duplication/effective"].value == 1
    assert not near(evidence)
    assert {hit.partner for hit in evidence if hit.kind == "same_pair"} == {"t.jsonl:1"}


@pytest.mark.parametrize("train", [
    [record(place) for place in range(1, 201)],
    [qa(place, "", "") for place in range(1, 201)],
    [qa(place, " \n", "...!?") for place in range(1, 2)],
])  # fmt: skip
def test_empty_records_repeat_nothing(measure: Measure, train: list[Record]) -> None:
    findings, evidence = measure("duplication", train=train)
    assert values(findings) == only()
    assert not near(evidence)
    assert findings["duplication/effective"].value == len(train)


def test_one_record_repeats_nothing(measure: Measure) -> None:
    findings, _ = measure("duplication", train=[qa(1, SENTENCE, SENTENCE)])
    assert values(findings) == only()
    assert findings["duplication/repetitions"].value == findings["duplication/effective"].value == 1


def test_records_of_one_word_are_copies_or_nothing(measure: Measure) -> None:
    train = [qa(place, f"word{place % 300}", "yes") for place in range(1, 601)]
    findings, evidence = measure("duplication", train=train)
    assert findings["duplication/pair"].value == 0.5
    assert findings["duplication/repetitions"].value == 2
    assert {hit.kind for hit in near(evidence)} <= {"template"}


def test_the_evaluation_is_the_training_set(measure: Measure) -> None:
    train = [qa(place, f"{SENTENCE} {place} {place * 7919}", f"{place * 104729} {SENTENCE}") for place in range(1, 301)]
    held_out = [
        replace(one, position=1000 + one.position, split="eval", origin=f"e.jsonl:{one.position}") for one in train
    ]
    findings, evidence = measure("duplication", "contamination", train=train, held_out=held_out)
    for name in ("prompt", "answer", "pair"):
        assert findings[f"contamination/{name}"].value == 1
    for name in ("near_prompt", "near_answer", "near_pair", "contained", "contains"):
        assert findings[f"contamination/{name}"].value == 0
    partners = {(hit.origin, hit.partner) for hit in evidence if hit.finding == "contamination/pair"}
    assert partners == {(f"e.jsonl:{place}", f"t.jsonl:{place}") for place in range(1, 301)}


@pytest.mark.slow
def test_a_great_many_copies_of_one_line(write: Write, auditor: Callable[..., Result], tmp_path: Path) -> None:
    path = write("same.jsonl", [{"prompt": "What is it?", "completion": SENTENCE}] * MANY)
    assert auditor("scan", path, "--only", "duplication", "--out", "out", "--exit-zero").exit_code == 0
    found = _findings(tmp_path / "out")
    assert found["duplication/pair"]["value"] == pytest.approx(1 - 1 / MANY)
    assert found["duplication/repetitions"]["value"] == MANY
    assert found["duplication/near_pair"]["value"] == found["duplication/span"]["value"] == 0


@pytest.mark.slow
def test_a_record_of_fifty_megabytes(write: Write, tmp_path: Path) -> None:
    words = " ".join(f"{place:x}" for place in range(7_500_000))
    assert len(words) > 50_000_000
    rows = [{"prompt": "Say it.", "completion": words}, {"prompt": "Say it again.", "completion": SENTENCE}]
    path = write("large.jsonl", rows)
    command = [sys.executable, "-m", "auditor", "scan", str(path), "--only", "duplication", "--workers", "1"]
    # A process counts what its parent held when it was born: a small one in between starts this one.
    between = [sys.executable, "-c", _PEAK, *command, "--out", str(tmp_path / "out"), "--exit-zero"]
    ran = subprocess.run(between, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert int(ran.stdout) * 1024 < LIMIT
    found = _findings(tmp_path / "out")
    assert all(found[f"duplication/{name}"]["value"] == 0 for name in KINDS)


_PEAK = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=sys.stderr, check=False)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


def _findings(out: Path) -> dict[str, dict[str, float]]:
    report = json.loads((out / "report.json").read_text("utf-8"))
    return {finding["id"]: finding for finding in report["findings"]}
