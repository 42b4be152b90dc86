"""Each shape, counted by hand: roles, exact paths, what is trained."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.records import Record, Unreadable
from auditor.risks.format.structure import find_problems
from tests.sources.conftest import read_all, turns


def one(row: Any, shape: str | None = None) -> Record:
    (record,) = read_all([row], shape=shape)
    assert isinstance(record, Record), record
    return record


CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"x": 1}'}}
CASES: list[tuple[str, Any, list[tuple[str, str, str, bool]]]] = [
    ("alpaca", {"instruction": "i", "input": "n", "output": "o", "system": "s", "history": [["q", "a"]]},
     [("system", "system", "s", False), ("user", "history[0][0]", "q", False),
      ("assistant", "history[0][1]", "a", True), ("user", "instruction", "i", False), ("user", "input", "n", False),
      ("assistant", "output", "o", True)]),
    ("alpaca", {"INSTRUCTION": "i", "RESPONSE": "r", "SOURCE": "web"},
     [("user", "INSTRUCTION", "i", False), ("assistant", "RESPONSE", "r", True), ("extra", "SOURCE", "web", False)]),
    ("alpaca_preference", {"instruction": "i", "input": "", "chosen": "c", "rejected": "r"},
     [("user", "instruction", "i", False), ("assistant", "chosen", "c", True), ("assistant", "rejected", "r", True)]),
    ("sharegpt", {"conversations": [{"from": "human", "value": "h"}, {"from": "function_call", "value": "{}"},
                                    {"from": "observation", "value": "w"}, {"from": "gpt", "value": "g"}],
                  "tools": "[]", "id": "a1"},
     [("user", "conversations[0].value", "h", False), ("tool_call", "conversations[1].value", "{}", True),
      ("tool", "conversations[2].value", "w", False), ("assistant", "conversations[3].value", "g", True),
      ("tools", "tools", "[]", False), ("extra", "id", "a1", False)]),
    ("sharegpt_preference", {"conversations": [{"from": "human", "value": "h"}],
                             "chosen": {"from": "gpt", "value": "c"}, "rejected": {"from": "gpt", "value": "r"}},
     [("user", "conversations[0].value", "h", False), ("assistant", "chosen.value", "c", True),
      ("assistant", "rejected.value", "r", True)]),
    ("messages", {"messages": [
        {"role": "developer", "content": "d"},
        {"role": "user", "content": [{"type": "text", "text": "t"}, {"type": "image_url", "image_url": {"url": "u"}}]},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c", "content": "res"},
        {"role": "assistant", "thinking": "hm", "content": "a", "weight": 0},
        {"role": "assistant", "refusal": "no"},
        {"role": "critic", "content": "k"}]},
     [("system", "messages[0].content", "d", False), ("user", "messages[1].content[0].text", "t", False),
      ("tool_call", "messages[2].tool_calls[0].function.arguments", '{"x": 1}', True),
      ("tool", "messages[3].content", "res", False), ("assistant", "messages[4].thinking", "hm", False),
      ("assistant", "messages[4].content", "a", False), ("assistant", "messages[5].refusal", "no", True),
      ("critic", "messages[6].content", "k", False), ("extra", "messages[1].content[1].image_url.url", "u", False),
      ("extra", "messages[2].tool_calls[0].id", "c", False),
      ("extra", "messages[2].tool_calls[0].function.name", "f", False),
      ("extra", "messages[3].tool_call_id", "c", False), ("extra", "messages[6].role", "critic", False)]),
    ("messages", {"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": [
        {"type": "tool_use", "name": "f", "input": {"a": 1}}]}, {"role": "user", "content": [
            {"type": "tool_result", "content": "r"}]}], "tools": [{"name": "f"}]},
     [("user", "messages[0].content", "u", False), ("tool_call", "messages[1].content[0].input", '{"a":1}', True),
      ("tool", "messages[2].content[0].content", "r", False), ("tools", "tools", '[{"name":"f"}]', False),
      ("extra", "messages[1].content[0].name", "f", False)]),
    ("swift_pairs", {"system": "s", "conversation": [{"human": "h", "assistant": "a"}]},
     [("system", "system", "s", False), ("user", "conversation[0].human", "h", False),
      ("assistant", "conversation[0].assistant", "a", True)]),
    ("openai_preference", {"input": {"messages": [{"role": "user", "content": "u"}], "tools": []},
                           "preferred_output": [{"role": "assistant", "content": "p"}],
                           "non_preferred_output": [{"role": "assistant", "content": "n"}]},
     [("user", "input.messages[0].content", "u", False), ("assistant", "preferred_output[0].content", "p", True),
      ("assistant", "non_preferred_output[0].content", "n", True), ("tools", "input.tools", "[]", False)]),
    ("preference", {"prompt": "p", "chosen": "c", "rejected": "r"},
     [("user", "prompt", "p", False), ("assistant", "chosen", "c", True), ("assistant", "rejected", "r", True)]),
    ("preference", {"chosen": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "c"}],
                    "rejected": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "r"}]},
     [("user", "chosen[0].content", "u", False), ("assistant", "chosen[1].content", "c", True),
      ("assistant", "rejected[1].content", "r", True)]),
    ("preference", {"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "c"}],
                    "rejected_response": "r"},
     [("user", "messages[0].content", "u", False), ("assistant", "messages[1].content", "c", True),
      ("assistant", "rejected_response", "r", True)]),
    ("kto", {"prompt": "p", "completion": "c", "label": False},
     [("user", "prompt", "p", False), ("assistant", "completion", "c", True)]),
    ("kto", {"instruction": "p", "output": "c", "kto_tag": False},
     [("user", "instruction", "p", False), ("assistant", "output", "c", True)]),
    ("stepwise", {"prompt": "p", "completions": ["a", "b"], "labels": [True, False]},
     [("user", "prompt", "p", False), ("assistant", "completions[0]", "a", True),
      ("assistant", "completions[1]", "b", True)]),
    ("prompt_completion", {"prompt": [{"role": "user", "content": "u"}],
                           "completion": [{"role": "assistant", "content": "c"}]},
     [("user", "prompt[0].content", "u", False), ("assistant", "completion[0].content", "c", True)]),
    ("prompt_only", {"prompt": "p"}, [("user", "prompt", "p", False)]),
    ("question_answer", {"system_prompt": "s", "question": "q", "response": "r", "meta": {"who": ["x"], "n": 7}},
     [("system", "system_prompt", "s", False), ("user", "question", "q", False), ("assistant", "response", "r", True),
      ("extra", "meta.who[0]", "x", False)]),
    ("question_answer", {"article": "a", "summary": "s"},
     [("user", "article", "a", False), ("assistant", "summary", "s", True)]),
    ("question_answer", {"question": [[{"role": "user", "content": "u"}]], "function": [{"name": "f"}]},
     [("user", "question[0][0].content", "u", False), ("tools", "function", '[{"name":"f"}]', False)]),
    ("question_answer", {"ground_truth": [{"f": {"x": [1]}}]},
     [("assistant", "ground_truth", '[{"f":{"x":[1]}}]', True)]),
    ("segments", {"segments": [{"label": False, "text": "a"}, {"label": True, "text": "b"}]},
     [("text", "segments[0].text", "a", False), ("text", "segments[1].text", "b", True)]),
    ("text", {"text": "t", "input_ids": [1, 2], "phone number": 13800138000, "url": "x"},
     [("text", "text", "t", True), ("extra", '["phone number"]', "13800138000", False), ("extra", "url", "x", False)]),
    ("text", "bare", [("text", "", "bare", True)]),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "row", "expected"), CASES)
def test_shape(shape: str, row: Any, expected: list[tuple[str, str, str, bool]]) -> None:
    record = one(row)
    assert (record.shape, turns(record)) == (shape, expected)


@pytest.mark.parametrize(("shape", "row", "expected"), CASES)
def test_good_rows_of_every_shape_raise_no_problem(shape: str, row: Any, expected: object) -> None:
    problems = [problem.kind for problem in find_problems(one(row))]
    text = json.dumps(row)
    if "critic" in text:
        assert problems == ["unknown_role", "same_role_twice", "no_answer"]
    else:
        assert problems == ["no_answer"] * ("tool_result" in text or "function" in row)


def test_every_message_has_a_number_and_a_turn() -> None:
    messages = [
        {"role": "user", "content": [{"type": "image", "image": "a.png"}]},
        {"role": "assistant", "content": "", "tool_calls": [CALL, CALL]},
        {"role": "tool", "content": ""},
        {"role": "assistant", "content": "done"},
    ]
    record = one({"messages": messages})
    assert [(turn.message, turn.role, turn.text) for turn in record.turns] == [
        (0, "user", ""), (1, "tool_call", '{"x": 1}'), (1, "tool_call", '{"x": 1}'), (2, "tool", ""),
        (3, "assistant", "done"),
    ]  # fmt: skip
    assert list(find_problems(record)) == []


def test_what_could_be_a_value_is_searched_wherever_it_stands() -> None:
    """Names of fields, roles that are none, and names of tools are text too."""
    who = "lin.mei@qinghe-demo-clinic.cn"
    row = {
        "messages": [{"role": who, "content": "c"}, {"role": "user", "content": "u", who: 1}],
        "labels": [who],
        "meta": {who: 1},
        who: "x",
    }
    found = [turn for turn in one(row).extra if turn.text == who]
    assert len(found) == 5
    assert not any("qinghe" in turn.path for turn in one(row).extra)


def test_conversations_for_online_methods_need_no_answer() -> None:
    record = one({"messages": [{"role": "user", "content": "2 + 2?"}], "solution": "4"})
    assert (record.shape, list(find_problems(record))) == ("prompt_only", [])
    assert one({"messages": [{"role": "user", "content": "2 + 2?"}], "id": "a"}).shape == "messages"


def test_a_tool_call_without_arguments_is_no_blank_answer() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "now"}}
    record = one({"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "tool_calls": [call]}]})
    assert record.turns[-1].text == "{}"
    assert list(find_problems(record)) == []


@pytest.mark.parametrize(
    "row",
    [
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "@"}}]}]},
        {"messages": [{"role": "user", "content": "u", "weight": "@"}]},
        {"segments": [{"label": "@", "text": "t"}]},
        {"text": "t", "avatar": "data:;base64, or rather @"},
        {"text": "\ufdd0@"},
    ],
)
def test_no_string_is_passed_over(row: Any) -> None:
    assert any("@" in turn.text for turn in one(row).texts())


def test_labels() -> None:
    assert one({"prompt": "p", "completion": "c", "label": False}).label is False
    assert one({"messages": [{"role": "user", "content": "u"}], "label": True}).label is True
    assert one({"text": "t", "label": 3}).label is None


def test_fields_as_json_strings() -> None:
    row = {"conversations": json.dumps([{"from": "human", "value": "h"}, {"from": "gpt", "value": "g"}])}
    assert turns(one(row)) == [
        ("user", "conversations[0].value", "h", False),
        ("assistant", "conversations[1].value", "g", True),
    ]


def test_a_prompt_that_is_json_stays_text() -> None:
    assert turns(one({"prompt": '{"a": 1}', "completion": "[1]"})) == [
        ("user", "prompt", '{"a": 1}', False),
        ("assistant", "completion", "[1]", True),
    ]


def test_numbers_where_text_belongs() -> None:
    record = one({"prompt": 12, "completion": True})
    assert record.flaws == ("not_text",)
    assert [turn.text for turn in record.turns] == ["12", "true"]


def test_nulls_are_missing_but_tell_the_shape() -> None:
    record = one({"id": 1, "text": None})
    assert (record.shape, turns(record)) == ("text", [("text", "text", "", True)])
    assert record.digest != one({"id": 2, "text": None}).digest
    assert one({"prompt": "p", "completion": "c", "chosen": None, "rejected": None}).shape == "prompt_completion"
    assert one({"text": "t", "a": None}).digest == one({"text": "t"}).digest


def test_named_shape() -> None:
    row = {"prompt": "p", "answer": "a", "text": "t"}
    assert one(row).shape == "question_answer"
    assert one(row, "text").turns[0].path == "text"
    (bad,) = read_all([row], shape="messages")
    assert isinstance(bad, Unreadable)
    assert bad.reason == "no_shape"


def test_no_shape_masks_keys() -> None:
    (bad,) = read_all([{"bob@example.com": 1, "tel 13800138000": 2, "a\nb": 3, "fine": 4, "k" * 50: 5}])
    assert isinstance(bad, Unreadable)
    assert bad.detail == "<key>, <key>, <key>, fine, <key>"


def test_pre_tokenized_and_not_objects() -> None:
    found = read_all([{"input_ids": [1], "labels": [1]}, 3, None, [1]])
    assert [item.reason for item in found if isinstance(item, Unreadable)] == ["pre_tokenized"] + ["not_an_object"] * 3


def test_odd_values_never_stop_the_run() -> None:
    odd: list[Any] = [None, 1, 1.5, True, "", [], {}, [[]], [{}], {"a": {}}, [None], [["a", 1, None]], {"role": None}]
    keys = ["messages", "conversations", "prompt", "completion", "completions", "instruction", "output", "history",
            "system", "tools", "label", "question", "answer", "text", "segments"]  # fmt: skip
    rows = [{key: value} for key in keys for value in odd]
    rows += [{"prompt": "p", "chosen": a, "rejected": b} for a in odd for b in odd]
    rows += [{"messages": [{"role": "assistant", key: value}]} for value in odd
             for key in ("content", "tool_calls", "function_call", "refusal", "weight", "thinking")]  # fmt: skip
    assert len(read_all(rows)) == len(rows)
