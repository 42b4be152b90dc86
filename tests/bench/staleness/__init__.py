"""Records labeled by hand: does the fact that the answer teaches change never, slowly or fast?

`RULE.md` is the rule. `labels.jsonl` holds 400 records, `never.jsonl` 300 of mathematics, code and fiction. A record
of a public set stands there by its place and a digest of its text; what was made up for the list stands there in full.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal, get_args

import orjson

from auditor.records import Record
from auditor.sources import open_source, read
from tests.strategies import KEY

HERE = Path(__file__).parent

Change = Literal["never", "slow", "fast"]
Language = Literal["en", "zh"]
Kind = Literal["math", "code", "fiction"]


@dataclass(frozen=True, slots=True)
class Place:
    """A record of a public set."""

    file: str
    """Name below the folder of the shared data."""
    row: int
    """Line or row, counted from 1 as in `Record.origin`."""
    digest: str
    """What `text_digest` gives for it: 16 bytes, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Written:
    """A record made up for the list."""

    messages: tuple[tuple[str, str], ...]
    """Role and content of each."""


@dataclass(frozen=True, slots=True)
class Labeled:
    id: str
    language: Language
    domain: str
    label: Change
    content: Place | Written


@dataclass(frozen=True, slots=True)
class Safe:
    """A record whose kind alone says that its facts never change."""

    id: str
    language: Language
    kind: Kind
    content: Place


class MovedError(Exception):
    """A public set is not the one that was labeled: a place is missing there, or holds another text."""


def labeled() -> tuple[Labeled, ...]:
    """The labeled records in the order of the file, whether or not the public sets are here."""
    return tuple(
        Labeled(
            line["id"],
            _one_of(line["language"], Language),
            line["domain"],
            _one_of(line["label"], Change),
            _content(line),
        )
        for line in _lines("labels.jsonl")
    )


def second() -> dict[str, Change]:
    """By id: what a second labeler said, who had the rule and the texts and saw none of the labels."""
    return {line["id"]: _one_of(line["label"], Change) for line in _lines("second.jsonl")}


def safe() -> tuple[Safe, ...]:
    """The records for the rate of false alarms, in the order of the file."""
    return tuple(
        Safe(line["id"], _one_of(line["language"], Language), _one_of(line["kind"], Kind), _place(line))
        for line in _lines("never.jsonl")
    )


def records(entries: Iterable[Labeled | Safe], data: Path) -> dict[str, Record]:
    """The records by the ids of their entries; of the public ones those whose file lies below `data`.

    Raises:
        MovedError: a file is here, but does not hold at a place what was labeled.
    """
    found: dict[str, Record] = {}
    wanted: defaultdict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    for entry in entries:
        match entry.content:
            case Place(file, row, digest):
                wanted[file][row] = (entry.id, digest)
            case Written(messages):
                row_of = {"messages": [{"role": role, "content": content} for role, content in messages]}
                found[entry.id] = next(_read([row_of]))
    for file, places in wanted.items():
        if (data / file).is_file():
            found |= _resolved(data / file, places)
    return found


def text_digest(record: Record) -> str:
    """Of the texts of all turns, one line apart: BLAKE2b of 16 bytes, in hexadecimal."""
    return blake2b("\n".join(turn.text for turn in record.turns).encode(), digest_size=16).hexdigest()


def _resolved(path: Path, places: dict[int, tuple[str, str]]) -> Iterator[tuple[str, Record]]:
    left = dict(places)
    for record in _read(str(path)):
        row = int(record.origin.rpartition(":")[2])
        if row in left:
            id, digest = left.pop(row)
            if text_digest(record) != digest:
                raise MovedError(f"{path.name}:{row} is not the record that was labeled as {id}")
            yield id, record
        if not left:
            return
    raise MovedError(f"{path.name} has no row {min(left)}")


def _read(source: object) -> Iterator[Record]:
    for shard in open_source([source]).shards():
        yield from (item for item in read(shard, KEY) if isinstance(item, Record))


def _lines(name: str) -> Iterator[dict[str, Any]]:
    return map(orjson.loads, (HERE / name).read_bytes().splitlines())


def _content(line: dict[str, Any]) -> Place | Written:
    if "file" in line:
        return _place(line)
    return Written(tuple((message["role"], message["content"]) for message in line["text"]))


def _place(line: dict[str, Any]) -> Place:
    return Place(line["file"], line["row"], line["digest"])


def _one_of(word: str, words: Any) -> Any:
    if word not in get_args(words):
        raise ValueError(f"{word!r} is none of {', '.join(get_args(words))}")
    return word
