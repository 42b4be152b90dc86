"""What is kept of every record while it is decided on which side it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from auditor.checks import Batch
from auditor.engines import local
from auditor.records import Record, Unreadable
from auditor.risks.privacy import PrivacyScan
from auditor.risks.privacy.values import PERSONAL
from auditor.sources import Shard, Source, nothing_read, read
from auditor.sources.shard import Bad
from auditor.text.shingles import Hashes, Places, Rows, offsets_of

if TYPE_CHECKING:
    from auditor.text.kept import Kept

Mask = NDArray[np.bool_]
SHOWN = 200
"""Unreadable items that are kept for the message that nothing could be read."""
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What comes back of one shard."""

    file: str
    size: int
    kept: Kept | None
    persons: tuple[tuple[int, ...], ...]
    """Of each record the names of the persons' values in it."""
    shapes: tuple[str, ...]
    numbers: tuple[int, ...]
    """Line or row of each record."""
    readings: tuple[int, ...]
    unread: tuple[int, ...]
    """Lines and rows of which no record could be made, but which can be cut out."""
    whole: bool
    """Whether something of the file cannot be cut out, so that it stays in one piece."""
    unreadable: tuple[Unreadable, ...]


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """One file."""

    name: str
    unread: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """All records, in order."""

    kept: Kept
    persons: Rows
    file: Places
    """Of each record its file, by number; ascending."""
    number: Places
    """And the line or row."""
    shape: tuple[str, ...]
    readings: Hashes
    files: tuple[File, ...]

    def __len__(self) -> int:
        return len(self.number)


class Looker:
    """Looks at shards. It can be pickled."""

    def __init__(self, scan: PrivacyScan) -> None:
        self._scan = scan

    def __call__(self, shard: Shard) -> Seen:
        """What is kept of a shard."""
        from auditor.text.kept import keep

        items = read(shard, self._scan.setup.key)
        records = tuple(item for item in items if isinstance(item, Record))
        unreadable = tuple(item for item in items if isinstance(item, Unreadable))
        batch = Batch(shard.file, shard.base, shard.split, records)
        kept = keep(records, batch.parts(), batch.tokens()) if records else None
        no_spans = Rows(np.zeros(0, np.uint64), np.zeros(len(records) + 1, np.int64))
        return Seen(
            file=shard.file,
            size=shard.size,
            kept=None if kept is None else replace(kept, spans=no_spans),
            persons=self._persons(batch),
            shapes=tuple(record.shape for record in records),
            numbers=tuple(record.position - shard.base for record in records),
            readings=tuple(map(reading, records)),
            unread=tuple(item.position - shard.base for item in unreadable if item.origin != shard.file),
            whole=any(isinstance(item, Bad) for item in shard.piece.items),
            unreadable=unreadable[:SHOWN],
        )

    def _persons(self, batch: Batch[Record]) -> tuple[tuple[int, ...], ...]:
        key, personal = self._scan.setup.key, PERSONAL | self._scan.options.own
        return tuple(
            tuple({
                int.from_bytes(key.value_digest(one.hit.kind, one.hit.canonical)[:8], "little") or 1: None
                for one in found
                if one.measure == one.hit.kind and one.hit.kind in personal
            })
            for _, found in self._scan.search(batch)
        )  # fmt: skip


def reading(record: Record) -> int:
    """A number for what a record was read as, wherever it stands."""
    said = [(turn.role, turn.path, turn.text, turn.message) for turn in record.texts()]
    return xxh3_64_intdigest(repr((record.shape, record.label, said)).encode("utf-8", "surrogatepass"))


def collect(source: Source, looker: Looker, workers: int, progress: Progress) -> Collection:
    """Reads everything.

    Raises:
        SourceError: there is no record in it.
    """
    seen: list[Seen] = []
    done = 0
    for part in local.run(looker, source.shards(), workers):
        seen.append(part)
        done += part.size
        progress("scan", done, source.size)
    filled = [part for part in seen if part.kept is not None]
    if not filled:
        raise nothing_read([item for part in seen for item in part.unreadable][:SHOWN])
    return _joined(seen, filled)


def _joined(seen: Sequence[Seen], filled: Sequence[Seen]) -> Collection:
    from auditor.text.kept import join_kept

    parts: dict[str, list[Seen]] = {}
    for part in seen:
        parts.setdefault(part.file, []).append(part)
    place = {name: at for at, name in enumerate(parts)}
    persons = [row for part in filled for row in part.persons]
    flat = np.array([value for row in persons for value in row], np.uint64)
    return Collection(
        kept=join_kept([part.kept for part in filled if part.kept is not None]),
        persons=Rows(flat, offsets_of(np.array([len(row) for row in persons], np.int64))),
        file=np.concatenate([np.full(len(part.numbers), place[part.file], np.int64) for part in filled]),
        number=np.array([number for part in filled for number in part.numbers], np.int64),
        shape=tuple(shape for part in filled for shape in part.shapes),
        readings=np.array([value for part in filled for value in part.readings], np.uint64),
        files=tuple(_file(name, some) for name, some in parts.items()),
    )


def _file(name: str, parts: Sequence[Seen]) -> File:
    return File(name, tuple(number for part in parts for number in part.unread), any(part.whole for part in parts))
