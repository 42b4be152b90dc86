"""Records that tie a person to what is sensitive: a diagnosis, a balance, a faith."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from auditor.records import EXTRA, Record, Turn
from auditor.text.private.persons import persons
from auditor.text.private.sensitive import Statement, statements

Measure = Literal["sensitive", "sensitive_named"]

VALUE_REACH, NAME_REACH = 500, 120
"""Characters of one text within which a statement is about whom a value, or a name, stands for."""
LONG = 2000
"""Characters above which a text is an article rather than what somebody says of himself. It says nothing about whom
another text makes known, and in it the next sentence may be about somebody else: there a value reaches no farther
than a name."""

Span = tuple[int, int]
Place = tuple[Turn, Span]


@dataclass(frozen=True, slots=True)
class Tie:
    """A sensitive statement about somebody whom the record makes known."""

    measure: Measure
    """`sensitive` where a private value makes the person known, `sensitive_named` where only a name does."""
    turn: Turn
    statement: Statement


def ties(record: Record, values: Sequence[Place]) -> Iterator[Tie]:
    """The sensitive statements of a record that says whom they are about.

    `values` are the places of a person's private values. A name counts where a label or a form of address gives it
    away. Medical prose about nobody is full of such statements, and ties nobody to them.
    """
    texts = list(record.texts())
    names = [(turn, span) for turn in texts for span in persons(turn.text, _column(turn))]
    if not values and not names:
        return
    for turn in texts:
        for statement in statements(turn.text, _column(turn)):
            if _about(turn, statement, values, VALUE_REACH):
                yield Tie("sensitive", turn, statement)
            elif _about(turn, statement, names, NAME_REACH):
                yield Tie("sensitive_named", turn, statement)


def _about(turn: Turn, statement: Statement, places: Iterable[Place], reach: int) -> bool:
    if len(turn.text) > LONG:
        reach = min(reach, NAME_REACH)
    for other, (start, end) in places:
        if other is turn and start - reach <= statement.end and statement.start <= end + reach:
            return True
        if other is not turn and max(len(other.text), len(turn.text)) <= LONG:
            return True
    return False


def _column(turn: Turn) -> str:
    """The path of a column that no trainer reads: its name is context."""
    return turn.path if turn.role == EXTRA else ""
