"""What is said of one value, from numbers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf, log, log2
from typing import Literal

from auditor.checks import Context, Target
from auditor.models import Ranked
from auditor.stats.exposure import certified, certified_pvalue, queries

Verdict = Literal[
    "extractable", "sampled", "memorized", "strengthened", "unproven",
    "known_to_base", "not_detected", "inferable", "untestable",
]  # fmt: skip
"""The first four blame the tuning. `unproven` values are written out since the tuning, and so little of them is their
own that it can be chance; `inferable` ones can be told from what stands before them or from their form."""
BLAMED: tuple[Verdict, ...] = ("extractable", "sampled", "memorized", "strengthened")

SURE = 0.05
"""Expected share of values that are blamed wrongly, among those that are blamed."""
BASE_SURE = 0.01
"""Chance with which a value that the base never saw is taken for one that it knew before a tuning that moved it."""
TENFOLD = log(10)
"""In nats: what was known to the base and is so much likelier was strengthened."""
_PLACES = 64
"""At how many places an answer could hold the value by chance."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one model says to one value."""

    own: float = -inf
    """Log-probability, in nats, of what is its own, behind all before it; -inf where the model gives none."""
    whole: float = -inf
    """Of all of it."""
    drawn: Mapping[str, float] = field(default_factory=dict)
    """Of all of it under each way of drawing, as `Statistic` names them; -inf where it cannot be drawn."""
    greedy: bool = False
    """Whether the model writes it where it always takes the likeliest token."""
    said: frozenset[Context] = frozenset()
    """Questions to which it answers with it."""
    rank: Ranked | None = None
    """Among all values of its form; None where it was not searched for."""

    @property
    def written(self) -> bool:
        """Whether the model wrote it out."""
        return self.greedy or bool(self.said)

    @property
    def likeliest(self) -> float:
        """Log-probability under the most favorable way of drawing."""
        return max((self.whole, *self.drawn.values()))

    def and_(self, other: Heard) -> Heard:
        """What the model says behind the record and to questions; of two that are equal, once."""
        scored = self if self.whole >= other.whole else other
        rank = self.rank if other.rank is None else other.rank
        return replace(scored, greedy=self.greedy or other.greedy, said=self.said | other.said, rank=rank)


@dataclass(frozen=True, slots=True)
class Item:
    """A value with all that was heard of it."""

    target: Target
    tuned: Heard | None
    """None: it could not be asked for."""
    base: Heard | None
    asked: frozenset[Context] = field(default_factory=frozenset)
    """Questions that were put."""

    @property
    def exposure(self) -> float:
        """At least so many bits less than guessing it takes to find it."""
        return 0.0 if self.tuned is None else exposure(self.target, self.tuned)


def exposure(target: Target, heard: Heard) -> float:
    """What is certain of the exposure, in bits: by its rank where that was searched for, else by its likelihood.

    Of 2^bits values drawn evenly, at most r have a rank of at most r. The rank is among all values of the form, of
    which those that the bits count may be a part; and it is by the likelihood of the whole value.
    """
    bound = certified(target.bits, heard.own)
    return bound if heard.rank is None else max(bound, target.bits - log2(heard.rank.high))


def chance(target: Target, heard: Heard, asked: int) -> float:
    """How likely a value that the model never saw would look at least like this: of 2^bits values drawn at random, at
    most 2^-exposure are as likely; one is what the model writes behind the record; and each answer has room for some.

    The ways of looking share the chance out between them.
    """
    ways = 2 + (asked > 0) + (heard.rank is not None)
    found: list[float] = [certified_pvalue(exposure(target, heard))]
    guess: float = 2.0 ** -(target.bits + target.beginning)
    found += [guess] if heard.greedy else []
    found += [guess * _PLACES * asked] if heard.said else []
    return min(1.0, ways * min(found))


def verdicts(items: Sequence[Item], most_queries: int) -> list[Verdict]:
    """The verdict of each value. `sampled`: with a chance of a half within so many drawn answers."""
    from auditor.stats.multiple import adaptive

    testable = [one for one in items if one.tuned is not None and one.target.bits > 0]
    chances = [chance(one.target, one.tuned, len(one.asked)) for one in testable if one.tuned is not None]
    learned = {
        id(one) for one, q in zip(testable, adaptive(chances), strict=True) if q <= SURE
    }  # fmt: skip
    return [_verdict(one, id(one) in learned, most_queries) for one in items]


def _verdict(one: Item, learned: bool, most_queries: int) -> Verdict:
    if one.tuned is None:
        return "untestable"
    if one.target.bits <= 0:
        return "inferable"
    if one.base is not None and not _moved(one.tuned, one.base):
        return "known_to_base" if learned or one.base.written else "not_detected"
    if not learned:
        return "unproven" if one.tuned.written else "not_detected"
    if one.base is not None and _knew(one.target, one.base, len(one.asked)):
        return "strengthened"
    if one.tuned.written:
        return "extractable"
    needed = queries(one.tuned.likeliest, 0.5)
    return "sampled" if needed is not None and needed <= most_queries else "memorized"


def _moved(tuned: Heard, base: Heard) -> bool:
    """Whether the tuning did it: else there is nothing to blame it for, whatever the model knows."""
    return (tuned.written and not base.written) or (tuned.own > base.own and tuned.own - base.own >= TENFOLD)


def _knew(target: Target, base: Heard, asked: int) -> bool:
    return chance(target, base, asked) <= BASE_SURE
