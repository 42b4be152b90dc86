"""One file to its pieces. What is wrong with the file as a whole becomes a last piece of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from auditor.sources.elements import Elements
from auditor.sources.layout import MARK, Layout, layout_of
from auditor.sources.shapes.plan import is_field
from auditor.sources.shard import Bad, Item, Piece, cut
from auditor.sources.streams import Tape, filled_lines, without_mark
from auditor.sources.tables import arrow_pieces, csv_pieces


def file_pieces(path: Path, size: int) -> Iterator[Piece]:
    """The pieces of a file in order; their sizes sum up to `size`, its bytes on disk."""
    told = last = 0
    tape = Tape(path)
    problem: Bad | None = None
    try:
        layout = layout_of(path)
        if isinstance(layout, Bad) or layout is None:
            problem = layout or Bad("unknown_format")
        else:
            for piece in _pieces(path, layout, tape):
                told += piece.size
                last = piece.numbers[-1]
                yield piece
            if tape.trouble or not last:
                problem = Bad(tape.trouble or "empty_file")
    except PermissionError:
        problem = Bad("no_permission")
    except OSError:
        problem = Bad("io_error")
    if problem is not None:
        yield Piece("problem", (problem,), (last + 1,), max(0, size - told))


def _pieces(path: Path, layout: Layout, tape: Tape) -> Iterator[Piece]:
    if layout in ("parquet", "arrow"):
        yield from arrow_pieces(path, tape, layout == "parquet")
    elif layout in ("csv", "tsv"):
        yield from csv_pieces(tape, layout == "tsv")
    else:
        yield from _text_pieces(layout, tape)


def _text_pieces(layout: Layout, tape: Tape) -> Iterator[Piece]:
    marked = _Marked(tape.chunks())
    chunks = without_mark(iter(marked), MARK)
    elements = Elements(chunks, is_field) if layout == "json" else None
    items: Iterator[tuple[int, Item]] = enumerate(elements, 1) if elements is not None else filled_lines(chunks)
    told = 0
    held: Piece | None = None
    first = True
    for group, numbers in cut(items):
        if held is not None:
            yield held
        flaw = "byte_order_mark" if marked.seen and first else ""
        held = Piece("text" if layout == "txt" else "json", group, numbers, tape.consumed - told, flaw=flaw)
        told, first = tape.consumed, False
    if held is not None:
        yield replace(held, size=held.size + tape.consumed - told)
    if elements is not None and elements.truncated and not tape.trouble:
        tape.trouble = "truncated"


class _Marked:
    """Chunks as they come, noting whether the first bytes are a byte order mark."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.seen = False

    def __iter__(self) -> Iterator[bytes]:
        head: bytes | None = b""
        for chunk in self._chunks:
            if head is not None:
                head += chunk[: len(MARK)]
                if len(head) >= len(MARK):
                    self.seen = head.startswith(MARK)
                    head = None
            yield chunk
