"""What the corpus is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

Beside = Literal["beside", "apart", "none"]
"""Where the usual word stands: right before the value, elsewhere in the sentence, nowhere."""
Make = Callable[[Random], str]


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a private value is written, with the rule that makes it."""

    kind: str
    name: str
    make: Make
    zh: str
    """The usual word beside it in Chinese text."""
    en: str
    alone: bool
    """Whether the form proves itself: it bears a mark of its own, or at most one in a hundred random strings that look
    the same satisfies the published rule (card numbers: about one in forty). The others count beside their word."""
    groups: tuple[tuple[tuple[int, ...], str], ...] = ()
    """Customary groupings: sizes, of which the last repeats, and the separator."""
    wide: bool = True
    """Whether people write it in full-width characters."""
    split: bool = True
    """Whether it may hold a zero-width character."""
    core: str = "(.+)"
    """Regular expression whose one group is the secret part, which a finding must cover; `.` matches newlines."""
    also: tuple[str, ...] = ()
    """Other kinds that the specification allows for it."""


@dataclass(frozen=True, slots=True)
class Plant:
    """One value in one text."""

    form: Form
    start: int
    end: int
    """Half-open span of characters."""
    core: tuple[int, int]
    """The part that must be found, inside the span."""
    around: str
    """Name of the surrounding or of the way of writing."""
    beside: Beside
    chinese: bool
    """Whether the sentence is Chinese; otherwise it is English."""


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    content: str
    plants: tuple[Plant, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One conversation."""

    messages: tuple[Message, ...]

    def row(self) -> dict[str, list[dict[str, str]]]:
        """The record as a line of a training file holds it."""
        return {"messages": [{"role": message.role, "content": message.content} for message in self.messages]}


@dataclass(frozen=True, slots=True)
class Near:
    """A text with a string that looks like a kind and is none."""

    kind: str
    why: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Negative:
    """A clean text, and what each of its hard spans is."""

    text: str
    spans: tuple[tuple[str, int, int], ...]
