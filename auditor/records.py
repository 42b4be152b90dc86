"""The one shape of a training example, whatever file it came from.

Every source turns its rows into `Record`s at the border; nothing behind it knows a file format.
All types are frozen and hold only tuples and scalars, so they can be shared and pickled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Split = Literal["train", "eval"]

SYSTEM, USER, ASSISTANT = "system", "user", "assistant"
TOOL_CALL, TOOL = "tool_call", "tool"
TEXT = "text"
"""Role of plain text that has no speaker (language modelling)."""
TOOLS, EXTRA = "tools", "extra"
"""Roles of what nobody says: tool declarations, and text in columns that no trainer reads."""
ROLES = frozenset({SYSTEM, USER, ASSISTANT, TOOL_CALL, TOOL, TEXT})
"""Roles that are known; a turn with any other role keeps the word that stood in the data."""

ANSWERS = frozenset({ASSISTANT, TOOL_CALL, TEXT})
"""Roles in which the model itself speaks."""


class Turn(NamedTuple):
    """One piece of text of a record and where it stands. There are millions: a tuple is made in a third of the time."""

    role: str
    path: str
    """Path in the source record, such as `messages[2].tool_calls[0].function.arguments`."""
    text: str
    """Decoded text. Of a `tool_call` turn: the JSON of the call or of its arguments."""
    trained: bool
    """Whether the training loss covers this text by default."""
    message: int | None = None
    """Which message of the conversation it is a part of, counted from 0; None in layouts without messages."""


@dataclass(frozen=True, slots=True)
class Record:
    """One training example."""

    id: str
    """With a key: its keyed content digest and position. Without: a digest of its place."""
    position: int
    """Place in the whole input: unique, ascending, the same for any number of workers."""
    origin: str
    """`train.jsonl:17`: file and 1-based line (text formats) or row (arrays, tables)."""
    digest: int
    """128-bit keyed digest of the content, the same in every file format."""
    split: Split
    shape: str
    """Name of the layout it was read as; one of `sources.shapes.SHAPES`."""
    turns: tuple[Turn, ...]
    rejected: tuple[Turn, ...] = ()
    """The answers that a preference pair rejects; the loss covers them too."""
    tools: tuple[Turn, ...] = ()
    """Tool declarations, as JSON."""
    label: bool | None = None
    """The thumbs-up or -down of an unpaired preference (KTO)."""
    extra: tuple[Turn, ...] = ()
    """Text in columns that no trainer reads: not memorized, but shipped with the data."""
    flaws: tuple[str, ...] = ()
    """What had to be repaired to read it: keys `flaw.*` of the messages."""
    row: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    """The row as it stands in the file, for what a trainer makes of it; of plain text `{"text": ...}`."""

    def prompt_and_answer(self) -> tuple[tuple[Turn, ...], tuple[Turn, ...]]:
        """The turns up to the last one of somebody else than the assistant, and the answer behind it."""
        start = len(self.turns)
        while start > 0 and self.turns[start - 1].role in ANSWERS:
            start -= 1
        return self.turns[:start], self.turns[start:]

    def texts(self) -> Iterator[Turn]:
        """Every piece of text of the record, trained or not, in reading order."""
        yield from self.turns
        yield from self.rejected
        yield from self.tools
        yield from self.extra


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line, a row or a whole file of which no record could be made."""

    position: int
    origin: str
    """`train.jsonl:17`, or `train.jsonl` where the whole file is meant."""
    split: Split
    reason: str
    """Key `unreadable.*` of the messages."""
    detail: str = ""
    """Place or key names, already masked: never text of the data."""
