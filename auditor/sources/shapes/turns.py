"""Values of fields to turns: text, content parts, tool calls, and whatever else a row carries."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import orjson

from auditor.records import ASSISTANT, EXTRA, TOOL, TOOL_CALL, Turn
from auditor.sources.names import shown_key, step

BLOB = "\ufdd0"
"""Begins a string that stands for bytes; a code point that no text may hold."""
_LONGEST_BLOB = 64
_BASE64 = re.compile(r"(?:data:[\w/.+;=-]*;base64,)?[A-Za-z0-9+/=_-]{256,}")
"""Images and sounds as text; no words are in them."""
_TEXT_KEYS = ("text", "value", "content")
REASONING_KEYS = frozenset({"reasoning", "thinking", "reasoning_content", "thought", "thoughts"})
_ARGUMENTS = frozenset({"arguments", "input", "parameters", "value"})
_CALLS = frozenset({"tool_use", "tool_call", "function_call"})
_RESULTS = frozenset({"tool_result", "tool_response"})
_MEDIA = re.compile(r"(?:input_)?(?:image|audio|video|file)(?:_url|_data)?")
_MOST_NUMBERS = 16
"""A longer list of numbers is a vector, not text."""
_LEAST_DIGITS = 5
"""A shorter number names nobody."""


def is_blob(value: str) -> bool:
    """Whether a string stands for bytes: the mark and a digest or the name of a type, and nothing else."""
    return value[:1] == BLOB and len(value) <= _LONGEST_BLOB and value[1:].isalnum()


class Draft:
    """The turns of one record while it is read."""

    __slots__ = ("extra", "flaws", "label", "messages", "rejected", "shape", "tools", "turns")

    def __init__(self, shape: str) -> None:
        self.shape = shape
        self.turns: list[Turn] = []
        self.rejected: list[Turn] = []
        self.tools: list[Turn] = []
        self.extra: list[Turn] = []
        self.label: bool | None = None
        self.messages = 0
        """How many messages have been read."""
        self.flaws: set[str] = set()


def json_text(value: object) -> str:
    """The value as compact JSON."""
    try:
        return orjson.dumps(value).decode()
    except (TypeError, orjson.JSONEncodeError):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def parsed(value: object) -> object:
    """The value that a string holding a JSON list or object stands for; anything else as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            inner: object = orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
        return inner
    return value


def add_text(value: object, role: str, path: str, trained: bool, into: list[Turn], draft: Draft) -> None:
    """Adds the text of a field: a string, a list of content parts, or what stands where text belongs."""
    if isinstance(value, str):
        if value and not is_blob(value):
            into.append(Turn(role, path, value, trained))
    elif isinstance(value, bool | int | float):
        draft.flaws.add("not_text")
        into.append(Turn(role, path, json_text(value), trained))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            add_text(part, role, f"{path}[{i}]", trained, into, draft)
    elif isinstance(value, dict):
        _add_part(value, role, path, trained, into, draft)


def close_message(into: list[Turn], start: int, blank: Turn, draft: Draft) -> None:
    """Numbers the turns from `start` on as one message. A message without text leaves a blank turn."""
    if len(into) == start:
        into.append(blank)
    into[start:] = [turn._replace(message=draft.messages) for turn in into[start:]]
    draft.messages += 1


def add_json(value: object, role: str, path: str, trained: bool, into: list[Turn]) -> None:
    """Adds a value as the JSON that a template would write; a string as it is, nothing for None."""
    text = value if isinstance(value, str) else "" if value is None else json_text(value)
    if text:
        into.append(Turn(role, path, text, trained))


def _add_part(part: Mapping[str, object], role: str, path: str, trained: bool, into: list[Turn], draft: Draft) -> None:
    kind = part.get("type")
    if isinstance(kind, str) and kind in _CALLS:
        add_call(part, path, trained, into, draft)
        return
    known = False
    for key, value in part.items():
        if key == "type" and isinstance(value, str):
            continue
        where = step(path, key)
        if key in _TEXT_KEYS or key in REASONING_KEYS or key == "refusal":
            known = True
            if kind in _RESULTS:
                add_text(value, TOOL, where, False, into, draft)
            else:
                add_text(value, ASSISTANT if key == "refusal" else role, where, trained, into, draft)
        elif _MEDIA.fullmatch(key) or (isinstance(kind, str) and _MEDIA.fullmatch(kind)) or kind is not None:
            known = True
            add_field(key, value, path, draft)
    if not known:
        add_json(part, role, path, trained, into)


def add_call(call: object, path: str, trained: bool, into: list[Turn], draft: Draft) -> None:
    """Adds what a tool call passes on: its arguments as JSON."""
    if not isinstance(call, dict):
        add_json(call, TOOL_CALL, path, trained, into)
        return
    if not _ARGUMENTS.intersection(call) and not isinstance(call.get("function"), dict):
        into.append(Turn(TOOL_CALL, path, "{}", trained))  # a call without arguments
    for key, value in call.items():
        where = step(path, key)
        if key == "function" and isinstance(value, dict):
            add_call(value, where, trained, into, draft)
        elif key in _ARGUMENTS:
            add_json(value, TOOL_CALL, where, trained, into)
        elif key != "type":
            add_field(key, value, path, draft)


def add_field(key: str, value: object, path: str, draft: Draft) -> None:
    """Adds what stands in a field that no trainer reads, and its name, if that could be a value itself."""
    where = step(path, key)
    if shown_key(key) != key:
        draft.extra.append(Turn(EXTRA, where, key, False))
    add_extra(value, where, draft)


def add_extra(value: object, path: str, draft: Draft) -> None:
    """Adds every text below a field that no trainer reads, and the numbers long enough to name somebody."""
    if isinstance(value, str):
        if value and not is_blob(value) and _BASE64.fullmatch(value) is None:
            draft.extra.append(Turn(EXTRA, path, value, False))
    elif isinstance(value, dict):
        for key, inner in value.items():
            add_field(key, inner, path, draft)
    elif isinstance(value, list):
        if len(value) > _MOST_NUMBERS and all(isinstance(inner, int | float) for inner in value):
            return
        for i, inner in enumerate(value):
            add_extra(inner, f"{path}[{i}]", draft)
    elif isinstance(value, int | float) and abs(value) >= 10 ** (_LEAST_DIGITS - 1) and value == value // 1:
        draft.extra.append(Turn(EXTRA, path, json_text(int(value) if abs(value) < 1e300 else value), False))
