"""The tokens of texts as numbers, with the characters of the text as it was given at which they stand.

A token is a word, or one character where no spaces part words, as `auditor.text.shingles` has it. Case, width
(NFKC), white space and punctuation make no difference, but for operators, which are tokens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from auditor.text.shingles import BLOCK, Places, Tokens, take, tokenize

_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u093c\u3099\u309a\uff9e\uff9f\u1160-\u11ff"
_CLUSTER = re.compile(f"(?s).[{_MARKS}]*")
"""A character with the marks behind it with which it may become one."""


class _Folds(dict[str, str]):
    """What becomes of each character alone."""

    def __missing__(self, character: str) -> str:
        self[character] = unicodedata.normalize("NFKC", character).casefold()
        return self[character]


_folds = _Folds()


@dataclass(frozen=True, slots=True, eq=False)
class _Folded:
    text: str
    first: Places | None
    """Of each character of the folded text: where that of which it was made begins; None where nothing moved."""
    last: Places | None
    """And the place behind its end."""


def tokens_of(texts: Sequence[str]) -> Tokens:
    """The tokens of each text, and where they stand in it."""
    folded = [_fold(text) for text in texts]
    tokens = tokenize([one.text for one in folded])
    if all(one.first is None for one in folded):
        return tokens
    starts, ends = tokens.starts.copy(), tokens.ends.copy()
    for one, low, high in zip(folded, tokens.rows.offsets[:-1], tokens.rows.offsets[1:], strict=True):
        if one.first is not None and one.last is not None:
            starts[low:high] = one.first[starts[low:high]]
            ends[low:high] = one.last[ends[low:high] - 1]
    return Tokens(tokens.rows, starts, ends)


def chosen(tokens: Tokens, rows: Places) -> Tokens:
    """The tokens of the texts at some places, in that order."""
    offsets = tokens.rows.offsets
    return Tokens(tokens.rows.take(rows), take(tokens.starts, offsets, rows)[0], take(tokens.ends, offsets, rows)[0])


def _fold(text: str) -> _Folded:
    if text.isascii():
        return _Folded(_spaced(text.lower()), None, None)
    folded = unicodedata.normalize("NFKC", text).casefold()
    several = {character: size for character in set(text) if (size := len(_folds[character])) != 1}
    if len(folded) != len(text) + sum((size - 1) * text.count(character) for character, size in several.items()):
        return _composed(text)
    if not several:
        return _Folded(_spaced(folded), None, None)
    sizes = np.ones(len(text), np.int64)
    for found in re.finditer(f"[{re.escape(''.join(several))}]", text):
        sizes[found.start()] = several[found[0]]
    first = np.repeat(np.arange(len(text)), sizes)
    return _Folded(_spaced(folded), first, first + 1)


def _composed(text: str) -> _Folded:
    """A text in which characters and the marks behind them become one."""
    clusters = list(_CLUSTER.finditer(text))
    folded = [unicodedata.normalize("NFKC", cluster[0]).casefold() for cluster in clusters]
    sizes = [len(piece) for piece in folded]
    first, last = (
        np.repeat(np.array(places, np.int64), sizes)
        for places in ([cluster.start() for cluster in clusters], [cluster.end() for cluster in clusters])
    )
    return _Folded(_spaced("".join(folded)), first, last)


def _spaced(text: str) -> str:
    """White space as spaces, at which a long text is cut."""
    return text if len(text) <= BLOCK else re.sub(r"\s", " ", text)


__all__ = ["Tokens", "chosen", "tokens_of"]
