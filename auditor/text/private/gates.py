"""The gates: which patterns a text opens, and where.

Two passes, whatever the number of patterns. RE2 tells in one go through a block of text whether there is anything in
it; most blocks of prose hold nothing, and that is all they cost. In the others one automaton finds the words.
"""

from __future__ import annotations

import re
from collections import defaultdict

import ahocorasick_rs

from auditor.text.private.model import Behind, Pattern, Span
from auditor.text.private.normalize import ODD
from auditor.text.private.sieve import loose, sieve

_BLOCK = 2_000
_OVERLAP = 64
"""Characters that a block shares with the next: no gate is longer."""
CROWD = 32
"""If a gate stands more often than once in so many characters, one search is faster than a try at each place."""
WIDE = _OVERLAP + 1
"""A place of so many characters or more is a stretch in which a word stands over and over."""
ODD_MEMBER, _WORDS = 0, 1
"""What the first members of the sieve stand for."""

Sifted = list[tuple[int, list[int]]]
"""Blocks of a text in which there is something: where each starts, and which members of the sieve match in it."""


class Gates:
    """The gates of some patterns."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self._patterns = patterns
        numbers: dict[tuple[str, ...] | re.Pattern[str], int] = {}
        behind: list[list[int]] = []
        for place, pattern in enumerate(patterns):
            if pattern.gate not in numbers:
                numbers[pattern.gate] = len(numbers)
                behind.append([])
            behind[numbers[pattern.gate]].append(place)
        self._behind = behind
        words: dict[bytes, dict[str, list[int]]] = {}
        regexes: dict[re.Pattern[str], int] = {}
        for gate, number in numbers.items():
            if isinstance(gate, re.Pattern):
                regexes[gate] = number
                continue
            for word in gate:
                words.setdefault(word.encode().lower(), {}).setdefault(word, []).append(number)
        self._regexes = tuple(regexes.items())
        self._numbers = {word: numbers for cased in words.values() for word, numbers in cased.items()}
        # Folded words, told apart afterwards, are a third of all: names stand in several cases.
        self._automaton = ahocorasick_rs.BytesAhoCorasick(list(words), implementation=ahocorasick_rs.Implementation.DFA)
        self._sieve = sieve((ODD.pattern, _words(patterns), *map(loose, regexes)))

    def opened(self, text: str) -> list[Pattern]:
        """The patterns whose gate the text passes, in the order of the table."""
        everything = list(range(2 + len(self._regexes)))
        sifted = [(start, everything) for start in range(0, len(text), _BLOCK)]
        return [pattern for pattern, _, _ in self.places(text, sifted)]

    def sift(self, text: str) -> Sifted:
        """The blocks of a text that hold anything at all."""
        match = self._sieve.Match
        if len(text) <= _BLOCK:
            members = match(text.encode("utf-8", "replace"))
            return [(0, members)] if members else []
        starts = range(0, len(text), _BLOCK)
        sifted = ((at, match(text[at : at + _BLOCK + _OVERLAP].encode("utf-8", "replace"))) for at in starts)
        return [(at, members) for at, members in sifted if members]

    def places(self, text: str, sifted: Sifted) -> list[tuple[Pattern, int, list[Span]]]:
        """The patterns that are open, in the order of the table, the number of their gate, and where it matched."""
        found: dict[int, list[Span]] = {}
        spots: defaultdict[str, list[Span]] = defaultdict(list)
        for start, members in sifted:
            for member in members:
                if member == _WORDS:
                    self._find_words(text, start, spots)
                elif member != ODD_MEMBER:
                    self._find_regex(text, start, member, found)
        for word, spans in spots.items():
            for number in self._numbers[word]:
                found.setdefault(number, []).extend(spans)
        for places in found.values():
            places.sort()
        opened = sorted((place, number) for number in found for place in self._behind[number])
        return [(self._patterns[place], number, found[number]) for place, number in opened]

    def _find_regex(self, text: str, start: int, member: int, found: dict[int, list[Span]]) -> None:
        regex, number = self._regexes[member - _WORDS - 1]
        stop = start + _BLOCK
        spans = [match.span() for match in regex.finditer(text, start, stop + _OVERLAP) if match.start() < stop]
        if spans:
            found.setdefault(number, []).extend(spans)

    def _find_words(self, text: str, start: int, spots: defaultdict[str, list[Span]]) -> None:
        """Where the words of gates stand in a block. Of a word that crowds it, one stretch from its first to its last:
        a list of all the at signs of a text that has nothing else would be a hundred times as large as the text.
        """
        here: defaultdict[str, list[Span]] = defaultdict(list)
        self._find_each(text, start, here)
        for word, spans in here.items():
            crowded = len(spans) > _BLOCK // CROWD
            spots[word] += [(spans[0][0], max(spans[-1][1], spans[0][0] + WIDE))] if crowded else spans

    def _find_each(self, text: str, start: int, spots: defaultdict[str, list[Span]]) -> None:
        block = text[start : start + _BLOCK + _OVERLAP]
        encoded = block.encode("utf-8", "replace")
        matches = self._automaton.find_matches_as_indexes(encoded.lower(), overlapping=True)
        known = self._numbers
        if len(encoded) == len(block):
            for _, low, high in matches:
                if low < _BLOCK and (word := block[low:high]) in known:
                    spots[word].append((start + low, start + high))
            return
        length, last = 0, 0
        for _, low, high in matches:
            if high != last:
                length, last = length + len(encoded[last:high].decode()), high
            word = encoded[low:high].decode()
            at = length - len(word)
            if at < _BLOCK and word in known:
                spots[word].append((start + at, start + length))


def _words(patterns: tuple[Pattern, ...]) -> str:
    """A regex that tells whether a text holds a word of a gate, alone where it must be alone."""
    bare: dict[str, None] = {}
    alone: dict[str, None] = {}
    for pattern in patterns:
        if isinstance(pattern.gate, tuple):
            (alone if isinstance(pattern.where, Behind) else bare).update(dict.fromkeys(pattern.gate))
    bare_ones, lone_ones = ("|".join(map(re.escape, them)) for them in (bare, alone))
    return f"{bare_ones}|(?:^|[^A-Za-z])(?:{lone_ones})(?:[^a-z]|$)"
