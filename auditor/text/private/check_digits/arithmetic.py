"""What the rules of several registers share: check digits, and dates."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from operator import mul

Test = Callable[[str], bool]

MONTHS = frozenset(f"{month:02}" for month in range(1, 13))
DAYS = frozenset(f"{day:02}" for day in range(1, 32))
_LAST_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")

_ZERO = ord("0")


def weighted(number: str, weights: tuple[int, ...]) -> int:
    """The sum of the digits, each times its weight; digits without a weight do not count."""
    return sum(map(mul, map(int, number), weights))


def is_luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    digits = number.encode()
    return (sum(digits[-1::-2]) + sum(digits[-2::-2].translate(_DOUBLED)) - _ZERO * len(digits)) % 10 == 0


def is_mod_11_10(number: str) -> bool:
    """ISO 7064 MOD 11,10."""
    product = 10
    for digit in map(int, number[:-1]):
        product = ((product + digit) % 10 or 10) * 2 % 11
    return (product + int(number[-1])) % 10 == 1


def _power_tables() -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    """The dihedral group of ten elements, and the powers of Verhoeff's permutation (1969)."""
    group = tuple(
        tuple(
            (a + b) % 5 + (b // 5) * 5 if a < 5 and b < 5 else
            (a + b) % 5 + 5 if a < 5 else
            (a - b) % 5 + 5 if b < 5 else
            (a - b) % 5
            for b in range(10)
        )
        for a in range(10)
    )  # fmt: skip
    powers = [tuple(range(10))]
    first = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    for _ in range(7):
        powers.append(tuple(first[digit] for digit in powers[-1]))
    return group, tuple(powers)


_GROUP, _POWERS = _power_tables()


def is_verhoeff(number: str) -> bool:
    """Verhoeff 1969, "Error Detecting Decimal Codes"."""
    check = 0
    for place, digit in enumerate(map(int, reversed(number))):
        check = _GROUP[check][_POWERS[place % 8][digit]]
    return check == 0


def adds_up(weights: tuple[int, ...], modulus: int) -> Test:
    """Whether a weighted sum leaves no rest."""
    return lambda number: weighted(number, weights) % modulus == 0


def is_date(year: int, month: int, day: int) -> bool:
    """Whether the calendar has this day."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= _LAST_DAYS[month] + leap


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def this_year() -> int:
    """In UTC."""
    return _today().year


def born(year: int, month: int, day: int) -> bool:
    """Whether it is a day that has come."""
    return is_date(year, month, day) and datetime.date(year, month, day) <= _today()
