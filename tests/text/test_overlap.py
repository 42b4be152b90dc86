"""The exact join against an oracle that compares every pair."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text import boilerplate, overlap
from auditor.text.overlap import (
    Pairs,
    TooManyError,
    contained,
    followers,
    join,
    number,
    pairs_of,
    self_join,
    sets_of,
    similarity,
)
from auditor.text.overlap import sets as sets_module
from auditor.text.shingles import Rows

THRESHOLDS = ("0.5", "0.6", "0.7", "0.75", "0.8", "0.9", "1")

few = st.lists(st.lists(st.integers(0, 6) | st.integers(0, 60), max_size=14), max_size=30)
thresholds = st.sampled_from(THRESHOLDS)


def rows(sets: list[list[int]]) -> Rows:
    """Rows of what could be hashes: the same for the same number."""
    flat = np.array([(one + 1) * 0x9E3779B97F4A7C15 % 2**64 for some in sets for one in some], np.uint64)
    return Rows(flat, np.cumsum([0, *map(len, sets)]))


def triples(pairs: Pairs) -> set[tuple[int, int, int]]:
    return set(zip(pairs.left.tolist(), pairs.right.tolist(), pairs.shared.tolist(), strict=True))


def oracle(
    left: list[list[int]], right: list[list[int]], least: str, *, of_left: bool
) -> Iterator[tuple[int, int, int]]:
    for i, one in enumerate(map(set, left)):
        for j, other in enumerate(map(set, right)):
            whole = len(one) if of_left else len(one | other)
            if one and other and Fraction(len(one & other), whole) >= Fraction(least):
                yield i, j, len(one & other)


@pytest.fixture(params=["interpreted", "compiled"])
def kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for module in (overlap, sets_module):
        monkeypatch.setattr(module, "SMALL", 10**9 if request.param == "interpreted" else -1)
    return str(request.param)


@pytest.mark.usefixtures("kernels")
class TestJoins:
    @settings(max_examples=60, deadline=None)
    @given(few, thresholds, st.integers(1, 3))
    def test_self_join(self, sets: list[list[int]], threshold: str, workers: int) -> None:
        found = self_join(sets_of(rows(sets), workers), float(threshold), workers)
        wanted = {(i, j, n) for i, j, n in oracle(sets, sets, threshold, of_left=False) if i < j}
        assert triples(found) == wanted
        assert len(found) == len(wanted)

    @settings(max_examples=60, deadline=None)
    @given(few, few, thresholds, st.integers(1, 3))
    def test_join(self, left: list[list[int]], right: list[list[int]], threshold: str, workers: int) -> None:
        both = sets_of(rows(left + right))
        parts = both.some(np.arange(len(left))), both.some(np.arange(len(left), len(both)))
        found = join(*parts, float(threshold), workers)
        assert triples(found) == set(oracle(left, right, threshold, of_left=False))
        score = similarity(*parts, found)
        assert (score >= float(threshold) - 1e-9).all()
        assert (score <= 1).all()
        assert triples(pairs_of(*parts, found.left, found.right)) == triples(found)

    @settings(max_examples=60, deadline=None)
    @given(few, few, thresholds)
    def test_contained(self, small: list[list[int]], large: list[list[int]], share: str) -> None:
        both = sets_of(rows(small + large))
        found = contained(both.some(np.arange(len(small))), both.some(np.arange(len(small), len(both))), float(share))
        assert triples(found) == set(oracle(small, large, share, of_left=True))

    @settings(max_examples=60, deadline=None)
    @given(few, thresholds)
    def test_followers(self, sets: list[list[int]], threshold: str) -> None:
        found, whole = followers(sets_of(rows(sets)), float(threshold))
        near = {(i, j): n for i, j, n in oracle(sets, sets, threshold, of_left=False) if i < j}
        led = dict(zip(found.right.tolist(), found.left.tolist(), strict=True))
        assert whole
        for place, some in enumerate(sets):
            leaders = [other for other in range(place) if other not in led and (other, place) in near]
            assert led.get(place) == (leaders[0] if leaders and some else None)
        assert all(near[pair] == n for *pair, n in triples(found) for pair in [tuple(pair)])

    def test_many_threads_give_the_same_order(self) -> None:
        sets = sets_of(rows([[n, n + 1, n + 2, n + 3, n + 4] for n in range(500)]))
        one, four = (self_join(sets, 0.5, workers) for workers in (1, 4))
        assert one.left.tolist() == four.left.tolist()
        assert one.right.tolist() == four.right.tolist()
        assert len(one) == 499  # neighbors share four of six; those two apart share three of seven


@given(few, st.integers(1, 3))
def test_sets(sets: list[list[int]], workers: int) -> None:
    made = sets_of(rows(sets), workers)
    held = [made.ranks[a:b].tolist() for a, b in zip(made.offsets[:-1], made.offsets[1:], strict=True)]
    assert all(ranks == sorted(set(ranks)) for ranks in held)
    of_rank: dict[int, set[int]] = {}
    for place, ranks in enumerate(held):
        for rank in ranks:
            of_rank.setdefault(rank, set()).add(place)
    assert [len(of_rank[rank]) for rank in sorted(of_rank)] == made.frequency.tolist()
    assert sorted(made.frequency) == made.frequency.tolist()
    wanted = {frozenset(place for place, some in enumerate(sets) if one in some) for some in sets for one in some}
    assert {frozenset(places) for places in of_rank.values()} == wanted


@pytest.mark.usefixtures("kernels")
def test_hashes_that_differ_only_in_their_last_bits_are_told_apart() -> None:
    base = 0xAB << 56
    hashes = np.array([base, base + 1, base, base + 1, base + 2**40], np.uint64)
    numbers, distinct = number(hashes)
    assert distinct == 3
    assert numbers[0] == numbers[2] != numbers[1] == numbers[3]
    assert len(set(numbers.tolist())) == 3


@pytest.mark.usefixtures("kernels")
@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 4) | st.integers(2**63, 2**63 + 4)), st.integers(1, 3))
def test_every_hash_has_a_number_of_its_own(hashes: list[int], workers: int) -> None:
    numbers, distinct = number(np.array(hashes, np.uint64), workers)
    assert len(set(zip(hashes, numbers.tolist(), strict=True))) == len(set(hashes)) == distinct
    assert set(numbers.tolist()) == set(range(distinct))


def test_too_many_hashes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets_module, "LONGEST", 3)
    with pytest.raises(ValueError, match="4 hashes"):
        number(np.arange(4, dtype=np.uint64))


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize("bound", ["ROOM", "EFFORT"])
def test_where_too_much_is_alike_more_counts_as_boilerplate(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(overlap, bound, 200)
    alike = sets_of(rows([[*range(20), 100 + n] for n in range(60)]))
    with pytest.raises(TooManyError):
        self_join(alike, 0.8)
    most, pairs = boilerplate.settle(len(alike), lambda most: self_join(boilerplate.bare(alike, most).sets, 0.8))
    assert most == 50
    assert len(pairs) == 0, "they share twenty ranks, which all 60 of them hold"
    three = sets_of(rows([[*range(20), 100 + n // 30, 200 + n] for n in range(60)]))
    most, _ = boilerplate.settle(len(three), lambda most: self_join(boilerplate.bare(three, most).sets, 0.5))
    assert most in (25, 50)


def test_what_many_share_is_left_out_and_who_has_little_else_is_told() -> None:
    """Of 100 shingles 80 are shared by 60 sets; those with a fifth of their own, or with eight, are compared."""
    own = [10] * 60 + [8, 7, 0]
    sets = sets_of(rows([[*range(80), *range(1000 * n, 1000 * n + count)] for n, count in enumerate(own, 1)]))
    made = boilerplate.bare(sets, 50)
    rare, template = made.sets, made.little
    assert template.tolist() == [False] * 61 + [True] * 2
    assert rare.sizes().tolist() == [10] * 60 + [8, 0, 0]
    short = sets_of(rows([[*range(4), *range(100 * n, 100 * n + 1)] for n in range(1, 61)]))
    assert not boilerplate.bare(short, 50).little.any(), "one of five is a fifth"


def test_what_counts_as_boilerplate_grows_with_the_texts_up_to_a_bound() -> None:
    assert [boilerplate.boundary(texts) for texts in (0, 9_999, 20_000, 10**6)] == [50, 50, 100, 1_000]
