"""Private values: what can be told by its form to be someone's identifier or someone's key.

Names and postal addresses are not here: no form tells them, a model must.

Each family of values has a module with a table of patterns; `find` tries those whose gate a text passes, so clean
prose costs a few substring searches. Values glued to Han characters and full-width forms are found too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache

from auditor.text.private import contacts, credentials, identities, money, network, phones
from auditor.text.private.mask import mask
from auditor.text.private.model import KINDS, Hit, Pattern
from auditor.text.private.normalize import plain

__all__ = ["KINDS", "PATTERNS", "Hit", "find", "mask"]

PATTERNS: tuple[Pattern, ...] = (
    *contacts.PATTERNS,
    *network.PATTERNS,
    *identities.PATTERNS,
    *money.PATTERNS,
    *phones.PATTERNS,
    *credentials.PATTERNS,
)
"""Every detector there is."""

_SHORT_TEXT = 200
"""Characters of a text that a column's name still describes."""
_NAME = re.compile(r"[^\W\d_][\w -]*")
_WORDS_OF_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")
_RANK = {"validated": 0, "context": 1, "shape": 2}


_ROOTS = ("_", "sk-", "ewo", "AKI")
"""Parts that several gate words share: where the part is missing, so are they all."""

_Words = tuple[tuple[str, tuple[Pattern, ...]], ...]


def _by_word() -> tuple[tuple[str, _Words], ...]:
    """Root, then the gate words that hold it, each with the patterns that it opens."""
    tree: dict[str, dict[str, tuple[Pattern, ...]]] = {}
    for pattern in PATTERNS:
        for word in pattern.gate if isinstance(pattern.gate, tuple) else ():
            root = next((root for root in _ROOTS if root in word), word)
            branch = tree.setdefault(root, {})
            branch[word] = (*branch.get(word, ()), pattern)
    return tuple((root, tuple(branch.items())) for root, branch in tree.items())


def _by_regex() -> tuple[tuple[re.Pattern[str], tuple[Pattern, ...]], ...]:
    gates = dict.fromkeys(pattern.gate for pattern in PATTERNS if isinstance(pattern.gate, re.Pattern))
    return tuple((gate, tuple(p for p in PATTERNS if p.gate is gate)) for gate in gates)


_WORDS = _by_word()
_REGEXES = _by_regex()


def find(text: str, field: str = "") -> tuple[Hit, ...]:
    """The private values of a text, in order; none of them overlap. Takes linear time.

    `field` is the path of the column that the text fills: its last name is read like words before a short text, so
    that a bare number under `phone` is a phone number.
    """
    lead = _lead(field) if field and len(text) <= _SHORT_TEXT else ""
    if not lead:
        return _find(text)
    found = (replace(hit, start=hit.start - len(lead), end=hit.end - len(lead)) for hit in _find(lead + text))
    return tuple(hit for hit in found if hit.start >= 0)


@lru_cache(maxsize=1024)
def _lead(field: str) -> str:
    """The last name of a path as words: `user.phoneNumber` is `phone Number: `."""
    names = _NAME.findall(field)
    return " ".join(_WORDS_OF_NAME.findall(names[-1])) + ": " if names else ""


def _find(text: str) -> tuple[Hit, ...]:
    clean = plain(text)
    searched = clean.text
    active: list[Pattern] = []
    for root, branch in _WORDS:
        if root in searched:
            for word, opened in branch:
                if word in searched:
                    active.extend(opened)
    for gate, patterns in _REGEXES:
        if gate.search(searched) is not None:
            active.extend(patterns)
    if not active:
        return ()
    found = [hit for pattern in dict.fromkeys(active) for hit in pattern.scan(searched)]
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
