"""What the documents say of a row: which keys, which roles, which kinds of values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

ROLES = frozenset({"system", "user", "assistant", "tool", "function"})
"""`developer`, which the chat API knows, is not among those of fine-tuning."""
_KEYS = frozenset(
    {"role", "content", "name", "tool_calls", "tool_call_id", "function_call", "weight", "refusal", "audio"}
)
_ROW_KEYS = frozenset({"messages", "tools", "functions", "parallel_tool_calls"})
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST_IMAGES = 10


class RefusalError(Exception):
    """The service would not take the row: the reason is a key `training.stop.*` of the messages."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Message:
    """One message that breaks no rule."""

    role: str
    name: str
    texts: tuple[str, ...]
    """Content, and the names and arguments of calls."""
    trained: bool
    images: int = 0
    odd: bool = False
    """Whether it has keys that no document names."""
    broken: bool = False
    """Whether it has a call whose arguments are no JSON."""


def messages_of(value: object) -> tuple[Message, ...]:
    """The messages of an example.

    Raises:
        RefusalError: a rule is broken.
    """
    messages = context_of(value)
    if not any(message.role == "assistant" for message in messages):
        raise RefusalError("openai_no_assistant")
    return messages


def context_of(value: object) -> tuple[Message, ...]:
    """Messages of which none need be an answer."""
    if not isinstance(value, list | tuple) or not value:
        raise RefusalError("openai_no_messages")
    messages = tuple(map(_message, value))
    if sum(message.images for message in messages) > _MOST_IMAGES:
        raise RefusalError("openai_too_many_images")
    return messages


def answer_pair(row: Mapping[str, object]) -> tuple[tuple[Message, ...], object]:
    """The messages before, with the preferred answer behind them, and the tools."""
    given = row.get("input")
    if not isinstance(given, Mapping):
        raise RefusalError("openai_no_pair")
    context = context_of(given.get("messages"))
    answers = []
    for names in (("preferred_output", "preferred_completion"), ("non_preferred_output", "non_preferred_completion")):
        value = next((row[name] for name in names if row.get(name) is not None), None)
        answer = context_of(value)
        if len(answer) != 1 or answer[0].role != "assistant" or answer[0].images:
            raise RefusalError("openai_pair_not_one_answer")
        answers.append(answer[0])
    check_tools(given)
    return (*(_untrained(message) for message in context), answers[0]), given.get("tools")


def _untrained(message: Message) -> Message:
    return Message(message.role, message.name, message.texts, False, message.images, message.odd, message.broken)


def _message(value: object) -> Message:
    if not isinstance(value, Mapping):
        raise RefusalError("openai_message_no_object")
    role = value.get("role")
    if not isinstance(role, str) or role not in ROLES:
        raise RefusalError("openai_role")
    calls, broken = _calls(value)
    texts, images = _content(value, role, bool(calls))
    name = value.get("name")
    if name is not None and not isinstance(name, str):
        raise RefusalError("openai_name")
    if role == "tool" and not isinstance(value.get("tool_call_id"), str):
        raise RefusalError("openai_tool_call_id")
    if role == "function" and not name:
        raise RefusalError("openai_name")
    odd = any(key not in _KEYS and field is not None for key, field in value.items())
    return Message(role, name or "", (*texts, *calls), _trained(value, role), images, odd, broken)


def _trained(message: Mapping[str, object], role: str) -> bool:
    weight = message.get("weight")
    if weight is None:
        return role == "assistant"
    if isinstance(weight, bool) or not isinstance(weight, int) or weight not in (0, 1) or role != "assistant":
        raise RefusalError("openai_weight")
    return weight == 1


def _content(message: Mapping[str, object], role: str, calls: bool) -> tuple[tuple[str, ...], int]:
    """The texts of a content, and its number of images. Only an assistant that calls, or refuses, has none."""
    content = message.get("content")
    if content is None:
        refusal = message.get("refusal")
        if role == "assistant" and isinstance(refusal, str) and refusal:
            return (refusal,), 0
        if role == "assistant" and calls:
            return (), 0
        raise RefusalError("openai_no_content")
    if isinstance(content, str):
        return (content,), 0
    if not isinstance(content, list | tuple) or not content:
        raise RefusalError("openai_content_kind")
    texts, images = [], 0
    for part in content:
        kind = part.get("type") if isinstance(part, Mapping) else None
        text = part.get("text" if kind == "text" else "refusal") if isinstance(part, Mapping) else None
        if kind == "image_url" and role == "user":
            images += 1
        elif kind in ("text", "refusal") and isinstance(text, str):
            texts.append(text)
        else:
            raise RefusalError("openai_part")
    return tuple(texts), images


def _calls(message: Mapping[str, object]) -> tuple[tuple[str, ...], bool]:
    """Names and arguments of the calls, and whether some arguments are no JSON."""
    listed, single = message.get("tool_calls"), message.get("function_call")
    if listed is None and single is None:
        return (), False
    if message.get("role") != "assistant" or (listed is not None and not isinstance(listed, list | tuple)):
        raise RefusalError("openai_tool_call")
    texts: list[str] = []
    for call in listed or ():
        if not isinstance(call, Mapping) or not isinstance(call.get("id"), str) or call.get("type") != "function":
            raise RefusalError("openai_tool_call")
        texts += _called(call.get("function"))
    if single is not None:
        texts += _called(single)
    return tuple(texts), any(not _is_json(text) for text in texts[1::2])


def _called(function: object) -> tuple[str, str]:
    name = function.get("name") if isinstance(function, Mapping) else None
    arguments = function.get("arguments") if isinstance(function, Mapping) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise RefusalError("openai_tool_name")
    if not isinstance(arguments, str):
        raise RefusalError("openai_arguments")
    return name, arguments


def check_tools(row: Mapping[str, object]) -> None:
    """Raises RefusalError: the declarations of tools are none."""
    for key, inner in (("tools", True), ("functions", False)):
        listed = row.get(key)
        if listed is None:
            continue
        if not isinstance(listed, list | tuple):
            raise RefusalError("openai_tools")
        for tool in listed:
            if inner and (not isinstance(tool, Mapping) or tool.get("type") != "function"):
                raise RefusalError("openai_tools")
            function = tool.get("function") if inner else tool
            name = function.get("name") if isinstance(function, Mapping) else None
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                raise RefusalError("openai_tools")
    if row.get("parallel_tool_calls") is not None and not isinstance(row["parallel_tool_calls"], bool):
        raise RefusalError("openai_tools")


def notes_of(row: Mapping[str, object], messages: tuple[Message, ...], *, pairs: bool) -> tuple[str, ...]:
    """What no rule forbids, and users of the service or its checker complain of."""
    found = {
        "openai_last_not_assistant": messages[-1].role != "assistant",
        "openai_two_answers_in_a_row": any(one.role == other.role == "assistant" for one, other in pairwise(messages)),
        "openai_empty_content": any(not any(message.texts) and not message.images for message in messages),
        "openai_unknown_key": any(message.odd for message in messages)
        or (not pairs and any(key not in _ROW_KEYS and value is not None for key, value in row.items())),
        "openai_arguments_no_json": any(message.broken for message in messages),
        "openai_images_not_counted": any(message.images for message in messages),
    }
    return tuple(note for note, applies in found.items() if applies)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
