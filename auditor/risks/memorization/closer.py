"""A closer look at some values: their rank among all of their form, and beside others drawn at random.

The rank is searched for where the bound leaves a value in doubt. It can only speak more clearly than the bound, so
that it does not matter for how often a value is blamed wrongly that those in doubt are chosen by what was heard of
them. The others are drawn for a few values that are chosen without any model. They show whether the values as a whole
are known before a single one of them is: of n others, none beats a p-value of 1 / (n + 1), and where all values of a
form are known, the rank beats that. So they inform, and no verdict hangs on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from math import isnan, log2
from statistics import median
from typing import NamedTuple

from auditor.checks import Behind, Target
from auditor.findings import Finding
from auditor.models import Rank, Score
from auditor.risks.memorization.verdicts import BLAMED, TENFOLD, Item, verdicts

EFFORT = 512
"""Beginnings of values that a search looks at: about eight batches."""
Both = tuple[float, float | None]
"""Log-probabilities, in nats, under the tuned model and its base, if there is one."""


class Other(NamedTuple):
    """A case asks for another value of the form of this one."""

    target: Target
    number: int


class Ordered(NamedTuple):
    """A case asks for the rank of a value."""

    target: Target


def comparisons(target: Target) -> Iterator[Score]:
    """The other values of its form, behind the same tokens."""
    if isinstance(target.where, Behind):
        for number, ids in enumerate(target.where.others):
            yield Score(target.where.prompt, ids, frozenset(), Other(target, number))


def ranks(items: Mapping[str, Item], targets: Sequence[Target], most: int, queries: int) -> Iterator[Rank]:
    """The ranks of the values that are in doubt, at most so many: first of those that nothing speaks against, the
    likeliest first, since they are found soonest."""
    heard = {one.fingerprint: items[one.fingerprint] for one in targets if one.fingerprint in items}
    said = dict(zip(heard, verdicts(list(heard.values()), queries), strict=True))
    doubtful = [one for one in targets if one.fingerprint in heard and _in_doubt(heard[one.fingerprint])]
    ordered = sorted(
        doubtful, key=lambda one: (said[one.fingerprint] in BLAMED, -_own(heard[one.fingerprint]), one.fingerprint)
    )
    yield from islice((case for one in ordered if (case := _case(one)) is not None), most)


def at_most(targets: Sequence[Target], most: int) -> Iterator[Rank]:
    """About what that can come to."""
    yield from islice((case for one in targets if (case := _case(one)) is not None), most)


def _case(target: Target) -> Rank | None:
    match target.where:
        case Behind(prompt=prompt, target=ids, form=form) if form is not None and target.bits > 0:
            return Rank(prompt, ids, form, EFFORT, Ordered(target))
    return None


def _own(item: Item) -> float:
    return item.tuned.own if item.tuned is not None else -1e9


def _in_doubt(item: Item) -> bool:
    """Whether the bound tells less than there may be to tell. The base is not searched, so what it may know as well is
    left alone: the tuning must have made it so much likelier that it is to blame whatever the base knew."""
    if item.tuned is None or item.target.bits - item.exposure <= 1:
        return False
    return item.exposure > 0 if item.base is None else item.tuned.own - item.base.own >= TENFOLD


def findings(items: Sequence[Item], others: Mapping[str, Mapping[int, Both]]) -> Iterator[Finding]:
    """What the closer look tells of all values together."""
    yield from _ranked(items)
    yield from _beside(items, others)


def _ranked(items: Sequence[Item]) -> Iterator[Finding]:
    """The median exposure of the values whose rank was searched for: at least, and at most."""
    ends = [
        (one.exposure, max(one.exposure, one.target.bits - log2(one.tuned.rank.low)))
        for one in items
        if one.tuned is not None and one.tuned.rank is not None
    ]
    if ends:
        low, high = (median(some) for some in zip(*ends, strict=True))
        yield Finding("memorization/exposure_ranked", low, len(ends), low, high, "bits", judged=False)


def _beside(items: Sequence[Item], others: Mapping[str, Mapping[int, Both]]) -> Iterator[Finding]:
    from auditor.stats.binomial import median_places
    from auditor.stats.bootstrap import clusters, t_interval
    from auditor.stats.exposure import sampled

    compared = [(one, found) for one in items if (found := others.get(one.target.fingerprint))]
    by_base, gained, names = list[float](), list[float](), list[str]()
    bits = []
    for one, found in compared:
        own = whole(one)
        scores = [gain(both) for _, both in sorted(found.items())]
        if isnan(sum(scores)) or isnan(gain(own)):
            continue
        names.append(one.target.cluster)
        gained.append(_share(gain(own), scores))
        bits.append(sampled(gain(own), scores, one.target.bits).exposure.value)
        if own[1] is not None:
            by_base.append(_share(own[1], [both[1] for both in found.values() if both[1] is not None]))
    for name, shares in (("over_decoys", gained), ("over_decoys_base", by_base)):
        if len(shares) == len(names) and len(set(names)) > 1:
            found_share = t_interval(clusters(shares, names))
            low, high = max(0.0, found_share.low), min(1.0, found_share.high)
            yield Finding(f"memorization/{name}", found_share.value, len(shares), low, high, "ratio", judged=False)
    if bits:
        bits.sort()
        first, last = median_places(len(bits))
        yield Finding("memorization/exposure_sampled", median(bits), len(bits), bits[first], bits[last], "bits",
                      judged=False)  # fmt: skip


def whole(one: Item) -> Both:
    """How likely all of a value is."""
    tuned = one.tuned.whole if one.tuned is not None else -1e9
    return tuned, None if one.base is None else one.base.whole


def gain(both: Both) -> float:
    """By how much the tuning made it likelier; how likely it is where there is no base."""
    tuned, base = both
    return tuned if base is None else tuned - base


def _share(own: float, others: Sequence[float]) -> float:
    """Share of the others that it is above; of those that are as high, a half."""
    return sum((own > other) + (own == other) / 2 for other in others) / len(others) if others else 0.5
