"""Who an answer says that its writer is: a known model, or the work of its maker.

`claims` reads one answer and gives what is said there in earnest. No claim is what stands in a denial, a question, a
quotation, a line of a script or a block of code, what is supposed or reported, and what the prompt ordered: a part to
play, a text to translate or to invent, a name that it gave to the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from auditor.text.identity import chinese, english
from auditor.text.identity.excuses import about_a_model, excused, ordered
from auditor.text.identity.families import BY_ID, FAMILIES, Family, families_in, family_of, mentions
from auditor.text.identity.form import Form

FORMS: tuple[Form, ...] = (*english.FORMS, *chinese.FORMS)
"""Every way to say it that is known."""

MOST = 100
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
    found: list[tuple[int, int]] = []
    lower = text.lower()
    for one in FORMS:
        if not any(need in lower for need in one.needs):
            continue
        for match in islice(one.pattern.finditer(text), MOST):
            group = next(name for name, value in match.groupdict().items() if value is not None)
            start, end = match.start(), match.end(group)
            known = family_of(match[group])
            if known is None or any(begin < end and start < stop for begin, stop in found):
                continue
            id, sure = known
            if excused(text, match.start(), match.end()) or not (
                sure or about_a_model(text, match.start(), match.end(), asked)
            ):
                continue
            if ordered(id, asked, system):
                continue
            found.append((start, end))
            yield Claim(id, one.name, start, end)


__all__ = ["BY_ID", "FAMILIES", "FORMS", "Claim", "Family", "Form", "claims", "families_in", "family_of", "mentions"]
