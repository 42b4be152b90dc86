"""Rephrased benchmark questions."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.benchmarks import Item, Nearest, Pack, Rephrased, build
from auditor.text.benchmarks.hashing import features, numbers_in
from auditor.text.benchmarks.rephrased import PROBABLE, Found
from auditor.text.digests import normalize
from auditor.text.shingles import tokenize

QUESTIONS = (
    "A lighthouse keeper trims 14 lamps on each of 3 nights; how many lamps has she trimmed by Sunday morning?",
    "Otto paints 25 fence posts before lunch and half as many after it. How many posts did Otto paint that day?",
    "The ferry carries 48 passengers and makes 6 crossings each day. How many passengers can it carry in 5 days?",
    "食堂每天用掉三十五千克大米，买来的大米有 420 千克，一共可以用多少天？",
    "Which river flows past the oldest granary of the province, and into which sea does it empty?",
)
REPHRASED = (
    "Over 3 nights, the keeper of a lighthouse trimmed fourteen lamps each night. By Sunday morning how many is that?",
    "Before lunch Otto painted 25 posts of the fence; afterwards he painted half that number. What is his total?",
    "A ferry makes six crossings per day, carrying 48 passengers each. In five days, how many passengers is that?",
    "食堂买来 420 千克大米，如果每天用掉三十五千克大米，那么一共可以用多少天呢？",
    "Into which sea empties the river that flows past the province's oldest granary?",
)


def pack(questions: Sequence[str] = QUESTIONS) -> Pack:
    return build("made-up", "here", "none", map(Item, questions))


def find(nearest: Nearest, texts: Sequence[str]) -> Found:
    plain = [normalize(text) for text in texts]
    return nearest.find(tokenize(plain).rows, plain)


def test_rephrased_questions_are_found() -> None:
    found = find(Nearest(pack()), ["nothing of the kind", *REPHRASED])
    assert found.prompts.tolist() == [1, 2, 3, 4, 5]
    assert found.items.tolist() == [0, 1, 2, 3, 4]
    assert (found.scores >= PROBABLE).all()
    assert (found.cosines >= found.scores).all()


def test_other_numbers_are_another_question() -> None:
    same, other = (find(Nearest(pack()), [text]) for text in (QUESTIONS[2], "The ferry carries 17 crates each day."))
    assert same.scores.tolist() == pytest.approx([1.0])
    assert other.prompts.tolist() == []


@pytest.mark.parametrize(
    ("left", "right"),
    [("1,234.50 lamps", "1234.5"), ("fourteen and twenty", "20 14"), ("half of it, twice", "2 half"), ("7.0", "seven")],
)
def test_numbers_are_the_same_however_they_are_written(left: str, right: str) -> None:
    assert sorted(numbers_in(left)) == sorted(numbers_in(right)) != []


def test_different_numbers_are_told_apart() -> None:
    assert len({number for text in ("12", "1.2", "120", "half", "1234") for number in numbers_in(text)}) == 5
    assert numbers_in("no figures, and nobody's") == []


def test_features_do_not_reach_over_the_end_of_a_text() -> None:
    rows = features(tokenize(["red lamp", "", "lamp red", "red", "lamp"]).rows)
    red, lamp = rows.row(3).tolist(), rows.row(4).tolist()
    assert np.diff(rows.offsets).tolist() == [3, 0, 3, 1, 1]
    assert set(rows.row(0).tolist()) >= {*red, *lamp} <= set(rows.row(2).tolist())
    assert rows.row(0).tolist() != rows.row(2).tolist()


def test_what_is_known_is_all_that_is_counted() -> None:
    rows = tokenize(["red lamp red lamp", "", "lamp"]).rows
    known = np.zeros(1 << 20, np.bool_)
    known[features(tokenize(["lamp"]).rows).flat] = True
    assert np.diff(features(rows, known).offsets).tolist() == [1, 0, 1]


def test_cosines_are_those_of_plain_arithmetic() -> None:
    made = pack()
    texts = [normalize(text) for text in (*REPHRASED, "how many lamps did Otto paint on the ferry")]
    rows = tokenize(texts).rows
    sets = [set(made.words.row(item).tolist()) for item in range(len(made))]
    idf = {
        word: np.log((1 + len(sets)) / (1 + sum(word in other for other in sets))) + 1
        for words in sets
        for word in words
    }
    found = Nearest(made).find(rows, texts)
    for prompt, item, cosine in zip(found.prompts, found.items, found.cosines, strict=True):
        words = set(features(rows).row(prompt).tolist()) & idf.keys()
        dot = sum(idf[word] ** 2 for word in sorted(words & sets[item]))
        lengths = [sum(idf[word] ** 2 for word in sorted(some)) ** 0.5 for some in (words, sets[item])]
        assert cosine == pytest.approx(dot / lengths[0] / lengths[1], rel=1e-5)
    assert len(found.prompts) >= len(REPHRASED)


def test_numbers_alone_are_no_rephrasing() -> None:
    strangers = " ".join(30 * ["strangers"])
    found = find(Nearest(pack()), [f"{strangers} {QUESTIONS[0]}", f"{strangers} 14 strangers, 3"])
    assert found.prompts.tolist() == [0]


def test_of_equals_the_first_record_is_named() -> None:
    state = Rephrased()
    found = find(Nearest(pack()), [QUESTIONS[0]] * 3)
    state.add(found, np.array([5, 4, 6]))
    assert [position for _, position in state.found.values()] == [4]


def test_nothing_to_compare() -> None:
    for nearest, texts in ((Nearest(pack([])), REPHRASED), (Nearest(pack()), ()), (Nearest(pack()), ("", "?!"))):
        found = find(nearest, texts)
        assert found.prompts.tolist() == found.items.tolist() == []


@given(
    st.lists(st.sampled_from([*QUESTIONS, *REPHRASED, "nothing", ""]), max_size=9),
    st.lists(st.integers(0, 2), min_size=9, max_size=9),
    st.randoms(),
)
def test_any_split_in_any_order_finds_the_same(texts: list[str], groups: list[int], order: random.Random) -> None:
    nearest = Nearest(pack())
    whole = Rephrased()
    whole.add(find(nearest, texts), np.arange(len(texts)))
    parts = []
    for group in range(3):
        places = [place for place in range(len(texts)) if groups[place] == group]
        part = Rephrased()
        part.add(find(nearest, [texts[place] for place in places]), np.array(places, np.int64))
        parts.append(part)
    order.shuffle(parts)
    merged = Rephrased()
    for part in parts:
        merged = merged.merge(part)
    assert merged.found == whole.found


def test_gsm8k_rephrased_by_a_model_is_found(shared: Path) -> None:
    def column(name: str, field: str) -> list[str]:
        lines = (shared / "gsm8k" / f"{name}.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line)[field] for line in lines]

    questions = column("test", "question")
    asked = [text.partition("\nAnswer:")[0].removeprefix("Question: ") for text in column("test-rephrased", "text")]
    kept = [place for place, text in enumerate(asked) if text]
    found = find(Nearest(pack([questions[place] for place in kept])), [asked[place] for place in kept])
    right = (found.items == found.prompts).sum()
    assert right >= 0.95 * len(kept)
    clean = find(Nearest(pack(questions)), column("train", "question"))
    assert len(clean.prompts) <= 0.01 * 7473
