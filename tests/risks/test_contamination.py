"""Overlap of training and evaluation counted by hand."""

from __future__ import annotations

from auditor.records import ASSISTANT, USER
from tests.risks.conftest import Measure
from tests.strategies import record


def test_overlap(measure: Measure) -> None:
    train = [record(1, (USER, "q1"), (ASSISTANT, "a1")), record(2, (USER, "q2"), (ASSISTANT, "a2"))]
    held_out = [
        record(1001, (USER, "Q1"), (ASSISTANT, "a1"), split="eval", file="e.jsonl"),
        record(1002, (USER, "q2"), (ASSISTANT, "other"), split="eval", file="e.jsonl"),
        record(1003, (USER, "q3"), (ASSISTANT, "a3"), split="eval", file="e.jsonl"),
        record(1004, split="eval", file="e.jsonl"),
    ]
    findings, evidence = measure("duplication", "contamination", train=train, held_out=held_out)
    assert findings["contamination/prompt"].value == 0.5
    assert findings["contamination/pair"].value == 0.25
    assert findings["contamination/pair"].n == 4
    found = {(hit.finding, hit.origin, hit.partner) for hit in evidence if hit.finding.startswith("contamination")}
    assert found == {
        ("contamination/prompt", "e.jsonl:1", "t.jsonl:1"),
        ("contamination/prompt", "e.jsonl:2", "t.jsonl:2"),
        ("contamination/pair", "e.jsonl:1", "t.jsonl:1"),
    }


def test_evaluation_records_count_for_nothing_else(measure: Measure) -> None:
    train = [record(1, (USER, "q"), (ASSISTANT, "a"))]
    held_out = [record(1000 + n, (USER, "x"), (ASSISTANT, "y"), split="eval", file="e.jsonl") for n in range(1, 5)]
    findings, _ = measure("duplication", "contamination", "privacy", "format", train=train, held_out=held_out)
    assert findings["overview/records"].value == 1
    assert findings["overview/eval_records"].value == 4
    assert findings["duplication/pair"].n == findings["privacy/email"].n == findings["format/role_order"].n == 1


def test_without_evaluation_data_there_is_no_number(measure: Measure) -> None:
    findings, _ = measure("duplication", "contamination", train=[record(1, (USER, "q"), (ASSISTANT, "a"))])
    assert not [id for id in findings if id.startswith("contamination")]
