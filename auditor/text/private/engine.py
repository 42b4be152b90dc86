"""The search itself: all patterns, and the gates that open them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import cache, lru_cache

import ahocorasick_rs
import re2

from auditor.text.private import (
    accounts,
    chinese,
    contacts,
    credentials,
    hardware,
    identities,
    labelled,
    money,
    national,
    network,
    phones,
    registers,
)
from auditor.text.private.model import Hit, Pattern
from auditor.text.private.normalize import plain

PATTERNS: tuple[Pattern, ...] = (
    *contacts.PATTERNS,
    *network.PATTERNS,
    *identities.PATTERNS,
    *money.PATTERNS,
    *phones.PATTERNS,
    *national.PATTERNS,
    *registers.PATTERNS,
    *labelled.PATTERNS,
    *chinese.PATTERNS,
    *accounts.PATTERNS,
    *hardware.PATTERNS,
    *credentials.PATTERNS,
)
"""Every detector there is."""

_SHORT_TEXT = 200
"""Characters of a text that a column's name still describes."""
_QUOTED = re.compile(r'\["(.*)"\]$')
_CARD = re.compile(r"card|pan\b|account|卡|账")
_WORDS_OF_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")
_RANK = {"validated": 0, "context": 1, "shape": 2}


_SHORTEST = 3
"""Characters that a gate word must have to be worth its place in the automaton: shorter ones are everywhere."""


class _Gates:
    """Which patterns a text opens. One pass finds all the words, however many there are."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self._patterns = patterns
        short: dict[str, list[int]] = {}
        long: dict[bytes, dict[str, list[int]]] = {}
        regexes: dict[re.Pattern[str], list[int]] = {}
        for place, pattern in enumerate(patterns):
            if isinstance(pattern.gate, re.Pattern):
                regexes.setdefault(pattern.gate, []).append(place)
                continue
            for word in pattern.gate:
                if len(word) < _SHORTEST and word.isascii():
                    short.setdefault(word, []).append(place)
                else:
                    long.setdefault(_folded(word), {}).setdefault(word, []).append(place)
        self._short = tuple(short.items())
        self._always, self._regexes, self._set = _sieve(regexes)
        self._words = tuple(tuple(cased.items()) for cased in long.values())
        # Folded words, told apart afterwards, are a third of all: names stand in several cases.
        self._automaton = ahocorasick_rs.BytesAhoCorasick(list(long), implementation=ahocorasick_rs.Implementation.DFA)

    def opened(self, text: str) -> list[Pattern]:
        """The patterns whose gate the text passes, in the order of the table."""
        places: set[int] = set()
        encoded = text.encode("utf-8", "replace")
        found = self._automaton.find_matches_as_indexes(encoded.lower(), overlapping=True)
        if found:
            for index in {match[0] for match in found}:
                for word, opened in self._words[index]:
                    if word in text:
                        places.update(opened)
        for word, opened in self._short:
            if word in text:
                places.update(opened)
        for gate, opened in self._always:
            if gate.search(text) is not None:
                places.update(opened)
        for index in self._set.Match(encoded) or ():
            gate, opened = self._regexes[index]
            if gate.search(text) is not None:
                places.update(opened)
        return [self._patterns[place] for place in sorted(places)]


_Regexes = tuple[tuple[re.Pattern[str], list[int]], ...]
_LOOKS = re.compile(r"\(\?<?[!=](?:\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[^()\[\]\\])*\)")
_UNICODE = re.compile(r"\\[dDwWsSbB]|\(\?")
"""What means something else in RE2, or nothing."""


def _sieve(regexes: dict[re.Pattern[str], list[int]]) -> tuple[_Regexes, _Regexes, re2.Set]:
    """The gates that RE2 cannot have; those that it has, without their look-arounds, hence tried again; and its set."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 64 << 20
    sieve = re2.Set.SearchSet(options)
    always, sieved = [], []
    for gate, opened in regexes.items():
        loose = _LOOKS.sub("", gate.pattern)
        if _UNICODE.search(loose.replace("(?:", "(")) or gate.flags & ~re.UNICODE:
            always.append((gate, opened))
            continue
        try:
            sieve.Add(loose)
        except re2.error:
            always.append((gate, opened))
        else:
            sieved.append((gate, opened))
    sieve.Compile()
    return tuple(always), tuple(sieved), sieve


def _folded(text: str) -> bytes:
    return text.encode("utf-8", "replace").lower()


@cache
def _gates() -> _Gates:
    return _Gates(PATTERNS)


def search(text: str, field: str) -> tuple[Hit, ...]:
    """What `auditor.text.private.find` gives."""
    lead = _lead(field) if field and len(text) <= _SHORT_TEXT else ""
    if not lead:
        return _find(text)
    found = (replace(hit, start=hit.start - len(lead), end=hit.end - len(lead)) for hit in _find(lead + text))
    return tuple(_sober(hit, text, lead) for hit in found if hit.start >= 0)


@lru_cache(maxsize=1024)
def _lead(field: str) -> str:
    """The last name of a path as words: `user.phoneNumber` and `user["phone (number)"]` are `phone Number: `."""
    quoted = _QUOTED.search(field)
    words = _WORDS_OF_NAME.findall(quoted[1] if quoted else field.rpartition(".")[2])
    return " ".join(words) + ": " if words and (quoted is None or quoted[1] != "<key>") else ""


def _sober(hit: Hit, text: str, lead: str) -> Hit:
    """A column of record numbers holds numbers that look like cards by chance: one in thirty of 16 digits."""
    bare = hit.kind == "payment_card" and text.strip().isdigit()
    return replace(hit, certainty="shape") if bare and _CARD.search(lead.lower()) is None else hit


def _find(text: str) -> tuple[Hit, ...]:
    clean = plain(text)
    searched = clean.text
    active = _gates().opened(searched)
    if not active:
        return ()
    found = [hit for pattern in active for hit in pattern.scan(searched)]
    return tuple(clean.restore(hit) for hit in _settle(found))


def _settle(found: list[Hit]) -> list[Hit]:
    """Without overlaps: the surer hit stays, then the longer, then the one whose kind comes first."""
    if len(found) < 2:
        return found
    found.sort(key=lambda hit: (_RANK[hit.certainty], hit.start - hit.end, hit.kind, hit.start))
    starts: list[int] = []
    kept: list[Hit] = []
    for hit in found:
        index = bisect_left(starts, hit.start)
        before = index == 0 or kept[index - 1].end <= hit.start
        if before and (index == len(kept) or hit.end <= kept[index].start):
            starts.insert(index, hit.start)
            kept.insert(index, hit)
    return kept
