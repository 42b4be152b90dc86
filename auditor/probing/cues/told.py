"""What the text before a value tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.probing.cues.kinds import plain
from auditor.probing.pinyin import romanized

_SHORTEST, _PIECE, _NUMBER = 3, 6, 4
"""Fewest letters of a word, characters of a piece of any kind, and digits of a number that are looked for."""

_WORD = re.compile("[^\\W\\d_\u4e00-\u9fff]+|[\u4e00-\u9fff]+")
_INITIAL = re.compile(r"(?<![^\W_])[^\W\d_]")
_DIGITS = re.compile(r"[0-9]+")
_DATE = re.compile(r"(?<![0-9])(?=([0-9]{1,4})[^0-9]{1,3}([0-9]{1,2})[^0-9]{1,3}([0-9]{1,4})(?![0-9]))")


def told_by(value: str, before: str) -> list[bool]:
    """By character whether the text before the value gives it away."""
    told = [False] * len(value)
    if not before:
        return told
    if value.casefold() in before.casefold():
        return [True] * len(value)
    _by_pieces(told, value, plain(before))
    for start, end in romanized(value, before):
        told[start:end] = [True] * (end - start)
    words = {word.casefold() for word in _WORD.findall(before)}
    initials = {char.casefold() for char in _INITIAL.findall(before) if char.isupper()}
    for match in _WORD.finditer(value):
        _by_words(told, match, words, initials)
    numbers = {*_DIGITS.findall(before), *_dates(before)}
    for match in _DIGITS.finditer(value):
        _by_numbers(told, match, numbers)
    return told


def _by_pieces(told: list[bool], value: str, before: str) -> None:
    """Any `_PIECE` characters in a row that stand there too, however they are written."""
    signs = [(sign, place) for place, char in enumerate(value) for sign in plain(char)]
    for first in range(len(signs) - _PIECE + 1):
        piece = signs[first : first + _PIECE]
        if "".join(sign for sign, _ in piece) in before:
            for _, place in piece:
                told[place] = True


def _by_words(told: list[bool], match: re.Match[str], words: set[str], initials: set[str]) -> None:
    """Words of the text in a run of letters, whole or as initials beside others."""
    run, start = match.group().casefold(), match.start()
    if len(run) != len(match.group()):
        return
    for first in range(len(run)):
        for last in range(first + _SHORTEST, len(run) + 1):
            if run[first:last] in words:
                told[start + first : start + last] = [True] * (last - first)
    for first in range(len(run)):
        if "一" <= run[first] <= "鿿" and any(run[first] in word for word in words):
            told[start + first] = True
    rest = [place for place in range(start, match.end()) if not told[place]]
    if len(rest) <= 2 and all(run[place - start] in initials for place in rest):
        for place in rest:
            told[place] = True


def _by_numbers(told: list[bool], match: re.Match[str], numbers: set[str]) -> None:
    """A number of the text, a year cut to two digits, or a date in another order."""
    run, start = match.group(), match.start()
    whole = run in numbers or any(len(one) == 4 and one[:2] in ("19", "20") and one[2:] == run for one in numbers)
    if whole:
        told[start : match.end()] = [True] * len(run)
    for size in {len(one) for one in numbers if len(one) >= _NUMBER}:
        for first in range(len(run) - size + 1):
            if run[first : first + size] in numbers:
                told[start + first : start + first + size] = [True] * size


def _dates(text: str) -> Iterable[str]:
    """Ways in which numbers write the dates of a text."""
    for match in _DATE.finditer(text):
        one, two, three = match.groups()
        parts = (one.zfill(2), two.zfill(2), three.zfill(2))
        for order in ((0, 1, 2), (2, 1, 0), (2, 0, 1)):
            year, month, day = (parts[place] for place in order)
            for short in (year, year[-2:]):
                yield from (f"{short}{month}{day}", f"{day}{month}{short}", f"{month}{day}{short}")
            yield from (f"{month}{day}", f"{day}{month}")
