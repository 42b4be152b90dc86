"""Records that tie a person to what is sensitive: a diagnosis, a balance, a faith."""

from __future__ import annotations

from bisect import bisect_left
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
    known = _Places(values)
    named = _Places((turn, span) for turn in texts for span in persons(turn.text, _column(turn)))
    if not known and not named:
        return
    for turn in texts:
        for statement in statements(turn.text, _column(turn)):
            if known.tell(turn, statement, VALUE_REACH):
                yield Tie("sensitive", turn, statement)
            elif named.tell(turn, statement, NAME_REACH):
                yield Tie("sensitive_named", turn, statement)


class _Places:
    """Where somebody is made known, by text; looking one up takes the logarithm of how many there are."""

    def __init__(self, places: Iterable[Place]) -> None:
        spans: dict[int, list[Span]] = {}
        short: set[int] = set()
        for turn, span in places:
            spans.setdefault(id(turn), []).append(span)
            if len(turn.text) <= LONG:
                short.add(id(turn))
        self._spans = {turn: sorted(some) for turn, some in spans.items()}
        self._short = short

    def __bool__(self) -> bool:
        return bool(self._spans)

    def tell(self, turn: Turn, statement: Statement, reach: int) -> bool:
        """Whether they say whom a statement of that text is about."""
        if len(turn.text) > LONG:
            return self._near(turn, statement, min(reach, NAME_REACH))
        return self._near(turn, statement, reach) or bool(self._short - {id(turn)})

    def _near(self, turn: Turn, statement: Statement, reach: int) -> bool:
        spans = self._spans.get(id(turn), ())
        # The spans of a text do not overlap, so their ends are in order too.
        first = bisect_left(spans, statement.start - reach, key=lambda span: span[1])
        return first < len(spans) and spans[first][0] <= statement.end + reach


def _column(turn: Turn) -> str:
    """The path of a column that no trainer reads: its name is context."""
    return turn.path if turn.role == EXTRA else ""
