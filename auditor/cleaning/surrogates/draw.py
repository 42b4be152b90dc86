"""Drawing by key, and writing what is drawn in the format of the value that it replaces."""

from __future__ import annotations

import hashlib
import hmac

from auditor.text.private.normalize import plain

_CONSONANTS, _VOWELS = "bdfghklmnprstvz", "aeiou"
_WIDE = 0xFEE0
"""Distance between a full-width character and the ASCII one."""


class Draw:
    """Chances that a key, a kind and a value fix for ever."""

    def __init__(self, secret: bytes, kind: str, canonical: str) -> None:
        message = f"surrogate\x00{kind}\x00{canonical}".encode("utf-8", "surrogatepass")
        seed = hmac.digest(secret, message, "sha256")
        self._left = int.from_bytes(hashlib.shake_256(seed).digest(64), "big")

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        self._left, drawn = divmod(self._left, n)
        return drawn

    def digits(self, count: int) -> str:
        """So many decimal digits."""
        return f"{self.below(10**count):0{count}}" if count > 0 else ""

    def letters(self, count: int) -> str:
        """So many letters that can be spoken."""
        return "".join((_VOWELS if i % 2 else _CONSONANTS)[self.below(5 if i % 2 else 15)] for i in range(count))


def _narrow(character: str) -> str:
    """The ASCII letter or digit that a full-width one stands for; any other character as it is."""
    code = ord(character)
    if 0xFF01 <= code < 0xFF5F and chr(code - _WIDE).isalnum():
        return chr(code - _WIDE)
    return character


def _is_place(character: str) -> bool:
    return character.isascii() and character.isalnum()


def base(written: str) -> str:
    """The text whose letters and digits are replaced one by one: escapes in it are read first."""
    return plain(written).text if "\\u" in written else written


def count(written: str) -> int:
    """How many letters and digits, full-width ones included."""
    return sum(_is_place(_narrow(character)) for character in base(written))


def fill(written: str, characters: str) -> str:
    """The text with other letters and digits: separators stay, and what was full-width is full-width again."""
    rest = iter(characters)
    out = []
    for character in base(written):
        narrow = _narrow(character)
        if not _is_place(narrow):
            out.append(character)
        elif new := next(rest, ""):
            out.append(chr(ord(new) + _WIDE) if narrow != character else new)
    return "".join(out)


def widened(written: str, text: str) -> str:
    """ASCII text in full-width characters if the written one is in them."""
    if not any(_narrow(character) != character for character in written):
        return text
    return "".join(chr(ord(c) + _WIDE) if "!" <= c <= "~" else c for c in text)


def cased(written: str, text: str) -> str:
    """The text in the case of the written one: all capitals, a capital first, or as it is."""
    if written.isupper():
        return text.upper()
    return text.capitalize() if written[:1].isupper() else text
