"""What `shingles` does with arrays, in one pass over the characters, as machine code: several times as fast.

It takes half a second to load, which pays in a process that reads many texts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import int64, njit, types, uint8, uint32, uint64

from auditor.text.machine import compiled
from auditor.text.shingles import BASE, FIRST, SALT, SECOND, SHIFT, SINGLE, WORD

_NUMBERS, _PLACES = types.Array(uint64, 1, "C"), types.Array(int64, 1, "C")
_BASE = np.uint64(BASE)


@njit(inline="always")  # type: ignore[untyped-decorator]
def _mixed(number: Any) -> Any:
    number ^= number >> SHIFT
    number *= FIRST
    number ^= number >> SHIFT
    number *= SECOND
    return number ^ (number >> SHIFT)


def _tokens(codes: Any, kinds: Any, bases: Any, firsts: Any, numbers: Any) -> Any:
    """Hash, text, start and end of every token of pieces that stand one behind the other, parted by a code that parts.

    `bases` are the places of the pieces in `codes`, `firsts` those in their texts, whose numbers are `numbers`.
    """
    size = len(codes)
    hashes, texts = np.empty(size, np.uint64), np.empty(size, np.int64)
    starts, ends = np.empty(size, np.int64), np.empty(size, np.int64)
    count = piece = i = 0
    while i < size:
        kind = kinds[codes[i]]
        if kind != WORD and kind != SINGLE:
            i += 1
            continue
        begin = i
        total = np.uint64(codes[i]) + SALT
        i += 1
        if kind == WORD:
            power = _BASE
            while i < size and kinds[codes[i]] == WORD:
                total += (np.uint64(codes[i]) + SALT) * power
                power *= _BASE
                i += 1
        while piece + 1 < len(bases) and begin >= bases[piece + 1]:
            piece += 1
        place = firsts[piece] - bases[piece]
        hashes[count], texts[count] = _mixed(total), numbers[piece]
        starts[count], ends[count] = begin + place, i + place
        count += 1
    return hashes[:count].copy(), texts[:count].copy(), starts[:count].copy(), ends[:count].copy()


def _shingles(tokens: Any, starts: Any, ends: Any, offsets: Any) -> Any:
    """The shingles of rows of tokens, and how many each row has."""
    out = np.empty(len(tokens), np.uint64)
    counts = np.zeros(len(offsets) - 1, np.int64)
    size = 0
    for row in range(len(offsets) - 1):
        before = size
        for first in range(offsets[row], offsets[row + 1]):
            last = first + (3 if ends[first] - starts[first] == 1 else 2)
            if last > offsets[row + 1]:
                if first > offsets[row]:
                    continue
                last = offsets[row + 1]
            total, power = np.uint64(0), np.uint64(1)
            for k in range(first, last):
                total += (tokens[k] + SALT) * power
                power *= _BASE
            out[size] = _mixed(total)
            size += 1
        counts[row] = size - before
    return out[:size].copy(), counts


tokens = compiled(
    _tokens,
    *(
        types.Tuple((_NUMBERS, _PLACES, _PLACES, _PLACES))(
            types.Array(code, 1, "C", readonly=True), types.Array(uint8, 1, "C"), _PLACES, _PLACES, _PLACES
        )
        for code in (uint8, uint32)
    ),
)
shingles = compiled(_shingles, types.Tuple((_NUMBERS, _PLACES))(_NUMBERS, _PLACES, _PLACES, _PLACES))
