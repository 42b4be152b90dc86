"""A lower bound on the epsilon of a training from one run with canaries.

Each of m canaries is put into the training data by a fair coin of its own. Whoever knows the model, and not the coins,
says of r of them whether they were in, and is right about v. If the training is (epsilon, delta)-differentially
private with respect to one canary, then with q = e^epsilon / (1 + e^epsilon) and f(k) = P(Bin(r, q) >= k)

    P(at least v right) <= f(v) + 2 m delta max_{1 <= i <= v} (f(v - i) - f(v)) / i,

so every epsilon for which this is at most alpha is refuted. Steinke, Nasr and Jagielski 2023, "Privacy auditing with
one (1) training run" (arXiv 2305.08846).

The bound is of a training in which only coins decide. Nothing of the kind can be had from data that was not drawn so.

Which canaries are guessed may depend on every score, since scores are made without the coins; how many may not, if it
is chosen by looking at the result. So `guessed` takes a number that was fixed when the canaries were made, and guesses
`in` for the canaries with the highest scores; of the others nothing is said. `guesses_of` is a compromise: more guesses
can show more, and half of the canaries are out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp

import numpy as np
from scipy.special import betainc

ALPHA, DELTA = 0.05, 1e-5
_MOST = 64.0
"""No bound reaches it: that takes more than 10^27 right guesses."""
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Bound:
    """What an audit by one run shows."""

    epsilon: float
    """The training has no (epsilon, delta) guarantee below it, at a confidence of 1 - alpha; 0 shows nothing."""
    ceiling: float
    """What the same number of guesses shows where all are right."""
    canaries: int
    guesses: int
    right: int
    delta: float
    alpha: float


def guesses_of(canaries: int, levels: int = 1) -> int:
    """How many canaries are guessed to be in, where nobody has said it; at least one.

    A quarter, half of those that are in; an eighth where they stand in the data in several numbers of copies, so that
    it is enough if the model remembers those of the most copies.
    """
    return max(1, canaries // (4 if levels == 1 else 8))


def guessed(scores: Sequence[float], guesses: int) -> tuple[int, ...]:
    """Places of the canaries that are guessed to be in: those with the highest scores; of equal ones the first."""
    return tuple(sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:guesses])


def audit(
    scores: Sequence[float], included: Sequence[bool], guesses: int, delta: float = DELTA, alpha: float = ALPHA
) -> Bound:
    """The lower bound from the score of each canary, higher for what looks trained on, and its coin.

    Raises:
        ValueError: there are fewer canaries than guesses, or no guess, or not a coin for each score.
    """
    if len(scores) != len(included) or not 0 < guesses <= len(scores):
        raise ValueError(f"{guesses} guesses about {len(scores)} scores with {len(included)} coins")
    m, right = len(scores), sum(included[place] for place in guessed(scores, guesses))
    found = lower_bound(m, guesses, right, delta, alpha)
    return Bound(found, ceiling(m, guesses, delta, alpha), m, guesses, right, delta, alpha)


def pvalue(canaries: int, guesses: int, right: int, epsilon: float, delta: float = DELTA) -> float:
    """The bound above on the chance of so many right guesses, at most 1."""
    if right <= 0:
        return 1.0
    q = 1 / (1 + exp(-epsilon))
    fewer = np.arange(right, 0, -1)
    above = np.append(betainc(fewer, guesses - fewer + 1, q), 1.0)  # f(right), f(right - 1), ..., f(0) = 1
    slope = float(((above[1:] - above[0]) / np.arange(1, right + 1)).max())
    return float(min(1.0, above[0] + 2 * canaries * delta * slope))


@lru_cache(maxsize=4096)
def lower_bound(canaries: int, guesses: int, right: int, delta: float = DELTA, alpha: float = ALPHA) -> float:
    """The largest epsilon up to which all are refuted at `alpha`; 0 where none is.

    Raises:
        ValueError: more guesses than canaries, more right than guessed, or delta or alpha no chance.
    """
    if not (0 <= right <= guesses <= canaries and 0 <= delta <= 1 and 0 < alpha < 1):
        raise ValueError(f"{right} right of {guesses} guesses about {canaries} canaries, {delta}, {alpha}")
    low, high = 0.0, _MOST
    if pvalue(canaries, guesses, right, low, delta) > alpha:
        return 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if pvalue(canaries, guesses, right, middle, delta) <= alpha else (low, middle)
    return low


def ceiling(canaries: int, guesses: int, delta: float = DELTA, alpha: float = ALPHA) -> float:
    """What so many guesses show where all are right: about ln(guesses / ln(1 / alpha))."""
    return lower_bound(canaries, guesses, guesses, delta, alpha)
