"""The questions and answers of a record, and which of them tells how soon the record is out of date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from auditor.records import ASSISTANT, SYSTEM, TEXT, TOOL, TOOL_CALL, Record, Turn
from auditor.risks.staleness.forms import MARKS
from auditor.risks.staleness.judge import LONGEST_PROMPT, LOOKED_AT, judge
from auditor.risks.staleness.model import DAYS, Fast, Judged, Never, Place, Slow

MOST_ANSWERS = 8
"""Answers of one conversation that are looked at, the first ones."""
LONGEST_TEXT = 4_000
"""Characters of the beginning of a text without a speaker in which questions and answers are looked for."""
_NO_FACT_ALONE = LOOKED_AT
"""Characters: a longer text without a speaker, and without question and answer, is no single fact."""
_ROLE = re.compile(
    r"(?:^[ \t]*|#{2,3} ?)(?:(?:question|q|instruction|human|user|问题|问|用户|指令)|(?P<answer>answer|a|response"
    r"|assistant|output|gpt|答案|答|回答|助手|输出))[ \t]*[:：]\s*"
    r"|<\|(?:im_start|start_header_id)\|>(?:(?P<other>system)|user|(?P<assistant>assistant))(?:<\|end_header_id\|>)?\s*"
    r"|<\|(?:user|(?P<said>assistant))\|>\s*|\[INST\]\s*|(?P<end>\[/INST\])\s*",
    re.IGNORECASE | re.MULTILINE,
)
"""How a text that holds a whole conversation names who speaks: by a word at the beginning of a line or behind number
signs, or by the marks of a chat template."""
_THOUGHTS = frozenset(("reasoning", "thinking", "reasoning_content", "thought", "thoughts"))
"""Fields in which a message holds what the assistant thinks."""
_THINKS = re.compile(r"\s*(?:<(?:think|thinking|thought|reasoning|seed:think)>|<\|begin_of_thought\|>|\[THINK\])")
_THOUGHT = re.compile(r"(?:</(?:think|thinking|thought|reasoning|seed:think)>|<\|end_of_thought\|>|\[/THINK\])\s*")


class Piece(NamedTuple):
    """A part of a turn, or all of it."""

    turn: Turn
    start: int
    """Where it begins in the text of the turn."""
    text: str


class Exchange(NamedTuple):
    """An answer with its question."""

    prompts: tuple[Piece, ...]
    answer: Piece
    given: str
    """What stands before the question."""
    from_tool: bool
    """Whether a tool's result stands between question and answer."""

    @property
    def prompt(self) -> str:
        """What was asked."""
        return "\n".join([piece.text for piece in self.prompts])


class Found(NamedTuple):
    """How soon a record is out of date, and where that was told."""

    judged: Judged
    exchange: Exchange | None
    """None where no single answer tells it."""


def judged_record(record: Record) -> Found:
    """The fastest of the facts that the answers of a record teach; of a record of nothing but calls and skills,
    which."""
    best = Found(Never("no_fact"), None)
    for exchange in _exchanges(record):
        found = Found(_judged(exchange), exchange)
        if best.exchange is None or _rank(found.judged) > _rank(best.judged):
            best = found
    if isinstance(best.judged, Never) and _calls(record):
        return Found(Never("tool"), None)
    return best


def fast_facts(record: Record) -> Iterator[tuple[Fast, Exchange]]:
    """Each of the answers of a record whose fact changes within a year, in their order."""
    for exchange in _exchanges(record):
        judged = _judged(exchange)
        if isinstance(judged, Fast):
            yield judged, exchange


def located(exchange: Exchange, place: Place) -> tuple[Turn, int, int]:
    """The turn that a place lies in, and the span in its text."""
    answer = exchange.answer
    if not place.in_prompt:
        return answer.turn, answer.start + place.start, answer.start + place.end
    start = 0
    for piece in exchange.prompts:
        end = start + len(piece.text)
        if place.start <= end:
            first, last = max(0, place.start - start), min(len(piece.text), place.end - start)
            return piece.turn, piece.start + first, piece.start + last
        start = end + 1
    return answer.turn, answer.start, answer.start


def _judged(exchange: Exchange) -> Judged:
    if exchange.from_tool:
        return Never("given")
    answer = exchange.answer
    if answer.turn.role == TEXT and not exchange.prompts and len(answer.text) > _NO_FACT_ALONE:
        return Never("stable")
    return judge(exchange.prompt, answer.text, exchange.given)


def _exchanges(record: Record) -> Iterator[Exchange]:
    """Each answer of a conversation with the words that it answers, if training teaches it."""
    asked: list[Piece] = []
    before: list[str] = []
    from_tool, count = False, 0
    for turn, following in zip_longest(record.turns, record.turns[1:]):
        for answers, piece in _pieces(turn):
            if answers and _only_leads_to(turn, following):
                continue
            if answers:
                count += 1
                if count > MOST_ANSWERS:
                    return
                if turn.trained:
                    yield Exchange(tuple(asked), piece, "\n".join(before)[-2 * LONGEST_PROMPT :], from_tool)
                before += [one.text[:LONGEST_PROMPT] for one in asked]
                before.append(piece.text[:LOOKED_AT])
                asked, from_tool = [], False
            elif turn.role == TOOL:
                from_tool = True
            elif turn.role == SYSTEM:
                before.append(turn.text[: 2 * LONGEST_PROMPT])
            elif turn.role != TOOL_CALL:
                asked.append(piece)


def _only_leads_to(turn: Turn, following: Turn | None) -> bool:
    """Whether the assistant only thinks or announces a call here, so that what follows is the answer."""
    if turn.role != ASSISTANT:
        return False
    if turn.path.rpartition(".")[2] in _THOUGHTS or not turn.text.strip():
        return following is not None
    if following is None:
        return False
    same = turn.message is not None and following.message == turn.message
    return following.role == TOOL_CALL or (same and following.role == ASSISTANT and bool(following.text.strip()))


def _pieces(turn: Turn) -> Iterator[tuple[bool, Piece]]:
    """The parts of a turn, and whether each of them answers: more than one only of a text that holds a conversation."""
    if turn.role != TEXT:
        start = _thought_through(turn.text) if turn.role == ASSISTANT else 0
        yield turn.role == ASSISTANT, Piece(turn, start, turn.text[start:])
        return
    parts = tuple(_spoken(turn))
    if any(answers for answers, _ in parts) and not all(answers for answers, _ in parts):
        yield from parts
    else:
        yield turn.trained, Piece(turn, 0, turn.text)


def _thought_through(text: str) -> int:
    """Where the thinking ends that an answer begins with."""
    if text[:1] not in "<[ \n" or (opens := _THINKS.match(text)) is None:
        return 0
    closes = _THOUGHT.search(text, opens.end())
    return closes.end() if closes is not None else 0


def _spoken(turn: Turn) -> Iterator[tuple[bool, Piece]]:
    """What the speakers say whom a text names; what stands before the first of them is dropped."""
    marks = [*_ROLE.finditer(turn.text, 0, LONGEST_TEXT)]
    for number, mark in enumerate(marks, 1):
        end = marks[number].start() if number < len(marks) else len(turn.text)
        if mark["other"] is None:
            answers = any(mark[name] is not None for name in ("answer", "assistant", "said", "end"))
            said = turn.text[mark.end() : end]
            closes = MARKS.search(said)
            yield answers, Piece(turn, mark.end(), (said if closes is None else said[: closes.start()]).rstrip())


def _calls(record: Record) -> bool:
    return any(turn.role == TOOL_CALL for turn in record.turns)


def _rank(judged: Judged) -> tuple[int, int]:
    """Greater for what changes sooner."""
    match judged:
        case Fast():
            return 2, -DAYS[judged.half_life]
        case Slow():
            return 1, 0
        case Never():
            return 0, 0
