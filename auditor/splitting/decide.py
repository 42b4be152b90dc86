"""On which side each record goes, and the proof that a scan for contamination finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from auditor.risks.contamination import ContaminationOptions
from auditor.risks.contamination.overlap import exact_hits, near_hits
from auditor.splitting.collect import Collection, Mask
from auditor.splitting.draw import Groups, Lots, draw, lots, top_up
from auditor.splitting.ties import (
    KINDS,
    Tie,
    conversation_ties,
    exact_ties,
    groups_of,
    near_ties,
    person_ties,
)
from auditor.text.boilerplate import boundary
from auditor.text.kept import Kept
from auditor.text.shingles import Places

TOP_UPS = 3
"""How many times what was moved is made up for. After that every round holds out less, so it comes to an end."""


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """The sides, and how it came to them."""

    held_out: Mask
    groups: Groups
    ties: Mapping[str, int]
    """By kind of relation: how many records it ties to another one."""
    largest_by: str
    """Kind of the relation that ties most records of the largest group; empty where none ties any."""
    asked: int
    moved: int
    """Records of groups that were drawn and then moved into the training part, as a scan would have found them."""
    parted_values: int
    """Values of persons in so many records that they tie nobody: else nothing could have been held out."""
    parted_beginnings: int
    """The same of beginnings of conversations."""
    unproven: tuple[str, ...]
    """Measures of a scan of which not all could be looked at, since too much is alike: there they prove nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class _Tied:
    """Groups, and what makes them."""

    groups: Groups
    ties: Sequence[Tie]
    values: int
    beginnings: int


def decide(
    records: Collection, asked: int, seed: int, options: ContaminationOptions, workers: int, tick: Callable[[], None]
) -> Decided:
    """Draws what is held out. `tick` is called after each step of work."""
    kept = records.kept
    exact, pinned = exact_ties(kept, options.shortest_answer)
    ties = [*exact]
    for tie in near_ties(kept, options.threshold, options.shortest_answer, workers):
        ties.append(tie)
        tick()
    pinned |= (kept.pair == 0) | np.array([file.whole for file in records.files])[records.file]
    tied = _tied(records, ties, pinned, len(kept))
    if not _is_enough(tied.groups, asked, seed):
        loosened = _tied(records, ties, pinned, boundary(len(kept)))
        tied = loosened if _is_enough(loosened.groups, asked, seed) else tied
    chance = lots(len(tied.groups), seed)
    taken = draw(tied.groups, asked, chance)
    taken, moved, unproven = _checked(kept, tied.groups, taken, asked, chance, options, workers, tick)
    return Decided(
        held_out=taken[tied.groups.of],
        groups=tied.groups,
        ties=_counted(tied.ties),
        largest_by=_largest_by(tied),
        asked=asked,
        moved=moved,
        parted_values=tied.values,
        parted_beginnings=tied.beginnings,
        unproven=unproven,
    )


def _is_enough(groups: Groups, asked: int, seed: int) -> bool:
    """Whether at least half of what is asked for can be drawn."""
    taken = draw(groups, asked, lots(len(groups), seed))
    return 2 * int(groups.sizes[taken].sum()) >= asked


def _tied(records: Collection, ties: Sequence[Tie], pinned: Mask, most: int) -> _Tied:
    """The groups, where a value or a beginning that more than `most` records share ties nobody."""
    conversations, beginnings = conversation_ties(records.kept, most)
    persons, values = person_ties(records.persons, most)
    every = (*ties, conversations, persons)
    of = groups_of(len(records), every)
    sizes = np.bincount(of)
    first = np.unique(of, return_index=True)[1]
    places = {source: at for at, source in enumerate(dict.fromkeys(sources(records)))}
    source = np.array([places[name] for name in sources(records)], np.int64)[first]
    barred = np.bincount(of, weights=pinned, minlength=len(sizes)) > 0
    return _Tied(Groups(of, sizes, source, barred), every, values, beginnings)


def sources(records: Collection) -> list[tuple[int, str]]:
    """The file, by number, and the layout of each record."""
    return list(zip(records.file.tolist(), records.shape, strict=True))


def _checked(
    kept: Kept,
    groups: Groups,
    taken: Mask,
    asked: int,
    chance: Lots,
    options: ContaminationOptions,
    workers: int,
    tick: Callable[[], None],
) -> tuple[Mask, int, tuple[str, ...]]:
    """What is still held out when a scan for contamination finds nothing, and how many records were moved.

    The third are the measures that could not look at all of it.
    """
    allowed = ~groups.pinned & (groups.sizes <= asked)
    moved = np.zeros(len(groups), bool)
    rounds = 0
    while len((found := found_by_scan(kept, taken[groups.of], options, workers)).places):
        tick()
        moved[groups.of[found.places]] = True
        allowed &= ~moved
        taken &= ~moved
        if rounds < TOP_UPS:
            top_up(groups, taken, allowed, asked, chance)
        rounds += 1
    return taken, int(groups.sizes[moved].sum()), found.unproven


class Scanned(NamedTuple):
    """What a scan finds of the held-out records in the others."""

    places: Places
    unproven: tuple[str, ...]
    """Measures that could not look at all of it."""


def found_by_scan(kept: Kept, held_out: Mask, options: ContaminationOptions, workers: int) -> Scanned:
    """Records that are held out and that a scan finds in the others."""
    if not held_out.any() or held_out.all():
        return Scanned(np.zeros(0, np.int64), ())
    parted = replace(kept, train=~held_out)
    hits = [hit.place for hit in exact_hits(parted, options.shortest_answer)]
    unproven = []
    for looked in near_hits(parted, options.threshold, options.shortest_answer, workers):
        hits += [hit.place for hit in looked.hits]
        if not looked.whole:
            unproven.append(looked.measure)
    return Scanned(np.unique(np.array(hits, np.int64)), tuple(unproven))


def _counted(ties: Sequence[Tie]) -> dict[str, int]:
    return {kind: _joined(ties, kind).records() for kind in KINDS}


def _joined(ties: Sequence[Tie], kind: str) -> Tie:
    sides = ([tie[side] for tie in ties if tie.kind == kind] for side in (1, 2))
    left, right = (np.concatenate([np.zeros(0, np.int64), *some]) for some in sides)
    return Tie(kind, left, right)


def _largest_by(tied: _Tied) -> str:
    largest = int(tied.groups.sizes.argmax())
    counts = {
        kind: len(np.unique(joined.right[tied.groups.of[joined.right] == largest]))
        for kind in KINDS
        if (joined := _joined(tied.ties, kind))
    }
    kind = max(counts, key=lambda name: counts[name])
    return kind if counts[kind] else ""
