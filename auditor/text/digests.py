"""Normalized text, the parts of a record, and digests by which copies are found without keeping any text.

A digest has 64 bits: among a million different texts two share one about once in 30 million scans.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from xxhash import xxh3_64_intdigest

from auditor.records import ANSWERS, SYSTEM, USER, Record, Turn

Digest = int
EMPTY: Digest = 0
"""Where there is no such text."""
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

    def context(self) -> list[str]:
        """All that stands before the answer, with the roles."""
        said = (*self.turns[: self.asked], *self.tools)
        return [f"{turn.role}\x1f{text}" for turn, text in said if text]

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


def digests_of(parts: Parts) -> Digests:
    """The digests of a record's parts."""
    said = [digest(f"{turn.role}\x1f{text}") if text else EMPTY for turn, text in parts.turns]
    tools = [digest(f"{turn.role}\x1f{text}") for turn, text in parts.tools]
    context = [*filter(None, said[: parts.asked]), *tools]
    system = [name for name, (turn, _) in zip(said, parts.turns, strict=True) if turn.role == SYSTEM]
    answers = [digest(text) for text in parts.answers()]
    both = [*context, EMPTY, *answers, EMPTY, *map(digest, parts.rejected)]
    label = [] if parts.label is None else [digest(f"label\x1f{parts.label}")]
    pair = together([*both, *label]) if any(both) else EMPTY
    asked = _said(parts.turns[: parts.asked])
    whole = digest(" ".join(asked))
    wording = _numberless(parts.context()) if context else EMPTY
    return Digests(
        system=together([*system, *tools]),
        prompt=together(context),
        wording=wording,
        answer=together(answers),
        pair=pair,
        numbers=together([wording, _numberless([*parts.answers(), "", *parts.rejected]), *label]) if pair else EMPTY,
        exchange=together([whole, EMPTY, *answers]) if any(answers) else EMPTY,
        talk=together(filter(None, said)),
        beginnings=_beginnings(parts, said),
        questions=tuple(dict.fromkeys(filter(None, (whole, *(digest(text) for text in asked if len(asked) > 1))))),
        fields=_fields(parts.turns[: parts.asked]),
    )


def _beginnings(parts: Parts, said: Sequence[Digest]) -> tuple[Digest, ...]:
    """The conversation up to each answer behind which it goes on."""
    ends = [place for place, (turn, text) in enumerate(parts.turns, 1) if text and turn.role in ANSWERS]
    goes_on = [end for end in ends if any(said[end:]) and any(said[: end - 1])]
    return tuple(together(filter(None, said[:end])) for end in goes_on)


def _numberless(texts: Iterable[str]) -> Digest:
    return _digest("\x1e".join(texts).encode("utf-8", "surrogatepass").translate(None, b"0123456789"))


def _said(asked: Sequence[tuple[Turn, str]]) -> list[str]:
    """What the user said, by message; fields of one prompt are one message."""
    messages = groupby((pair for pair in asked if pair[0].role == USER), key=lambda pair: pair[0].message)
    said = (" ".join(text for _, text in message if text) for _, message in messages)
    return [text for text in said if text]


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
    return _digest(text.encode("utf-8", "surrogatepass")) if text else EMPTY


def together(names: Iterable[Digest]) -> Digest:
    """A number that names several texts in their order; EMPTY if all are."""
    row = array("Q", names)
    return _digest(row.tobytes()) if any(row) else EMPTY


def _digest(content: bytes) -> Digest:
    return xxh3_64_intdigest(content) or 1
