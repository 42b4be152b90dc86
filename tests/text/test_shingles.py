"""Tokens and shingles against the same done one text at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.text import shingles as module
from auditor.text.digests import normalize
from auditor.text.shingles import Tokens, shingles, tokenize, windows

TEXTS = st.lists(st.text(max_size=40) | st.text("ab 你好，.-", max_size=40), max_size=8)


def words(text: str) -> list[str]:
    tokens = tokenize([text])
    return [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the cat, the hat.", ["the", "cat", "the", "hat"]),
        ("你好world，再见", ["你", "好", "world", "再", "见"]),
        ("x_1=3+4", ["x", "1", "=", "3", "+", "4"]),
        ("a-b", ["a", "-", "b"]),
        ("สด", ["ส", "ด"]),
        ("안녕 hi", ["안", "녕", "hi"]),
        ("ok 😀😀", ["ok", "😀", "😀"]),
        ("né é", ["né", "é"]),
        ("", []),
        ("... ?!", []),
    ],
)
def test_tokens(text: str, wanted: list[str]) -> None:
    assert words(text) == wanted


@given(TEXTS)
def test_texts_do_not_touch_each_other(texts: list[str]) -> None:
    together = tokenize(texts)
    alone = [tokenize([text]) for text in texts]
    assert together.rows.flat.tolist() == [one for tokens in alone for one in tokens.rows.flat.tolist()]
    assert together.rows.sizes().tolist() == [len(tokens.rows.flat) for tokens in alone]
    assert together.starts.tolist() == [one for tokens in alone for one in tokens.starts.tolist()]


@settings(max_examples=50)
@given(TEXTS, st.integers(1, 5))
def test_windows_are_named_by_their_tokens(texts: list[str], n: int) -> None:
    tokens = tokenize(texts)
    wanted = [tuple(row[k : k + n]) for row in _lists(tokens) for k in range(max(len(row) - n + 1, 0))]
    _same_names(windows(tokens.rows, n).flat.tolist(), wanted)


@settings(max_examples=50)
@given(TEXTS)
def test_shingles_are_two_words_or_three_characters(texts: list[str]) -> None:
    wanted = []
    for text in texts:
        row = words(text)
        lengths = [3 if len(word) == 1 else 2 for word in row]
        runs = [tuple(row[k : k + n]) for k, n in enumerate(lengths) if k == 0 or k + n <= len(row)]
        wanted += runs
    _same_names(shingles(tokenize(texts)).flat.tolist(), wanted)


def _same_names(names: list[int], wanted: Sequence[tuple[object, ...]]) -> None:
    assert len(names) == len(wanted)
    assert len(set(zip(names, wanted, strict=True))) == len(set(names)) == len(set(wanted))


def test_a_changed_word_takes_two_shingles() -> None:
    rows = shingles(tokenize(["the old grey cat sleeps", "the old black cat sleeps", "请看下面的病历", "a"]))
    assert rows.sizes().tolist() == [4, 4, 5, 1]
    assert len(set(rows.flat[:4].tolist()) & set(rows.flat[4:8].tolist())) == 2


def _lists(tokens: Tokens) -> list[list[int]]:
    flat, offsets = tokens.rows.flat.tolist(), tokens.rows.offsets.tolist()
    return [flat[a:b] for a, b in pairwise(offsets)]


def test_long_texts_are_cut_between_tokens() -> None:
    tokens = tokenize(["word " * 50_000, "word"])
    assert tokens.rows.sizes().tolist() == [50_000, 1]
    assert len(np.unique(tokens.rows.flat)) == 1
    assert len(np.unique(windows(tokens.rows, 50).flat)) == 1
    assert tokens.starts[49_999] == 49_999 * 5
    assert len(tokenize(["a" * (3 * module.BLOCK)]).rows.flat) == 3, "a token longer than a block is cut"


@given(
    st.lists(
        st.sampled_from(
            [*" \t\n\r\v\f\x1c\x1f\x85\xa0\u2028\u3000\u200d", "A", "É", "ﬁ", "中", "ß", "İ", "\x00", "\x7f"]
        )
    ).map("".join)
)
def test_normalizing_folds_and_collapses_as_the_definition_says(text: str) -> None:
    assert normalize(text) == " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@given(st.text(max_size=60))
def test_normalizing_twice_changes_nothing_that_counts(text: str) -> None:
    once = normalize(text)
    assert tokenize([once]).rows.flat.tolist() == tokenize([normalize(once)]).rows.flat.tolist()


def test_numbers_do_not_depend_on_the_process() -> None:
    assert tokenize(["hello 你"]).rows.flat.tolist() == [7656576508861485840, 1940312129850995858]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_machine_code_gives_the_same(monkeypatch: pytest.MonkeyPatch, texts: list[str]) -> None:
    texts = [*texts, "ascii only 12", "Zürich 你好吗 ok", "x" * 50]
    made = []
    for bound in (10**9, 0):
        monkeypatch.setattr(module, "_pace", module.Pace(bound))
        tokens = tokenize(texts)
        rows = shingles(tokens)
        made.append([*map(list, (tokens.rows.flat, tokens.rows.offsets, tokens.starts, tokens.ends))])
        made[-1] += [rows.flat.tolist(), rows.offsets.tolist()]
    assert made[0] == made[1]


@pytest.mark.parametrize("bound", [10**9, 0])
def test_machine_code_cuts_a_long_text_where_arrays_do(monkeypatch: pytest.MonkeyPatch, bound: int) -> None:
    monkeypatch.setattr(module, "BLOCK", 8)
    monkeypatch.setattr(module, "_pace", module.Pace(bound))
    assert words("abcdefghij kl mnopqrstuvwxyz") == ["abcdefgh", "ij", "kl", "mnopqrst", "uvwxyz"]
