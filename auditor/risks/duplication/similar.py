"""Near copies: prompts, answers and whole records that share most of their shingles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from auditor.text.boilerplate import PASSAGE, Bare, bare, boundary, longest_own, settle
from auditor.text.groups import Clusters, cluster, first_of, name_rows
from auditor.text.kept import Kept
from auditor.text.overlap import (
    Pairs,
    Ranks,
    Sets,
    followers,
    joined,
    parallel,
    ranked,
    ranked_texts,
    self_join,
    similarity,
)
from auditor.text.shingles import Places, Rows, offsets_of

Mask = NDArray[np.bool_]
EXAMPLES = 10
"""How many examples of boilerplate are named."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of the records: its different texts as sets of all their shingles."""

    sets: Sets
    first: Places
    """The first record that each set is of."""
    of: Places
    """The set of each record."""
    texts: tuple[tuple[Ranks, Places, Places], ...]
    """The ranks as they stand in the texts: ranks and offsets of some rows, and which of them each set is made of."""

    def passages(self, own: Mask) -> Places:
        """The longest run in the text of each set of what is its own, by rank."""
        runs = [longest_own(ranks, offsets, own)[of] for ranks, offsets, of in self.texts]
        longest: Places = np.max(runs, axis=0)
        return longest


Thunk = Callable[[], Field]


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """The near copies in one field."""

    field: Field
    bare: Bare
    """Its sets without boilerplate."""
    pairs: Pairs
    score: NDArray[np.float64]
    whole: bool
    """Whether all that could be a pair was looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Similar:
    """The near copies among records."""

    most: int
    """Boilerplate is what more than so many different texts hold."""
    boilerplate: tuple[tuple[int, int], ...]
    """Examples of it: the first record that holds it, and how many different texts do."""
    pair: Near
    prompt: Near
    answer: Near
    clusters: Clusters
    """Of the sets of `pair`."""
    whole: bool
    """Whether near copies were looked for as told; else more counted as boilerplate than should."""


def similar(kept: Kept, first: Places, threshold: float, workers: int) -> Similar:
    """Compares all records with each other. `first` is for each record the first one of which it is a copy."""
    fields = fields_of(kept, first, workers)

    def attempt(most: int) -> Similar:
        different = tuple(dict.fromkeys((fields.asked, fields.whole, fields.said)))
        near = dict(
            zip(different, parallel(lambda f: _near(f(), most, threshold, workers), different, workers), strict=True)
        )
        pair = near[fields.whole]
        clusters = cluster(np.bincount(pair.field.of), pair.pairs, pair.score)
        complete = most == boundary(fields.texts) and all(one.whole for one in near.values())
        return Similar(
            most, _boilerplate(pair.field, most), pair, near[fields.asked], near[fields.said], clusters, complete
        )

    return settle(fields.texts, attempt)[1]


def _near(field: Field, most: int, threshold: float, workers: int) -> Near:
    """The near copies in a field: by what is not boilerplate; and by all, where only a word here and there is not.

    Near copies in great number make boilerplate of what they share. What is left of each tells them from texts that
    fill in a template: no passage, only the words that were changed.
    """
    rare = bare(field.sets, most)
    pairs = self_join(rare.sets, threshold, workers)
    score = similarity(rare.sets, rare.sets, pairs)
    own = field.sets.frequency <= most
    loose = np.flatnonzero(rare.mixed & (field.passages(own) < PASSAGE))
    led, whole = followers(field.sets.some(loose), threshold)
    more = Pairs(loose[led.left].astype(np.int32), loose[led.right].astype(np.int32), led.shared)
    among = np.zeros(len(field.sets), bool)
    among[loose] = True
    fresh = ~np.isin(_keys(more), _keys(pairs)[among[pairs.left] & among[pairs.right]])
    more = Pairs(more.left[fresh], more.right[fresh], more.shared[fresh])
    score = np.concatenate([score, similarity(field.sets, field.sets, more)])
    return Near(field, rare, joined(pairs, more), score, whole)


def _keys(pairs: Pairs) -> Places:
    return pairs.left.astype(np.int64) << 32 | pairs.right


class Fields(NamedTuple):
    """The fields of records."""

    asked: Thunk
    said: Thunk
    whole: Thunk
    """Both as one: it is made while the prompts are compared, or is one of them if that is all there is."""
    texts: int
    """How many different texts the whole has."""


def fields_of(kept: Kept, first: Places, workers: int) -> Fields:
    """Prompts, answers and both of the records; `first` is for each the first one of which it is a copy."""
    prompts, answers = parallel(lambda rows: _field(rows(), workers), (kept.prompts, kept.answers), workers)

    def asked() -> Field:
        return prompts

    def said() -> Field:
        return answers

    if not len(prompts.sets.ranks):
        return Fields(asked, said, said, len(answers.first))
    if not len(answers.sets.ranks):
        return Fields(asked, said, asked, len(prompts.first))
    of, units = _units(prompts.of[first], answers.of[first])
    return Fields(asked, said, cache(lambda: _beside(prompts, answers, of, units)), len(units))


def _units(asked: Places, said: Places) -> tuple[Places, Places]:
    """Records of the same prompt and answer as one: the unit of each record, and the first record of each unit."""
    same = first_of((asked.astype(np.uint64) << np.uint64(32)) + said.astype(np.uint64) + np.uint64(1))
    units = np.flatnonzero(same == np.arange(len(same)))
    return np.searchsorted(units, same), units


def _beside(asked: Field, said: Field, of: Places, units: Places) -> Field:
    """Prompts and answers of the units as one field."""
    parts = asked.of[units], said.of[units]
    prompts, answers = asked.sets.rows(parts[0]), said.sets.rows(parts[1])
    vocabulary = len(asked.sets.frequency)
    beside = _side_by_side(prompts, (answers[0] + np.int32(vocabulary), answers[1]))
    sets, ranks = ranked(*beside, vocabulary + len(said.sets.frequency))
    texts = tuple(
        (ranks[text + np.int32(shift)], offsets, part)
        for (text, offsets, _), shift, part in zip((asked.texts[0], said.texts[0]), (0, vocabulary), parts, strict=True)
    )
    return Field(sets, units, of, texts)


def _field(rows: Rows, workers: int) -> Field:
    """The different rows as sets."""
    first = first_of(name_rows(rows))
    chosen = np.flatnonzero(first == np.arange(len(first)))
    different = rows.take(chosen)
    sets, ranks = ranked_texts(different, workers)
    texts = ((ranks, different.offsets, np.arange(len(chosen))),)
    return Field(sets, chosen, np.searchsorted(chosen, first), texts)


def _side_by_side(left: tuple[Ranks, Places], right: tuple[Ranks, Places]) -> tuple[Ranks, Places]:
    """Two collections of as many rows, row by row behind each other."""
    sizes = np.diff(left[1])
    offsets = offsets_of(sizes + np.diff(right[1]))
    flat = np.empty(offsets[-1], np.int32)
    own = np.arange(len(left[0])) + np.repeat(offsets[:-1] - left[1][:-1], sizes)
    other = np.ones(len(flat), bool)
    other[own] = False
    flat[own], flat[other] = left[0], right[0]
    return flat, offsets


def _boilerplate(field: Field, most: int) -> tuple[tuple[int, int], ...]:
    """The most frequent shingle of each set, where it is boilerplate: the first set that has it, and how many do."""
    filled = np.flatnonzero(field.sets.sizes() > 0)
    ranks, first = np.unique(field.sets.ranks[field.sets.offsets[1:][filled] - 1], return_index=True)
    counts = field.sets.frequency[ranks]
    common = np.flatnonzero(counts > most)[::-1][:EXAMPLES]
    return tuple(zip(field.first[filled[first[common]]].tolist(), counts[common].tolist(), strict=True))
