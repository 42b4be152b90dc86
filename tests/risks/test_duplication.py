"""Copies counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.errors import UsageError
from auditor.records import ASSISTANT, SYSTEM, USER, Record, Turn, Unreadable
from auditor.risks.duplication import DuplicationOptions
from auditor.text.digests import normalize
from tests.risks.conftest import Measure
from tests.strategies import record, unreadable

LONG = "A long answer that is certainly more than forty characters."


def qa(position: int, question: str, answer: str) -> Record:
    return record(position, (USER, question), (ASSISTANT, answer))


def test_each_kind_of_repetition_is_counted_once(measure: Measure) -> None:
    train = [
        qa(1, "Who?", "Me."),
        qa(2, "who? ", "ME."),  # a copy of 1 but for case and space
        qa(3, "Who?", "You."),  # another answer
        qa(4, "Who?", "You."),  # a copy of 3, not a second conflict
        qa(5, "What?", LONG),
        qa(6, "Which?", LONG),  # the same long answer
        qa(7, "Where?", "Me."),  # the same short answer: no repetition
    ]
    findings, evidence = measure("duplication", train=train, epochs=3)
    assert findings["duplication/pair"].value == pytest.approx(2 / 7)
    assert findings["duplication/prompt"].value == pytest.approx(1 / 7)
    assert findings["duplication/answer"].value == pytest.approx(1 / 7)
    assert findings["duplication/repetitions"].value == 6
    pairs = {(hit.finding, hit.origin, hit.partner) for hit in evidence}
    assert pairs == {
        ("duplication/pair", "t.jsonl:2", "t.jsonl:1"),
        ("duplication/pair", "t.jsonl:4", "t.jsonl:3"),
        ("duplication/prompt", "t.jsonl:3", "t.jsonl:1"),
        ("duplication/answer", "t.jsonl:6", "t.jsonl:5"),
        ("duplication/near_pair", "t.jsonl:6", "t.jsonl:5"),  # nearly all of it is the answer
        ("duplication/repetitions", "t.jsonl:1", ""),
    }


def test_what_cannot_be_read_widens_the_interval(measure: Measure) -> None:
    findings, _ = measure("duplication", train=[qa(1, "a", "b"), qa(2, "a", "b")], bad=[unreadable(3), unreadable(4)])
    pair = findings["duplication/pair"]
    assert (pair.low, pair.value, pair.high, pair.n) == (0.25, 0.25, 0.75, 4)
    assert findings["duplication/repetitions"].high == 4


def test_a_shared_system_prompt_makes_no_copies(measure: Measure) -> None:
    train = [record(n, (SYSTEM, "Be kind."), (USER, f"q{n}"), (ASSISTANT, f"a{n}")) for n in range(1, 5)]
    findings, _ = measure("duplication", train=train)
    assert findings["duplication/pair"].value == findings["duplication/prompt"].value == 0


def test_roles_and_borders_count(measure: Measure) -> None:
    """The same letters cut otherwise, or said by somebody else, are another record."""
    train = [
        record(1, (USER, "a b"), (ASSISTANT, "c")),
        record(2, (USER, "a"), (ASSISTANT, "b c")),
        record(3, (SYSTEM, "a b"), (ASSISTANT, "c")),
    ]
    findings, _ = measure("duplication", train=train)
    assert findings["duplication/pair"].value == 0


def test_empty_records_are_no_copies_of_each_other(measure: Measure) -> None:
    findings, _ = measure("duplication", train=[record(1), record(2), qa(3, "", "")])
    assert findings["duplication/pair"].value == 0
    assert "duplication/repetitions" not in findings


def test_the_length_of_an_answer_is_an_option(measure: Measure) -> None:
    train = [qa(1, "a", "Yes."), qa(2, "b", "Yes.")]
    options = {"duplication": DuplicationOptions(shortest_answer=1)}
    assert measure("duplication", train=train)[0]["duplication/answer"].value == 0
    assert measure("duplication", train=train, options=options)[0]["duplication/answer"].value == 0.5


@pytest.mark.parametrize(
    ("one", "other"), [("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"), ("Straße", "STRASSE"), ("a\n\t b", "A B")]
)
def test_normalize(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)
    assert normalize("18 apples") != normalize("19 apples")


def test_the_label_and_the_tools_tell_records_apart(measure: Measure) -> None:
    plain = qa(1, "q", "a")
    labels = [replace(plain, position=n, label=label) for n, label in ((1, True), (2, False))]
    assert measure("duplication", train=labels)[0]["duplication/pair"].value == 0
    tools = [
        replace(plain, position=n, tools=(Turn("tools", "tools", text, False),)) for n, text in ((1, "[]"), (2, "[1]"))
    ]
    assert measure("duplication", train=tools)[0]["duplication/pair"].value == 0


def test_a_file_that_cannot_be_read_to_its_end_can_hold_anything(measure: Measure) -> None:
    lost = Unreadable(2, "t.jsonl", "train", "truncated")
    pair = measure("duplication", train=[qa(1, "q", "a")], bad=[lost])[0]["duplication/pair"]
    assert (pair.low, pair.high, pair.n) == (0, 1, 1)


POEM = (
    "the quick brown fox jumps over the lazy dog while seven old owls watch from a tall dark tree near the river bank"
)
OTHER = "please list every station of the northern railway line in order and say how long a train waits at each of them"


def test_near_copies_are_found_and_exact_ones_counted_apart(measure: Measure) -> None:
    train = [
        qa(1, POEM, LONG),
        qa(2, POEM.replace("seven", "eight"), LONG),  # near
        qa(3, POEM, LONG),  # a copy of 1
        qa(4, OTHER, "Nothing of that sort, and certainly nothing of this length, was ever said."),
    ]
    findings, evidence = measure("duplication", train=train, epochs=2)
    assert findings["duplication/pair"].value == findings["duplication/near_pair"].value == 0.25
    assert findings["duplication/near_repetitions"].value == 6
    assert findings["duplication/repetitions"].value == 4
    assert findings["duplication/effective"].value == pytest.approx(16 / (9 + 1))
    near = [hit for hit in evidence if hit.finding == "duplication/near_pair"]
    # 22 shingles of the prompt and 9 of the answer each; the changed word stands in two of them
    assert [(hit.origin, hit.partner, hit.count) for hit in near] == [("t.jsonl:2", "t.jsonl:1", 3)]
    assert near[0].score == pytest.approx((22 + 9 - 2) / (22 + 9 + 2))


def test_what_differs_only_in_punctuation_is_nearly_the_same(measure: Measure) -> None:
    train = [qa(1, "Who is it?", "Me!"), qa(2, "Who is it", "Me."), qa(3, "Who is it?", "Me!"), qa(4, "...", "?!")]
    findings, evidence = measure("duplication", train=[*train, qa(5, "...", "?!"), qa(6, "?", "!")])
    assert findings["duplication/pair"].value == pytest.approx(2 / 6)
    near = [hit for hit in evidence if hit.finding == "duplication/near_pair"]
    assert [(hit.origin, hit.partner, hit.score) for hit in near] == [("t.jsonl:2", "t.jsonl:1", 1.0)]
    assert findings["duplication/effective"].value == pytest.approx(36 / (9 + 4 + 1), abs=0.05)


def test_a_cluster_is_one_record_and_its_neighbors_never_a_chain(measure: Measure) -> None:
    words = POEM.split()
    texts = []
    for n in range(9):
        words[2 * n + 1] = f"word{n}"
        texts.append(" ".join(words))
    findings, evidence = measure("duplication", train=[qa(n, text, "Yes.") for n, text in enumerate(texts, 1)])
    near = [hit for hit in evidence if hit.finding == "duplication/near_pair"]
    assert all(hit.score is not None and hit.score >= 0.7 for hit in near)
    assert 0 < len(near) < 8, "the first and the last of the chain have nothing in common"
    assert findings["duplication/near_pair"].value == pytest.approx(len(near) / 9)


def test_near_prompts_with_another_answer_and_the_other_way_round(measure: Measure) -> None:
    far = "Something else altogether, of which not one word was used before now."
    train = [
        qa(1, POEM, LONG),
        qa(2, POEM.replace("seven", "eight"), far),
        qa(3, OTHER, LONG.replace("A long", "One long")),
        qa(4, POEM.replace("seven", "7"), LONG),  # near, and so is its answer
    ]
    findings, evidence = measure("duplication", train=train)
    one_sided = {
        (hit.finding, hit.origin, hit.partner)
        for hit in evidence
        if hit.finding.endswith(("near_prompt", "near_answer"))
    }
    assert one_sided == {
        ("duplication/near_prompt", "t.jsonl:2", "t.jsonl:1"),
        ("duplication/near_answer", "t.jsonl:3", "t.jsonl:1"),
    }
    assert findings["duplication/near_prompt"].value == findings["duplication/near_answer"].value == 0.25
    strict = {"duplication": DuplicationOptions(threshold=0.9)}
    assert measure("duplication", train=train, options=strict)[0]["duplication/near_answer"].value == 0


def test_the_same_but_for_numbers_is_a_class_of_its_own(measure: Measure) -> None:
    train = [
        qa(1, "What is 12 + 30?", "It is 42."),
        qa(2, "What is 7 + 9?", "It is 16."),
        qa(3, "What is 7 - 9?", "It is -2."),
    ]
    findings, evidence = measure("duplication", train=train)
    assert findings["duplication/numbers"].value == pytest.approx(1 / 3)
    assert findings["duplication/pair"].value == findings["duplication/near_pair"].value == 0
    assert [hit.partner for hit in evidence if hit.finding == "duplication/numbers"] == ["t.jsonl:1"]


def test_a_conversation_exported_turn_by_turn(measure: Measure) -> None:
    turns = [
        (USER, "hello"),
        (ASSISTANT, "hi"),
        (USER, "how are you?"),
        (ASSISTANT, "well"),
        (USER, "bye"),
        (ASSISTANT, "bye"),
    ]
    train = [
        record(1, *turns[:2]),
        record(2, *turns),
        record(3, *turns[:4]),
        record(4, (USER, "hello"), (ASSISTANT, "no")),
    ]
    findings, evidence = measure("duplication", train=train)
    assert findings["duplication/prefix"].value == 0.5
    beginnings = {(hit.origin, hit.partner) for hit in evidence if hit.finding == "duplication/prefix"}
    assert beginnings == {("t.jsonl:1", "t.jsonl:2"), ("t.jsonl:3", "t.jsonl:2")}


def test_records_under_one_long_instruction_are_told_apart(measure: Measure) -> None:
    """The instruction stands in the prompt itself, and is most of it."""
    train = [qa(n, f"{POEM} {OTHER} {_number(n)}", f"{_number(7 * n + 1)} is the answer") for n in range(1, 81)]
    findings, evidence = measure("duplication", train=train)
    assert findings["duplication/near_pair"].value == findings["duplication/near_prompt"].value == 0
    assert findings["duplication/boilerplate"].value == 50
    shown = [hit for hit in evidence if hit.finding == "duplication/boilerplate"]
    assert shown[0].count == 80
    assert findings["duplication/template"].value == 0
    few = [qa(n, f"{POEM} {OTHER} so w{n} x{n} y{n} z{n}?", "Yes.") for n in range(1, 81)]
    findings, _ = measure("duplication", train=few)
    assert findings["duplication/template"].value == 1, "a passage of its own, but too short to be compared"
    assert findings["duplication/near_pair"].value == 0


def _number(n: int) -> str:
    """A dozen words that no two numbers share."""
    return " ".join(f"w{n}x{k}" for k in range(12))


def test_shared_system_prompts_are_named(measure: Measure) -> None:
    train = [record(n, (SYSTEM, "Be kind."), (USER, f"q{n}"), (ASSISTANT, f"a{n}")) for n in range(1, 5)]
    train.append(record(5, (SYSTEM, "Be brief."), (USER, "q"), (ASSISTANT, "a")))
    findings, evidence = measure("duplication", train=train)
    assert findings["duplication/system"].value == 0.8
    assert not findings["duplication/system"].judged
    assert [(hit.origin, hit.count) for hit in evidence if hit.finding == "duplication/system"] == [("t.jsonl:1", 4)]


def test_a_passage_in_two_answers(measure: Measure) -> None:
    passage = " ".join(f"p{n}" for n in range(50))
    train = [
        qa(1, "a", f"First of all: {passage}"),
        qa(2, "b", f"{passage} and that was all of it, was it not?"),
        qa(3, "c", passage[: passage.index("p49")]),  # 49 tokens only
        qa(4, "d", f"{passage} {passage}".replace("p", "q")),  # twice in one answer
    ]
    findings, evidence = measure("duplication", train=train)
    assert findings["duplication/span"].value == 0.5
    spans = {(hit.origin, hit.partner, hit.count) for hit in evidence if hit.finding == "duplication/span"}
    assert spans == {("t.jsonl:1", "t.jsonl:2", 2), ("t.jsonl:2", "t.jsonl:1", 2)}


def test_chinese_is_compared_character_by_character(measure: Measure) -> None:
    text = "请根据下面的病历摘要，判断患者最可能的诊断，并说明需要进一步做哪些检查以及注意事项。"
    train = [qa(1, text, "好的。"), qa(2, text.replace("摘要", "概要"), "好的。")]
    findings, _ = measure("duplication", train=train)
    assert findings["duplication/near_pair"].value == 0.5


def test_a_threshold_out_of_range_is_refused() -> None:
    with pytest.raises(UsageError, match=r"0\.3"):
        DuplicationOptions(threshold=0.3)


@pytest.mark.parametrize("copies", [30, 49, 52, 58, 200])
def test_near_copies_are_found_however_many_there_are(measure: Measure, copies: int) -> None:
    """What they share is in more records than a template needs, but they have no passage of their own."""
    words = (POEM + " " + OTHER).split()
    varied = [" ".join([*words[: n % 40], _letters(n), *words[n % 40 + 1 :]]) for n in range(copies)]
    others = [_number(n) for n in range(300)]
    train = [qa(n, text, f"{_number(n + 1000)} ok") for n, text in enumerate(others, 1)]
    train += [qa(n, text, "Yes, of course.") for n, text in enumerate(varied, 1 + len(train))]
    findings, evidence = measure("duplication", train=train, epochs=3)
    assert findings["duplication/near_repetitions"].value == 3 * copies
    assert findings["duplication/near_pair"].value == pytest.approx((copies - 1) / (copies + 300))
    assert findings["duplication/template"].value == 0
    near = [hit for hit in evidence if hit.finding == "duplication/near_pair"]
    assert all(hit.score is not None and hit.score >= 0.7 for hit in near)


def _letters(n: int) -> str:
    """A word of its own for each number, without a digit: what differs only in numbers is another class."""
    return f"x{n}".translate(str.maketrans("0123456789", "abcdefghij"))


def test_what_is_left_undone_is_said(measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.text.overlap.LED", 0)
    train = [qa(n, POEM.replace("seven", f"w{n}"), "Yes.") for n in range(1, 80)]
    findings, _ = measure("duplication", train=train)
    assert findings["duplication/near_pair"].high == 1
