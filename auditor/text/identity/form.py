"""One way to say who one is, with what it must find and must not find."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

NAMES = ("name", "other", "third", "fourth")
"""Groups of a pattern that may hold the name, one for each way that it has."""
LEADS = ("lead", "aside")
"""Groups of what stands before a claim, likewise."""


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern that names a model or a maker in one of its groups `NAMES`. What its groups `LEADS` take belongs to
    no claim. Whether it is meant so is told after."""

    name: str
    needs: tuple[str, ...]
    """One of them stands in each text that has this form, in lower case: most texts need not be searched then."""
    source: str
    """Of the pattern."""
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    people: bool = False
    """People say so of the firm that they work for, too."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first searched for: all together take a third of a second, and most runs need few."""
        return _compiled(self.source)

    def read(self, match: re.Match[str]) -> tuple[int, int, str]:
        """Half-open span of the words that claim, and the name that they say."""
        groups = match.groupdict()
        group = next(name for name in NAMES if groups.get(name) is not None)
        start = next((match.end(lead) for lead in LEADS if groups.get(lead) is not None), match.start())
        return start, match.end(group), match[group]


def form(
    name: str, needs: str, pattern: str, *, hits: tuple[str, ...], misses: tuple[str, ...], people: bool = False
) -> Form:
    """A form. `needs` are parted by bars."""
    return Form(name, tuple(needs.split("|")), pattern, hits, misses, people)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)
