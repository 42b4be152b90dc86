"""The questions and answers of a record, and which of them tells how soon the record is out of date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from auditor.records import ANSWERS, ASSISTANT, SYSTEM, TEXT, TOOL, TOOL_CALL, Record, Turn
from auditor.risks.staleness.judge import LONGEST_PROMPT, LOOKED_AT, judge
from auditor.risks.staleness.model import Fast, Judged, Never, Place, Slow

MOST_ANSWERS = 8
"""Answers of one conversation that are looked at, the first ones."""
_LONGEST_TEXT = LOOKED_AT
"""Of text without a speaker: a longer one is no single fact."""


class Exchange(NamedTuple):
    """An answer with its question."""

    prompts: tuple[Turn, ...]
    answer: Turn
    given: str
    """What stands before the question."""
    from_tool: bool
    """Whether a tool's result stands between question and answer."""


class Found(NamedTuple):
    """How soon a record is out of date, and where that was told."""

    judged: Judged
    exchange: Exchange | None
    """None where no single answer tells it."""


def judged_record(record: Record) -> Found:
    """The fastest of the facts that the answers of a record teach; of a record of nothing but calls and skills, "
    "which."""
    best = Found(Never("no_fact"), None)
    for exchange in _exchanges(record):
        found = Found(_judged(exchange), exchange)
        if best.exchange is None or _rank(found.judged) > _rank(best.judged):
            best = found
    if _rank(best.judged) < _rank(Slow("law", Place(True, 0, 0))) and _calls(record):
        return Found(Never("tool"), None)
    return best


def located(exchange: Exchange, place: Place) -> tuple[Turn, int, int]:
    """The turn that a place lies in, and the span in its text."""
    if not place.in_prompt:
        return exchange.answer, place.start, place.end
    start = 0
    for turn in exchange.prompts:
        end = start + len(turn.text)
        if place.start <= end:
            return turn, max(0, place.start - start), min(len(turn.text), place.end - start)
        start = end + 1
    return exchange.answer, 0, 0


def _judged(exchange: Exchange) -> Judged:
    if exchange.from_tool:
        return Never("given")
    prompt = "\n".join([turn.text for turn in exchange.prompts]) if exchange.prompts else ""
    if exchange.answer.role == TEXT and len(exchange.answer.text) > _LONGEST_TEXT:
        return Never("stable")
    return judge(prompt, exchange.answer.text, exchange.given)


def _exchanges(record: Record) -> Iterator[Exchange]:
    """Each answer of a conversation with the words that it answers."""
    asked: list[Turn] = []
    before: list[str] = []
    from_tool, count = False, 0
    for turn in record.turns:
        if turn.role in (ASSISTANT, TEXT):
            count += 1
            if count > MOST_ANSWERS:
                return
            yield Exchange(tuple(asked), turn, "\n".join(before)[-2 * LONGEST_PROMPT :], from_tool)
            before += [one.text[:LONGEST_PROMPT] for one in asked]
            before.append(turn.text[:LOOKED_AT])
            asked, from_tool = [], False
        elif turn.role == TOOL:
            from_tool = True
        elif turn.role == SYSTEM:
            before.append(turn.text[: 2 * LONGEST_PROMPT])
        elif turn.role not in ANSWERS:
            asked.append(turn)


def _calls(record: Record) -> bool:
    return any(turn.role == TOOL_CALL for turn in record.turns)


def _rank(judged: Judged) -> int:
    match judged:
        case Fast():
            return 2
        case Slow():
            return 1
        case Never():
            return 0
