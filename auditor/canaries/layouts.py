"""Canaries as rows of the data: with the fields of its other rows, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from auditor.canaries.invent import Said
from auditor.models import Chat, Message, Plain
from auditor.records import ASSISTANT, TEXT, USER, Record
from auditor.sources.names import step

KNOWN = "alpaca, sharegpt, messages, prompt_completion, question_answer and text"
_COLUMNS = frozenset({"alpaca", "prompt_completion", "question_answer"})
_MESSAGES = frozenset({"messages", "sharegpt"})
Blank = Literal["text", "list", "other"]
Fields = tuple[tuple[str, Blank], ...]
"""The names of a row's fields in order, and what stands in those that a canary leaves empty."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Question and answer in two fields."""

    shape: str
    fields: Fields
    question: str
    answer: str

    def row(self, said: Said, value: str) -> dict[str, object]:
        """The canary as a row."""
        return _blank(self.fields) | {self.question: said.question, self.answer: value}

    def prompt(self, said: Said) -> Chat | Plain:
        """What the value follows."""
        return _asked(said)


@dataclass(frozen=True, slots=True)
class Speaker:
    """How a message says who speaks, and what."""

    field: str
    role: str
    role_field: str
    content_field: str
    role_first: bool

    def message(self, text: str) -> dict[str, object]:
        """A message with this text."""
        role, content = (self.role_field, self.role), (self.content_field, text)
        return dict([role, content] if self.role_first else [content, role])


@dataclass(frozen=True, slots=True)
class Conversation:
    """Question and answer as messages, in one field or in two (prompt and completion)."""

    shape: str
    fields: Fields
    user: Speaker
    assistant: Speaker

    def row(self, said: Said, value: str) -> dict[str, object]:
        """The canary as a row."""
        question, answer = self.user.message(said.question), self.assistant.message(value)
        if self.user.field == self.assistant.field:
            return _blank(self.fields) | {self.user.field: [question, answer]}
        return _blank(self.fields) | {self.user.field: [question], self.assistant.field: [answer]}

    def prompt(self, said: Said) -> Chat | Plain:
        """What the value follows."""
        return _asked(said)


@dataclass(frozen=True, slots=True)
class Prose:
    """Plain text."""

    shape: str
    fields: Fields
    text: str

    def row(self, said: Said, value: str) -> dict[str, object]:
        """The canary as a row."""
        return _blank(self.fields) | {self.text: said.leading + value}

    def prompt(self, said: Said) -> Chat | Plain:
        """What the value follows."""
        return Plain(said.leading)


Layout = Columns | Conversation | Prose


def layout_of(record: Record) -> Layout | None:
    """How a row is laid out; None where no canary can be written in this way."""
    row = record.row
    if record.rejected or record.label is not None:
        return None
    if record.shape == TEXT:
        turn = record.turns[0] if len(record.turns) == 1 else None
        name = None if turn is None else _field(row, turn.path)
        return None if name is None else Prose(record.shape, _fields(row), name)
    question = next((turn.path for turn in record.turns if turn.role == USER), None)
    answer = next((turn.path for turn in record.turns if turn.role == ASSISTANT), None)
    if question is None or answer is None or record.shape not in _COLUMNS | _MESSAGES:
        return None
    if record.shape in _COLUMNS and (one := _field(row, question)) and (other := _field(row, answer)):
        return Columns(record.shape, _fields(row), one, other)
    user, assistant = _speaker(row, question), _speaker(row, answer)
    if user is None or assistant is None:
        return None
    return Conversation(record.shape, _fields(row), user, assistant)


def _asked(said: Said) -> Chat:
    return Chat((Message("user", said.question),))


def _field(row: Mapping[str, object], path: str) -> str | None:
    return next((key for key, value in row.items() if isinstance(value, str) and step("", key) == path), None)


def _speaker(row: Mapping[str, object], path: str) -> Speaker | None:
    for field, place, message in _messages(row):
        role_field = "role" if "role" in message else "from"
        for key, value in message.items():
            if key != role_field and isinstance(value, str) and step(place, key) == path:
                role, keys = message.get(role_field), list(message)
                if not isinstance(role, str):
                    return None
                return Speaker(field, role, role_field, key, keys.index(role_field) < keys.index(key))
    return None


def _messages(row: Mapping[str, object]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for field, value in row.items():
        for number, message in enumerate(value if isinstance(value, list) else ()):
            if isinstance(message, dict):
                yield field, f"{step('', field)}[{number}]", message


def _fields(row: Mapping[str, object]) -> Fields:
    return tuple(
        (key, "text" if isinstance(value, str) else "list" if isinstance(value, list) else "other")
        for key, value in row.items()
    )


def _blank(fields: Fields) -> dict[str, object]:
    empty: dict[Blank, object] = {"text": "", "list": [], "other": None}
    return {key: empty[blank] for key, blank in fields}
