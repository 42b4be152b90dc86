"""What a model lost: two models, right or wrong on the same questions, as findings."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.findings import Finding
from auditor.stats.binomial import clopper_pearson
from auditor.stats.bootstrap import clustered_drop, clusters
from auditor.stats.interval import Estimate
from auditor.stats.paired import drop_interval, pairs

TAIL = 0.05
ABLE = 0.1
"""A model is able where its share of right answers is shown to be so much above what guessing gives."""


def able(right: int, n: int, chance: float) -> bool:
    """Whether a model that was right on so many of n questions is shown, at 5 %, to do better than guessing by `ABLE`.

    What a model cannot do it cannot lose: without this, each such capability would pass.
    """
    return n > 0 and clopper_pearson(right, n, TAIL, TAIL)[0] > least_of_able(chance)


def unable(right: int, n: int, chance: float) -> bool:
    """Whether a model is shown, at 5 %, to do no better than guessing by `ABLE`: more questions would be in vain."""
    return clopper_pearson(right, n, TAIL, TAIL)[1] < least_of_able(chance)


def least_of_able(chance: float) -> float:
    """The share of right answers above which a model is able, where guessing gives `chance`."""
    return min(chance + ABLE, (1 + chance) / 2)


def lost(
    id: str,
    before: Sequence[bool],
    after: Sequence[bool],
    labels: Sequence[str] | None = None,
    *,
    seed: int = 0,
    judged: bool = True,
    low_tail: float = TAIL,
) -> Finding:
    """The drop of the share of right answers from one model to another, with its exact or clustered interval.

    `labels` are the clusters of the questions. `low_tail` is the chance of the low end to be wrong: a policy fails a
    finding by it, so where several are judged together it is shared out among them.

    Raises:
        ValueError: there is no question.
    """
    estimate = drop(before, after, labels, seed=seed, low_tail=low_tail)
    return Finding(id, estimate.value, len(before), estimate.low, estimate.high, "points", judged)


def drop(
    before: Sequence[bool],
    after: Sequence[bool],
    labels: Sequence[str] | None,
    *,
    seed: int,
    low_tail: float = TAIL,
    high_tail: float = TAIL,
) -> Estimate:
    """As of `lost`; `high_tail` is the chance of the high end to be wrong."""
    counted = pairs(before, after)
    if labels is None or len(set(labels)) in (1, len(labels)):
        return drop_interval(counted, low_tail, high_tail)
    differences = [int(first) - int(second) for first, second in zip(before, after, strict=True)]
    return clustered_drop(counted, clusters(differences, labels), seed, low_tail, high_tail)


def accuracy(id: str, right: Sequence[bool]) -> Finding:
    """The share of right answers of one model, with its exact interval of 90 %."""
    hits, n = sum(right), len(right)
    low, high = clopper_pearson(hits, n, TAIL, TAIL)
    return Finding(id, hits / n, n, low, high, "answers", judged=False)
