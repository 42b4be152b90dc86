"""Where a text has words that announce a value: one fast pass over texts that mostly have none."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any

import re2

_QUOTED = re.compile(r'\["(.*)"\]$')
_WORDS_OF_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")
"""Digits only count columns: `phone_2`, `names[0]`."""
_SHORT_TEXT = 200
"""Characters of a text that a column's name still describes."""
COLON = r"[\"'*_`】\])）]{0,3}[ \t]{0,4}[:：=][ \t]{0,4}[\"'*_`\[]{0,3}[ \t]{0,2}"
"""What stands between a label and its value, in prose, JSON and Markdown; RE2 and `re` read it alike."""


class Cues:
    """A search for the places at which slower regexes are worth a try."""

    def __init__(self, *patterns: str) -> None:
        self._pattern = "|".join(patterns).encode()

    @cached_property
    def _regex(self) -> Any:
        """Compiled with the first search: commands that search nothing start fast."""
        options = re2.Options()
        options.log_errors = False
        options.max_mem = 64 << 20
        return re2.compile(self._pattern, options)

    def stand_in(self, text: str) -> bool:
        """Whether there is one at all."""
        return self._regex.search(text.encode("utf-8", "replace")) is not None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Half-open spans of characters of the cues, in order; they do not overlap."""
        encoded = text.encode("utf-8", "replace")
        found = [match.span() for match in self._regex.finditer(encoded)]
        if not found:
            return []
        if len(encoded) == len(text):
            return found
        spans, done, place = [], 0, 0
        for start, end in found:
            place += len(encoded[done:start].decode("utf-8"))
            length = len(encoded[start:end].decode("utf-8"))
            spans.append((place, place + length))
            place, done = place + length, end
        return spans


def column(field: str) -> str:
    """The last name of a path as lower-case words: `user.zipCode` and `user["zip_code"]` are `zip code`."""
    return _name(field).lower()


def column_label(field: str, text: str) -> str:
    """The last name of a path as a label to put before its text: `user["phone (number)"]` gives `phone number: `.

    Empty where the path is, where it names no column, and where the text is too long for one value.
    """
    name = _name(field) if field and len(text) <= _SHORT_TEXT else ""
    return f"{name}: " if name else ""


@lru_cache(maxsize=1024)
def _name(field: str) -> str:
    quoted = _QUOTED.search(field)
    name = quoted[1] if quoted else field.rpartition(".")[2]
    return " ".join(_WORDS_OF_NAME.findall(name)) if quoted is None or name != "<key>" else ""
