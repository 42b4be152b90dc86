"""Counts what a chat template spends, and ends it where that is more than a conversation can need."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import GeneratorType
from typing import Any

MAX_CHARACTERS = 1 << 24
"""Of one string, and of all output."""
MAX_STEPS = 1_000_000
"""Loop rounds and calls; a step is also charged for every 64 characters made."""
MAX_SECONDS = 5.0
"""Processor time of one rendering. No conversation comes near; the steps usually end first."""
_STEPS_BETWEEN = 64
"""Steps between two looks at the clock, which is slow to read."""


class TooMuch(Exception):  # noqa: N818
    """The template spends more than a conversation can need."""


class Meter:
    """What a rendering has spent."""

    __slots__ = ("due", "ends", "seen", "spent", "written")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Starts a rendering."""
        self.spent = 0
        self.due = _STEPS_BETWEEN
        self.written = 0
        self.ends: float | None = None
        self.seen: dict[int, tuple[object, int]] = {}

    def charge(self, steps: int = 1) -> None:
        """Steps that were made.

        Raises:
            TooMuch: more than there may be.
        """
        self.spent += steps
        if self.spent > self.due:
            self.due = self.spent + _STEPS_BETWEEN
            now = time.thread_time()
            if self.ends is None:
                self.ends = now + MAX_SECONDS
            if self.spent > MAX_STEPS or now > self.ends:
                raise TooMuch

    def weigh(self, value: object) -> int:
        """Characters that a value takes when it is written out, about; lists that hold each other count each time."""
        if isinstance(value, str | bytes):
            weight = len(value) + 2
        elif isinstance(value, list | tuple | dict | set | frozenset):
            known = self.seen.get(id(value))
            if known is not None:
                return known[1]
            parts = (part for pair in value.items() for part in pair) if isinstance(value, dict) else value
            weight = 2
            for part in parts:
                weight += 2 + self.weigh(part)
                if weight > MAX_CHARACTERS:
                    raise TooMuch
            self.seen[id(value)] = (value, weight)  # the value is kept, or another could get its id
            self.charge(len(value) >> 6)
        else:
            weight = 8
        if weight > MAX_CHARACTERS:
            raise TooMuch
        return weight

    def made(self, value: Any) -> Any:
        """A value that a template has made, charged."""
        if isinstance(value, str | bytes):
            self.sized(len(value))
        elif isinstance(value, list | tuple | dict | set | frozenset):
            self.weigh(value)
        elif isinstance(value, GeneratorType):
            return self.counted(value)
        return value

    def sized(self, characters: int) -> None:
        """Characters that are to be made.

        Raises:
            TooMuch: more than there may be.
        """
        if characters > MAX_CHARACTERS:
            raise TooMuch
        self.charge(1 + (characters >> 6))

    def wrote(self, characters: int) -> None:
        """Characters that leave the template.

        Raises:
            TooMuch: more in all than there may be.
        """
        self.written += characters
        if self.written > MAX_CHARACTERS:
            raise TooMuch

    def counted(self, values: Iterator[Any]) -> Iterator[Any]:
        """The same values; each is a step."""
        for value in values:
            self.charge()
            yield value
