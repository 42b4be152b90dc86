"""How TRL reads a row: conversational or plain, and which words it takes from where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_CONVERSATIONS = ("prompt", "chosen", "rejected", "completion", "messages")
_CONVERTED = ("prompt", "completion", "chosen", "rejected", "messages", "conversations")
_WEIGHTS = ("weight", "train", "loss", "loss_weight")


class Stop(Exception):  # noqa: N818
    """The run ends with an error: a key `training.stop.*` of the messages."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def conversational(row: Mapping[str, object]) -> bool:
    """Whether TRL takes the row for a conversation.

    It looks at one of several columns, whichever a set gives first, which differs from run to run.

    Raises:
        Stop: an empty list, or columns that disagree.
    """
    answers = {_is_conversation(row[key]) for key in _CONVERSATIONS if key in row}
    if len(answers) > 1:
        raise Stop("columns_disagree")
    if None in answers:
        raise Stop("empty_conversation")
    return True in answers


def _is_conversation(value: object) -> bool | None:
    if value == []:
        return None
    return isinstance(value, list) and isinstance(value[0], dict) and "role" in value[0]


def from_value(row: Mapping[str, object]) -> bool:
    """Whether `conversations` holds `from` and `value`.

    Raises:
        Stop: it is an empty list.
    """
    value = row.get("conversations")
    if not isinstance(value, list):
        return False
    if not value:
        raise Stop("empty_conversation")
    return isinstance(value[0], dict) and "from" in value[0] and "value" in value[0]


def chatml(row: Mapping[str, object]) -> dict[str, object]:
    """The row with `from` and `value` renamed. Words for roles stay: `human` and `gpt` are not mapped."""
    result = {key: _renamed(value) if key in _CONVERTED else value for key, value in row.items()}
    if "conversations" in result:
        result["messages"] = result.pop("conversations")
    return result


def _renamed(value: object) -> object:
    if not isinstance(value, list):
        return value
    renamed = []
    for message in value:
        if isinstance(message, dict):
            message = dict(message)
            for old, new in (("from", "role"), ("value", "content")):
                if old in message:
                    message[new] = message.pop(old)
        renamed.append(message)
    return renamed


def with_eos(row: Mapping[str, object], field: str, eos: str | None) -> dict[str, object]:
    """The row with the end token behind the text, or behind the completion if there is no text to mend.

    Raises:
        Stop: what should be text is none, or there is no end token.
    """
    if eos is None:
        raise Stop("no_eos_token")
    for key in (field, "completion"):
        if key in row:
            value = row[key]
            if not isinstance(value, str):
                raise Stop("not_text")
            if not value.endswith(eos):
                return {**row, key: value + eos}
    return dict(row)


def tools_of(row: Mapping[str, object]) -> object:
    """The tools of a row, read if they are JSON text.

    Raises:
        Stop: the text is no JSON.
    """
    tools = row.get("tools")
    if isinstance(tools, str):
        try:
            return json.loads(tools)
        except (ValueError, RecursionError):
            raise Stop("tools_not_json") from None
    return tools


def remarks(messages: list[Any], source: str, text: str, tools: object) -> set[str]:
    """What TRL silently makes of a conversation, as keys of `training.note.*`."""
    found = set()
    roles = [message.get("role") for message in messages if isinstance(message, dict)]
    if "assistant" not in roles:
        found.add("foreign_roles" if {"human", "gpt"} & {str(role) for role in roles} else "no_answer")
    if any(isinstance(message, dict) and _weighed(message) for message in messages):
        found.add("weights_ignored")
    if tools and "tools" not in source:
        found.add("tools_ignored")
    if any(line not in text for message in messages for line in _lines(message)):
        found.add("content_lost")
    if any(json.dumps(words, ensure_ascii=False) in text for words in _arguments(messages)):
        found.add("arguments_encoded_twice")
    return found


def _lines(message: object) -> list[str]:
    """The first line of each piece of text in a content that is a list."""
    parts = message.get("content") if isinstance(message, dict) else None
    held = [part.get(key) for part in _list(parts) if isinstance(part, dict) for key in ("text", "value", "content")]
    return [words.strip().splitlines()[0] for words in held if isinstance(words, str) and words.strip()]


def _weighed(message: Mapping[str, object]) -> bool:
    return any(message.get(key) not in (None, 1) for key in _WEIGHTS)


def _arguments(messages: list[Any]) -> list[str]:
    calls = [call for message in messages if isinstance(message, dict) for call in _list(message.get("tool_calls"))]
    functions = [call.get("function", call) for call in calls if isinstance(call, dict)]
    given = [function.get("arguments") for function in functions if isinstance(function, dict)]
    return [words for words in given if isinstance(words, str) and words]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
