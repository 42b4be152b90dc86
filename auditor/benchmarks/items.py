"""The items of a benchmark file: rows with a question, options and an answer, or any layout of training data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import UsageError
from auditor.records import SYSTEM, Record
from auditor.sources import Shard, open_source, read
from auditor.sources.parse import Parsed
from auditor.sources.reading import values
from auditor.text.keys import PUBLIC_KEY, key_from

if TYPE_CHECKING:
    from auditor.text.benchmarks import Item, Pack

_PASSAGES = ("passage", "context")
_QUESTIONS = ("question", "problem")
_PROMPTS = ("prompt", "text")
"""A question if something stands beside it that only a benchmark has."""
_OPTIONS = ("options", "choices")
_LETTERS = "abcdefghij"
"""Options in columns of their own: A, B, C, D."""
_ANSWERS = ("answer", "solution", "best_answer", "best answer", "target", "label")
_PROGRAMS = ("canonical_solution", "code")
"""The answers of benchmarks whose question is a prompt: HumanEval, MBPP."""


def pack_of(name: str, path: Path, source: str, license: str) -> Pack:
    """The pack of a benchmark file.

    Raises:
        UsageError: the file cannot be read, or one of its rows has no question.
    """
    from auditor.text.benchmarks import build

    return build(name, source, license, items_of(path))


def items_of(path: Path) -> tuple[Item, ...]:
    """The items of a file, one for each row in order.

    Raises:
        UsageError: the file cannot be read, or one of its rows has no question.
    """
    items = tuple(item for shard in open_source((path,)).shards() for item in _items(shard))
    if not items:
        raise UsageError(f"{path}: no items in this file; give one with a row for each item of the benchmark")
    return items


def _items(shard: Shard) -> Iterator[Item]:
    from auditor.text.benchmarks import Item

    rows = values(shard.piece)
    records = read(shard, key_from(PUBLIC_KEY))
    for row, record in zip(rows, records, strict=True):
        item = _fields(row.value) if isinstance(row, Parsed) and isinstance(row.value, Mapping) else None
        if item is None and isinstance(record, Record):
            asked, said = record.prompt_and_answer()
            texts = [turn.text for turn in asked if turn.role != SYSTEM]
            item = Item(" ".join(texts), (), " ".join(turn.text for turn in said))
        if item is None or not item.question.strip():
            raise UsageError(
                f"{record.origin}: this row has no question; give every row a field 'question', 'options' where it "
                "has some, and 'answer'"
            )
        yield item


def _fields(row: Mapping[str, object]) -> Item | None:
    """The item of a row that is laid out as benchmarks are; None of any other row."""
    from auditor.text.benchmarks import Item

    fields = {name.casefold(): value for name, value in row.items()}
    answer = _first(fields, (*_PROGRAMS, *_ANSWERS))
    question = _first(fields, _QUESTIONS)
    if not question and (_first(fields, _PROGRAMS) or _options(fields)):
        question = _first(fields, _PROMPTS)
    if not question:
        return None
    passage = _first(fields, _PASSAGES)
    return Item(f"{passage} {question}" if passage else question, _options(fields), answer)


def _first(fields: Mapping[str, object], names: tuple[str, ...]) -> str:
    found = (value for name in names if isinstance(value := fields.get(name), str) and value.strip())
    return next(found, "")


def _options(fields: Mapping[str, object]) -> tuple[str, ...]:
    """A list of options, an object of them by letter, an object with the list under `text`, or one column each."""
    for name in _OPTIONS:
        match fields.get(name):
            case [*options] | {"text": [*options]}:
                return tuple(option for option in options if isinstance(option, str))
            case Mapping() as options:
                return tuple(option for option in options.values() if isinstance(option, str))
    columns = (fields.get(letter) for letter in _LETTERS)
    return tuple(option for option in columns if isinstance(option, str))
