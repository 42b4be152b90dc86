"""Which records repeat which: every hit of every measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from auditor.risks.duplication.similar import Field, Similar
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
    clusters, unit = found.clusters, found.pair.of[distinct]
    stands_for = found.pair.first[clusters.medoid[unit]]
    near = np.flatnonzero(stands_for != distinct)
    columns = distinct[near], stands_for[near], clusters.score[unit[near]], clusters.partners[unit[near]]
    for row in zip(*(column.tolist() for column in columns), strict=True):
        yield Hit("near_pair", *row)
    yield from _one_sided("near_prompt", found.prompt, found.prompts, found.answer, kept.wording)
    long_enough = kept.length[found.answer.first] >= shortest_answer
    pairs = found.answers
    both = long_enough[pairs.left] & long_enough[pairs.right]
    answers = Pairs(pairs.left[both], pairs.right[both], pairs.shared[both])
    yield from _one_sided("near_answer", found.answer, answers, found.prompt, kept.answer)
    for place in distinct[found.pair.template[unit]].tolist():
        yield Hit("template", place, None)
    for place, count in found.boilerplate:
        yield Hit("boilerplate", place, None, None, count)


def _one_sided(measure: str, near: Field, pairs: Pairs, far: Field, names: Hashes) -> Iterator[Hit]:
    """Texts much like an earlier one, the nearest, where what belongs to them is not alike.

    Of several records with the same text the first is compared. Those of the same name differ in nothing that counts.
    """
    score = similarity(near.sets, near.sets, pairs)
    order = np.lexsort((pairs.left, -score, pairs.right))
    nearest = order[np.flatnonzero(np.diff(pairs.right[order], prepend=-1))]
    left, right = near.first[pairs.left[nearest]], near.first[pairs.right[nearest]]
    other = pairs_of(far.sets, far.sets, far.of[left].astype(np.int32), far.of[right].astype(np.int32))
    sizes = far.sets.sizes()
    told = (sizes[other.left] > 0) & (sizes[other.right] > 0)
    with np.errstate(invalid="ignore"):
        apart = told & (similarity(far.sets, far.sets, other) < FAR) & (names[left] != names[right])
    for place in np.flatnonzero(apart).tolist():
        yield Hit(measure, int(right[place]), int(left[place]), float(score[nearest[place]]))


def span_hits(kept: Kept, distinct: Places, workers: int) -> Iterator[Hit]:
    """Answers with a span that also stands in another answer, with the first such answer; equal answers are one."""
    answers = distinct[np.unique(first_of(kept.answer[distinct]))]
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
