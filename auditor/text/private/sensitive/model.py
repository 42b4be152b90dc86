"""What a statement is, and what a rule that finds one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

CATEGORIES: tuple[str, ...] = (
    "biometrics", "criminal", "ethnicity", "finance", "health", "location", "minor", "politics_union", "religion",
    "sex_life_orientation",
)  # fmt: skip
"""What `Statement.category` can be."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something sensitive that a text says about one person, without saying who that is."""

    category: str
    """One of `CATEGORIES`."""
    form: str
    """What is said: `diagnosis`, `salary`, `salary_zh`."""
    start: int
    end: int
    """Half-open span of characters of the text as given: the words that say it."""


Check = Callable[[str, re.Match[str]], bool]
"""Whether what stands around a match lets it count."""


def always(text: str, match: re.Match[str]) -> bool:
    """Nothing around it matters."""
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of saying something sensitive.

    The pattern has no look-around, no group and no unbounded repeat: RE2 searches for it, and `re` reads it again where
    it stands. Of one that is long in Han characters, RE2 searches for the start alone, which is several times faster.
    """

    category: str
    form: str
    pattern: str
    check: Check = always
    rest: str = ""
    """What follows the pattern, which RE2 need not look for."""


SENTENCE = re.compile("[。！？；;!?\n]|[.] ")
"""Where a sentence ends."""
REACH = 48
"""Characters before a statement in which somebody or a condition counts."""


def before(text: str, start: int, reach: int = REACH) -> str:
    """What stands before a place in the same sentence."""
    return SENTENCE.split(text[max(0, start - reach) : start])[-1]
