"""Text in the cells of a terminal: a Chinese character takes two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
from rich.cells import cell_len

_WIDE, _OPEN, _CLOSE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef", "（《「『“", "，。、；：！？）》」』”"
_UNIT = re.compile(rf"[{_OPEN}]*(?:[^\s{_WIDE}{_OPEN}{_CLOSE}]+|[{_WIDE}{_OPEN}{_CLOSE}])[{_CLOSE}]*\s*")
"""What stays on one line: a word, or a wide character, with the punctuation that belongs to it."""


def pad(text: str, width: int) -> str:
    """Text, styled or not, with as many spaces as it takes to fill so many cells."""
    return text + " " * max(0, width - cell_len(click.unstyle(text)))


def wrap(text: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """Lines of at most so many cells, those of a longer word excepted; `first` and `rest` are put before them."""
    line, empty = first, True
    for unit in _UNIT.findall(text):
        if not empty and cell_len(line + unit.rstrip()) > width:
            yield line.rstrip()
            line = rest
        line, empty = line + unit, False
    yield line.rstrip()
