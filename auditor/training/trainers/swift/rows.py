"""Rows of any form, read as messages.

Facts: `swift/dataset/preprocessor/core.py` of ms-swift 4.6.0. What is malformed raises as any Python code does; the
caller turns that into an outcome.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from auditor.training.trainers.swift.columns import Reader
from auditor.training.trainers.swift.failure import MALFORMED, RowError, SilentError
from auditor.training.trainers.swift.providers import Message, own

ROLES = {"user", "assistant", "system", "tool", "tool_call", "tool_response"}
SPEAKERS = {"user": "user", "human": "user", "assistant": "assistant", "gpt": "assistant", "bot": "assistant"}
TOOLS = {"function_call": "tool_call", "function_response": "tool_response", "observation": "tool_response",
         "observations": "tool_response"}  # fmt: skip
KEPT = {"role", "content", "loss", "loss_scale"}


def read(row: Mapping[str, Any], kind: Reader) -> list[Message]:
    """Messages of a row, checked.

    Raises:
        RowError: the trainer cannot use the row.
    """
    own_row = deepcopy(dict(row))
    try:
        match kind:
            case "messages":
                messages = _conversation(own_row)
            case "alpaca":
                messages = _alpaca(own_row)
            case "response":
                messages = _response(own_row)
        _check_rejected(own_row, messages)
        _check(messages)
    except MALFORMED as error:
        raise RowError("malformed") from error
    return messages


def _response(row: dict[str, Any]) -> list[Message]:
    response = row.get("response")
    if isinstance(response, (list, tuple)):
        response = response[0]
    history = row.get("history") or []
    if isinstance(history, str):
        history = ast.literal_eval(history)
    if not isinstance(history, list):
        raise TypeError("no list")
    messages = [] if row.get("system") is None else [{"role": "system", "content": row["system"]}]
    for pair in [*history, [row.get("query"), response]]:
        if not isinstance(pair, (list, tuple)):
            raise TypeError("no pair")
        texts = (("user", pair[0]), ("assistant", pair[1]))
        messages += [{"role": role, "content": text} for role, text in texts if text is not None]
    return messages


def _alpaca(row: dict[str, Any]) -> list[Message]:
    instruction, more = row.get("instruction"), row.get("input")
    query = f"{instruction}\n{more}" if instruction and more else instruction or more
    if not isinstance(query, str):
        raise RowError("no_instruction")
    response = row.get("response") if row.get("output") is None else row["output"]
    return _response({**row, "query": query, "response": response})


def _conversation(row: dict[str, Any]) -> list[Message]:
    messages = row["messages"]
    if isinstance(messages, str):
        messages = _literal(messages)
    if not messages or isinstance(messages, str):
        raise SilentError("messages_empty")
    messages = own(messages)
    for message in messages:
        for name, others in (("role", ("role", "from")), ("content", ("content", "value"))):
            _rename(message, name, others)
    first, system = messages[0], row.get("system")
    if "role" not in first and "content" not in first:
        return _pairs(messages, system)
    if first["role"] != "system" and system is not None:
        messages.insert(0, {"role": "system", "content": system})
    for message in messages:
        message["role"] = _role(message["role"])
    return messages


def _literal(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return ast.literal_eval(text)


def _rename(message: Message, name: str, others: tuple[str, ...]) -> None:
    """The last of the names that the message has wins."""
    for other in others:
        if other in message:
            message[name] = message.pop(other)


def _pairs(messages: list[Message], system: Any) -> list[Message]:
    out = [] if system is None else [{"role": "system", "content": system}]
    for message in messages:
        _rename(message, "user", ("user", "human"))
        _rename(message, "assistant", ("assistant", "gpt", "bot"))
    for message in messages:
        out.append({"role": "user", "content": message["user"]})
        out.append({"role": "assistant", "content": message["assistant"]})
    return out


def _role(role: str) -> str:
    return SPEAKERS[role] if role in SPEAKERS else TOOLS.get(role.replace("-", "_"), role)


def _check_rejected(row: Mapping[str, Any], messages: list[Message]) -> None:
    if "rejected_response" not in row:
        return
    rejected = row["rejected_response"]
    if rejected is None or (isinstance(rejected, str) and rejected == messages[-1]["content"]):
        raise RowError("rejected_equals_answer")


def _check(messages: list[Message]) -> None:
    if not messages:
        raise RowError("no_known_column")
    for message in messages:
        kept = KEPT | {"name"} if message.get("role") in {"tool", "tool_response"} else KEPT
        for key in set(message) - kept:
            message.pop(key)
    for message in messages:
        if message["role"] not in ROLES:
            raise RowError("unknown_role")
        if message["content"] is None:
            raise RowError("null_content")
