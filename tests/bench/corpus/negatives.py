"""Clean chats by the megabyte, full of numbers and strings that are nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.bench.corpus import prose
from tests.bench.corpus.hard import BARE, HARD
from tests.bench.corpus.model import Negative
from tests.bench.corpus.rules import satisfied


def clean(rng: Random, size: int) -> Iterator[Negative]:
    """Texts of at least `size` bytes of UTF-8: two to four sentences of prose, and one or two hard ones."""
    made = 0
    while made < size:
        negative = _text(rng)
        made += len(negative.text.encode())
        yield negative


def _text(rng: Random) -> Negative:
    chinese = rng.random() < 0.5
    pool, join = (prose.ZH, "") if chinese else (prose.EN, " ")
    parts: list[tuple[str, str]] = [("prose", rng.choice(pool)) for _ in range(rng.randrange(2, 5))]
    for _ in range(rng.randrange(1, 3)):
        parts.insert(rng.randrange(len(parts) + 1), _hard(rng, chinese))
    text, spans = "", []
    for name, sentence in parts:
        start = len(text)
        text += sentence + join
        spans.append((name, start, len(text)))
    return Negative(text.rstrip(" "), tuple(spans))


def _hard(rng: Random, chinese: bool) -> tuple[str, str]:
    name = rng.choice(NAMES)
    zh, en, make = HARD[name]
    value = make(rng)
    if name in BARE and satisfied(value):
        return f"{EXCLUDED}{satisfied(value)}", ""
    return name, (zh if chinese else en).replace("{v}", value)


EXCLUDED = "left out: "
"""Begins the name of a span where a bare number satisfied a published rule by chance, so that no detector could know.
The span is empty: the number is not in the text."""
NAMES = tuple(HARD)
