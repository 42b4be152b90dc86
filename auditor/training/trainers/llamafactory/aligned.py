"""A row after LLaMA-Factory's converters: the form on which its encoders work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.training.model import Row
from auditor.training.trainers.llamafactory.options import Fields


@dataclass(frozen=True, slots=True)
class Message:
    """One turn. The text can be anything that the data holds; what is not text stops the run at encoding."""

    role: str
    text: object


@dataclass(frozen=True, slots=True)
class Aligned:
    """What the converters hand on."""

    prompt: tuple[Message, ...]
    response: tuple[Message, ...]
    system: object
    tools: object
    notes: tuple[str, ...] = ()
    broken: str = "no_answer"
    """Why the encoder will drop the row, if it does: a key `training.drop.*`."""


def read(row: Row, fields: Fields, column: str) -> object:
    """What the row holds in a column; None if that is not read."""
    name = fields.column(column)
    return row.get(name) if name else None


def put(row: Row, fields: Fields, column: str) -> object:
    """Like `read`, but an empty text for a column that is not read."""
    return read(row, fields, column) if fields.column(column) else ""


def partnered(answer: Message, good: bool) -> tuple[Message, ...]:
    """The answer of a KTO row and its empty partner: first the one that is wanted."""
    empty = Message("assistant", "")
    return (answer, empty) if good else (empty, answer)


def unread(row: Row, fields: Fields, names: tuple[str, ...]) -> Iterator[str]:
    """Notes on fields under well-known names that hold something, but are not read."""
    read_names = set(fields.columns.values())
    for name in names:
        if row.get(name) and name not in read_names:
            yield f"{name}_unread"
