"""Rows of every form, good and hostile, for LLaMA-Factory. Made up; the same ones at every call."""

from __future__ import annotations

import json
import random
from typing import Any

Row = dict[str, Any]
TALE = "once upon a time there was a small boat on a wide river . "
TEXTS = (
    "Say hi.", "Hi there!", "", " ", "\n", "你好，世界", "word " * 30, TALE * 6, TALE * 25, "naïve café ☕ \u200b ok",
    "ends <|im_end|> here <|im_start|>user\nmore", "x {{content}} y {{idx}} z {{idx}}", "<|eot_id|></s><|endoftext|>",
    "<think>\nwhy\n</think>\n\nso", "<think>why</think>so", "<think>\n\n</think>\n\nno thought", "half <think> only",
    "\n\nleading", "trailing  \n", "<tool_call>\n{}\n</tool_call>", "a\\n\"quoted\" 'text'", "1 + 1 = 2", "{} %s {0}",
    "<image> in a text", "<s>[INST] x [/INST]",
)  # fmt: skip
ODD: tuple[Any, ...] = (None, 0, 7, True, 1.5, [], ["a"], {}, {"a": "b"})
CALLS = (
    '{"name": "find", "arguments": {"q": "boats", "n": 2}}',
    '[{"name": "find", "arguments": {"q": "é"}}, {"name": "open", "arguments": {}}]',
    '<think>\nwhy\n</think>\n\n{"name": "find", "arguments": {"deep": {"a": [1, null]}}}',
    'let me see<tool_call>{"name": "find", "arguments": {"q": 1}}</tool_call>', '{"name": "find"}', "not json", "[]",
    '"text"', "7", '{"name": "find", "arguments": "{\\"q\\": 1}"}',
)  # fmt: skip
SCHEMA = {
    "name": "find", "description": "Finds boats",
    "parameters": {"type": "object", "required": ["q"], "properties": {
        "q": {"type": "string", "description": "what", "enum": ["boats", "rivers"]},
        "n": {"type": "array", "items": {"type": "integer"}}}},
}  # fmt: skip
TOOLS: tuple[Any, ...] = (
    "", None, "[]", "{}", json.dumps([SCHEMA]), json.dumps([{"type": "function", "function": SCHEMA}, SCHEMA]),
    json.dumps([{"name": "bare"}]), "not json", json.dumps(SCHEMA), [SCHEMA], "null", "3",
)  # fmt: skip


def alpaca(count: int) -> list[Row]:
    """Instruction, input, output, and at times a system text, a history and marks for KTO and DPO."""
    dice, rows = random.Random(11), []
    for _ in range(count):
        row = {key: _text(dice, odd=0.04) for key in ("instruction", "input", "output", "chosen", "rejected")}
        row["system"] = _text(dice, odd=0.02) if dice.random() < 0.3 else None
        row["history"] = dice.choice([None, [], _history(dice), _history(dice), "text", [["one"]]])
        row["label"] = dice.choice([True, False, True, False, None, 1])
        rows.append(row)
    return rows


def sharegpt(count: int) -> list[Row]:
    """Messages under `conversations`, with `from` and `value`, some out of turn; tools; ranked answers."""
    names = {"user": "human", "assistant": "gpt", "tool": "observation", "call": "function_call", "system": "system"}
    dice, rows = random.Random(12), []
    for _ in range(count):
        turns = _turns(dice, calls=True)
        row: Row = {
            "conversations": [{"from": names.get(role, role), "value": text} for role, text in turns],
            "tools": dice.choice(TOOLS) if dice.random() < 0.4 else "",
            "system": dice.choice([None, "", "From the column."]),
        }
        row |= {key: {"from": "gpt", "value": _text(dice, odd=0.03)} for key in ("chosen", "rejected")}
        row["chosen"] = dice.choice([row["chosen"]] * 8 + [None, {"from": "human", "value": "x"}])
        row["label"] = dice.choice([True, False, None])
        rows.append(row)
    return rows + [{**rows[0], "conversations": odd} for odd in (None, "", "text", {"a": 1}, [])]


def openai(count: int) -> list[Row]:
    """Messages with `role` and `content`, calls in `tool_calls`, tools as objects."""
    dice, rows = random.Random(13), []
    for _ in range(count):
        messages = [_openai_message(dice, role, text) for role, text in _turns(dice, calls=True)]
        rows.append({"messages": messages, "tools": dice.choice([None, None, "", [SCHEMA], json.dumps([SCHEMA])])})
    return rows


def _openai_message(dice: random.Random, role: str, text: Any) -> Row:
    message: Row = {"role": role, "content": text, "tool_calls": None}
    if role == "call":
        given = dice.choice([{"q": "boats"}, '{"q": "boats"}', {}, "text", None])
        call = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": given}}
        calls = dice.choice([[call], [call, call], [call], [{"id": "c2"}], []])
        message |= {"role": "assistant", "content": dice.choice([None, "", "I look."]), "tool_calls": calls}
    return message


def _turns(dice: random.Random, *, calls: bool) -> list[tuple[str, Any]]:
    """Mostly in turn; at times a system text first, a call with its result, and one thing out of order."""
    turns: list[tuple[str, Any]] = [("system", _text(dice, odd=0.02))] if dice.random() < 0.3 else []
    for _ in range(dice.choice([1, 1, 2, 2, 3, 5])):
        turns.append(("user", _text(dice, odd=0.02)))
        if calls and dice.random() < 0.25:
            turns += [("call", dice.choice(CALLS)), ("tool", _text(dice, odd=0.02))]
            turns += [("tool", "again")] if dice.random() < 0.2 else []
        turns.append(("assistant", _text(dice, odd=0.02)))
    if dice.random() < 0.3 and turns:
        _disturb(dice, turns)
    return turns


def _disturb(dice: random.Random, turns: list[tuple[str, Any]]) -> None:
    place = dice.randrange(len(turns))
    match dice.choice(["drop", "double", "role", "cut"]):
        case "drop":
            del turns[place]
        case "double":
            turns.insert(place, turns[place])
        case "role":
            turns[place] = (dice.choice(["developer", "system", "tool", "narrator"]), turns[place][1])
        case _:
            del turns[place:]


def _history(dice: random.Random) -> list[list[Any]]:
    return [[_text(dice, odd=0.02), _text(dice, odd=0.02)] for _ in range(dice.choice([1, 2]))]


def _text(dice: random.Random, *, odd: float) -> Any:
    return dice.choice(ODD) if dice.random() < odd else dice.choice(TEXTS)
