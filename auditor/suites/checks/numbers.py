"""The last number of a text, in figures, in Chinese numerals or in English words."""

from __future__ import annotations

import re

_FIGURES = re.compile(
    r"(?P<sign>(?<![A-Za-z\d)）])[-−－])?(?<![A-Za-z\d.])(?P<whole>\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?P<part>\.\d+)?"
    r" ?(?P<unit>[万亿]?)"
)
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10**4, "亿": 10**8}
_CHINESE = re.compile(r"负?[零〇一二两三四五六七八九十百千万亿]{1,30}")
_NO_NUMBER = re.compile(r"一(?=[共样起定般些下直旦切致边]|[个种]答案)|(?<=[唯统])一|万一|千万(?=别|不)")
"""Words that are written with a numeral and count nothing."""
_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_ENGLISH_STEPS = {"hundred": 100, "thousand": 1000}
_SPELLED = "|".join((*_SMALL, *_ENGLISH_STEPS))
_ENGLISH = re.compile(
    rf"\b(?:minus |negative )?(?:{_SPELLED})(?:(?:[ -]|,? and )(?:{_SPELLED})){{0,8}}\b", re.IGNORECASE
)


def last_number(text: str) -> float | None:
    """The last number in figures; where there are none, the last in numerals or words; None where there is none."""
    figures = [*_FIGURES.finditer(text)]
    if figures:
        return _figures(figures[-1])
    numerals = [found[0] for found in _CHINESE.finditer(_NO_NUMBER.sub(" ", text))]
    if numerals:
        return _chinese(next((numeral for numeral in reversed(numerals) if numeral != "一"), "一"))
    english = [*_ENGLISH.finditer(text)]
    return _english(english[-1][0].lower()) if english else None


def _figures(found: re.Match[str]) -> float:
    value = float(re.sub("[,，]", "", found["whole"]) + (found["part"] or "")) * _GREAT.get(found["unit"], 1)
    return -value if found["sign"] else value


def _chinese(numeral: str) -> float:
    """三百二十五 is 325, 两万零八 is 20008, 一二三 is 123."""
    sign, numeral = (-1, numeral[1:]) if numeral.startswith("负") else (1, numeral)
    if all(character in _DIGITS for character in numeral):
        return float(sign * int("".join(str(_DIGITS[character]) for character in numeral)))
    total = section = 0
    digit: int | None = None
    step = 1
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
            step = 1 if character in "零〇" else step
        elif character in _STEPS:
            step = _STEPS[character]
            section += (1 if digit is None else digit) * step
            digit = None
        else:
            total = (total + section + (digit or 0)) * _GREAT[character]
            section, digit, step = 0, None, _GREAT[character]
    if digit:  # 一百二 is 120, 一百零二 is 102
        section += digit * (step // 10 if step > 10 else 1)
    return float(sign * (total + section))


def _english(words: str) -> float:
    total = section = 0
    for word in re.findall("[a-z]+", words):
        if word in _SMALL:
            section += _SMALL[word]
        elif word == "hundred":
            section = max(section, 1) * 100
        elif word == "thousand":
            total, section = total + max(section, 1) * 1000, 0
    value = float(total + section)
    return -value if words.startswith(("minus", "negative")) else value
