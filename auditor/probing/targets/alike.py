"""Other values of the form of a value: what could as well have stood in its place."""

from __future__ import annotations

import string
from collections.abc import Iterator
from heapq import nsmallest
from itertools import islice
from math import isclose, log2
from random import Random

from auditor.checks import Behind
from auditor.models import Form, Ids
from auditor.models.render import Renderer
from auditor.probing.cues import Own
from auditor.probing.targets.tokens import Encoded, Span

Tokens = tuple[int, ...]
LONGEST = 20_000
"""Characters of a record that is not encoded again for each other value."""
FEWEST = 1_000
"""Values of a form below which nothing is drawn from it: all of them can be ranked."""
_HEX, _LOWER = "abcdef", string.ascii_lowercase
_LETTERS = (_HEX, _HEX.upper(), _HEX + _HEX.upper(), _LOWER, _LOWER.upper(), string.ascii_letters)


def form_of(encoded: Encoded, place: Span, own: Own) -> Form | None:
    """What the tokens that hold a value could hold, were its own part another one of those that its bits count.

    None where nobody can say: the bits of a name or of a password that somebody chose count no certain set of values,
    nor do those of a value whose ending is commoner than others.
    """
    start, end = place
    spans = encoded.holding(start, end).spans
    if not spans or len(own.mask) != end - start or not any(own.mask) or not own.rare:
        return None
    own_text = "".join(char for char, mine in zip(encoded.text[start:end], own.mask, strict=True) if mine)
    letters = _letters(own_text, own.bits)
    if letters is None:
        return None
    return Form(
        tuple(
            _alike(encoded.text[at], letters) if start <= at < end and own.mask[at - start] else encoded.text[at]
            for at in range(spans[0][0], spans[-1][1])
        )
    )


def drawable(form: Form, bits: float) -> bool:
    """Whether a value could as well have been any other of its form: its bits count just those."""
    return form.space >= FEWEST and isclose(log2(form.space), bits)


def others(
    encoded: Encoded, place: Span, where: Behind, renderer: Renderer, name: str, count: int
) -> tuple[Tokens, ...]:
    """The tokens that would stand there, were the value another one of its form, drawn evenly; for the same name the
    same.

    None of them where the record's text alone does not give its tokens, as where its parts were encoded apart.
    """
    before, text = before_text(encoded, renderer), encoded.text
    if where.form is None or before is None:
        return ()
    start = encoded.holding(*place).spans[0][0]
    stop = start + len(where.form.places)
    found: list[Tokens] = []
    for value in islice(_drawn(where.form, text[start:stop], name), count):
        prompt, ids = tokens_at(renderer, before, text[:start] + value + text[stop:], *place)
        if prompt == where.prompt:
            found.append(ids)
    return tuple(found)


def before_text(encoded: Encoded, renderer: Renderer) -> Tokens | None:
    """The tokens that stand before all text. None where the text alone does not give the others, or is too long to be
    encoded often."""
    if len(encoded.text) > LONGEST:
        return None
    bare = tuple(renderer.tokenizer.encode(encoded.text))
    first = len(encoded.ids) - len(bare)
    return encoded.ids[:first] if first >= 0 and encoded.ids[first:] == bare else None


def tokens_at(renderer: Renderer, before: Tokens, text: str, start: int, end: int) -> tuple[Ids, Tokens]:
    """The tokens of a text that hold some characters, and all before them."""
    ids = tuple(renderer.tokenizer.encode(text))
    stretch = Encoded(ids, text, renderer.tokenizer.spans(text).__getitem__).holding(start, end)
    return Ids(before + ids[: stretch.first]), ids[stretch.first : stretch.end]


def first_by_name(names: dict[str, int], most: int) -> list[int]:
    """Some of the numbers, chosen by what the names alone say: for the same names the same."""
    return [names[name] for name in nsmallest(most, names, key=lambda name: Random(f"chosen {name}").random())]


def _drawn(form: Form, value: str, name: str) -> Iterator[str]:
    """Other values, endlessly, none twice in a row by intent: of a thousand or more few come again."""
    random = Random(f"auditor.probing.alike/1 {name}")
    while True:
        drawn = "".join(place[int(random.random() * len(place))] for place in form.places)
        if drawn != value:
            yield drawn


def _letters(own: str, bits: float) -> str | None:
    """Of which letters the own part is made: the set for which the bits are those of its digits and letters; None
    where there is none."""
    letters = {char for char in own if not ("0" <= char <= "9")}
    if not letters:
        return ""
    digits = sum("0" <= char <= "9" for char in own) * log2(10)
    for some in _LETTERS:
        counted = len(some) if len(some) != 2 * len(_HEX) else len(_HEX)  # in whichever case they are written
        if letters <= set(some) and isclose(digits + sum(char in some for char in own) * log2(counted), bits):
            return some
    return None


def _alike(char: str, letters: str) -> str:
    return string.digits if "0" <= char <= "9" else letters
