"""What is computed in an epoch: by the trainer's own preparation where it was done, else from characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.risks.cost.flops import Positions
from auditor.risks.cost.memory import Rows
from auditor.risks.cost.state import LEAST, LIKELY, MESSAGES, MOST, CostState
from auditor.training.counts import Counts, Prepared, step
from auditor.training.packs import Layout, Packed, Padded, Stream, packs, padding

MARKS = (3.0, 5.0, 8.0)
"""Tokens that a chat template puts around a message: least, usual (ChatML, Llama 3) and most."""
ENDS = 2.0
"""Of these, tokens behind an answer, which are trained."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """One estimate of an epoch, in tokens."""

    tokens: float
    """Of the records."""
    trained: float
    """Of those, with a loss."""
    lengths: Mapping[int, int]
    """By length how many records have it."""
    computed: float
    """Positions, padding and empty room of packs included."""
    squares: float
    """Sum of the squared lengths of what sees itself: padded rows, packs, or the records of a pack."""

    def positions(self, *, sparing: bool) -> Positions:
        """What is computed, where all words are told of all positions or of those with a loss alone."""
        return Positions(self.computed, self.squares, self.trained if sparing else self.computed)


@dataclass(frozen=True, slots=True)
class Marks:
    """Tokens that the chat template of a model adds."""

    once: float
    """To a conversation."""
    each: float
    """To a message."""


def prepared(facts: Prepared, *, joined: bool) -> tuple[Epoch, ...]:
    """Of what the trainer made; `joined` where the records of a pack see each other."""
    return tuple(_of_counts(counts, facts.layout, joined) for counts in facts.by)


def estimated(state: CostState, rows: NDArray[np.int64], batch: int | None) -> tuple[Epoch, ...]:
    """By characters: the likely numbers, the least, the most."""
    by = zip((LIKELY, LEAST, MOST), state.trained, (MARKS[1], MARKS[0], MARKS[2]), strict=True)
    return tuple(
        _of_rows(rows[row] / 1000, rows, trained / 1000 + state.answers * ENDS, Marks(0.0, each), batch)
        for row, trained, each in by
    )


def counted(
    state: CostState, rows: NDArray[np.int64], tokens: int, marks: Marks, batch: int | None
) -> tuple[Epoch, ...]:
    """By characters, so that together they have the counted tokens, and what the chat template adds."""
    likely = int(rows[LIKELY].sum())
    scale = tokens / likely if likely else 0.0
    trained = state.trained.likely * scale + state.answers * min(ENDS, marks.each)
    return (_of_rows(rows[LIKELY] * scale, rows, trained, marks, batch),)


def shares(rows: NDArray[np.int64], spent: NDArray[np.bool_]) -> tuple[float, ...]:
    """By estimate, the part of all tokens that some records have: the likely one first."""
    found = []
    for row, each in zip((LIKELY, LEAST, MOST), (MARKS[1], MARKS[0], MARKS[2]), strict=True):
        sizes = rows[row] / 1000 + rows[MESSAGES] * each
        found.append(float(sizes[spent].sum() / sizes.sum()) if sizes.sum() else 0.0)
    return tuple(found)


def seen(epoch: Epoch, layout: Layout | None, passes: int) -> float:
    """How many epochs so many passes of one record, or of one pack, are."""
    match layout:
        case Packed(size=size) | Stream(size=size):
            return passes * size / epoch.computed if epoch.computed else 0.0
    return passes / sum(epoch.lengths.values()) if epoch.lengths else 0.0


def largest(epoch: Epoch, layout: Layout | None, batch: int | None) -> Rows | None:
    """The largest forward pass; None where its size is not known."""
    longest = max(epoch.lengths, default=0)
    match layout:
        case Padded(records=records, to=to):
            return Rows(records, max(longest, to or 0), records > 1)
        case Packed(size=size) | Stream(size=size) if batch is not None:
            return Rows(batch, size, False)
    return None if batch is None else Rows(batch, longest, batch > 1)


def _of_counts(counts: Counts, layout: Layout | None, joined: bool) -> Epoch:
    computed, squares = _computed(counts.lengths, counts.tokens, layout, joined)
    return Epoch(counts.tokens, counts.trained, counts.lengths, computed, squares)


def _of_rows(
    texts: NDArray[np.float64], rows: NDArray[np.int64], trained: float, marks: Marks, batch: int | None
) -> Epoch:
    sizes = texts + rows[MESSAGES] * marks.each + (rows[MESSAGES] > 0) * marks.once
    lengths = Counter(map(step, np.maximum(1, np.rint(sizes)).astype(np.int64).tolist()))
    tokens = float(sizes.sum())
    layout = None if batch is None else Padded(batch)
    computed, squares = _computed(lengths, tokens, layout, joined=False)
    return Epoch(tokens, min(trained, tokens), lengths, computed, squares)


def _computed(lengths: Mapping[int, int], tokens: float, layout: Layout | None, joined: bool) -> tuple[float, float]:
    """Positions that are computed, and the sum of squares."""
    match layout:
        case Padded() if lengths:
            return tokens + padding(lengths, layout), _padded_squares(lengths, layout)
        case Packed(size=size) if lengths:
            computed = max(tokens, float(packs(lengths, layout) * size))
            return computed, computed * size if joined else _squares(lengths)
        case Stream(size=size, keeps_rest=keeps):
            blocks = -(-tokens // size) if keeps else tokens // size
            return blocks * size, blocks * size**2
    return tokens, _squares(lengths)


def _squares(lengths: Mapping[int, int]) -> float:
    return float(sum(length**2 * count for length, count in lengths.items()))


def _padded_squares(lengths: Mapping[int, int], layout: Padded) -> float:
    """Of rows that are filled up to the longest of a batch of records drawn at random, as `padding` has it."""
    total, square = sum(lengths.values()), 0.0
    for length, chance in _longest(lengths, total, layout.records):
        square += max(length, layout.to or 0) ** 2 * chance
    return square * total


def _longest(lengths: Mapping[int, int], total: int, records: int) -> Iterator[tuple[int, float]]:
    """By length the chance that it is the longest of a batch."""
    seen = 0.0
    for length in sorted(lengths):
        before, seen = seen, seen + lengths[length] / total
        yield length, seen**records - before**records
