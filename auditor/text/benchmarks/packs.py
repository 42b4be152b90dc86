"""A benchmark as hashes: what is needed to find its items in training data, and not its text.

Of every question, options and answer: the hashes of its windows of 8 tokens in order. Of every question besides: which
words and pairs of words it has, each as one of 2^20 numbers, and the digests of the numbers in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.text.benchmarks.hashing import Flat, features, numbers_in, window_hashes
from auditor.text.digests import normalize
from auditor.text.shingles import Places, Rows, offsets_of, tokenize

N = 8
"""Tokens of a window."""
SHORTEST_QUESTION = 5
"""Tokens of the shortest question that is looked for. Below `N` it is one window of all its tokens."""
SHORTEST = N
"""Tokens of the shortest options and of the shortest answer that are looked for: "12" or "the United States" stands
everywhere."""
COMMON = 5
"""A window that occurs more often than this in a benchmark is its boilerplate, such as "which of the following"."""

PARTS = QUESTION, OPTIONS, ANSWER = "question", "options", "answer"
"""The parts of an item, which are scored apart."""

_LETTER = re.compile(r"^\s*[(（]?\s*([A-Z])\s*[)）.．、:：]\s*")
"""What a benchmark puts before an option."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a benchmark, in words."""

    question: str
    options: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A benchmark as hashes.

    Part `p` of item `i` has the number `3 * i + p`, in the order of `PARTS`.
    """

    name: str
    source: str
    """Where its text came from: URL and commit."""
    license: str
    tokens: NDArray[np.int32]
    """Of each part: how many."""
    windows: Rows
    """Of each part that is looked for: the hashes of its windows in order; of any other one, none."""
    common: NDArray[np.bool_]
    """Of each window: whether it is boilerplate, and not looked for."""
    words: Flat
    """Of each question: its features, ascending."""
    numbers: Flat
    """Of each question: the digests of its numbers, ascending."""

    def __len__(self) -> int:
        """How many items it has."""
        return len(self.words)

    def widths(self) -> Places:
        """Tokens of a window of each part."""
        return np.minimum(self.tokens.astype(np.int64), N)


def build(name: str, source: str, license: str, items: Iterable[Item]) -> Pack:
    """The pack of a benchmark."""
    texts = [text for item in items for text in _texts(item)]
    tokens = tokenize(texts).rows
    sizes = tokens.sizes()
    windows = _windows(tokens)
    questions = np.arange(0, len(sizes), len(PARTS))
    asked = tokens.take(questions)
    return Pack(
        name,
        source,
        license,
        sizes.astype(np.int32),
        windows,
        _common(windows.flat),
        features(asked),
        _rows([numbers_in(text) for text in texts[:: len(PARTS)]]),
    )


def _texts(item: Item) -> tuple[str, str, str]:
    """Question, options and answer; options with their letters, as training data most often show them."""
    options = " ".join(f"{letter} {option}" for letter, option in _lettered(item.options))
    return normalize(item.question), normalize(options), normalize(item.answer)


def _lettered(options: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Options with their letters.

    A letter before one is a mark if two of them begin with those of their places, else a word: "U.S. Army", "E. coli".
    """
    found = [(chr(ord("A") + place), option, _LETTER.match(option)) for place, option in enumerate(options)]
    own = [label is not None and label[1] == letter for letter, _, label in found]
    for (letter, option, label), mine in zip(found, own, strict=True):
        yield letter, option[label.end() :] if label is not None and mine and sum(own) > 1 else option


def _windows(tokens: Rows) -> Rows:
    """The windows of each part; of a question of fewer tokens than a window has, all of them as one."""
    sizes = tokens.sizes()
    least = np.tile([SHORTEST_QUESTION, SHORTEST, SHORTEST], len(sizes) // len(PARTS))
    counts = np.where(sizes >= least, np.maximum(sizes - N + 1, 1), 0)
    flat = np.empty(counts.sum(), np.uint64)
    offsets = offsets_of(counts)
    for width in np.unique(np.minimum(sizes, N)[counts > 0]).tolist():
        hashes = window_hashes(tokens.flat, width)
        for part in np.flatnonzero((counts > 0) & (np.minimum(sizes, N) == width)).tolist():
            first = tokens.offsets[part]
            flat[offsets[part] : offsets[part + 1]] = hashes[first : first + counts[part]]
    return Rows(flat, offsets)


def _common(hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
    _, which, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    common: NDArray[np.bool_] = counts[which] > COMMON
    return common


def _rows(rows: Sequence[Sequence[int]]) -> Flat:
    flat = np.array([number for row in rows for number in sorted(set(row))], np.uint32)
    return Flat(flat, offsets_of(np.array([len(set(row)) for row in rows], np.int64)))
