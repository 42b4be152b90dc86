"""Exposure: how much less than guessing it takes to find a secret with a model's help, in bits.

Exposure is log2 |R| - log2 rank, where R is the space that the secret was drawn from and the rank that of the secret
among all of R by its likelihood under the model. Carlini et al. 2019, "The Secret Sharer" (arXiv 1802.08232).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, inf, log, log1p, log2
from sys import float_info

from auditor.stats.interval import Estimate
from auditor.stats.multiple import permutation_pvalue

COUNTABLE = -30.0
"""Log-probability below which nobody draws so often: about 10^13 answers."""


def certified(bits: float, logprob: float) -> float:
    """A lower bound on the exposure from one likelihood: max(0, bits + log2 p), for a secret drawn from 2^bits values.

    `logprob` is the natural logarithm of p, the probability with which the model goes on with just this secret. The
    probabilities of all values add up to at most 1 (none of them is the beginning of another), so at most 1/p of them
    are as likely, and the rank is at most 1/p. Exposure is that of Carlini et al. 2019; the bound, a case of Markov's
    inequality, is ours. It is 0 where it says nothing, and never more than `bits`.
    """
    return min(bits, max(0.0, bits + logprob / log(2)))


def certified_pvalue(exposure: float) -> float:
    """2^-exposure: at most so large is the chance that a secret which the model never saw, drawn evenly from its space,
    has a certified exposure of that much.

    Of 2^bits values at most 1/p = 2^(bits - exposure) are as likely as p. The bound is ours, as that of `certified`.
    """
    return 1.0 if exposure <= 0 else float(2.0**-exposure)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Exposure measured against some others drawn like the secret."""

    exposure: Estimate
    """In bits."""
    pvalue: float
    """The chance of ranking so high, were the secret one of the others."""


def sampled(
    score: float, others: Sequence[float], bits: float = inf, low_tail: float = 0.05, high_tail: float = 0.05
) -> Sampled:
    """-log2((1 + better) / (n + 1)) from the scores of n others that the training never saw; higher is likelier, and
    one that is as high counts as better.

    The ends are those of the exact interval of the share of others that are better, in bits; with none better the
    upper end is `bits`, the logarithm of the size of the space. The p-value is exact where the secret could as well
    have been any of the others.

    Raises:
        ValueError: there is none.
    """
    from auditor.stats.binomial import clopper_pearson  # scipy

    if not others:
        raise ValueError("sampled exposure needs others")
    n, better = len(others), sum(other >= score for other in others)
    least, most = clopper_pearson(better, n, high_tail, low_tail)
    value = min(bits, -log2((1 + better) / (n + 1))) + 0.0  # no -0.0
    high = bits if least == 0 else min(bits, -log2(least))
    low = min(value, -log2(most))
    return Sampled(Estimate(value, low + 0.0, max(value, high)), permutation_pvalue(score, others))


def queries(logprob: float, probability: float = 0.95) -> int | None:
    """How many independent answers must be drawn for one of this log-probability, in nats, to come out with that
    probability: None where it never does, or later than can be counted.

    n = ceil(ln(1 - P) / ln(1 - p)), Hayes et al. 2024, "Measuring memorization through probabilistic discoverable
    extraction" (arXiv 2410.19482).

    Raises:
        ValueError: the log-probability is no number, or the probability not between 0 and 1.
    """
    if logprob != logprob or not 0 < probability < 1:
        raise ValueError(f"what has the log-probability {logprob} cannot come out with probability {probability}")
    if logprob < COUNTABLE:
        return None
    chance = exp(min(0.0, logprob))  # sums of many logarithms end just above 0
    if chance >= probability:
        return 1
    # A quotient that rounding put just above a whole number is that number.
    return ceil(log1p(-probability) / log1p(-chance) * (1 - 4 * float_info.epsilon))
