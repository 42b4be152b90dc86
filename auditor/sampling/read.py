"""A filled sheet: is it whole, and which share of it passed?"""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from auditor.errors import SourceError
from auditor.sampling.sheet import COLUMNS, Head, Row, parse_head

Said = Literal["pass", "fail", ""]
PASSED = frozenset("pass passed ok good right y yes 1 true 合格 通过 是 对 √ ✓ ✔ ✅".split())
FAILED = frozenset("fail failed bad wrong n no 0 false 不合格 不通过 否 错 × ✗ ✘ ❌".split())
LARGEST = 2**30
"""Bytes of the largest sheet that is read."""
SHOWN = 5
"""Rows that are named in a message."""
_NUMBER = re.compile("[0-9]{1,9}")
_ENCODINGS = ("utf-8-sig", "gb18030")
"""Excel saves "CSV UTF-8", or "CSV" in the code page of the system, which is GB 18030 on a Chinese one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a returned sheet, without its text."""

    number: int
    said: Said
    whole: bool
    """Whether its text is still as it was drawn."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a filled sheet says of all records that could be read."""

    head: Head
    passed: int
    failed: int
    skipped: int
    """Rows without a verdict that stand before one with it: why they have none nobody knows."""
    rest: int
    """Rows behind the last verdict. The order is random, so what stands before them is a smaller random sheet."""
    changed: tuple[int, ...]
    """Numbers of rows whose text is not as it was drawn."""

    @property
    def judged(self) -> int:
        """Rows with a verdict."""
        return self.passed + self.failed

    @property
    def share(self) -> float | None:
        """Passed of the judged rows; None where none is judged."""
        return self.passed / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the share of all records that would pass.

        Wilson's, without a correction for a small number of records, so it is too wide where much of them was drawn.
        A skipped row may be either, so it fails in the lower end and passes in the upper one. Where every record was
        judged nothing is left to chance.
        """
        n = self.judged + self.skipped
        if n and n == self.head.records:
            return self.passed / n, (self.passed + self.skipped) / n
        from auditor.stats.binomial import wilson

        return wilson(self.passed, n)[0], wilson(self.passed + self.skipped, n)[1]


def count_sheet(path: Path) -> Counted:
    """Reads a filled sheet, in the encoding and with the separators of the program that saved it.

    Raises:
        SourceError: it is no sheet, rows are missing, doubled, foreign or mixed up, or a verdict is no such word.
    """
    head, lines = _read(path)
    _check_whole(path, head, lines)
    ordered = sorted(lines, key=lambda line: line.number)
    last = max((line.number for line in ordered if line.said), default=0)
    said = Counter(line.said for line in ordered[:last])
    changed = tuple(line.number for line in ordered if not line.whole)
    return Counted(head, said["pass"], said["fail"], said[""], head.rows - last, changed)


def _read(path: Path) -> tuple[Head, list[Line]]:
    text = _text(path)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise SourceError(f"{path}: this is no CSV; save the sheet as CSV again") from error
    heads = [(place, head) for place, cell in enumerate(rows[0] if rows else ()) if (head := parse_head(cell))]
    if len(heads) != 1 or heads[0][0] < len(COLUMNS):
        raise SourceError(
            f"{path}: this is no sheet, or its first line or last column was changed; "
            "keep every column, save it as CSV UTF-8, and draw sheets with: auditor sample DATA --out SHEET.csv"
        )
    place, head = heads[0]
    return head, [_line(path, row, place) for row in rows[1:]]


def _text(path: Path) -> str:
    try:
        if os.stat(path).st_size > LARGEST:
            raise SourceError(f"{path}: this file is too large for a sheet")
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: the sheet cannot be read ({error.strerror}); check the path") from error
    encodings = ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else _ENCODINGS
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(f"{path}: the encoding of the sheet is not known; save it as CSV UTF-8")


def _line(path: Path, row: list[str], place: int) -> Line:
    """A row, whose columns may have moved only behind the last one."""
    if len(row) <= place or not _NUMBER.fullmatch(row[0].strip()):
        raise SourceError(f"{path}: a row has no number or too few cells; mend it or draw the sheet again")
    number = int(row[0])
    origin, prompt, answer, verdict = row[1:5]
    drawn, _, text = row[place].strip().partition(".")
    now, _, text_now = Row(number, origin, prompt, answer).code.partition(".")
    if drawn != now:
        raise SourceError(
            f"{path}: row {number} is not as it was drawn (number, origin or check); draw the sheet again"
        )
    return Line(number, _said(path, number, verdict), text == text_now)


def _said(path: Path, number: int, verdict: str) -> Said:
    word = verdict.strip().removeprefix("'").lower()
    if not word:
        return ""
    if word in PASSED:
        return "pass"
    if word in FAILED:
        return "fail"
    raise SourceError(f"{path}: the verdict of row {number} is neither pass nor fail (合格, 不合格); mend it")


def _check_whole(path: Path, head: Head, lines: list[Line]) -> None:
    """Refuses a sheet that lacks rows or holds some twice."""
    held: Mapping[int, int] = Counter(line.number for line in lines)
    wrong = {
        "missing": [number for number in range(1, head.rows + 1) if number not in held],
        "there twice": [number for number, count in sorted(held.items()) if count > 1],
        "not of this sheet": [number for number in sorted(held) if not 1 <= number <= head.rows],
    }
    for what, numbers in wrong.items():
        if numbers:
            named = ", ".join(map(str, numbers[:SHOWN])) + (", ..." if len(numbers) > SHOWN else "")
            raise SourceError(f"{path}: rows are {what} ({named}); put the sheet in order, or draw it again")
