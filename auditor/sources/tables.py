"""Tables: CSV and TSV by the csv module, Parquet and Arrow by pyarrow."""

from __future__ import annotations

import csv
import errno
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

from auditor.errors import RunError
from auditor.sources import shard
from auditor.sources.layout import MARK
from auditor.sources.shard import Bad, Piece, cut
from auditor.sources.streams import Tape, is_compressed, lines, open_binary, without_mark

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


class _Lines:
    """Decoded physical lines for the csv module, and the lines since the last row began."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._lines = lines(chunks)
        self.number = 0
        self.since: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        text = "" if line is None else line.decode("utf-8", "surrogateescape")
        self.since.append(text)
        if line is None:
            raise csv.Error("line too long")
        return text + "\n"


def delimiter_of(first: str, tabs: bool) -> str:
    """The sign between the cells of a file, by its first line that holds something."""
    return "\t" if tabs else max(",;\t", key=first.count) if "," not in first else ","


def csv_pieces(tape: Tape, tabs: bool) -> Iterator[Piece]:
    """The rows of a CSV file below its header; the number of a row is that of the line where it begins."""
    csv.field_size_limit(shard.LONGEST)
    source = _Lines(without_mark(tape.chunks(), MARK))
    try:
        first = next((line for line in source if line.strip()), None)
    except csv.Error:
        tape.trouble = "corrupt"
        return
    if first is None:
        return
    delimiter = delimiter_of(first, tabs)
    source = _Lines(without_mark(tape.chunks(), MARK))
    tape.consumed = 0
    table = csv.reader(source, delimiter=delimiter)
    try:
        header = tuple(name.strip() for name in next(filter(None, table), []))
    except csv.Error:
        tape.trouble = "corrupt"
        return
    rows = _Rows(table, source, delimiter, len(header))
    told = 0
    for items, numbers in cut(rows):
        yield Piece("rows", items, numbers, tape.consumed - told, header, "unclosed_quote" if rows.unclosed else "")
        told = tape.consumed
    if rows.unclosed and not tape.trouble:  # what it swallowed are rows that nobody reads
        tape.trouble = "unclosed_quote"


_MANY_LINES = 20


class _Rows:
    """Numbered rows; `unclosed` is set where a quote of the last row never ends."""

    def __init__(self, table: Iterator[list[str]], source: _Lines, delimiter: str, width: int) -> None:
        self._width = width
        self._table = table
        self._source = source
        self._delimiter = delimiter
        self.unclosed = False

    def __iter__(self) -> Iterator[tuple[int, shard.Item]]:
        while True:
            number = self._source.number + 1
            self._source.since = []
            try:
                row = next(self._table)
            except StopIteration:
                return
            except csv.Error:
                long = any(not line for line in self._source.since) or _long(self._source.since)
                yield number, Bad("too_long" if long else "invalid_csv")
                continue
            if any(row):
                if len(self._source.since) > 1:
                    self.unclosed = self._is_unclosed()
                yield number, Bad("swallowed_rows") if self._swallows() else tuple(row)

    def _swallows(self) -> bool:
        """Whether a quoted cell of many lines consists of what reads like rows: a stray quote, closed by the next."""
        inside = self._source.since[1:-1]
        if self._width < 2 or len(inside) < _MANY_LINES:
            return False
        alike = sum(line.count(self._delimiter) == self._width - 1 for line in inside)
        return alike >= len(inside) * 0.9

    def _is_unclosed(self) -> bool:
        try:
            list(csv.reader((line + "\n" for line in self._source.since), delimiter=self._delimiter, strict=True))
        except csv.Error as error:
            return "unexpected end of data" in str(error)
        return False


def _long(since: list[str]) -> bool:
    return sum(map(len, since)) > shard.LONGEST


def arrow_pieces(path: Path, tape: Tape, parquet: bool) -> Iterator[Piece]:
    """The rows of a Parquet file, an Arrow file or an Arrow stream. A file that is broken sets `tape.trouble`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with ExitStack() as stack:
        size = path.stat().st_size
        number = told = 0
        try:
            file = stack.enter_context(seekable(path, tape))
            if tape.trouble:
                return
            if parquet:
                table = stack.enter_context(pq.ParquetFile(file))
                batches, rows = table.iter_batches(batch_size=_batch_size(table)), table.metadata.num_rows
            else:
                batches, rows = _arrow_batches(file, stack), 0
            for batch in batches:
                for piece in table_pieces(batch, number):
                    number += len(piece.numbers)
                    reached = min(size, size * number // rows) if rows else told
                    yield Piece(piece.kind, piece.items, piece.numbers, reached - told)
                    told = reached
        except (pa.ArrowException, OSError, ValueError) as error:
            if isinstance(error, PermissionError):
                raise
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise RunError(
                    f"{path.name}: no space left to unpack it in {tempfile.gettempdir()}; free some or point TMPDIR "
                    "elsewhere"
                ) from error
            tape.trouble = "corrupt"
        finally:
            tape.consumed = size


def _batch_size(table: pq.ParquetFile) -> int:
    """Rows of one batch, so that a batch of long texts does not fill the memory."""
    groups = [table.metadata.row_group(i) for i in range(table.metadata.num_row_groups)]
    longest = max((group.total_byte_size // group.num_rows for group in groups if group.num_rows), default=0)
    return max(1, min(shard.MOST_ITEMS, shard.MOST_BYTES // (longest + 1)))


def seekable(path: Path, tape: Tape) -> IO[bytes]:
    """The file itself, or its decompressed copy in a temporary file without a name."""
    if not is_compressed(path):
        return open_binary(path)
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    for chunk in tape.chunks():
        copy.write(chunk)
    copy.seek(0)
    return copy


def _arrow_batches(file: IO[bytes], stack: ExitStack) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    head = file.read(6)
    file.seek(0)
    if head == b"ARROW1":
        reader = stack.enter_context(pa.ipc.open_file(file))
        for i in range(reader.num_record_batches):
            yield reader.get_batch(i)
    else:
        yield from stack.enter_context(pa.ipc.open_stream(file))


def table_pieces(batch: pa.RecordBatch, before: int) -> Iterator[Piece]:
    """A batch as pieces of at most `MOST_ITEMS` rows and about `MOST_BYTES`; `before` rows came before it."""
    import pyarrow as pa

    start = 0
    while start < batch.num_rows:
        count = min(shard.MOST_ITEMS, batch.num_rows - start)
        while count > 1 and batch.slice(start, count).nbytes > shard.MOST_BYTES:
            count //= 2
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch.slice(start, count))
        first = before + start + 1
        yield Piece("table", (sink.getvalue().to_pybytes(),), range(first, first + count), count)
        start += count
