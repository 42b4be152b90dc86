"""Which records must not be parted, and why: every relation that a scan for contamination knows, and two more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from auditor.risks.contamination.overlap import SHORTEST, WITHIN
from auditor.splitting.collect import Mask
from auditor.text.boilerplate import bare, boundary, scattered, settle, without
from auditor.text.groups import first_of, name_rows
from auditor.text.kept import Kept
from auditor.text.overlap import Pairs, contained, followers, ranked_texts, self_join, sets_of
from auditor.text.shingles import Hashes, Places, Rows, offsets_of

KINDS = (
    "prompt", "answer", "pair", "near_prompt", "near_answer", "near_pair", "contained", "conversation", "person"
)  # fmt: skip
_WHOLE, _MESSAGE, _FIELD = 0, 1, 2


class Tie(NamedTuple):
    """Pairs of records that must not be parted. Of equal things each is tied to the first only."""

    kind: str
    left: Places
    right: Places

    def records(self) -> int:
        """How many records it ties."""
        return len(np.unique(np.concatenate([self.left, self.right])))


class Holders(NamedTuple):
    """Who holds which name."""

    of: Places
    """By entry: the number of its name."""
    owner: Places
    counts: Places
    """By name: how many records hold it."""
    first: Places
    """By name: the first of them."""

    def tie(self, kind: str, chosen: Mask) -> Tie:
        """The holders of the chosen names, each with the first."""
        entry = chosen[self.of] & (self.owner != self.first[self.of])
        return Tie(kind, self.first[self.of[entry]], self.owner[entry])

    def any(self, entries: Mask) -> Mask:
        """By name: whether it stands in one of these entries."""
        return np.bincount(self.of[entries], minlength=len(self.counts)) > 0


def holders(names: Hashes, owner: Places) -> Holders:
    """Names and their holders; no name is empty."""
    known, of = np.unique(names, return_inverse=True)
    pairs = np.unique(np.stack([of, owner]), axis=1) if len(names) else np.zeros((2, 0), np.int64)
    first = pairs[1][np.flatnonzero(np.diff(pairs[0], prepend=-1))]
    return Holders(of, owner, np.bincount(pairs[0], minlength=len(known)), first)


def exact_ties(kept: Kept, shortest_answer: int) -> tuple[tuple[Tie, ...], Mask]:
    """Records with the same prompt, long answer or exchange; and which must be trained on."""
    ties, pinned = _prompts(kept)
    long_answers = np.where(kept.length >= shortest_answer, kept.answer, np.uint64(0))
    return (*ties, _same("answer", long_answers), _same("pair", kept.exchange)), pinned


def _same(kind: str, names: Hashes) -> Tie:
    first = first_of(names)
    other = np.flatnonzero(first != np.arange(len(first)))
    return Tie(kind, first[other], other)


def _prompts(kept: Kept) -> tuple[tuple[Tie, ...], Mask]:
    """By all that the user said, by a field of several, and by a message of a longer conversation.

    A field or message that very many records share is an instruction or a phrase, and ties nobody. Who asks nothing
    but that must be trained on: held out, it would be found in all the others.
    """
    every = np.arange(len(kept))
    sizes, flat = kept.questions.sizes(), kept.questions.flat
    role = np.full(len(flat), _MESSAGE)
    role[kept.questions.offsets[:-1][sizes > 0]] = _WHOLE
    names = np.concatenate([flat, kept.fields.flat])
    owner = np.concatenate([np.repeat(every, sizes), np.repeat(every, kept.fields.sizes())])
    role = np.concatenate([role, np.full(len(kept.fields.flat), _FIELD)])
    found = holders(names, owner)
    few = found.counts <= boundary(len(kept))
    whole = role == _WHOLE
    asked = holders(names[whole], owner[whole])
    pinned = np.zeros(len(kept), bool)
    pinned[owner[whole & (~few & found.any(~whole))[found.of]]] = True
    ties = found.tie("prompt", few & found.any(role != _MESSAGE)), asked.tie("prompt", asked.counts > 1)
    return ties, pinned


def conversation_ties(kept: Kept, most: int) -> tuple[Tie, int]:
    """Conversations with which others begin, and how many beginnings are left out as more than `most` share them."""
    every = np.arange(len(kept))
    names = np.concatenate([kept.talk, kept.beginnings.flat])
    owner = np.concatenate([every, np.repeat(every, kept.beginnings.sizes())])
    filled = names != 0
    talk = (np.arange(len(names)) < len(kept))[filled]
    found = holders(names[filled], owner[filled])
    both = found.any(talk) & found.any(~talk)
    few = found.counts <= most
    return found.tie("conversation", both & few), int((both & ~few).sum())


def person_ties(persons: Rows, most: int) -> tuple[Tie, int]:
    """Records with the same person's value, and how many values are left out as more than `most` hold them."""
    found = holders(persons.flat, np.repeat(np.arange(len(persons)), persons.sizes()))
    few = found.counts <= most
    return found.tie("person", few), int((~few).sum())


def near_ties(kept: Kept, threshold: float, shortest_answer: int, workers: int) -> Iterator[Tie]:
    """Records with a near prompt, long answer or pair, and those whose prompt stands in another one."""
    every = np.arange(len(kept))
    prompts, whole = kept.prompts(), kept.whole()
    long_enough = np.flatnonzero(kept.length >= shortest_answer)
    yield from _near("near_prompt", prompts, every, threshold, workers)
    yield from _near("near_answer", kept.answers().take(long_enough), long_enough, threshold, workers)
    yield from _near("near_pair", kept.pairs(), every, threshold, workers)
    for large in (whole, prompts):
        yield _inside(prompts, large, len(kept), workers)


def _near(kind: str, rows: Rows, places: Places, threshold: float, workers: int) -> Iterator[Tie]:
    """Every pair of texts that are near; and equal ones, so that what is boilerplate is the same on both sides."""
    firsts = first_of(name_rows(rows))
    other = np.flatnonzero(firsts != np.arange(len(firsts)))
    yield Tie(kind, places[firsts[other]], places[other])
    first = np.flatnonzero(firsts == np.arange(len(firsts)))
    different = rows.take(first)
    sets, texts = ranked_texts(different, workers)
    most, pairs = settle(len(first), lambda most: self_join(bare(sets, most).sets, threshold, workers))
    yield Tie(kind, places[first[pairs.left]], places[first[pairs.right]])
    # Near copies in great number share only what is boilerplate: each is tied to the one that leads it.
    loose = np.flatnonzero(scattered(sets, texts, different.offsets, most))
    led, _ = followers(sets.some(loose), threshold)
    yield Tie(kind, places[first[loose[led.left]]], places[first[loose[led.right]]])


def _inside(small: Rows, large: Rows, records: int, workers: int) -> Tie:
    """Prompts that stand in other texts. Boilerplate is what many of the large texts hold."""
    one = _different(small, np.flatnonzero(small.sizes() >= SHORTEST))
    other = _different(large, np.arange(len(large)))
    parts = small.take(one), large.take(other)
    sizes = np.concatenate([part.sizes() for part in parts])
    sets = sets_of(Rows(np.concatenate([part.flat for part in parts]), offsets_of(sizes)), workers)
    held = np.bincount(sets.ranks[sets.offsets[len(one)] :], minlength=len(sets.frequency))

    def attempt(most: int) -> Pairs:
        rare = without(sets, held > most).sets
        halves = rare.some(np.arange(len(one))), rare.some(np.arange(len(one), len(rare)))
        return contained(*halves, WITHIN, workers)

    _, pairs = settle(records, attempt)
    left, right = one[pairs.left], other[pairs.right]
    return Tie("contained", left[left != right], right[left != right])


def _different(rows: Rows, places: Places) -> Places:
    """Of places of equal rows the first."""
    return places[np.unique(first_of(name_rows(rows.take(places))))]


def groups_of(records: int, ties: Sequence[Tie]) -> Places:
    """The group of each record: those that ties connect, numbered in order of their first records."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    left, right = (np.concatenate([np.zeros(0, np.int64), *(tie[side] for tie in ties)]) for side in (1, 2))
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(records, records)).tocsr()
    _, labels = connected_components(graph, directed=False)
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse]
