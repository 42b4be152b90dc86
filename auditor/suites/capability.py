"""What two models are right on, by capability, and how sure that is: exact, clustered, or stopped early."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from auditor.stats.binomial import clopper_pearson
from auditor.stats.interval import Estimate
from auditor.stats.losses import TAIL, drop, least_of_able
from auditor.stats.paired import pairs
from auditor.stats.sequential import EARLY, anytime_interval, anytime_share
from auditor.suites import ROLES, Role
from auditor.suites.asking import SHIPPED_SUITE, Outcomes, Result

Right = Callable[[Result], bool | None]
"""Whether a model is right; None where it was not asked."""


@dataclass(frozen=True, slots=True)
class Capability:
    """All items of one capability, as they came out."""

    name: str
    results: tuple[Result, ...]
    said: tuple[Result, ...] = ()
    """Its choices once more, by what the models said; empty where there are none."""
    dropped: int = 0
    """Questions that the base is right on and the tuned model could not be asked: it may have lost them."""
    left: int | None = None
    """Of one that is asked in rounds the items not asked, 0 where it came to its end; None of one that is not."""
    parts: tuple[Capability, ...] = ()
    """Of several of which some are asked in rounds: those, and all others as one."""

    @property
    def own(self) -> bool:
        """Whether a user asked for it, and not only the auditor."""
        return any(not result.key.startswith(SHIPPED_SUITE) for result in self.results)

    @property
    def able(self) -> bool:
        """Whether the base is shown to have it."""
        found = share(self, base)
        return found is not None and found.low > least_of_able(self.chance)

    @property
    def unable(self) -> bool:
        """Whether the base is shown not to have it."""
        found = share(self, base)
        return found is not None and found.high < least_of_able(self.chance)

    @property
    def chance(self) -> float:
        """To be right by guessing."""
        if self.parts:
            return sum(part.size * part.chance for part in self.parts) / sum(part.size for part in self.parts)
        return sum(result.chance for result in self.results) / len(self.results)

    @property
    def size(self) -> int:
        """Its items: those that tell something, those that may be lost, and those not asked."""
        return len(self.results) + self.dropped + (self.left or 0)


def base(result: Result) -> bool | None:
    """Whether the base is right."""
    return result.base


def tuned(result: Result) -> bool | None:
    """Whether the tuned model is."""
    return result.tuned


def shipped(result: Result) -> bool | None:
    """Whether the shipped model is."""
    return result.shipped


def capabilities(outcomes: Outcomes, roles: Collection[Role] = ROLES) -> list[Capability]:
    """By capability: choices by their log-probabilities where there are any, all else by what the models said. Only of
    items in these roles: what was gained on some does not make up for what was lost on others."""
    likeliest, said = (
        [one for one in results if one.item.role in roles] for results in (outcomes.likeliest(), outcomes.said())
    )
    scored = {result.key for result in likeliest}
    main: dict[str, list[Result]] = defaultdict(list)
    again: dict[str, list[Result]] = defaultdict(list)
    for result in (*likeliest, *(one for one in said if one.key not in scored)):
        main[result.item.capability].append(result)
    for result in said:
        if result.key in scored:
            again[result.item.capability].append(result)
    dropped, left = outcomes.dropped(roles), outcomes.left() if "retain" in roles else {}
    return [
        Capability(name, tuple(own), tuple(again[name]), dropped[name], left.get(name))
        for name, own in sorted(main.items())
    ]


def whole(name: str, found: Iterable[Capability], dropped: int = 0) -> Capability:
    """Several capabilities as one; `dropped` are those of capabilities of which nothing else is known."""
    own = tuple(found)
    several = _joined(name, own, dropped)
    in_rounds = [part for part in own if part.left is not None]
    if not in_rounds:
        return several
    others = [part for part in own if part.left is None]
    return replace(several, dropped=dropped, parts=(*in_rounds, *([_joined(name, others, 0)] if others else [])))


def _joined(name: str, own: Sequence[Capability], dropped: int) -> Capability:
    return Capability(
        name,
        tuple(one for part in own for one in part.results),
        tuple(one for part in own for one in part.said),
        sum(part.dropped for part in own) + dropped,
    )


def share(of: Capability, right: Right, *, said: bool = False, tail: float = TAIL) -> Estimate | None:
    """The share of items that a model is right on, each end wrong with at most the tail; None where it was asked none.

    It decides no verdict: of what is asked in rounds, half of the error is for stopping. Several together as in `lost`.
    """
    if of.parts:
        each = tail / len(of.parts)
        return _mean([(part.size, share(part, right, said=said, tail=each)) for part in of.parts])
    told = [value for one in (of.said if said else of.results) if (value := right(one)) is not None]
    if not told:
        return None
    hits, n = sum(told), len(told)
    each = tail if of.left is None else tail / 2
    return anytime_share(hits, n, each, each) if of.left else Estimate(hits / n, *clopper_pearson(hits, n, each, each))


def lost(of: Capability, after: Right, seed: int, low_tail: float = TAIL, high_tail: float = TAIL) -> Estimate | None:
    """The drop from the base to a model, with the questions that the tuned model could not be asked: all of them may be
    lost, or none. None where not both were asked.

    What is asked in rounds is looked at after each of them: `EARLY` of the error is for stopping, the rest for the last
    item. Of several together that are asked so, each bears its part of the error, and the drop is the mean of theirs by
    the numbers of their items, asked or not: which of them were stopped depends on how they came out, so that those
    asked are no sample of all.
    """
    if of.parts:
        k = len(of.parts)
        found = _mean([(part.size, lost(part, after, seed, low_tail / k, high_tail / k)) for part in of.parts])
        return found and _with_dropped(found, sum(part.size for part in of.parts), of.dropped)
    told = [one for one in of.results if one.base is not None and after(one) is not None]
    if not told:
        return None
    first, second = [one.base is True for one in told], [after(one) is True for one in told]
    if of.left:
        found = anytime_interval(pairs(first, second), low_tail * EARLY, high_tail * EARLY)
    else:
        labels = [f"{one.item.language}:{one.item.cluster}" for one in told]
        last = 1.0 if of.left is None else 1 - EARLY
        found = drop(first, second, labels, seed=seed, low_tail=low_tail * last, high_tail=high_tail * last)
    return _with_dropped(found, len(told), of.dropped)


def _mean(parts: Sequence[tuple[int, Estimate | None]]) -> Estimate | None:
    """By the sizes of the parts. An end of it is wrong only where that of a part is."""
    told = [(size, one) for size, one in parts if one is not None]
    total = sum(size for size, _ in told)
    if not total:
        return None
    value, low, high = (sum(size * getattr(one, end) for size, one in told) / total for end in ("value", "low", "high"))
    return Estimate(value, low, high)


def _with_dropped(found: Estimate, n: int, dropped: int) -> Estimate:
    """The drop of n questions, and of those that may all be lost, or none."""
    if not dropped:
        return found
    of_all = n / (n + dropped)
    low, high = min(found.low, found.low * of_all), max(found.high, found.high * of_all + 1 - of_all)
    return replace(found, low=low, high=high)
