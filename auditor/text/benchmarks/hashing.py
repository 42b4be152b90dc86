"""The numbers by which texts are compared with a pack: hashes of windows, features of words, digests of numbers.

They stand in stored packs: whoever changes one of these functions makes a new format (`stored.FORMAT`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from auditor.text.digests import digest
from auditor.text.shingles import Hashes, Places, Rows, offsets_of

FEATURES = 20
"""Bits of a feature."""
BLOCK = 1 << 14
"""Tokens that are hashed together: they stay in the cache."""

_BASE = np.uint64(0xD6E8FEB86659FD93)
_PAIR = np.uint64(0xA0761D6478BD642F)

_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[a-z]+")
_WORDS = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
        "dozen half quarter third twice double thrice triple".split(),
        "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 30 40 50 60 70 80 90 100 1000 "
        "12 1/2 1/4 1/3 2 2 3 3".split(),
        strict=True,
    )
)
"""What rephrasing writes as a number, and the other way round."""


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """Rows of 32-bit numbers, one behind the other."""

    flat: NDArray[np.uint32]
    offsets: Places
    """Row i is `flat[offsets[i]:offsets[i + 1]]`."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def row(self, place: int) -> NDArray[np.uint32]:
        """One of them."""
        return self.flat[self.offsets[place] : self.offsets[place + 1]]

    def owners(self) -> Places:
        """Of each number: its row."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))


def window_hashes(tokens: Hashes, width: int) -> Hashes:
    """A hash of every `width` tokens in a row, wherever they stand: a row may end inside."""
    count = max(len(tokens) - width + 1, 0)
    hashes = np.empty(count, np.uint64)
    for first in range(0, count, BLOCK):
        out = hashes[first : first + BLOCK]
        out[:] = tokens[first : first + len(out)]
        for place in range(1, width):
            out *= _BASE
            out += tokens[first + place : first + place + len(out)]
    return hashes


def bits_of(hashes: Hashes, bits: int) -> Places:
    """The upper bits: a place in a table."""
    return (hashes >> np.uint64(64 - bits)).view(np.int64)


def features(rows: Rows, known: NDArray[np.bool_] | None = None) -> Flat:
    """Of each row of tokens, ascending: the features of its words and of its pairs of neighboring words.

    With `known`, a table by feature, only those that are known.
    """
    owners = np.repeat(np.arange(len(rows)), rows.sizes())
    pairs = (rows.flat[:-1] * _PAIR + rows.flat[1:]) * _BASE
    inside = owners[:-1] == owners[1:]
    columns = ((bits_of(rows.flat, FEATURES), owners), (bits_of(pairs[inside], FEATURES), owners[:-1][inside]))
    both = np.concatenate([_named(found, owners, known) for found, owners in columns])
    both.sort()
    both = both[np.append(True, both[1:] != both[:-1])[: len(both)]]
    counts = np.bincount(both >> FEATURES, minlength=len(rows))
    return Flat((both & ((1 << FEATURES) - 1)).astype(np.uint32), offsets_of(counts))


def _named(found: Places, owners: Places, known: NDArray[np.bool_] | None) -> Places:
    """Row and feature as one number."""
    if known is None:
        return owners << FEATURES | found
    there = known[found]
    return owners[there] << FEATURES | found[there]


def numbers_in(text: str) -> list[int]:
    """Digests of the numbers in a normalized text, in figures or in English words; not those in Chinese characters."""
    return [digest(number) >> 32 for number in _numbers(text)]


def _numbers(text: str) -> Iterator[str]:
    for word in _NUMBER.findall(text):
        if word[0].isdigit():
            yield format(Decimal(word.replace(",", "")).normalize(), "f")
        elif word in _WORDS:
            yield _WORDS[word]
