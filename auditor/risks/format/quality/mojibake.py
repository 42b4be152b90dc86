"""Text that was decoded by the wrong encoding: sure only where turning it back gives valid UTF-8.

UTF-8 read as Windows-1252 or Latin-1 gives `Ã©` for é; read as GBK it gives rare Han characters; what could not be read
at all is U+FFFD, and U+FFFD written as UTF-8 and read as GBK is the well-known 锟斤拷.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.records import Turn
from auditor.risks.format.quality.model import Problem, Seen

_LATIN_GATE = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_GBK_GATE = re.compile("[锛銆鈥鐨锟鍙璇]")
_RUN = re.compile(
    r"[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]{2,}"
)
"""Characters that Windows-1252 or Latin-1 has beyond ASCII."""
_WIDE = re.compile(r"[^\x00-\x7f]{3,}")
_PUNCTUATION = frozenset("‐‑‒–—―‘’‚“”„†‡•…‰′″‹›€™−→←≤≥≠×°·")
_BROKEN = re.compile(r"锟斤拷|锟斤")


def mojibake(seen: Seen) -> Iterator[Problem]:
    """The first such place of each text."""
    if seen.plain:
        return
    everything = seen.text
    if "\ufffd" not in everything and not _LATIN_GATE.search(everything) and not _GBK_GATE.search(everything):
        return
    for turn in seen.turns:
        text = turn.text
        if text.isascii():
            continue
        place = text.find("\ufffd")
        if place >= 0:
            yield Problem("mojibake", "replacement_character", turn, place, place + 1)
        elif (span := _latin(text)) or (span := _gbk(text)):
            yield Problem("mojibake", *_with(turn, span))


def _with(turn: Turn, span: tuple[str, int, int]) -> tuple[str, Turn, int, int]:
    return span[0], turn, span[1], span[2]


def _latin(text: str) -> tuple[str, int, int] | None:
    for match in _RUN.finditer(text):
        if _reads(_bytes(match[0])):
            return ("wrong_latin", *match.span())
    return None


def _bytes(run: str) -> bytes:
    """The bytes that a run was read from; Windows-1252 leaves five of them undefined, which read as Latin-1."""
    made = bytearray()
    for char in run:
        try:
            made += char.encode("cp1252")
        except UnicodeEncodeError:
            made += char.encode("latin-1", "replace")
    return bytes(made)


def _reads(raw: bytes) -> bool:
    """Whether bytes are UTF-8 of something that people write, so that it is no chance."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if all(char in _PUNCTUATION or "\u00a0" <= char <= "\u00ff" for char in text):
        return True
    return (len(text) >= 2 and all(
        char in _PUNCTUATION or "\u0100" <= char <= "\u017f" or "\u0391" <= char <= "\u044f"
        or "\u3000" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" or "\uff00" <= char <= "\uff60" for char in text
    )) or (len(text) == 1 and text >= "\U0001f300")  # fmt: skip


def _gbk(text: str) -> tuple[str, int, int] | None:
    if _GBK_GATE.search(text) is None:
        return None
    if match := _BROKEN.search(text):
        return ("wrong_gbk", *match.span())
    for match in _WIDE.finditer(text):
        raw = match[0].encode("gb18030", "replace")
        for cut in (0, 1, 2):  # what stood last may have lost a byte
            try:
                back = raw[: len(raw) - cut].decode("utf-8")
            except UnicodeDecodeError:
                continue
            if len(back) >= 2 and any("\u3000" <= char <= "\u9fff" or char >= "\uff00" for char in back):
                return ("wrong_gbk", *match.span())
    return None
