"""Logical shards: the pieces of the input that workers read, the same for any number of workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from auditor.records import Split
from auditor.sources.shapes.plan import Plan

MOST_ITEMS = 4096
"""Raw items (lines, rows, elements) of one shard."""
MOST_BYTES = 16 * 2**20
"""Raw bytes at which a shard is closed early."""
LONGEST = 64 * 2**20
"""Bytes of the longest line or element that is ever held in memory."""
CHUNK = 2**20
"""Bytes read at a time."""

Kind = Literal["json", "text", "rows", "table", "problem"]


@dataclass(frozen=True, slots=True)
class Bad:
    """What no record can be made of: keys `unreadable.*` and a detail that never holds data."""

    reason: str
    detail: str = ""


Item = bytes | tuple[str, ...] | Bad
"""JSON text or a line of text, a row of CSV cells, an Arrow stream of many rows, or what is known to be bad."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Raw items of one file, with the number of each."""

    kind: Kind
    items: tuple[Item, ...]
    numbers: Sequence[int]
    """1-based line or row of each item. Of a table: of each row of its one item."""
    size: int
    """Bytes of the file on disk that this piece covers; rows, where the input has no size."""
    header: tuple[str, ...] = ()
    """Column names of CSV rows."""
    flaw: str = ""
    """Flaw of the file's first item, which this piece then holds; `unclosed_quote` is one of its last item."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A piece with all that a worker needs to read it. It can be pickled."""

    index: int
    """Place among all shards, from 0."""
    file: str
    """Name as used in origins."""
    split: Split
    base: int
    """Positions used by the files before: the position of a record is `base + number`."""
    size: int
    """Bytes on disk (rows, where the source has no size) it covers; they sum up to `Source.size`."""
    piece: Piece
    plan: Plan | None = None
    """How the file's `dataset_info.json` says that rows are to be read."""
    shape: str | None = None
    """The shape that the caller named."""


def cut(items: Iterable[tuple[int, Item]]) -> Iterator[tuple[tuple[Item, ...], tuple[int, ...]]]:
    """Numbered items in groups that fit a shard. Limits: `MOST_ITEMS`, and no further item after `MOST_BYTES`."""
    held: list[Item] = []
    numbers: list[int] = []
    weight = 0
    for number, item in items:
        held.append(item)
        numbers.append(number)
        weight += _weight(item)
        if len(held) == MOST_ITEMS or weight >= MOST_BYTES:
            yield tuple(held), tuple(numbers)
            held, numbers, weight = [], [], 0
    if held:
        yield tuple(held), tuple(numbers)


def _weight(item: Item) -> int:
    if isinstance(item, bytes):
        return len(item)
    return sum(map(len, item)) if isinstance(item, tuple) else 0
