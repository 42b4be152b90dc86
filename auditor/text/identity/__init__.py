"""Who an answer says that its writer is: a known model, or the work of its maker.

`claims` reads one answer and gives what is said there in earnest. No claim is what stands in a denial, a question, a
quotation, a line of a script or a block of code, what is supposed or reported, and what the prompt ordered: a part to
play, a text to translate or to invent, a name that it gave to the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from auditor.text.identity import chinese, english
from auditor.text.identity.excuses import excused, means_a_model, ordered
from auditor.text.identity.families import BY_ID, FAMILIES, Family, families_in, family_of, mentions, places
from auditor.text.identity.form import Form
from auditor.text.identity.plain import Plain

FORMS: tuple[Form, ...] = (*english.FORMS, *chinese.FORMS)
"""Every way to say it that is known."""

REACH = 320
"""Characters of a line before and behind a name in which its claim stands: no form is longer."""
MOST = 100_000
"""Characters of one answer that are searched, around the names in it, from its beginning: texts of more are lists of
names, or were made to keep a scanner busy."""


OFTEN = 100
"""Places of each form that are looked at in one answer: nobody says who he is more often."""


class Claim(NamedTuple):
    """Somebody's name, said of oneself."""

    family: str
    """Id of the family of models whose name was said."""
    form: str
    start: int
    end: int
    """Half-open span of characters in the answer."""


def claims(text: str, asked: str = "", system: str = "") -> Iterator[Claim]:
    """What an answer says of its writer, at most once for each place, in the order of the forms.

    `asked` is what the user said before it, `system` the system prompt.
    """
    if not mentions(text):
        return
    plain = Plain.of(text)
    for claim in _claims(plain.text, Plain.of(asked).text, Plain.of(system).text):
        start, end = plain.span(claim.start, claim.end)
        yield claim._replace(start=start, end=end)


def _claims(text: str, asked: str, system: str) -> Iterator[Claim]:
    found: list[tuple[int, int]] = []
    parts = [(start, end, text[start:end].lower()) for start, end in _searched(text)]
    for one in FORMS:
        for match in islice(_matches(one, text, parts), OFTEN):
            start, end, name = one.read(match)
            known = family_of(name)
            if known is None or any(first < end and start < last for first, last in found):
                continue
            family, sure = known
            if (
                excused(text, start, match.end())
                or not (sure or means_a_model(text, start, end, match.end(), asked, people=one.people))
                or ordered(family, asked, system)
            ):
                continue
            found.append((start, end))
            yield Claim(family, one.name, start, end)


def _matches(one: Form, text: str, parts: list[tuple[int, int, str]]) -> Iterator[re.Match[str]]:
    """Where a form stands. The parts of a text are searched in their places: what is before them is seen."""
    for begin, stop, lower in parts:
        if any(need in lower for need in one.needs):
            yield from one.pattern.finditer(text, begin, stop)


def _searched(text: str) -> list[tuple[int, int]]:
    """Half-open spans around what may be a name, apart from each other: within its line, and as far as forms reach."""
    spans: list[tuple[int, int]] = []
    due = MOST
    for place in places(text):
        line = text.rfind("\n", max(0, place - REACH), place)
        start = max(0, place - REACH) if line < 0 else line
        stop = text.find("\n", place, place + REACH)
        end = min(len(text), place + REACH) if stop < 0 else stop + 1
        if spans and start <= spans[-1][1]:
            due -= max(0, end - spans[-1][1])
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            due -= end - start
            spans.append((start, end))
        if due <= 0:
            break
    return spans


__all__ = ["BY_ID", "FAMILIES", "FORMS", "Claim", "Family", "Form", "claims", "families_in", "family_of", "mentions"]
