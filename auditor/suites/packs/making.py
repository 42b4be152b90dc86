"""What the packs are made with. What is drawn is drawn from a seed that names it: the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Literal

from auditor.models import Message
from auditor.suites import Choose

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
OPTIONS = 4


def asked(question: str, system: str = "") -> tuple[Message, ...]:
    """A question, behind a system message if there is one."""
    user = Message("user", question)
    return (Message("system", system), user) if system else (user,)


def rows(table: str) -> list[list[str]]:
    """The cells of a table that is written with `|` between cells. A line that begins with `|` goes on with a row."""
    joined = table.strip().replace("\n|", " |")
    return [[cell.strip() for cell in line.split("|")] for line in joined.splitlines() if line.strip()]


def lines(table: str) -> list[str]:
    """Lines without the blanks around them."""
    return [line.strip() for line in table.strip().splitlines() if line.strip()]


def choice(seed: str, gold: str, others: Sequence[str]) -> Choose:
    """The right answer among others, in an order drawn from the seed. Of more than three others, three are drawn."""
    draw = Random(seed)
    options = [gold, *draw.sample(others, OPTIONS - 1)] if len(others) >= OPTIONS else [gold, *others]
    draw.shuffle(options)
    return Choose(tuple(options), options.index(gold))


def spread(values: Sequence[str], start: int, count: int) -> list[str]:
    """So many different values, from a place on and round again."""
    return [values[(start + step) % len(values)] for step in range(count)]
