"""Benchmark questions that training prompts seem to rephrase: the same rare words, and the same numbers.

A question and a prompt are the sets of their words and pairs of words, weighted by how rare they are in the benchmark
(TF-IDF of sets; what the benchmark does not have is left out). Their cosine finds the nearest questions; the share of
the numbers that both have, weighted the same way, says whether one of them is meant; and a prompt must have some of all
that the question says. The words of most rephrasings stay, and so do the numbers of a question of arithmetic, while
another question of the same kind has others.

A question without numbers can only be told by its words, so they must agree better. A translation shares no words: it
is not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from auditor.text.benchmarks.hashing import FEATURES, Flat, features, numbers_in
from auditor.text.benchmarks.packs import Pack
from auditor.text.shingles import Places, Rows

PROBABLE = 0.2
"""Score from which on a prompt probably rephrases a question: a little more than the 0.17 that one general record in
1,000 reaches against sentences of news (`tests/bench/rephrased.py`)."""
WORDS_ALONE = 0.2
"""What is left of the cosine where no number agrees."""
UNNUMBERED = 0.5
"""How far the numbers count as agreeing where the question has none."""
CONTAINED = 0.15
"""Share of a question's words, by weight, that a prompt has at least: of rephrasings that were made of whole questions,
none has less than 0.18. A cosine alone is high where a prompt has little that the benchmark knows."""
NEAREST = 5
"""Questions a prompt whose numbers are compared."""
TOGETHER = 512
"""Prompts that are multiplied at once."""

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """For some prompts the question that each seems to rephrase."""

    prompts: Places
    """Ascending."""
    items: Places
    cosines: Weights
    scores: Weights
    """From 0 to 1: the cosine, less what the numbers do not confirm."""


class Nearest:
    """Finds the question of a pack that a prompt is nearest to."""

    def __init__(self, pack: Pack) -> None:
        counts = np.bincount(pack.words.flat, minlength=1 << FEATURES)
        self._idf = np.where(counts > 0, _rarity(len(pack), counts), 0).astype(np.float32)
        self._words = pack.words
        self._items = self._matrix(pack.words).T.tocsr()
        self._numbers = [frozenset(pack.numbers.row(item).tolist()) for item in range(len(pack))]
        kinds, often = np.unique(pack.numbers.flat, return_counts=True)
        rarity = _rarity(len(pack), often)
        self._rarity: dict[int, float] = dict(zip(kinds.tolist(), rarity.tolist(), strict=True))
        self._rarest = float(_rarity(len(pack), np.zeros(1))[0])

    def find(self, rows: Rows, texts: Sequence[str]) -> Found:
        """The question nearest to each prompt, where the score says "probable".

        Args:
            rows: the tokens of the prompts.
            texts: their normalized texts, of which only those are read that come near.
        """
        words = features(rows, self._idf > 0)
        found = [
            best
            for first in range(0, len(rows), TOGETHER)
            for best in self._near(words, first, min(first + TOGETHER, len(rows)), texts)
        ]
        columns = np.array(found, np.float64).reshape(-1, 4)
        return Found(
            columns[:, 0].astype(np.int64),
            columns[:, 1].astype(np.int64),
            columns[:, 2].astype(np.float32),
            columns[:, 3].astype(np.float32),
        )

    def _matrix(self, words: Flat) -> Any:
        """Rows of length 1."""
        from scipy.sparse import csr_array

        weights = self._idf[words.flat]
        squares = np.bincount(words.owners(), weights.astype(np.float64) ** 2, minlength=len(words))
        weights /= np.sqrt(squares)[words.owners()].astype(np.float32)
        return csr_array((weights, words.flat.astype(np.int32), words.offsets), shape=(len(words), 1 << FEATURES))

    def _near(
        self, words: Flat, first: int, last: int, texts: Sequence[str]
    ) -> Iterator[tuple[int, int, float, float]]:
        """Prompt, item, cosine and score of each prompt that is near enough to some question."""
        begin, end = words.offsets[first], words.offsets[last]
        block = Flat(words.flat[begin:end], words.offsets[first : last + 1] - begin)
        near = self._matrix(block) @ self._items
        keep = near.data >= PROBABLE
        owners = np.repeat(np.arange(last - first), np.diff(near.indptr))[keep]
        items, cosines = near.indices[keep], near.data[keep]
        order = np.lexsort((items, -cosines, owners))
        owners, items, cosines = owners[order], items[order], cosines[order]
        begins = np.searchsorted(owners, np.arange(last - first))
        ends = np.minimum(np.searchsorted(owners, np.arange(last - first), "right"), begins + NEAREST)
        for prompt in np.flatnonzero(ends > begins).tolist():
            there = frozenset(numbers_in(texts[first + prompt]))
            some = slice(begins[prompt], ends[prompt])
            scored = [
                (cosine * self._agreement(item, there), -item, cosine)
                for item, cosine in zip(items[some].tolist(), cosines[some].tolist(), strict=True)
                if self._contained(item, block.row(prompt)) >= CONTAINED
            ]
            score, item, cosine = max(scored, default=(0.0, 0, 0.0))
            if score >= PROBABLE:
                yield first + prompt, -item, cosine, score

    def _contained(self, item: int, there: NDArray[np.uint32]) -> float:
        here = self._words.row(item)
        shared = np.intersect1d(here, there, assume_unique=True)
        return float(self._idf[shared].sum() / self._idf[here].sum())

    def _agreement(self, item: int, there: frozenset[int]) -> float:
        here = self._numbers[item]
        agree = self._weight(here & there) / self._weight(here | there) if here else UNNUMBERED
        return float(WORDS_ALONE + (1 - WORDS_ALONE) * agree)

    def _weight(self, numbers: frozenset[int]) -> float:
        return sum(self._rarity.get(number, self._rarest) for number in sorted(numbers))


def _rarity(items: int, often: NDArray[Any]) -> NDArray[np.float64]:
    """The weight of what stands in `often` of the items."""
    rarity: NDArray[np.float64] = np.log((1 + items) / (1 + often)) + 1
    return rarity


@dataclass(slots=True)
class Rephrased:
    """The nearest prompt of each question that one seems to rephrase. It grows with those, not with the data."""

    grows: ClassVar[int] = 0
    found: dict[int, tuple[float, int]] = field(default_factory=dict)
    """By item: the score, and the position of the record; of equals the first."""

    def add(self, found: Found, positions: Places) -> None:
        """Takes what was found for some prompts, each with the position of its record."""
        records = positions[found.prompts].tolist()
        for item, score, position in zip(found.items.tolist(), found.scores.tolist(), records, strict=True):
            self._put(item, score, position)

    def merge(self, other: Self) -> Self:
        """Both together."""
        for item, (score, position) in other.found.items():
            self._put(item, score, position)
        return self

    def _put(self, item: int, score: float, position: int) -> None:
        here = self.found.get(item, (score, position))
        self.found[item] = min(here, (score, position), key=lambda best: (-best[0], best[1]))
