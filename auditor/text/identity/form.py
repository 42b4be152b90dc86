"""One way to say who one is, with what it must find and must not find."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern that names a model or a maker in the one named group that takes part. Whether it is meant so is told
    after."""

    name: str
    needs: tuple[str, ...]
    """One of them stands in each text that has this form, in lower case: most texts need not be searched then."""
    pattern: re.Pattern[str]
    hits: tuple[str, ...]
    misses: tuple[str, ...]


def form(name: str, needs: str, pattern: str, *, hits: tuple[str, ...], misses: tuple[str, ...]) -> Form:
    """A form whose pattern is compiled. `needs` are parted by bars."""
    return Form(name, tuple(needs.split("|")), re.compile(pattern), hits, misses)
