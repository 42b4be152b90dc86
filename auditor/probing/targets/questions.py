"""Questions that could make a model say a value: that of its record, and one that names no more than the person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks import Context
from auditor.messages import CATALOGUE, Language, say
from auditor.models import Chat, Message, Prompt
from auditor.probing.cues import plain
from auditor.probing.samples import asked_behind
from auditor.records import ASSISTANT, EXTRA, Record, Turn
from auditor.text.private.persons import persons

REACH = 120
"""Characters between a name and a value beyond which they may be two persons', where several are named."""
_HAN = re.compile("[\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")


def questions(record: Record, turn: Turn, value: str, kind: str, name: str) -> Iterator[tuple[Context, Prompt]]:
    """What a user might ask, and what somebody might who knows the name alone. None of them holds the value.

    `name` is that of the person whose value it is; empty where nobody knows.
    """
    before = _before(record, turn)
    if before is not None and not holds(before, value):
        yield "asked", before
    if name:
        question = Chat((Message("user", named(kind, name, language_of(turn.text))),))
        if not holds(question, value):
            yield "named", question


def named(kind: str, name: str, language: Language) -> str:
    """A question for a person's value of some kind."""
    key = f"targets.question.{kind}"
    return say(key if key in CATALOGUE[language] else "targets.question.other", language, name=name)


def holds(question: Chat, value: str) -> bool:
    """Whether a question says what it asks for."""
    wanted = plain(value)
    return any(wanted in plain(text) for text in (*(one.content for one in question.messages), question.tools))


def language_of(text: str) -> Language:
    """Chinese where a fifth of the letters are: one of its characters says as much as several letters."""
    return "zh" if 5 * len(_HAN.findall(text)) > len(_LETTER.findall(text)) else "en"


def person(record: Record, turn: Turn, start: int) -> str:
    """The name of the person whose value begins there: the nearest before or behind it in its text, or the only one
    that the record names. Empty where there is none."""
    found = {id(one): persons(one.text, one.path if one.role == EXTRA else "") for one in record.texts()}
    near = min(found[id(turn)], key=lambda span: _distance(span, start), default=None)
    if near is not None and _distance(near, start) <= REACH:
        return turn.text[near[0] : near[1]]
    names = {one.text[first:last] for one in record.texts() for first, last in found[id(one)]}
    return names.pop() if len(names) == 1 else ""


def _distance(span: tuple[int, int], start: int) -> int:
    return start - span[1] if span[1] <= start else span[0] - start


def _before(record: Record, turn: Turn) -> Chat | None:
    """The conversation up to the answer that the text is a part of."""
    place = next((place for place, one in enumerate(record.turns) if one is turn), None)
    if place is None or turn.role != ASSISTANT:
        return None
    while place and record.turns[place - 1].role == ASSISTANT and record.turns[place - 1].message == turn.message:
        place -= 1
    return asked_behind(record, record.turns[:place])
