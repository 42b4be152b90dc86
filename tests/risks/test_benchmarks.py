"""Benchmark items in the training data, counted by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import auditor as package
from auditor.findings import Done, Skipped
from auditor.text.keys import key_from
from tests.conftest import SHARED, Write

ITEMS = [
    {"question": "A lamp maker sells forty lamps on Monday and twice as many on Tuesday, how many lamps is that?",
     "answer": "He sells forty plus eighty lamps, which makes one hundred and twenty lamps in all."},
    {"question": "Seven rowers cross a lake of nine miles in three hours; how fast does each of them row?",
     "answer": "Nine miles in three hours are three miles an hour for all of them together."},
    {"question": "Which of the four hills is the highest one if the second is lower than the first and the last?",
     "options": ["the first of them", "the second of them", "the third of them", "one cannot know it from this"],
     "answer": "one cannot know"},
]  # fmt: skip
KEY = key_from("a key for tests, known to everybody")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def bench(write: Write) -> str:
    write("bench.jsonl", "".join(json.dumps(item) + "\n" for item in ITEMS))
    write("policy.yaml", "version: 1\nrisks: {benchmarks: {options: {packs: []}}}\n")
    return "own=bench.jsonl"


def findings(report: package.Report) -> dict[str, float]:
    outcome = report.outcomes["scan/benchmarks"]
    assert isinstance(outcome, Done)
    return {finding.id.partition("/")[2]: finding.value * finding.n for finding in outcome.findings}


def test_question_options_and_answer_are_scored_apart(bench: str, write: Write) -> None:
    first, second, third = ITEMS
    rows = [
        {"prompt": "Do you know riddles?", "completion": f"Yes. {first['question']}"},
        {"prompt": "More!", "completion": second["answer"]},
        {"prompt": f"{third['question']} Choose well.", "completion": "No."},
        {"prompt": "Nothing of this kind is in here, is it?", "completion": "It is not."},
    ]
    write("train.jsonl", rows)
    report = package.scan("train.jsonl", policy="policy.yaml", benchmark=bench, only="benchmarks", key=KEY)
    found = findings(report)
    assert (found["question"], found["answer"], found["options"], found["rephrased"]) == (2, 1, 0, 0)
    assert found["gpt3"] == found["palm"] == found["llama2"] == found["tulu3"] == 2
    hits = {(hit.finding, hit.origin, hit.partner) for hit in report.evidence if hit.finding.startswith("benchmarks/")}
    assert hits == {
        ("benchmarks/question", "train.jsonl:1", "own:1"),
        ("benchmarks/answer", "train.jsonl:2", "own:2"),
        ("benchmarks/question", "train.jsonl:3", "own:3"),
    }
    assert report.run.benchmarks[0].startswith("own, sha256:")


def test_a_question_in_other_words_is_probable(bench: str, write: Write) -> None:
    write("train.jsonl", [
        {"prompt": "On Monday a maker of lamps sells 40 or forty lamps, and on Tuesday he sells twice as many. "
                   "How many lamps did the lamp maker sell?", "completion": "120"},
        {"prompt": "What is the weather like on the other side of the mountains in May?", "completion": "Mild."},
    ])  # fmt: skip
    report = package.scan("train.jsonl", policy="policy.yaml", benchmark=bench, only="benchmarks", key=KEY)
    assert findings(report)["rephrased"] == 1
    assert findings(report)["question"] == 0
    assert [hit.certainty for hit in report.evidence if hit.finding == "benchmarks/rephrased"] == ["context"]


def test_evaluation_data_and_no_benchmark(bench: str, write: Write) -> None:
    write("train.jsonl", [{"prompt": "Who?", "completion": "Me."}])
    write("held.jsonl", [{"prompt": item["question"], "completion": item["answer"]} for item in ITEMS])
    report = package.scan(
        "train.jsonl", eval="held.jsonl", policy="policy.yaml", benchmark=bench, only="benchmarks", key=KEY
    )
    assert findings(report)["question"] == 0, "a benchmark in the evaluation data is what it is for"
    none = package.scan("train.jsonl", policy="policy.yaml", only="benchmarks", key=KEY)
    assert none.outcomes["scan/benchmarks"] == Skipped("needs_benchmark")


def test_bad_calls(auditor: Callable[..., Result], bench: str, write: Write) -> None:
    write("train.jsonl", [{"prompt": "Who?", "completion": "Me."}])
    for options, said in (
        (("--benchmark", "nonsuch"), "nonsuch"),
        (("--benchmark", bench, "--benchmark", bench), "twice"),
        (("--benchmark", bench, "--skip", "benchmarks"), "left out"),
        (("--benchmark", "own=missing.jsonl"), "missing.jsonl"),
    ):
        result = auditor("scan", "train.jsonl", *options)
        assert result.exit_code == 2, result.output
        assert said in result.stderr


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared data")
def test_gsm8k_questions_under_other_answers(write: Write) -> None:
    lines = (SHARED / "gsm8k" / "test.jsonl").read_text("utf-8").splitlines()[:200]
    write("train.jsonl", [{"prompt": json.loads(line)["question"], "completion": "No."} for line in lines])
    report = package.scan("train.jsonl", only="benchmarks", key=KEY, workers=1)
    assert findings(report)["question"] == 200
