"""Normalized text, and digests of a record's parts by which copies are found without keeping any text."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from auditor.records import USER, Record, Turn

Digest = bytes
EMPTY: Digest = b""
SHORTEST_FIELD = 20
"""Characters of a field that can be a question of its own; a shorter one says too little."""


@dataclass(frozen=True, slots=True)
class Digests:
    """What is kept of a record: 16-byte digests of its normalized parts, empty where there is no such text."""

    position: int
    record: int
    """The record's content digest, from which its id is made."""
    train: bool
    prompt: Digest
    answer: Digest
    pair: Digest
    questions: tuple[Digest, ...]
    """What the user said, without roles, system prompt and tools: all of it, then each message of several."""
    fields: tuple[Digest, ...]
    """Of a prompt that is spread over several fields (instruction and input): each longer one alone."""
    exchange: Digest
    """All that the user said, and the answer."""


def digests_of(record: Record, shortest_answer: int) -> Digests:
    """The digests of a record. Answers of fewer characters than `shortest_answer` have none of their own."""
    prompt, answer = record.prompt_and_answer()
    asked = [(turn, normalize(turn.text)) for turn in prompt]
    answers = [normalize(turn.text) for turn in answer]
    context = [f"{turn.role}\x1f{text}" for turn, text in asked if text]
    context += [f"{turn.role}\x1f{normalize(turn.text)}" for turn in record.tools]
    texts = [*context, *answers, *(normalize(turn.text) for turn in record.rejected)]
    label = [] if record.label is None else [f"label\x1f{record.label}"]
    said = _said(asked)
    whole = " ".join(said)
    return Digests(
        record.position,
        record.digest,
        record.split == "train",
        digest(context),
        digest(answers) if sum(map(len, answers)) >= shortest_answer else EMPTY,
        digest([*texts, *label]) if any(texts) else EMPTY,
        tuple(dict.fromkeys(digest([text]) for text in (whole, *said[len(said) == 1 :]) if text)),
        _fields(asked),
        digest([whole, " ".join(answers)]) if any(answers) else EMPTY,
    )


def _said(asked: Sequence[tuple[Turn, str]]) -> list[str]:
    """What the user said, by message; fields of one prompt are one message."""
    messages = groupby((pair for pair in asked if pair[0].role == USER), key=lambda pair: pair[0].message)
    said = (" ".join(text for _, text in message if text) for _, message in messages)
    return [text for text in said if text]


def _fields(asked: Sequence[tuple[Turn, str]]) -> tuple[Digest, ...]:
    texts = [text for turn, text in asked if turn.role == USER and turn.message is None and text]
    return tuple(digest([text]) for text in texts if len(text) >= SHORTEST_FIELD) if len(texts) > 1 else ()


def normalize(text: str) -> str:
    """NFKC, case folded, white space collapsed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


def digest(texts: Sequence[str]) -> Digest:
    """16 bytes that name the texts in their order; empty if all are."""
    if not any(texts):
        return EMPTY
    joined = "\x1e".join(texts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=16).digest()
