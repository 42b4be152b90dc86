"""What of a text a pipeline is given: in pieces that repeat across texts, without sentences that can hold no name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.text.names.language import LETTER

Piece = tuple[int, str]
"""Start in the text, and the piece."""
LONGEST = 20_000
"""Characters of a piece: a pipeline takes memory by the length of its text."""

_ENDS = re.compile(r"[.!?:;。！？：；…\"”')\]]\s*$")
_FULL_LINE = 50
"""Characters from which a line that does not end like a sentence may go on in the next one."""
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]%][.!?])[\"”’)]?\s+(?=[\"“(]?[A-Z])")
_SHORTENED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Mt|Gen|Gov|Sen|Rep|Col|Capt|Lt|Sgt|Rev|Hon|vs|etc|No|Inc|Ltd|Corp|Co)\.$"
)
_CAPITALS = "A-ZÀ-ÖØ-ÞΑ-ΩА-Я"
_WORD = re.compile(rf"[{_CAPITALS}][\w'’]*")
_FIRST = re.compile(rf"[^\w]*([{_CAPITALS}][\w'’]*)")
_CASELESS = re.compile("[^\\W\\d_A-Za-z\u00aa\u00ba\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff]")
"""A letter of a script that has no capitals, so that they tell nothing."""
_I = frozenset(["I", "I'm", "I've", "I'll", "I'd", "I’m", "I’ve", "I’ll", "I’d"])
_STARTS = frozenset(
    "The A An In On At Of For From With By As Is It Its He She We They You I This That These Those There Here Who "
    "What When Where Why How Which My Your His Her Our Their No Not Yes So Do Does Did Can Could Will Would "
    "Should May Might Must Have Has Had Are Was Were Be If But And Or After Before During While Because Since "
    "Then Now Also However Although Some Many Most All Each Every Both One Two Three First Second Finally Next "
    "Another Other To Answer Question Context Passage Article Sentence Paragraph Given Write Generate Read Title "
    "Summary Review Please Let Just Even Only Such Once Until Whether Through According Despite Like Unlike About "
    "Above Below Under Over Between Among Against Into Out Up Down More Less Much Few Several Any None Nothing "
    "Something Someone People There's It's I'm I've That's Don't Can't".split()
)
"""Words that start a sentence and no name."""


def pieces(text: str, *, whole: bool, cased: bool) -> list[Piece]:
    """The pieces of a text to search, in order.

    `whole` keeps it in one, if it may be. Else it is cut into paragraphs, since those repeat across texts. `cased` is
    for languages whose names have capitals: sentences without one, but for the word that starts them, are left out.
    What that loses is measured by tests/bench/names.py.
    """
    parts = [(0, text)] if whole else _paragraphs(text)
    cut = (short for part in parts for short in _halved(*part))
    kept = cut if whole or not cased else (run for part in cut for run in _promising(*part))
    return [(start, piece) for start, piece in kept if LETTER.search(piece) is not None]


def _paragraphs(text: str) -> Iterator[Piece]:
    """Lines, those that are wrapped in the middle of a sentence joined."""
    start, place, line = 0, 0, ""
    for following in text.splitlines(keepends=True):
        ended = len(line) < _FULL_LINE or _ENDS.search(line) or not following[:1].isalpha()
        if place > start and (ended or place - start + len(following) > LONGEST):
            yield start, text[start:place]
            start = place
        line, place = following.rstrip("\r\n"), place + len(following)
    yield start, text[start:]


def _halved(start: int, piece: str) -> Iterator[Piece]:
    """A piece that is too long, cut at blanks where there are some."""
    while len(piece) > LONGEST:
        cut = piece.rfind(" ", LONGEST // 2, LONGEST) + 1 or LONGEST
        yield start, piece[:cut]
        start, piece = start + cut, piece[cut:]
    yield start, piece


def _promising(start: int, piece: str) -> Iterator[Piece]:
    """The longest runs of sentences each of which can hold a name."""
    begin = None
    place = 0
    for end in _sentence_ends(piece):
        if _can_hold_a_name(piece[place:end]):
            begin = place if begin is None else begin
        elif begin is not None:
            yield start + begin, piece[begin:place]
            begin = None
        place = end
    if begin is not None:
        yield start + begin, piece[begin:]


def _sentence_ends(piece: str) -> Iterator[int]:
    for match in _SENTENCE.finditer(piece):
        if _SHORTENED.search(piece, max(0, match.start() - 6), match.start()) is None:
            yield match.end()
    yield len(piece)


def _can_hold_a_name(sentence: str) -> bool:
    if not sentence.isascii() and _CASELESS.search(sentence) is not None:
        return True
    words = _WORD.findall(sentence)
    if (first := _FIRST.match(sentence)) is not None and first[1] in _STARTS:
        words = words[1:]
    return any(word not in _I for word in words)
