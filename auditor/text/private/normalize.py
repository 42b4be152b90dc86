"""Full-width and invisible characters: one plain text to search, and the way back to the text as given."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache

from auditor.text.private.cues import Cues
from auditor.text.private.model import Hit

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
_WIDE |= {ord(wide): plain for wide, plain in zip("＠．＋－＿（）", "@.+-_()", strict=True)}
_WIDE |= dict.fromkeys((0x00A0, 0x2009, 0x202F, 0x3000), " ") | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013), "-")
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_HIDDEN = re.compile(f"[{_INVISIBLE}]+")
_ESCAPED = re.compile(rf"[{_INVISIBLE}]+|\\u([0-9A-Fa-f]{{4}})")
_CHANGED = re.compile(f"[{re.escape(''.join(map(chr, _WIDE)))}]")
ODD = re.compile(f"[{_INVISIBLE}\u00a0\u2009-\u2013\u202f\u3000０-９Ａ-Ｚａ-ｚ＠．＋－＿]|\\\\u")
"""What a text must have to be changed at all."""
_ODD = Cues(ODD.pattern)
"""RE2 takes about half the time of `re` in a text that holds none, which most texts are."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A text with ASCII letters and digits where full-width ones stood, and without invisible characters."""

    text: str
    cuts: tuple[int, ...]
    """Before which characters of `text` something was taken out, in order; empty in most texts."""
    lost: tuple[int, ...]
    """How many characters were taken out up to each cut."""
    ends: tuple[int, ...]
    """Where, in the text as given, ends what stands for the character before each cut."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A half-open span of `text`, not empty, in the text as given.

        It holds the escapes of its characters whole, and nothing invisible before the first or after the last.
        """
        if not self.cuts:
            return start, end
        opened, closed = bisect_right(self.cuts, start), bisect_left(self.cuts, end)
        start += self.lost[opened - 1] if opened else 0
        if closed < len(self.cuts) and self.cuts[closed] == end:
            return start, self.ends[closed]
        return start, end + (self.lost[closed - 1] if closed else 0)

    def restore(self, hit: Hit) -> Hit:
        """The hit with its span in the text as given."""
        if not self.cuts:
            return hit
        start, end = self.span(hit.start, hit.end)
        return replace(hit, start=start, end=end)


def plain(text: str) -> Plain:
    """The text to search; the same object if there is nothing to change.

    JSON inside a string, such as the arguments of a tool call, may hold `\\u7cfb` for a character. It stands for one
    here too: as letters it would hide the number behind it.
    """
    if text.isascii() and "\\u" not in text:
        return Plain(text, (), (), ())
    return _plain(text)


@lru_cache(maxsize=1)
def _plain(text: str) -> Plain:
    """Names, attributes and statements are searched for in the same text one after another: the last one is kept."""
    if not _ODD.stand_in(text):
        return Plain(text, (), (), ())
    escaped = "\\u" in text
    clean = _CHANGED.sub(lambda match: _WIDE[ord(match.group())], text)
    parts: list[str] = []
    cuts: list[int] = []
    lost: list[int] = []
    ends: list[int] = []
    done = length = 0
    for match in (_ESCAPED if escaped else _HIDDEN).finditer(clean):
        kept = _meant(match[1]) if escaped and match[1] else ""
        parts += [clean[done : match.start()], kept]
        length += match.start() - done + len(kept)
        done = match.end()
        cuts.append(length)
        lost.append(done - length)
        ends.append(done if kept else match.start())
    return Plain("".join([*parts, clean[done:]]) if cuts else clean, tuple(cuts), tuple(lost), tuple(ends))


def _meant(code: str) -> str:
    """The character of an escape, plain; halves of pairs, which no value holds, become a space."""
    character = chr(int(code, 16))
    if "\ud800" <= character <= "\udfff":
        return " "
    return "" if _HIDDEN.match(character) else _WIDE.get(ord(character), character)
