"""Numbering plans: what `phonenumbers` says of a number, told twenty times as fast where that is simple.

A list of customers has a number in each line, and parsing takes more time than everything else. The patterns are those
of the library; numbers with a trunk or exit code that needs more than to be cut off are left to the library itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from auditor.text.private.model import digits_of

_KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan",
    "voicemail",
)  # fmt: skip
_LONGEST_NUMBER = 17


@lru_cache(maxsize=1 << 16)
def parsed(number: str, region: str | None) -> tuple[str, bool] | None:
    """The number in E.164, and whether the plan of its country has it; None if it cannot be a number at all.

    `number` may hold digits, blanks, dots, brackets, hyphens, and a plus sign at its start if `region` is None.
    """
    digits = digits_of(number)
    if region is None:
        code = _calling_code(digits)
        if code is None:
            return None
        found = _within(digits[len(code) :], _plan(code, _regions()[code][0]))
    else:
        found = _national(digits, region)
    return by_library(number, region) if found is None else found


def fewest_digits(digits: str) -> int | None:
    """The fewest digits, with those of the country, that a number can have which starts abroad like this one.

    None if no country has such a code.
    """
    code = _calling_code(digits)
    if code is None:
        return None
    # Some plans put digits into a number.
    return len(code) + (0 if _plan(code, _regions()[code][0]).rewrites else min(_lengths(code)))


def _calling_code(digits: str) -> str | None:
    regions = _regions()
    return next((code for size in (1, 2, 3) if (code := digits[:size]) in regions), None)


def by_library(number: str, region: str | None) -> tuple[str, bool] | None:
    """The same, by parsing: 80 microseconds."""
    import phonenumbers

    try:
        found = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    canonical = str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
    return canonical, bool(phonenumbers.is_valid_number(found))


def _national(digits: str, region: str) -> tuple[str, bool] | None:
    plan = _plan(_code(region), region)
    if digits.startswith(plan.code) or (plan.exit is not None and plan.exit.match(digits)):
        return None
    return _within(digits, plan)


def _within(digits: str, plan: _Plan) -> tuple[str, bool] | None:
    """The number by the plan of its country; None if only the library can tell."""
    if plan.trunk is not None and (cut := plan.trunk.match(digits)) is not None and cut.end():
        rest = digits[cut.end() :]
        if plan.rewrites:
            return None
        if not (plan.has(digits) and not plan.has(rest)) and plan.possible(len(rest)):
            digits = rest
    if not 2 <= len(digits) <= _LONGEST_NUMBER:
        return None
    return f"+{plan.code}{digits}", _valid(digits, plan.code)


def _valid(digits: str, code: str) -> bool:
    regions = _regions()[code]
    if len(regions) == 1:
        return _plan(code, regions[0]).given(digits)
    if len(digits) not in _lengths(code):
        return False
    for region in regions:
        plan = _plan(code, region)
        if plan.leading is not None:
            if plan.leading.match(digits):
                return plan.given(digits)
        elif plan.given(digits):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Plan:
    """One country's plan."""

    code: str
    exit: re.Pattern[str] | None
    """What starts a call abroad."""
    trunk: re.Pattern[str] | None
    """What may stand before a number at home."""
    rewrites: bool
    """Whether the trunk code is more than something to cut off."""
    leading: re.Pattern[str] | None
    """How the numbers start, where countries share a code."""
    general: re.Pattern[str]
    lengths: frozenset[int]
    longest: int
    local: frozenset[int]
    kinds: tuple[tuple[frozenset[int], str], ...]
    """Their lengths and their patterns; most are never asked for, so they are not compiled beforehand."""

    def has(self, digits: str) -> bool:
        """Whether it fits the plan at large."""
        return self.general.fullmatch(digits) is not None

    def possible(self, length: int) -> bool:
        """Whether a number may have so many digits, or has too many."""
        return length not in self.local and (length in self.lengths or length > self.longest)

    def given(self, digits: str) -> bool:
        """Whether it is of a kind that is given out."""
        length = len(digits)
        if length not in self.lengths or self.general.fullmatch(digits) is None:
            return False
        for lengths, pattern in self.kinds:
            if (not lengths or length in lengths) and _kind(pattern).fullmatch(digits) is not None:
                return True
        return False


@cache
def _regions() -> dict[str, tuple[str, ...]]:
    import phonenumbers

    return {str(code): regions for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()}


@cache
def _code(region: str) -> str:
    import phonenumbers

    return str(phonenumbers.country_code_for_region(region))


@cache
def _plan(code: str, region: str) -> _Plan:
    from phonenumbers import PhoneMetadata

    data: Any = PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
    kinds = [getattr(data, kind) for kind in _KINDS]
    return _Plan(
        code,
        _compiled(data.international_prefix),
        _compiled(data.national_prefix_for_parsing),
        data.national_prefix_transform_rule is not None,
        _compiled(data.leading_digits),
        re.compile(data.general_desc.national_number_pattern),
        frozenset(data.general_desc.possible_length),
        max(data.general_desc.possible_length),
        frozenset(data.general_desc.possible_length_local_only),
        tuple(
            (frozenset(kind.possible_length), kind.national_number_pattern)
            for kind in kinds
            if kind is not None and kind.national_number_pattern
        ),
    )


@cache
def _lengths(code: str) -> frozenset[int]:
    """How many digits the numbers of a code can have behind it."""
    return frozenset().union(*(_plan(code, region).lengths for region in _regions()[code]))


@cache
def _kind(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None
