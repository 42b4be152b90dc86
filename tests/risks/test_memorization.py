"""Private data in repeated records, counted by hand."""

from __future__ import annotations

import pytest

from auditor.records import ASSISTANT, USER, Record
from auditor.risks.memorization import MemorizationOptions
from tests.risks.conftest import Measure
from tests.strategies import record, unreadable

RISKS = ("privacy", "duplication", "memorization")
TOLD = "Please write to lin.mei@qinghe-demo-clinic.cn about the invoice of last month, and quote its number."


def qa(position: int, question: str, answer: str) -> Record:
    return record(position, (USER, question), (ASSISTANT, answer))


def test_copies_and_near_copies_times_epochs(measure: Measure) -> None:
    train = [
        qa(1, "Who handles invoices?", TOLD),
        qa(2, "Who handles invoices?", TOLD),
        qa(3, "Who handles invoices?", TOLD.replace("last", "this")),
        qa(4, "Who else?", "Write to wang.fang@qinghe-demo-clinic.cn instead."),
        qa(5, "Is anybody there?", "Nobody is there at this hour."),
        *(qa(n, "What is the weather like today?", "It is raining.") for n in range(6, 10)),
    ]
    findings, evidence = measure(*RISKS, train=train, epochs=4)
    assert findings["memorization/private_repetitions"].value == 12
    assert findings["memorization/repeated_private"].value == pytest.approx(3 / 9)
    hits = [hit for hit in evidence if hit.finding == "memorization/repeated_private"]
    assert [(hit.origin, hit.count) for hit in hits] == [("t.jsonl:1", 3), ("t.jsonl:2", 3), ("t.jsonl:3", 3)]
    assert {hit.partner for hit in hits} == {"", "t.jsonl:1"}
    fewer = measure(*RISKS, train=train, epochs=3)[0]
    assert fewer["memorization/repeated_private"].value == 0
    options = {"memorization": MemorizationOptions(often=1)}
    assert measure(*RISKS, train=train, options=options)[0]["memorization/repeated_private"].value == pytest.approx(
        4 / 9
    )


def test_test_values_are_no_private_data(measure: Measure) -> None:
    train = [qa(n, "Write to whom?", "To user@example.com, of course, as always.") for n in range(1, 30)]
    findings, _ = measure(*RISKS, train=train, bad=[unreadable(40)], epochs=2)
    assert findings["memorization/repeated_private"].value == findings["memorization/private_repetitions"].value == 0
    assert findings["memorization/private_repetitions"].high == 2
