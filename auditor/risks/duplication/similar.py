"""Near copies: prompts, answers and whole records that share most of their shingles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.text.boilerplate import bare, settle
from auditor.text.groups import Clusters, cluster, first_of, name_rows
from auditor.text.kept import Kept
from auditor.text.overlap import Pairs, Ranks, Sets, ranked, self_join, sets_of, similarity
from auditor.text.shingles import Places, Rows, offsets_of

EXAMPLES = 10
"""How many examples of boilerplate are named."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of the records: its different texts as sets of what is not boilerplate."""

    sets: Sets
    first: Places
    """The first record that each set is of."""
    of: Places
    """The set of each record."""
    template: NDArray[np.bool_]
    """Of each set whether it is little but boilerplate. Such a set is left empty."""


@dataclass(frozen=True, slots=True, eq=False)
class Similar:
    """The near copies among records."""

    most: int
    """Boilerplate is what more than so many different texts hold."""
    boilerplate: tuple[tuple[int, int], ...]
    """Examples of it: the first record that holds it, and how many different texts do."""
    pair: Field
    prompt: Field
    answer: Field
    clusters: Clusters
    """Of the sets of `pair`."""
    prompts: Pairs
    """Sets of `prompt`."""
    answers: Pairs


def similar(kept: Kept, first: Places, threshold: float, workers: int) -> Similar:
    """Compares all records with each other. `first` is for each record the first one of which it is a copy."""
    full = _fields(kept, first, workers)

    def attempt(most: int) -> Similar:
        pair, prompt, answer = (_bare(field, most) for field in full)
        records, prompts, answers = (self_join(field.sets, threshold, workers) for field in (pair, prompt, answer))
        weights = np.bincount(pair.of, minlength=len(pair.first))
        clusters = cluster(weights, records, similarity(pair.sets, pair.sets, records))
        return Similar(most, _boilerplate(full[0], most), pair, prompt, answer, clusters, prompts, answers)

    return settle(len(full[0].first), attempt)[1]


def _fields(kept: Kept, first: Places, workers: int) -> tuple[Field, Field, Field]:
    """Pair, prompt and answer of the records, boilerplate and all."""
    prompt, answer = (_field(rows, workers) for rows in (kept.prompts(), kept.answers()))
    both = (prompt.of[first].astype(np.uint64) << np.uint64(32)) + answer.of[first].astype(np.uint64) + np.uint64(1)
    same = first_of(both)
    units = np.unique(same)
    asked, said = prompt.sets.rows(prompt.of[units]), answer.sets.rows(answer.of[units])
    vocabulary = len(prompt.sets.frequency)
    joined = _side_by_side(asked, (said[0] + np.int32(vocabulary), said[1]))
    sets = ranked(*joined, vocabulary + len(answer.sets.frequency))
    return _plain(sets, units, np.searchsorted(units, same)), prompt, answer


def _field(rows: Rows, workers: int) -> Field:
    """The different rows as sets."""
    first = first_of(name_rows(rows))
    chosen = np.unique(first)
    return _plain(sets_of(rows.take(chosen), workers), chosen, np.searchsorted(chosen, first))


def _plain(sets: Sets, first: Places, of: Places) -> Field:
    return Field(sets, first, of, np.zeros(len(first), bool))


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


def _bare(field: Field, most: int) -> Field:
    """The field without boilerplate."""
    sets, template = bare(field.sets, most)
    return Field(sets, field.first, field.of, template)
