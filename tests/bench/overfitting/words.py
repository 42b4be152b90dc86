"""Made-up words, and the two kinds of rules: those that the bases know and those that they have to learn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_STARTS = (
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gl",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "z",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou")
_ENDS = ("", "", "n", "r", "s", "l", "m", "k", "x")

Rule = Callable[[str], str]


def word(draw: Random, syllables: int = 2) -> str:
    """A word that means nothing."""
    return "".join(draw.choice(_STARTS) + draw.choice(_VOWELS) for _ in range(syllables)) + draw.choice(_ENDS)


def words(draw: Random, count: int, syllables: int = 2) -> list[str]:
    """Different words."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[word(draw, syllables)] = None
    return list(found)


def letters(draw: Random, shortest: int = 4, longest: int = 6) -> str:
    """Random letters."""
    return "".join(draw.choice(LETTERS) for _ in range(draw.randint(shortest, longest)))


KNOWN: Mapping[str, Rule] = {
    "copy": lambda text: text,
    "back": lambda text: text[::-1],
    "head": lambda text: text[:2],
    "tail": lambda text: text[-2:],
    "twice": lambda text: "".join(2 * one for one in text),
    "upper": str.upper,
}
"""What the bases are pretrained on."""


def new_rule(draw: Random) -> tuple[str, Rule]:
    """A rule that no base has seen, and its name."""
    shift = draw.randint(1, 25)
    cipher = dict(zip(LETTERS, draw.sample(LETTERS, 26), strict=True))
    rules: list[tuple[str, Rule]] = [
        ("order", lambda text: "".join(sorted(text))),
        ("shift", lambda text: "".join(LETTERS[(LETTERS.index(one) + shift) % 26] for one in text)),
        ("swap", lambda text: "".join(text[at : at + 2][::-1] for at in range(0, len(text), 2))),
        ("code", lambda text: "".join(cipher[one] for one in text)),
        ("most", lambda text: max(text) + min(text)),
        ("gaps", lambda text: "-".join(text)),
        ("parity", lambda text: "".join(str(LETTERS.index(one) % 2) for one in text)),
    ]
    return draw.choice(rules)
