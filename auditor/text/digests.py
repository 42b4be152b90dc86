"""Normalized text, the parts of a record, and digests by which copies are found without keeping any text.

A digest has 64 bits: among a million different texts two share one about once in 30 million scans. Digests are made a
batch at a time, since a scan spends most of its time here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, NamedTuple

from xxhash import xxh3_64_intdigest

from auditor.records import SYSTEM, USER, Record, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

Digest = int
EMPTY: Digest = 0
"""Where there is no such text."""
SHORTEST_FIELD = 20
"""Characters of a field that can be a question of its own; a shorter one says too little."""
_DIGITS = b"0123456789"
_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f"
_FOLDED = bytes.maketrans((ascii_uppercase + _BLANKS).encode(), (ascii_lowercase + " " * len(_BLANKS)).encode())
"""ASCII: small letters for capital ones, a space for all that is white."""


class Parts(NamedTuple):
    """The normalized texts of a record."""

    turns: tuple[Turn, ...]
    """The conversation."""
    texts: tuple[str, ...]
    """The text of each turn."""
    asked: int
    """How many of the turns are the prompt; the answer is behind it."""
    rejected: tuple[str, ...]
    tools: tuple[str, ...]
    label: bool | None
    prompt: str
    """All that stands before the answer, but for the system prompt and the tools."""
    answer: str
    """The answer, and the rejected one."""


def parts_of(record: Record) -> Parts:
    """The normalized texts of a record."""
    turns = record.turns
    asked = len(record.prompt_and_answer()[0])
    texts = tuple([normalize(turn.text) for turn in turns])
    rejected = tuple([normalize(turn.text) for turn in record.rejected])
    tools = tuple([normalize(turn.text) for turn in record.tools])
    before = [text for turn, text in zip(turns[:asked], texts, strict=False) if text and turn.role != SYSTEM]
    behind = [text for text in (*texts[asked:], *rejected) if text]
    return Parts(turns, texts, asked, rejected, tools, record.label, " ".join(before), " ".join(behind))


def questions_of(parts: Parts) -> tuple[Digest, ...]:
    """What the user said, without roles, system prompt and tools: all of it, then each message of several."""
    texts = _said(parts)
    if not texts:
        return ()
    whole = digest(" ".join(texts))
    return tuple(dict.fromkeys((whole, *(digest(text) for text in texts)))) if len(texts) > 1 else (whole,)


def _said(parts: Parts) -> list[str]:
    """What the user said, by message; fields of one prompt are one message."""
    users = list(_asked(parts))
    if len(users) < 2:
        return [text for _, text in users]
    return [" ".join(text for _, text in message) for _, message in groupby(users, key=lambda pair: pair[0].message)]


def fields_of(parts: Parts) -> tuple[Digest, ...]:
    """Of a prompt that is spread over several fields (instruction and input): each longer one alone."""
    texts = [text for turn, text in _asked(parts) if turn.message is None]
    return tuple(digest(text) for text in texts if len(text) >= SHORTEST_FIELD) if len(texts) > 1 else ()


def _asked(parts: Parts) -> Iterator[tuple[Turn, str]]:
    turns = zip(parts.turns[: parts.asked], parts.texts, strict=False)
    return ((turn, text) for turn, text in turns if text and turn.role == USER)


def normalize(text: str) -> str:
    """NFKC, case folded, white space collapsed: what `" ".join(NFKC.casefold().split())` gives, in half the time."""
    if text.isascii():
        flat = text.encode().translate(_FOLDED).decode()
    else:
        folded = unicodedata.normalize("NFKC", text).casefold()
        flat = folded.replace("\n", " ")
        if not flat.isprintable():  # it may hold other white space
            return " ".join(folded.split())
    while "  " in flat:
        flat = flat.replace("  ", " ")
    return flat.strip(" ")


def digest(text: str) -> Digest:
    """A number that names a text; EMPTY for the empty one."""
    return xxh3_64_intdigest(_bytes(text)) or 1 if text else EMPTY


def both_digests(texts: Sequence[str]) -> tuple[list[Digest], list[Digest]]:
    """Numbers that name texts, EMPTY for empty ones; and the same texts without their figures, never EMPTY."""
    whole, bare = list[Digest](), list[Digest]()
    for text in texts:
        content = _bytes(text)
        number = xxh3_64_intdigest(content) or 1
        rest = content.translate(None, _DIGITS)
        whole.append(number if text else EMPTY)
        bare.append(number if len(rest) == len(content) else xxh3_64_intdigest(rest) or 1)
    return whole, bare


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
