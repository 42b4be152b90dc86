"""Copies counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.records import ASSISTANT, SYSTEM, USER, Record, Turn, Unreadable
from auditor.risks.duplication import DuplicationOptions
from auditor.text.digests import normalize
from tests.risks.conftest import Measure
from tests.strategies import record, unreadable

LONG = "A long answer that is certainly more than forty characters."


def qa(position: int, question: str, answer: str) -> Record:
    return record(position, (USER, question), (ASSISTANT, answer))


def test_each_kind_of_repetition_is_counted_once(measure: Measure) -> None:
    train = [
        qa(1, "Who?", "Me."),
        qa(2, "who? ", "ME."),  # a copy of 1 but for case and space
        qa(3, "Who?", "You."),  # another answer
        qa(4, "Who?", "You."),  # a copy of 3, not a second conflict
        qa(5, "What?", LONG),
        qa(6, "Which?", LONG),  # the same long answer
        qa(7, "Where?", "Me."),  # the same short answer: no repetition
    ]
    findings, evidence = measure("duplication", train=train, epochs=3)
    assert findings["duplication/pair"].value == pytest.approx(2 / 7)
    assert findings["duplication/prompt"].value == pytest.approx(1 / 7)
    assert findings["duplication/answer"].value == pytest.approx(1 / 7)
    assert findings["duplication/repetitions"].value == 6
    pairs = {(hit.finding, hit.origin, hit.partner) for hit in evidence}
    assert pairs == {
        ("duplication/pair", "t.jsonl:2", "t.jsonl:1"),
        ("duplication/pair", "t.jsonl:4", "t.jsonl:3"),
        ("duplication/prompt", "t.jsonl:3", "t.jsonl:1"),
        ("duplication/answer", "t.jsonl:6", "t.jsonl:5"),
        ("duplication/repetitions", "t.jsonl:1", ""),
    }


def test_what_cannot_be_read_widens_the_interval(measure: Measure) -> None:
    findings, _ = measure("duplication", train=[qa(1, "a", "b"), qa(2, "a", "b")], bad=[unreadable(3), unreadable(4)])
    pair = findings["duplication/pair"]
    assert (pair.low, pair.value, pair.high, pair.n) == (0.25, 0.25, 0.75, 4)
    assert findings["duplication/repetitions"].high == 4


def test_a_shared_system_prompt_makes_no_copies(measure: Measure) -> None:
    train = [record(n, (SYSTEM, "Be kind."), (USER, f"q{n}"), (ASSISTANT, f"a{n}")) for n in range(1, 5)]
    findings, _ = measure("duplication", train=train)
    assert findings["duplication/pair"].value == findings["duplication/prompt"].value == 0


def test_roles_and_borders_count(measure: Measure) -> None:
    """The same letters cut otherwise, or said by somebody else, are another record."""
    train = [
        record(1, (USER, "a b"), (ASSISTANT, "c")),
        record(2, (USER, "a"), (ASSISTANT, "b c")),
        record(3, (SYSTEM, "a b"), (ASSISTANT, "c")),
    ]
    findings, _ = measure("duplication", train=train)
    assert findings["duplication/pair"].value == 0


def test_empty_records_are_no_copies_of_each_other(measure: Measure) -> None:
    findings, _ = measure("duplication", train=[record(1), record(2), qa(3, "", "")])
    assert findings["duplication/pair"].value == 0
    assert "duplication/repetitions" not in findings


def test_the_length_of_an_answer_is_an_option(measure: Measure) -> None:
    train = [qa(1, "a", "Yes."), qa(2, "b", "Yes.")]
    options = {"duplication": DuplicationOptions(shortest_answer=1)}
    assert measure("duplication", train=train)[0]["duplication/answer"].value == 0
    assert measure("duplication", train=train, options=options)[0]["duplication/answer"].value == 0.5


@pytest.mark.parametrize(
    ("one", "other"), [("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"), ("Straße", "STRASSE"), ("a\n\t b", "A B")]
)
def test_normalize(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)
    assert normalize("18 apples") != normalize("19 apples")


def test_the_label_and_the_tools_tell_records_apart(measure: Measure) -> None:
    plain = qa(1, "q", "a")
    labels = [replace(plain, position=n, label=label) for n, label in ((1, True), (2, False))]
    assert measure("duplication", train=labels)[0]["duplication/pair"].value == 0
    tools = [
        replace(plain, position=n, tools=(Turn("tools", "tools", text, False),)) for n, text in ((1, "[]"), (2, "[1]"))
    ]
    assert measure("duplication", train=tools)[0]["duplication/pair"].value == 0


def test_a_file_that_cannot_be_read_to_its_end_can_hold_anything(measure: Measure) -> None:
    lost = Unreadable(2, "t.jsonl", "train", "truncated")
    pair = measure("duplication", train=[qa(1, "q", "a")], bad=[lost])[0]["duplication/pair"]
    assert (pair.low, pair.high, pair.n) == (0, 1, 1)
