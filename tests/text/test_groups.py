"""Groups of equal rows and clusters of similar things."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.groups import cluster, first_of, name_rows
from auditor.text.overlap import Pairs
from auditor.text.shingles import Rows

ROWS = st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=12)


@given(ROWS)
def test_rows_are_named_by_what_they_hold(lists: list[list[int]]) -> None:
    flat = np.array([one for some in lists for one in some], np.uint64)
    names = name_rows(Rows(flat, np.cumsum([0, *map(len, lists)]))).tolist()
    wanted = [tuple(sorted(some)) for some in lists]
    assert len(set(zip(names, wanted, strict=True))) == len(set(names)) == len(set(wanted))
    assert all((name == 0) == (not some) for name, some in zip(names, lists, strict=True))


@given(st.lists(st.integers(0, 4), max_size=20))
def test_first_of(names: list[int]) -> None:
    wanted = [place if name == 0 else names.index(name) for place, name in enumerate(names)]
    assert first_of(np.array(names, np.uint64)).tolist() == wanted


@given(st.integers(1, 9), st.data())
def test_every_member_is_a_neighbor_of_its_medoid(n: int, data: st.DataObject) -> None:
    both = [(a, b) for b in range(n) for a in range(b)]
    pairs = data.draw(st.lists(st.sampled_from(both), unique=True) if both else st.just([]))
    weights = data.draw(st.lists(st.integers(1, 5), min_size=n, max_size=n))
    score = [0.7 + 0.01 * place for place in range(len(pairs))]
    made = cluster(
        np.array(weights),
        Pairs(*(np.array([pair[k] for pair in pairs], np.int32) for k in (0, 1)), np.zeros(len(pairs), np.int32)),
        np.array(score),
    )
    of = dict(zip(pairs, score, strict=True))
    for thing, medoid in enumerate(made.medoid.tolist()):
        assert made.medoid[medoid] == medoid
        assert thing == medoid or of[min(thing, medoid), max(thing, medoid)] == made.score[thing]
        assert made.partners[thing] == sum(thing in pair for pair in pairs)
    for a, b in pairs:
        assert made.medoid[a] != a or made.medoid[b] != b, "two that are similar do not both stand for themselves"
