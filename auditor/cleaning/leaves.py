"""The values of a row as a tree whose leaves know where they stand, so that characters of them can be replaced."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import orjson

from auditor.sources.shapes.turns import json_text

Step = str | int
What = Literal["string", "number", "key"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters of a text to be replaced. Its `repr` shows no text."""

    start: int
    end: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A string, a number or the name of a field. Its `repr` shows none of it."""

    text: str = field(repr=False)
    """Decoded; of a number, as the turn of a record has it."""
    what: What
    steps: tuple[Step, ...] = field(repr=False)
    """The way to it from the row: keys and indexes. Inside a string that holds JSON: the way to the string."""
    places: Sequence[int] = ()
    """Of each character, and of the end, its place in the JSON around it; empty where no JSON is around it."""
    outer: Leaf | None = None
    """The string that holds the JSON in which it stands; None if that is the row itself."""
    escaped: bool = False
    """Whether the JSON around it is ASCII, so that other characters are written as escapes."""
    value: object = field(default=None, repr=False)
    """Of a number: the number."""
    zeros: str = ""
    """Of a decimal number in JSON: what follows the digits that take its place, such as `.0`."""

    def lift(self, edit: Edit) -> Edit:
        """The edit as one of the JSON around the leaf."""
        if self.what == "number":
            return Edit(self.places[0], self.places[-1], edit.text + self.zeros)
        text = json.dumps(edit.text, ensure_ascii=self.escaped)[1:-1]
        return Edit(self.places[edit.start], self.places[edit.end], text)


@dataclass(frozen=True, slots=True)
class Constant:
    """`true`, `false`, `null` and what else has no text of its own."""

    text: str = field(repr=False)
    is_none: bool = False
    """Whether it is `null`, and not a number that JSON does not have."""


@dataclass(frozen=True, slots=True)
class List:
    """An array."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """An object: its fields in order, those of the same name too."""

    fields: tuple[tuple[Leaf, Node], ...]

    def last(self) -> Mapping[str, tuple[Leaf, Node]]:
        """The fields that count: of those of one name the last, in the place of the first."""
        return {key.text: (key, node) for key, node in self.fields}


Node = Leaf | Constant | List | Object


def tree(value: object, steps: tuple[Step, ...] = ()) -> Node:
    """The tree of a Python value."""
    match value:
        case str():
            return Leaf(value, "string", steps)
        case dict():
            fields = ((Leaf(key, "key", (*steps, key)), tree(inner, (*steps, key))) for key, inner in value.items())
            return Object(tuple(fields))
        case list():
            return List(tuple(tree(inner, (*steps, i)) for i, inner in enumerate(value)))
        case bool() | None:
            return Constant(json_text(value), value is None)
        case int() | float():
            return Leaf(number_text(value), "number", steps, value=value)
    return Constant("")


def number_text(value: int | float) -> str:
    """A number as a turn of a field that no trainer reads has it: whole ones without a point."""
    whole = value == value and abs(value) < 1e300 and value // 1 == value
    return json_text(int(value) if whole else value)


@dataclass(frozen=True, slots=True)
class Segment:
    """Where the text of a leaf stands in the text of a turn."""

    leaf: Leaf
    marks: Sequence[int]
    """Of each character of the leaf, and of its end, the place in the turn."""


def written(node: Node, nulls: bool) -> tuple[str, tuple[Segment, ...]]:
    """A value as compact JSON, and where its leaves stand in it; fields that are null are left out where asked for."""
    out: list[str] = []
    segments: list[Segment] = []
    length = 0

    def put(text: str) -> None:
        nonlocal length
        out.append(text)
        length += len(text)

    def walk(node: Node) -> None:
        match node:
            case Constant(text):
                put(text)
            case Leaf(what="number"):
                text = json_text(node.value)
                segments.append(Segment(node, (length, length + len(text))))
                put(text)
            case Leaf():
                text = orjson.dumps(node.text).decode()
                segments.append(Segment(node, _marks(node.text, length + 1, len(text) - 2)))
                put(text)
            case List(items):
                put("[")
                for i, item in enumerate(items):
                    put("," if i else "")
                    walk(item)
                put("]")
            case Object():
                put("{")
                kept = [pair for pair in node.last().values() if nulls or not _is_none(pair[1])]
                for i, (key, inner) in enumerate(kept):
                    put("," if i else "")
                    walk(key)
                    put(":")
                    walk(inner)
                put("}")

    walk(node)
    return "".join(out), tuple(segments)


def _is_none(node: Node) -> bool:
    return isinstance(node, Constant) and node.is_none


_SHORT_ESCAPES = '"\\\b\t\n\f\r'


def _marks(text: str, start: int, length: int) -> Sequence[int]:
    if length == len(text):
        return range(start, start + length + 1)
    marks = [start]
    for character in text:
        width = 2 if character in _SHORT_ESCAPES else 6 if character < " " else 1
        marks.append(marks[-1] + width)
    return marks
