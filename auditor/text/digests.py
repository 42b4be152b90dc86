"""Normalized text, the parts of a record, and digests by which copies are found without keeping any text.

A digest has 64 bits: among a million different texts two share one about once in 30 million scans.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from zlib import crc32

from xxhash import xxh3_64, xxh3_64_intdigest

from auditor.records import ANSWERS, SYSTEM, USER, Record, Turn

Digest = int
EMPTY: Digest = 0
"""Where there is no such text."""
REJECTED = "rejected"
"""Stands for a role where an answer is one that a preference pair rejects."""
SHORTEST_FIELD = 20
"""Characters of a field that can be a question of its own; a shorter one says too little."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The normalized texts of a record."""

    turns: tuple[tuple[Turn, str], ...]
    """The conversation."""
    asked: int
    """How many of the turns are the prompt; the answer is behind it."""
    rejected: tuple[str, ...]
    tools: tuple[tuple[Turn, str], ...]
    label: bool | None

    def prompt(self) -> str:
        """All that stands before the answer, but for the system prompt and the tools."""
        return " ".join(text for turn, text in self.turns[: self.asked] if text and turn.role != SYSTEM)

    def answers(self) -> list[str]:
        """The answer, which may have several parts."""
        return [text for _, text in self.turns[self.asked :]]

    def answer(self) -> str:
        """The answer, and the rejected one."""
        return " ".join(text for text in (*self.answers(), *self.rejected) if text)


@dataclass(frozen=True, slots=True)
class Digests:
    """What names a record's parts."""

    system: Digest
    """System prompt and tools."""
    prompt: Digest
    """All that stands before the answer, with roles, system prompt and tools."""
    wording: Digest
    """The prompt, whatever numbers stand in it."""
    answer: Digest
    pair: Digest
    """All that is trained on."""
    numbers: Digest
    """The pair, whatever numbers stand in it."""
    exchange: Digest
    """All that the user said, and the answer."""
    talk: Digest
    """The conversation, turn by turn."""
    beginnings: tuple[Digest, ...]
    """The conversation up to each answer before the last one: `talk` of a record that ends there."""
    questions: tuple[Digest, ...]
    """What the user said, without roles, system prompt and tools: all of it, then each message of several."""
    fields: tuple[Digest, ...]
    """Of a prompt that is spread over several fields (instruction and input): each longer one alone."""


def parts_of(record: Record) -> Parts:
    """The normalized texts of a record."""
    prompt, _ = record.prompt_and_answer()
    return Parts(
        tuple((turn, normalize(turn.text)) for turn in record.turns),
        len(prompt),
        tuple(normalize(turn.text) for turn in record.rejected),
        tuple((turn, normalize(turn.text)) for turn in record.tools),
        record.label,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What names one text: said in a role, alone, and said in a role but for its numbers; EMPTY if there is none."""

    said: Digest
    alone: Digest
    bare: Digest


_NOTHING = _Names(EMPTY, EMPTY, EMPTY)


def digests_of(parts: Parts) -> Digests:
    """The digests of a record's parts."""
    turns = [_names(turn.role, text) for turn, text in parts.turns]
    tools = [_names(turn.role, text) for turn, text in parts.tools]
    rejected = [_names(REJECTED, text) for text in parts.rejected]
    asked, answered = turns[: parts.asked], turns[parts.asked :]
    context = [name for name in (*asked, *tools) if name.said]
    answers = [name.alone for name in answered]
    label = () if parts.label is None else (1 + parts.label,)
    both = [*(name.said for name in context), EMPTY, *answers, EMPTY, *(name.alone for name in rejected)]
    system = [name.said for name, (turn, _) in zip(turns, parts.turns, strict=True) if turn.role == SYSTEM]
    pair = together([*both, EMPTY, *label]) if any(both) else EMPTY
    wording = together([name.bare for name in context])
    bare = [wording, *(name.bare for name in answered), EMPTY, *(name.bare for name in rejected), EMPTY, *label]
    texts = _said(parts.turns[: parts.asked])
    whole = digest(" ".join(texts))
    return Digests(
        system=together([*system, *(name.said for name in tools)]),
        prompt=together([name.said for name in context]),
        wording=wording,
        answer=together(answers),
        pair=pair,
        numbers=together(bare) if pair else EMPTY,
        exchange=together([whole, EMPTY, *answers]) if any(answers) else EMPTY,
        talk=together([name.said for name in turns if name.said]),
        beginnings=_beginnings(parts, turns),
        questions=tuple(dict.fromkeys(filter(None, (whole, *(digest(text) for text in texts if len(texts) > 1))))),
        fields=_fields(parts.turns[: parts.asked]),
    )


def _names(role: str, text: str) -> _Names:
    if not text:
        return _NOTHING
    content, seed = _bytes(text), _seed(role)
    bare = content.translate(None, b"0123456789")
    return _Names(xxh3_64_intdigest(content, seed) or 1, xxh3_64_intdigest(content) or 1, xxh3_64_intdigest(bare, seed))


@cache
def _seed(role: str) -> int:
    return crc32(_bytes(role))


def _beginnings(parts: Parts, names: Sequence[_Names]) -> tuple[Digest, ...]:
    """The conversation up to each answer behind which it goes on."""
    if len(names) < 3:
        return ()
    so_far, found = xxh3_64(), list[Digest]()
    last = max((place for place, name in enumerate(names) if name.said), default=0)
    before = False
    for place, (name, (turn, _)) in enumerate(zip(names, parts.turns, strict=True)):
        if name.said:
            so_far.update(name.said.to_bytes(8, "little"))
            if turn.role in ANSWERS and before and place < last:
                found.append(so_far.intdigest() or 1)
            before = True
    return tuple(found)


def _said(asked: Sequence[tuple[Turn, str]]) -> list[str]:
    """What the user said, by message; fields of one prompt are one message."""
    users = [pair for pair in asked if pair[0].role == USER and pair[1]]
    if len(users) < 2:
        return [text for _, text in users]
    return [" ".join(text for _, text in message) for _, message in groupby(users, key=lambda pair: pair[0].message)]


def _fields(asked: Sequence[tuple[Turn, str]]) -> tuple[Digest, ...]:
    texts = [text for turn, text in asked if turn.role == USER and turn.message is None and text]
    return tuple(digest(text) for text in texts if len(text) >= SHORTEST_FIELD) if len(texts) > 1 else ()


def normalize(text: str) -> str:
    """NFKC, case folded, white space collapsed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


def digest(text: str) -> Digest:
    """A number that names a text; EMPTY for the empty one."""
    return xxh3_64_intdigest(_bytes(text)) or 1 if text else EMPTY


def together(names: Sequence[Digest]) -> Digest:
    """A number that names several texts in their order; EMPTY if all are."""
    return xxh3_64_intdigest(array("Q", names).tobytes()) or 1 if any(names) else EMPTY


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
