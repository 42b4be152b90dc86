"""Checks of what an answer says: a text, a number, a label, JSON."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import orjson

from auditor.models import Generated
from auditor.suites.checks import text as texts
from auditor.suites.checks.building import JsonText
from auditor.suites.checks.numbers import last_number

_ARTICLES = frozenset({"a", "an", "the"})


def _nonempty(values: tuple[str, ...], name: str) -> None:
    if not values or not all(value.strip() for value in values):
        raise ValueError(f"{name}: at least one text, and none of them blank, was expected")


@dataclass(frozen=True, slots=True)
class Exact:
    """Is the reply this text? White space, quotation marks and full stops around it do not count."""

    answer: str
    case: Literal["same", "any"] = "any"

    def right(self, reply: Generated) -> bool:
        said, wanted = (texts.bare(texts.squeezed(text)) for text in (reply.text, self.answer))
        return said == wanted if self.case == "same" else said.casefold() == wanted.casefold()


@dataclass(frozen=True, slots=True)
class Number:
    """Is the last number of the reply this one?"""

    answer: float
    tolerance: float = 1e-6
    """How far off it may be."""

    def right(self, reply: Generated) -> bool:
        said = last_number(reply.text)
        return said is not None and abs(said - self.answer) <= self.tolerance


@dataclass(frozen=True, slots=True)
class Label:
    """Does exactly one of the labels stand in the reply, and is it the right one?"""

    labels: tuple[str, ...]
    answer: str

    def __post_init__(self) -> None:
        _nonempty(self.labels, "labels")
        if self.answer not in self.labels:
            raise ValueError("answer: one of the labels was expected")

    def right(self, reply: Generated) -> bool:
        rest, found = texts.squeezed(reply.text), set[str]()
        for label in sorted(self.labels, key=len, reverse=True):  # "not urgent" before "urgent"
            if texts.occurrences(rest, label):
                found.add(label)
                rest = re.sub(r"\s+".join(map(re.escape, label.split())), " \n ", rest, flags=re.IGNORECASE)
        return found == {self.answer}


@dataclass(frozen=True, slots=True)
class F1:
    """Do the words of the reply and of one of the answers agree by at least the threshold?

    F1 over words without English articles; each Han character is a word. As in SQuAD (Rajpurkar et al. 2016).
    """

    answers: tuple[str, ...]
    threshold: float = 0.5

    def __post_init__(self) -> None:
        _nonempty(self.answers, "answers")
        if not 0 < self.threshold <= 1:
            raise ValueError("threshold: a number above 0 and up to 1 was expected")

    def right(self, reply: Generated) -> bool:
        return max(_f1(reply.text, answer) for answer in self.answers) >= self.threshold


def _f1(said: str, wanted: str) -> float:
    left, right = (
        Counter(unit for unit in texts.units(texts.squeezed(text)) if unit not in _ARTICLES) for text in (said, wanted)
    )
    common = (left & right).total()
    return 2 * common / (left.total() + right.total()) if common else 0.0


@dataclass(frozen=True, slots=True)
class JsonEqual:
    """Is the reply JSON of this value? A code block around it is taken off; 1 and 1.0 are equal."""

    value: JsonText

    def right(self, reply: Generated) -> bool:
        match parsed(reply.text):
            case (value,):
                return equal(value, orjson.loads(self.value))
            case _:
                return False


JsonType = Literal["string", "number", "integer", "boolean", "array", "object", "null"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a JSON object has, and the type of what stands there."""

    name: str
    type: JsonType


@dataclass(frozen=True, slots=True)
class JsonKeys:
    """Is the reply a JSON object with these keys, each of its type, and no others?"""

    keys: tuple[Key, ...]

    def right(self, reply: Generated) -> bool:
        match parsed(reply.text):
            case (dict(value),):
                types = {key.name: key.type for key in self.keys}
                return value.keys() == types.keys() and all(_is(value[name], kind) for name, kind in types.items())
            case _:
                return False


def parsed(text: str) -> tuple[Any] | None:
    """The JSON value that a text is, in a tuple, as the value may be None."""
    try:
        return (orjson.loads(texts.unfenced(text)),)
    except (ValueError, RecursionError):
        return None


def _is(value: Any, kind: JsonType) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case "null":
            return value is None


def equal(left: Any, right: Any) -> bool:
    """Whether two JSON values are the same; truth values are no numbers."""
    match left, right:
        case dict(), dict():
            return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
        case list(), list():
            return len(left) == len(right) and all(map(equal, left, right))
        case _:
            return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


@dataclass(frozen=True, slots=True)
class Contains:
    """Do all of these phrases stand in the reply, as whole words and in any case?"""

    words: tuple[str, ...]

    def __post_init__(self) -> None:
        _nonempty(self.words, "words")

    def right(self, reply: Generated) -> bool:
        said = texts.squeezed(reply.text)
        return all(texts.occurrences(said, texts.squeezed(word)) for word in self.words)


@dataclass(frozen=True, slots=True)
class Lacks:
    """Does the reply say something, and none of these phrases?"""

    words: tuple[str, ...]

    def __post_init__(self) -> None:
        _nonempty(self.words, "words")

    def right(self, reply: Generated) -> bool:
        said = texts.squeezed(reply.text)
        return bool(said) and not any(texts.occurrences(said, texts.squeezed(word)) for word in self.words)


@dataclass(frozen=True, slots=True)
class Regex:
    """Does the pattern (RE2) match somewhere in the reply? `\\A` and `\\z` are its ends."""

    pattern: str

    def __post_init__(self) -> None:
        _compiled(self.pattern)

    def right(self, reply: Generated) -> bool:
        text = reply.text.strip().encode("utf-8", "replace").decode()  # RE2 takes no lone surrogates
        return _compiled(self.pattern).search(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        raise ValueError("pattern: it is no regular expression of RE2") from None
