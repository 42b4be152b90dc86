"""Columns of digests: two records share one exactly where they say the same in what it stands for."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.records import ANSWERS, ASSISTANT, SYSTEM, TOOLS, USER, Record, Turn
from auditor.text.digests import Parts, parts_of
from auditor.text.naming import Columns, columns_of

WORDS = st.sampled_from(["", "yes", "no 7", "no 8", "a longer text of many words"])
TURNS = st.lists(
    st.tuples(st.sampled_from([SYSTEM, USER, ASSISTANT, "narrator", "tools", "rejected"]), WORDS), max_size=5
)
RECORDS = st.builds(
    lambda turns, tools, rejected, label: record(turns, tools, rejected, label),
    TURNS,
    st.lists(WORDS, max_size=1),
    st.lists(WORDS, max_size=1),
    st.sampled_from([None, True, False]),
)
NAMES = ("system", "prompt", "wording", "answer", "pair", "numbers", "exchange", "talk")


def record(turns: list[tuple[str, str]], tools: list[str], rejected: list[str], label: bool | None) -> Parts:
    spoken = tuple(Turn(role, f"m[{i}]", text, role == ASSISTANT, i) for i, (role, text) in enumerate(turns))
    one = Record(
        "id", 1, "t:1", 1, "train", "messages", spoken,
        tuple(Turn(ASSISTANT, "r", text, True) for text in rejected),
        tuple(Turn(TOOLS, "t", text, False) for text in tools), label,
    )  # fmt: skip
    return parts_of(one)


def bare(text: str) -> str:
    return "".join(letter for letter in text if letter not in "0123456789")


def said(parts: Parts) -> dict[str, object]:
    """What each column stands for, as text; empty where it stands for nothing."""
    turns = [(turn.role, text) for turn, text in zip(parts.turns, parts.texts, strict=True)]
    tools = [(TOOLS, text) for text in parts.tools if text]
    asked = [pair for pair in turns[: parts.asked] if pair[1]] + tools
    answer = [text for _, text in turns[parts.asked :] if text]
    other = [text for text in parts.rejected if text]
    user = [text for role, text in turns[: parts.asked] if role == USER and text]
    some = asked or answer or other
    return {
        "system": [pair for pair in turns if pair[0] == SYSTEM and pair[1]] + tools,
        "prompt": asked,
        "wording": [(role, bare(text)) for role, text in asked],
        "answer": answer,
        "pair": some and [asked, answer, other, parts.label],
        "numbers": some
        and [
            [(role, bare(text)) for role, text in asked],
            [(role, bare(text)) for role, text in turns[parts.asked :] if text],
            [bare(text) for text in other],
            parts.label,
        ],
        "exchange": answer and [" ".join(user), answer],
        "talk": [pair for pair in turns if pair[1]],
    }


def beginnings(parts: Parts) -> list[list[tuple[str, str]]]:
    talk = [(turn.role, text) for turn, text in zip(parts.turns, parts.texts, strict=True) if text]
    return [talk[: i + 1] for i in range(1, len(talk) - 1) if talk[i][0] in ANSWERS]


def row(columns: Columns, name: str, place: int) -> list[int]:
    rows = getattr(columns, name)
    numbers: list[int] = rows.flat[rows.offsets[place] : rows.offsets[place + 1]].tolist()
    return numbers


@settings(max_examples=200)
@given(st.lists(RECORDS, min_size=1, max_size=6))
def test_columns_name_what_they_stand_for(parts: list[Parts]) -> None:
    columns = columns_of(parts)
    told = [said(part) for part in parts]
    for name in NAMES:
        column = getattr(columns, name).tolist()
        assert [number == 0 for number in column] == [not one[name] for one in told]
        for i, j in combinations(range(len(parts)), 2):
            assert (column[i] == column[j]) == (told[i][name] == told[j][name] or not (told[i][name] or told[j][name]))


@settings(max_examples=200)
@given(st.lists(RECORDS, min_size=1, max_size=6))
def test_a_beginning_is_the_talk_of_a_record_that_ends_there(parts: list[Parts]) -> None:
    columns = columns_of(parts)
    for place, part in enumerate(parts):
        ended = [record(turns, [], [], None) for turns in beginnings(part)]
        assert row(columns, "beginnings", place) == (columns_of(ended).talk.tolist() if ended else [])


def test_a_batch_names_as_its_records_do_alone() -> None:
    parts = [
        record([(SYSTEM, "s"), (USER, "one"), (ASSISTANT, "x"), (USER, "two"), (ASSISTANT, "y")], ["t"], [], None),
        record([(USER, "one two")], [], ["z"], True),
        record([], [], [], None),
    ]
    together = columns_of(parts)
    for place, part in enumerate(parts):
        alone = columns_of([part])
        assert [getattr(together, name)[place] for name in NAMES] == [getattr(alone, name)[0] for name in NAMES]
        for name in ("beginnings", "questions", "fields"):
            assert row(together, name, place) == row(alone, name, 0)
    assert row(together, "questions", 0)[0] == row(together, "questions", 1)[0]
    assert len(row(together, "questions", 0)) == 3


def test_fields_of_one_prompt_are_one_question() -> None:
    turns = (
        Turn(USER, "instruction", "Say this in another way.", False),
        Turn(USER, "input", "the quick brown fox jumps", False),
    )
    split = parts_of(Record("id", 1, "t:1", 1, "train", "alpaca", turns))
    whole = record([(USER, "say this in another way. the quick brown fox jumps")], [], [], None)
    columns = columns_of([split, whole])
    assert row(columns, "questions", 0)[0] == row(columns, "questions", 1)[0]
    assert len(row(columns, "fields", 0)) == 2
    assert row(columns, "fields", 1) == []
    assert np.unique(columns.prompt).size == 2
