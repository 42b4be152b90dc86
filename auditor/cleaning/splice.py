"""Files of text: everything is copied byte for byte but the rows that change."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson

from auditor.cleaning.csvtext import edited_row, renamed_header
from auditor.cleaning.rows import MisfitError
from auditor.cleaning.store import Change
from auditor.sources import shard
from auditor.sources.elements import Elements
from auditor.sources.layout import MARK, Layout
from auditor.sources.shapes.plan import is_field
from auditor.sources.streams import Tape, without_mark
from auditor.sources.tables import delimiter_of

_SEPARATORS = re.compile(rb"[\s,]*")
_SEPARATOR = re.compile(rb"\A(?:\s*,\s*|\r?\n)")
_SMALL = 64 * 2**10
"""Bytes between two rows that may be held back."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a row stands in the decompressed bytes of its file."""

    number: int
    start: int
    end: int


def splice(path: Path, layout: Layout, changes: Iterable[Change], out: BinaryIO) -> None:
    """Writes the file with the changes, which come in the order of its rows.

    Raises:
        MisfitError: a row that is to change is not there, or not as it was.
    """
    writer = _Writer(_Source(path), out)
    rest = iter(changes)
    change = next(rest, None)
    delimiter = _delimiter(path, layout == "tsv") if layout in ("csv", "tsv") else ""
    end = 0
    for span in _spans(path, layout, delimiter, len(MARK) if _begins_with_mark(path) else 0):
        if change is None:
            break
        is_header = change.action == "names" and bool(delimiter)
        if is_header or span.number == change.number:
            writer.copy(end)
            writer.row(span, _action(change, delimiter), drop=change.action == "drop")
            change = next(rest, None)
        end = span.end
    writer.end()
    if change is not None:
        raise MisfitError


def _action(change: Change, delimiter: str) -> Callable[[bytes], bytes]:
    content = change.content
    if change.action == "names":
        return lambda raw: renamed_header(raw, delimiter, orjson.loads(content))
    if change.action == "cells":
        return lambda raw: edited_row(raw, delimiter, orjson.loads(content))
    return lambda raw: content


class _Source:
    """The decompressed bytes of a file, in order."""

    def __init__(self, path: Path) -> None:
        self._chunks = Tape(path).chunks()
        self._held = b""
        self._taken = 0
        self._at = 0

    def upto(self, place: int) -> Iterator[bytes]:
        """The bytes up to a place, or to the end of the file, in pieces."""
        while self._at < place:
            if self._taken == len(self._held):
                self._held, self._taken = next(self._chunks, b""), 0
                if not self._held:
                    return
            piece = self._held[self._taken : self._taken + place - self._at]
            self._taken += len(piece)
            self._at += len(piece)
            yield piece


class _Writer:
    """Copies a file and puts rows in. A row that goes takes one of the separators beside it along."""

    def __init__(self, source: _Source, out: BinaryIO) -> None:
        self._source = source
        self._out = out
        self._owed = False
        """Whether a row that was dropped has left the separators on both sides, as no row stood before it."""
        self._blank = b""
        """White space behind such a row, for as long as nothing else has come: a comma may follow."""

    def copy(self, place: int) -> None:
        """Copies everything up to a place."""
        for piece in self._source.upto(place):
            self._out.write(self._paid(piece))

    def row(self, span: Span, new: Callable[[bytes], bytes], *, drop: bool) -> None:
        """Copies what stands between the row before and this one, then writes the new row, or nothing."""
        self.copy(span.start - _SMALL)
        gap = self._settled(b"".join(self._source.upto(span.start)))
        raw = b"".join(self._source.upto(span.end))
        if not drop:
            self._out.write(gap + new(raw))
        elif not gap or _SEPARATORS.fullmatch(gap) is None:
            self._out.write(gap)
            self._owed = True

    def end(self) -> None:
        """Copies the rest."""
        self.copy(1 << 62)
        self._out.write(self._settled(b""))

    def _paid(self, piece: bytes) -> bytes:
        """The bytes without the separators that a dropped row left, which may be spread over several pieces."""
        if self._owed and not piece.strip():
            self._blank += piece
            return b""
        return self._settled(piece)

    def _settled(self, piece: bytes) -> bytes:
        """The bytes without those separators, where all of them are in it or in what was held back."""
        if not self._owed:
            return piece
        whole, self._owed, self._blank = self._blank + piece, False, b""
        return _SEPARATOR.sub(b"", whole, count=1)


def _begins_with_mark(path: Path) -> bool:
    return b"".join(_Source(path).upto(len(MARK))) == MARK


def _spans(path: Path, layout: Layout, delimiter: str, before: int) -> Iterator[Span]:
    """The rows of a file, in order and numbered as their origins show it."""
    chunks = without_mark(Tape(path).chunks(), MARK)
    if layout == "json":
        yield from _element_spans(chunks, before)
    elif delimiter:
        yield from _csv_spans(chunks, before, delimiter)
    else:
        yield from (Span(number, start, end) for number, start, end, _ in _lines(chunks, before, keep=False))


class _Counted:
    """Chunks as they come, counting their bytes."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.total = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = next(self._chunks)
        self.total += len(chunk)
        return chunk


class _PlacedElements(Elements):
    """Elements that tell where the last of them began."""

    def __init__(self, chunks: _Counted) -> None:
        super().__init__(iter(chunks), is_field)
        self._counted = chunks
        self.start = 0

    def _value(self, byte: int) -> bytes | shard.Bad:
        self.start = self._counted.total - len(self._text) + self._at
        return super()._value(byte)


def _element_spans(chunks: Iterator[bytes], before: int) -> Iterator[Span]:
    elements = _PlacedElements(_Counted(chunks))
    for number, item in enumerate(elements, 1):
        if isinstance(item, bytes):
            start = before + elements.start
            yield Span(number, start, start + len(item))


def _lines(chunks: Iterator[bytes], before: int, *, keep: bool) -> Iterator[tuple[int, int, int, bytes]]:
    """Physical lines: number, start, end without the newline, and their bytes if they are to be kept.

    Of a line that is too long to be held, only the place is given.
    """
    number, start, at = 1, before, before
    held: list[bytes] = []
    for chunk in chunks:
        first = 0
        while (found := chunk.find(b"\n", first)) >= 0:
            held += [chunk[first:found]] if keep and at - start <= shard.LONGEST else []
            yield number, start, at + found, b"".join(held)
            number, start, first, held = number + 1, at + found + 1, found + 1, []
        held += [chunk[first:]] if keep and at - start <= shard.LONGEST else []
        at += len(chunk)
    if at > start:
        yield number, start, at, b"".join(held)


def _delimiter(path: Path, tabs: bool) -> str:
    chunks = without_mark(Tape(path).chunks(), MARK)
    decoded = (line.decode("utf-8", "surrogateescape") for _, _, _, line in _lines(chunks, 0, keep=True))
    return delimiter_of(next((line for line in decoded if line.strip()), ""), tabs)


def _csv_spans(chunks: Iterator[bytes], before: int, delimiter: str) -> Iterator[Span]:
    """The header, then the rows; a row begins on the line of its number and may end on a later one."""
    csv.field_size_limit(shard.LONGEST)
    lines = _lines(chunks, before, keep=True)
    since: list[Span] = []

    def decoded() -> Iterator[str]:
        for number, start, end, line in lines:
            since.append(Span(number, start, end))
            if end - start > shard.LONGEST:
                raise csv.Error("line too long")
            yield line.decode("utf-8", "surrogateescape") + "\n"

    table = csv.reader(decoded(), delimiter=delimiter)
    is_header = True
    while True:
        since.clear()
        try:
            row = next(table)
        except StopIteration:
            return
        except csv.Error:
            table = csv.reader(decoded(), delimiter=delimiter)
            continue
        if any(row) or (row and is_header):
            is_header = False
            yield Span(since[0].number, since[0].start, since[-1].end)
