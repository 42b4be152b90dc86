"""Rows of each kind of file: to a tree of leaves, and from edits of leaves to what is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, cast

import orjson

from auditor.cleaning.jsontext import NotJsonError, json_tree
from auditor.cleaning.leaves import Edit, Leaf, Node, Step, tree
from auditor.cleaning.store import Change
from auditor.sources.parse import packed
from auditor.sources.shard import Bad, Piece

_MARK = "\udc80"
"""Stands for bytes that are no UTF-8; no decoded text holds it."""


class MisfitError(Exception):
    """The report says something of the row that does not fit it. It holds no text."""


class Bytes:
    """Bytes as text. Broken sequences are one character each, as Python replaces them, and come back unchanged."""

    def __init__(self, raw: bytes) -> None:
        self._broken: list[bytes] = []
        texts: list[str] = []
        rest = raw
        while True:
            try:
                texts.append(rest.decode("utf-8"))
                break
            except UnicodeDecodeError as error:
                texts.append(rest[: error.start].decode("utf-8"))
                self._broken.append(rest[error.start : error.end])
                rest = rest[error.end :]
        self.text = _MARK.join(texts)

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The bytes with characters replaced."""
        out: list[bytes] = []
        done = 0
        for edit in in_order(edits):
            out += [self._encoded(done, edit.start), edit.text.encode("utf-8", "surrogatepass")]
            done = edit.end
        return b"".join([*out, self._encoded(done, len(self.text))])

    def _encoded(self, start: int, end: int) -> bytes:
        before = self.text.count(_MARK, 0, start)
        first, *others = self.text[start:end].split(_MARK)
        out = [first.encode()]
        for i, part in enumerate(others):
            out += [self._broken[before + i], part.encode()]
        return b"".join(out)


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """The edits by place, each once.

    Raises:
        MisfitError: two of them overlap.
    """
    found = sorted(set(edits), key=lambda edit: (edit.start, edit.end))
    if any(first.end > second.start for first, second in pairwise(found)):
        raise MisfitError
    return found


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with characters replaced."""
    out, done = [], 0
    for edit in in_order(edits):
        out += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*out, text[done:]])


Edits = Mapping[Leaf, Iterable[Edit]]


def lifted(edits: Edits) -> dict[Leaf, set[Edit]]:
    """The edits as edits of leaves that stand in the row itself, not in a string that holds JSON."""
    found = {leaf: set(those) for leaf, those in edits.items()}
    while inner := [leaf for leaf in found if leaf.outer is not None]:
        leaf = max(inner, key=_depth)
        assert leaf.outer is not None
        found.setdefault(leaf.outer, set()).update(leaf.lift(edit) for edit in in_order(found.pop(leaf)))
    return found


def _depth(leaf: Leaf) -> int:
    return 0 if leaf.outer is None else 1 + _depth(leaf.outer)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read."""

    piece: Piece = field(repr=False)
    index: int
    """Which row of the piece."""
    item: Any = field(repr=False)
    """The bytes of a line or element, or the value of a row of a table."""

    @property
    def number(self) -> int:
        """Its line or row, as its origin shows it."""
        return self.piece.numbers[self.index]

    def root(self) -> Node:
        """The tree of the row.

        Raises:
            MisfitError: it cannot be read.
        """
        if self.piece.kind in ("rows", "table"):
            return tree(self.item)
        text = Bytes(self.item).text
        if self.piece.kind == "text":
            return Leaf(text.removesuffix("\r").replace(_MARK, "\ufffd"), "string", ())
        try:
            return json_tree(text)
        except NotJsonError:
            raise MisfitError from None

    def changed(self, edits: Edits) -> Changed:
        """The row with edits made."""
        whole = lifted(edits)
        match self.piece.kind:
            case "json":
                return self._bytes(leaf.lift(edit) for leaf, those in whole.items() for edit in those)
            case "text":
                return self._bytes(edit for those in whole.values() for edit in those)
        return self._values(whole)

    def _bytes(self, edits: Iterable[Edit]) -> Changed:
        new = Bytes(self.item).edited(edits)
        probe = replace(self.piece, items=(new,), numbers=(self.number,), flaw="")
        return Changed(Change(self.number, "row", new), probe)

    def _values(self, edits: Mapping[Leaf, set[Edit]]) -> Changed:
        """Of a table: other cells, and other names of columns."""
        keys = {leaf: those for leaf, those in edits.items() if leaf.what == "key"}
        if any(len(leaf.steps) > 1 for leaf in keys):
            raise NestedNameError
        names = {leaf.text: edited(leaf.text, those) for leaf, those in keys.items()}
        cells = {leaf: in_order(those) for leaf, those in edits.items() if leaf.what != "key"}
        values = [(leaf.steps, _new_value(leaf, those)) for leaf, those in cells.items()]
        row = self.item
        for steps, value in values:
            row = put(row, steps, value)
        row = {names.get(name, name): value for name, value in row.items()}
        if self.piece.kind == "table":
            new = packed(row)
            probe = replace(self.piece, kind="json", items=(new,), numbers=(self.number,), flaw="")
            return Changed(Change(self.number, "values", orjson.dumps(values)) if values else None, probe, names)
        columns = {
            str(self._column(leaf.steps[0])): [(e.start, e.end, e.text) for e in those] for leaf, those in cells.items()
        }
        probe = replace(
            self.piece, items=(tuple(row.values()),), numbers=(self.number,), header=tuple(row), flaw=""
        )  # fmt: skip
        return Changed(Change(self.number, "cells", orjson.dumps(columns)) if columns else None, probe, names)

    def _column(self, name: Step) -> int:
        """The number of a column of CSV; of several of one name the last, as that is the one that is read."""
        width, header = len(cast(tuple[str, ...], self.piece.items[self.index])), self.piece.header
        names = [*header, *(f"column {i + 1}" for i in range(len(header), width))][:width]
        return max(i for i, known in enumerate(names) if known == name)


class NestedNameError(Exception):
    """A private value is the name of a field inside a column of a table, whose type would have to change."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A row with its edits made."""

    change: Change | None
    """None where nothing but names of columns changes."""
    probe: Piece = field(repr=False)
    """The new row, to be read again."""
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names of columns that change."""

    def is_readable(self) -> bool:
        """Whether there is something to read."""
        return not isinstance(self.probe.items[0], Bad)


def _new_value(leaf: Leaf, edits: Sequence[Edit]) -> str | int:
    return int(edits[0].text) if leaf.what == "number" else edited(leaf.text, edits)


def put(value: Any, steps: Sequence[Step], new: Any) -> Any:
    """A copy of a value with another value at the end of the steps."""
    if not steps:
        return new
    first, *rest = steps
    match value:
        case dict():
            return {**value, first: put(value[first], rest, new)}
        case tuple() | list():
            inner = [put(item, rest, new) if i == first else item for i, item in enumerate(value)]
            return tuple(inner) if isinstance(value, tuple) else inner
    raise MisfitError
