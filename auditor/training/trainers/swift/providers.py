"""Messages in the forms of OpenAI and Anthropic, put into ms-swift's own: each call a message of its own.

Facts: `normalize_openai_tool_calls` of `swift/template/template_inputs.py` and `anthropic_to_messages` of
`swift/dataset/preprocessor/core.py`, ms-swift 4.6.0. What is malformed raises as any Python code does; the caller
turns that into an outcome.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

Message = dict[str, Any]
WEIGHTS = ("loss", "loss_scale")


def own(messages: list[Message]) -> list[Message]:
    """Messages with calls and results as ms-swift writes them."""
    if any(message.get("tool_calls") for message in messages):
        return _openai(messages)
    lists = (message["content"] for message in messages if isinstance(message.get("content"), list))
    if any(_is_anthropic(block) for content in lists for block in content):
        return _anthropic(messages)
    return messages


def _is_anthropic(block: Any) -> bool:
    kind = block.get("type")
    return kind in {"tool_use", "tool_result"} or (kind == "image" and "source" in block)


def _openai(given: Sequence[Message]) -> list[Message]:
    messages, out = list(given), []
    for index in range(len(messages)):
        message = messages[index]
        calls = message.get("tool_calls") if message.get("role") == "assistant" else None
        if not calls:
            out.append(message)
            continue
        end = index + 1
        while end < len(messages) and messages[end].get("role") in {"tool", "tool_response"}:
            end += 1
        messages[index + 1 : end] = _ordered(calls, messages[index + 1 : end], "tool_call_id")
        if message.get("content"):
            out.append({key: value for key, value in message.items() if key in {"role", "content", *WEIGHTS}})
        out += [{"role": "tool_call", "content": _call(call), **_weights(message)} for call in calls]
    return out


def _ordered(calls: Sequence[Message], results: list[Message], key: str) -> list[Message]:
    """Results in the order of their calls, if each call has just one."""
    order = {call.get("id"): place for place, call in enumerate(calls)}
    whole = None not in order and len(order) == len(calls) == len(results)
    if whole and set(order) == {result.get(key) for result in results}:
        return sorted(results, key=lambda result: order[result[key]])
    return results


def _call(call: Message) -> Message:
    function = call.get("function", call)
    arguments = function.get("arguments", {})
    if isinstance(arguments, str):
        with suppress(json.JSONDecodeError):
            arguments = json.loads(arguments)
    return {"name": function["name"], "arguments": arguments}


def _weights(message: Message) -> Message:
    return {key: message[key] for key in WEIGHTS if key in message}


def _anthropic(messages: Sequence[Message]) -> list[Message]:
    out: list[Message] = []
    uses: list[Message] = []
    for message in messages:
        content = message.get("content")
        if not isinstance(content, list):
            out.append(message)
            uses = []
            continue
        if uses:
            count = next((i for i, block in enumerate(content) if block.get("type") != "tool_result"), len(content))
            content = _ordered(uses, content[:count], "tool_use_id") + content[count:]
        uses = [block for block in content if block.get("type") == "tool_use"]
        out += _blocks(message, content)
    return out


def _blocks(message: Message, content: Sequence[Message]) -> list[Message]:
    out: list[Message] = []
    texts: list[str] = []

    def flush() -> None:
        if texts:
            out.append({"role": message["role"], "content": "".join(texts), **_weights(message)})
            texts.clear()

    for block in content:
        kind = block.get("type")
        if kind == "tool_use":
            flush()
            call = {"name": block["name"], "arguments": block.get("input", {})}
            out.append({"role": "tool_call", "content": call, **_weights(message)})
        elif kind == "tool_result":
            flush()
            result = _plain(block.get("content", ""))
            out.append({"role": "tool_response", "content": result, **_weights(message)})
        else:
            texts.append(_part(block))
    flush()
    return out


def _plain(content: Any) -> Any:
    return "".join(_part(block) for block in content) if isinstance(content, list) else content


def _part(block: Message) -> str:
    match block.get("type"):
        case "text":
            text: str = block.get("text", "")
            return text
        case "image":
            return "<image>"
        case _:
            raise ValueError("no such block")
