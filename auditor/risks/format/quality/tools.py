"""Tool calls against what is declared, and calls and results against each other."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.records import ASSISTANT, TEXT, TOOL, TOOL_CALL, USER, Record, Turn
from auditor.risks.format.quality.calls import Call, Tool, bfcl_calls, calls, declared, toolformer
from auditor.risks.format.quality.model import Problem, Seen


def against_schema(seen: Seen) -> Iterator[Problem]:
    """Calls that the declarations of their own record do not allow. Without declarations nothing can be said."""
    record = seen.record
    if not record.tools:
        if "toolformer access:" in seen.text:
            for turn, start, end in toolformer(record):
                yield Problem("tool_schema", "undeclared_tool", turn, start, end)
        return
    tools, whole = declared(record)
    if not whole:
        yield Problem("tool_schema", "unreadable_declaration", record.tools[0], 0, len(record.tools[0].text))
    for call in calls(record):
        yield from _check(call, tools, whole)
    for turn in seen.answers:
        if turn.text.startswith("[{") and tools:
            for call in bfcl_calls(turn, tools):
                yield from _check(call, tools, whole)


def _check(call: Call, tools: dict[str, Tool], whole: bool) -> Iterator[Problem]:
    turn = call.turn
    if call.broken:
        yield Problem("tool_schema", "arguments_no_object", turn, 0, len(turn.text))
    if call.name is None or (call.name not in tools and not whole):
        return
    tool = tools.get(call.name)
    if tool is None:
        yield Problem("tool_schema", "undeclared_tool", turn, 0, len(turn.text))
        return
    if call.arguments is None:
        return
    given = call.arguments.keys()
    if not tool.required <= given:
        yield Problem("tool_schema", "missing_argument", turn, 0, len(turn.text))
    if tool.known is not None and not given <= tool.known:
        yield Problem("tool_schema", "unknown_argument", turn, 0, len(turn.text))


def results(seen: Seen) -> Iterator[Problem]:
    """Results that answer no call, and calls in the midst of a conversation that get no result."""
    turns = seen.record.turns
    if all(turn.role not in (TOOL, TOOL_CALL) for turn in turns):
        return
    ids = _ids(seen.record)
    if ids is not None:
        yield from ids
        return
    called = False
    pending: Turn | None = None
    for turn in turns:
        if turn.role == TOOL_CALL:
            pending, called = turn, True
        elif turn.role == TOOL:
            if not called:
                yield Problem("tool_result", "orphan_result", turn, 0, len(turn.text))
            pending = None
        elif turn.role == USER or (turn.role == ASSISTANT and (pending is None or turn.message != pending.message)):
            if pending is not None:
                yield Problem("tool_result", "no_result", pending, 0, len(pending.text))
            pending = None
            called = (turn.role == ASSISTANT and _may_call(turn.text)) or (called and turn.role != USER)
        elif turn.role == TEXT:
            called = True


def _may_call(text: str) -> bool:
    """Whether an assistant's text may hold a call in a form of its own."""
    return "{" in text or "(" in text or "<" in text or "[" in text


def _ids(record: Record) -> list[Problem] | None:
    """What is wrong where calls and results carry ids; None where not all do."""
    extra = {turn.path: turn.text for turn in record.extra}
    asked: dict[str, Turn] = {}
    answered: set[str] = set()
    problems: list[Problem] = []
    last = max((i for i, turn in enumerate(record.turns) if turn.role not in (TOOL_CALL, ASSISTANT)), default=-1)
    closing: set[str] = set()
    for i, turn in enumerate(record.turns):
        if turn.role == TOOL_CALL:
            name = _first(extra, turn.path, ".function", ".id")
            if name is None:
                return None
            asked[name] = turn
            if i > last:
                closing.add(name)
        elif turn.role == TOOL:
            answer = _result_id(extra, turn.path)
            if answer is None:
                return None
            if answer not in asked:
                problems.append(Problem("tool_result", "orphan_result", turn, 0, len(turn.text)))
            answered.add(answer)
    for name, turn in asked.items():
        if name not in answered and name not in closing:
            problems.append(Problem("tool_result", "no_result", turn, 0, len(turn.text)))
    return problems


def _first(extra: dict[str, str], path: str, inner: str, key: str) -> str | None:
    """The id beside the arguments at a path, or beside the `function` around them."""
    before = path.rpartition(".")[0]
    return extra.get(before.removesuffix(inner) + key)


def _result_id(extra: dict[str, str], path: str) -> str | None:
    """The id of the call that a result answers."""
    while path:
        path = path.rpartition(".")[0]
        for key in ("tool_call_id", "tool_use_id"):
            if f"{path}.{key}" in extra:
                return extra[f"{path}.{key}"]
    return None
