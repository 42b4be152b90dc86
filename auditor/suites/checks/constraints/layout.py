"""Constraints on the layout of an answer: marks around it, lists, JSON, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.models import Generated
from auditor.suites.checks import text as texts
from auditor.suites.checks.answers import JsonKeys, Key, parsed


@dataclass(frozen=True, slots=True)
class Wrapped:
    """It begins and ends with these marks, and they stand around something."""

    before: str
    after: str

    def held(self, text: str) -> bool:
        fits = text.startswith(self.before) and text.endswith(self.after)
        return fits and len(text) > len(self.before) + len(self.after)


@dataclass(frozen=True, slots=True)
class Quoted:
    """It stands in double quotation marks, or the Chinese ones."""

    def held(self, text: str) -> bool:
        return any(Wrapped(*pair).held(text) for pair in ('""', "“”", "「」", "『』"))


@dataclass(frozen=True, slots=True)
class Title:
    """Its first line is a title between these marks, and something stands below it."""

    before: str
    after: str

    def held(self, text: str) -> bool:
        found = texts.lines(text)
        return len(found) > 1 and Wrapped(self.before, self.after).held(found[0])


@dataclass(frozen=True, slots=True)
class Parts:
    """So many parts, none of them empty, with this line between them."""

    count: int
    separator: str

    def held(self, text: str) -> bool:
        parts = re.split(rf"(?m)^[ \t]*{re.escape(self.separator)}[ \t]*$", text)
        return len(parts) == self.count and all(part.strip() for part in parts)


@dataclass(frozen=True, slots=True)
class Listed:
    """So many pieces, none of them empty, between these marks; nothing ends the list but a full stop."""

    count: int
    separator: str

    def held(self, text: str) -> bool:
        pieces = text.rstrip(".。").split(self.separator)
        return len(pieces) == self.count and all(piece.strip() for piece in pieces)


@dataclass(frozen=True, slots=True)
class Marked:
    """So many passages stand between these marks."""

    count: int
    before: str
    after: str

    def held(self, text: str) -> bool:
        return len(re.findall(rf"{re.escape(self.before)}\S[^\n]*?{re.escape(self.after)}", text)) == self.count


@dataclass(frozen=True, slots=True)
class Json:
    """It is JSON; a code block around it is taken off."""

    def held(self, text: str) -> bool:
        return parsed(text) is not None


@dataclass(frozen=True, slots=True)
class JsonObject:
    """It is a JSON object with these keys of these types, and no others."""

    keys: tuple[Key, ...]

    def held(self, text: str) -> bool:
        return JsonKeys(self.keys).right(Generated(text, 0, True))


@dataclass(frozen=True, slots=True)
class JsonList:
    """It is a JSON array of so many texts."""

    count: int

    def held(self, text: str) -> bool:
        match parsed(text):
            case (list(value),):
                return len(value) == self.count and all(isinstance(piece, str) and piece for piece in value)
            case _:
                return False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of Markdown with so many columns, and so many rows below its head."""

    columns: int
    rows: int

    def held(self, text: str) -> bool:
        rows = [line.strip("|").split("|") for line in texts.lines(text) if line.startswith("|")]
        ruled = len(rows) > 1 and all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in rows[1])
        return ruled and len(rows) == self.rows + 2 and all(len(row) == self.columns for row in rows)
