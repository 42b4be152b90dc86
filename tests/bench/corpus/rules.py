"""Whether a bare number satisfies, by chance, a published rule of numbers that need no word beside them."""

from __future__ import annotations

from datetime import date

from tests.bench.corpus.digits import luhn, mod_11_2, mod_11_10, organization, uscc, weighted
from tests.bench.corpus.world import RANGES

PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
LENGTHS = {
    "Maestro": tuple(range(12, 20)),
    **dict.fromkeys(("Discover", "JCB", "UnionPay"), tuple(range(16, 20))),
}
WHOLE = {
    "Mastercard": tuple(str(n) for n in [*range(51, 56), *range(2221, 2721)]),
    "JCB": tuple(str(n) for n in range(3528, 3590)),
    "UnionPay": ("62",),
    "Maestro": ("50", "56", "57", "58", "6304", "6759", "676"),
}


def satisfied(value: str) -> str:
    """The name of the rule that the value satisfies; empty where it satisfies none."""
    if len(value) == 18 and value[:17].isdigit() and mod_11_2(value[:17]) == value[17]:
        if value[:2] in PROVINCES and _date(value[6:10], value[10:12], value[12:14]):
            return "resident ID"
        if value[0] == "9" and value[1:3] in PROVINCES and _date(value[6:10], value[10:12], value[12:14]):
            return "foreigner's card"
    if not value.isdigit():
        return ""
    if len(value) == 18 and value[2:4] in PROVINCES and organization(value[8:16]) + uscc(value[:17]) == value[16:]:
        return "company code"
    return _card(value) or _european(value)


def _card(value: str) -> str:
    if luhn(value[:-1]) != value[-1]:
        return ""
    for network, (prefixes, lengths) in RANGES.items():
        if len(value) in LENGTHS.get(network, lengths) and value.startswith(WHOLE.get(network, prefixes)):
            return f"card, {network}"
    return ""


def _european(value: str) -> str:
    if len(value) == 15 and value[0] in "12" and "01" <= value[3:5] <= "12":
        return "French NIR" if int(value[13:]) == 97 - int(value[:13]) % 97 else ""
    if len(value) == 11 and _german(value):
        return "German Steuer-ID"
    return "Norwegian number" if len(value) == 11 and _norwegian(value) else ""


def _german(value: str) -> bool:
    counts = sorted(value[:10].count(digit) for digit in set(value[:10]))
    repeats = counts[:-1] == [1] * (len(counts) - 1) and counts[-1] in (2, 3)
    return value[0] != "0" and repeats and mod_11_10(value[:10]) == value[10]


def _norwegian(value: str) -> bool:
    first = -weighted(value[:9], (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
    second = -weighted(value[:9] + str(first % 10), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return value[9:] == f"{first}{second}" and _date("19" + value[4:6], value[2:4], value[:2])


def _date(year: str, month: str, day: str) -> bool:
    try:
        return 1900 <= date(int(year), int(month), int(day)).year <= 2026
    except ValueError:
        return False
