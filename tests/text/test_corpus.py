"""The search on a small seeded corpus with known answers, and the corpus itself. The measurement is `make bench`."""

from __future__ import annotations

import ast
import random
import sys
from collections.abc import Callable
from itertools import islice
from random import Random

import pytest

from auditor.text.private import KINDS
from tests.bench import corpus_bench
from tests.bench.corpus import FORMS, chinese, digits, europe, near_misses, planted, reserved, rules, world
from tests.conftest import ROOT

SEED = 7
FOLDER = ROOT / "tests" / "bench" / "corpus"

OPEN = frozenset(
    {
        ("national_id", "Finnish HETU ending in a digit"),
        ("national_id", "German Steuer-ID"),
        ("national_id", "Norwegian number"),
        ("national_id", "Swedish number"),
        ("payment_card", "Maestro"),
        ("payment_card", "Visa, 13 and 19 digits"),
    }
)
"""Forms that prove themselves by their specification and that the search misses without a word, always or at times."""
OPEN_WAYS: frozenset[tuple[str, str]] = frozenset()
"""Ways of writing a form that is found otherwise."""
OPEN_NEAR: frozenset[tuple[str, str]] = frozenset()
OPEN_TEST: frozenset[tuple[str, str]] = frozenset()
OPEN_FALSE: frozenset[tuple[str, str]] = frozenset()
"""What hard negatives are taken for at times; the measurement counts them."""


@pytest.fixture(scope="module")
def answered() -> tuple[corpus_bench.Answer, ...]:
    """One round: every form in every surrounding."""
    return tuple(corpus_bench.answers(planted(Random(SEED), 1)))


def test_the_generator_imports_nothing_of_the_package() -> None:
    paths = sorted(FOLDER.glob("**/*.py"))
    assert len(paths) > 10
    for path in paths:
        tree = ast.parse(path.read_text("utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree))
        foreign = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
        assert all(name.startswith("tests.bench.corpus") and "corpus_bench" not in name for name in foreign)
        assert "importlib" not in names
        assert not any(
            isinstance(node, ast.Name) and node.id in ("__import__", "exec", "eval") for node in ast.walk(tree)
        )


def test_the_corpus_is_the_same_for_a_seed_and_differs_for_another() -> None:
    first, again, other = (list(islice(planted(Random(seed), 1), 300)) for seed in (SEED, SEED, SEED + 1))
    assert first == again
    assert [record.row() for record in first] != [record.row() for record in other]


def test_spans_lie_in_their_texts_and_every_kind_has_forms() -> None:
    assert {form.kind for form in FORMS} <= set(KINDS)
    for record in islice(planted(Random(SEED), 1), 2_000):
        assert record.messages[0].role == "user"
        for message in record.messages:
            for plant in message.plants:
                assert 0 <= plant.start <= plant.core[0] < plant.core[1] <= plant.end <= len(message.content)
                assert message.content[plant.start : plant.end].strip()


@pytest.mark.parametrize(
    ("check", "body", "expected"),
    [
        (digits.mod_11_2, "11010519491231002", "X"),
        (digits.mod_11_2, "44052418800101001", "4"),
        (digits.luhn, "7992739871", "3"),
        (digits.verhoeff, "236", "3"),
        (digits.mod_11_10, "8609574271", "9"),
        (digits.uscc, "91350100M000100Y4", "3"),
        (digits.ean, "978030640615", "7"),
        (lambda body: str(digits.mod_97(body)), "WEST12345698765432GB82", "1"),
    ],
)
def test_check_digits_of_published_examples(check: Callable[[str], str], body: str, expected: str) -> None:
    assert check(body) == expected


def test_numbers_that_satisfy_a_rule_are_recognized_before_they_count_as_negatives() -> None:
    rng = random.Random(SEED)
    makes = [chinese.resident, chinese.residence_permit, chinese.foreign_card, chinese.company_digits, europe.nir]
    makes += [europe.steuer_id, europe.norwegian, *(lambda r, n=n: world.card(r, n) for n in world.RANGES)]
    for make in makes:
        assert all(rules.satisfied(make(rng)) for _ in range(100))
    assert sum(bool(rules.satisfied(digits.number(rng, 18))) for _ in range(20_000)) < 600


def test_every_form_that_proves_itself_is_found_without_a_word(answered: tuple[corpus_bench.Answer, ...]) -> None:
    alone = [answer for answer in answered if answer.plant.beside == "none"]
    missed = [answer for answer in alone if answer.miss and not _known(answer)]
    assert len(alone) > 1_500
    assert [(answer.plant.form.name, answer.plant.around, answer.miss) for answer in missed] == []


def test_gaps_that_are_closed_are_taken_off_the_list(answered: tuple[corpus_bench.Answer, ...]) -> None:
    missed = [answer.plant for answer in answered if answer.miss and answer.plant.beside == "none"]
    assert OPEN - {(plant.form.kind, plant.form.name) for plant in missed} == set()
    assert OPEN_WAYS - {(plant.form.name, plant.around) for plant in missed} == set()


def test_every_form_that_proves_itself_is_found_beside_its_word(answered: tuple[corpus_bench.Answer, ...]) -> None:
    beside = [answer for answer in answered if answer.plant.beside == "beside" and answer.plant.form.alone]
    missed = [answer for answer in beside if answer.miss and not _known(answer)]
    assert len(beside) > 1_500
    assert [(answer.plant.form.name, answer.plant.around, answer.miss) for answer in missed] == []


def _known(answer: corpus_bench.Answer) -> bool:
    """A gap on the lists, or a random key that spells a word of placeholders."""
    plant = answer.plant
    by_chance = plant.form.kind == "credential" and answer.miss == "called a test value"
    return by_chance or (plant.form.kind, plant.form.name) in OPEN or (plant.form.name, plant.around) in OPEN_WAYS


def test_near_misses_are_not_taken_for_what_they_look_like() -> None:
    made, taken = corpus_bench.taken_near_misses(SEED, 3)
    causes = {kind: {why for other, why in made if other == kind} for kind, _ in made}
    assert all(len(whys) >= 2 for whys in causes.values())
    assert set(causes) >= {form.kind for form in FORMS}
    assert {cause for cause, count in taken.items() if count} == OPEN_NEAR
    assert len({near.text for near in near_misses(Random(SEED), 1)}) > 150


def test_reserved_values_are_found_and_known_as_test_values() -> None:
    made, missed = corpus_bench.unknown_test_values(SEED, 4)
    assert sum(made.values()) == sum(
        len(message.plants) for record in reserved(Random(SEED), 4) for message in record.messages
    )
    assert {(kind, name) for kind, name, _ in missed} == OPEN_TEST


def test_hard_negatives_give_no_false_finding() -> None:
    found = corpus_bench.in_clean_text(SEED, 1_000_000)
    assert found.size >= 1_000_000
    assert {(claim.kind, claim.name) for claim in found.found} - OPEN_FALSE == set()


def test_random_digits_are_no_resident_ids() -> None:
    assert corpus_bench.random_resident_ids(SEED, 20_000) / 20_000 * 1e6 <= 15


def test_the_lower_bound_is_the_exact_one() -> None:
    assert corpus_bench.lower_bound(100, 100) == pytest.approx(0.05 ** (1 / 100))
    assert corpus_bench.lower_bound(98, 100) == pytest.approx(0.9384, abs=1e-4)
    assert corpus_bench.lower_bound(0, 100) == 0.0
