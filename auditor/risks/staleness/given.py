"""Whether the prompt gives the fact that its answer tells."""

from __future__ import annotations

import re

ENOUGH = 0.6
"""Part of what is new in an answer that stands in the prompt, from which on it was taken from there."""
LEAST = 2
"""Pieces that are new in an answer, below which only numbers tell."""
_WORDS = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]{2,}|\d+(?:[.,:]\d+)*")
_EAST_ASIAN = re.compile(r"[\u3400-\u9fff]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_COUNTED = re.compile(
    r"(?<![\d.,〔(\[（])(?<![A-Za-z]-)(?<![A-Za-z])(?!(?:19|20)\d\d\b)\d+(?:[.,:]\d+)*"
    r"(?![\d.,]*(?:\s?(?:[年月日号级期届楼〕）)\]]|th\b|st\b|nd\b|rd\b)|[KMGT]B?\b))"
)
"""Numbers that are no year, date, floor or number of a document, and no part of a name or a unit (GPT-4, 1K)."""
_AMOUNT = re.compile(
    r"[$€£¥￥]\s?\d|\d\s?(?:dollars?|euros?|eur|usd|pounds?|cents?|元|块|美元|欧元|角|%)", re.IGNORECASE
)
_SUM = re.compile(r"=\s*[$€£¥]?-?\d|\d\s?[+*×÷]\s?[$€£¥]?\d|\d\s[-/]\s[$€£¥]?\d")
_COMMON = frozenset(
    "the and for are was were will can may you your our their its his her this that these those from with have has "
    "had not "
    "but per each all any about around until than then they them there here which who whom what when where how yes "
    "please "
    "currently now today latest".split()
)


def grounded(ask: str, answer: str, around: str, before: str = "", *, computed: bool) -> bool:
    """Whether what an answer says beyond its question stands in the texts around the question.

    With `computed`, an amount that is worked out of numbers that are given counts as given, too; `before` is what
    stands in the prompt itself before its question.
    """
    if _SUM.search(answer) or (computed and _works_out(f"{before} {ask}")):
        return True
    if not around.strip():
        return False
    numbers = {number.strip(".,") for number in _NUMBER.findall(answer)} - set(_NUMBER.findall(ask))
    there = set(_NUMBER.findall(around))
    if numbers and not numbers <= there:
        return computed and len(_AMOUNT.findall(around)) > 1
    new = _pieces(answer) - _pieces(ask) - numbers
    if numbers and len(new) < LEAST:
        return True
    if len(new) < LEAST:
        return bool(new) and new <= _pieces(around)
    return len(new & _pieces(around)) >= ENOUGH * len(new) or (bool(numbers) and computed)


def _works_out(asked: str) -> bool:
    """Whether a question names the numbers from which its answer is worked out."""
    return len(_COUNTED.findall(asked)) > 1 or _AMOUNT.search(asked) is not None


def _pieces(text: str) -> set[str]:
    """Words in small letters, and pairs of characters of texts without spaces."""
    found = {word.lower() for word in _WORDS.findall(text)} - _COMMON
    for run in _EAST_ASIAN.findall(text):
        found.update(run[place : place + 2] for place in range(len(run) - 1))
    return found
