"""How soon a model can learn a credential by heart, as far as its form tells.

A model learns tokens, not characters. A value of few tokens is learned from fewer repetitions than one of many, and
among values that look equally random those that the tokenizer covers with few tokens come out first (arXiv
2604.17814). A value of little entropy is learned soon however long it is. The grade is an order, not a probability.
"""

from __future__ import annotations

from collections import Counter
from math import log2

from auditor.findings import Ease

FEW, MANY = 16, 32
"""Tokens up to which a value is easy, and above which it is hard."""
SAME_OLD = 2.5
"""Bits a character below which a value repeats itself: words and hexadecimal counters have less, random keys more."""


def entropy(value: str) -> float:
    """Shannon entropy of the characters, in bits a character."""
    n = len(value)
    return -sum(count / n * log2(count / n) for count in Counter(value).values())


def ease(value: str, tokens: int) -> Ease:
    """The grade of a value that takes that many tokens."""
    if tokens <= FEW or entropy(value) < SAME_OLD:
        return "easy"
    return "medium" if tokens <= MANY else "hard"
