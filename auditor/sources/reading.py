"""A shard to records: what a worker does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.records import TEXT, Record, Turn, Unreadable
from auditor.sources.names import shown_keys
from auditor.sources.parse import Parsed, canonical, parse, settled, settled_row
from auditor.sources.shapes.fill import fill
from auditor.sources.shapes.plan import Plan, completed, detect
from auditor.sources.shapes.turns import Draft
from auditor.sources.shard import Bad, Piece, Shard
from auditor.text.keys import Key

Row = dict[str, object]


def read(shard: Shard, key: Key) -> tuple[Record | Unreadable, ...]:
    """The records of a shard in order, with an `Unreadable` for each item of which none could be made."""
    return tuple(_records(shard, key))


def _records(shard: Shard, key: Key) -> Iterator[Record | Unreadable]:
    piece = shard.piece
    last = len(piece.numbers) - 1
    for i, (number, found) in enumerate(zip(piece.numbers, values(piece), strict=True)):
        position = shard.base + number
        origin = f"{shard.file}:{number}" if piece.kind != "problem" else shard.file
        extra = piece.flaw if piece.flaw and i == (last if piece.flaw == "unclosed_quote" else 0) else ""
        drafted = found if isinstance(found, Bad) else _draft(found.value, shard)
        if isinstance(drafted, Bad) or isinstance(found, Bad):
            bad = drafted if isinstance(drafted, Bad) else Bad("not_an_object")
            yield Unreadable(position, origin, shard.split, bad.reason, bad.detail)
            continue
        flaws = found.flaws
        if extra or drafted.flaws:
            flaws = tuple(sorted({*flaws, *drafted.flaws} | ({extra} if extra else set())))
        digest = key.record_digest(canonical(_present(found.value)))
        yield Record(
            key.record_id(digest, origin), position, origin, digest, shard.split, drafted.shape,
            tuple(drafted.turns), tuple(drafted.rejected), tuple(drafted.tools), drafted.label,
            tuple(drafted.extra), flaws, found.value if isinstance(found.value, dict) else {"text": found.value},
        )  # fmt: skip


def values(piece: Piece) -> Iterator[Parsed | Bad]:
    for item in piece.items:
        if isinstance(item, Bad):
            yield item
        elif isinstance(item, tuple):
            yield _cells(piece.header, item)
        elif piece.kind == "text":
            yield _line(item)
        elif piece.kind == "table":
            yield from _rows(item)
        else:
            yield parse(item)


def _line(raw: bytes) -> Parsed:
    flaws = []
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        flaws.append("invalid_utf8")
    if "\x00" in text:
        flaws.insert(0, "control_characters")
    return Parsed(text.removesuffix("\r"), tuple(flaws))


def _cells(header: tuple[str, ...], cells: tuple[str, ...]) -> Parsed:
    """A CSV row. Its undecodable bytes come as lone surrogates, and are replaced here."""
    flaws = set()
    if len(cells) != len(header):
        flaws.add("ragged_row")
    if len(set(header)) < len(header):
        flaws.add("duplicate_keys")
    names = header + tuple(f"column {i + 1}" for i in range(len(header), len(cells)))
    row = dict(zip(names, cells, strict=False))
    joined = "".join(cells)
    if "\x00" in joined:
        flaws.add("control_characters")
    if not joined.isascii():
        for name, cell in row.items():
            clean = cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            if clean != cell:
                row[name] = clean
                flaws.add("invalid_utf8")
    return Parsed(row, tuple(sorted(flaws)))


def _rows(stream: bytes) -> Iterator[Parsed | Bad]:
    import pyarrow as pa

    with pa.ipc.open_stream(stream) as reader:
        for batch in reader:
            try:
                rows = batch.to_pylist() if len(set(batch.schema.names)) == len(batch.schema.names) else None
            except (UnicodeDecodeError, ValueError, OverflowError):
                rows = None
            if rows is None:
                yield from (_table_row(batch, place) for place in range(batch.num_rows))
            else:
                yield from (Parsed(settled_row(row)) for row in rows)


def _table_row(batch: Any, place: int) -> Parsed | Bad:
    """One row of a batch that cannot be taken out whole: Arrow does not check its texts before that."""
    names = batch.schema.names
    try:
        cells = [settled(batch.column(i)[place].as_py()) for i in range(len(names))]
    except (UnicodeDecodeError, ValueError, OverflowError):
        return Bad("corrupt_row")
    return Parsed(dict(zip(names, cells, strict=True)), ("duplicate_keys",) if len(set(names)) < len(names) else ())


def _draft(value: object, shard: Shard) -> Draft | Bad:
    """The turns of a value. Nothing that a value holds may stop the run: what cannot be read is `Bad`."""
    if isinstance(value, str):
        draft = Draft("text")
        if value:
            draft.turns.append(Turn(TEXT, "", value, True))
        return draft
    if not isinstance(value, dict):
        return Bad("not_an_object")
    row = _present(value)
    plan = _plan(row, shard) or (None if row is value else _plan(value, shard))
    if plan is None:
        if "input_ids" in value:
            return Bad("pre_tokenized")
        return Bad("no_shape", shown_keys(value))
    return fill(row, plan)


def _present(value: Any) -> Any:
    """A row without its None-valued fields, which tables cannot tell from missing ones."""
    if isinstance(value, dict) and None in value.values():
        return {key: inner for key, inner in value.items() if inner is not None}
    return value


def _plan(row: Row, shard: Shard) -> Plan | None:
    if shard.shape is None and shard.plan is not None and (plan := _obeyed(row, shard.plan)) is not None:
        return plan
    return detect(tuple(row), shard.shape)


def _obeyed(row: Row, plan: Plan) -> Plan | None:
    """The plan that the configuration gives, if the row has the fields that it names."""
    pair = not plan.chosen or (plan.chosen in row and plan.rejected in row)
    if plan.messages:
        return completed(plan, tuple(row)) if plan.messages in row and pair else None
    prompt = plan.prompts[0]
    if prompt not in row or not pair:
        return None
    if not plan.chosen and plan.answer not in row and plan.prompts[1] not in row:
        return completed(Plan("text", text=prompt), tuple(row))
    return completed(plan, tuple(row))
