"""What is to be replaced in the texts of one record, and by what: tried until a scan finds nothing any more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from auditor.checks import Batch
from auditor.cleaning.surrogates import NEUTRAL, Value, placeholder, surrogate
from auditor.cleaning.surrogates.numbers import is_number
from auditor.findings import Evidence
from auditor.records import Record, Turn
from auditor.risks.privacy import Found, PrivacyScan
from auditor.text.private import KINDS

Mode = Literal["pseudonym", "redact"]
Act = Literal["pseudonym", "redact", "zero"]
ZERO = "0"
_NOBODY = frozenset(("test_value", "unsearched"))
_NEAR = 64
"""How far before a new hit the word may stand that made it one."""
_MOST_ROUNDS = 40
_BARE_BEFORE = re.compile(r'"\s*:\s*(?:\[\s*)?$')
_BARE_AFTER = re.compile(r"\s*[,}\]]")


class StuckError(Exception):
    """No replacement passes the scan. It holds no text."""


def is_private(evidence: Evidence, own: frozenset[str] = frozenset()) -> bool:
    """Whether a hit of a report is a value that is to go: the one place that says so.

    `own` are the names of the kinds that the policy defines.
    """
    risk, _, name = evidence.finding.partition("/")
    if evidence.end <= evidence.start:
        return False
    return (risk == "names" and name not in _NOBODY) or (risk == "privacy" and is_value(name, own))


def is_value(measure: str, own: frozenset[str]) -> bool:
    """Whether what counts for a measure of the privacy risk is a private value."""
    return measure in KINDS or measure == "unconfirmed" or measure in own


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may stand in the place of a value."""

    text: str
    act: Act


@dataclass(slots=True)
class Mark:
    """A span of a turn's text that is to be replaced."""

    turn: int
    start: int
    end: int
    value: Value
    choices: tuple[Choice, ...]
    evidence: tuple[Evidence, ...] = ()
    """The hits of the report that it answers; none where it came up only through another replacement."""
    finding: str = ""
    chosen: int = 0

    @property
    def choice(self) -> Choice:
        """What stands in its place now."""
        return self.choices[self.chosen]

    @property
    def is_last(self) -> bool:
        """Whether nothing else is left to try."""
        return self.chosen == len(self.choices) - 1


@dataclass(frozen=True, slots=True)
class Marker:
    """Makes marks and finds what they are replaced by."""

    scan: PrivacyScan
    secret: bytes = field(repr=False)
    mode: Mode

    def mark(self, turn: int, text: str, start: int, end: int, value: Value, *, number: bool) -> Mark:
        """The mark of a value. `number` says that the data has a number there, not a text."""
        made = surrogate(value, self.secret) if self.mode == "pseudonym" else None
        first = () if made is None else (Choice(made, "pseudonym"),)
        if number or _is_bare(text, start, end):
            choices = (*(choice for choice in first if is_number(choice.text)), Choice(ZERO, "zero"))
        else:
            choices = (*first, Choice(placeholder(value.kind), "redact"), Choice(NEUTRAL, "redact"))
        return Mark(turn, start, end, value, choices)

    def settle(self, record: Record, marks: list[Mark], number: Callable[[int, int, int], bool]) -> list[Mark]:
        """The marks with choices that pass a scan; more of them where a replacement brought another value to light.

        `number` tells whether a span of a turn is a number of the data.

        Raises:
            StuckError: nothing passes.
        """
        marks = without_overlaps(marks)
        turns = tuple(record.texts())
        for _ in range(_MOST_ROUNDS):
            bad = self._scanned(record, turns, marks)
            if not bad:
                return marks
            for turn, found in dict(reversed(bad)).items():  # the first of each turn: an answer moves what follows
                marks = self._answer(turns[turn], turn, found, marks, number)
        raise StuckError

    def _scanned(self, record: Record, turns: Sequence[Turn], marks: list[Mark]) -> list[tuple[int, Found]]:
        """What a scan would still find in the turns that change."""
        changed = sorted({mark.turn for mark in marks})
        texts = {i: rewritten(turns[i].text, [mark for mark in marks if mark.turn == i]) for i in changed}
        extra = tuple(turns[i]._replace(text=texts[i]) for i in changed)
        probe = replace(record, turns=extra, rejected=(), tools=(), extra=())
        found = next(iter(self.scan.search(Batch("", 0, "train", (probe,)))))[1]
        by_turn = {id(turn): i for turn, i in zip(extra, changed, strict=True)}
        return [(by_turn[id(one.turn)], one) for one in found if is_value(one.measure, self.scan.options.own)]

    def _answer(
        self, turn: Turn, place: int, found: Found, marks: list[Mark], number: Callable[[int, int, int], bool]
    ) -> list[Mark]:
        """Another choice for the replacement that the hit overlaps or follows; failing that, a mark of its own."""
        own = [mark for mark in marks if mark.turn == place]
        spans = new_spans(own)
        over = [m for m, (a, b) in zip(own, spans, strict=True) if a < found.hit.end and found.hit.start < b]
        before = [m for m, (_, b) in zip(own, spans, strict=True) if 0 <= found.hit.start - b < _NEAR]
        movable = [m for m in over if not m.is_last] or [m for m in before[-1:] if not over and not m.is_last]
        if movable:
            for mark in movable:
                mark.chosen += 1
            return marks
        start = min([old_place(own, spans, found.hit.start), *(m.start for m in over)])
        end = max([old_place(own, spans, found.hit.end), *(m.end for m in over)])
        value = Value(found.hit.kind, found.hit.form, found.hit.canonical, turn.text[start:end])
        fresh = self.mark(place, turn.text, start, end, value, number=number(place, start, end))
        fresh.chosen = 1 if fresh.choices[0].act == "pseudonym" else 0
        if over:
            fresh.chosen = len(fresh.choices) - 1
        fresh.finding = f"privacy/{found.measure}"
        fresh.evidence = tuple(hit for mark in over for hit in mark.evidence)
        return without_overlaps([mark for mark in marks if mark not in over] + [fresh])


def _is_bare(text: str, start: int, end: int) -> bool:
    """Whether a span is a number of JSON inside the text, where a word would break it."""
    before, after = text[max(0, start - 16) : start], text[end : end + 16]
    return (
        text[start:end].isdigit() and _BARE_BEFORE.search(before) is not None and _BARE_AFTER.match(after) is not None
    )


def without_overlaps(marks: list[Mark]) -> list[Mark]:
    """The marks in order; of those that overlap, one that covers all and takes the neutral placeholder if need be."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.turn, mark.start, -mark.end)):
        last = kept[-1] if kept else None
        if last is None or last.turn != mark.turn or last.end <= mark.start:
            kept.append(mark)
            continue
        last.evidence += mark.evidence
        if mark.end > last.end:
            last.end = mark.end
            last.choices = (Choice(ZERO, "zero") if last.choices[-1].act == "zero" else Choice(NEUTRAL, "redact"),)
            last.chosen = 0
    return kept


def rewritten(text: str, marks: Sequence[Mark]) -> str:
    """The text with its replacements; the marks are in order."""
    out, done = [], 0
    for mark in marks:
        out += [text[done : mark.start], mark.choice.text]
        done = mark.end
    return "".join([*out, text[done:]])


def new_spans(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Where the replacements of one turn stand in its new text."""
    spans, shift = [], 0
    for mark in marks:
        start = mark.start + shift
        spans.append((start, start + len(mark.choice.text)))
        shift += len(mark.choice.text) - (mark.end - mark.start)
    return spans


def old_place(marks: Sequence[Mark], spans: Sequence[tuple[int, int]], index: int) -> int:
    """The place in the old text of one in the new text; inside a replacement, its nearer end."""
    shift = 0
    for mark, (start, end) in zip(marks, spans, strict=True):
        if index <= start:
            break
        if index < end:
            return mark.start if index - start < end - index else mark.end
        shift = mark.end - end
    return index + shift
