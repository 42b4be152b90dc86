"""Parquet and Arrow files: the batches that change are written anew, with the schema and options of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, BinaryIO

import orjson

from auditor.cleaning.leaves import Step
from auditor.cleaning.rows import MisfitError, put
from auditor.cleaning.store import Change

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_LZ4, _ZSTD = b"\x04\x22\x4d\x18", b"\x28\xb5\x2f\xfd"
_LOOKED_AT = 2**20


class CannotRewriteError(Exception):
    """Arrow cannot give back a column as it was."""


def rewrite_parquet(source: IO[bytes], changes: Iterator[Change], out: BinaryIO) -> None:
    """Writes a Parquet file with the changes, a row group at a time.

    Raises:
        CannotRewriteError: a column that changes has a type that cannot be rebuilt.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(source) as file:
        edits = _Edits(changes)
        schema = edits.renamed(file.schema_arrow)
        groups = range(file.metadata.num_row_groups)
        with pq.ParquetWriter(out, schema, **_options(file)) as writer:
            for i in groups:
                batches = [edits.applied(batch) for batch in file.iter_batches(row_groups=[i])]
                table = pa.Table.from_batches(batches, schema)
                if table.num_rows or len(groups) == 1:
                    writer.write_table(table, row_group_size=max(1, table.num_rows))
        edits.finish()


def _options(file: pq.ParquetFile) -> dict[str, Any]:
    """What the writer must be told so that the new file is like the old one."""
    metadata = file.metadata
    options: dict[str, Any] = {
        "version": metadata.format_version,
        "store_schema": b"ARROW:schema" in (metadata.metadata or {}),
    }
    if metadata.num_row_groups:
        group = metadata.row_group(0)
        columns = [group.column(i) for i in range(metadata.num_columns)]
        options["compression"] = {
            c.path_in_schema: "NONE" if c.compression == "UNCOMPRESSED" else c.compression for c in columns
        }
        options["use_dictionary"] = [c.path_in_schema for c in columns if c.has_dictionary_page] or False
        options["write_statistics"] = any(c.is_stats_set for c in columns)
        options["use_compliant_nested_type"] = not any(".list.item" in c.path_in_schema for c in columns)
    return options


def rewrite_arrow(source: IO[bytes], changes: Iterator[Change], out: BinaryIO) -> None:
    """Writes an Arrow file or stream with the changes, a batch at a time.

    Raises:
        CannotRewriteError: a column that changes has a type that cannot be rebuilt.
    """
    import pyarrow as pa

    head = source.read(6)
    source.seek(0)
    options = pa.ipc.IpcWriteOptions(compression=_compression(source))
    with ExitStack() as stack:
        if head == b"ARROW1":
            file = stack.enter_context(pa.ipc.open_file(source))
            batches: Any = (file.get_batch(i) for i in range(file.num_record_batches))
            new = pa.ipc.new_file
        else:
            batches = file = stack.enter_context(pa.ipc.open_stream(source))
            new = pa.ipc.new_stream
        edits = _Edits(changes)
        writer = stack.enter_context(new(out, edits.renamed(file.schema), options=options))
        for batch in batches:
            writer.write_batch(edits.applied(batch))
        edits.finish()


def _compression(source: IO[bytes]) -> str | None:
    """How the first buffers are compressed: each begins, after its length, with the mark of its codec."""
    import pyarrow as pa

    start = 8 if source.read(6) == b"ARROW1" else 0
    source.seek(start)
    found = None
    try:
        reader = pa.ipc.MessageReader.open_stream(source)
        while found is None and (message := reader.read_next_message()) is not None:
            if message.type == "record batch" and message.body is not None:
                body = message.body.slice(0, min(_LOOKED_AT, message.body.size)).to_pybytes()
                marks = {body[at : at + 4] for at in range(8, len(body), 8)}
                found = "lz4" if _LZ4 in marks else "zstd" if _ZSTD in marks else ""
    except (StopIteration, pa.ArrowInvalid):
        found = ""
    source.seek(0)
    return found or None


class _Edits:
    """The changes of a file, put into its batches in order."""

    def __init__(self, changes: Iterator[Change]) -> None:
        self._rest = changes
        self._next = next(changes, None)
        self._names: Mapping[str, str] = {}
        if self._next is not None and self._next.action == "names":
            self._names = orjson.loads(self._next.content)
            self._next = next(changes, None)
        self._before = 0
        self._schema: Any = None

    def renamed(self, schema: pa.Schema) -> pa.Schema:
        """The schema with other names of columns, also where its metadata name them."""
        import pyarrow as pa

        fields = [field.with_name(self._names.get(field.name, field.name)) for field in schema]
        metadata = dict(schema.metadata or {})
        for old, new in self._names.items():
            for form in (old, orjson.dumps(old).decode()[1:-1], ascii(old)[1:-1]):
                metadata = {key: value.replace(form.encode(), new.encode()) for key, value in metadata.items()}
        self._schema = pa.schema(fields, metadata or None)
        return self._schema

    def applied(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch without dropped rows and with the other values."""
        import pyarrow as pa

        first = self._before + 1
        self._before += batch.num_rows
        values: dict[Step, dict[int, list[tuple[Sequence[Step], Any]]]] = {}
        dropped: set[int] = set()
        while self._next is not None and self._next.number <= self._before:
            row = self._next.number - first
            if self._next.action == "drop":
                dropped.add(row)
            else:
                for steps, new in orjson.loads(self._next.content):
                    values.setdefault(steps[0], {}).setdefault(row, []).append((steps[1:], new))
            self._next = next(self._rest, None)
        arrays = list(batch.columns)
        for name, rows in values.items():
            place = max(i for i, known in enumerate(batch.schema.names) if known == name)
            arrays[place] = _changed(arrays[place], rows)
        changed = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        if dropped:
            changed = changed.filter(pa.array([row not in dropped for row in range(batch.num_rows)]))
        return changed

    def finish(self) -> None:
        """Raises MisfitError where a row that is to change was not there."""
        if self._next is not None:
            raise MisfitError


def _changed(column: pa.Array, rows: Mapping[int, Sequence[tuple[Sequence[Step], Any]]]) -> pa.Array:
    """The column with other values in some rows. All others must come back as they were."""
    import pyarrow as pa

    try:
        values = column.to_pylist()
        for row, edits in rows.items():
            for steps, new in edits:
                values[row] = put(values[row], steps, _Like(new))
            values[row] = _resolved(values[row], column.slice(row, 1).to_pylist()[0])
        new_column = pa.array(values, type=column.type)
    except (pa.ArrowException, ValueError, TypeError, OverflowError, NotImplementedError) as error:
        raise CannotRewriteError(type(error).__name__) from None
    if isinstance(new_column, pa.ChunkedArray):
        new_column = new_column.combine_chunks()
    kept = pa.array([row not in rows for row in range(len(column))])
    if not _same(new_column.filter(kept), column.filter(kept)):
        raise CannotRewriteError("the other rows would change")
    return new_column


def _same(one: pa.Array, other: pa.Array) -> bool:
    """Whether both hold the same; NaN, which equals nothing, is compared as it is written."""
    return bool(one.equals(other)) or repr(one.to_pylist()) == repr(other.to_pylist())


class _Like:
    """A new value that is still to get the type of the one that it replaces."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _resolved(value: Any, old: Any) -> Any:
    match value:
        case _Like():
            return _typed(value.value, old)
        case dict():
            return {key: _resolved(inner, old[key]) for key, inner in value.items()}
        case list():
            return [_resolved(inner, known) for inner, known in zip(value, old, strict=True)]
        case tuple():
            return tuple(_resolved(inner, known) for inner, known in zip(value, old, strict=True))
    return value


def _typed(new: Any, old: Any) -> Any:
    match old:
        case bytes():
            return str(new).encode()
        case Decimal():
            return Decimal(str(new))
        case float():
            return float(new)
        case str() | int():
            return new
    raise TypeError
