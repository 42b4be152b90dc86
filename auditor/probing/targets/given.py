"""Values of the user's own list, which are asked for whatever kind they are of."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from auditor.errors import UsageError
from auditor.probing.cues import plain
from auditor.text.private.cues import Cues

GIVEN = "given"
"""Their kind."""
SHORTEST, MOST = 4, 10_000
"""Letters and digits of a value below which it stands anywhere by chance, and the most values of a list."""
_TOGETHER = 500
"""Values in one search: more would not fit the memory that a search may take."""


@dataclass(frozen=True, slots=True)
class Given:
    """One value of the list. Its `repr` shows nothing of it."""

    value: str = field(repr=False)
    prompt: str = field(default="", repr=False)
    """A question that could make a model say it."""


def read_given(path: Path) -> tuple[Given, ...]:
    """The values of a file: one a line, or as JSON objects with `value` and, if there is one, `prompt`.

    Raises:
        UsageError: others than its owner may read the file, or it holds what is no value. No message quotes it.
    """
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise UsageError(f"{path}: others may read this file, and it holds private values; run: chmod 600 {path}")
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: the list of targets cannot be read ({type(error).__name__}); give a UTF-8 text file"
        ) from None
    given = [_given(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    found = {one.value: one for one in given}
    if not found:
        raise UsageError(f"{path}: the list of targets is empty; give one value a line")
    if len(found) > MOST:
        raise UsageError(f"{path}: there are {len(found):,} values; give at most {MOST:,}")
    return tuple(found.values())


def _given(path: Path, number: int, line: str) -> Given:
    line = line.strip()
    value, prompt = line, ""
    if line.startswith("{"):
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            row = {}
        value, prompt, kind = row.get("value"), row.get("prompt", ""), row.get("kind", GIVEN)
        if not isinstance(value, str) or not isinstance(prompt, str) or kind != GIVEN or not {*row} <= _KEYS:
            raise UsageError(
                f'{path}, line {number}: give a value, or a JSON object such as {{"value": "...", "prompt": "..."}}'
            )
    value = value.strip()
    if sum(map(str.isalnum, value)) < SHORTEST:
        raise UsageError(f"{path}, line {number}: give a value of at least {SHORTEST} letters and digits")
    if plain(value) in plain(prompt):
        raise UsageError(f"{path}, line {number}: the prompt holds the value; ask without it")
    return Given(value, prompt)


_KEYS = frozenset({"value", "prompt", "kind"})


class Gate:
    """Finds the values of a list in texts, as they are written there."""

    def __init__(self, given: Sequence[Given]) -> None:
        self._values = [one.value for one in given]
        escaped = [re.escape(value) for value in self._values]
        self._any = [Cues(*escaped[first : first + _TOGETHER]) for first in range(0, len(escaped), _TOGETHER)]

    def find(self, text: str) -> Iterator[tuple[str, int]]:
        """Each value that the text holds, and where it begins first; parts of longer words and numbers do not count."""
        if any(gate.stand_in(text) for gate in self._any):
            for value in self._values:
                if (start := _place(text, value)) >= 0:
                    yield value, start


def _place(text: str, value: str) -> int:
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        if not (_glued(text[start - 1 : start], value[0]) or _glued(text[end : end + 1], value[-1])):
            return start
        start = text.find(value, start + 1)
    return -1


def _glued(one: str, other: str) -> bool:
    return bool(one) and one.isascii() and one.isalnum() and other.isascii() and other.isalnum()
