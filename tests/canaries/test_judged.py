"""What the scores of canaries show, and what they must not."""

from __future__ import annotations

from math import log
from random import Random

import pytest

from auditor.canaries import Canary, SealedKey
from auditor.canaries.invent import BITS, KINDS
from auditor.canaries.judged import Heard, judge, scores_of
from auditor.canaries.key import SCHEMA, cases
from auditor.models import Plain
from auditor.stats.epsilon import ceiling, guesses_of


def key(n: int = 200, seed: int = 0, copies: tuple[int, ...] = (1, 4, 16)) -> SealedKey:
    random = Random(seed)
    canaries = tuple(
        Canary(f"c{i}", random.choice(KINDS), f"value {i}", random.random() < 0.5, random.choice(copies),
               Plain(f"prompt {i}"), "{}")
        for i in range(n)
    )  # fmt: skip
    return SealedKey(SCHEMA, "0", 1, "00", 10, 10, "text", "en", guesses_of(n), canaries)


def heard(of: SealedKey, learned: float = 0.0, seed: int = 0) -> dict[str, Heard]:
    """A model that has learned so many nats a doubling of copies; its base finds no value likelier than chance."""
    random, found = Random(seed), {}
    for canary in of.canaries:
        base = -canary.bits * log(2) - random.gauss(3, 1)
        gain = learned * canary.copies.bit_length() if canary.included else 0.0
        found[canary.id] = Heard(base + gain + random.gauss(0, 1), base)
    return found


def test_exposure_rises_with_copies_and_epsilon_reaches_its_ceiling() -> None:
    sealed = key()
    found = judge(sealed, heard(sealed, learned=5.0))
    assert [level.copies for level in found.levels] == [0, 1, 4, 16]
    assert sum(level.n for level in found.levels) == 200
    medians = [level.exposure.value for level in found.levels]
    assert medians == sorted(medians)
    assert medians[0] == 0 < medians[1]
    for level in found.levels:
        assert level.exposure.low <= level.exposure.value <= level.exposure.high
        assert level.base == 0
    assert found.bound.right == found.bound.guesses == 50
    assert found.bound.epsilon == found.bound.ceiling == ceiling(200, 50)
    assert found.auc is not None
    assert found.auc.value > 0.99
    assert found.auc_base is not None
    assert found.auc_base.low <= 0.5 <= found.auc_base.high
    assert found.unheard == 0


def test_canaries_of_one_copy_are_an_audit_of_one_record() -> None:
    sealed = key()
    single = [canary for canary in sealed.canaries if canary.copies == 1]
    found = judge(sealed, heard(sealed, learned=5.0)).alone
    assert found is not None
    assert (found.canaries, found.guesses) == (len(single), len(single) // 4)
    assert found.epsilon == found.ceiling > 0
    assert judge(key(60), heard(key(60))).alone is None


def test_what_learned_nothing_shows_nothing_in_most_runs() -> None:
    shown = 0
    for seed in range(300):
        sealed = key(100, seed)
        shown += judge(sealed, heard(sealed, seed=1000 + seed)).bound.epsilon > 0
    assert shown <= 25  # 5 % of 300 and three standard deviations


def test_the_score_is_the_ratio_to_the_base_or_to_guessing() -> None:
    sealed = key(4)
    with_base = {canary.id: Heard(-20.0, -30.0) for canary in sealed.canaries}
    assert scores_of(sealed, with_base) == (10.0,) * 4
    alone = {canary.id: Heard(-20.0) for canary in sealed.canaries}
    assert scores_of(sealed, alone) == pytest.approx([BITS[one.kind] * log(2) - 20 for one in sealed.canaries])
    assert scores_of(sealed, {**with_base, "c1": Heard(-20.0)})[1] == float("-inf")
    assert scores_of(sealed, {**with_base, "c1": Heard(float("-inf"), -30.0)})[1] == float("-inf")
    assert scores_of(sealed, {**with_base, "c1": Heard(float("nan"), -30.0)})[1] == float("-inf")
    assert judge(sealed, alone).auc_base is None


def test_canaries_that_could_not_be_asked_for_stay_in_the_audit() -> None:
    sealed = key()
    everything = heard(sealed, learned=5.0)
    some = {name: one for name, one in everything.items() if int(name[1:]) % 2}
    found = judge(sealed, some)
    assert (found.unheard, found.bound.canaries, found.bound.guesses) == (100, 200, 50)
    assert sum(level.n for level in found.levels) == 100
    with pytest.raises(ValueError):
        judge(sealed, {})


def test_each_canary_is_a_case_that_a_model_can_be_asked() -> None:
    sealed = key(5)
    asked = list(cases(sealed, frozenset({"greedy"})))
    assert [canary for canary, _ in asked] == list(sealed.canaries)
    for canary, case in asked:
        assert (case.prompt, case.target, case.about) == (canary.prompt, canary.value, canary)
        assert case.wants == {"greedy"}
