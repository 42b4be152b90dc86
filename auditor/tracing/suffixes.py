"""Suffix arrays of rows of tokens, and the longest pieces of a text that stand in them.

A suffix array lists the places of all tokens in the order of what follows them to the end of their row. Equal pieces
then stand beside each other, so a binary search finds all of them however often they occur.

Manber, Myers 1993, "Suffix Arrays: A New Method for On-Line String Searches" (order by doubling, search); Larsson,
Sadakane 2007, "Faster Suffix Sorting" (only what is still tied is sorted again). What ties to the end of its row stays
tied: no piece goes beyond a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from auditor.text.shingles import Places

Ids = NDArray[np.int32]
END = 0
"""The number that ends a row. Those of tokens begin at 1; a token of a text that stands in no row has -1."""
_BITS = 62
_TOGETHER = 1 << 20
"""Tokens that are compared together: it bounds the memory."""


class Piece(NamedTuple):
    """Tokens `start` to `end` of a text, and the part of the suffix array with the places where they stand."""

    start: int
    end: int
    low: int
    high: int


def suffix_array(ids: Ids) -> Ids:
    """The places of all tokens, the ends of rows included, in order of what follows them in their row.

    `ids` are the rows one behind the other, each with `END` behind it. Takes time n log n for each doubling up to the
    longest piece that stands twice, of the places that are still tied.
    """
    size = len(ids)
    if size == 0:
        return np.zeros(0, np.int32)
    length, keys = _first_keys(ids)
    order = np.argsort(keys, kind="stable").astype(np.int32)
    places, slots = order, np.arange(size)
    rank, left = np.empty(size, np.int32), _left(ids)
    keys = keys[order]
    while True:
        new = np.ones(len(keys), bool)
        np.not_equal(keys[1:], keys[:-1], out=new[1:])
        groups = slots[_group_starts(new)]
        rank[places] = groups
        tied = _tied(new)
        places, slots, groups = places[tied], slots[tied], groups[tied]
        going = left[places] >= length
        places, slots, groups = places[going], slots[going], groups[going]
        if not len(places):
            return order
        keys = groups * size + rank[places + length]
        sorting = np.argsort(keys, kind="stable")  # the groups stand in order already
        places, keys = places[sorting], keys[sorting]
        order[slots] = places
        length *= 2


def _first_keys(ids: Ids) -> tuple[int, NDArray[np.int64]]:
    """As many tokens from each place on as fit into one number, and how many those are; nothing behind an end."""
    bits = max(int(ids.max()).bit_length(), 1)
    length = max(_BITS // bits, 1)
    keys = np.zeros(len(ids), np.int64)
    going = np.ones(len(ids), bool)
    for step in range(length):
        keys <<= bits
        own = ids[step:]
        keys[: len(own)] += np.where(going[: len(own)], own, 0)
        going[: len(own)] &= own != END
        going[len(own) :] = False
    return length, keys


def _left(ids: Ids) -> Ids:
    """How many tokens there are from each place to the end of its row."""
    ends = np.flatnonzero(ids == END)
    left: Ids = np.repeat(ends.astype(np.int32), np.diff(ends, prepend=-1))
    left -= np.arange(len(ids), dtype=np.int32)
    return left


def _group_starts(new: NDArray[np.bool_]) -> Places:
    """Of each entry the place of the first one of its group."""
    starts = np.flatnonzero(new)
    return np.repeat(starts, np.diff(starts, append=len(new)))


def _tied(new: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which entries stand in a group of more than one."""
    alone = new.copy()
    alone[:-1] &= new[1:]
    return ~alone


def pieces(ids: NDArray[Any], order: NDArray[Any], text: Ids, least: int) -> Iterator[Piece]:
    """The longest pieces of a text of at least `least` tokens that stand in a row, none of them inside another one."""
    end = 0
    for start, low, high in beginnings(ids, order, text, least):
        # What begins here and is no part of the piece before has the token behind that one's end.
        if end == len(text):
            return
        if start <= end and not _begins(ids, order, text[start : end + 1], (low, high)):
            continue
        found = _longest(ids, order, text, start, (low, high))
        end = found.end
        yield found


def exact(ids: NDArray[Any], order: NDArray[Any], text: Ids, start: int, end: int) -> Piece | None:
    """The piece `start` to `end` of a text; None where it stands nowhere."""
    wanted = text[start:end]
    if (wanted < 1).any():
        return None
    return _within(ids, order, Piece(start, end, 0, len(order)), wanted)


def beginnings(ids: NDArray[Any], order: NDArray[Any], text: Ids, least: int) -> list[tuple[int, int, int]]:
    """Every place of a text from which its next `least` tokens stand in a row, with their part of the suffix array.

    Many places are searched together.
    """
    if len(text) < least or not len(order):
        return []
    runs = np.lib.stride_tricks.sliding_window_view(text, least)
    known = np.flatnonzero((runs > 0).all(axis=1))
    found: list[tuple[int, int, int]] = []
    for block in range(0, len(known), max(_TOGETHER // least, 1)):
        starts = known[block : block + max(_TOGETHER // least, 1)]
        low = _search_all(ids, order, runs[starts], behind=False)
        high = _search_all(ids, order, runs[starts], behind=True)
        there = high > low
        found += zip(starts[there].tolist(), low[there].tolist(), high[there].tolist(), strict=True)
    return found


def _search_all(ids: NDArray[Any], order: NDArray[Any], runs: NDArray[Any], *, behind: bool) -> Places:
    """Of each run what `_search` gives."""
    low, high = np.zeros(len(runs), np.int64), np.full(len(runs), len(order))
    steps, each = np.arange(runs.shape[1]), np.arange(len(runs))
    for _ in range(len(order).bit_length()):
        middle = np.minimum((low + high) // 2, len(order) - 1)
        # Behind the end of a row stands another one; the end itself already differs from every run.
        own = ids[np.minimum(order[middle].astype(np.int64)[:, None] + steps, len(ids) - 1)]
        first = (own != runs).argmax(axis=1)
        below = own[each, first] < runs[each, first]
        if behind:
            below |= own[each, first] == runs[each, first]
        open_ = low < high
        low = np.where(open_ & below, middle + 1, low)
        high = np.where(open_ & ~below, middle, high)
    return low


def _begins(ids: NDArray[Any], order: NDArray[Any], wanted: Ids, part: tuple[int, int]) -> bool:
    """Whether a suffix of a part begins with the wanted tokens."""
    at = _search(ids, order, wanted, part)
    return at < part[1] and _common(ids, int(order[at]), wanted) == len(wanted)


def _longest(ids: NDArray[Any], order: NDArray[Any], text: Ids, start: int, part: tuple[int, int]) -> Piece:
    """The longest piece that begins at `start`, of which a part of the suffix array holds the first tokens."""
    low, high = part
    wanted = text[start:]
    at = _search(ids, order, wanted, part)
    length = max(_common(ids, int(order[slot]), wanted) for slot in (at - 1, at) if low <= slot < high)
    found = _within(ids, order, Piece(start, start + length, low, high), wanted[:length])
    assert found is not None
    return found


def _within(ids: NDArray[Any], order: NDArray[Any], piece: Piece, wanted: Ids) -> Piece | None:
    """The piece with its own part of the suffix array, which lies in that of which it knows."""
    low = _search(ids, order, wanted, (piece.low, piece.high))
    high = _search(ids, order, wanted, (low, piece.high), behind=True)
    return piece._replace(low=low, high=high) if high > low else None


def _search(ids: NDArray[Any], order: NDArray[Any], text: Ids, part: tuple[int, int], *, behind: bool = False) -> int:
    """The first slot of a part whose suffix is not below the text; with `behind`, nor begins with it."""
    low, high = part
    while low < high:
        middle = (low + high) // 2
        place = int(order[middle])
        common = _common(ids, place, text)
        below = behind if common == len(text) else bool(ids[place + common] < text[common])
        low, high = (middle + 1, high) if below else (low, middle)
    return low


_STEP = 8


def _common(ids: NDArray[Any], place: int, text: Ids) -> int:
    """How many tokens from a place on are those with which the text begins. The text has no `END`."""
    done, step = 0, _STEP
    while done < len(text):
        own, other = ids[place + done : place + done + step], text[done : done + step]
        shared = min(len(own), len(other))
        differ = own[:shared] != other[:shared]
        first = int(differ.argmax())
        if differ[first]:
            return done + first
        done += shared
        step *= 4
    return done
