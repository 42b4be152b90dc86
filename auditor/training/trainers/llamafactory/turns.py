"""The converters for messages (`SharegptDatasetConverter` and `OpenAIDatasetConverter` in `data/converter.py`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from auditor.training.model import Row
from auditor.training.trainers.llamafactory.aligned import Aligned, Message, partnered, put, read, unread
from auditor.training.trainers.llamafactory.failure import TrainerError
from auditor.training.trainers.llamafactory.options import Fields

TOOLS_APART = "\n</tool_response>\n<tool_response>\n"
THINKING_OFF = "detailed thinking off"
Given = Mapping[str, Any]


def sharegpt(row: Row, fields: Fields) -> Aligned:
    """Two roles take turns; a row in which they do not is dropped."""
    system, given = _opening(row, fields)
    roles, turn = _roles(fields), (_asking(fields), _answering(fields))
    messages: list[Message] = []
    broken = None
    for place, message in enumerate(given):
        role = message.get(fields.tag("role_tag") or "")
        if role not in turn[place % 2]:
            broken = "roles_out_of_turn"
            break
        messages.append(Message(roles[role], message.get(fields.tag("content_tag") or "")))
    broken = broken or _count(messages, fields)
    notes = (*unread(row, fields, ("system", "tools")), *_ignored(given))
    return _finish(row, fields, messages, broken, (system, put(row, fields, "tools")), notes)


def openai(row: Row, fields: Fields) -> Aligned:
    """Like `sharegpt`, but calls are read from `tool_calls`, and the system text is changed."""
    system, given = _opening(row, fields)
    messages, notes = _gather(given, fields)
    turn = (("user", "observation"), ("assistant", "function"))
    astray = any(message.role not in turn[place % 2] for place, message in enumerate(messages))
    broken = "roles_out_of_turn" if astray else _count(messages, fields)
    tools = put(row, fields, "tools")
    if isinstance(tools, dict | list):
        notes = (*notes, "keys_of_other_rows_added") if tools else notes
        tools = json.dumps(tools, ensure_ascii=False)
    system, said = _openai_system(system, tools)
    notes = (*unread(row, fields, ("system", "tools")), *notes, *_ignored(given), *said)
    return _finish(row, fields, messages, broken, (system, tools), notes)


def _opening(row: Row, fields: Fields) -> tuple[object, list[Given]]:
    """The system text and the messages behind it."""
    messages = read(row, fields, "messages")
    if not isinstance(messages, list) or not all(isinstance(message, Mapping) for message in messages):
        if messages is not None and not isinstance(messages, list) and not messages:
            return put(row, fields, "system"), []
        raise TrainerError("messages_not_a_list")
    if fields.tag("role_tag") is None or fields.tag("content_tag") is None:
        if messages:
            raise TrainerError("role_or_content_tag_missing")
        return put(row, fields, "system"), []
    first = messages[0].get(fields.tag("role_tag")) if messages else None
    if messages and fields.tag("system_tag") and first == fields.tag("system_tag"):
        return messages[0].get(fields.tag("content_tag")), messages[1:]
    return put(row, fields, "system"), messages


def _asking(fields: Fields) -> tuple[str | None, ...]:
    return (fields.tag("user_tag"), fields.tag("observation_tag"))


def _answering(fields: Fields) -> tuple[str | None, ...]:
    return (fields.tag("assistant_tag"), fields.tag("function_tag"))


def _roles(fields: Fields) -> dict[str | None, str]:
    """LLaMA-Factory's names of the roles. Of tags that are the same (all that are None), the last one counts."""
    return {fields.tag(f"{role}_tag"): role for role in ("user", "assistant", "observation", "function", "system")}


def _count(messages: list[Message], fields: Fields) -> str | None:
    """A row ends on an answer; one for ranking ends on a question."""
    if not messages and not fields.ranking:
        return "no_messages"
    return "ends_out_of_turn" if len(messages) % 2 != fields.ranking else None


def _gather(given: list[Given], fields: Fields) -> tuple[list[Message], tuple[str, ...]]:
    """Messages with calls in place of texts, and with the results of tools in a row made one."""
    roles, notes = _roles(fields), []
    messages: list[Message] = []
    results: list[object] = []
    for message in given:
        role, text = message.get(fields.tag("role_tag") or ""), message.get(fields.tag("content_tag") or "")
        if role in _answering(fields) and message.get("tool_calls"):
            notes += ["text_with_call_lost"] if text else []
            text, role = _calls(message["tool_calls"]), fields.tag("function_tag")
            notes += _call_notes(message["tool_calls"])
        if role == fields.tag("observation_tag"):
            results.append(text)
            continue
        if results:
            messages.append(_joined(results))
            results = []
        if not isinstance(role, str | None) or role not in roles:
            raise TrainerError("unknown_role")
        messages.append(Message(roles[role], text))
    return messages, (*notes, *(["last_tool_result_lost"] if results else []))


def _calls(calls: object) -> str:
    try:
        return json.dumps([call["function"] for call in calls], ensure_ascii=False)  # type: ignore[attr-defined]
    except (TypeError, KeyError) as error:
        raise TrainerError("bad_call") from error


def _call_notes(calls: Any) -> list[str]:
    given = [call["function"].get("arguments") for call in calls if isinstance(call["function"], Mapping)]
    notes = ["call_arguments_quoted"] if any(isinstance(arguments, str) for arguments in given) else []
    return notes + (["keys_of_other_rows_added"] if any(isinstance(arguments, Mapping) for arguments in given) else [])


def _joined(results: list[object]) -> Message:
    if not all(isinstance(result, str) for result in results):
        raise TrainerError("content_not_text")
    return Message("observation", TOOLS_APART.join(map(str, results)))


def _openai_system(system: object, tools: object) -> tuple[object, tuple[str, ...]]:
    if not system:
        return (system, ()) if tools else (THINKING_OFF, ("system_text_added",))
    if not isinstance(system, str):
        raise TrainerError("content_not_text")
    if tools:
        return system + "\n", ()
    if "detailed thinking on" in system or THINKING_OFF in system:
        return system, ()
    return system + "\n" + THINKING_OFF, ("system_text_added",)


def _ignored(given: list[Given]) -> tuple[str, ...]:
    notes = []
    if any(message.get("weight") == 0 for message in given):
        notes.append("weight_ignored")
    if any(message.get("reasoning_content") for message in given):
        notes.append("reasoning_content_ignored")
    return tuple(notes)


def _finish(
    row: Row, fields: Fields, messages: list[Message], broken: str | None, head: tuple[object, object], notes: Any
) -> Aligned:
    system, tools = head
    if broken is not None:
        return Aligned((), (), system, tools, (), broken)
    good = read(row, fields, "kto_tag")
    chosen, rejected = read(row, fields, "chosen"), read(row, fields, "rejected")
    if isinstance(good, bool):
        prompt, response = messages[:-1], partnered(messages[-1], good) if messages else ()
    elif fields.ranking and isinstance(chosen, Mapping) and isinstance(rejected, Mapping):
        prompt, response = messages, (_ranked(chosen, fields), _ranked(rejected, fields))
    else:
        prompt, response = messages[:-1], tuple(messages[-1:])
    return Aligned(tuple(prompt), response, system, tools, tuple(notes))


def _ranked(message: Mapping[str, Any], fields: Fields) -> Message:
    """An answer to be ranked. One by another role than an assistant's is kept, with a warning."""
    role, roles = message.get(fields.tag("role_tag") or ""), _roles(fields)
    if not isinstance(role, str | None) or role not in roles:
        raise TrainerError("unknown_role")
    return Message(roles[role], message.get(fields.tag("content_tag") or ""))
