"""A tokenizer after LLaMA-Factory has added to it (`fix_special_tokens` in `data/template.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from auditor.training.model import Tokenizer

FIRST = 1 << 32
"""Id of the first token that the tokenizer does not have: above those of any vocabulary. The real id is the size of the
vocabulary, which a model without `resize_vocab` has no row for."""
UNKNOWN = FIRST - 1
"""Stands for the id of a token that a template puts in by id where the tokenizer has none: that of its unknown token,
or nothing, at which the run ends when records are joined."""


@dataclass(frozen=True, slots=True)
class Widened:
    """A tokenizer and the words that became tokens besides."""

    inner: Tokenizer
    eos: str
    ids: dict[str, int]
    """Words that the tokenizer itself does not take for one token."""
    pattern: re.Pattern[str] | None

    def encode(self, text: str) -> list[int]:
        if self.pattern is None:
            return self.inner.encode(text)
        out: list[int] = []
        for piece in self.pattern.split(text):
            if piece in self.ids:
                out.append(self.ids[piece])
            elif piece:
                out += self.inner.encode(piece)
        return out

    def id_of(self, token: str) -> int | None:
        return self.ids.get(token, self.inner.id_of(token))

    @property
    def lacking(self) -> bool:
        """Whether the tokenizer has no id for a word of the template."""
        return any(number >= FIRST for number in self.ids.values())


def widen(tokenizer: Tokenizer, eos: str, words: Iterable[str]) -> Widened:
    """The tokenizer with `eos` and `words` as tokens."""
    ids: dict[str, int] = {}
    for word in dict.fromkeys((eos, *words)):
        number = tokenizer.id_of(word)
        if number is None:
            ids[word] = FIRST + len(ids)
        elif tokenizer.encode(word) != [number]:
            ids[word] = number
    longest = sorted(ids, key=len, reverse=True)
    pattern = re.compile("(" + "|".join(map(re.escape, longest)) + ")") if ids else None
    return Widened(tokenizer, eos, ids, pattern)
