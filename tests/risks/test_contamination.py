"""Overlap of training and evaluation counted by hand."""

from __future__ import annotations

import pytest

from auditor.records import ASSISTANT, SYSTEM, USER, Record, Split, Turn, Unreadable
from tests.risks.conftest import Measure
from tests.strategies import record, unreadable


def test_overlap(measure: Measure) -> None:
    train = [record(1, (USER, "q1"), (ASSISTANT, "a1")), record(2, (USER, "q2"), (ASSISTANT, "a2"))]
    held_out = [
        record(1001, (USER, "Q1"), (ASSISTANT, "a1"), split="eval", file="e.jsonl"),
        record(1002, (USER, "q2"), (ASSISTANT, "other"), split="eval", file="e.jsonl"),
        record(1003, (USER, "q3"), (ASSISTANT, "a3"), split="eval", file="e.jsonl"),
        record(1004, split="eval", file="e.jsonl"),
    ]
    findings, evidence = measure("duplication", "contamination", train=train, held_out=held_out)
    assert findings["contamination/prompt"].value == 0.5
    assert findings["contamination/pair"].value == 0.25
    assert findings["contamination/pair"].n == 4
    found = {(hit.finding, hit.origin, hit.partner) for hit in evidence if hit.finding.startswith("contamination")}
    assert found == {
        ("contamination/prompt", "e.jsonl:1", "t.jsonl:1"),
        ("contamination/prompt", "e.jsonl:2", "t.jsonl:2"),
        ("contamination/pair", "e.jsonl:1", "t.jsonl:1"),
    }


def test_a_question_is_found_in_another_layout_and_under_another_system_prompt(measure: Measure) -> None:
    chat = record(1, (SYSTEM, "Be kind."), (USER, "q1"), (ASSISTANT, "a1"), (USER, "q2"), (ASSISTANT, "a2"))
    fields = (Turn(USER, "instruction", "Do", False), Turn(USER, "input", "this", False))
    alpaca = Record("r", 2, "t.jsonl:2", 2, "train", "alpaca", (*fields, Turn(ASSISTANT, "output", "done", True)))
    held_out = [
        record(1000 + place, (USER, question), (ASSISTANT, answer), split="eval", file="e.jsonl")
        for place, (question, answer) in enumerate([("q1", "x"), ("Q2", "y"), ("do\nthis", "Done"), ("q1 q2", "z")], 1)
    ]
    findings, _ = measure("duplication", "contamination", train=[chat, alpaca], held_out=held_out)
    assert findings["contamination/prompt"].value == 1
    assert findings["contamination/pair"].value == 0.25


def test_a_question_in_one_of_several_fields_is_found_both_ways(measure: Measure) -> None:
    def spread(position: int, instruction: str, text: str, split: Split) -> Record:
        fields = (Turn(USER, "instruction", instruction, False), Turn(USER, "input", text, False))
        file = "t.jsonl" if split == "train" else "e.jsonl"
        turns = (*fields, Turn(ASSISTANT, "output", "a", True))
        return Record("r", position, f"{file}:{position % 1000}", position, split, "alpaca", turns)

    asked = "How many legs do seven spiders have?"
    plain = {"train": record(1, (USER, asked), (ASSISTANT, "56")),
             "eval": record(1001, (USER, asked), (ASSISTANT, "56"), split="eval", file="e.jsonl")}  # fmt: skip
    general = "Answer the following question."
    one = measure("duplication", "contamination", train=[spread(1, general, asked, "train")], held_out=[plain["eval"]])
    held_out = [spread(1001, general, asked, "eval"), spread(1002, general, "And how many do eight have?", "eval")]
    other = measure("duplication", "contamination", train=[plain["train"]], held_out=held_out)
    only_general = measure("duplication", "contamination", held_out=held_out,
                           train=[spread(1, general, "Something else entirely, then?", "train")])  # fmt: skip
    assert [findings["contamination/prompt"].value for findings, _ in (one, other, only_general)] == [1, 0.5, 0]


def test_what_cannot_be_read_could_be_the_evaluation(measure: Measure) -> None:
    held_out = [record(1000 + n, (USER, f"x{n}"), (ASSISTANT, "y"), split="eval", file="e.jsonl") for n in range(1, 5)]
    train = [record(1, (USER, "q"), (ASSISTANT, "a"))]
    findings, _ = measure("duplication", "contamination", train=train, held_out=held_out, bad=[unreadable(2)])
    assert (findings["contamination/prompt"].low, findings["contamination/prompt"].high) == (0, 0.25)
    lost = Unreadable(3, "t.jsonl", "train", "truncated")
    findings, _ = measure("duplication", "contamination", train=train, held_out=held_out, bad=[lost])
    assert findings["contamination/prompt"].high == 1


def test_evaluation_records_count_for_nothing_else(measure: Measure) -> None:
    train = [record(1, (USER, "q"), (ASSISTANT, "a"))]
    held_out = [record(1000 + n, (USER, "x"), (ASSISTANT, "y"), split="eval", file="e.jsonl") for n in range(1, 5)]
    findings, _ = measure("duplication", "contamination", "privacy", "format", train=train, held_out=held_out)
    assert findings["overview/records"].value == 1
    assert findings["overview/eval_records"].value == 4
    assert findings["duplication/pair"].n == findings["privacy/email"].n == findings["format/role_order"].n == 1


def test_without_evaluation_data_there_is_no_number(measure: Measure) -> None:
    findings, _ = measure("duplication", "contamination", train=[record(1, (USER, "q"), (ASSISTANT, "a"))])
    assert not [id for id in findings if id.startswith("contamination")]


QUESTION = "a farmer has seventeen sheep and all but nine of them run away over the hill so how many sheep are left"
ANSWER = "Nine sheep are left, because all but nine of them ran away over the hill."


def asked(position: int, question: str, answer: str, split: Split = "eval") -> Record:
    file = "e.jsonl" if split == "eval" else "t.jsonl"
    return record(position, (USER, question), (ASSISTANT, answer), split=split, file=file)


def test_each_record_counts_for_the_first_measure_that_fits(measure: Measure) -> None:
    train = [
        asked(1, QUESTION, ANSWER, "train"),
        asked(2, "what is a prime number and can you name three of them for me please now", "2, 3, 5", "train"),
        asked(3, "and now for something", f"He asked: {QUESTION}? I did not know.", "train"),
    ]
    held_out = [
        asked(1001, QUESTION, "8"),  # its prompt
        asked(1002, QUESTION.replace("seventeen", "twenty"), ANSWER),  # nearly its prompt; exactly its answer
        asked(1003, "Something else?", ANSWER.replace("Nine", "9")),  # nearly its answer
        asked(1004, QUESTION.replace("seventeen", "17"), ANSWER.replace("Nine", "9")),  # nearly both
        asked(1005, "what is a prime number and can you name three of them for me please now then write a long "
              "letter about each of these three to your oldest friend in the town where both of you were born", "x"),
        asked(1006, "Nothing of all this?", "No."),
    ]  # fmt: skip
    findings, evidence = measure("duplication", "contamination", train=train, held_out=held_out)
    found: dict[str, set[str]] = {}
    for hit in evidence:
        if hit.finding.startswith("contamination/"):
            found.setdefault(hit.finding.partition("/")[2], set()).add(hit.origin)
    assert found == {
        "prompt": {"e.jsonl:1"},
        "answer": {"e.jsonl:2"},
        "near_prompt": {"e.jsonl:2", "e.jsonl:4"},
        "near_answer": {"e.jsonl:3", "e.jsonl:4"},
        "near_pair": {"e.jsonl:2", "e.jsonl:4"},
        "contains": {"e.jsonl:5"},
    }
    assert findings["contamination/near_prompt"].value == pytest.approx(2 / 6)


def test_a_question_inside_a_longer_text(measure: Measure) -> None:
    train = [asked(1, "and now for something", f"He asked: {QUESTION}? I did not know what to say.", "train")]
    findings, evidence = measure("duplication", "contamination", train=train, held_out=[asked(1001, QUESTION, "9")])
    assert findings["contamination/contained"].value == 1
    assert findings["contamination/prompt"].value == findings["contamination/near_prompt"].value == 0
    assert [hit.score for hit in evidence if hit.finding == "contamination/contained"] == [1.0]


def test_a_template_that_all_share_contaminates_nothing(measure: Measure) -> None:
    def under(position: int, split: Split) -> Record:
        words = " ".join(f"w{position}x{k}" for k in range(12))
        return asked(position, f"{QUESTION} {ANSWER} {words}", f"{words[::-1]} is it", split)

    train = [under(position, "train") for position in range(1, 81)]
    held_out = [under(position, "eval") for position in range(1001, 1011)]
    findings, _ = measure("duplication", "contamination", train=train, held_out=held_out)
    assert {
        findings[f"contamination/{name}"].value for name in ("near_prompt", "near_pair", "contained", "contains")
    } == {0}


def test_an_evaluation_that_is_the_training_set(measure: Measure) -> None:
    train = [asked(n, f"{QUESTION} {n}", f"{ANSWER} {n}", "train") for n in range(1, 40)]
    held_out = [asked(1000 + n, f"{QUESTION} {n}", f"{ANSWER} {n}") for n in range(1, 40)]
    findings, _ = measure("duplication", "contamination", train=train, held_out=held_out)
    assert {findings[f"contamination/{name}"].value for name in ("prompt", "answer", "pair")} == {1}
    assert {findings[f"contamination/near_{name}"].value for name in ("prompt", "answer", "pair")} == {0}


def test_a_question_that_was_varied_a_hundred_times(measure: Measure) -> None:
    """What the variants share is in more records than a template needs."""
    words = QUESTION.split()
    varied = [" ".join([*words[: n % 20], f"w{n}", *words[n % 20 + 1 :]]) for n in range(100)]
    train = [asked(n, text, "Nine, as I said.", "train") for n, text in enumerate(varied, 1)]
    train += [asked(n, " ".join(f"w{n}x{k}" for k in range(12)), "No.", "train") for n in range(200, 400)]
    held_out = [asked(1001, QUESTION, "8"), asked(1002, " ".join(f"v{k}" for k in range(12)), "No.")]
    findings, evidence = measure("duplication", "contamination", train=train, held_out=held_out)
    assert findings["contamination/near_prompt"].value == 0.5
    assert [hit.origin for hit in evidence if hit.finding == "contamination/near_prompt"] == ["e.jsonl:1"]


def test_too_many_near_copies_to_name_all_pairs(measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
    words = QUESTION.split()
    varied = [" ".join([*words[: n % 20], f"w{n}", *words[n % 20 + 1 :]]) for n in range(160)]
    train = [asked(n, text, "Nine.", "train") for n, text in enumerate(varied[:120], 1)]
    held_out = [asked(1000 + n, text, "Nine.") for n, text in enumerate(varied[120:], 1)]
    findings, _ = measure("duplication", "contamination", train=train, held_out=held_out)
    assert findings["contamination/near_prompt"].high == findings["contamination/near_prompt"].value
    monkeypatch.setattr("auditor.text.overlap.ROOM", 1_000)
    findings, _ = measure("duplication", "contamination", train=train, held_out=held_out)
    assert findings["contamination/near_prompt"].value > 0.9
    assert findings["contamination/near_prompt"].high == 1


NEAR = ("near_prompt", "near_answer", "near_pair")


@pytest.mark.parametrize(("bound", "least"), [("ROOM", 100), ("EFFORT", 300)])
def test_where_too_much_is_alike_there_can_be_more(
    measure: Measure, monkeypatch: pytest.MonkeyPatch, bound: str, least: int
) -> None:
    """Forty records with five near copies in the evaluation: the join gives up, and their common text is boilerplate.

    What is left of each is a passage of its own, and too short to be compared.
    """

    def varied(position: int, split: Split) -> Record:
        asks, says = (
            " ".join([*(f"{word}{k}" for k in range(40)), *(f"{word}{position}x{k}" for k in range(5))])
            for word in ("q", "a")
        )
        return asked(position, asks, says, split)

    train = [varied(n, "train") for n in range(1, 41)]
    far = [asked(2000 + n, f"v{n} w{n} x{n} y{n} z{n}", "No.") for n in range(50)]
    held_out = [*(varied(1000 + n, "eval") for n in range(5)), *far]
    whole, _ = measure("duplication", "contamination", train=train, held_out=held_out)
    found = {name: whole[f"contamination/{name}"] for name in NEAR}
    assert {(one.value, one.high) for one in found.values()} == {(5 / 55, 5 / 55)}
    monkeypatch.setattr(f"auditor.text.overlap.{bound}", least)
    cut, _ = measure("duplication", "contamination", train=train, held_out=held_out)
    found = {name: cut[f"contamination/{name}"] for name in NEAR}
    assert {(one.value, one.low, one.high) for one in found.values()} == {(0, 0, 1)}
    assert cut["contamination/contained"].high == 1
    assert cut["contamination/prompt"].high == cut["contamination/prompt"].value == 0
