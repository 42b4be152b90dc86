"""Which records repeat which: every hit of every measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from auditor.risks.duplication.similar import Near, Similar
from auditor.text.groups import first_of
from auditor.text.kept import Kept
from auditor.text.overlap import Pairs, Ranks, Sets, pairs_of, sets_of, similarity
from auditor.text.shingles import Hashes, Places

FAR = 0.5
"""Similarity below which two answers, or two prompts, are not the same."""


class Hit(NamedTuple):
    """A record that repeats something. Places are those of the records that were compared."""

    measure: str
    place: int
    partner: int | None
    score: float | None = None
    times: int | None = None


def exact_hits(kept: Kept, distinct: Places, shortest_answer: int) -> Iterator[Hit]:
    """Records of which a part is the same as one of an earlier record."""
    first = first_of(kept.pair)
    yield from _repeats("pair", np.arange(len(kept)), first)
    long_answers = np.where(kept.length >= shortest_answer, kept.answer, np.uint64(0))
    for measure, names in (("prompt", kept.prompt), ("answer", long_answers), ("numbers", kept.numbers)):
        yield from _repeats(measure, distinct, first_of(names[distinct]))
    yield from _beginnings(kept, distinct)


def _repeats(measure: str, places: Places, first: Places) -> Iterator[Hit]:
    for place in np.flatnonzero(first != np.arange(len(first))).tolist():
        yield Hit(measure, int(places[place]), int(places[first[place]]), 1.0)


def _beginnings(kept: Kept, distinct: Places) -> Iterator[Hit]:
    """Conversations with which a longer one begins."""
    names, first = np.unique(kept.beginnings.flat, return_index=True)
    if not len(names):
        return
    owner = np.repeat(np.arange(len(kept)), kept.beginnings.sizes())
    at = np.minimum(np.searchsorted(names, kept.talk[distinct]), len(names) - 1)
    for place in np.flatnonzero(names[at] == kept.talk[distinct]).tolist():
        yield Hit("prefix", int(distinct[place]), int(owner[first[at[place]]]), 1.0)


def near_hits(kept: Kept, distinct: Places, found: Similar, shortest_answer: int) -> Iterator[Hit]:
    """Records that are much like another one, in all or in one part. None of the `distinct` is a copy of another."""
    clusters, field = found.clusters, found.pair.field
    unit = field.of[distinct]
    stands_for = field.first[clusters.medoid[unit]]
    # What differs only in its numbers is a class of its own.
    near = np.flatnonzero((stands_for != distinct) & (kept.numbers[stands_for] != kept.numbers[distinct]))
    sizes = np.bincount(clusters.medoid[field.of])
    columns = distinct[near], stands_for[near], clusters.score[unit[near]], sizes[clusters.medoid[unit[near]]]
    for row in zip(*(column.tolist() for column in columns), strict=True):
        yield Hit("near_pair", *row)
    yield from _one_sided("near_prompt", found.prompt, found.answer, (kept.wording, kept.numbers))
    long_enough = kept.length[found.answer.field.first] >= shortest_answer
    pairs = found.answer.pairs
    both = long_enough[pairs.left] & long_enough[pairs.right]
    some = Pairs(pairs.left[both], pairs.right[both], pairs.shared[both])
    answers = replace(found.answer, pairs=some, score=found.answer.score[both])
    yield from _one_sided("near_answer", answers, found.prompt, (kept.answer, kept.numbers))
    alone = found.pair.bare.little & (clusters.partners == 0)
    for place in distinct[alone[unit]].tolist():
        yield Hit("template", place, None)
    for place, count in found.boilerplate:
        yield Hit("boilerplate", place, None, None, count)


def _one_sided(measure: str, near: Near, far: Near, apart_by: tuple[Hashes, ...]) -> Iterator[Hit]:
    """Texts much like an earlier one, the nearest, where what belongs to them is not alike.

    Of several records with the same text the first is compared. Those that have one of the names `apart_by` in common
    differ in nothing that counts.
    """
    pairs, score = near.pairs, near.score
    if not len(far.bare.sets.ranks):  # the common case of plain texts, which have no prompts
        return
    order = np.lexsort((pairs.left, -score, pairs.right))
    nearest = order[np.flatnonzero(np.diff(pairs.right[order], prepend=-1))]
    left, right = near.field.first[pairs.left[nearest]], near.field.first[pairs.right[nearest]]
    of = far.field.of
    other = pairs_of(far.bare.sets, far.bare.sets, of[left].astype(np.int32), of[right].astype(np.int32))
    sizes = far.bare.sets.sizes()
    told = (sizes[other.left] > 0) & (sizes[other.right] > 0)
    with np.errstate(invalid="ignore"):
        apart = told & (similarity(far.bare.sets, far.bare.sets, other) < FAR)
    for names in apart_by:
        apart &= names[left] != names[right]
    for place in np.flatnonzero(apart).tolist():
        yield Hit(measure, int(right[place]), int(left[place]), float(score[nearest[place]]))


def span_hits(kept: Kept, distinct: Places, workers: int) -> Iterator[Hit]:
    """Answers with a span that also stands in another answer, with the first such answer; equal answers are one."""
    first = first_of(kept.answer[distinct])
    answers = distinct[first == np.arange(len(first))]
    sets = sets_of(kept.spans.take(answers), workers)
    filled = np.flatnonzero(sets.sizes() > 0)
    most = sets.ranks[sets.offsets[1:][filled] - 1]
    shared = sets.frequency[most] > 1
    first, second = _holders(sets, most[shared])
    rows = zip(filled[shared].tolist(), first.tolist(), second.tolist(), sets.frequency[most[shared]], strict=True)
    for place, one, other, count in rows:
        yield Hit("span", int(answers[place]), int(answers[other if one == place else one]), None, int(count))


def _holders(sets: Sets, wanted: Ranks) -> tuple[Places, Places]:
    """For each of some ranks, which several sets hold, the first two of those."""
    chosen = np.zeros(len(sets.frequency), bool)
    chosen[wanted] = True
    at = np.flatnonzero(chosen[sets.ranks])
    order = at[np.argsort(sets.ranks[at], kind="stable")]
    ranks = sets.ranks[order]
    owners = np.searchsorted(sets.offsets, order, "right") - 1
    begin = np.searchsorted(ranks, wanted)
    return owners[begin], owners[begin + 1]


def system_hits(kept: Kept) -> Iterator[Hit]:
    """Of each system prompt that several records have the first record, and how many."""
    names, first, counts = np.unique(kept.system, return_index=True, return_counts=True)
    shared = np.flatnonzero((names != 0) & (counts > 1))
    for place in shared[np.lexsort((first[shared], -counts[shared]))].tolist():
        yield Hit("system", int(first[place]), None, None, int(counts[place]))
