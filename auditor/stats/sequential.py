"""Looking after every item, and stopping as soon as the answer is clear: exact, whenever one looks.

Each item moves the drop by x: 1 for a loss, 0 for a tie, -1 for a win. A gambler who bets the share s of what is safe
to bet on "the drop is more than d" has after some items

    M_s = (1 - s + 2 s / (1 + d))^losses  (1 - s + s / (1 + d))^ties  (1 - s)^wins,

which no drop of at most d lets grow on average: each factor is 1 + s (x - d) / (1 + d), and E x <= d. So is the mean
of M_s over s, the *evidence*; it exceeds 1 / tail at any time with a chance of at most `tail` (Ville 1939). The shares
are s = sin u with u uniform in (0, pi/2); at d = 0 the factors are 1 + s, 1 and 1 - s, and the mean is the mixture of
binomial likelihood ratios over a chance of a loss with the prior Beta(1/2, 1/2) beyond one half: ties do not count.
"The drop is less than d" is the same game with losses and wins swapped and -d.

The items must come in an order that knows nothing of their outcomes: shuffle them by a seed. They may depend on each
other only so far that each, given those before it, has an expected drop on the same side of d.

Ramdas, Gruenwald, Vovk and Shafer 2023, "Game-theoretic statistics and safe anytime-valid inference", Statistical
Science 38; Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by betting", JRSS B 86.

What stopping early costs: power at the last item. Give the evidence a small part of the error (0.003 of 0.05, say) and
`drop_interval` at the last item the rest: the two add up to at most 0.05, and nearly all of the power is kept.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp, xlog1py, xlogy

from auditor.stats.interval import Estimate
from auditor.stats.paired import Pairs

EARLY = 0.06
"""Share of the error that is spent on stopping early; the rest is for the last item."""
_SHARES = np.sin((np.arange(256) + 0.5) * np.pi / 512)
_STEPS = 30


def log_evidence(losses: ArrayLike, wins: ArrayLike, n: ArrayLike, drop: float) -> NDArray[np.float64]:
    """Natural logarithm of the evidence against "the drop is at most `drop`" after n items, for arrays of counts.

    Raises:
        ValueError: `drop` is -1 or less, or 1 or more.
    """
    if not -1 < drop < 1:
        raise ValueError(f"a drop of {drop} cannot be bet on")
    lost, won, seen = (np.asarray(count, float)[..., None] for count in (losses, wins, n))
    safe = 1 - _SHARES
    grown = (
        xlogy(lost, safe + 2 * _SHARES / (1 + drop))
        + xlogy(seen - lost - won, safe + _SHARES / (1 + drop))
        + xlog1py(won, -_SHARES)
    )
    return np.asarray(logsumexp(grown, axis=-1) - np.log(_SHARES.size))


def anytime_interval(pairs: Pairs, low_tail: float = 0.05, high_tail: float = 0.05) -> Estimate:
    """The drop and an interval that may be looked at after every item: over all looks together, its low end is ever
    above the true drop with a chance of at most `low_tail`, its high end ever below with at most `high_tail`.

    So `decide` may be asked at any time, and be believed the first time that it answers.

    Raises:
        ValueError: there is no item.
    """
    if pairs.n == 0:
        raise ValueError("a drop on no items")
    high = -_lowest(pairs.wins, pairs.losses, pairs.n, high_tail)
    return Estimate(pairs.drop, _lowest(pairs.losses, pairs.wins, pairs.n, low_tail), high)


def anytime_share(hits: int, n: int, low_tail: float = 0.05, high_tail: float = 0.05) -> Estimate:
    """A share of independent items, and an interval that may be looked at after every item.

    With 1 for a hit and -1 for each other item, the mean is 2 share - 1, and a bet that wins or loses all is a
    likelihood ratio against that share.

    Raises:
        ValueError: there is no item.
    """
    of = anytime_interval(Pairs(hits, n - hits, n), low_tail, high_tail)
    return Estimate(hits / n, (of.low + 1) / 2, (of.high + 1) / 2)


def _lowest(losses: int, wins: int, n: int, tail: float) -> float:
    """The drop below which all are refuted. The evidence falls as the drop rises: so does each of its factors."""
    enough, low, high = -np.log(tail), -1.0, (losses - wins) / n
    if high == -1:
        return low
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if log_evidence(losses, wins, n, middle) >= enough:
            low = middle
        else:
            high = middle
    return low
