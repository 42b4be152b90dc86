"""The longest pieces of a text that stand in rows of tokens: the same as by trying all of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from auditor.tracing.suffixes import END, exact, pieces, suffix_array

Row = list[int]
rows = st.lists(st.lists(st.integers(1, 3), max_size=40), max_size=12)
repeated = st.builds(
    lambda unit, times, more: [(unit * times)[:60], *more], st.lists(st.integers(1, 2), min_size=1, max_size=5),
    st.integers(1, 30), rows,
)  # fmt: skip


def laid_out(rows: list[Row]) -> np.ndarray:
    return np.array([token for row in rows for token in (*row, END)], np.int32)


def occurrences(rows: list[Row], piece: Row) -> list[int]:
    """Places of a piece in the rows as they are laid out, by looking at each of them."""
    found, base = [], 0
    for row in rows:
        found += [base + k for k in range(len(row) - len(piece) + 1) if row[k : k + len(piece)] == piece]
        base += len(row) + 1
    return found


def by_trying(rows: list[Row], text: Row, least: int) -> list[tuple[int, int]]:
    """Every piece that stands in a row and is no part of a longer one that does too."""
    stands = {
        (start, end)
        for start in range(len(text))
        for end in range(start + least, len(text) + 1)
        if occurrences(rows, text[start:end])
    }
    return sorted(
        (start, end)
        for start, end in stands
        if not any(other != (start, end) and other[0] <= start and end <= other[1] for other in stands)
    )


@given(rows | repeated, st.lists(st.sampled_from([1, 2, 3, -1]), max_size=30), st.integers(1, 8))
def test_pieces_are_those_found_by_trying(rows: list[Row], text: Row, least: int) -> None:
    ids = laid_out(rows)
    order = suffix_array(ids)
    found = list(pieces(ids, order, np.array(text, np.int32), least))
    assert [(piece.start, piece.end) for piece in found] == by_trying(rows, text, least)
    for piece in found:
        assert sorted(order[piece.low : piece.high].tolist()) == occurrences(rows, text[piece.start : piece.end])


@given(rows | repeated, st.data())
def test_a_piece_of_the_rows_is_found_wherever_it_stands(rows: list[Row], data: st.DataObject) -> None:
    row = data.draw(st.sampled_from([*rows, [1]]))
    start = data.draw(st.integers(0, len(row)))
    end = data.draw(st.integers(start, len(row)))
    ids = laid_out(rows)
    order = suffix_array(ids)
    piece = row[start:end]
    if not piece:
        return
    found = exact(ids, order, np.array(piece, np.int32), 0, len(piece))
    places = [] if found is None else sorted(order[found.low : found.high].tolist())
    assert places == occurrences(rows, piece)


@given(rows | repeated)
def test_the_order_is_that_of_what_follows(rows: list[Row]) -> None:
    ids = laid_out(rows)
    order = suffix_array(ids).tolist()
    assert sorted(order) == list(range(len(ids)))
    tails = [ids[place : place + ids[place:].tolist().index(END) + 1].tolist() for place in order]
    assert tails == sorted(tails)


def test_a_large_vocabulary_leaves_room_for_few_tokens_in_one_number() -> None:
    """The first sorting then looks at two tokens only, and the doubling does the rest."""
    row = [2**31 - 2, 7, 2**31 - 2, 8] * 9
    ids = laid_out([row, row[1:], row[:7]])
    order = suffix_array(ids).tolist()
    tails = [ids[place : place + ids[place:].tolist().index(END) + 1].tolist() for place in order]
    assert tails == sorted(tails)
