"""Tokens, shingles and windows of texts as 64-bit numbers, a batch at a time, in any script.

A token is a run of letters and digits, one character where no spaces part the words (Chinese, Japanese, Korean, Thai
...), or one symbol or operator; punctuation and white space only part tokens. A shingle is two or three tokens
in a row, a window any number of them. The
numbers do not depend on the machine, the process or the batch. Two different runs of tokens share a number by chance
about once in 2^64 comparisons.

A text is expected as `auditor.text.digests.normalize` leaves it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
Found = tuple[Hashes, Places, Places, Places]
"""Hash, number of the text, start and end of every token."""
N = TypeVar("N", bound=np.generic)

APART, WORD, SINGLE = 0, 1, 2
OPERATORS = "-*/%&#@\\"
"""Punctuation that says something in code and in formulas."""
BLOCK = 1 << 15
"""Characters, or tokens, that are looked at together: it bounds the memory. A longer token is cut there."""

BASE = 0x9E3779B97F4A7C15
SALT = np.uint64(0xD1B54A32D192ED03)
SHIFT = np.uint64(33)
FIRST, SECOND = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)


@dataclass(slots=True)
class Pace:
    """How much this process has read: beyond a bound it is worth to load machine code for the rest."""

    bound: int
    read: int = 0

    def slow(self, more: int) -> bool:
        """Whether arrays still do, with so many characters more."""
        self.read += more
        return self.read <= self.bound


_pace = Pace(40_000_000)  # what arrays read in the time in which the machine code is loaded


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of numbers, one behind the other."""

    flat: Hashes
    offsets: Places
    """Row i is `flat[offsets[i]:offsets[i + 1]]`."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def sizes(self) -> Places:
        """How many numbers each row has."""
        return np.diff(self.offsets)

    def take(self, chosen: Places) -> Rows:
        """The rows at some places, in that order."""
        return Rows(*take(self.flat, self.offsets, chosen))


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of several texts, and where they stand."""

    rows: Rows
    starts: Places
    """Of every token: the character of its text at which it begins."""
    ends: Places
    """And the one behind its last."""


def tokenize(texts: Sequence[str]) -> Tokens:
    """The tokens of each text."""
    split = _split if _pace.slow(sum(map(len, texts))) else _quick().tokens
    blocks = [_tokens(block, split) for block in _blocks(texts)]
    hashes, texts_of, starts, ends = (np.concatenate([block[part] for block in blocks]) for part in range(4))
    return Tokens(Rows(hashes, offsets_of(np.bincount(texts_of, minlength=len(texts)))), starts, ends)


def shingles(tokens: Tokens) -> Rows:
    """Two tokens in a row, or three where the first has only one character; at the end of a text what is left of them.

    So much says about the same in every script: two words of letters, or three Chinese characters. A text of fewer
    tokens has one shingle of all of them; no other shingle is shorter.
    """
    rows = tokens.rows
    if not _pace.slow(0):
        flat, counts = _quick().shingles(rows.flat, tokens.starts, tokens.ends, rows.offsets)
        return Rows(flat, offsets_of(counts))
    # The same polynomials as those of `_hashes`, which for runs of two or three need no running sums.
    left = np.repeat(rows.offsets[1:], rows.sizes()) - np.arange(len(rows.flat))
    short = tokens.ends - tokens.starts == 1
    values = np.concatenate([rows.flat + SALT, np.zeros(2, np.uint64)])
    powers = np.array([BASE, BASE * BASE % 2**64], np.uint64)
    hashes = values[:-2] + np.where(left > 1, values[1:-1] * powers[0], np.uint64(0))
    hashes += np.where(short & (left > 2), values[2:] * powers[1], np.uint64(0))
    keep = left >= np.where(short, 3, 2)
    filled = rows.sizes() > 0
    keep[rows.offsets[:-1][filled]] = True
    return Rows(mixed(hashes[keep]), offsets_of(np.diff(offsets_of(keep)[rows.offsets])))


def _quick() -> Any:
    from auditor.text import quick

    return quick


def windows(rows: Rows, n: int) -> Rows:
    """Every `n` tokens in a row of each row of tokens; of a row of fewer, none."""
    sizes = rows.sizes()
    return _runs(rows, np.maximum(sizes - n + 1, 0), np.full_like(sizes, n))


def _runs(rows: Rows, counts: Places, lengths: Places) -> Rows:
    """Of each row its first `counts` runs of `lengths` tokens."""
    offsets = offsets_of(counts)
    starts = np.arange(offsets[-1]) + np.repeat(rows.offsets[:-1] - offsets[:-1], counts)
    return Rows(_hashes(rows.flat, starts, starts + np.repeat(lengths, counts)), offsets)


def take(flat: NDArray[N], offsets: Places, chosen: NDArray[Any]) -> tuple[NDArray[N], Places]:
    """Of rows that stand one behind the other those at some places, and their offsets."""
    sizes = np.diff(offsets)[chosen]
    starts = offsets_of(sizes)
    if bool((chosen[1:] > chosen[:-1]).all()):  # in their order: no list of places, which takes eight bytes each
        wanted = np.zeros(len(offsets) - 1, bool)
        wanted[chosen] = True
        return flat if starts[-1] == len(flat) else flat[np.repeat(wanted, np.diff(offsets))], starts
    places = np.arange(starts[-1]) + np.repeat(offsets[:-1][chosen] - starts[:-1], sizes)
    return flat[places], starts


def offsets_of(counts: NDArray[Any]) -> Places:
    """Where rows of these sizes begin, one behind the other, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def _blocks(texts: Sequence[str]) -> Iterator[list[tuple[int, int, str]]]:
    """Pieces of texts with the text's number and the piece's first character: together about a block."""
    block: list[tuple[int, int, str]] = []
    room = BLOCK
    for number, text in enumerate(texts):
        first = 0
        while first < len(text):
            if room <= 0:
                yield block
                block, room = [], BLOCK
            end = min(first + BLOCK, len(text))
            if end < len(text):
                end = text.rfind(" ", first, end) + 1 or end
            block.append((number, first, text[first:end]))
            room -= end - first
            first = end
    yield block


def _tokens(block: list[tuple[int, int, str]], split: Callable[..., Found]) -> Found:
    """Hash, text, start and end of every token of a block."""
    joined = "\0".join(piece for _, _, piece in block)
    if joined.isascii():
        codes: NDArray[Any] = np.frombuffer(joined.encode("ascii"), np.uint8)
        kinds = _kinds()[:128]
    else:
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        kinds = _kinds()
    numbers, firsts, lengths = (
        np.array([entry(item) for item in block], np.int64)
        for entry in (lambda item: item[0], lambda item: item[1], lambda item: len(item[2]) + 1)
    )
    return split(codes, kinds, offsets_of(lengths)[:-1], firsts, numbers)


def _split(codes: NDArray[Any], kinds: NDArray[np.uint8], bases: Places, firsts: Places, numbers: Places) -> Found:
    """The tokens of pieces that begin at `bases`, each at some place of the text with some number."""
    kind = _kind_of(codes, kinds)
    inside = kind == WORD
    single = kind == SINGLE
    begins = inside.copy()
    begins[1:] &= ~inside[:-1]
    stops = inside.copy()
    stops[:-1] &= ~inside[1:]
    starts, ends = np.flatnonzero(begins | single), np.flatnonzero(stops | single) + 1
    hashes = _hashes(codes.astype(np.uint64), starts, ends)
    counts = np.diff(np.searchsorted(starts, bases), append=len(starts))
    place = np.repeat(firsts - bases, counts)
    return hashes, np.repeat(numbers, counts), starts + place, ends + place


def _kind_of(codes: NDArray[Any], kinds: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if codes.dtype == np.uint8:  # bytes have a much faster way to look up
        return np.frombuffer(codes.tobytes().translate(kinds.tobytes().ljust(256)), np.uint8)
    found: NDArray[np.uint8] = kinds[codes]
    return found


def _hashes(values: Hashes, starts: Places, ends: Places) -> Hashes:
    """One number for each run `values[start:end]`; the starts ascend, and no run is longer than a block.

    Each is a polynomial in an odd base, modulo 2^64, taken from running sums, then mixed.
    """
    out = np.empty(len(starts), np.uint64)
    powers, inverses = _powers()
    done = 0
    while done < len(starts):
        first = starts[done]
        until = int(np.searchsorted(starts, first + BLOCK))
        last = int(ends[done:until].max())
        sums = np.zeros(last - first + 1, np.uint64)
        np.cumsum((values[first:last] + SALT) * powers[: last - first], out=sums[1:])
        begin, end = starts[done:until] - first, ends[done:until] - first
        out[done:until] = (sums[end] - sums[begin]) * inverses[begin]
        done = until
    return mixed(out)


def mixed(numbers: Hashes) -> Hashes:
    """The numbers with all their bits mixed, in place: different ones stay different."""
    numbers ^= numbers >> SHIFT
    numbers *= FIRST
    numbers ^= numbers >> SHIFT
    numbers *= SECOND
    numbers ^= numbers >> SHIFT
    return numbers


@cache
def _powers() -> tuple[Hashes, Hashes]:
    """Powers of the base and of its inverse: a block starts anywhere below the first half, a run ends below both."""
    inverse = pow(BASE, -1, 1 << 64)
    both = [np.full(2 * BLOCK + 1, base, np.uint64) for base in (BASE, inverse)]
    for powers in both:
        powers[0] = 1
        np.multiply.accumulate(powers, out=powers)
    return both[0], both[1]


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each code point is: apart, part of a word, or a token by itself."""
    kinds = np.full(0x110000, WORD, np.uint8)
    kinds[:0x10000] = [_kind(chr(code)) for code in range(0x10000)]
    kinds[0x1F000:0x1FB00] = SINGLE  # emoji
    kinds[0x20000:0x32000] = SINGLE  # Han
    kinds[0xE0000:] = APART  # tags, variation selectors, private use
    return kinds


def _kind(character: str) -> int:
    category = unicodedata.category(character)
    if category == "Lo" and unspaced(ord(character)):
        return SINGLE
    if category[0] in "LNM":
        return WORD
    return SINGLE if category[0] == "S" or character in OPERATORS else APART


def unspaced(code: int) -> bool:
    """Whether the code point belongs to a script that puts no spaces between words."""
    return (
        0x0E00 <= code < 0x0F00  # Thai, Lao
        or 0x1000 <= code < 0x10A0  # Myanmar
        or 0x1780 <= code < 0x1800  # Khmer
        or 0x2E80 <= code < 0xA4D0  # kana, Han, Yi
        or 0xAC00 <= code < 0xD7B0  # Hangul
        or 0xF900 <= code < 0xFB00  # Han, compatibility
    )
