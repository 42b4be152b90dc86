"""What a model was trained to say, to be searched for what its answers share with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditor.checks import RUN, Sample, Shared
from auditor.records import Record
from auditor.sources import Source, read
from auditor.text.boilerplate import boundary
from auditor.text.keys import Key
from auditor.text.shingles import Hashes, Rows, windows
from auditor.tracing.building import SECRET, Gathered, trained
from auditor.tracing.index import Index
from auditor.tracing.lexical import Floats, Lexicon, Runs, runs_of
from auditor.tracing.suffixes import Piece, beginnings, pieces
from auditor.tracing.tokens import tokens_of

SEARCHED, COMPARED = 20_000_000, 4_000_000
"""Characters of the training texts that are searched word for word, and of those whose wording is compared, at most:
of more, a part is drawn."""
NULL, FEWEST, NEARER = 300, 20, 0.95
"""Texts that are held against all others at most, and at least; and the share of them that is less near to its nearest
than what counts as near."""
UNRELATED, ALIKE = 0.27, 0.5
"""Likeness that never counts as near, and that always does. Of five public sets 99 in 100 answers are like the nearest
text of the others by less than that; of answers with a tenth of their words left out, 19 in 20 are like the whole one
by more than 0.4 (`tests/bench/attribution`)."""
_VERSION = b"corpus/1"

Fetch = Callable[[Sequence[int]], Mapping[int, Sample]]
"""Of records at some positions those of which questions can be made, by position."""
Own = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """The texts that the loss covers, of all training records or of a part drawn by their digests."""

    index: Index = field(repr=False)
    lexicon: Lexicon = field(repr=False)
    rows: NDArray[np.int32] = field(repr=False)
    """By text of the lexicon: its row in the index."""
    near: float
    """The likeness that one in twenty training texts has, or exceeds, to the nearest text of an unrelated record; but
    at least `UNRELATED` and at most `ALIKE`."""
    positions: NDArray[np.int64] = field(repr=False)
    """By record: its position in the data."""
    ids: tuple[str, ...] = field(repr=False)
    part: float
    """Share of the different texts, by characters, that was searched word for word."""
    digest: str
    fetch: Fetch = field(repr=False)

    @property
    def records(self) -> int:
        """Training records that were read."""
        return self.index.records

    @property
    def compared(self) -> int:
        """Different texts whose wording is compared."""
        return len(self.lexicon)

    def shared(self, answer: str, prompt: str) -> Shared:
        """What an answer to a prompt has from the training texts."""
        tokens = tokens_of([answer, prompt]).rows
        ids = self.index.numbered(_row(tokens, 0))
        own = self._own(ids, tokens)
        likeness = self.lexicon.likeness(runs_of(answer))
        covered = np.zeros(len(ids), bool)
        for start in np.flatnonzero(own).tolist():
            covered[start : start + RUN] = True
        held, longest = self._held(ids, own)
        nearest = self._nearest(held, likeness)
        most = float(likeness.max()) if len(likeness) else 0.0
        return Shared(len(ids), int(covered.sum()), longest, most, nearest)

    def place(self, record: int) -> tuple[str, str]:
        """Origin and id of a record."""
        own = self.index.columns
        return f"{self.index.file_names[int(own.files[record])]}:{int(own.numbers[record])}", self.ids[record]

    def samples(self, records: Sequence[int]) -> Mapping[int, Sample]:
        """The records of which questions can be made, read again."""
        found = self.fetch([int(self.positions[record]) for record in records])
        return {record: found[at] for record in records if (at := int(self.positions[record])) in found}

    def _own(self, ids: NDArray[np.int32], tokens: Rows) -> Own:
        """From which tokens of an answer a run goes on that stands in the data, in few texts, and not in the prompt."""
        own = np.zeros(max(len(ids) - RUN + 1, 0), bool)
        runs = windows(tokens, RUN)
        asked = np.isin(_row(runs, 0), _row(runs, 1))
        most, columns = boundary(len(self.index.columns.rows) - 1), self.index.columns
        for start, low, high in beginnings(columns.ids, columns.order, ids, RUN):
            own[start] = not asked[start] and (high - low <= most or len(self._rows(low, high)) <= most)
        return own

    def _rows(self, low: int, high: int) -> NDArray[np.int64]:
        """The rows in which the runs of a part of the suffix array stand."""
        columns = self.index.columns
        return np.unique(np.searchsorted(columns.rows, columns.order[low:high].astype(np.int64), "right") - 1)

    def _held(self, ids: NDArray[np.int32], own: Own) -> tuple[dict[int, int], int]:
        """How many tokens of an answer stand in each record that holds one of the longest pieces, and the length of the
        longest piece without what is not its own."""
        columns, found, longest = self.index.columns, dict[int, int](), 0
        for piece in pieces(columns.ids, columns.order, ids, RUN):
            size = _stretch(own[piece.start : piece.end - RUN + 1])
            longest = max(longest, size)
            for record in self._holders(piece) if size else ():
                found[record] = found.get(record, 0) + size
        return found, longest

    def _holders(self, piece: Piece) -> list[int]:
        columns = self.index.columns
        rows = self._rows(piece.low, piece.high)
        held = [columns.holders[columns.held[row] : columns.held[row + 1]] for row in rows.tolist()]
        return np.unique(np.concatenate(held)).tolist() if held else []

    def _nearest(self, held: Mapping[int, int], likeness: Floats) -> int | None:
        """The record that holds most of an answer word for word, of several the one worded most like it; where none
        holds any, the first one that is worded most like it."""
        if not held:
            return self._first(int(likeness.argmax())) if len(likeness) and likeness.max() > 0 else None
        most = max(held.values())
        best = [record for record, size in held.items() if size == most]
        like = self._by_record(best, likeness) if len(best) > 1 else {}
        return min(best, key=lambda record: (-like.get(record, 0.0), record))

    def _by_record(self, records: Sequence[int], likeness: Floats) -> dict[int, float]:
        columns, found, wanted = self.index.columns, dict[int, float](), set(records)
        for text in np.flatnonzero(likeness > 0).tolist():
            row = int(self.rows[text])
            for record in columns.holders[columns.held[row] : columns.held[row + 1]].tolist():
                if record in wanted:
                    found[record] = max(found.get(record, 0.0), float(likeness[text]))
        return found

    def _first(self, text: int) -> int:
        columns = self.index.columns
        return int(columns.holders[columns.held[self.rows[text]]])


def _row(rows: Rows, place: int) -> Hashes:
    return rows.flat[rows.offsets[place] : rows.offsets[place + 1]]


def _stretch(own: Own) -> int:
    """Tokens of the longest stretch in which every run is one's own; 0 where none is."""
    if not own.any():
        return 0
    edges = np.flatnonzero(np.diff(np.concatenate([[False], own, [False]]).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max()) + RUN - 1


@dataclass(slots=True)
class _Drawing:
    """Which texts are taken, and what is kept of those whose wording is compared."""

    searched: float
    compared: float
    seed: int
    rows: list[int] = field(default_factory=list)
    runs: list[Runs] = field(default_factory=list)
    content: Any = field(default_factory=lambda: hashlib.blake2b(_VERSION, digest_size=16))

    def drawn(self, digest: bytes) -> bool:
        """Whether a text is searched."""
        return self._lot(digest) < self.searched

    def told(self, row: int, digest: bytes, text: str) -> None:
        """Takes a text that is."""
        self.content.update(digest)
        if self._lot(digest) < self.compared:
            self.rows.append(row)
            self.runs.append(runs_of(text))

    def _lot(self, digest: bytes) -> float:
        lot = hashlib.blake2b(digest + repr(self.seed).encode(), digest_size=8).digest()
        return int.from_bytes(lot) / 2**64


def corpus(
    source: Source, key: Key, seed: int, characters: float, clusters: Mapping[int, int], fetch: Fetch
) -> Corpus | None:
    """Reads the training records again for what they teach to say; None where that is nothing.

    Args:
        source: the data.
        key: of the ids of its records.
        seed: of what is drawn where there are more characters than are searched.
        characters: how many the loss covers.
        clusters: of each record, by position, the one that stands for its near copies.
        fetch: reads records again.
    """
    shares = [min(1.0, most / max(characters, 1.0)) for most in (SEARCHED, COMPARED)]
    drawing = _Drawing(shares[0], shares[1], seed)
    gathered, positions, ids = Gathered(texts=trained, drawn=drawing.drawn, told=drawing.told), list[int](), list[str]()
    for shard in source.shards():
        if shard.split == "train":
            items = read(shard, key)
            gathered.add(items)
            for item in items:
                if isinstance(item, Record):
                    positions.append(item.position)
                    ids.append(item.id)
    index = gathered.index(bytes(SECRET))
    if not len(index.columns.ids):
        return None
    places, lexicon = np.array(positions, np.int64), Lexicon.of(drawing.runs)
    drawing.content.update(repr((shares, seed, index.file_names)).encode())
    drawing.content.update(index.columns.holders.tobytes() + index.columns.files.tobytes() + places.tobytes())
    rows = np.array(drawing.rows, np.int32)
    near = _near(lexicon, drawing.runs, _families(index, rows, places, clusters))
    digest = drawing.content.hexdigest()
    return Corpus(index, lexicon, rows, near, places, tuple(ids), shares[0], digest, fetch)


def _families(
    index: Index, rows: NDArray[np.int32], positions: NDArray[np.int64], clusters: Mapping[int, int]
) -> NDArray[np.int64]:
    """By text of the lexicon the cluster of the first record that holds it."""
    first = positions[index.columns.holders[index.columns.held[rows]]] if len(rows) else np.zeros(0, np.int64)
    return np.array([clusters.get(position, position) for position in first.tolist()], np.int64)


def _near(lexicon: Lexicon, runs: Sequence[Runs], families: NDArray[np.int64]) -> float:
    """The likeness to the nearest text of another family that only one in twenty texts has."""
    if len(np.unique(families)) < FEWEST:
        return ALIKE
    some = np.unique(np.linspace(0, len(runs) - 1, min(NULL, len(runs))).astype(np.int64))
    highest = [float(lexicon.likeness(runs[at])[families != families[at]].max()) for at in some.tolist()]
    return min(max(float(np.quantile(highest, NEARER, method="higher")), UNRELATED), ALIKE)
