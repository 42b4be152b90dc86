"""Messages as rounds: calls and results written out, neighbors joined, thoughts put in or taken out.

Facts: `swift/template/base.py` (`_swift_prepare_inputs`, `_swift_encode`) and `template_inputs.py` of ms-swift 4.6.0.
What is malformed raises as any Python code does; the caller turns that into an outcome.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from auditor.training.trainers.swift import agents
from auditor.training.trainers.swift.failure import RowError
from auditor.training.trainers.swift.options import Options
from auditor.training.trainers.swift.providers import Message
from auditor.training.trainers.swift.templates import Template

MEDIA = {"image", "video", "audio"}


@dataclass(frozen=True, slots=True)
class Dialog:
    """A conversation on its way into the template. The messages change in place, as in the trainer."""

    template: Template
    options: Options
    messages: list[Message]
    system: Any
    tools: list[Any]
    wishes: Mapping[str, Any]
    """`chat_template_kwargs` of the row."""
    notes: list[str] = field(default_factory=list)

    def agent(self) -> agents.Agent:
        """The format of tools, with a note where another one stands in. Raises RowError without any."""
        name = self.options.agent_template or self.template.agent
        if name is None:
            raise RowError("no_tool_format")
        agent = agents.find(name)
        if agent is None:
            self.notes.append("tools_in_another_format")
        return agent or agents.HERMES


def begin(template: Template, options: Options, messages: list[Message], row: Mapping[str, Any]) -> Dialog:
    """The system text apart, parts of a content as one text, tools as objects."""
    system = messages.pop(0)["content"] if messages[0]["role"] == "system" else None
    wishes = row.get("chat_template_kwargs") or {}
    dialog = Dialog(template, options, messages, system, [], wishes)
    for message in messages:
        if message["role"] == "tool_response":
            message["role"] = "tool"
        if message["role"] in {"tool_call", "tool"} and not isinstance(message["content"], str):
            message["content"] = json.dumps(message["content"], ensure_ascii=False)
        if not isinstance(message["content"], str):
            message["content"] = _joined(dialog, message["content"])
    tools = _tools(row.get("tools"))
    if tools:
        dialog.agent()
        dialog.tools.extend(agents.wrapped(_clean(agents.parsed(tool))) for tool in tools)
    return dialog


def _joined(dialog: Dialog, content: Any) -> str:
    """Raises RowError for anything but parts; token ids, which the trainer takes as they are, are not read here."""
    if not isinstance(content, list) or not all(isinstance(part, dict) and "type" in part for part in content):
        raise RowError("content_no_text")
    text = ""
    for part in content:
        kind = part["type"]
        value = part.get(kind)
        if kind == "text":
            if not isinstance(value, str):
                raise RowError("content_no_text")
            text += value
            continue
        text += f"<{kind.removesuffix('_url')}>"
        if value and kind.removesuffix("_url") not in MEDIA:
            raise RowError("content_no_text")
        if value:
            dialog.notes.append("media_not_counted")
    return text


def _tools(given: Any) -> list[Any]:
    if given is None:
        return []
    if isinstance(given, str):
        with suppress(json.JSONDecodeError):
            given = json.loads(given)
    return [_clean(tool) for tool in given] if isinstance(given, list) else [_clean(given)]


def _clean(schema: Any) -> Any:
    """Without the null fields that a table adds to objects."""
    if isinstance(schema, list):
        return [_clean(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key in {"default", "const"} or key.startswith("x-"):
            out[key] = value
        elif value is None:
            continue
        elif key in {"enum", "examples"}:
            out[key] = value
        elif key in _MAPS and isinstance(value, dict):
            out[key] = {name: _clean(item) for name, item in value.items() if item is not None}
        else:
            out[key] = _clean(value)
    return out


_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"})


def arrange(dialog: Dialog) -> None:
    """Calls become answers, results and neighbors of one role are joined."""
    if dialog.template.habit == "qwen3_5":
        _strip(dialog)
    _calls(dialog)
    _lone_results(dialog)
    _join(dialog)


def _strip(dialog: Dialog) -> None:
    for message in dialog.messages:
        text = message["content"].strip()
        if message["role"] in {"user", "tool"}:
            message["content"] = text
        elif message["role"] == "assistant":
            before, end, after = text.partition("</think>")
            if end and "<think>" in text:
                thought = before.rstrip("\n").rsplit("<think>", 1)[-1].lstrip("\n").strip()
                text = f"<think>\n{thought}\n</think>\n\n" + after.lstrip("\n")
            message["content"] = text


def _calls(dialog: Dialog) -> None:
    messages, at = dialog.messages, 0
    while at < len(messages):
        if messages[at]["role"] == "tool_call":
            end = _run(messages, at, "tool_call")
            answer = {"role": "assistant", "content": dialog.agent().calls(messages[at:end])}
            for message in messages[at:end]:
                answer = {**{key: message[key] for key in ("loss", "loss_scale") if key in message}, **answer}
            messages[at:end] = [answer]
        at += 1


def _run(messages: Sequence[Message], at: int, role: str) -> int:
    while at < len(messages) and messages[at]["role"] == role:
        at += 1
    return at


def _lone_results(dialog: Dialog) -> None:
    """Results without a call before them go into the question."""
    messages, at = dialog.messages, 0
    while at < len(messages):
        if messages[at]["role"] != "tool" or (at and messages[at - 1]["role"] in {"assistant", "tool"}):
            at += 1
            continue
        end = _run(messages, at, "tool")
        if not at or messages[at - 1]["role"] != "user":
            raise RowError("result_without_call")
        write = dialog.agent().alone
        if write is None:
            raise RowError("result_without_call")
        messages[at - 1]["content"] += write(dialog.template, messages[at:end])
        del messages[at:end]


def _join(dialog: Dialog) -> None:
    messages, at = dialog.messages, 1
    while at < len(messages):
        before, message = messages[at - 1], messages[at]
        match before["role"], message["role"]:
            case "assistant", "tool":
                end = _run(messages, at, "tool")
                before["content"], slots = agents.results(
                    dialog.agent(), dialog.template, before["content"], messages[at:end]
                )
                messages[at:end] = [{"role": "tool", "content": slots}]
                at += 1
            case "assistant", "assistant":
                for key in ("content", "loss", "loss_scale"):
                    before[key] = _listed(before.get(key)) + _listed(message.get(key))
                del messages[at]
            case "user", "user":
                before["content"] += message["content"]
                dialog.notes.append("questions_joined")
                del messages[at]
            case _:
                at += 1


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def last_question(messages: Sequence[Message]) -> int:
    """Place of the last message of a user or a tool, -1 if there is none."""
    return max((at for at, message in enumerate(messages) if message["role"] in {"user", "tool"}), default=-1)


def think(dialog: Dialog) -> None:
    """Puts an empty thought before answers without one, and takes thoughts out of earlier answers."""
    template, options = dialog.template, dialog.options
    if template.non_thinking_prefix and options.add_non_thinking_prefix:
        late = options.strategy == "last_round" and not template.preserve_thinking
        start = last_question(dialog.messages) if late else -1
        for at, message in enumerate(dialog.messages):
            after_user = at > 0 and dialog.messages[at - 1]["role"] == "user"
            if at >= start and message["role"] == "assistant" and (after_user or not template.only_after_user):
                _add_thought(dialog, message)
    if not _preserves(dialog):
        last = last_question(dialog.messages)
        for message in dialog.messages[: max(last, 0)]:
            if message["role"] == "assistant":
                _remove_thought(dialog, message)


def _add_thought(dialog: Dialog, message: Message) -> None:
    prefix = dialog.template.non_thinking_prefix
    first, rest = _first(message)
    if not first.startswith(("<think>", prefix)):
        message["content"] = [prefix + first, *rest] if rest is not None else prefix + first
        dialog.notes.append("empty_thought_added")
        if "<think>" in first:
            dialog.notes.append("empty_thought_before_thought")


def _remove_thought(dialog: Dialog, message: Message) -> None:
    first, rest = _first(message)
    text = dialog.template.history_prefix + first.split("</think>")[-1].strip()
    if "</think>" in first and text != first:
        dialog.notes.append("thought_removed")
    message["content"] = [text, *rest] if rest is not None else text


def _first(message: Message) -> tuple[str, list[str] | None]:
    """The first text of an answer, and the others where several were joined."""
    content = message["content"]
    return (content[0], content[1:]) if isinstance(content, list) else (content, None)


def _preserves(dialog: Dialog) -> bool:
    template, options = dialog.template, dialog.options
    for choice in (dialog.wishes.get("preserve_thinking"), options.preserve_thinking, template.preserve_thinking):
        if choice is not None:
            return bool(choice)
    return not (template.is_thinking or _thinks(dialog)) or options.strategy != "last_round"


def _thinks(dialog: Dialog) -> bool:
    template = dialog.template
    for choice in (dialog.wishes.get("enable_thinking"), dialog.options.enable_thinking):
        if choice is not None:
            return bool(choice)
    return template.is_thinking and not template.non_thinking_prefix


def prefix(dialog: Dialog) -> str:
    """What stands where an answer is missing."""
    for choice in (dialog.wishes.get("response_prefix"), dialog.options.response_prefix):
        if choice is not None:
            return str(choice)
    if not dialog.options.use_chat_template:
        return ""
    return dialog.template.thinking_prefix if _thinks(dialog) else dialog.template.non_thinking_prefix
