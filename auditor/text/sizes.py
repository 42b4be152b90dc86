"""About how many tokens a text has, by its characters alone: the likely number, the least and the most.

The weights were fitted to the tokenizers of Qwen (151,643 words) and of Mistral (Tekken, 131,072 words) over 20 sets of
records: instructions, conversations, tool calls, arithmetic, code and prose, in English and Chinese. In English the
likely number was off by -13 % to +10 %; in Chinese by +4 % to +11 % for Qwen, and by -18 % to -39 % for Mistral, which
splits Chinese more finely. All 40 numbers lay between least and most (`tests/bench/token_estimates.py`), which are
wider than that where tokenizers are known to differ: some take three digits together.
"""

from __future__ import annotations

import re
from string import ascii_letters, digits
from typing import NamedTuple

from auditor.records import Record

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]")
_Five = tuple[int, int, int, int, int]
_LETTERS, _DIGITS = (ascii_letters + " ").encode(), digits.encode()
LIKELY = (206, 1100, 450, 700, 700)
"""Thousandths of a token: for a letter or blank of ASCII, a digit, another sign of ASCII, a Chinese, Japanese or Korean
character, any other character."""
LEAST = (185, 400, 350, 600, 600)
MOST = (240, 1300, 600, 1200, 1200)


class Estimated(NamedTuple):
    """Thousandths of a token, so that sums are exact in any order."""

    likely: int = 0
    least: int = 0
    most: int = 0

    def plus(self, other: Estimated) -> Estimated:
        """Both together."""
        return Estimated(self.likely + other.likely, self.least + other.least, self.most + other.most)


def estimated(text: str) -> Estimated:
    """Of a text, or of several joined."""
    if text.isascii():
        content, cjk, others = text.encode(), 0, 0
    else:
        content = text.encode("ascii", "ignore")
        cjk = len(CJK.findall(text))
        others = len(text) - len(content) - cjk
    rest = content.translate(None, _LETTERS)
    bare = rest.translate(None, _DIGITS)
    counts = (len(content) - len(rest), len(rest) - len(bare), len(bare), cjk, others)
    return Estimated(_weighed(counts, LIKELY), _weighed(counts, LEAST), _weighed(counts, MOST))


def _weighed(counts: _Five, weights: _Five) -> int:
    (a, b, c, d, e), (one, two, three, four, five) = counts, weights
    return a * one + b * two + c * three + d * four + e * five


class Sizes(NamedTuple):
    """Of a record."""

    whole: Estimated
    """Of its turns, its rejected answers and its tools."""
    trained: Estimated
    """Of what the loss covers by default."""


def sizes_of(record: Record) -> Sizes:
    """About how many tokens a record has, without the marks of a chat template."""
    turns = (*record.turns, *record.rejected, *record.tools)
    trained = estimated("".join([turn.text for turn in turns if turn.trained]))
    return Sizes(trained.plus(estimated("".join([turn.text for turn in turns if not turn.trained]))), trained)
