"""What a worker does with one shard: cleans its rows and says what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor.checks import Batch
from auditor.cleaning.leaves import Edit, Leaf
from auditor.cleaning.log import counted, kind_of, line, lines, pair
from auditor.cleaning.marks import Mark, Marker, StuckError, is_value, rewritten
from auditor.cleaning.match import COPY, Target, targets
from auditor.cleaning.paths import Places, Where
from auditor.cleaning.rows import Changed, MisfitError, NestedNameError, Row
from auditor.cleaning.store import Change
from auditor.errors import ReportError, RunError, UsageError
from auditor.findings import Evidence
from auditor.records import Record, Turn, Unreadable
from auditor.sources import Shard, read
from auditor.sources.parse import Parsed
from auditor.sources.reading import values
from auditor.text.keys import Key

HIDES = "duplicate_keys"


@dataclass(frozen=True, slots=True)
class Task:
    """A shard, and what the report says of its rows."""

    shard: Shard = field(repr=False)
    hits: Mapping[int, Sequence[Evidence]]


@dataclass(frozen=True, slots=True)
class Made:
    """What comes back of a shard."""

    file: str
    digest: int
    """Sum of the digests of its records."""
    used: int
    """Hits of the report that were found in it."""
    size: int
    changes: tuple[Change, ...] = ()
    log: bytes = field(default=b"", repr=False)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Hits by kind and what was done with them; `fallback` counts those that were to be another way."""
    surrogates: tuple[tuple[str, bytes, bytes], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    unreadable: tuple[Unreadable, ...] = ()
    hidden: tuple[str, ...] = ()
    """Origins of the rows in which a field stands twice: what the last one hides, nobody has searched."""


@dataclass(frozen=True, slots=True)
class _Cleaned:
    """What became of one row."""

    changed: Changed
    marks: Sequence[Mark]


class Cleaner:
    """Cleans shards. It can be pickled."""

    def __init__(self, marker: Marker, key: Key) -> None:
        self._marker = marker
        self._key = key

    def __call__(self, task: Task) -> Made:
        """Cleans one shard.

        Raises:
            ReportError: the report does not fit the data.
            UsageError: a value stands where it cannot be replaced.
        """
        shard = task.shard
        items = read(shard, self._key)
        records = [item for item in items if isinstance(item, Record)]
        digest = sum(record.digest for record in records)
        unreadable = tuple(item for item in items if isinstance(item, Unreadable))
        hidden = tuple(record.origin for record in records if HIDES in record.flaws)
        made = Made(shard.file, digest, 0, shard.size, unreadable=unreadable, hidden=hidden)
        known = self._targets(task, items, records)
        return self._with_changes(task, items, known, made) if task.hits else made

    def _targets(
        self, task: Task, items: Sequence[Record | Unreadable], records: Sequence[Record]
    ) -> dict[int, list[Target]]:
        """What is to go, by row. Every row is searched, so that a value of which the report knows nothing is found."""
        shard, own = task.shard, self._marker.scan.options.own
        found = {
            record.origin: [one for one in those if is_value(one.measure, own)]
            for record, those in self._marker.scan.search(Batch(shard.file, shard.base, "train", records))
        }
        known: dict[int, list[Target]] = {}
        for number, item in zip(shard.piece.numbers, items, strict=True):
            hits = task.hits.get(number, ())
            if not isinstance(item, Record):
                if hits:
                    raise misfit(item.origin)
                continue
            try:
                known[number] = targets(item, found[item.origin], hits, self._key)
            except MisfitError:
                raise misfit(item.origin) from None
        if gone := task.hits.keys() - known.keys():
            raise misfit(task.hits[min(gone)][0].origin)
        return known

    def _with_changes(
        self, task: Task, items: Sequence[Record | Unreadable], known: Mapping[int, list[Target]], made: Made
    ) -> Made:
        shard = task.shard
        rows = {number: place for place, number in enumerate(shard.piece.numbers) if number in task.hits}
        raw = _raw(shard)
        changes: list[Change] = []
        names: dict[str, str] = {}
        log: list[bytes] = []
        counts: Counter[tuple[str, str]] = Counter()
        pairs: dict[tuple[str, bytes], bytes] = {}
        for number, hits in sorted(task.hits.items()):
            record = items[rows[number]]
            assert isinstance(record, Record)
            if any(hit.finding == COPY for hit in hits):
                changes.append(Change(number, "drop"))
                log += [line(hit, "drop", False, None) for hit in hits]
                counts.update((kind_of(hit), "drop") for hit in hits)
                continue
            cleaned = self._row(shard, record, Row(shard.piece, rows[number], raw[rows[number]]), known[number])
            changes += [cleaned.changed.change] if cleaned.changed.change is not None else []
            names.update(cleaned.changed.names)
            for mark in cleaned.marks:
                log += lines(mark, record)
                counts.update(counted(mark))
                if mark.choice.act == "pseudonym":
                    pairs.setdefault(*pair(mark, self._marker.secret))
        return replace(
            made, used=sum(map(len, task.hits.values())), changes=tuple(changes), log=b"".join(log), counts=counts,
            surrogates=tuple((kind, value, new) for (kind, value), new in pairs.items()), names=names,
        )  # fmt: skip

    def _row(self, shard: Shard, record: Record, row: Row, known: Sequence[Target]) -> _Cleaned:
        try:
            return self._cleaned(shard, record, row, known)
        except MisfitError:
            raise misfit(record.origin) from None
        except NestedNameError:
            raise UsageError(
                f"{record.origin}: the name of a field inside a column is a private value itself, and renaming it "
                "would change the table's schema; rename the field, scan and clean again"
            ) from None
        except StuckError:
            raise RunError(
                f"{record.origin}: no replacement of a value in this record passes a scan; remove the record, scan and "
                "clean again, and please report it"
            ) from None

    def _cleaned(self, shard: Shard, record: Record, row: Row, known: Sequence[Target]) -> _Cleaned:
        turns = tuple(record.texts())
        where = Where(Places(row.root()), turns)
        marks = self._marker.settle(record, self._marks(turns, known, where), where.is_number)
        edits: dict[Leaf, set[Edit]] = {}
        for mark in marks:
            for leaf, edit in where.edits(mark):
                edits.setdefault(leaf, set()).add(edit)
        changed = row.changed(edits)
        self._check(shard, changed, turns, marks, where)
        return _Cleaned(changed, marks)

    def _marks(self, turns: Sequence[Turn], known: Sequence[Target], where: Where) -> list[Mark]:
        marks = []
        for one in known:
            number = where.is_number(one.turn, one.start, one.end)
            mark = self._marker.mark(one.turn, turns[one.turn].text, one.start, one.end, one.value, number=number)
            mark.evidence, mark.finding = tuple(one.evidence), one.finding
            marks.append(mark)
        return marks

    def _check(
        self, shard: Shard, changed: Changed, turns: Sequence[Turn], marks: Sequence[Mark], where: Where
    ) -> None:
        """Reads the new row as a scan would: the new texts must be there, and nothing private in them."""
        if not changed.is_readable():
            raise StuckError
        (again,) = read(replace(shard, piece=changed.probe), self._key)
        if not isinstance(again, Record):
            raise StuckError
        by_turn: dict[int, list[Mark]] = {}
        for mark in marks:
            by_turn.setdefault(mark.turn, []).append(mark)
        wanted = [(turn, rewritten(turn.text, by_turn.get(i, ()))) for i, turn in enumerate(turns)]
        found = list(again.texts())
        if [(turn.role, turn.path, text) for turn, text in wanted] == [(one.role, one.path, one.text) for one in found]:
            return  # these very texts were scanned: before, or while the replacements were chosen
        loose = shard.piece.kind == "table"
        expected = Counter(
            text
            for i, (_, text) in enumerate(wanted)
            if (i in by_turn or not loose) and not any(map(where.is_loose, by_turn.get(i, ())))
        )
        if expected - Counter(turn.text for turn in found):
            raise StuckError
        ((_, hits),) = self._marker.scan.search(Batch("", 0, "train", (again,)))
        if any(is_value(one.measure, self._marker.scan.options.own) for one in hits):
            raise StuckError


def misfit(origin: str) -> ReportError:
    """The error for data that is not what the report is of."""
    return ReportError(
        f"{origin}: the report does not fit this record; the data, or the auditor, has changed since: scan it again"
    )


def _raw(shard: Shard) -> Sequence[object]:
    """Each row of a shard as `Row` takes it."""
    if shard.piece.kind in ("rows", "table"):
        return [found.value if isinstance(found, Parsed) else None for found in values(shard.piece)]
    return shard.piece.items
