"""Near copies: prompts, answers and whole records that share most of their shingles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.text.boilerplate import PASSAGE, bare, boundary, holds_common, longest_own, settle
from auditor.text.groups import Clusters, cluster, first_of, name_rows
from auditor.text.kept import Kept
from auditor.text.overlap import Pairs, Ranks, Sets, followers, joined, ranked, ranked_texts, self_join, similarity
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


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """The near copies in one field."""

    field: Field
    bare: Sets
    """Its sets without boilerplate; empty where there is little else."""
    little: Mask
    """Which those are."""
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
    full = _fields(kept, first, workers)

    def attempt(most: int) -> Similar:
        pair, prompt, answer = (_near(field, most, threshold, workers) for field in full)
        weights = np.bincount(pair.field.of, minlength=len(pair.field.first))
        clusters = cluster(weights, pair.pairs, pair.score)
        whole = most == boundary(texts) and all(near.whole for near in (pair, prompt, answer))
        return Similar(most, _boilerplate(full[0], most), pair, prompt, answer, clusters, whole)

    texts = len(full[0].first)
    return settle(texts, attempt)[1]


def _near(field: Field, most: int, threshold: float, workers: int) -> Near:
    """The near copies in a field: by what is not boilerplate; and by all, where only a word here and there is not.

    Near copies in great number make boilerplate of what they share. What is left of each tells them from texts that
    fill in a template: no passage, only the words that were changed.
    """
    rare, little = bare(field.sets, most)
    pairs = self_join(rare, threshold, workers)
    score = similarity(rare, rare, pairs)
    own = field.sets.frequency <= most
    loose = np.flatnonzero(holds_common(field.sets, own) & (field.passages(own) < PASSAGE))
    led, whole = followers(field.sets.some(loose), threshold)
    more = Pairs(loose[led.left].astype(np.int32), loose[led.right].astype(np.int32), led.shared)
    fresh = ~np.isin(_keys(more), _keys(pairs))
    more = Pairs(more.left[fresh], more.right[fresh], more.shared[fresh])
    score = np.concatenate([score, similarity(field.sets, field.sets, more)])
    return Near(field, rare, little, joined(pairs, more), score, whole)


def _keys(pairs: Pairs) -> Places:
    return pairs.left.astype(np.int64) << 32 | pairs.right


def _fields(kept: Kept, first: Places, workers: int) -> tuple[Field, Field, Field]:
    """Pair, prompt and answer of the records, boilerplate and all."""
    prompt, answer = (_field(rows, workers) for rows in (kept.prompts(), kept.answers()))
    both = (prompt.of[first].astype(np.uint64) << np.uint64(32)) + answer.of[first].astype(np.uint64) + np.uint64(1)
    same = first_of(both)
    units = np.unique(same)
    parts = prompt.of[units], answer.of[units]
    asked, said = prompt.sets.rows(parts[0]), answer.sets.rows(parts[1])
    vocabulary = len(prompt.sets.frequency)
    beside = _side_by_side(asked, (said[0] + np.int32(vocabulary), said[1]))
    sets, ranks = ranked(*beside, vocabulary + len(answer.sets.frequency))
    (prompts, answers), shifts = (prompt.texts[0], answer.texts[0]), (0, vocabulary)
    texts = tuple(
        (ranks[text + np.int32(shift)], offsets, part)
        for (text, offsets, _), shift, part in zip((prompts, answers), shifts, parts, strict=True)
    )
    return Field(sets, units, np.searchsorted(units, same), texts), prompt, answer


def _field(rows: Rows, workers: int) -> Field:
    """The different rows as sets."""
    first = first_of(name_rows(rows))
    chosen = np.unique(first)
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
