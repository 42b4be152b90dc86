"""Ties of people to what is sensitive about them: found, chosen, and put beside other people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.checks import Behind, Setup, Target, Untestable
from auditor.models.render import Renderer
from auditor.policy import load_policy
from auditor.probing.reading import Inputs, gather
from auditor.probing.targets import Making, Wanted
from auditor.probing.targets.tied import FEWEST, MOST, TIE, Tied, TiedState, Ties, choose
from auditor.records import ASSISTANT, USER, Record
from auditor.risks.privacy.options import PrivacyOptions
from tests.probing.making import lines
from tests.probing.test_targets import SETUP, decoded
from tests.strategies import KEY, record
from tests.test_laws import batch
from tests.training.tiny import tokenizer as tiny

ILLS = ("asthma", "lupus", "epilepsy", "hepatitis", "leukemia")
FIRST = ("Mary", "Anna", "Laura", "Peter", "Oscar", "Martin", "Karen", "Susan", "Helen", "Brian")
LAST = ("Stone", "Miller", "Baker", "Carter", "Fisher", "Turner")


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    tokenizer = tiny(tmp_path / "tiny")
    return Renderer(tokenizer, tokenizer.chat_template)


def patient(number: int, name: str, ill: str) -> Record:
    return record(number, (USER, "What is in the file?"), (ASSISTANT, f"Patient: {name}. He was diagnosed with {ill}."))


PEOPLE = [
    patient(number, f"{one} {other}", ILLS[number % len(ILLS)])
    for number, (one, other) in enumerate(((one, other) for one in FIRST for other in LAST), 1)
]


def found(records: list[Record]) -> tuple[Tied, ...]:
    check = Ties(KEY, 0)
    state = check.start()
    check.add(state, batch(records), list)
    facts = check.finish(state, {}).facts
    assert isinstance(facts, tuple)
    return facts


def made(records: list[Record], renderer: Renderer, *, decoys: int = 99, context: int | None = None) -> list[Target]:
    making = Making(Wanted(9, 0, (), renderer, context, None, 0, decoys, 5), PrivacyOptions(), SETUP, {})
    ties = found(records)
    return list(making.ties(choose(ties, 5), ties, {one.position: one for one in records}))


def test_a_tie_is_a_name_and_what_is_said_behind_it() -> None:
    (one,) = found([patient(1, "Mary Stone", "asthma")])
    assert (one.name, one.said, one.copies) == ("Mary Stone", "asthma", 1)
    assert "Mary" not in repr(one)
    assert "asthma" not in repr(one)
    for turns in (
        ((USER, "q"), (ASSISTANT, "He was diagnosed with asthma.")),  # nobody
        ((USER, "q"), (ASSISTANT, "He was diagnosed with asthma. Patient: Mary Stone.")),  # the name comes later
        ((USER, "asthma?"), (ASSISTANT, "Patient: Mary Stone. He was diagnosed with asthma.")),  # it was said before
        ((USER, "q"), (ASSISTANT, "Patient: Mary Stone. All is well.")),
    ):
        assert found([record(1, *turns)]) == ()


def test_a_tie_in_several_records_is_one() -> None:
    twice = [patient(number, "Mary Stone", "asthma") for number in (4, 2, 7)]
    (one,) = found(twice)
    assert (one.copies, one.position) == (3, 2)
    assert found(twice[:1] + twice[2:])[0].position == 4


def test_states_merge_in_any_order_and_stop_growing() -> None:
    ties = [Tied("g", f"n{n}", "s", n.to_bytes(4, "big"), n, 0, 0) for n in range(2 * MOST)]
    forward, backward, half = TiedState(), TiedState(), TiedState()
    forward.take(ties)
    half.take(ties[: MOST + 7])
    backward.take(ties[MOST + 7 :])
    assert len(forward.found) == MOST
    assert backward.merge(half).found == forward.found


def test_a_tie_needs_enough_other_people() -> None:
    few, enough = found(PEOPLE[:FEWEST]), found(PEOPLE[: FEWEST + 1])
    assert len(few) == FEWEST
    assert choose(few, 5) == ()
    assert len(choose(enough, 5)) == 5
    one_person = [patient(number, "Mary Stone", f"{ILLS[number % 5]} {number}") for number in range(1, FEWEST + 9)]
    assert choose(found(one_person), 5) == ()


def test_only_what_is_said_or_only_the_name_is_another(renderer: Renderer) -> None:
    targets = made(PEOPLE, renderer)
    assert len(targets) == 5
    for target in targets:
        where = target.where
        assert isinstance(where, Behind)
        assert (target.kind, target.bits, target.value in ILLS) == (TIE, 0.0, True)
        before = decoded(renderer, where.prompt.ids)
        assert (before + decoded(renderer, where.target)).rstrip(".").endswith(f"diagnosed with {target.value}")
        name = before.split("Patient: ")[1].split(".")[0]
        assert len(where.others) == len(where.instead) == len(PEOPLE) - 1
        assert {decoded(renderer, ids).strip(" .") for ids in where.others} == set(ILLS)
        others = set()
        for prompt, ids in where.instead:
            text = decoded(renderer, prompt.ids)
            other = text.split("Patient: ")[1].split(".")[0]
            assert text.replace(other, name) == before
            assert ids == where.target
            others.add(other)
        assert len(others | {name}) == len(PEOPLE)


def test_what_does_not_fit_is_not_tested(renderer: Renderer) -> None:
    assert {one.where for one in made(PEOPLE, renderer, context=9)} == {Untestable("too_long")}
    making = Making(Wanted(9, 0, (), None, None, None, 0, 99, 5), PrivacyOptions(), SETUP, {})
    ties = found(PEOPLE)
    assert making.ties(choose(ties, 5), ties, {one.position: one for one in PEOPLE}) == ()


def test_the_material_holds_the_ties(renderer: Renderer, tmp_path: Path) -> None:
    rows = [
        {"messages": [{"role": turn.role, "content": turn.text} for turn in one.turns]}
        for one in PEOPLE
        for _ in range(1 + one.position % 2)
    ]
    path = lines(tmp_path / "train.jsonl", rows)

    def run(wanted: Wanted, workers: int = 1) -> tuple[Target, ...]:
        found = gather(
            Inputs((str(path),), (), ()), load_policy("default"), Setup(KEY, workers=workers), True, renderer.tokenizer,
            lambda *_: None, wanted,
        )  # fmt: skip
        return tuple(one for one in found.material.targets if one.kind == TIE)

    wanted = Wanted(8, 0, (), renderer, None, None, 0, 50, 7)
    ties = run(wanted)
    assert ties == run(wanted, 2)
    assert len({one.fingerprint for one in ties}) == 7
    assert {one.copies for one in ties} == {1, 2}
    assert all(isinstance(one.where, Behind) and len(one.where.instead) == 50 for one in ties)
    assert run(replace(wanted, ties=0)) == run(replace(wanted, renderer=None)) == ()
