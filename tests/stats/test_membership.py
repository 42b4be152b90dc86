"""Scores against their formulas, areas against scikit-learn, and the controls without which there is no number."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from auditor.stats.interval import Estimate
from auditor.stats.membership import (
    Membership,
    Void,
    blind_auc,
    log_ratio,
    loss,
    membership,
    min_k_plus_plus,
    tells_apart,
)
from auditor.stats.ranking import auc

WORDS = "amber badger candle dragon ember falcon garden harbor island jacket kettle lantern".split()
NEAR = Estimate(0.51, 0.44, 0.58)


def text(random: Random, words: list[str]) -> str:
    return " ".join(random.choice(words) for _ in range(12))


def test_the_scores_by_their_formulas() -> None:
    draw = np.random.default_rng(4)
    logits = draw.normal(0, 3, (23, 50))
    table = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    tokens = draw.integers(0, 50, 23)
    chances = np.exp(table)
    mean = (chances * table).sum(1)
    spread = np.sqrt((chances * table**2).sum(1) - mean**2)
    own = table[np.arange(23), tokens]
    standard = sorted((own - mean) / spread)
    assert min_k_plus_plus(own, mean, spread) == pytest.approx(sum(standard[:4]) / 4, abs=1e-12)
    assert loss(own) == pytest.approx(own.sum() / 23)
    assert log_ratio(own, mean) == pytest.approx((own.sum() - mean.sum()) / 23)


def test_few_tokens_and_certain_ones_have_a_score() -> None:
    assert min_k_plus_plus([-3.0], [-1.0], [2.0]) == -1
    assert min_k_plus_plus([0.0, -2.0], [0.0, -1.0], [0.0, 1.0]) == -1
    assert min_k_plus_plus([0.0], [0.0], [0.0]) == 0
    for score in (loss, lambda none: min_k_plus_plus(none, none, none)):
        with pytest.raises(ValueError):
            score([])


def test_the_area_is_that_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    draw = np.random.default_rng(6)
    for _ in range(20):
        members, others = draw.normal(0.5, 1, 37).round(1), draw.normal(0, 1, 51).round(1)
        labels = [1] * 37 + [0] * 51
        assert auc(members, others).value == pytest.approx(
            metrics.roc_auc_score(labels, np.concatenate([members, others])), abs=1e-12
        )


def test_a_number_beside_controls_that_see_nothing() -> None:
    found = membership(np.arange(100) + 50, np.arange(100), NEAR, NEAR)
    assert isinstance(found, Membership)
    assert found.auc.value == pytest.approx(0.875)
    assert found.found.false.value <= 0.01
    assert found.found.found.value == pytest.approx(0.51)
    assert found.found.found.low < 0.51 < found.found.found.high
    assert isinstance(membership(np.arange(100), np.arange(100), NEAR, None), Membership)


def test_controls_that_tell_the_sides_apart_void_the_number() -> None:
    scores, away = np.arange(100), Estimate(0.7, 0.6, 0.8)
    assert membership(scores, scores, away, NEAR) == Void(("blind",))
    assert membership(scores, scores, NEAR, Estimate(0.3, 0.2, 0.4)) == Void(("base",))
    assert membership(scores, scores, away, away) == Void(("blind", "base"))
    assert membership(scores, scores, Void(("no_classifier",)), NEAR) == Void(("no_classifier",))
    assert membership(scores[:10], scores, Void(("few",)), NEAR) == Void(("few",))
    assert membership(scores[:10], scores, NEAR, NEAR) == Void(("few",))


def test_only_what_is_shown_and_not_small_tells_apart() -> None:
    assert not tells_apart(Estimate(0.62, 0.45, 0.75))  # too few to show it
    assert not tells_apart(Estimate(0.52, 0.51, 0.53))  # shown, and small
    assert tells_apart(Estimate(0.6, 0.55, 0.65))
    assert tells_apart(Estimate(0.4, 0.35, 0.45))


def test_the_blind_classifier_sees_a_shift_and_nothing_else() -> None:
    pytest.importorskip("sklearn")
    random = Random(3)
    same = [text(random, WORDS) for _ in range(80)]
    null = blind_auc(same[:40], same[40:], seed=1)
    assert isinstance(null, Estimate)
    assert null.low <= 0.5 <= null.high
    assert blind_auc(same[:40], same[40:], seed=1) == null
    shifted = blind_auc(same[:40], [text(random, [*WORDS[:7], "zebra"]) for _ in range(40)], seed=1)
    assert isinstance(shifted, Estimate)
    assert tells_apart(shifted)


def test_copies_do_not_help_the_blind_classifier() -> None:
    """Each text stands three times: taken apart it would be known from its copies."""
    pytest.importorskip("sklearn")
    random = Random(8)
    trained, held_out = (["".join(random.choices("abcdefghij", k=40)) for _ in range(24)] * 3 for _ in range(2))
    labels = [f"{side} {place % 24}" for side in "ab" for place in range(72)]
    apart, together = blind_auc(trained, held_out, seed=2), blind_auc(trained, held_out, labels, seed=2)
    assert isinstance(apart, Estimate)
    assert isinstance(together, Estimate)
    assert apart.value > 0.9
    assert together.value < 0.75


def test_too_few_clusters_train_no_classifier() -> None:
    assert blind_auc(["a"] * 19, ["b"] * 40) == Void(("few",))
    assert blind_auc(["a"] * 40, ["b"] * 40, [0] * 40 + list(range(1, 41))) == Void(("few",))
