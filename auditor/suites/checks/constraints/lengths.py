"""Constraints on how long an answer is and what it is divided into."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.suites.checks import text as texts

_BULLET = re.compile(r"[-*•·]\s+\S")
_NUMBERED = re.compile(r"(\d{1,3})[.)、．]\s*\S")
_HEADING = re.compile(r"#{1,6}\s+\S")


@dataclass(frozen=True, slots=True)
class _Range:
    least: int = 0
    most: int | None = None

    def __post_init__(self) -> None:
        if self.least < 0 or (self.most is not None and self.most < self.least):
            raise ValueError("0 <= least <= most was expected")

    def _allows(self, number: int) -> bool:
        return self.least <= number and (self.most is None or number <= self.most)


@dataclass(frozen=True, slots=True)
class Words(_Range):
    """So many words, as an English writer counts them."""

    def held(self, text: str) -> bool:
        return self._allows(texts.words(text))


@dataclass(frozen=True, slots=True)
class Characters(_Range):
    """So many Han characters; marks, digits and Latin letters do not count."""

    def held(self, text: str) -> bool:
        return self._allows(texts.han(text))


@dataclass(frozen=True, slots=True)
class Sentences(_Range):
    """So many sentences."""

    def held(self, text: str) -> bool:
        return self._allows(texts.sentences(text))


@dataclass(frozen=True, slots=True)
class Paragraphs(_Range):
    """So many blocks with blank lines between them."""

    def held(self, text: str) -> bool:
        return self._allows(texts.paragraphs(text))


@dataclass(frozen=True, slots=True)
class Lines(_Range):
    """So many lines that hold something."""

    def held(self, text: str) -> bool:
        return self._allows(len(texts.lines(text)))


@dataclass(frozen=True, slots=True)
class Bullets(_Range):
    """So many lines that begin with `-`, `*` or `•`."""

    def held(self, text: str) -> bool:
        return self._allows(sum(bool(_BULLET.match(line)) for line in texts.lines(text)))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list numbered from 1 to `count`, in order."""

    count: int

    def held(self, text: str) -> bool:
        found = [int(mark[1]) for line in texts.lines(text) if (mark := _NUMBERED.match(line))]
        return found == list(range(1, self.count + 1))


@dataclass(frozen=True, slots=True)
class Headings(_Range):
    """So many headings of Markdown."""

    def held(self, text: str) -> bool:
        return self._allows(sum(bool(_HEADING.match(line)) for line in texts.lines(text)))


@dataclass(frozen=True, slots=True)
class Capitals(_Range):
    """So many words of two letters or more in capitals only."""

    def held(self, text: str) -> bool:
        return self._allows(len(re.findall(r"\b[A-Z]{2,}\b", text)))


@dataclass(frozen=True, slots=True)
class WordLength:
    """No word has more letters than this."""

    most: int

    def held(self, text: str) -> bool:
        return all(len(word) <= self.most for word in re.findall(r"[^\W\d_]+", text))
