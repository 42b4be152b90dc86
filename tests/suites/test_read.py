"""Suites of users: what a file may say, and what is said of one that cannot be read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.errors import SourceError
from auditor.models import Message
from auditor.suites import Choose, Follow, Item, Produce
from auditor.suites.checks.answers import Number
from auditor.suites.read import read_suite
from tests.conftest import Write

CHOICE = {
    "id": "a", "capability": "comparison", "language": "en", "cluster": "t-3", "prompt": "Which is more, 7 or 12?",
    "choices": ["7", "12"], "answer": 1,
}  # fmt: skip
CHECK = {
    "id": "b", "capability": "sums", "language": "zh", "role": "target", "limit": 16,
    "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "3 + 4 = ?"}],
    "check": {"kind": "number", "answer": 7},
}  # fmt: skip
TEXT = {"id": "c", "capability": "prose", "language": "en", "text": "Once upon a time."}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {}}}


def test_three_forms(write: Write) -> None:
    path = write("mine.jsonl", [CHOICE, CHECK, TEXT])
    suite = read_suite(path)
    assert suite.name == "mine.jsonl"
    assert suite.items == (
        Item("a", "comparison", "en", "t-3", (Message("user", "Which is more, 7 or 12?"),), Choose(("7", "12"), 1)),
        Item(
            "b", "sums", "zh", "b", (Message("system", "s"), Message("user", "3 + 4 = ?")), Produce(Number(7.0), 16),
            "target",
        ),
        Item("c", "prose", "en", "c", (), Follow("Once upon a time.")),
    )  # fmt: skip


def test_tools_and_text_behind_messages(write: Write) -> None:
    item = {**TEXT, "prompt": "Tell me a story.", "tools": [TOOL]}
    (read,) = read_suite(write("s.jsonl", [item])).items
    assert json.loads(read.tools) == [TOOL]
    assert read.messages == (Message("user", "Tell me a story."),)
    assert read.ask == Follow("Once upon a time.")


@pytest.mark.parametrize(
    "name", ["retain", "gain", "unasked", "noise", "sums_left", "sums_base", "sums_tuned", "sums_as_shipped"]
)
def test_a_capability_has_no_name_of_another_number(write: Write, name: str) -> None:
    with pytest.raises(SourceError, match=r"s\.jsonl:1: 'capability': this is the name of a number of the report"):
        read_suite(write("s.jsonl", [{**CHOICE, "capability": name}]))


def test_byte_order_mark_and_blank_lines(write: Write) -> None:
    path = write("s.jsonl", b"\xef\xbb\xbf" + json.dumps(TEXT).encode() + b"\r\n\r\n  \n")
    assert len(read_suite(path).items) == 1


def test_the_digest_tells_what_the_items_say(write: Write) -> None:
    """It depends on the items, not on the file's name or white space."""
    first = read_suite(write("a.jsonl", [CHOICE, CHECK]))
    assert first.digest == read_suite(write("b.jsonl", json.dumps(CHOICE) + "\n\n " + json.dumps(CHECK))).digest
    for changed in (
        [CHECK, CHOICE],
        [{**CHOICE, "answer": 0}, CHECK],
        [CHOICE, {**CHECK, "check": {"kind": "number", "answer": 8}}],
        [CHOICE, {**CHECK, "limit": 17}],
        [CHOICE, {**CHECK, "tools": [TOOL]}],
    ):
        assert read_suite(write("c.jsonl", changed)).digest != first.digest


BAD: list[tuple[Any, str]] = [
    ([1], "an object was expected"),
    ({**TEXT, "txt": "SECRET"}, "an unknown key; did you mean 'text'?"),
    ({**TEXT, "id": ""}, "'id': a text that is not blank"),
    ({**TEXT, "id": 3}, "'id'"),
    ({k: v for k, v in TEXT.items() if k != "id"}, "'id' is missing"),
    ({**TEXT, "capability": "SECRET thing"}, "'capability': small letters"),
    ({**TEXT, "language": "SECRET!"}, "'language': a code"),
    ({**TEXT, "role": "SECRET"}, "'role'"),
    ({**TEXT, "choices": ["a", "b"], "answer": 0}, "exactly one of"),
    ({k: v for k, v in TEXT.items() if k != "text"}, "exactly one of"),
    ({**TEXT, "answer": 0}, "'answer' goes with 'choices'"),
    ({**TEXT, "limit": 3}, "'limit' goes with 'check'"),
    ({**TEXT, "text": " "}, "'text'"),
    ({**CHOICE, "choices": ["SECRET"]}, "at least two"),
    ({**CHOICE, "choices": ["SECRET", "SECRET "]}, "must differ"),
    ({**CHOICE, "choices": ["SECRET", ""]}, "blank"),
    ({**CHOICE, "answer": 2}, "'answer': the place"),
    ({**CHOICE, "answer": True}, "'answer': the place"),
    ({**CHOICE, "messages": []}, "not both"),
    ({**CHOICE, "prompt": ""}, "'prompt'"),
    ({k: v for k, v in CHOICE.items() if k != "prompt"}, "'prompt' or 'messages' is missing"),
    ({**CHECK, "limit": 0}, "'limit': a whole number"),
    ({**CHECK, "check": {"kind": "SECRET"}}, "'check': 'kind' is unknown"),
    ({**CHECK, "check": {"kind": "number", "answer": "SECRET"}}, "'check': kind 'number': answer"),
    ({**CHECK, "messages": []}, "at least one message"),
    ({**CHECK, "messages": [{"role": "SECRET", "content": "x"}]}, "message 1: the role"),
    ({**CHECK, "messages": [{"role": "user", "content": None}]}, "message 1: 'content'"),
    ({**CHECK, "messages": [{"role": "user"}]}, "message 1: an object"),
    ({**CHECK, "messages": [{"role": "assistant", "content": "SECRET"}]}, "the last message"),
    ({**CHECK, "tools": []}, "'tools'"),
    ({**CHECK, "tools": [{"name": "SECRET"}]}, "'tools'"),
]


@pytest.mark.parametrize(("row", "said"), BAD)
def test_errors_name_the_line_and_quote_nothing(write: Write, row: object, said: str) -> None:
    path = write("s.jsonl", [{**TEXT, "id": "first"}, row])
    with pytest.raises(SourceError) as error:
        read_suite(path)
    assert str(error.value).startswith(f"{path}:2: ")
    assert said in str(error.value)
    assert "SECRET" not in str(error.value)


def test_one_id_twice(write: Write) -> None:
    with pytest.raises(SourceError, match=r":3: the id of this item is that of line 1"):
        read_suite(write("s.jsonl", [TEXT, CHOICE, TEXT]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"{SECRET\n", ":1: it is no JSON"),
        (b"{}\n\xff\n", ":2: it is no UTF-8"),
    ],
)
def test_files_that_are_none(write: Write, content: bytes, said: str) -> None:
    with pytest.raises(SourceError) as error:
        read_suite(write("s.jsonl", content))
    assert said in str(error.value)
    assert "SECRET" not in str(error.value)


def test_no_such_file(write: Write) -> None:
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        read_suite(write("s.jsonl", b"").with_name("none.jsonl"))
