"""Columns of digests for a batch of records: what names each part of each record, made without a loop over records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from auditor.records import ANSWERS, SYSTEM, TOOLS, USER
from auditor.text.digests import Digest, Parts, both_digests, fields_of, questions_of
from auditor.text.shingles import Hashes, Places, Rows, mixed, offsets_of

Mask = NDArray[np.bool_]
REJECTED = "rejected"
"""Stands for a role where an answer is one that a preference pair rejects."""
_STEP = np.uint64(0x9E3779B97F4A7C15)
_ONE = np.uint64(1)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What names the parts of records, by record; 0 where there is no such part."""

    system: Hashes
    """System prompt and tools."""
    prompt: Hashes
    """All that stands before the answer, with roles, system prompt and tools."""
    wording: Hashes
    """The prompt, whatever numbers stand in it."""
    answer: Hashes
    pair: Hashes
    """All that is trained on."""
    numbers: Hashes
    """The pair, whatever numbers stand in it."""
    exchange: Hashes
    """All that the user said, and the answer."""
    talk: Hashes
    """The conversation, turn by turn."""
    beginnings: Rows
    """The conversation up to each answer before the last one: `talk` of a record that ends there."""
    questions: Rows
    """What the user said, without roles, system prompt and tools: all of it, then each message of several."""
    fields: Rows
    """Of a prompt that is spread over several fields (instruction and input): each longer one alone."""


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """All texts of the records: of each its turns, then its tools, then its rejected answers."""

    records: int
    owner: Places
    """The record of each text."""
    filled: Mask
    """Whether there is any text."""
    alone: Hashes
    said: Hashes
    """The text in its role."""
    bare: Hashes
    """The same, whatever numbers stand in it."""
    turn: Mask
    asked: Mask
    tool: Mask
    rejected: Mask
    system: Mask
    user: Mask
    speaks: Mask
    """Whether the model itself says it."""

    def rows(self, names: Hashes, chosen: Mask) -> Rows:
        """The names of the chosen texts, by record."""
        return Rows(names[chosen], offsets_of(np.bincount(self.owner[chosen], minlength=self.records)))


def columns_of(parts: Sequence[Parts]) -> Columns:
    """The digests of records' parts."""
    texts = _texts(parts)
    context = (texts.asked | texts.tool) & texts.filled
    answered = texts.turn & ~texts.asked & texts.filled
    rejected = texts.rejected & texts.filled
    labels = np.array([0 if part.label is None else 1 + part.label for part in parts], np.uint64)
    prompt, wording = (_in_order(texts.rows(names, context)) for names in (texts.said, texts.bare))
    answer = _in_order(texts.rows(texts.alone, answered))
    others = _in_order(texts.rows(texts.alone, rejected))
    filled = (prompt | answer | others) != 0
    bare = [_in_order(texts.rows(texts.bare, chosen)) for chosen in (answered, rejected)]
    talk = texts.turn & texts.filled
    questions, whole = _questions(parts, texts)
    none = np.uint64(0)
    return Columns(
        system=_in_order(texts.rows(texts.said, (texts.system | texts.tool) & texts.filled)),
        prompt=prompt,
        wording=wording,
        answer=answer,
        pair=np.where(filled, _beside(prompt, answer, others, labels), none),
        numbers=np.where(filled, _beside(wording, *bare, labels), none),
        exchange=np.where(answer != 0, _beside(whole, answer), none),
        talk=_in_order(texts.rows(texts.said, talk)),
        beginnings=_beginnings(texts, talk),
        questions=questions,
        fields=_lists(len(parts), {i: fields_of(parts[i]) for i in _several(texts)}),
    )


def _texts(parts: Sequence[Parts]) -> _Texts:
    texts, roles = list[str](), list[str]()
    for part in parts:
        texts += part.texts
        roles += [turn.role for turn in part.turns]
        if part.tools or part.rejected:
            texts += part.tools + part.rejected
            roles += [TOOLS] * len(part.tools) + [REJECTED] * len(part.rejected)
    counts = np.array([(p.asked, len(p.turns), len(p.tools), len(p.rejected)) for p in parts], np.int64).reshape(-1, 4)
    sizes = counts[:, 1:].sum(axis=1)
    owner = np.repeat(np.arange(len(parts)), sizes)
    place = np.arange(len(texts)) - np.repeat(offsets_of(sizes)[:-1], sizes)
    turn = place < counts[owner, 1]
    tool = ~turn & (place < counts[owner, 1] + counts[owner, 2])
    known = list(dict.fromkeys(roles))
    number = {role: i for i, role in enumerate(known)}
    role = np.fromiter(map(number.__getitem__, roles), np.int64, len(roles))
    seeds = np.array([_seed(name) for name in known], np.uint64)[role]
    alone, bare = (np.array(names, np.uint64) for names in both_digests(texts))

    def one_of(*names: str) -> Mask:
        chosen: Mask = turn & np.array([name in names for name in known], bool)[role]
        return chosen

    return _Texts(
        len(parts), owner, alone != 0, alone, mixed(alone + seeds), mixed(bare + seeds),
        turn, place < counts[owner, 0], tool, ~turn & ~tool, one_of(SYSTEM), one_of(USER), one_of(*ANSWERS),
    )  # fmt: skip


@cache
def _seed(role: str) -> int:
    return int(_STEP) * (1 + crc32(role.encode("utf-8", "surrogatepass"))) % 2**64


def _beginnings(texts: _Texts, talk: Mask) -> Rows:
    """The conversation up to each answer behind which it goes on, but for one that it begins with."""
    rows = texts.rows(texts.said, talk)
    inner = np.ones(len(rows.flat), bool)
    filled = rows.sizes() > 0
    inner[rows.offsets[:-1][filled]] = inner[rows.offsets[1:][filled] - 1] = False
    chosen = inner & texts.speaks[talk]
    counts = np.bincount(texts.owner[talk][chosen], minlength=texts.records)
    return Rows(_running(rows)[chosen], offsets_of(counts))


def _several(texts: _Texts) -> list[int]:
    """Records in which the user says more than one thing."""
    return np.flatnonzero(np.bincount(texts.owner[_users(texts)], minlength=texts.records) > 1).tolist()


def _users(texts: _Texts) -> Mask:
    return texts.asked & texts.user & texts.filled


def _questions(parts: Sequence[Parts], texts: _Texts) -> tuple[Rows, Hashes]:
    """The questions of each record, and the first of them: all that the user said."""
    users = _users(texts)
    owner = texts.owner[users]
    whole = np.zeros(len(parts), np.uint64)
    whole[owner] = texts.alone[users]
    several = {i: questions_of(parts[i]) for i in _several(texts)}
    rows = _lists(len(parts), several, whole)
    filled = rows.sizes() > 0
    whole[filled] = rows.flat[rows.offsets[:-1][filled]]
    return rows, whole


def _lists(records: int, several: dict[int, tuple[Digest, ...]], single: Hashes | None = None) -> Rows:
    """Rows of the `several` numbers of some records; of the others their `single` one, where it is not 0."""
    sizes = np.zeros(records, np.int64) if single is None else (single != 0).astype(np.int64)
    for i, names in several.items():
        sizes[i] = len(names)
    offsets = offsets_of(sizes)
    flat = np.zeros(offsets[-1], np.uint64)
    if single is not None:
        flat[offsets[:-1][sizes > 0]] = single[sizes > 0]
    for i, names in several.items():
        flat[offsets[i] : offsets[i + 1]] = names
    return Rows(flat, offsets)


def _in_order(rows: Rows) -> Hashes:
    """A number that names the numbers of each row in their order; 0 for a row that has none."""
    filled = rows.sizes() > 0
    names = np.zeros(len(rows), np.uint64)
    names[filled] = _running(rows)[rows.offsets[1:][filled] - 1]
    return names


def _running(rows: Rows) -> Hashes:
    """For every entry a number that names its row up to it, itself included; never 0."""
    sizes = rows.sizes()
    place = np.arange(len(rows.flat), dtype=np.int64) - np.repeat(rows.offsets[:-1], sizes)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(_placed(rows.flat, place.astype(np.uint64)))])
    return _named(sums[1:] - np.repeat(sums[rows.offsets[:-1]], sizes))


def _beside(*columns: Hashes) -> Hashes:
    """A number that names the numbers that stand at the same place in each column."""
    total = np.zeros(len(columns[0]), np.uint64)
    for place, column in enumerate(columns):
        total += _placed(column, np.full(1, place, np.uint64))
    return _named(total)


def _placed(names: Hashes, place: Hashes) -> Hashes:
    return mixed(names + (place + _ONE) * _STEP)


def _named(sums: Hashes) -> Hashes:
    return np.maximum(mixed(sums), _ONE)
