"""The draw: which records, and the sheet of them."""

from __future__ import annotations

import csv
import hashlib
import heapq
import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from auditor.errors import OutputError
from auditor.messages import Language, say
from auditor.outputs import write_file
from auditor.records import Record, Unreadable
from auditor.sampling.sheet import SCHEMA, Head, Row, cell, shortened, titles
from auditor.sources import nothing_read, open_source, read
from auditor.text.keys import key_from

Progress = Callable[[str, int, int | None], None]
SHOWN = 200
"""Unreadable items that are kept for the message that nothing could be read."""
_BOM = b"\xef\xbb\xbf"
_REPORT = ("report.json", "evidence.jsonl")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn sheet."""

    head: Head
    rows: tuple[Row, ...] = field(repr=False)
    """In the order of the draw, which is random: whoever stops early has still seen a random part."""
    cut: int
    """Rows whose prompt or answer is too long for a cell."""


def draw(
    data: tuple[object, ...],
    rows: int,
    seed: int = 0,
    shape: str | None = None,
    language: Language = "en",
    progress: Progress = lambda stage, done, total: None,
) -> Drawn:
    """Draws `rows` of the training records at random without replacement, each set of so many equally likely.

    Every record gets a number that is a hash of the seed, its content and which of its copies it is; the smallest are
    drawn. So the same contents give the same rows, in any order, format and number of files. Memory: the rows, and
    about 100 bytes for each different record.

    Raises:
        SourceError: the data cannot be read, or holds no record.
    """
    source = open_source(data, (), shape)
    pool = _Pool(rows, seed)
    done = 0
    for shard in source.shards():
        for item in read(shard, key_from(None)):
            if isinstance(item, Unreadable):
                pool.miss(item, item.origin == shard.file)
            else:
                pool.offer(item)
        done += shard.size
        progress("scan", done, source.size)
    if pool.records == 0:
        raise nothing_read(pool.bad)
    sheet = [_row(number, record, language) for number, record in enumerate(pool.drawn(), start=1)]
    head = Head(seed, len(sheet), pool.records, pool.unreadable, pool.files)
    return Drawn(head, tuple(row for row, _ in sheet), sum(cut for _, cut in sheet))


class _Pool:
    """The records with the smallest numbers so far."""

    def __init__(self, rows: int, seed: int) -> None:
        self.records = self.unreadable = self.files = 0
        self.bad: list[Unreadable] = []
        self._rows, self._seed = rows, seed
        self._copies: dict[int, int] = {}
        self._kept: list[tuple[int, int, Record]] = []
        """A heap with the largest number on top, to be thrown out; positions are unique, so no records compare."""

    def offer(self, record: Record) -> None:
        self.records += 1
        copy = self._copies[record.digest] = self._copies.get(record.digest, 0) + 1
        entry = (-_number(self._seed, record.digest, copy), record.position, record)
        if len(self._kept) < self._rows:
            heapq.heappush(self._kept, entry)
        elif entry[0] > self._kept[0][0]:
            heapq.heapreplace(self._kept, entry)

    def miss(self, item: Unreadable, whole: bool) -> None:
        self.files += whole
        self.unreadable += not whole
        if len(self.bad) < SHOWN:
            self.bad.append(item)

    def drawn(self) -> Iterator[Record]:
        """The smallest number first."""
        for _, _, record in sorted(self._kept, key=lambda entry: -entry[0]):
            yield record


def write_sheet(drawn: Drawn, out: Path, language: Language, data: Iterable[str] = ()) -> None:
    """Writes the sheet as CSV that only its owner can read.

    Raises:
        OutputError: it exists, it would lie in a report or in the data, or it cannot be written.
    """
    check_place(out, data)
    write_file(out, _lines(drawn, language), mode=0o600)


def check_place(out: Path, data: Iterable[str] = ()) -> None:
    """Refuses a place where a sheet must not be.

    A filled sheet is hours of work, so none is overwritten; a report is passed on, so none holds the data's text.

    Raises:
        OutputError: so it is.
    """
    if os.path.lexists(out):
        raise OutputError(f"{out}: this exists, and it is not overwritten; remove it or give another --out")
    real = Path(os.path.realpath(out))
    if any(all((folder / name).is_file() for name in _REPORT) for folder in real.parents):
        raise OutputError(f"{out}: a sheet holds the data's text and must not lie in a report; give another --out")
    if any(os.path.isdir(name) and real.is_relative_to(os.path.realpath(name)) for name in data):
        raise OutputError(f"{out}: a sheet must not lie in the data that it is drawn of; give another --out")


def _number(seed: int, digest: int, copy: int) -> int:
    message = f"{SCHEMA} {seed} {digest:032x} {copy}".encode()
    return int.from_bytes(hashlib.blake2b(message, digest_size=16).digest(), "big")


def _row(number: int, record: Record, language: Language) -> tuple[Row, bool]:
    prompt, answer = record.prompt_and_answer()
    said = [(turn.role, turn.text) for turn in answer]
    said += [(say("sample.rejected", language), turn.text) for turn in record.rejected]
    parts = (_text([(turn.role, turn.text) for turn in (*record.tools, *prompt)]), _text(said))
    short = [shortened(part) for part in parts]
    texts = [text + (say("sample.cut", language, characters=left) if left else "") for text, left in short]
    return Row(number, cell(record.origin), cell(texts[0]), cell(texts[1])), any(left for _, left in short)


def _text(said: list[tuple[str, str]]) -> str:
    """Several texts as one, each under its role."""
    if len(said) == 1:
        return said[0][1]
    return "\n\n".join(f"[{role}]\n{text}" for role, text in said)


def _lines(drawn: Drawn, language: Language) -> Iterator[bytes]:
    yield _BOM + _line([*titles(language), str(drawn.head)])
    for row in drawn.rows:
        yield _line([str(row.number), row.origin, row.prompt, row.answer, "", "", row.code])


def _line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", "replace")
