"""How records are built: each problem by hand, and good conversations that raise none."""

from __future__ import annotations

import pytest

import auditor
from auditor.records import ASSISTANT, SYSTEM, TEXT, TOOL, TOOL_CALL, USER, Record, Turn
from auditor.risks.format.structure import find_problems
from auditor.views.model import view
from tests.risks.conftest import Measure
from tests.strategies import record, unreadable

GOOD = [
    [(USER, "q"), (ASSISTANT, "a")],
    [(SYSTEM, "s"), (USER, "q"), (ASSISTANT, "a"), (USER, "q"), (ASSISTANT, "a")],
    [(USER, "q"), (TOOL_CALL, "{}"), (TOOL, "r"), (ASSISTANT, "a")],
    [(USER, "q"), (TOOL_CALL, "{}"), (TOOL, "r"), (TOOL, "r"), (TOOL_CALL, "[]"), (TOOL, "r"), (ASSISTANT, "a")],
    [(USER, "q"), (TOOL_CALL, '{"name": "f"}')],
]
BAD = {
    "unknown_role": [(USER, "q"), ("narrator", "n"), (ASSISTANT, "a")],
    "starts_without_user": [(ASSISTANT, "hello"), (USER, "q"), (ASSISTANT, "a")],
    "late_system": [(USER, "q"), (SYSTEM, "s"), (USER, "q"), (ASSISTANT, "a")],
    "same_role_twice": [(USER, "q"), (USER, "q"), (ASSISTANT, "a")],
    "out_of_order": [(USER, "q"), (TOOL, "r"), (ASSISTANT, "a")],
    "no_answer": [(USER, "q")],
    "blank": [(USER, "q"), (ASSISTANT, " \n")],
    "no_json": [(USER, "q"), (TOOL_CALL, '{"name": "f"'), (TOOL, "r"), (ASSISTANT, "a")],
}


def kinds(item: Record) -> list[str]:
    return [problem.kind for problem in find_problems(item)]


@pytest.mark.parametrize("turns", GOOD)
def test_good_conversations(turns: list[tuple[str, str]]) -> None:
    assert kinds(record(1, *turns)) == []


@pytest.mark.parametrize("kind", BAD)
def test_each_problem_alone(kind: str) -> None:
    assert kinds(record(1, *BAD[kind])) == [kind]


def test_one_message_may_have_several_parts() -> None:
    """Parts and parallel calls of one message are one speaker."""
    turns = (
        Turn(USER, "messages[0].content[0].text", "look", False, 0),
        Turn(USER, "messages[0].content[1].text", "here", False, 0),
        Turn(ASSISTANT, "messages[1].content", "let me see", True, 1),
        Turn(TOOL_CALL, "messages[1].tool_calls[0].function.arguments", "{}", True, 1),
        Turn(TOOL_CALL, "messages[1].tool_calls[1].function.arguments", "{}", True, 1),
        Turn(TOOL, "messages[2].content", "r", False, 2),
        Turn(TOOL, "messages[3].content", "r", False, 3),
        Turn(ASSISTANT, "messages[4].content", "done", True, 4),
    )
    assert kinds(Record("r", 1, "t:1", 1, "train", "messages", turns)) == []


def test_other_layouts_have_no_order_of_roles() -> None:
    alpaca = (
        Turn(USER, "instruction", "do", False),
        Turn(USER, "input", "this", False),
        Turn(ASSISTANT, "output", "done", True),
    )
    assert kinds(Record("r", 1, "t:1", 1, "train", "alpaca", alpaca)) == []
    assert kinds(Record("r", 1, "t:1", 1, "train", "text", (Turn(TEXT, "text", "words", True),))) == []


def test_shares_and_unreadable_lines(measure: Measure) -> None:
    train = [record(1, *GOOD[0]), record(2, *BAD["no_answer"]), record(4, *GOOD[0], shape="sharegpt", flaws=("nan",))]
    findings, evidence = measure("format", train=train, bad=[unreadable(3)])
    assert findings["format/unreadable_line"].value == 0.25
    assert findings["format/unreadable_line"].high == 0.25
    assert findings["format/empty_answer"].value == 0.25
    assert findings["format/empty_answer"].high == 0.5
    assert findings["format/mixed_layout"].value == 0.25
    assert findings["format/unreadable_file"].value == 0
    assert {(hit.finding, hit.kind, hit.origin) for hit in evidence} == {
        ("format/unreadable_line", "invalid_json", "t.jsonl:3"),
        ("format/empty_answer", "no_answer", "t.jsonl:2"),
        ("format/repaired", "nan", "t.jsonl:4"),
    }


ANSWER = [{"role": "assistant", "content": "Nobody."}]


def test_what_is_read_and_not_judged_is_counted() -> None:
    image = {"type": "image_url", "image_url": {"url": "a.png"}}
    rows = [
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "Who?"}, image]}, *ANSWER]},
        {"messages": [{"role": "user", "content": "<image>Who?"}, *ANSWER], "images": ["a.png"]},
        {"messages": [{"role": "user", "content": "Who?"}, *ANSWER], "images": []},
        {"prompt": "Who?", "chosen": "I.", "rejected": "You."},
        {"messages": [{"role": "user", "content": "Who?"}, *ANSWER], "label": True},
        {"prompt": [{"role": "user", "content": "Who?"}]},
    ]
    report = auditor.scan(rows, only="format", workers=1)
    found = {one.id: round(one.value * one.n) for one in report.findings}
    names = ("media", "pairs", "votes", "prompts")
    assert [found[f"format/{name}"] for name in names] == [2, 1, 1, 1]
    shown = view(report, None, "en")
    assert not {row.finding.id for row in shown.rows} & {f"format/{name}" for name in names}
    assert sum("2 of 6" in line for line in shown.not_checked) == 1
    plain = view(auditor.scan(rows[2:3], only="format", workers=1), None, "en")
    assert not any("0 of" in line for line in plain.not_checked)
