"""Can trained records be told from held-out ones by how likely the model finds them?

The scores are higher for what looks trained on. One of them is named before anybody looks; the best of several is no
measure of anything. A number says something about memory only where the two sides differ in nothing but the training:
where a classifier that never sees the model, or the base that never saw the data, tells them apart as well, the number
is void. Blind classifiers beat published attacks on nine common data sets (Das, Zhang and Tramer 2024, "Blind baselines
beat membership inference attacks for foundation models", arXiv 2406.16201).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, stdtrit

from auditor.stats.bootstrap import Clusters
from auditor.stats.interval import Estimate
from auditor.stats.ranking import Operating, auc, found_at

LOWEST = 0.2
"""Share of the tokens that Min-K%++ looks at."""
NEAR = 0.05
"""How far from 0.5 the area of a control may lie, however surely it is not 0.5."""
FOLDS = 5
FEWEST = 20
"""Clusters and records of a side below which no classifier is trained."""
MOST_FALSE = 0.01
_WIDER = (1 + FOLDS / (FOLDS - 1)) ** 0.5
"""By how much the interval of a cross-validated area is wider than that of independent scores: each text helps to train
the classifiers of the other folds. Nadeau and Bengio 2003, "Inference for the generalization error", Machine Learning
52: 1/k + 1/(k - 1) in place of 1/k."""


def loss(logprobs: ArrayLike) -> float:
    """The mean log-probability of a record's tokens, in nats: less loss, more likely trained on. Yeom et al. 2018,
    "Privacy risk in machine learning" (arXiv 1709.01604).

    Raises:
        ValueError: there is no token.
    """
    return float(_filled(logprobs).mean())


def log_ratio(tuned: ArrayLike, base: ArrayLike) -> float:
    """The mean log-probability under the tuned model less that under the base, in nats a token: what is likely anyway
    does not count. Carlini et al. 2021, "Extracting training data from large language models" (arXiv 2012.07805).

    Raises:
        ValueError: there is no token.
    """
    return loss(tuned) - loss(base)


def min_k_plus_plus(logprobs: ArrayLike, mean: ArrayLike, spread: ArrayLike, share: float = LOWEST) -> float:
    """The mean of the lowest fifth, at least one, of (log p - mean) / spread over the tokens of a record.

    `mean` and `spread` are mean and standard deviation of log p(x) over the next token x ~ p. Where the model knows but
    one token there is no spread, and the token is as expected. Zhang et al. 2024, "Min-K%++" (arXiv 2404.02936).

    Raises:
        ValueError: there is no token.
    """
    found, expected, wide = _filled(logprobs), np.asarray(mean, float), np.asarray(spread, float)
    surprise = np.divide(found - expected, wide, out=np.zeros_like(found), where=wide > 0)
    return float(np.sort(surprise)[: max(1, int(share * found.size))].mean())


def _filled(values: ArrayLike) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    found = np.asarray(values, float)
    if found.size == 0:
        raise ValueError("a score of no tokens")
    return found


@dataclass(frozen=True, slots=True)
class Void:
    """Why there is no number: keys `membership.void.*` of the messages."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """How well a score tells trained from held-out records, beside what tells them apart without the training."""

    auc: Estimate
    found: Operating
    """At most one held-out record in a hundred is taken for a trained one."""
    blind: Estimate
    base: Estimate | None
    """None where there is no base."""


def membership(
    trained: ArrayLike, held_out: ArrayLike, blind: Estimate | Void, base: Estimate | None
) -> Membership | Void:
    """The areas and what is found at 1 % false alarms; void where a control tells the two sides apart, or could not
    be measured.

    `trained` and `held_out` are the scores, `blind` the area of the classifier that sees only the texts (`blind_auc`),
    `base` that of the base's own mean log-probability.
    """
    reasons = [*(blind.reasons if isinstance(blind, Void) else ["blind"] if tells_apart(blind) else [])]
    reasons += ["base"] if base is not None and tells_apart(base) else []
    if min(np.size(trained), np.size(held_out)) < FEWEST:
        reasons = [*reasons, "few"] if "few" not in reasons else reasons
    if reasons or isinstance(blind, Void):
        return Void(tuple(reasons))
    return Membership(auc(trained, held_out), found_at(trained, held_out, MOST_FALSE), blind, base)


def tells_apart(control: Estimate) -> bool:
    """Whether a control is shown to be other than 0.5, and by more than `NEAR`.

    With few records it can be far from 0.5 unshown: then its interval, which stands beside the number, says so.
    """
    return abs(control.value - 0.5) > NEAR and not control.low <= 0.5 <= control.high


def ahead(trained: Clusters, held_out: Clusters, low_tail: float = 0.05, high_tail: float = 0.05) -> Estimate:
    """By how much the mean of one side lies above that of the other, with the variance of each from its clusters.

    Welch 1947, "The generalization of Student's problem when several different population variances are involved",
    Biometrika 34; the degrees of freedom by Satterthwaite. It has no width where neither side varies.
    """
    above = trained.mean - held_out.mean
    parts = [(side.variance(), side.totals.size - 1) for side in (trained, held_out)]
    total = sum(variance for variance, _ in parts)
    if total == 0:
        return Estimate(above, above, above)
    freedom = 1 / sum((variance / total) ** 2 / own for variance, own in parts)
    low, high = (float(stdtrit(freedom, tail)) * total**0.5 for tail in (low_tail, high_tail))
    return Estimate(above, above + low, above - high)


def blind_auc(
    trained: Sequence[str],
    held_out: Sequence[str],
    clusters: Sequence[object] | None = None,
    seed: int = 0,
) -> Estimate | Void:
    """How well a classifier that sees the texts alone tells trained from held-out ones, on texts that it was not
    trained on: the area with its interval.

    Logistic regression on hashed n-grams of one to three characters, which need no words and so fit any language.
    `clusters` has a label for each text, the trained ones first: what shares one is never on both sides of a fold. The
    interval takes the texts for independent, and is widened for the folds (Nadeau and Bengio 2003); near copies make
    it too narrow. Void where a side is too small
    (`few`), or scikit-learn is not installed (`no_classifier`).
    """
    texts, labels = [*trained, *held_out], [1] * len(trained) + [0] * len(held_out)
    groups = list(range(len(texts))) if clusters is None else list(clusters)
    number = {name: place for place, name in enumerate(dict.fromkeys(groups))}
    of = np.array([number[name] for name in groups], dtype=int)
    sides = (len(set(of[: len(trained)])), len(set(of[len(trained) :])))
    if min(sides) < FEWEST:
        return Void(("few",))
    try:
        scores = _out_of_fold(texts, np.array(labels), of, seed)
    except ImportError:
        return Void(("no_classifier",))
    tail = float(ndtr(_WIDER * ndtri(0.025)))
    return auc(scores[: len(trained)], scores[len(trained) :], tail, tail)


def _out_of_fold(
    texts: Sequence[str], labels: np.ndarray[tuple[int], np.dtype[np.int64]],
    clusters: np.ndarray[tuple[int], np.dtype[np.int64]], seed: int,
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:  # fmt: skip
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold
    from threadpoolctl import threadpool_limits

    features = HashingVectorizer(analyzer="char", ngram_range=(1, 3), n_features=2**16).transform(texts)
    scores = np.zeros(len(texts))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for rest, own in folds.split(features, labels, clusters):
        # Balanced: else the constant of each fold tells which side is rarer outside it, and areas fall below 0.5.
        model = LogisticRegression(C=10.0, class_weight="balanced", solver="liblinear", random_state=seed)
        with threadpool_limits(1):  # of sums so short, threads make only what differs from machine to machine
            scores[own] = model.fit(features[rest], labels[rest]).decision_function(features[own])
    return scores
