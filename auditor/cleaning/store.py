"""What is known and what is to be changed, by file and row, in a temporary database: there can be millions of both."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

import orjson

from auditor.errors import RunError
from auditor.findings import Evidence
from auditor.report import Report
from auditor.report.evidence import Scratch

Action = Literal["row", "cells", "values", "drop", "names"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one row of a file. Its `repr` does not show the row."""

    number: int
    """Its line or row, as its origin shows it; 0 of a change of the file's column names."""
    action: Action
    """Another text for the row; edits by column; other values by their steps; nothing at all; other column names."""
    content: bytes = field(default=b"", repr=False)


class Store:
    """Goes, with its file, when nothing holds it any more."""

    def __init__(self) -> None:
        self._folder = Scratch()
        file = self._folder.path / "clean.sqlite"
        file.touch(0o600)
        try:
            self._base = sqlite3.connect(file, isolation_level=None)
            self._base.executescript(
                "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                "CREATE TABLE hits (file TEXT, number INTEGER, line BLOB);"
                "CREATE TABLE changes (file TEXT, number INTEGER, action TEXT, content BLOB);"
                "CREATE TABLE surrogates (kind TEXT, value BLOB, made BLOB, PRIMARY KEY (kind, value)) WITHOUT ROWID;"
                "BEGIN"
            )
        except sqlite3.Error as error:
            raise _refused(error) from error
        with suppress(OSError):  # Windows keeps the name of an open file
            file.unlink()  # so that a run that is killed leaves no rows behind

    def close(self) -> None:
        """Lets go of it at once."""
        self._base.close()
        self._folder.remove()

    def take_hits(self, report: Report, wanted: Callable[[Evidence], bool], names: dict[str, str]) -> int:
        """Takes the wanted evidence of a report; `names` gives each of its files the name that it has now."""
        self._many("INSERT INTO hits VALUES (?, ?, ?)", _placed(report, wanted, names))
        self._many("CREATE INDEX by_row ON hits (file, number)", ())
        return int(self._base.execute("SELECT COUNT(*) FROM hits").fetchone()[0])

    def hits(self, file: str, first: int, last: int) -> dict[int, list[Evidence]]:
        """The evidence of a range of rows."""
        rows = self._base.execute(
            "SELECT number, line FROM hits WHERE file = ? AND number BETWEEN ? AND ? ORDER BY rowid",
            (file, first, last),
        )
        found: dict[int, list[Evidence]] = {}
        for number, line in rows:
            found.setdefault(number, []).append(Evidence(**orjson.loads(line)))
        return found

    def add_changes(self, file: str, changes: Iterable[Change]) -> None:
        """Keeps what is to happen to rows of a file; they come in order."""
        rows = ((file, change.number, change.action, change.content) for change in changes)
        self._many("INSERT INTO changes VALUES (?, ?, ?, ?)", rows)

    def index_changes(self) -> None:
        """To be called once, between the last change and the first question."""
        self._many("CREATE INDEX by_place ON changes (file, number)", ())

    def changes(self, file: str) -> Iterator[Change]:
        """The changes of a file, in order of its rows."""
        sql = "SELECT number, action, content FROM changes WHERE file = ? ORDER BY number"
        for row in self._base.execute(sql, (file,)):
            yield Change(*row)

    def has_changes(self, file: str) -> bool:
        """Whether anything is to happen to a file."""
        return self._base.execute("SELECT 1 FROM changes WHERE file = ? LIMIT 1", (file,)).fetchone() is not None

    def add_surrogates(self, made: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Keeps which value of a kind got which surrogate, by their digests."""
        self._many("INSERT OR IGNORE INTO surrogates VALUES (?, ?, ?)", made)

    def collisions(self) -> dict[str, int]:
        """By kind: how many values share their surrogate with a value before them."""
        sql = "SELECT kind, COUNT(*) - COUNT(DISTINCT made) AS lost FROM surrogates GROUP BY kind HAVING lost > 0"
        return dict(self._base.execute(sql).fetchall())

    def _many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            if sql.startswith("CREATE"):
                self._base.execute(sql)
            else:
                self._base.executemany(sql, rows)
        except sqlite3.OperationalError as error:
            raise _refused(error) from error


def _placed(report: Report, wanted: Callable[[Evidence], bool], names: dict[str, str]) -> Iterator[tuple[object, ...]]:
    for hit in report.evidence:
        name, _, number = hit.origin.rpartition(":")
        if wanted(hit) and name in names and number.isdigit():
            yield names[name], int(number), orjson.dumps(hit)


def _refused(error: sqlite3.Error) -> RunError:
    return RunError(f"the temporary folder refused ({type(error).__name__}); free some space or point TMPDIR elsewhere")
