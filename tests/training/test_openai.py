"""The documented rules of OpenAI's fine-tuning format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from auditor.errors import UsageError
from auditor.training.model import IGNORED, Stopped, Trained, Training
from auditor.training.trainers import emulates, open_dry_run


@dataclass(frozen=True)
class Letters:
    """A token for each character, numbered by its code point; 0 is the end."""

    exact: bool = True
    bos: str | None = None
    eos: str | None = "\0"
    chat_template: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        return list(map(ord, text))

    def spans(self, text: str) -> list[tuple[int, int]]:
        return [(place, place + 1) for place in range(len(text))]

    def id_of(self, token: str) -> int | None:
        return ord(token) if len(token) == 1 else None


USER = {"role": "user", "content": "Hi"}
ANSWER = {"role": "assistant", "content": "Ho"}
CALL = {"id": "a", "type": "function", "function": {"name": "sum", "arguments": '{"x": 1}'}}
TOOL = {"type": "function", "function": {"name": "sum", "description": "adds", "parameters": {}}}


def run(row: Mapping[str, object], **options: object) -> Trained | Stopped:
    outcome = open_dry_run(Training("openai", options), Letters()).prepare(row)
    assert isinstance(outcome, Trained | Stopped)
    return outcome


def chat(*messages: object, **more: object) -> dict[str, object]:
    return {"messages": list(messages), **more}


def learned(outcome: object) -> str:
    """What has a loss, as text, with a bar for the end."""
    assert isinstance(outcome, Trained)
    return "".join(map(chr, (label for label in outcome.labels if label != IGNORED))).replace("\0", "|")


def test_answers_are_trained_and_nothing_else() -> None:
    outcome = run(chat(USER, ANSWER, USER, {"role": "assistant", "content": "Hu"}))
    assert isinstance(outcome, Trained)
    assert learned(outcome) == "Ho|Hu|"
    texts = len("user") * 2 + len("assistant") * 2 + len("HiHoHiHu")
    assert len(outcome.ids) == len(outcome.labels) == texts + 3 * 4 + 3
    assert (outcome.cut, outcome.cut_answer, outcome.ends, outcome.notes) == (0, 0, True, ())


def test_weights() -> None:
    assert learned(run(chat(USER, {**ANSWER, "weight": 0}, USER, {**ANSWER, "weight": 1}))) == "Ho|"
    outcome = run(chat(USER, {**ANSWER, "weight": 0}))
    assert learned(outcome) == ""
    assert isinstance(outcome, Trained)
    assert (outcome.notes, outcome.ends) == (("openai_all_weights_0",), False)


def test_calls_are_trained_and_tools_are_context() -> None:
    call = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    result = {"role": "tool", "tool_call_id": "a", "content": "2"}
    outcome = run(chat(USER, call, result, ANSWER, tools=[TOOL], parallel_tool_calls=False))
    assert learned(outcome) == 'sum{"x": 1}|Ho|'
    assert isinstance(outcome, Trained)
    text = "".join(map(chr, outcome.ids))
    assert json.dumps([TOOL]) in text
    assert outcome.notes == ()


def test_a_long_example_loses_its_end() -> None:
    outcome = run(chat(USER, ANSWER), example_limit=len("userHiassistant") + 3 + 3 + 2 + 1)
    assert isinstance(outcome, Trained)
    assert learned(outcome) == "H"
    assert (outcome.cut, outcome.cut_answer, outcome.ends) == (2, 2, False)
    long = chat(USER, {"role": "assistant", "content": "x" * 70_000})
    for model, length in (
        ("gpt-4o-mini-2024-07-18", 65_536), ("ft:gpt-3.5-turbo-0125:a::b", 16_385), ("gpt-3.5-turbo-0613", 4_096),
    ):  # fmt: skip
        outcome = run(long, model=model)
        assert isinstance(outcome, Trained)
        assert len(outcome.ids) == length
    whole = run(long, model="gpt-4.1")
    assert isinstance(whole, Trained)
    assert whole.cut == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "no_messages"),
        ({"messages": None}, "no_messages"),
        ({"messages": []}, "no_messages"),
        ({"messages": "Hi"}, "no_messages"),
        (chat("Hi"), "message_no_object"),
        (chat({"content": "Hi"}), "role"),
        (chat({"role": "developer", "content": "Hi"}, ANSWER), "role"),
        (chat({"role": "human", "content": "Hi"}, ANSWER), "role"),
        (chat({"role": ["user"], "content": "Hi"}, ANSWER), "role"),
        (chat(USER), "no_assistant"),
        (chat({"role": "user"}, ANSWER), "no_content"),
        (chat(USER, {"role": "assistant", "content": None}), "no_content"),
        (chat(USER, {"role": "assistant", "content": None, "tool_calls": []}), "no_content"),
        (chat(USER, {"role": "assistant", "content": 5}), "content_kind"),
        (chat(USER, {"role": "assistant", "content": []}), "content_kind"),
        (chat({"role": "user", "content": [{"type": "input_audio"}]}, ANSWER), "part"),
        (chat({"role": "user", "content": ["Hi"]}, ANSWER), "part"),
        (chat(USER, {"role": "assistant", "content": [{"type": "image_url", "image_url": {}}]}), "part"),
        (chat({"role": "user", "content": [{"type": "image_url"}] * 11}, ANSWER), "too_many_images"),
        (chat(USER, {**ANSWER, "weight": 0.5}), "weight"),
        (chat(USER, {**ANSWER, "weight": True}), "weight"),
        (chat({**USER, "weight": 1}, ANSWER), "weight"),
        (chat({**USER, "name": 5}, ANSWER), "name"),
        (chat(USER, {"role": "tool", "content": "2"}, ANSWER), "tool_call_id"),
        (chat(USER, {"role": "function", "content": "2"}, ANSWER), "name"),
        (chat(USER, {"role": "assistant", "tool_calls": [{**CALL, "id": None}]}), "tool_call"),
        (chat({**USER, "tool_calls": [CALL]}, ANSWER), "tool_call"),
        (chat(USER, {"role": "assistant", "tool_calls": {}}), "tool_call"),
        (chat(USER, {"role": "assistant", "tool_calls": [{**CALL, "function": {"name": "a b", "arguments": ""}}]}),
         "tool_name"),
        (chat(USER, {"role": "assistant", "tool_calls": [{**CALL, "function": {"name": "a", "arguments": {}}}]}),
         "arguments"),
        (chat(USER, ANSWER, tools="[]"), "tools"),
        (chat(USER, ANSWER, tools=[{"name": "sum"}]), "tools"),
        (chat(USER, ANSWER, tools=[{"type": "function", "function": {"name": ""}}]), "tools"),
        (chat(USER, ANSWER, functions=["sum"]), "tools"),
        (chat(USER, ANSWER, parallel_tool_calls="no"), "tools"),
    ],
)  # fmt: skip
def test_rows_that_break_a_rule(row: dict[str, object], reason: str) -> None:
    assert run(row) == Stopped(f"openai_{reason}")


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (chat(ANSWER, USER), "last_not_assistant"),
        (chat(USER, ANSWER, ANSWER), "two_answers_in_a_row"),
        (chat(USER, {"role": "assistant", "content": ""}), "empty_content"),
        (chat(USER, {**ANSWER, "train": True}), "unknown_key"),
        (chat(USER, ANSWER, source="web"), "unknown_key"),
        (chat(USER, {"role": "assistant", "tool_calls": [{**CALL, "function": {"name": "a", "arguments": "{"}}]}),
         "arguments_no_json"),
        (chat({"role": "user", "content": [{"type": "image_url"}]}, ANSWER), "images_not_counted"),
    ],
)  # fmt: skip
def test_what_is_odd_is_noted(row: dict[str, object], note: str) -> None:
    outcome = run(row)
    assert isinstance(outcome, Trained)
    assert outcome.notes == (f"openai_{note}",)


def test_fields_that_hold_none_are_as_if_missing() -> None:
    bare = chat({**USER, "tool_calls": None, "weight": None}, {**ANSWER, "x": None}, tools=None, source=None)
    assert run(bare) == run(chat(USER, ANSWER))


def test_a_refusal_and_parts_are_texts() -> None:
    assert learned(run(chat(USER, {"role": "assistant", "content": None, "refusal": "No"}))) == "No|"
    parts = [{"type": "text", "text": "H"}, {"type": "text", "text": "o"}]
    assert learned(run(chat(USER, {"role": "assistant", "content": parts}))) == "Ho|"
    single = {"role": "assistant", "content": None, "function_call": {"name": "sum", "arguments": "{}"}}
    assert learned(run(chat(USER, single))) == "sum{}|"


def test_pairs() -> None:
    row = {"input": chat(USER, ANSWER, USER), "preferred_output": [ANSWER],
           "non_preferred_output": [{"role": "assistant", "content": "Hm"}]}  # fmt: skip
    assert learned(run(row, method="dpo")) == "Ho|"
    other = {"input": row["input"], "preferred_completion": [ANSWER], "non_preferred_completion": [ANSWER]}
    assert learned(run(other, method="dpo")) == "Ho|"
    assert run(chat(USER, ANSWER), method="dpo") == Stopped("openai_no_pair")
    assert run({**row, "preferred_output": [USER, ANSWER]}, method="dpo") == Stopped("openai_pair_not_one_answer")
    assert run({**row, "non_preferred_output": None}, method="dpo") == Stopped("openai_no_messages")


def test_prompt_and_completion_for_models_that_are_no_chat_models() -> None:
    row = {"prompt": "1+1=", "completion": " 2"}
    assert learned(run(row)) == learned(run(row, model="davinci-002")) == " 2"
    assert run(row, model="gpt-4o") == Stopped("openai_completion_for_a_chat_model")
    assert run({"prompt": "1+1="}) == Stopped("openai_no_completion")


@pytest.mark.parametrize(
    "options", [{"method": "reinforcement"}, {"example_limit": 0}, {"example_limit": "9"}, {"example_limit": True}]
)
def test_options_that_cannot_be(options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        open_dry_run(Training("openai", options), Letters())


def test_a_given_template_stands_in_for_that_of_the_tokenizer(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr("auditor.training.trainers.openai.dry_run", lambda training, tokenizer: seen.append(tokenizer))
    open_dry_run(Training("openai", template="{{ messages }}"), Letters())
    assert seen[0].chat_template == "{{ messages }}"
    assert emulates("openai").startswith("OpenAI chat format")
