"""Rows that go to the edges of what axolotl reads, made up by rule: the same ones every time."""

from __future__ import annotations

import json
from random import Random
from typing import Any

TEXTS = (
    "Say hi", "Hi there", "Uno", "Two", "", " ", "   \n", "\n\nBoth", "The end.\n", "  padded  ", "你好，世界",
    "é\u0301 ñ",
    "👩‍👩‍👧 and 🇮🇹", "ok <|im_end|> more", "<|im_start|>user\nno<|im_end|>", "a</s>", "<s>b", "[[dummy_message]]",
    "zzdummymessagezz", "z", "]", "zz]]", "user\n", "assistant", "<think>carry</think>Four", "<think>a\n</think>\n\nb",
    "<think>open", "</think>only", "<reasoning>r</reasoning>  said", "{brace} {instruction} %s", "0", "None", "null",
    "once upon a time there was a little girl named lily . " * 3, "A long tale. " * 12, "<|eot_id|>", "tab\there\r\nx",
    "<|begin_of_thought|> t <|end_of_thought|> <|begin_of_solution|> s <|end_of_solution|> rest", "x" * 90, "\ufeffbom",
)  # fmt: skip
ROLES = ("user", "assistant", "system", "tool", "human", "gpt", "narrator")
COLUMNS = ("input_ids", "attention_mask", "labels")
TOOLS = [
    {"type": "function", "function": {"name": "get_weather", "description": "Weather",
     "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}
]  # fmt: skip
ARGUMENTS: tuple[Any, ...] = (
    {"city": "Rome", "days": 2}, {"city": "Rome"}, "{\"city\": \"Oslo\"}", "{\"city\": ", "", "\"a\"", "[1]",
    json.dumps(json.dumps("b")),
)  # fmt: skip


def _call(arguments: Any) -> dict[str, Any]:
    return {"id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": arguments}}


def _roles(chance: Random) -> list[str]:
    start = ["system"] if chance.random() < 0.3 else []
    if chance.random() < 0.7:
        return start + ["user", "assistant"] * chance.randint(1, 3) + ["user"] * (chance.random() < 0.2)
    return [chance.choice(ROLES) for _ in range(chance.randint(1, 5))]


def _parts(chance: Random) -> list[Any]:
    key = chance.choice(("text", "text", "content", "value"))
    told = chance.choice((None, "train", "weight"))
    parts = []
    for _ in range(chance.randint(0, 3)):
        part: dict[str, Any] = {"type": "text", key: chance.choice(TEXTS)}
        if told:
            part[told] = chance.choice((True, False)) if told == "train" else chance.choice((0, 1))
        parts.append(part)
    return parts


def _details(chance: Random) -> list[dict[str, Any]]:
    starts = sorted(chance.sample(range(24), 2))
    spans = [(starts[0], starts[1]), (starts[1] + 1, starts[1] + chance.randint(1, 9))][: chance.randint(1, 2)]
    return [{"begin_offset": a, "end_offset": b, "train": chance.random() < 0.6} for a, b in spans]


def _message(chance: Random, role: str, extra: str) -> dict[str, Any]:
    content: Any = _parts(chance) if extra == "parts" else chance.choice(TEXTS)
    message: dict[str, Any] = {"role": role, "content": content}
    if extra == "weight" and chance.random() < 0.7:
        message["weight"] = chance.choice((0, 1))
    if extra == "train" and chance.random() < 0.7:
        message["train"] = chance.choice((True, False))
    if extra == "detail" and chance.random() < 0.7:
        message["detail"] = _details(chance)
    if extra == "thought" and role == "assistant":
        message["reasoning_content"] = chance.choice(TEXTS)
    if extra == "thought_parts" and role == "assistant":
        message["reasoning_content"] = _parts(chance)
    return message


def _spoil(chance: Random, messages: list[dict[str, Any]]) -> None:
    message = chance.choice(messages)
    match chance.randrange(6):
        case 0:
            message["content"] = None
        case 1:
            del message["content"]
        case 2:
            del message["role"]
        case 3:
            message["role"] = None
        case 4:
            for one in messages:
                one["content"] = 5
        case 5:
            for one in messages:
                one["content"] = {"text": "inside"}


def _with_calls(chance: Random, messages: list[dict[str, Any]]) -> None:
    arguments = chance.choice(ARGUMENTS)
    for message in messages:
        if message["role"] == "assistant" and chance.random() < 0.7:
            message["tool_calls"] = [_call(arguments)] * chance.randint(0, 2)
            if chance.random() < 0.5:
                message["content"] = None


def chat(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Rows with a column `messages`."""
    chance = Random(seed)
    rows: list[dict[str, Any]] = []
    while len(rows) < count:
        extra = chance.choice(("", "", "", "weight", "train", "detail", "thought", "thought_parts", "parts", "calls"))
        messages = [_message(chance, role, extra) for role in _roles(chance)]
        if extra == "calls":
            _with_calls(chance, messages)
        if extra == "" and chance.random() < 0.3:
            _spoil(chance, messages)
        row: dict[str, Any] = {"messages": messages}
        if extra == "calls" or chance.random() < 0.1:
            broken = '[{"type": ', {"a": 1}, [], json.dumps(TOOLS), "{}", None
            row["tools"] = TOOLS if chance.random() < 0.6 else chance.choice(broken)
        if chance.random() < 0.15:
            row["system"] = chance.choice(("Be kind", "", None))
        if chance.random() < 0.08:
            row["messages"] = chance.choice((None, [], "", "[]", "{}", '[{"role": ', "[1]", {"role": "user"}, ["a"]))
        elif chance.random() < 0.1:
            row["messages"] = json.dumps(messages)
        if chance.random() < 0.1:
            row["note"] = "a column more"
        rows.append(row)
    return rows


def sharegpt(count: int) -> list[dict[str, Any]]:
    """The same under other names."""
    rows = []
    for row in chat(count, seed=2):
        messages = row.pop("messages")
        if isinstance(messages, list) and all(isinstance(message, dict) for message in messages):
            names = {"role": "from", "content": "value"}
            messages = [{names.get(key, key): value for key, value in message.items()} for message in messages]
        rows.append({"conversations": messages, **row})
    return rows


def asked(count: int) -> list[dict[str, Any]]:
    """Rows with an instruction and an answer under all the names that types read."""
    chance = Random(3)
    names = ("instruction", "input", "output", "response", "INSTRUCTION", "RESPONSE", "question", "answer", "category",
             "article", "summary", "system", "system_prompt", "context", "message_1", "message_2", "solution",
             "explanation")  # fmt: skip
    rows: list[dict[str, Any]] = []
    for _ in range(count):
        row: dict[str, Any] = {name: chance.choice(TEXTS) for name in names}
        row["choices"] = [chance.choice(TEXTS) for _ in range(chance.randint(0, 3))]
        if chance.random() < 0.3:
            row["input"] = ""
        if chance.random() < 0.35:
            row[chance.choice(names)] = chance.choice((None, 5, 0, 0.0, True, False, [], {"a": 1}))
        if chance.random() < 0.35:
            del row[chance.choice(names)]
        rows.append(row)
    return rows


def bare(count: int) -> list[dict[str, Any]]:
    """Rows with a column `text`."""
    chance = Random(4)
    rows: list[dict[str, Any]] = [
        {"text": "".join(chance.choices(TEXTS, k=chance.randint(1, 6)))} for _ in range(count)
    ]
    rows += [{"text": None}, {"text": 5}, {"text": 0}, {"words": "a"}, {"text": "lily . " * 900}]
    return rows


def segments(count: int) -> list[dict[str, Any]]:
    """Rows with a column `segments`."""
    chance = Random(5)
    rows: list[dict[str, Any]] = []
    for _ in range(count):
        pieces = [{"label": chance.random() < 0.5, "text": chance.choice(TEXTS)} for _ in range(chance.randint(0, 5))]
        rows.append({"segments": pieces})
    label, text = {"label": True}, {"text": "a"}
    rows += [{"segments": None}, {"segments": [label]}, {"segments": [text]}, {"other": 1}, {"segments": "abc"}]
    rows += [{"segments": [{"label": None, "text": "not trained"}, {"label": True, "text": "b c"}]}]
    rows += [{"segments": [{"label": 2, "text": "a number"}, {"label": 0, "text": None}]}]
    return rows


def coded(count: int) -> list[dict[str, Any]]:
    """Rows that are tokens already."""
    chance = Random(6)
    rows = []
    for _ in range(count):
        ids = [chance.randrange(200) for _ in range(chance.randint(0, 60))]
        labels = [number if chance.random() < 0.3 else -100 for number in ids]
        rows.append({"input_ids": ids, "attention_mask": [1] * len(ids), "labels": labels})
    return rows
