"""The form of a sheet: its columns, its cells, and the codes by which slips in a returned one are seen.

A sheet is CSV in UTF-8 with a byte order mark, by which spreadsheet programs know the encoding. The header of the last
column says what was drawn; its cells hold a code of each row. The codes guard against slips (rows lost, doubled, mixed
up, edited), not against forgery: they have no secret.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from auditor.messages import Language, printable, say

SCHEMA = "auditor.sheet/1"
COLUMNS = ("number", "origin", "prompt", "answer", "verdict", "remark")
LONGEST = 32_000
"""Characters of a cell; Excel holds 32,767 and cuts off what is beyond."""
_HEAD = re.compile(
    rf"{SCHEMA} seed=(\d{{1,10}}) rows=(\d{{1,7}}) records=(\d{{1,15}}) unreadable=(\d{{1,15}}) files=(\d{{1,15}})",
    re.ASCII,
)
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""First characters by which a spreadsheet program takes a cell for a formula (OWASP, "CSV Injection")."""
_KEPT = re.compile("([\n\t\u200c\u200d])")
"""Characters without a shape that texts need: line breaks, tabs, and joiners within words and emoji."""
_NUMBER = re.compile(r"(?=.*\d)[\d\s.,:/%eE+-]+", re.DOTALL)
"""What spreadsheet programs take for a number, a date or a time, and write in another way."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a sheet says of itself."""

    seed: int
    rows: int
    records: int
    """Training records that could be read: those of which the rows were drawn."""
    unreadable: int
    """Lines, rows and elements of which no record could be made."""
    files: int
    """Files that could not be read to their end."""

    def __str__(self) -> str:
        return (
            f"{SCHEMA} seed={self.seed} rows={self.rows} records={self.records} unreadable={self.unreadable} "
            f"files={self.files}"
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a reviewer sees it. Its `repr` would show the text, so it has none."""

    number: int
    origin: str
    prompt: str
    answer: str

    def __repr__(self) -> str:
        return f"Row({self.number})"

    @property
    def code(self) -> str:
        """Codes of the place and of the text, in a form that no program takes for a number."""
        place = _digest(f"{self.number}\0{_plain(self.origin)}")
        return f"r{place}.r{_digest(f'{_plain(self.prompt)}{chr(0)}{_plain(self.answer)}')}"


def parse_head(cell: str) -> Head | None:
    """What a header cell says of its sheet; None where it is no such cell."""
    found = _HEAD.fullmatch(cell.strip())
    return None if found is None else Head(*map(int, found.groups()))


def titles(language: Language) -> tuple[str, ...]:
    """The headers of the columns that people read."""
    return tuple(say(f"sample.column.{name}", language) for name in COLUMNS)


def cell(text: str) -> str:
    """A text as a cell: nothing in it is a formula, acts on a screen, or is rewritten as a number."""
    clean = "".join(map(_shown, _KEPT.split(text.replace("\r\n", "\n").replace("\r", "\n"))))
    return f"'{clean}" if clean.lstrip(" ")[:1] in _FORMULA or _NUMBER.fullmatch(clean) else clean


def _shown(part: str) -> str:
    return part if _KEPT.fullmatch(part) else printable(part)


def shortened(text: str) -> tuple[str, int]:
    """A text that fits a cell, and how many characters are not in it."""
    left = len(text) - LONGEST
    return (text, 0) if left <= 0 else (text[:LONGEST], left)


def _plain(text: str) -> str:
    """A text without what spreadsheet programs change when they save it: white space, the apostrophe in front."""
    return " ".join(text.removeprefix("'").split())


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
