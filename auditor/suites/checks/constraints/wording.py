"""Constraints on the words and signs of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.suites.checks import text as texts
from auditor.suites.checks.manner import in_language


@dataclass(frozen=True, slots=True)
class Includes:
    """A phrase stands in it at least, and at most, so often."""

    phrase: str
    least: int = 1
    most: int | None = None

    def __post_init__(self) -> None:
        if not self.phrase.strip():
            raise ValueError("phrase: it is blank")

    def held(self, text: str) -> bool:
        found = texts.occurrences(text, self.phrase)
        return self.least <= found and (self.most is None or found <= self.most)


@dataclass(frozen=True, slots=True)
class Avoids:
    """None of these phrases stands in it."""

    phrases: tuple[str, ...]

    def held(self, text: str) -> bool:
        return not any(texts.occurrences(text, phrase) for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class Without:
    """None of these signs stands in it, not even inside a word."""

    signs: tuple[str, ...]

    def held(self, text: str) -> bool:
        return not any(sign in text for sign in self.signs)


@dataclass(frozen=True, slots=True)
class Case:
    """All of its letters are capitals, or none is."""

    case: Literal["upper", "lower"]

    def held(self, text: str) -> bool:
        letters = [sign for sign in text if sign.isalpha()]
        return bool(letters) and (text == text.upper() if self.case == "upper" else text == text.lower())


@dataclass(frozen=True, slots=True)
class Starts:
    """It begins with this."""

    text: str

    def held(self, text: str) -> bool:
        return text.startswith(self.text)


@dataclass(frozen=True, slots=True)
class Stops:
    """It ends with this."""

    text: str

    def held(self, text: str) -> bool:
        return text.endswith(self.text)


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits stand in it, or none do."""

    digits: Literal["some", "none"]

    def held(self, text: str) -> bool:
        return any(sign.isdigit() for sign in text) == (self.digits == "some")


@dataclass(frozen=True, slots=True)
class InLanguage:
    """It is in this language, by its script."""

    language: str

    def __post_init__(self) -> None:
        if self.language not in texts.LANGUAGES:
            raise ValueError("language: it is unknown")

    def held(self, text: str) -> bool:
        return in_language(text, self.language)


@dataclass(frozen=True, slots=True)
class OneOf:
    """It is one of these, and nothing else but marks around it."""

    answers: tuple[str, ...]

    def held(self, text: str) -> bool:
        return texts.bare(text).casefold() in {texts.bare(answer).casefold() for answer in self.answers}


@dataclass(frozen=True, slots=True)
class LinesStart:
    """Its lines begin with these, one after the other, whatever the case."""

    marks: tuple[str, ...]

    def held(self, text: str) -> bool:
        found = texts.lines(text)
        return len(found) == len(self.marks) and all(
            line.casefold().startswith(mark.casefold()) for line, mark in zip(found, self.marks, strict=True)
        )


@dataclass(frozen=True, slots=True)
class EachLine:
    """Every line that holds something begins and ends with these."""

    before: str = ""
    after: str = ""

    def held(self, text: str) -> bool:
        return all(line.startswith(self.before) and line.endswith(self.after) for line in texts.lines(text))


@dataclass(frozen=True, slots=True)
class HasLine:
    """A line of it begins with this."""

    before: str

    def held(self, text: str) -> bool:
        return any(line.startswith(self.before) for line in texts.lines(text))
