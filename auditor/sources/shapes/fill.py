"""One row and its plan to the turns of a record, in reading order."""

from __future__ import annotations

from auditor.records import ANSWERS, ASSISTANT, SYSTEM, TEXT, TOOLS, USER, Turn
from auditor.sources.names import step
from auditor.sources.shapes.messages import add_messages, add_pair, are_messages, is_message
from auditor.sources.shapes.plan import PRE_TOKENIZED, Plan
from auditor.sources.shapes.turns import BLOB, Draft, add_extra, add_field, add_json, add_text, parsed

__all__ = ["Draft", "fill"]

Row = dict[str, object]
_REFERENCES = frozenset({"solution", "reference_answer", "ground_truth", "answer", "target"})
"""Columns that hold what an online method rewards, beside conversations without an answer."""
_UNSURE = ("", "[", "{", BLOB)


def fill(row: Row, plan: Plan) -> Draft:
    """The turns of a row. Fields of the plan that the row lacks are passed over."""
    draft = Draft(plan.shape)
    pair = bool(plan.rejected)
    if plan.label:
        _read_label(row, plan, draft)
    if plan.system:
        add_text(row.get(plan.system), SYSTEM, step("", plan.system), False, draft.turns, draft)
    if plan.history:
        _add_history(parsed(row.get(plan.history)), step("", plan.history), draft, not pair)
    if plan.messages:
        _add_conversation(row, plan, draft)
    for key in plan.prompts:
        if _is_plain(row.get(key)) and not plan.chosen:
            draft.turns.append(Turn(USER, step("", key), str(row[key]), False))
        else:
            _add_prompt(row, key, plan, draft)
    if plan.answer and _is_plain(row.get(plan.answer)):
        draft.turns.append(Turn(ASSISTANT, step("", plan.answer), str(row[plan.answer]), True))
    elif plan.answer:
        start = len(draft.turns)
        _add_answer(row.get(plan.answer), step("", plan.answer), draft.turns, draft)
        if len(draft.turns) == start and plan.answer in row:
            draft.turns.append(Turn(ASSISTANT, step("", plan.answer), "", True))
    if pair:
        _add_preference(row, plan, draft)
    if plan.segments:
        _add_segments(row.get(plan.segments), step("", plan.segments), draft)
    if plan.text:
        add_text(row.get(plan.text), TEXT, step("", plan.text), True, draft.turns, draft)
        if not draft.turns:
            draft.turns.append(Turn(TEXT, step("", plan.text), "", True))
    for key in plan.tools:
        add_json(row.get(key), TOOLS, step("", key), False, draft.tools)
    for key in plan.rest:
        value = row.get(key)
        if key not in PRE_TOKENIZED or not _is_numbers(value):
            add_field(key, value, "", draft)
    if plan.messages and not plan.fixed and _REFERENCES.intersection(plan.rest) and _unanswered(draft):
        draft.shape = "prompt_only"
    return draft


def _unanswered(draft: Draft) -> bool:
    spoken = {turn.role for turn in draft.turns}
    return draft.shape in ("messages", "sharegpt") and USER in spoken and not spoken & ANSWERS


def _is_plain(value: object) -> bool:
    """Whether a value is text that cannot stand for anything else: the short way for most rows."""
    return isinstance(value, str) and value[:1] not in _UNSURE and not value[0].isspace()


def _is_numbers(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, int | float | None) for item in value)


def _read_label(row: Row, plan: Plan, draft: Draft) -> None:
    value = row.get(plan.label)
    if isinstance(value, str) and value.lower() in ("true", "false"):
        value = value.lower() == "true"
    if isinstance(value, bool):
        draft.label = value
        draft.shape = plan.shape if plan.fixed else "kto"
    else:
        add_extra(value, step("", plan.label), draft)


def _add_history(value: object, path: str, draft: Draft, trains: bool) -> None:
    if not isinstance(value, list) or are_messages(value):
        add_messages(value, path, draft.turns, draft, trains)
        return
    for i, item in enumerate(value):
        if isinstance(item, list):
            add_pair(item, f"{path}[{i}]", draft.turns, draft, trains)
        else:
            add_messages([item], f"{path}[{i}]", draft.turns, draft, trains)


def _add_conversation(row: Row, plan: Plan, draft: Draft) -> None:
    value = parsed(row.get(plan.messages))
    add_messages(value, step("", plan.messages), draft.turns, draft, not plan.chosen, plan.tags)
    first = value[0] if isinstance(value, list) and value else None
    if draft.shape in ("messages", "sharegpt") and not plan.fixed and isinstance(first, dict):
        if "from" in first:
            draft.shape = "sharegpt"
        elif "role" in first:
            draft.shape = "messages"
        elif "human" in first or "assistant" in first:
            draft.shape = "swift_pairs"


def _add_prompt(row: Row, key: str, plan: Plan, draft: Draft) -> None:
    value, path = row.get(key), step("", key)
    if plan.shape == "openai_preference":
        value = parsed(value)
    if isinstance(value, dict) and "messages" in value:
        add_messages(value["messages"], step(path, "messages"), draft.turns, draft, False)
        for name, inner in value.items():
            if name in ("tools", "functions"):
                add_json(inner, TOOLS, step(path, name), False, draft.tools)
            elif name != "messages":
                add_field(name, inner, path, draft)
    elif plan.chosen and _repeats(value, row.get(plan.chosen)):
        add_extra(value, path, draft)
    else:
        _add_question(value, path, draft)


def _repeats(prompt: object, chosen: object) -> bool:
    """Whether a preference's list of messages begins with the prompt, as in binarized UltraFeedback."""
    chosen = parsed(chosen)
    first = chosen[0] if isinstance(chosen, list) and are_messages(chosen) else None
    return isinstance(prompt, str) and isinstance(first, dict) and prompt in (first.get("content"), first.get("value"))


def _add_question(value: object, path: str, draft: Draft) -> None:
    value = _messages_in(value)
    if are_messages(value) or is_message(value):
        add_messages(value, path, draft.turns, draft, False)
    elif isinstance(value, list) and any(isinstance(item, list) for item in value):
        for i, item in enumerate(value):
            _add_question(item, f"{path}[{i}]", draft)
    else:
        add_text(value, USER, path, False, draft.turns, draft)


def _messages_in(value: object) -> object:
    """The messages that a string stands for; any other string is text, even if it is JSON."""
    inner = parsed(value)
    return inner if are_messages(inner) or is_message(inner) else value


def _add_answer(value: object, path: str, into: list[Turn], draft: Draft) -> None:
    value = _messages_in(value)
    if are_messages(value) or is_message(value):
        add_messages(value, path, into, draft, True)
    elif isinstance(value, dict) or (isinstance(value, list) and not all(isinstance(item, str) for item in value)):
        add_json(value, ASSISTANT, path, True, into)
    else:
        add_text(value, ASSISTANT, path, True, into, draft)


def _add_preference(row: Row, plan: Plan, draft: Draft) -> None:
    rejected, path = _messages_in(row.get(plan.rejected)), step("", plan.rejected)
    if not plan.chosen:
        _untrain_prompt(draft)
        _add_answer(rejected, path, draft.rejected, draft)
        return
    chosen, chosen_path = _messages_in(row.get(plan.chosen)), step("", plan.chosen)
    if isinstance(chosen, list) and isinstance(rejected, list) and are_messages(chosen) and are_messages(rejected):
        shared = _shared(chosen, rejected)
        add_messages(chosen[:shared], chosen_path, draft.turns, draft, False, plan.tags)
        add_messages(chosen, chosen_path, draft.turns, draft, True, plan.tags, shared)
        add_messages(rejected, path, draft.rejected, draft, True, plan.tags, shared)
        return
    for value, where, into in ((chosen, chosen_path, draft.turns), (rejected, path, draft.rejected)):
        if plan.tags and isinstance(value, dict):
            add_messages(value, where, into, draft, True, plan.tags)
        else:
            _add_answer(value, where, into, draft)


def _shared(chosen: list[object], rejected: list[object]) -> int:
    """How many messages both begin with; each keeps at least one as its answer."""
    shared = 0
    while shared < min(len(chosen), len(rejected)) - 1 and chosen[shared] == rejected[shared]:
        shared += 1
    return shared


def _untrain_prompt(draft: Draft) -> None:
    """Of a conversation whose last answer is the chosen one, the turns before that answer are prompt."""
    last = max((i for i, turn in enumerate(draft.turns) if turn.role not in (ASSISTANT, "tool_call")), default=-1)
    draft.turns[: last + 1] = [turn._replace(trained=False) for turn in draft.turns[: last + 1]]


def _add_segments(value: object, path: str, draft: Draft) -> None:
    value = parsed(value)
    if not isinstance(value, list):
        add_text(value, TEXT, path, True, draft.turns, draft)
        return
    for i, segment in enumerate(value):
        where = f"{path}[{i}]"
        if not isinstance(segment, dict):
            add_text(segment, TEXT, where, True, draft.turns, draft)
            continue
        trained = segment.get("label") is not False and segment.get("label") != 0
        for key, inner in segment.items():
            if key == "text":
                add_text(inner, TEXT, step(where, key), trained, draft.turns, draft)
            elif key != "label" or isinstance(inner, str):
                add_field(key, inner, where, draft)
