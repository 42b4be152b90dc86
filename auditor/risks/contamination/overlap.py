"""Which evaluation records stand in the training data, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from auditor.text.boilerplate import bare, boundary, scattered, settle
from auditor.text.groups import first_of, name_rows
from auditor.text.kept import Kept
from auditor.text.overlap import (
    Pairs,
    Sets,
    TooManyError,
    contained,
    followers,
    join,
    joined,
    ranked_texts,
    sets_of,
    similarity,
)
from auditor.text.shingles import Hashes, Places, Rows, offsets_of

WITHIN = 0.8
"""Share of the shingles of a question that stand in a text which contains it."""
SHORTEST = 8
"""Shingles of a text that can be found inside another one: nine words, or ten Chinese characters."""
Floats = NDArray[np.float64]


class Hit(NamedTuple):
    """An evaluation record, the training record in which it was found, and what says so."""

    measure: str
    place: int
    partner: int
    name: int
    """Digest of the part that was found."""
    score: float


class Looked(NamedTuple):
    """What one measure has found."""

    measure: str
    hits: tuple[Hit, ...]
    whole: bool
    """Whether all was looked at that is told; else too much is alike, and there can be more."""


def exact_hits(kept: Kept, shortest_answer: int) -> Iterator[Hit]:
    """Evaluation records of which a part is in the training data, letter by letter."""
    held_out, train = np.flatnonzero(~kept.train), np.flatnonzero(kept.train)
    yield from _questions(kept, held_out, train)
    for measure, names in (
        ("answer", np.where(kept.length >= shortest_answer, kept.answer, np.uint64(0))),
        ("pair", kept.exchange),
    ):
        known, first = np.unique(names[train], return_index=True)
        for place, at in _found(names[held_out], known):
            yield Hit(measure, int(held_out[place]), int(train[first[at]]), int(known[at]), 1.0)


def _questions(kept: Kept, held_out: Places, train: Places) -> Iterator[Hit]:
    """By all that the user said, and by a field that no other evaluation record has: a shared instruction is none."""
    lists = [(rows.take(train), rows.take(held_out)) for rows in (kept.questions, kept.fields)]
    names = np.concatenate([trained.flat for trained, _ in lists])
    owner = np.concatenate([np.repeat(train, trained.sizes()) for trained, _ in lists])
    order = np.argsort(owner, kind="stable")
    known, first = np.unique(names[order], return_index=True)
    asked, fields = (asked for _, asked in lists)
    whole = np.where(asked.sizes() > 0, np.append(asked.flat, np.uint64(0))[asked.offsets[:-1]], np.uint64(0))
    single, counts = np.unique(fields.flat, return_counts=True)
    own = np.where(np.isin(fields.flat, single[counts == 1]), fields.flat, np.uint64(0))
    places = np.concatenate([held_out, np.repeat(held_out, fields.sizes())])
    seen: set[int] = set()
    for place, at in _found(np.concatenate([whole, own]), known):
        if (record := int(places[place])) not in seen:
            seen.add(record)
            yield Hit("prompt", record, int(owner[order[first[at]]]), int(known[at]), 1.0)


def _found(names: Hashes, known: Hashes) -> Iterator[tuple[int, int]]:
    """Which of the names are known, and where; an empty one is not."""
    if len(known):
        at = np.minimum(np.searchsorted(known, names), len(known) - 1)
        for place in np.flatnonzero((known[at] == names) & (names != 0)).tolist():
            yield place, int(at[place])


def near_hits(kept: Kept, threshold: float, shortest_answer: int, workers: int) -> Iterator[Looked]:
    """Evaluation records that are much like a training record, or hold it, or are held by it: measure by measure."""
    every = np.arange(len(kept))
    prompts, whole = kept.prompts(), kept.whole()
    long_enough = kept.length >= shortest_answer
    for measure, rows, names, wanted in (
        ("near_prompt", prompts, kept.prompt, every >= 0),
        ("near_answer", kept.answers(), kept.answer, long_enough),
        ("near_pair", kept.pairs(), kept.exchange, every >= 0),
    ):
        yield _near(measure, kept, rows.take(every[wanted]), names, every[wanted], threshold, workers)
    yield _within("contained", kept, prompts, whole, ~kept.train, workers)
    yield _within("contains", kept, prompts, prompts, kept.train, workers)


def _near(
    measure: str, kept: Kept, rows: Rows, names: Hashes, places: Places, threshold: float, workers: int
) -> Looked:
    """Of every evaluation record the training record that is most like it, if one is."""
    train = kept.train[places]
    named = name_rows(rows)
    firsts = first_of(np.where((named != 0) & ~train, ~named, named))
    first = np.unique(firsts)
    different = rows.take(first)
    sets, texts = ranked_texts(different, workers)
    one, other = np.flatnonzero(~train[first]), np.flatnonzero(train[first])

    def attempt(most: int) -> tuple[Pairs, Floats, bool]:
        rare = bare(sets, most).sets
        parts = rare.some(one), rare.some(other)
        pairs = join(*parts, threshold, workers)
        loose = scattered(sets, texts, different.offsets, most)
        more, whole = _loosely(sets, one[loose[one]], other[loose[other]], threshold, workers)
        left, right = np.searchsorted(one, more.left), np.searchsorted(other, more.right)
        more = Pairs(left.astype(np.int32), right.astype(np.int32), more.shared)
        score = similarity(*parts, pairs), similarity(sets.some(one), sets.some(other), more)
        return joined(pairs, more), np.concatenate(score), whole

    most, (pairs, score, whole) = settle(len(first), attempt)
    partner = {int(one[pairs.left[at]]): (int(other[pairs.right[at]]), value) for at, value in _nearest(pairs, score)}
    of = np.searchsorted(first, firsts)
    hits = []
    for place in np.flatnonzero(~train).tolist():
        if found := partner.get(int(of[place])):
            record = int(places[place])
            hits.append(Hit(measure, record, int(places[first[found[0]]]), int(names[record]), found[1]))
    return Looked(measure, tuple(hits), whole and most == boundary(len(first)))


def _loosely(sets: Sets, one: Places, other: Places, threshold: float, workers: int) -> tuple[Pairs, bool]:
    """Near copies among texts without a passage of their own, boilerplate and all; and whether these are all pairs.

    Where there are too many to name all pairs, each has the first one that leads its like.
    """
    try:
        found = join(sets.some(one), sets.some(other), threshold, workers)
        return Pairs(one[found.left].astype(np.int32), other[found.right].astype(np.int32), found.shared), True
    except TooManyError:
        every = np.concatenate([other, one]).astype(np.int32)
        led, _ = followers(sets.some(every), threshold)
        across = (led.left < len(other)) & (led.right >= len(other))
        return Pairs(every[led.right[across]], every[led.left[across]], led.shared[across]), False


def _within(measure: str, kept: Kept, small: Rows, large: Rows, asked: NDArray[np.bool_], workers: int) -> Looked:
    """Evaluation records of which the prompt stands in a training record, or in which a training prompt stands.

    The small texts are those of the records `asked`, the large ones those of the others; of equal texts the first.
    """
    held_out = bool((asked == ~kept.train).all())
    one = _different(small, np.flatnonzero(asked & (small.sizes() >= SHORTEST)), each=held_out)
    other = _different(large, np.flatnonzero(~asked), each=not held_out)
    parts = small.take(one), large.take(other)
    flat, sizes = (np.concatenate(both) for both in zip(*((part.flat, part.sizes()) for part in parts), strict=True))
    sets = sets_of(Rows(flat, offsets_of(sizes)), workers)

    def attempt(most: int) -> tuple[Pairs, Floats]:
        rare = bare(sets, most).sets
        halves = rare.some(np.arange(len(one))), rare.some(np.arange(len(one), len(sets)))
        pairs = contained(*halves, WITHIN, workers)
        return pairs, pairs.shared / halves[0].sizes()[pairs.left]

    most, (pairs, score) = settle(len(kept), attempt)
    both = one[pairs.left], other[pairs.right]
    left, right = both if held_out else both[::-1]
    hits = []
    for at, value in _nearest(Pairs(left.astype(np.int32), right.astype(np.int32), pairs.shared), score):
        record = int(left[at])
        hits.append(Hit(measure, record, int(right[at]), int(kept.prompt[record]), value))
    return Looked(measure, tuple(hits), most == boundary(len(kept)))


def _different(rows: Rows, places: Places, *, each: bool) -> Places:
    """Places of rows, of equal ones only the first, or each of them."""
    return places if each else places[np.unique(first_of(name_rows(rows.take(places))))]


def _nearest(pairs: Pairs, score: Floats) -> Iterator[tuple[int, float]]:
    """Of every left one its best pair, and the score."""
    order = np.lexsort((pairs.right, -score, pairs.left))
    for at in order[np.flatnonzero(np.diff(pairs.left[order], prepend=-1))].tolist():
        yield at, float(score[at])
