"""Finds the place in a row where the text of a turn stands: by its path, then by the text itself."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.cleaning.jsontext import inner_tree
from auditor.cleaning.leaves import Edit, Leaf, List, Node, Object, Segment, written
from auditor.cleaning.marks import ZERO, Mark
from auditor.cleaning.rows import MisfitError
from auditor.cleaning.surrogates import NEUTRAL
from auditor.records import Turn
from auditor.sources.names import step
from auditor.sources.shapes.turns import json_text


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of a leaf."""

    leaf: Leaf
    start: int
    end: int


class Places:
    """Every place of a row by its path. Fields whose names are masked share one, so a path may name several."""

    def __init__(self, root: Node) -> None:
        self._nodes: dict[str, list[Node]] = {}
        for path, node in _walk(root, ""):
            self._nodes.setdefault(path, []).append(node)

    def of(self, path: str, text: str) -> tuple[tuple[Segment, ...], ...]:
        """Where the text at the path stands: the leaves of each place that has it, and their places in the text."""
        found = (_segments(node, text) for node in self._nodes.get(path, ()))
        return tuple(segments for segments in found if segments)


def _walk(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    yield path, node
    match node:
        case List(items):
            for i, item in enumerate(items):
                yield from _walk(item, f"{path}[{i}]")
        case Object(fields):
            for key, inner in fields:
                where = step(path, key.text)
                yield where, key
                yield from _walk(inner, where)
        case Leaf():
            held = inner_tree(node)
            if held is not None:
                yield from _walk(held, path)


def _segments(node: Node, text: str) -> tuple[Segment, ...]:
    match node:
        case Leaf(what="number"):
            return (Segment(node, (0, len(text))),) if text in (node.text, json_text(node.value)) else ()
        case Leaf():
            return (Segment(node, range(len(text) + 1)),) if node.text == text else ()
        case List() | Object():
            for nulls in (False, True):
                compact, segments = written(node, nulls)
                if compact == text:
                    return segments
    return ()


def parts(segments: Sequence[Segment], start: int, end: int) -> list[Part]:
    """The characters of leaves that a span of the text covers. Of a number always all."""
    found = []
    for segment in segments:
        marks = segment.marks
        if marks[-1] <= start or end <= marks[0]:
            continue
        if segment.leaf.what == "number":
            found.append(Part(segment.leaf, 0, len(segment.leaf.text)))
        else:
            first = max(0, bisect_right(marks, start) - 1)
            found.append(Part(segment.leaf, first, min(bisect_left(marks, end), len(marks) - 1)))
    return found


class Where:
    """Where the texts of a record stand in its row."""

    def __init__(self, places: Places, turns: Sequence[Turn]) -> None:
        self._places = places
        self._turns = turns
        self._known: dict[int, tuple[tuple[Segment, ...], ...]] = {}

    def _of(self, turn: int) -> tuple[tuple[Segment, ...], ...]:
        if turn not in self._known:
            found = self._places.of(self._turns[turn].path, self._turns[turn].text)
            if not found:
                raise MisfitError
            self._known[turn] = found
        return self._known[turn]

    def is_number(self, turn: int, start: int, end: int) -> bool:
        """Whether a span covers a number of the data."""
        return any(part.leaf.what == "number" for segments in self._of(turn) for part in parts(segments, start, end))

    def is_loose(self, mark: Mark) -> bool:
        """Whether the turn may read otherwise in the new row: the mark covers a number or the name of a field."""
        known = (parts(segments, mark.start, mark.end) for segments in self._of(mark.turn))
        return any(part.leaf.what != "string" for those in known for part in those)

    def edits(self, mark: Mark) -> Iterator[tuple[Leaf, Edit]]:
        """The edits of leaves that a mark comes to."""
        for segments in self._of(mark.turn):
            found = parts(segments, mark.start, mark.end)
            if not found:
                raise MisfitError
            for i, part in enumerate(found):
                text = mark.choice.text if i == 0 else ZERO if part.leaf.what == "number" else NEUTRAL
                yield part.leaf, Edit(part.start, part.end, text)
