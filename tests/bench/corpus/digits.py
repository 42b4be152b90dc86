"""Check digits, each from the standard that its function names."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from random import Random

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def number(rng: Random, length: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(length))


def chars(rng: Random, alphabet: str, length: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(length))


def weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def luhn(body: str) -> str:
    """ISO/IEC 7812-1 annex B."""
    total = 0
    for place, char in enumerate(reversed(body)):
        doubled = int(char) * 2 if place % 2 == 0 else int(char)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def mod_11_2(body: str) -> str:
    """ISO 7064 MOD 11-2, as GB 11643-1999 uses it."""
    rest = 0
    for char in body:
        rest = (rest + int(char)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def mod_11_10(body: str) -> str:
    """ISO 7064 MOD 11,10: the German tax number."""
    product = 10
    for char in body:
        rest = (int(char) + product) % 10 or 10
        product = rest * 2 % 11
    return str((11 - product) % 10)


def mod_97(text: str) -> int:
    """ISO 7064 MOD 97-10 over digits and letters, A = 10 (ISO 13616)."""
    return int("".join(str(int(char, 36)) for char in text)) % 97


def verhoeff(body: str) -> str:
    """Verhoeff 1969, over the dihedral group of order ten: Aadhaar."""
    rest = 0
    for place, char in enumerate(reversed(body), 1):
        rest = _dihedral(rest, _permuted(int(char), place % 8))
    return next(str(digit) for digit in range(10) if _dihedral(rest, digit) == 0)


def _dihedral(left: int, right: int) -> int:
    if left < 5:
        return (left + right) % 5 if right < 5 else (left + right) % 5 + 5
    return (left - right) % 5 + 5 if right < 5 else (left - right) % 5


def _permuted(digit: int, times: int) -> int:
    for _ in range(times):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


def uscc(body: str) -> str:
    """GB 32100-2015: weights are the powers of 3, modulo 31."""
    total = sum(USCC.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return USCC[-total % 31]


def organization(body: str) -> str:
    """GB 11714-1997: the nine-character code inside GB 32100."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X"[-total % 11]


def ean(body: str) -> str:
    """GS1 check digit: ISBN-13 and the Swiss AHV number."""
    return str(-sum(int(char) * (1, 3)[place % 2] for place, char in enumerate(body)) % 10)


def crc62(body: str) -> str:
    """CRC-32 of the token's random part in base 62, six characters (GitHub's blog on its token formats, 2021)."""
    value, out = zlib.crc32(body.encode()), ""
    for _ in range(6):
        value, digit = divmod(value, 62)
        out = BASE62[digit] + out
    return out
