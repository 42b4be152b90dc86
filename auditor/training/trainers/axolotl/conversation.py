"""A row of type chat_template as the messages that its template gets (`prompt_strategies/chat_template.py`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from auditor.training.model import Row
from auditor.training.trainers.axolotl.outcome import HaltError

Turn = dict[str, Any]
THOUGHTS = (
    ("<think>", "</think>"),
    ("<reasoning>", "</reasoning>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
)
SOLUTION = ("<|begin_of_solution|>", "<|end_of_solution|>")
ROLES: Mapping[str, str] = {"human": "user", "gpt": "assistant"}
"""What roles are renamed to without `roles`; the others stay."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a row is read."""

    messages: str
    """Name of the column."""
    properties: Mapping[str, str]
    """By name in the template its name in the row's messages."""
    keys: frozenset[str]
    """Further names that the template may see."""
    roles: Mapping[str, str]
    field_training: str | None
    field_detail: str | None
    thinking_key: str
    split_thinking: bool
    drop_system: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the template gets. Turns hold `training`, `training_detail`, `reasoning_training_detail` besides."""

    turns: list[Turn]
    tools: list[Any]
    notes: tuple[str, ...]


def read(row: Row, reading: Reading) -> Conversation:
    """Raises HaltError where axolotl raises."""
    fields = cast(Turn, _without_none(dict(row)))
    messages = _messages(fields.get(reading.messages))
    try:
        turns = _turns(messages, fields, "system" in row, reading)
        notes = _notes(messages, row, reading)
    except json.JSONDecodeError:
        raise HaltError("bad_json") from None
    except (AttributeError, KeyError, TypeError):
        raise HaltError("bad_message") from None
    return Conversation(turns, _tools(fields.get("tools")), notes)


def _without_none(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_without_none(item) for item in value]
    return value


def _messages(value: object) -> list[Turn]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            raise HaltError("bad_json") from None
        if isinstance(value, list) and not all(isinstance(message, dict) for message in value):
            raise HaltError("bad_message")
    if not isinstance(value, list):
        raise HaltError("no_messages")
    if not value:
        raise HaltError("empty_messages")
    return value


def _turns(messages: list[Turn], fields: Turn, has_system: bool, reading: Reading) -> list[Turn]:
    turns: list[Turn] = []
    # The first message is read twice: a string of JSON in a string of JSON is taken out of both.
    if _turn(messages[0], reading)["role"] != "system" and has_system:
        turns.append({"role": "system", "content": fields.get("system")})
    for message in messages:
        turn = _turn(message, reading)
        training, detail = (name and message.get(name) for name in (reading.field_training, reading.field_detail))
        if training is not None:
            turn["training"] = training
        if detail is not None:
            turn["training_detail"] = detail
        _join(turn, "content", "training_detail")
        _join(turn, reading.thinking_key, "reasoning_training_detail")
        turns.append(turn)
    if reading.drop_system and turns[0]["role"] == "system":
        turns = turns[1:]
    if not turns:
        raise HaltError("empty_messages")
    return turns


def _turn(message: Turn, reading: Reading) -> Turn:
    turn = {name: message[source] for name, source in reading.properties.items() if message.get(source) is not None}
    if "role" in turn:
        turn["role"] = reading.roles.get(turn["role"], turn["role"])
    if reading.split_thinking and turn["role"] == "assistant":
        _split(turn, reading.thinking_key)
    for key in reading.keys - set(reading.properties.values()):
        if message.get(key) is not None:
            turn[key] = message[key]
    for call in turn.get("tool_calls") or ():
        if "function" in call and "arguments" in call["function"]:
            arguments = call["function"]["arguments"]
            if isinstance(arguments, str):
                call["function"]["arguments"] = json.loads(arguments)
    return turn


def _split(turn: Turn, key: str) -> None:
    """Takes the thought out of the content, and of the rest the solution where it is marked."""
    content = turn["content"]
    for opening, closing in THOUGHTS:
        if opening in content and closing in content:
            start, end = content.find(opening), content.find(closing)
            turn[key] = content[start + len(opening) : end].strip()
            rest = content[end + len(closing) :].lstrip()
            if all(mark in rest for mark in SOLUTION):
                rest = rest[rest.find(SOLUTION[0]) + len(SOLUTION[0]) : rest.find(SOLUTION[1])].strip()
            turn["content"] = rest
            return


def _join(turn: Turn, key: str, detail: str) -> None:
    """Makes one text of a list of parts; a part may say whether it is trained."""
    parts = turn.get(key)
    if not isinstance(parts, list):
        return
    pieces: list[str] = []
    details: list[Turn] = []
    told, at = False, 0
    for part in parts:
        if not isinstance(part, dict):
            continue
        piece = part.get("text") or part.get("content") or part.get("value") or ""
        train, weight = part.get("train"), part.get("weight")
        told = told or train is not None or weight is not None
        if train is None:
            train = weight is None or weight not in (0, 0.0)
        pieces.append(piece)
        if piece:
            details.append({"begin_offset": at, "end_offset": at + len(piece) - 1, "train": train})
            at += len(piece)
    turn[key] = "".join(pieces)
    if told:
        turn[detail] = details


def _tools(tools: object) -> list[Any]:
    if tools is None:
        return []
    try:
        tools = json.loads(tools) if isinstance(tools, str) else tools
        if not isinstance(tools, list):
            raise HaltError("bad_tools")
        for tool in tools:
            function = tool.get("function", {}) if isinstance(tool, dict) else {}
            if isinstance(function.get("parameters"), str):
                function["parameters"] = json.loads(function["parameters"])
    except json.JSONDecodeError:
        raise HaltError("bad_json") from None
    except AttributeError:
        raise HaltError("bad_tools") from None
    return tools


def _notes(messages: list[Turn], row: Row, reading: Reading) -> tuple[str, ...]:
    """What the row says and the template never hears."""
    seen = reading.keys | set(reading.properties.values()) | {reading.field_training, reading.field_detail}

    def lost(*keys: str) -> bool:
        return any(message.get(key) for message in messages for key in keys if key not in seen)

    unheard = [key for key in ("weight", "train") if key not in seen]
    answers = [message for message in messages if _role(message, reading) == "assistant"]
    told = any(not answer.get(key, True) for answer in answers for key in unheard)
    parts = [part for message in messages if isinstance(message.get("content"), list) for part in message["content"]]
    media = any(not isinstance(part, dict) or part.get("type") not in (None, "text") for part in parts)
    found = {
        "tool_calls_lost": lost("tool_calls"),
        "reasoning_lost": lost("reasoning_content", "reasoning", "thinking"),
        "weight_ignored": told,
        "parts_lost": media,
        "null_system": "system" in row and row["system"] is None and _role(messages[0], reading) != "system",
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _role(message: Turn, reading: Reading) -> object:
    role = message.get(reading.properties["role"])
    return reading.roles.get(role, role) if isinstance(role, str) else role
