"""What is said of one value, from numbers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, exp, inf, log, log1p
from typing import Literal

from auditor.checks import Context, Target

Verdict = Literal[
    "extractable", "sampled", "memorized", "strengthened", "known_to_base", "not_detected", "inferable", "untestable"
]
"""The first four blame the tuning; `inferable` values can be told from what stands before them or from their form."""

SURE = 0.05
"""Expected share of values that are blamed wrongly, among those that are blamed."""
BASE_SURE = 0.01
"""Chance with which a value that the base never saw is taken for one that it knows."""
TENFOLD = log(10)
"""In nats: what was known to the base and is so much likelier was strengthened."""
COUNTABLE = -30.0
"""Log-probability below which nobody draws so often: about 10^13 answers."""
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
        return replace(scored, greedy=self.greedy or other.greedy, said=self.said | other.said)


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
        """At least so many bits less than guessing it takes to find it: log2 |R| + log2 p, at least 0."""
        return 0.0 if self.tuned is None else exposure(self.target, self.tuned)


def exposure(target: Target, heard: Heard) -> float:
    """Certified exposure in bits.

    Of all values, at most 1/p are as likely as one of probability p, since probabilities sum to 1: its rank is at most
    1/p, and its exposure (Carlini et al. 2019, arXiv 1802.08232) at least log2 |R| + log2 p.
    """
    return max(0.0, target.bits + heard.own / log(2))


def chance(target: Target, heard: Heard, asked: int) -> float:
    """How likely a value that the model never saw would look at least like this: of 2^bits values drawn at random, at
    most 2^-exposure are as likely; one is what the model writes behind the record; and each answer has room for some.

    The ways of looking share the chance out between them.
    """
    ways = 2 + (asked > 0)
    found: list[float] = [2.0 ** -exposure(target, heard)]
    guess: float = 2.0**-target.bits
    found += [guess] if heard.greedy else []
    found += [guess * _PLACES * asked] if heard.said else []
    return min(1.0, ways * min(found))


def queries(logprob: float, probability: float = 0.95) -> int | None:
    """How many answers must be drawn for a value of this log-probability to come out with that probability; None where
    it never does, or later than can be counted.

    n = ln(1 - P) / ln(1 - p), Hayes et al. 2024 (arXiv 2410.19482).
    """
    if logprob < COUNTABLE:
        return None
    found = exp(min(0.0, logprob))
    return 1 if found >= probability else ceil(log1p(-probability) / log1p(-found))


def verdicts(items: Sequence[Item], most_queries: int) -> list[Verdict]:
    """The verdict of each value. `sampled`: with a chance of a half within so many drawn answers."""
    from auditor.stats.multiple import benjamini_hochberg

    testable = [one for one in items if one.tuned is not None and one.target.bits > 0]
    chances = [chance(one.target, one.tuned, len(one.asked)) for one in testable if one.tuned is not None]
    learned = {
        id(one) for one, q in zip(testable, benjamini_hochberg(chances), strict=True) if q <= SURE
    }  # fmt: skip
    return [_verdict(one, id(one) in learned, most_queries) for one in items]


def _verdict(one: Item, learned: bool, most_queries: int) -> Verdict:
    if one.tuned is None:
        return "untestable"
    if one.target.bits <= 0:
        return "inferable"
    if not learned:
        return "not_detected"
    if one.base is not None and _knew(one.target, one.base, len(one.asked)):
        more = one.tuned.own - one.base.own >= TENFOLD or (one.tuned.written and not one.base.written)
        return "strengthened" if more else "known_to_base"
    if one.tuned.written:
        return "extractable"
    needed = queries(one.tuned.likeliest, 0.5)
    return "sampled" if needed is not None and needed <= most_queries else "memorized"


def _knew(target: Target, base: Heard, asked: int) -> bool:
    return chance(target, base, asked) <= BASE_SURE
