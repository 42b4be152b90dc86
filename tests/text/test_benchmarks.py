"""Packs of benchmarks: what they hold, and what is found of them in texts."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.text.benchmarks import (
    PARTS,
    QUESTION,
    Index,
    Item,
    Leak,
    Matches,
    Pack,
    Score,
    build,
    from_bytes,
    leaks,
    scores,
    to_bytes,
)
from auditor.text.benchmarks.hashing import window_hashes
from auditor.text.benchmarks.packs import COMMON, SHORTEST_QUESTION, N, _lettered
from auditor.text.digests import normalize
from auditor.text.shingles import tokenize

ENGLISH = "A lighthouse keeper trims 14 lamps on each of 3 nights; how many lamps has she trimmed by Sunday morning?"
CHINESE = "小明在操场上跑了三圈，每圈四百米，之后又走了两百米，他一共运动了多少米？"
CODE = "def add_up(values: list[int]) -> int:\n    return sum(value * 2 for value in values if value > 7)"


def pack(*items: Item | str, name: str = "made-up") -> Pack:
    return build(name, "here", "none", [item if isinstance(item, Item) else Item(item) for item in items])


def looked_up(index: Index, texts: Sequence[str], positions: Sequence[int] | None = None) -> Matches:
    matches = Matches()
    matches.add(index, tokenize([normalize(text) for text in texts]).rows, _positions(texts, positions))
    return matches


def _positions(texts: Sequence[str], positions: Sequence[int] | None) -> np.ndarray:
    return np.array(range(len(texts)) if positions is None else positions, np.int64)


def found(items: Sequence[Item | str], *texts: str) -> list[Leak]:
    index = Index.of([pack(*items)])
    return list(leaks(index, looked_up(index, texts)))


def flagged(pack_: Pack, *texts: str) -> dict[tuple[str, str], tuple[int, ...]]:
    index = Index.of([pack_])
    return {(score.part, score.rule): score.items for score in scores(index, looked_up(index, texts))}


@pytest.mark.parametrize("question", [ENGLISH, CHINESE, CODE])
def test_a_question_is_found_whole_wherever_it_stands(question: str) -> None:
    text = f"Please answer briefly.\n\n{question.upper()}\n谢谢！"
    (leak,) = found(["something else that nobody asks here at all, ever", question], "nothing", text)
    assert (leak.item, leak.part, leak.position, leak.share) == (1, QUESTION, 1, 1.0)


def test_a_changed_word_ends_a_run() -> None:
    words = [f"word{place}" for place in range(17)]
    (leak,) = found([" ".join(words)], " ".join([*words[:8], "other", *words[9:]]))
    assert (leak.run, leak.tokens) == (8, 17)


def test_half_a_question_is_contaminated_and_less_is_not() -> None:
    words = [f"word{place}" for place in range(40)]
    other = [f"other{place}" for place in range(40)]
    for kept, items in ((20, (0,)), (19, ())):
        text = " ".join(words[:kept] + other)
        assert flagged(pack(" ".join(words)), text)[QUESTION, "longest"] == items


def test_the_parts_are_scored_apart() -> None:
    item = Item(ENGLISH, ("(A) one lamp", "B. no lamp at all, since it was day", "three lamps"), CODE)
    assert [leak.part for leak in found([item], ENGLISH)] == ["question"]
    assert [leak.part for leak in found([item], "x", CODE)] == ["answer"]
    shown = "A. one lamp\nB. no lamp at all, since it was day\nC. three lamps"
    assert [(leak.part, leak.share) for leak in found([item], shown)] == [("options", 1.0)]


def test_a_short_answer_is_never_found_and_a_short_question_only_whole() -> None:
    short = "who built the old harbor wall"
    items = [Item("what is 6 times 2", (), "12"), Item(short, (), "nobody knows who"), Item("why so")]
    asked = found(items, f"Quiz: {short}? 12", "nobody knows who", "what is 6 times 2", "why so")
    assert [(leak.item, leak.part, leak.tokens, leak.position) for leak in asked] == [
        (0, QUESTION, 5, 2),
        (1, QUESTION, 6, 0),
    ]
    assert found(items, "who built the old harbor") == []
    assert SHORTEST_QUESTION == 5


def test_a_window_does_not_reach_over_the_end_of_a_text() -> None:
    words = [f"word{place}" for place in range(16)]
    assert found([" ".join(words)], " ".join(words[:7]), " ".join(words[7:14])) == []


def test_boilerplate_is_not_looked_for_and_does_not_count() -> None:
    frame = "which of the following statements about the harbor of the old town is true"
    items = [Item(f"{frame}: {' '.join(f'fact{place}{item}' for place in range(12))}") for item in range(COMMON + 1)]
    assert found(items, frame) == []
    (leak,) = found(items, items[2].question)
    assert (leak.item, leak.share) == (2, 1.0)
    assert leak.tokens == 12 + N - 1
    assert len(found(items[:COMMON], frame)) == COMMON


def test_a_run_goes_on_over_boilerplate() -> None:
    frame = "one frame of nine words in all the items"
    items = [Item(f"{_words(item, 'a')} {frame} {_words(item, 'z')}") for item in range(COMMON + 1)]
    (leak,) = found(items, items[3].question)
    assert (leak.item, leak.run, leak.tokens) == (3, 29, 29)


@pytest.mark.parametrize(
    ("options", "bare"),
    [
        (["A. one", "B. two"], ["one", "two"]),
        (["(A) one", " ( B ) two"], ["one", "two"]),
        (["A）一盏", "B、两盏", "C．三盏", "D：四盏"], ["一盏", "两盏", "三盏", "四盏"]),
        (["A.one", "B:two", "three"], ["one", "two", "three"]),
        (["A. U.S. Army", "B. E. coli"], ["U.S. Army", "E. coli"]),
        (["U.S. Army", "U.S. Navy"], ["U.S. Army", "U.S. Navy"]),
        (["A.I. systems", "machines"], ["A.I. systems", "machines"]),
        (["one", "two", "C: drive", "D-day"], ["one", "two", "C: drive", "D-day"]),
        (["E. coli", "S. aureus", "B. subtilis"], ["E. coli", "S. aureus", "B. subtilis"]),
        (["B. two", "A. one"], ["B. two", "A. one"]),
        (["J. K. Rowling", "an author"], ["J. K. Rowling", "an author"]),
    ],
)
def test_only_letters_of_options_are_taken_off(options: list[str], bare: list[str]) -> None:
    assert [option for _, option in _lettered(options)] == bare
    assert [letter for letter, _ in _lettered(options)] == list("ABCD")[: len(options)]


def _words(item: int, letter: str) -> str:
    return " ".join(f"{letter}{item}x{place}" for place in range(10))


def test_of_equals_the_first_record_is_named() -> None:
    index = Index.of([pack(ENGLISH)])
    late, early = looked_up(index, [ENGLISH, ENGLISH], [9, 7]), looked_up(index, [ENGLISH], [3])
    assert [leak.position for leak in leaks(index, late)] == [7]
    assert [leak.position for leak in leaks(index, late.merge(early))] == [3]
    assert [leak.position for leak in leaks(index, late.merge(looked_up(index, [ENGLISH], [5])))] == [3]


def test_the_historic_rules_by_hand() -> None:
    words = [f"word{place}" for place in range(20)]
    made = pack(" ".join(words), " ".join(f"thing{place}" for place in range(9)))
    run13, run12 = " ".join(words[:13]), " ".join(words[:12])
    assert flagged(made, run13)[QUESTION, "gpt3"] == (0,)
    assert flagged(made, run12)[QUESTION, "gpt3"] == ()
    assert flagged(made, run12 + " x " + " ".join(words[10:]))[QUESTION, "tulu3"] == (0,)
    # 10 of 20 tokens are covered: not more than half.
    assert flagged(made, " ".join(words[:10]))[QUESTION, "tulu3"] == ()
    assert flagged(made, " ".join(words[:11]))[QUESTION, "tulu3"] == (0,)
    # Runs of 10 in two texts: 16 tokens of 20. Runs of 9 do not count.
    assert flagged(made, " ".join(words[:10]), " ".join(words[6:16]))[QUESTION, "llama2"] == (0,)
    assert flagged(made, " ".join(words[:10]), " ".join(words[6:15]))[QUESTION, "llama2"] == ()
    # 10 windows: 7 of them, in two texts, are 70 %.
    ten = pack(" ".join(words[:17]))
    assert flagged(ten, " ".join(words[:11]), " ".join(words[7:17]))[QUESTION, "palm"] == (0,)
    assert flagged(ten, " ".join(words[:11]), " ".join(words[8:17]))[QUESTION, "palm"] == ()
    asked = {score.rule: score.asked for score in scores(Index.of([made]), Matches())}
    assert asked == {"longest": 2, "gpt3": 1, "palm": 2, "llama2": 1, "tulu3": 2}


def test_several_packs_are_looked_up_together() -> None:
    index = Index.of([pack(CHINESE, name="a"), pack("too short", name="b"), pack(ENGLISH, ENGLISH, name="c")])
    named = [(leak.pack, leak.item, leak.position) for leak in leaks(index, looked_up(index, [ENGLISH, CHINESE]))]
    assert named == [("a", 0, 1), ("c", 0, 0), ("c", 1, 0)]
    assert {score.pack for score in scores(index, Matches())} == {"a", "c"}


def test_no_packs_and_no_texts() -> None:
    assert list(scores(Index.of([]), looked_up(Index.of([]), [ENGLISH]))) == []
    index = Index.of([pack(ENGLISH)])
    assert looked_up(index, []).found == looked_up(index, ["", "short"]).found == {}
    assert list(scores(Index.of([pack()]), Matches())) == []


texts_of_few_words = st.lists(st.sampled_from(("a b c", "a", "b", "c d e a b", "a b c d e a b")), max_size=9).map(
    " ".join
)


@given(st.lists(texts_of_few_words, min_size=1, max_size=5), st.lists(texts_of_few_words, max_size=5))
def test_longest_run_and_coverage_are_those_of_an_oracle(questions: list[str], texts: list[str]) -> None:
    made = pack(*questions)
    made = replace(made, common=np.zeros_like(made.common))
    index = Index.of([made])
    matches = looked_up(index, texts)
    for item, question in enumerate(questions):
        words = question.split()
        runs = [_longest_common(words, text.split()) for text in texts]
        least = min(len(words), N)
        longest = max(runs, default=0)
        match = matches.found.get(item * len(PARTS))
        if len(words) < SHORTEST_QUESTION or longest < least:
            assert match is None
            continue
        assert match is not None
        assert (match.longest.tokens, match.longest.position) == (longest, runs.index(longest))
        covered = [_covered(words, text.split(), least) for text in texts]
        assert (match.covered.tokens, match.covered.position) == (max(covered), covered.index(max(covered)))
        assert match.windows == _seen(words, texts, least)
        assert match.tens == sum({1 << place for text in texts for place in _in_runs(words, text.split(), 10)})


def _longest_common(left: list[str], right: list[str]) -> int:
    return max(
        (size for i in range(len(left)) for j in range(len(right)) for size in [_same(left[i:], right[j:])]), default=0
    )


def _same(left: list[str], right: list[str]) -> int:
    size = 0
    while size < min(len(left), len(right)) and left[size] == right[size]:
        size += 1
    return size


def _in_runs(words: list[str], text: list[str], n: int) -> set[int]:
    """Places of the tokens in runs of at least `n` tokens that the text has."""
    there = {tuple(text[i : i + n]) for i in range(len(text) - n + 1)}
    return {i + k for i in range(len(words) - n + 1) if tuple(words[i : i + n]) in there for k in range(n)}


def _covered(words: list[str], text: list[str], n: int) -> int:
    return len(_in_runs(words, text, n))


def _seen(words: list[str], texts: list[str], n: int) -> int:
    there = {tuple(text.split()[i : i + n]) for text in texts for i in range(len(text.split()) - n + 1)}
    return sum(1 << i for i in range(len(words) - n + 1) if tuple(words[i : i + n]) in there)


LONG = [f"word{place % 13}" for place in range(24)]
slices = st.tuples(st.integers(0, 15), st.integers(6, 20)).map(lambda cut: " ".join(LONG[cut[0] :][: cut[1]]))


@given(st.lists(slices, max_size=8), st.lists(st.integers(0, 3), min_size=8, max_size=8), st.randoms())
def test_any_split_in_any_order_finds_the_same(texts: list[str], groups: list[int], order: random.Random) -> None:
    index = Index.of([pack(" ".join(LONG), "word3 word4 word5 word6 word7", " ".join(LONG[5:17]))])
    whole = looked_up(index, texts)
    parts = [
        looked_up(index, [texts[place] for place in places], places)
        for group in range(4)
        for places in [[place for place in range(len(texts)) if groups[place] == group]]
    ]
    order.shuffle(parts)
    merged = Matches()
    for part in parts:
        merged = merged.merge(part)
    assert merged.found == whole.found


@given(st.lists(st.integers(0, 2**64 - 1), max_size=30), st.integers(1, 9))
def test_window_hashes_tell_windows_apart(tokens: list[int], width: int) -> None:
    hashes = window_hashes(np.array(tokens, np.uint64), width)
    windows = [tuple(tokens[i : i + width]) for i in range(len(tokens) - width + 1)]
    assert len(hashes) == len(windows)
    assert len(set(hashes.tolist())) == len(set(windows))


def test_a_pack_is_the_same_after_it_was_stored() -> None:
    made = pack(
        Item(ENGLISH, ("one of them", "两个"), "it is 42 lamps, and the light of the moon besides"), CHINESE, ""
    )
    content = to_bytes(made)
    again = from_bytes(content, "p")
    assert (again.name, again.source, again.license, len(again)) == ("made-up", "here", "none", 3)
    assert to_bytes(again) == content
    for before, after in ((made.words, again.words), (made.numbers, again.numbers), (made.windows, again.windows)):
        assert before.flat.tolist() == after.flat.tolist()
        assert before.offsets.tolist() == after.offsets.tolist()
    assert again.tokens.tolist() == made.tokens.tolist()
    assert again.common.tolist() == made.common.tolist()


def test_a_pack_holds_no_text() -> None:
    content = to_bytes(pack(Item("lighthouse " * 9, (), "harborwall " * 9)))
    arrays = list(np.load(io.BytesIO(content)).values())
    assert not any(word in array.tobytes() for array in arrays for word in (b"lighthouse", b"harborwall"))


def test_a_damaged_pack_is_refused() -> None:
    content = to_bytes(pack(ENGLISH, CHINESE))
    broken = bytearray(content)
    broken[len(broken) // 2] ^= 255
    for bad in (b"", b"no pack", content[:-40], bytes(broken)):
        with pytest.raises(UsageError, match=r"mine[.]npz: this is no benchmark pack, or it is damaged"):
            from_bytes(bad, "mine.npz")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tokens", np.zeros(5, np.int32)),
        ("tokens", np.full(3, -1, np.int32)),
        ("windows", np.zeros(3, np.int64)),
        ("window_counts", np.array([9, 0, 0], np.int32)),
        ("words", np.full(21, 2**31, np.uint32)),
        ("about", np.frombuffer(b"{}", np.uint8)),
        ("numbers", None),
    ],
)
def test_a_pack_of_impossible_arrays_is_refused(name: str, value: np.ndarray | None) -> None:
    stored = dict(np.load(io.BytesIO(to_bytes(pack(ENGLISH)))).items())
    if value is None:
        del stored[name]
    else:
        stored[name] = value
    stream = io.BytesIO()
    np.savez(stream, **stored)
    with pytest.raises(UsageError, match="damaged"):
        from_bytes(stream.getvalue(), "p")


def test_a_pack_of_another_format_is_named() -> None:
    stored = dict(np.load(io.BytesIO(to_bytes(pack(ENGLISH)))).items())
    stored["about"] = np.frombuffer(b'{"format": 7}', np.uint8)
    stream = io.BytesIO()
    np.savez(stream, **stored)
    with pytest.raises(UsageError, match="has format 7"):
        from_bytes(stream.getvalue(), "p")


def test_scores_are_what_they_say() -> None:
    (score,) = [score for score in scores(Index.of([pack(ENGLISH)]), Matches()) if score.rule == "longest"]
    assert score == Score("made-up", QUESTION, "longest", 1, ())
