"""What a text shares with the training data, and how much held-out answers share with it by chance."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal

import numpy as np

from auditor.errors import UsageError
from auditor.records import Record
from auditor.sources import nothing_read, open_source, read
from auditor.text.keys import Key, key_from
from auditor.text.private import find
from auditor.tracing.building import Progress, Wanted, build
from auditor.tracing.index import Index, Standing
from auditor.tracing.store import check_place, kept
from auditor.tracing.suffixes import Piece, exact, pieces
from auditor.tracing.tokens import Tokens, tokens_of

LEAST = 6
"""Tokens of the shortest span, unless the caller says otherwise."""
MOST = 1000
"""Tokens that the shortest span may have at most."""
HELD_OUT = 200
"""Held-out answers with which a text is compared."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text that stands in the training data."""

    found: Literal["long", "value"]
    """`value`: a private value of the text, which is looked for however short it is."""
    start: int
    """First character of it in the text."""
    end: int
    """And the one behind its last."""
    tokens: int
    kinds: tuple[str, ...]
    """Kinds of the private values of the text that lie in it whole, in order."""
    standing: Standing
    """Where it stands in the data."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How much held-out answers, which nobody trained on, share with the training data."""

    answers: int
    """Held-out answers that were looked at; those of fewer tokens than a span are left out."""
    tokens: int
    covered: int
    """How many of their tokens lie in spans."""
    as_covered: int
    """Answers of which at least as large a share lies in spans as of the text."""
    as_long: int
    """Answers with a span at least as long as the longest of the text."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What was found. It holds no text."""

    least: int
    tokens: int
    """Tokens of the text."""
    covered: int
    """How many of them lie in spans of at least `least` tokens."""
    spans: tuple[Span, ...]
    """The longest first; none inside a longer one."""
    records: int
    """Records in which was searched."""
    unread: int
    """Lines, rows and files of the data that nobody could read."""
    values: int
    """Private values of the text."""
    values_found: int
    """How many of them stand in the data, whether in a longer span or alone."""
    chance: Chance | None = None

    @property
    def longest(self) -> int:
        """Tokens of the longest span; 0 where there is none."""
        return max((span.tokens for span in self.spans if span.found == "long"), default=0)


def trace(
    text: str,
    data: Sequence[object],
    *,
    least: int = LEAST,
    index: Path | None = None,
    evals: Sequence[object] = (),
    shape: str | None = None,
    key: Key | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Trace:
    """Finds the longest spans of a text that stand in training data.

    Args:
        text: what a model said.
        data: the training data: paths, Hub ids, `datasets` objects or rows.
        least: tokens of the shortest span. A private value of the text is looked for however short it is.
        index: a file that keeps the index; it is made where there is none, and anew where the data changed.
        evals: held-out data, which was not trained on: tells what spans come by chance.
        shape: read every record as this shape.
        key: the secret of the index, where there is one; else the index has its own.
        progress: is told stage, how much is done, how much there is.

    Raises:
        UsageError: the text has no tokens, or `least` is not 1 to `MOST`, or the index cannot be kept there.
        SourceError: the data cannot be read.
    """
    if not 1 <= least <= MOST:
        raise UsageError(f"--least {least}: the shortest span has 1 to {MOST:,} tokens; give such a number")
    asked = tokens_of([text])
    if not len(asked.starts):
        raise UsageError("the text has no words to be searched for; give what the model said")
    source = open_source(data, evals, shape)  # held-out files are left out of a folder of data
    if index is not None:
        check_place(index, source)
    held_out = _held_out(evals, least, shape) if evals else []
    if index is not None:
        found, _ = kept(index, source, shape, key or key_from(None), progress)
    else:
        values = [min(stop - start, MOST) for _, start, stop in _values(text, asked)]
        every = tokens_of([text, *held_out])
        found = build(source, wanted=Wanted.of(every.rows, [least, *values]), progress=progress)
    traced = look_up(text, found, least)
    return replace(traced, chance=_chance(traced, held_out, found)) if evals else traced


def look_up(text: str, index: Index, least: int = LEAST) -> Trace:
    """Finds the longest spans of a text in an index."""
    tokens = tokens_of([text])
    ids = index.numbered(tokens.rows.flat)
    own = index.columns
    long = list(pieces(own.ids, own.order, ids, least))
    values = _values(text, tokens)
    inside = [(start, stop) for _, start, stop in values]
    told = _Covering(long)
    short = [
        piece
        for start, stop in sorted(set(inside))
        if (start, stop) not in told and (piece := exact(own.ids, own.order, ids, start, stop)) is not None
    ]
    spans = [_span("long", piece, tokens, values, index) for piece in long]
    spans += [_span("value", piece, tokens, values, index) for piece in short]
    spans.sort(key=lambda span: (-span.tokens, span.start))
    all_told = _Covering((*long, *short))
    there = sum(one in all_told for one in inside)
    return Trace(
        least, len(ids), _covered(long), tuple(spans), index.records, index.unread, len(values), there
    )  # fmt: skip


class _Covering:
    """Which spans lie within one of some pieces."""

    def __init__(self, some: Sequence[Piece]) -> None:
        ordered = sorted((one.start, one.end) for one in some)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))

    def __contains__(self, span: tuple[int, int]) -> bool:
        place = bisect_right(self._starts, span[0])
        return place > 0 and span[1] <= self._furthest[place - 1]


def _values(text: str, tokens: Tokens) -> list[tuple[str, int, int]]:
    """The private values of a text: kind, first token and the one behind the last."""
    found = [
        (hit.kind, int(np.searchsorted(tokens.ends, hit.start, "right")), int(np.searchsorted(tokens.starts, hit.end)))
        for hit in find(text)
    ]
    return [(kind, start, stop) for kind, start, stop in found if stop > start]


def _span(
    found: Literal["long", "value"], piece: Piece, tokens: Tokens, values: list[tuple[str, int, int]], index: Index
) -> Span:
    kinds = tuple(kind for kind, start, stop in values if piece.start <= start and stop <= piece.end)
    first, last = int(tokens.starts[piece.start]), int(tokens.ends[piece.end - 1])
    return Span(found, first, last, piece.end - piece.start, kinds, index.places(piece))


def _covered(found: Sequence[Piece]) -> int:
    """Tokens in at least one of the pieces, which ascend in start and end."""
    overlaps = sum(max(0, one.end - two.start) for one, two in pairwise(found))
    return sum(piece.end - piece.start for piece in found) - overlaps


def _held_out(evals: Sequence[object], least: int, shape: str | None) -> list[str]:
    """Answers of held-out records, the same for the same records in any order.

    Raises:
        SourceError: no record could be read.
    """
    key, number, bad = key_from(None), 0, []
    drawn: list[tuple[int, int, str]] = []
    for shard in open_source(evals, (), shape).shards():
        for item in read(shard, key):
            if not isinstance(item, Record):
                bad.append(item)
                continue
            number += 1
            answer = "\n".join(turn.text for turn in item.prompt_and_answer()[1])
            entry = (-item.digest, number, answer)
            if len(drawn) == HELD_OUT and entry < drawn[0]:
                continue
            if len(tokens_of([answer]).starts) >= least:
                (heapq.heappushpop if len(drawn) == HELD_OUT else heapq.heappush)(drawn, entry)
    if not number:
        raise nothing_read(bad)
    return [answer for _, _, answer in sorted(drawn)]


def _chance(traced: Trace, answers: Sequence[str], index: Index) -> Chance:
    own = index.columns
    sizes, covered, longest = [], [], []
    for answer in answers:
        ids = index.numbered(tokens_of([answer]).rows.flat)
        found = list(pieces(own.ids, own.order, ids, traced.least))
        sizes.append(len(ids))
        covered.append(_covered(found))
        longest.append(max((piece.end - piece.start for piece in found), default=0))
    shares = zip(covered, sizes, strict=True)
    as_covered = sum(part * traced.tokens >= traced.covered * size for part, size in shares)
    as_long = sum(length >= traced.longest for length in longest)
    return Chance(len(answers), sum(sizes), sum(covered), as_covered, as_long)
