"""Conversations: lists of messages in all their spellings."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.records import ASSISTANT, ROLES, SYSTEM, TOOL, TOOL_CALL, TOOLS, USER, Turn
from auditor.sources.names import step
from auditor.sources.shapes.plan import Tags
from auditor.sources.shapes.turns import (
    REASONING_KEYS,
    Draft,
    add_call,
    add_extra,
    add_field,
    add_json,
    add_text,
    close_message,
    parsed,
)

_ROLES: Mapping[str, str] = {
    **dict.fromkeys(("user", "human", "prompter"), USER),
    **dict.fromkeys(("assistant", "gpt", "bot", "model", "chatgpt"), ASSISTANT),
    **dict.fromkeys(("tool", "observation", "observations", "function", "function_response", "tool_response"), TOOL),
    **dict.fromkeys(("function_call", "tool_call"), TOOL_CALL),
    **dict.fromkeys(("system", "developer"), SYSTEM),
}
_TRAINED = frozenset({ASSISTANT, TOOL_CALL})
_SWITCHES = ("weight", "loss", "loss_weight", "loss_scale")


def role_of(word: object, tags: Tags | None = None) -> str:
    """The role that a word of the data stands for; an unknown word stays as it is."""
    if not isinstance(word, str):
        return "unknown"
    if tags is not None:
        for own, role in tags.roles:
            if word == own:
                return role
    return _ROLES.get(word.strip().lower(), word)


def is_message(value: object) -> bool:
    """Whether a value is one message: an object that says who speaks."""
    return isinstance(value, dict) and ("role" in value or "from" in value)


def are_messages(value: object) -> bool:
    """Whether a value is a list of messages."""
    return isinstance(value, list) and bool(value) and all(is_message(item) for item in value)


def add_messages(
    value: object, path: str, into: list[Turn], draft: Draft, trains: bool, tags: Tags | None = None, skip: int = 0
) -> None:
    """Adds the turns of a conversation, from the message number `skip` on.

    `trains` says whether the loss covers what the assistant says in it.
    """
    value = parsed(value)
    if isinstance(value, list):
        for i, item in enumerate(value[skip:], skip):
            where = f"{path}[{i}]"
            if isinstance(item, dict):
                _add_message(item, where, into, draft, trains, tags)
            elif isinstance(item, list):
                add_pair(item, where, into, draft, trains)
            else:
                _add_spoken(item, ASSISTANT if i % 2 else USER, where, trains, into, draft)
    elif isinstance(value, dict):
        _add_message(value, path, into, draft, trains, tags)
    else:
        add_text(value, USER, path, False, into, draft)


def add_pair(pair: list[object], path: str, into: list[Turn], draft: Draft, trains: bool) -> None:
    """Adds a question and its answer, as `history` holds them."""
    for i, item in enumerate(pair):
        if isinstance(item, dict):
            _add_message(item, f"{path}[{i}]", into, draft, trains, None)
        else:
            _add_spoken(item, ASSISTANT if i % 2 else USER, f"{path}[{i}]", trains, into, draft)


def _add_spoken(value: object, role: str, path: str, trains: bool, into: list[Turn], draft: Draft) -> None:
    """Adds a message that is nothing but its text; the layout tells who speaks."""
    start, trained = len(into), trains and role in _TRAINED
    add_text(value, role, path, trained, into, draft)
    close_message(into, start, Turn(role, path, "", trained), draft)


def _add_message(
    item: Mapping[str, object], path: str, into: list[Turn], draft: Draft, trains: bool, tags: Tags | None
) -> None:
    role_key = tags.role if tags and tags.role in item else "role" if "role" in item else "from"
    if role_key not in item:
        _add_speakers(item, path, into, draft, trains)
        return
    role = role_of(item[role_key], tags)
    content_key = tags.content if tags and tags.content in item else ""
    trains = trains and not _switched_off(item)
    trained = trains and role in _TRAINED
    if role not in ROLES:
        add_extra(item[role_key], step(path, role_key), draft)
    start, spoken = len(into), path
    for key, value in item.items():
        if key == role_key or (key in _SWITCHES and not isinstance(value, str)):
            continue
        where = step(path, key)
        if key == content_key or (not content_key and key in ("content", "value", "text")):
            spoken = where
            if role == TOOL_CALL and not isinstance(value, list):
                add_json(value, role, where, trained, into)
            else:
                add_text(value, role, where, trained, into, draft)
        elif key in REASONING_KEYS:
            add_text(value, role, where, trained, into, draft)
        else:
            _add_other(key, value, path, into, draft, trains)
    close_message(into, start, Turn(role, spoken, "", trained), draft)


def _add_other(key: str, value: object, message: str, into: list[Turn], draft: Draft, trains: bool) -> None:
    """Adds the less usual keys of a message, which stands at the path `message`."""
    path = step(message, key)
    if key == "tool_calls":
        calls = parsed(value)
        if isinstance(calls, list):
            for i, call in enumerate(calls):
                add_call(call, f"{path}[{i}]", trains, into, draft)
        else:
            add_call(calls, path, trains, into, draft)
    elif key == "function_call":
        add_call(parsed(value), path, trains, into, draft)
    elif key == "refusal":
        add_text(value, ASSISTANT, path, trains, into, draft)
    elif key in ("tools", "functions"):
        add_json(value, TOOLS, path, False, draft.tools)
    else:
        add_field(key, value, message, draft)


def _add_speakers(item: Mapping[str, object], path: str, into: list[Turn], draft: Draft, trains: bool) -> None:
    """A message whose keys are the speakers: `{"human": ..., "assistant": ...}`."""
    trains = trains and not _switched_off(item)
    for key, value in item.items():
        role = _ROLES.get(key.lower())
        if role is not None:
            _add_spoken(value, role, step(path, key), trains, into, draft)
        elif key not in _SWITCHES:
            add_field(key, value, path, draft)


def _switched_off(item: Mapping[str, object]) -> bool:
    for key in _SWITCHES:
        if key in item:
            value = item[key]
            if value is False or (isinstance(value, int | float) and value == 0):
                return True
    return False
