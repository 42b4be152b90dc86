"""What a scan keeps of every record to compare it with the others: numbers in columns, no text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from auditor.records import Record
from auditor.text.digests import Parts
from auditor.text.naming import columns_of
from auditor.text.shingles import Hashes, Places, Rows, Tokens, offsets_of, shingles, tokenize, windows

SPAN = 50
"""Tokens of a span that stands in two answers. Lee et al. 2021 (arXiv 2107.06499) take as many."""
PROMPT, ANSWER = 0, 1

_ANSWERS = np.uint64(0xA5A5A5A5A5A5A5A5)
_LISTS = ("beginnings", "questions", "fields")


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Columns and rows, one entry a record, in order of position."""

    position: Places
    content: NDArray[Any]
    """The records' content digests, 16 bytes each."""
    train: NDArray[np.bool_]
    system: Hashes
    prompt: Hashes
    wording: Hashes
    answer: Hashes
    pair: Hashes
    numbers: Hashes
    exchange: Hashes
    talk: Hashes
    beginnings: Rows
    questions: Rows
    fields: Rows
    length: Places
    """Characters of the normalized answer."""
    shingles: Rows
    """Two rows a record: those of its prompt, and those of its answer."""
    spans: Rows
    """Every run of `SPAN` tokens of the answer."""

    def __len__(self) -> int:
        return len(self.position)

    def record_digest(self, place: int) -> int:
        """The content digest from which the record's id is made."""
        return self.record_digests([place])[0]

    def record_digests(self, places: Sequence[int] | Places) -> list[int]:
        """Those of the records at some places."""
        digests = self.content[places].tobytes()
        return [int.from_bytes(digests[at : at + 16], "little") for at in range(0, len(digests), 16)]

    def prompts(self) -> Rows:
        """The shingles of each record's prompt."""
        return self.shingles.take(2 * np.arange(len(self)) + PROMPT)

    def answers(self) -> Rows:
        """The shingles of each record's answer."""
        return self.shingles.take(2 * np.arange(len(self)) + ANSWER)

    def whole(self) -> Rows:
        """The shingles of each record, wherever they stand."""
        return Rows(self.shingles.flat, self.shingles.offsets[::2])

    def pairs(self) -> Rows:
        """The shingles of each record, those of prompts told from those of answers."""
        answers = np.repeat(np.arange(len(self.shingles)) % 2 == ANSWER, self.shingles.sizes())
        return Rows(np.where(answers, self.shingles.flat ^ _ANSWERS, self.shingles.flat), self.shingles.offsets[::2])

    def take(self, chosen: Places) -> Self:
        """The records at some places, in that order."""
        if len(chosen) == len(self) and bool((chosen[1:] > chosen[:-1]).all()):
            return self  # all of them, as they stand: no copy
        rows = {
            "shingles": self.shingles.take((2 * chosen[:, None] + np.arange(2)).ravel()),
            **{name: getattr(self, name).take(chosen) for name in (*_LISTS, "spans")},
        }
        return type(self)(**{
            field.name: rows[field.name] if field.name in rows else getattr(self, field.name)[chosen]
            for field in fields(self)
        })  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Facts: what the scan kept, and which of it repeats what."""

    kept: Kept
    """Training and evaluation records."""
    cluster: Places
    """Of each training record the training record that stands for its copies and near copies, itself included."""
    effective: float
    """How many training records there are by Kish's formula: n^2 / sum of squared cluster sizes."""

    def train(self) -> Places:
        """Places of the training records in `kept`; `cluster` counts within these."""
        return np.flatnonzero(self.kept.train)

    def copies(self) -> Places:
        """How many records each training record's cluster has."""
        return np.bincount(self.cluster, minlength=len(self.cluster))[self.cluster]


def keep(records: Sequence[Record], parts: Sequence[Parts], tokens: Tokens) -> Kept:
    """What is kept of a batch. `tokens` are those of each record's prompt and answer, two rows a record."""
    named = columns_of(parts)
    answers = tokens.rows.take(np.arange(ANSWER, len(tokens.rows), 2))
    return Kept(
        position=np.array([record.position for record in records], np.int64),
        content=np.frombuffer(b"".join(record.digest.to_bytes(16, "little") for record in records), "V16"),
        train=np.array([record.split == "train" for record in records], bool),
        length=np.array([len(part.answer) for part in parts], np.int64),
        shingles=shingles(tokens),
        spans=windows(answers, SPAN),
        **{field.name: getattr(named, field.name) for field in fields(named)},
    )


def join_kept(pieces: Sequence[Kept]) -> Kept:
    """All of them as one, in order of position."""
    joined = {field.name: _concatenated([getattr(piece, field.name) for piece in pieces]) for field in fields(Kept)}
    whole = Kept(**joined)
    if bool((whole.position[1:] > whole.position[:-1]).all()):
        return whole
    return whole.take(np.argsort(whole.position, kind="stable"))


def _concatenated(pieces: Sequence[Any]) -> Any:
    if not isinstance(pieces[0], Rows):
        return np.concatenate(pieces)
    sizes = np.concatenate([piece.sizes() for piece in pieces])
    return Rows(np.concatenate([piece.flat for piece in pieces]), offsets_of(sizes))


def nothing() -> Repeats:
    """Facts of no records."""
    return Repeats(keep((), (), tokenize(())), np.zeros(0, np.int64), 0.0)
