"""Training data to an index, by one read of the data."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from auditor.errors import UsageError
from auditor.records import ASSISTANT, SYSTEM, TEXT, TOOL, TOOL_CALL, USER, Record, Turn, Unreadable
from auditor.sources import Source, nothing_read, read
from auditor.text.keys import key_from
from auditor.text.shingles import Hashes, Places, Rows, offsets_of, windows
from auditor.tracing.index import ROLES, Columns, Index, keyed
from auditor.tracing.suffixes import END, suffix_array
from auditor.tracing.tokens import Tokens, chosen, tokens_of

N = TypeVar("N", bound=np.generic)
Progress = Callable[[str, int, int | None], None]
SECRET = 32
"""Bytes of a secret."""
MOST = 2**31 - 2
"""Tokens of the largest index."""
_BUCKETS = 1 << 16
_BAD = 20
"""Unreadable items that are kept for the message that nothing could be read."""
_ROLE = {
    SYSTEM: "system", USER: "question", ASSISTANT: "answer", TOOL_CALL: "answer", TEXT: "text", TOOL: "tool",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Runs of tokens of which a text must have one, to be worth a look: all others can be passed over."""

    runs: tuple[tuple[int, Hashes], ...]
    """Length, and the numbers of the runs of that length, ascending."""

    @classmethod
    def of(cls, rows: Rows, lengths: Sequence[int]) -> Wanted:
        """Every run of these lengths."""
        return cls(tuple((n, np.unique(windows(rows, n).flat)) for n in sorted(set(lengths))))

    def met(self, rows: Rows) -> NDArray[np.bool_]:
        """Which rows have such a run."""
        met = np.zeros(len(rows), bool)
        for n, wanted in self.runs:
            if len(wanted):
                own = windows(rows, n)
                met[np.searchsorted(own.offsets, _among(own.flat, wanted), "right") - 1] = True
        return met


def _among(numbers: Hashes, wanted: Hashes) -> Places:
    """The places of the numbers that are among the wanted ones."""
    mask = np.uint64(_BUCKETS - 1)
    bucket = np.zeros(_BUCKETS, bool)
    bucket[wanted & mask] = True
    places = np.flatnonzero(bucket[numbers & mask])
    near = np.minimum(np.searchsorted(wanted, numbers[places]), len(wanted) - 1)
    found: Places = places[wanted[near] == numbers[places]]
    return found


def build(
    source: Source,
    secret: bytes | None = None,
    wanted: Wanted | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Index:
    """Reads the data once and makes its index; with `wanted`, one of only those texts that have such a run.

    Raises:
        SourceError: no record could be read.
        UsageError: there are too many tokens.
    """
    gathered = Gathered(wanted)
    key, done = key_from(None), 0
    for shard in source.shards():
        if shard.split == "train":
            gathered.add(read(shard, key))
        done += shard.size
        progress("scan", done, source.size)
    if not gathered.numbers:
        raise nothing_read(gathered.bad)
    progress("finish", 0, None)
    return gathered.index(secret or secrets.token_bytes(SECRET))


def trained(record: Record) -> Iterator[tuple[int, Turn]]:
    """The texts of a record that the loss covers and that it teaches to say, with the place of their role."""
    for turn in record.turns:
        if turn.trained and turn.text:
            yield ROLES.index(_ROLE.get(turn.role, "other")), turn


def turns_of(record: Record) -> Iterator[tuple[int, Turn]]:
    """Every text of a record that is not empty, with the place of its role in `ROLES`."""
    named = (
        *((_ROLE.get(turn.role, "other"), turn) for turn in record.turns),
        *(("rejected", turn) for turn in record.rejected),
        *(("tools", turn) for turn in record.tools),
        *(("extra", turn) for turn in record.extra),
    )
    yield from ((ROLES.index(role), turn) for role, turn in named if turn.text)


@dataclass(slots=True)
class Gathered:
    """What was read so far."""

    wanted: Wanted | None = None
    texts: Callable[[Record], Iterator[tuple[int, Turn]]] = turns_of
    """The texts of a record that are taken, each with the place of its role in `ROLES`."""
    drawn: Callable[[bytes], bool] = lambda digest: True
    """Whether a text of such a digest is taken."""
    told: Callable[[int, bytes, str], None] = lambda row, digest, text: None
    """What is told of every text that is taken: its row, its digest, and the text."""
    bad: list[Unreadable] = field(default_factory=list)
    unread: int = 0
    numbers: list[int] = field(default_factory=list)
    _files: list[int] = field(default_factory=list)
    _file_names: dict[str, int] = field(default_factory=dict)
    _path_names: dict[str, int] = field(default_factory=dict)
    _rows: dict[bytes, int] = field(default_factory=dict)
    """By digest of a text its row; -1 where it has no run that is wanted."""
    _count: int = 0
    _held: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Row, record, path and role of each holder."""
    _parts: list[Tokens] = field(default_factory=list)

    def add(self, items: Sequence[Record | Unreadable]) -> None:
        new: dict[bytes, str] = {}
        seen: list[tuple[bytes, int, str, int]] = []
        for item in items:
            if isinstance(item, Unreadable):
                self.unread += 1
                self.bad += [item] if len(self.bad) < _BAD else []
                continue
            record = self._record(item)
            for role, turn in self.texts(item):
                digest = hashlib.blake2b(turn.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
                seen.append((digest, record, turn.path, role))
                if digest in self._rows or digest in new:
                    continue
                if self.drawn(digest):
                    new[digest] = turn.text
                else:
                    self._rows[digest] = -1
        self._add_rows(new)
        for digest, record, path, role in seen:
            if (row := self._rows[digest]) >= 0:
                self._held.append((row, record, self._path_names.setdefault(path, len(self._path_names)), role))

    def _record(self, item: Record) -> int:
        file, _, number = item.origin.rpartition(":")
        self.numbers.append(int(number))
        self._files.append(self._file_names.setdefault(file, len(self._file_names)))
        return len(self.numbers) - 1

    def _add_rows(self, new: dict[bytes, str]) -> None:
        tokens = tokens_of(list(new.values()))
        kept = np.ones(len(new), bool) if self.wanted is None else self.wanted.met(tokens.rows)
        kept &= tokens.rows.sizes() > 0
        for keep, (digest, text) in zip(kept.tolist(), new.items(), strict=True):
            self._rows[digest] = self._count if keep else -1
            if keep:
                self.told(self._count, digest, text)
            self._count += keep
        if kept.any():
            self._parts.append(chosen(tokens, np.flatnonzero(kept)))

    def index(self, secret: bytes) -> Index:
        """The index of all that was read."""
        sizes = np.concatenate([part.rows.sizes() for part in self._parts] or [np.zeros(0, np.int64)])
        rows = offsets_of(sizes + 1)
        if rows[-1] > MOST:
            raise UsageError("this data has more tokens than an index holds; give a part of it")
        ids = np.full(rows[-1], END, np.int32)
        starts, lengths = np.zeros(rows[-1], np.uint32), np.zeros(rows[-1], np.uint16)
        inside = np.ones(rows[-1], bool)
        inside[rows[1:] - 1] = False
        words, ids[inside] = _numbered(self._parts, secret)
        starts[inside] = _joined([part.starts for part in self._parts], np.uint32)
        widths = _joined([part.ends - part.starts for part in self._parts], np.int64)
        lengths[inside] = np.minimum(widths, np.iinfo(np.uint16).max)
        self._parts.clear()
        self._rows.clear()
        held = np.array(self._held, np.int32).reshape(-1, 4)
        held = held[np.argsort(held[:, 0], kind="stable")]
        columns = Columns(
            words, ids, suffix_array(ids), starts, lengths, rows,
            offsets_of(np.bincount(held[:, 0], minlength=len(sizes))),
            held[:, 1].copy(), held[:, 2].copy(), held[:, 3].astype(np.uint8),
            np.array(self._files, np.int32), np.array(self.numbers, np.int64),
        )  # fmt: skip
        return Index(columns, secret, tuple(self._file_names), tuple(self._path_names), self.unread)


def _numbered(parts: Sequence[Tokens], secret: bytes) -> tuple[Hashes, NDArray[np.int32]]:
    """The digests of the different tokens, ascending, and the number of every token."""
    each = [np.unique(part.rows.flat) for part in parts]
    unique = np.unique(_joined(each, np.uint64))
    digests = keyed(unique, secret)
    order = np.argsort(digests)
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(1, len(order) + 1)
    return digests[order], _joined([number[np.searchsorted(unique, part.rows.flat)] for part in parts], np.int32)


def _joined(parts: Sequence[NDArray[Any]], kind: type[N]) -> NDArray[N]:
    return np.concatenate([part.astype(kind, copy=False) for part in parts] or [np.zeros(0, kind)])
