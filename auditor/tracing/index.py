"""An index of the texts of training data: the numbers of their tokens, where they stand, and no text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from auditor.text.shingles import Hashes, Places, offsets_of
from auditor.tracing.suffixes import Ids, Piece

ROLES = ("system", "question", "answer", "text", "tool", "tools", "rejected", "extra", "other")
"""What a text is in its record. `text` is plain text without speakers, `extra` a column that no trainer reads."""
SHOWN = 5
"""Places that are named for each span."""


class Place(NamedTuple):
    """Where a span stands in the data."""

    origin: str
    """`train.jsonl:17`: file and line or row."""
    path: str
    """The field of the record, such as `messages[2].content`."""
    role: str
    """One of `ROLES`."""
    start: int
    """First character of it in that field's text."""
    end: int
    """And the one behind its last."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The places of a span: the first ones, and how many there are."""

    first: tuple[Place, ...]
    """Of the first records that hold it, in the order of the data; at most `SHOWN`, one of each record."""
    records: int
    """Records that hold it."""
    times: int
    """How often it stands in the data."""
    roles: tuple[tuple[str, int], ...]
    """In how many records it stands in a text of each role, the most frequent first."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of an index. A row is a text of the data; a text that stands in several places is one row."""

    words: Hashes
    """Keyed digests of the different tokens, ascending; the number of a token is its place here, from 1."""
    ids: Ids
    """The tokens of the rows, one row behind the other, each with an `END` behind it."""
    order: Ids
    """The suffix array of `ids`."""
    starts: NDArray[np.uint32]
    """Of each token: its first character in its text. An `END` has 0."""
    lengths: NDArray[np.uint16]
    """Characters of each token; a longer one than fits counts as the longest that does."""
    rows: Places
    """Row i is `ids[rows[i]:rows[i + 1]]`, the `END` included."""
    held: Places
    """The holders of row i are those from `held[i]` to `held[i + 1]`."""
    holders: Ids
    """By holder: number of the record, from 0 in the order of the data."""
    paths: Ids
    """By holder: which of the index's paths."""
    roles: NDArray[np.uint8]
    """By holder: which of `ROLES`."""
    files: Ids
    """By record: which of the index's files."""
    numbers: Places
    """By record: its line or row."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The training texts, to be searched for what a text shares with them."""

    columns: Columns = field(repr=False)
    secret: bytes = field(repr=False)
    """The key of the tokens' digests."""
    file_names: tuple[str, ...]
    path_names: tuple[str, ...] = field(repr=False)
    unread: int
    """Lines, rows and files of which no record could be made."""

    @property
    def records(self) -> int:
        """Records that were read."""
        return len(self.columns.numbers)

    @property
    def tokens(self) -> int:
        """Tokens of all different texts."""
        return len(self.columns.ids) - (len(self.columns.rows) - 1)

    def numbered(self, tokens: Hashes) -> Ids:
        """The numbers of a text's tokens; -1 for those that stand nowhere in the data."""
        words = self.columns.words
        unique, places = np.unique(tokens, return_inverse=True)
        wanted = keyed(unique, self.secret)
        if not len(words):
            return np.full(len(tokens), -1, np.int32)
        at = np.minimum(np.searchsorted(words, wanted), len(words) - 1)
        numbers = np.where(words[at] == wanted, at + 1, -1).astype(np.int32)
        found: Ids = numbers[places]
        return found

    def places(self, piece: Piece) -> Standing:
        """Where a piece stands."""
        own = self.columns
        starts = np.sort(np.asarray(own.order[piece.low : piece.high])).astype(np.int64)
        rows = np.searchsorted(own.rows, starts, "right") - 1
        row, first, often = np.unique(rows, return_index=True, return_counts=True)
        sizes = own.held[row + 1] - own.held[row]
        offsets = offsets_of(sizes)
        holders = np.arange(offsets[-1]) + np.repeat(own.held[row] - offsets[:-1], sizes)
        at = np.repeat(starts[first], sizes)
        records, one = np.unique(own.holders[holders], return_index=True)
        shown = tuple(self._place(int(holders[k]), int(at[k]), piece.end - piece.start) for k in one[:SHOWN])
        return Standing(shown, len(records), int((sizes * often).sum()), self._roles(holders))

    def _place(self, holder: int, at: int, length: int) -> Place:
        own = self.columns
        record, last = int(own.holders[holder]), at + length - 1
        origin = f"{self.file_names[int(own.files[record])]}:{int(own.numbers[record])}"
        path, role = self.path_names[int(own.paths[holder])], ROLES[int(own.roles[holder])]
        return Place(origin, path, role, int(own.starts[at]), int(own.starts[last]) + int(own.lengths[last]))

    def _roles(self, holders: Places) -> tuple[tuple[str, int], ...]:
        own = self.columns
        each = np.unique(own.holders[holders].astype(np.int64) * len(ROLES) + own.roles[holders])
        counts = np.bincount(each % len(ROLES), minlength=len(ROLES)).tolist()
        return tuple(sorted(((ROLES[k], n) for k, n in enumerate(counts) if n), key=lambda pair: (-pair[1], pair[0])))


def keyed(tokens: Hashes, secret: bytes) -> NDArray[Any]:
    """64-bit digests of tokens under a secret."""
    digests = b"".join(
        hashlib.blake2b(token.to_bytes(8, "little"), digest_size=8, key=secret).digest() for token in tokens.tolist()
    )
    return np.frombuffer(digests, "<u8").astype(np.uint64)
