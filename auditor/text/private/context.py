"""Where the words stand that some patterns ask for, so that a list of numbers is not searched for each kind of them."""

from __future__ import annotations

from collections.abc import Iterable

import ahocorasick_rs

from auditor.text.private.model import BESIDE, Around, Pattern, Span


class Context:
    """The words of some patterns."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._lists = tuple(dict.fromkeys(pattern.beside for pattern in patterns if pattern.beside))
        self._words = tuple(dict.fromkeys(word.lstrip("*") for words in self._lists for word in words))
        self._automaton = ahocorasick_rs.AhoCorasick(self._words)

    def windows(self, text: str) -> dict[tuple[str, ...], list[Span]]:
        """Behind the words of each list: where a value may start."""
        found: dict[str, list[Span]] = {word: [] for word in self._words}
        for index, start, end in self._automaton.find_matches_as_indexes(_lower(text), overlapping=True):
            found[self._words[index]].append((start, end))
        around = Around(before=0, after=BESIDE)
        return {
            words: around.windows(sorted(span for word in words for span in found[word.lstrip("*")]))
            for words in self._lists
        }


def _lower(text: str) -> str:
    """In lower case; a character that would become two stays as it is, so that places stay the same."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def common(left: list[Span], right: list[Span]) -> list[Span]:
    """What two lists of stretches share; stretches are given by their first and last character, apart and in order."""
    shared = []
    i = j = 0
    while i < len(left) and j < len(right):
        low, high = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if low <= high:
            shared.append((low, high))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return shared
