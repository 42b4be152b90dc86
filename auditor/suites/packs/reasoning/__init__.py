"""Orders, comparisons and simple conclusions. A cluster is a puzzle; who and what stands in it is drawn for each item.

In a puzzle {x} {y} {z} {w} are people, {o} {p} {q} {r} things, {n} {m} {k} numbers that grow.
"""

from __future__ import annotations

from random import Random

from auditor.suites import Choose, Item
from auditor.suites.packs.making import Language, asked, rows
from auditor.suites.packs.reasoning import en, zh

EACH = 5


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    source = {"en": en, "zh": zh}[language]
    made: list[Item] = []
    for name, text, gold, others in rows(source.PUZZLES):
        seen: set[str] = set()
        draw = Random(f"reasoning-{language}-{name}")
        while len(seen) < EACH:
            filled = _drawn(draw, source.PEOPLE, source.THINGS)
            prompt = text.format(**filled)
            if prompt in seen:
                continue
            seen.add(prompt)
            options = [gold.format(**filled), *(other.strip().format(**filled) for other in others.split("/"))]
            right = options[0]
            draw.shuffle(options)
            ask = Choose(tuple(options), options.index(right))
            id = f"reasoning-{language}-{name}-{len(seen) - 1}"
            made.append(Item(id, "reasoning", language, name, asked(source.BRIEF.format(prompt)), ask))
    return tuple(made)


def _drawn(draw: Random, people: str, things: str) -> dict[str, str | int]:
    named = zip("xyzw", draw.sample(people.split(), 4), strict=True)
    held = zip("opqr", draw.sample(things.split(), 4), strict=True)
    counted = zip("nmk", sorted(draw.sample(range(3, 40), 3)), strict=True)
    return {**dict(named), **dict(held), **dict(counted)}
