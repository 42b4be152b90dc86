"""Sums and word problems with computed answers. A cluster is a problem; numbers are drawn for each item.

Of five items of a problem, three are choices and two are answered in words, of which the last number counts.
"""

from __future__ import annotations

from random import Random

from auditor.suites import Choose, Item, Produce
from auditor.suites.checks.answers import Number
from auditor.suites.packs.arithmetic.problems import PROBLEMS, Problem
from auditor.suites.packs.making import OPTIONS, Language, asked

CHOICES, NUMBERS = 3, 2
LIMIT = 96
BRIEF: dict[Language, str] = {
    "en": "{} Give only the number.",
    "zh": "{}只写出数字。",
}


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    return tuple(item for problem in PROBLEMS for item in _items(language, problem))


def _items(language: Language, problem: Problem) -> list[Item]:
    made: list[Item] = []
    used: set[str] = set()
    draw = Random(f"arithmetic-{language}-{problem.name}")
    while len(made) < CHOICES + NUMBERS:
        a, b, c = (draw.randint(*bounds) for bounds in (problem.a, problem.b, problem.c))
        text = (problem.en if language == "en" else problem.zh).format(a=a, b=b, c=c, p=a * b, s=a + b)
        if text in used:
            continue
        used.add(text)
        value = problem.answer(a, b, c)
        ask = _choice(draw, value) if len(made) < CHOICES else Produce(Number(float(value)), LIMIT)
        id = f"arithmetic-{language}-{problem.name}-{len(made)}"
        made.append(Item(id, "arithmetic", language, problem.name, asked(BRIEF[language].format(text)), ask))
    return made


def _choice(draw: Random, value: int) -> Choose:
    """The answer among numbers near it."""
    near = [value + step for step in (-10, -3, -2, -1, 1, 2, 3, 10) if value + step >= 0]
    options = [value, *draw.sample(near, OPTIONS - 1)]
    draw.shuffle(options)
    return Choose(tuple(map(str, options)), options.index(value))
