"""What the scores of canaries show: exposure by copies, how well in is told from out, and a lower bound on epsilon.

Everything is fixed before there is a score: the canary's score is the log-probability of its value under the tuned
model less that under the base, or where there is no base, the likelihood beside that of guessing (for values of
different length). The number of guesses stands in the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite, log
from statistics import median
from typing import TYPE_CHECKING

from auditor.canaries.key import Canary, SealedKey
from auditor.stats.interval import Estimate

if TYPE_CHECKING:
    from auditor.stats.epsilon import Bound

FEWEST = 20
"""Canaries of one copy, a side, below which nothing is said about them alone."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Log-probability of a canary's value behind its prompt, in nats."""

    tuned: float
    base: float | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """The canaries of one number of copies; 0 copies are those that the coins kept out."""

    copies: int
    n: int
    exposure: Estimate
    """Median certified exposure, in bits, with its interval; it is a lower bound on the exposure of Carlini et al."""
    base: float | None
    """The same median under the base; None without one."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a probe of all canaries shows."""

    bound: Bound
    """About a canary with all its copies: that is what one coin decides."""
    alone: Bound | None
    """About canaries of which one copy was planted, so of a single record; None where too few were to stand once."""
    levels: tuple[Level, ...]
    """By copies, 0 first."""
    auc: Estimate | None
    """How well planted ones are told from those kept out; None where a coin fell one way only."""
    auc_base: Estimate | None
    """The same of the base, which saw none of them: 0.5, or something is wrong."""
    unheard: int
    """Canaries that the model could not be asked for. They count as the least likely."""


def judge(key: SealedKey, heard: Mapping[str, Heard], delta: float = 1e-5, alpha: float = 0.05) -> Judged:
    """Judges from what the models said, by id of the canary.

    A canary of which nothing is known stays in: which canaries could be asked may depend on the coins.

    Raises:
        ValueError: nothing is known of any.
    """
    from auditor.stats.epsilon import audit

    if not heard.keys() & {canary.id for canary in key.canaries}:
        raise ValueError("none of the canaries was heard of")
    scores = scores_of(key, heard)
    coins = [canary.included for canary in key.canaries]
    known = [canary for canary in key.canaries if canary.id in heard]
    return Judged(
        audit(scores, coins, key.guesses, delta, alpha),
        _alone(key, scores, delta, alpha),
        tuple(_levels(known, heard)),
        _area((score, one.included) for score, one in zip(scores, key.canaries, strict=True) if one.id in heard),
        _area((one.base, canary.included) for canary in known if (one := heard[canary.id]).base is not None),
        len(key.canaries) - len(known),
    )


def scores_of(key: SealedKey, heard: Mapping[str, Heard]) -> tuple[float, ...]:
    """The score by which canaries are guessed to be in, in the order of the key; -inf of what was not heard."""
    with_base = any(one.base is not None for one in heard.values())
    return tuple(_score(canary, heard.get(canary.id), with_base=with_base) for canary in key.canaries)


def _score(canary: Canary, one: Heard | None, *, with_base: bool) -> float:
    if one is None or (with_base and one.base is None):
        return -inf
    found = one.tuned - (canary.bits * -log(2) if one.base is None else one.base)
    return found if isfinite(found) else -inf


def _alone(key: SealedKey, scores: Sequence[float], delta: float, alpha: float) -> Bound | None:
    """How many copies a canary would have is drawn apart from its coin, so those of one copy are an audit, too."""
    from auditor.stats.epsilon import audit, guesses_of

    single = [(score, one.included) for score, one in zip(scores, key.canaries, strict=True) if one.copies == 1]
    if len(single) < 2 * FEWEST:
        return None
    return audit([score for score, _ in single], [coin for _, coin in single], guesses_of(len(single)), delta, alpha)


def _levels(known: Sequence[Canary], heard: Mapping[str, Heard]) -> Iterator[Level]:
    groups: dict[int, list[Canary]] = {}
    for canary in known:
        groups.setdefault(canary.copies if canary.included else 0, []).append(canary)
    for copies, own in sorted(groups.items()):
        yield _level(copies, own, heard)


def _level(copies: int, own: Sequence[Canary], heard: Mapping[str, Heard]) -> Level:
    from auditor.stats.binomial import median_places
    from auditor.stats.exposure import certified

    bits = sorted(certified(canary.bits, heard[canary.id].tuned) for canary in own)
    first, last = median_places(len(bits))
    base = [certified(one.bits, said) for one in own if (said := heard[one.id].base) is not None]
    return Level(
        copies, len(own), Estimate(median(bits), bits[first], bits[last]), median(base) if base else None
    )  # fmt: skip


def _area(scored: Iterable[tuple[float | None, bool]]) -> Estimate | None:
    from auditor.stats.ranking import auc

    sides: dict[bool, list[float]] = {True: [], False: []}
    for score, included in scored:
        if score is not None:
            sides[included].append(score)
    return auc(sides[True], sides[False]) if sides[True] and sides[False] else None
