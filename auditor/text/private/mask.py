"""Masks: how a report shows that a value is there without showing the value.

The law: no six characters in a row of the value can be read in its mask, neither as they are nor reversed, nor as
digits alone. So at most four characters stay visible in one place, and of a short value none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

from auditor.text.private.model import Hit
from auditor.text.private.normalize import plain

BULLET = "•"
_ELLIPSIS = "…"
_SHORT = 8
_LONGEST = 24
_WINDOW = 5
_EDGE = 128
_PUBLIC_START = re.compile(r"[A-Za-z]{2,5}[_-]|AKIA|ASIA|AKID|LTAI|AIza|eyJ")
_WORD = re.compile(r"(?:(?![\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])[\w@.+\-/=%])+")
_LONG_WORD = 20


def mask(text: str, hit: Hit) -> str:
    """The masked value: enough to tell two of them apart by eye, and no more."""
    value = plain(text[hit.start : hit.end]).text
    if len(value) < _SHORT:
        return BULLET * len(value)
    if hit.kind == "email":
        return _mask_email(value)
    if hit.kind == "credential":
        return _mask_credential(value)
    first = value.partition(".")[0]
    if hit.kind == "ip_address" and len(first) <= 3:
        return first + f".{BULLET}" * 3
    kept = [character for character in value if character.isalnum()]
    hidden = max(1, min(len(kept), _LONGEST) - 4)
    return "".join(kept[:2]) + BULLET * hidden + "".join(kept[-2:])


def excerpt(text: str, hits: Sequence[Hit], start: int, end: int, around: int = 24) -> str:
    """The text around a span, fit to be read by people who may not see private values.

    Every hit in the window is masked, whole even if the window cuts it; other words with a digit or an at sign, and
    words that repeat a part of a masked value, become bullets. `hits` are those that `find` gave for this text.
    """
    first, last = max(0, start - around), min(len(text), end + around)
    index = bisect_left(hits, first + 1, key=lambda hit: hit.end)
    inside: list[Hit] = []
    while index < len(hits) and hits[index].start < last:
        inside.append(hits[index])
        index += 1
    secret = _windows([text[hit.start : hit.end] for hit in inside])
    parts = [_ELLIPSIS if first > 0 else ""]
    position = first
    for hit in inside:
        parts += [_redact(text, position, max(position, hit.start), secret), mask(text, hit)]
        position = hit.end
    parts += [_redact(text, position, max(position, last), secret), _ELLIPSIS if last < len(text) else ""]
    return "".join(parts)


def _mask_email(value: str) -> str:
    local, _, domain = value.rpartition("@")
    host, _, top = domain.rpartition(".")
    shown = (local[0] if len(local) > 1 else "") + BULLET * max(1, min(len(local) - 1, 8))
    name = (host[0] if len(host) > 1 else "") + BULLET * max(1, min(len(host) - 1, 3))
    return f"{shown}@{name}" + (f".{top}" if len(top) <= 3 else f".{BULLET * 3}")


def _mask_credential(value: str) -> str:
    match = _PUBLIC_START.match(value) if "@" not in value else None
    return (match.group()[:4] if match else "") + BULLET * 8


def _windows(values: Sequence[str]) -> frozenset[str]:
    """All runs of five characters in the values, in lower case."""
    low = [plain(value).text.lower() for value in values]
    return frozenset(value[i : i + _WINDOW] for value in low for i in range(len(value) - _WINDOW + 1))


def _redact(text: str, start: int, end: int, secret: frozenset[str]) -> str:
    """The stretch between two hits with its identifiers as bullets, each character still in its place."""
    if start == end:
        return ""
    left, right = max(0, start - _EDGE), min(len(text), end + _EDGE)
    # The words are looked at beyond the window's edge, which may have cut the digits off an identifier.
    wide = _WORD.sub(lambda match: _hide(match.group(), secret), text[left:right])
    return "".join(map(_printable, wide[start - left : end - left]))


def _hide(word: str, secret: frozenset[str]) -> str:
    low = plain(word).text.lower()
    # A word's own length must stay, so the invisible characters that `plain` drops do not matter here.
    shared = any(low[i : i + _WINDOW] in secret for i in range(len(low) - _WINDOW + 1))
    mixed = len(word) >= _LONG_WORD and not word.islower() and not word.istitle()
    if shared or mixed or any(character.isdigit() or character in "@＠" for character in word):
        return BULLET * len(word)
    return word


def _printable(character: str) -> str:
    if character.isdigit() or character in "@＠":
        return BULLET
    return " " if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else character
