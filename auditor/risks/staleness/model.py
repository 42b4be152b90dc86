"""What is said of one answer: how soon the fact that it teaches changes, and by which words that was told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

HalfLife = Literal["days", "weeks", "months", "year", "years"]
DAYS: dict[HalfLife, int] = {"days": 3, "weeks": 30, "months": 180, "year": 365, "years": 1825}
"""After how many days about half of such facts have changed: a guess by kind, no measurement."""

FastKind = Literal[
    "price", "stock", "version", "office", "schedule", "contact", "standing", "news", "weather", "age",
    "recommendation", "travel", "quota", "policy", "market",
]  # fmt: skip
SlowKind = Literal["population", "law", "company_rule", "treatment", "program", "study", "record", "seat", "person"]
Why = Literal["tool", "code_math", "style", "instruction", "identity", "given", "dated", "no_fact", "stable",
    "language",
]  # fmt: skip
"""Why a fact never changes: the answer calls a tool, is code or a calculation, an invention, a rewrite of what is
there, tells who the assistant is, repeats what the prompt gives, is of a time that the question names, tells nothing;
or nothing at all says that it changes; or it is in a language that nobody looked at."""

LIVES: dict[FastKind | SlowKind, HalfLife] = {
    "price": "months", "stock": "weeks", "version": "months", "office": "year", "schedule": "months",
    "contact": "year", "standing": "weeks", "news": "months", "weather": "days", "age": "year",
    "recommendation": "year", "travel": "year", "quota": "year", "policy": "year", "market": "days",
    "population": "years", "law": "years", "company_rule": "years", "treatment": "years", "program": "years",
    "study": "years", "record": "years", "seat": "years", "person": "years",
}  # fmt: skip
LOOKED_UP: frozenset[FastKind] = frozenset(
    ("price", "stock", "version", "schedule", "contact", "quota", "market", "weather", "age")
)
"""Kinds whose answer is one exact value."""


class Place(NamedTuple):
    """Where the words stand by which it was told: half-open, in characters."""

    in_prompt: bool
    """In the prompt, else in the answer."""
    start: int
    end: int


class Fast(NamedTuple):
    """It changes within about a year."""

    kind: FastKind
    place: Place

    @property
    def half_life(self) -> HalfLife:
        """How soon, guessed by the kind."""
        return LIVES[self.kind]


class Slow(NamedTuple):
    """It changes over several years."""

    kind: SlowKind
    place: Place

    @property
    def half_life(self) -> HalfLife:
        """How soon, guessed by the kind."""
        return LIVES[self.kind]


class Never(NamedTuple):
    """It does not change but for an upheaval."""

    why: Why


Judged = Fast | Slow | Never

Need = Literal[
    "value", "money", "time", "name", "names", "place", "any", "screen", "cash", "clock", "phone", "room", "person",
]  # fmt: skip
"""What an answer must hold to be one: a number; an amount; a time or a day; a name or two; where or by which number
somebody is reached; any words at all; what is seen on a screen. The last five are so plain that nearly any question
goes with them: money of a currency; a time of the clock, a weekday or a date; a telephone number; a room or a street;
the name of a person."""
PLAIN: frozenset[Need] = frozenset(("cash", "clock", "phone", "room", "person"))
Example = tuple[str, str]
"""A question and its answer."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a question that ask for a fact of a kind, and what its answer must hold."""

    kind: FastKind | SlowKind
    fast: bool
    """Whether such a fact changes within a year, else over several."""
    gate: frozenset[str]
    """Of which one must stand in the question before the pattern is tried, since that is far cheaper: lower-case words
    of English, parts of the text of Chinese, which has no spaces."""
    asks: re.Pattern[str]
    need: Need
    hits: tuple[Example, ...]
    misses: tuple[Example, ...]
    unless: re.Pattern[str] | None = None
    """Where this matches anywhere in the question, the words mean something else."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a language has of everything that the judgement looks for."""

    cues: tuple[Cue, ...]
    slow: tuple[Cue, ...]
    told: tuple[tuple[FastKind, re.Pattern[str]], ...]
    """Words of an answer that say by themselves that the fact is of today."""
    told_hint: re.Pattern[str]
    """What stands in every one of those: far cheaper to look for."""
    needs: dict[Need, re.Pattern[str]]
    skills: tuple[tuple[Why, re.Pattern[str]], ...]
    """Prompts that ask for a skill or an invention, tried in their order at the beginning."""
    writes: re.Pattern[str]
    """Those of them by which a text is to be written, which may be about today."""
    identity: re.Pattern[str]
    """Prompts that ask who the assistant is."""
    introduces: re.Pattern[str]
    """Answers in which the assistant says who it is or who made it."""
    moving: re.Pattern[str]
    """Words of a prompt for a text by which the text is of today all the same."""
    fiction: re.Pattern[str]
    """Words of a prompt by which everything in it is made up or of a work."""
    tale: re.Pattern[str]
    """Beginnings of a tale."""
    long_ago: re.Pattern[str]
    """Words of an answer by which its values are those of a time that is over."""
    dated: re.Pattern[str]
    """Words of a question that fix the time."""
    undated: re.Pattern[str]
    """Words of a question that ask for today all the same."""
    explains: re.Pattern[str]
    """Questions for how or why something is."""
    material: re.Pattern[str]
    """Words of a prompt that announce a text to work on."""
    unknown: re.Pattern[str]
    """Beginnings of an answer that says that it does not know."""
    about_words: re.Pattern[str]
    """Words of a question by which it is about words and texts, not about what they tell."""
    asks: re.Pattern[str]
    """What a longer prompt without a question mark begins with or holds, if it asks for something."""
    preface: int
    """Characters before a question from which on they are a text to work on."""
    short: int
    """Characters of an answer up to which every word of it counts."""
