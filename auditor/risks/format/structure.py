"""How a record is built: roles in their order, an answer to learn from, tool calls that are JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby, pairwise

from auditor.records import ASSISTANT, ROLES, SYSTEM, TOOL, TOOL_CALL, USER, Record, Turn
from auditor.risks.format.quality.model import Problem
from auditor.risks.format.unjudged import PROMPT_ONLY

FOLLOWS = {
    SYSTEM: {USER},
    USER: {ASSISTANT, TOOL_CALL},
    ASSISTANT: {USER, TOOL},
    TOOL_CALL: {TOOL, TOOL_CALL, USER},
    TOOL: {ASSISTANT, TOOL_CALL, TOOL},
}
"""Which roles may stand behind which in a conversation. A tool may answer an assistant message that holds its call."""

MEASURES = ("repaired", "role_order", "empty_answer", "broken_tool_call")


def _problem(measure: str, kind: str, turn: Turn | None) -> Problem:
    """The whole turn is meant."""
    return Problem(measure, kind, turn, 0, 0 if turn is None else len(turn.text))


def find_problems(record: Record) -> Iterator[Problem]:
    """Everything that is wrong with how a record is built."""
    for flaw in record.flaws:
        yield _problem("repaired", flaw, None)
    yield from _roles(record)
    yield from _answers(record)
    for turn in (*record.turns, *record.rejected):
        if turn.role == TOOL_CALL and not _is_json(turn.text):
            yield _problem("broken_tool_call", "no_json", turn)


def _roles(record: Record) -> Iterator[Problem]:
    """Roles that are unknown or stand where a chat template does not expect them."""
    for turn in record.turns:
        if turn.role not in ROLES:
            yield _problem("role_order", "unknown_role", turn)
    messages = list(_messages(record.turns))
    first = messages[0][0] if messages else None
    if first is not None and first.message is not None and first.role in FOLLOWS.keys() - {SYSTEM, USER}:
        yield _problem("role_order", "starts_without_user", first)
    for earlier, later in pairwise(messages):
        before, turn = earlier[-1], later[0]
        if turn.role not in FOLLOWS or before.role not in FOLLOWS:
            continue
        if turn.role == SYSTEM:
            yield _problem("role_order", "late_system", turn)
        elif turn.role not in FOLLOWS[before.role]:
            yield _problem("role_order", "same_role_twice" if turn.role == before.role else "out_of_order", turn)


def _messages(turns: tuple[Turn, ...]) -> Iterator[list[Turn]]:
    """The turns of each message: one with parts or tool calls has several. Fields of one role are one message."""
    for _, group in groupby(turns, key=lambda turn: turn.role if turn.message is None else turn.message):
        yield list(group)


def _answers(record: Record) -> Iterator[Problem]:
    """Records that end without an answer, and answers without a text."""
    _, answer = record.prompt_and_answer()
    if record.shape == PROMPT_ONLY:
        return
    if not answer:
        yield _problem("empty_answer", "no_answer", None)
    elif not any(turn.text.strip() for turn in answer):
        yield _problem("empty_answer", "blank", answer[-1])
    if record.rejected and not any(turn.text.strip() for turn in record.rejected):
        yield _problem("empty_answer", "blank_rejected", record.rejected[-1])


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
