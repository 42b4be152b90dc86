"""Rows of CSV: where their cells stand in the text, read as Python's csv module reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.cleaning.leaves import Edit
from auditor.cleaning.rows import Bytes, MisfitError, edited


@dataclass(frozen=True, slots=True)
class Cell:
    """A decoded cell, and the span of each of its characters in the row."""

    text: str
    spans: Sequence[tuple[int, int]]

    def lift(self, edit: Edit) -> Edit:
        """The edit as one of the row."""
        if not edit.start < edit.end <= len(self.spans):
            raise MisfitError
        return Edit(self.spans[edit.start][0], self.spans[edit.end - 1][1], edit.text.replace('"', '""'))


def cells(text: str, delimiter: str) -> Iterator[Cell]:
    """The cells of one row, which may span lines."""
    characters: list[str] = []
    spans: list[tuple[int, int]] = []
    state = "start"
    for place, character in enumerate(text):
        if state == "quoted":
            if character == '"':
                state = "quote"
                continue
        elif state == "quote" and character == '"':
            state = "quoted"
            characters.append(character)
            spans.append((place - 1, place + 1))
            continue
        elif character == delimiter or character in "\r\n":
            yield Cell("".join(characters), tuple(spans))
            characters, spans, state = [], [], "start"
            if character != delimiter:
                return
            continue
        elif state == "start" and character == '"':
            state = "quoted"
            continue
        else:
            state = "plain"
        characters.append(character)
        spans.append((place, place + 1))
    yield Cell("".join(characters), tuple(spans))


def edited_row(raw: bytes, delimiter: str, edits: Mapping[str, Sequence[tuple[int, int, str]]]) -> bytes:
    """The row with edits in its cells, by the number of their column.

    Raises:
        MisfitError: the row, read again, would have other cells than these.
    """
    row = Bytes(raw)
    before = list(cells(row.text, delimiter))
    wanted = {int(column): [Edit(*edit) for edit in those] for column, those in edits.items()}
    new = row.edited(before[column].lift(edit) for column, those in wanted.items() for edit in those)
    after = [cell.text for cell in cells(Bytes(new).text, delimiter)]
    if after != [edited(cell.text, wanted.get(column, ())) for column, cell in enumerate(before)]:
        raise MisfitError
    return new


def renamed_header(raw: bytes, delimiter: str, names: Mapping[str, str]) -> bytes:
    """The header with other names of columns."""
    edits: dict[str, list[tuple[int, int, str]]] = {}
    for column, cell in enumerate(cells(Bytes(raw).text, delimiter)):
        name = cell.text.strip()
        if name in names:
            start = cell.text.index(name)
            edits[str(column)] = [(start, start + len(name), names[name])]
    return edited_row(raw, delimiter, edits)
