"""Texts that are alike in their wording, by TF-IDF of sets of character n-grams, in any script.

A text is the set of its runs of two and of four characters, as `auditor.text.digests.normalize` leaves it. A run
weighs ln((1 + n) / (1 + d)) + 1 for the d of n texts that hold it, and nothing where very many do. The likeness of two
texts is the cosine of these weights: 1 for equal ones, 0 where they have no run in common.

Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval", Information Processing & Management.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.text.digests import normalize
from auditor.text.shingles import Places, Rows, offsets_of, windows

SIZES = (2, 4)
"""Characters of a run: a part of a word of English and about a whole one, a word of Chinese and a phrase."""
BITS = 24
"""Of the number of a run. Two runs share one about once in 16 million."""
FEW, PART = 50, 10
"""A run that more than `FEW` texts hold, and more than one in `PART`, says nothing of any of them."""

Runs = NDArray[np.uint32]
Floats = NDArray[np.float64]


def runs_of(text: str) -> Runs:
    """The numbers of a text's different runs, ascending; of a text shorter than a run, none."""
    codes = np.frombuffer(normalize(text).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    row = Rows(codes, np.array([0, len(codes)], np.int64))
    numbers = np.concatenate([windows(row, size).flat for size in SIZES])
    return np.unique(numbers >> np.uint64(64 - BITS)).astype(np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Texts, to be searched for those that are alike. It holds numbers of runs and no text."""

    kinds: Runs
    """Numbers of all runs that say something, ascending."""
    weights: Floats
    """Of each of them."""
    offsets: Places
    """Kind i stands in the texts `holders[offsets[i]:offsets[i + 1]]`."""
    holders: NDArray[np.int32]
    common: Runs
    """Numbers of the runs that say nothing, ascending."""
    norms: Floats
    """By text: the length of its weights; 0 where it has none."""

    @classmethod
    def of(cls, texts: list[Runs]) -> Lexicon:
        """The texts with these runs."""
        flat = np.concatenate([*texts, np.zeros(0, np.uint32)])
        owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(one) for one in texts])
        order = np.argsort(flat, kind="stable")
        kinds, often = np.unique(flat, return_counts=True)
        says = often <= max(FEW, len(texts) // PART)
        holders = owners[order][np.repeat(says, often)]
        weights = rarity(len(texts), often[says])
        squares = np.repeat(weights**2, often[says])
        norms = np.sqrt(np.bincount(holders, squares, minlength=len(texts)))
        return cls(kinds[says], weights, offsets_of(often[says]), holders, kinds[~says], norms)

    def __len__(self) -> int:
        return len(self.norms)

    def likeness(self, runs: Runs) -> Floats:
        """How much a text of these runs is like each text, from 0 to 1."""
        found = np.zeros(len(self))
        known, kinds, _ = np.intersect1d(self.kinds, runs, assume_unique=True, return_indices=True)
        unknown = len(runs) - len(known) - len(np.intersect1d(self.common, runs, assume_unique=True))
        squares = self.weights[kinds] ** 2
        length = float(squares.sum() + unknown * rarity(len(self), np.zeros(1, np.int64))[0] ** 2) ** 0.5
        if not len(known) or length == 0:
            return found
        sizes = self.offsets[kinds + 1] - self.offsets[kinds]
        starts = offsets_of(sizes)
        places = np.arange(starts[-1]) + np.repeat(self.offsets[kinds] - starts[:-1], sizes)
        found += np.bincount(self.holders[places], np.repeat(squares, sizes), minlength=len(self))
        norms = np.where(self.norms > 0, self.norms, 1.0)
        likeness: Floats = np.minimum(found / (norms * length), 1.0)
        return likeness


def rarity(texts: int, often: NDArray[np.int64]) -> Floats:
    """The weight of a run that stands in `often` of so many texts."""
    weight: Floats = np.log((1 + texts) / (1 + often)) + 1
    return weight
