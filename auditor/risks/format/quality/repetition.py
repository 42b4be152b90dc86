"""Loops: the same words again and again, as a model writes them that found no end.

A loop of period p shows at any place in it: what stands there stands again p characters on, and once more. So a few
places are looked at, not all of the text; a loop shorter than the distance between them can be missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.records import ASSISTANT, TEXT
from auditor.risks.format.quality.model import Problem, Seen

_STEP = 96
"""Characters between two places that are looked at."""
_SEED = 12
_LONGEST = 400
"""The longest period that is found, in characters."""
_LEAST_ROUNDS = 4
_LEAST_SPAN = 120
_LEAST_RUN = 24
"""How often one letter in a row is no emphasis any more."""
_LEAST_LETTERS = 5
_TWICE = re.compile(r"([^\W\d_A-Z])(?=\1)")
"""Not capitals: hexadecimal and Base64 data have runs of them."""
_MEANT = re.compile(
    r"repeat|times|again and again|lyrics|\bsong|poem|chant|sequence|pattern|repetit|重复|遍|歌|诗|次|序列"
)
_DATA = re.compile(r"[|`{}()<>=_\\/;]|\d\D{0,3}\d")


def loops(seen: Seen) -> Iterator[Problem]:
    """The first loop of each text that is taught."""
    for turn in seen.record.turns:
        if turn.trained and len(turn.text) >= _LEAST_RUN and turn.role in (TEXT, ASSISTANT):
            span = _loop(turn.text) if len(turn.text) >= _LEAST_SPAN else None
            kind = "repeated_words"
            if span is None:
                span, kind = _run(turn.text), "repeated_character"
            if span is not None and not _MEANT.search(seen.asked):
                yield Problem("repetition", kind, turn, *span)


def _loop(text: str) -> tuple[int, int] | None:
    place = 0
    while place <= len(text) - _LEAST_SPAN + _STEP:
        again = text.find(text[place : place + _SEED], place + 1, place + _SEED + _LONGEST)
        if again > 0:
            period = again - place
            start, end = _around(text, place, period)
            if _counts(text[start : start + period], (end - start) // period, end - start):
                return start, end
            place = max(place, end - _STEP)  # a long loop that does not count is read once, not at every step
        place += _STEP
    return None


def _around(text: str, place: int, period: int) -> tuple[int, int]:
    """All rounds of the period that hang together with the one at the place."""
    unit = text[place : place + period]
    end = place + period
    while text.startswith(unit, end):
        end += period
    start = place
    while start >= period and text.startswith(unit, start - period):
        start -= period
    return start, end


def _counts(unit: str, rounds: int, span: int) -> bool:
    """Whether a loop is long enough and made of words."""
    if rounds < _LEAST_ROUNDS or span < _LEAST_SPAN:
        return False
    words = sum(map(str.isalpha, unit)) if len(unit) >= _LEAST_LETTERS else rounds if unit.isalpha() else 0
    return words >= _LEAST_LETTERS and _DATA.search(unit) is None


def _run(text: str) -> tuple[int, int] | None:
    """A letter that stands many times in a row."""
    half = _LEAST_RUN // 2
    thin = text[::half]
    for match in _TWICE.finditer(thin):
        i = match.start()
        if text.startswith(thin[i] * half, i * half):
            start, end = i * half, i * half
            while start and text[start - 1] == thin[i]:
                start -= 1
            while end < len(text) and text[end] == thin[i]:
                end += 1
            if end - start >= _LEAST_RUN:
                return start, end
    return None
