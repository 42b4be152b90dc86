"""What a detector of private values is, and what it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from auditor.findings import Certainty

KINDS: tuple[str, ...] = (
    "bank_account", "cn_company_id", "cn_permit", "cn_resident_id", "credential", "driver_license", "email",
    "hk_tw_id", "iban", "ip_address", "license_plate", "mac_address", "medical_id", "national_id", "passport",
    "password", "payment_card", "phone", "social_account", "us_ssn",
)  # fmt: skip
"""What `Hit.kind` can be."""

NEAR = 24
"""How many characters before a value may hold the words that say what it is."""

BESIDE = 40
"""The most that any pattern asks for."""


def lead(first: str, *not_after: str) -> str:
    """A character of a class that starts a number, then what may not stand before it.

    The checks look back over the character, because a regex that starts with a class is searched for ten times
    faster than one that starts with a look-behind. Han may touch a number, and so may an escape left in the text.
    """
    before = "".join(rf"(?<!{place}{first})" for place in (r"[0-9][.\-]", *not_after))
    return rf"{first}(?:(?<![A-Za-z0-9_]{first})|(?<=\\[nrt]{first})){before}"


RIGHT = r"(?![A-Za-z0-9_])"
"""End of a value; `\\b` will not do, because Han characters are letters to it."""

DIGITS = re.compile(r"[0-9](?:[ .()\-]{0,2}[0-9]){6}")
"""Gate of the numbers: seven digits with little between them, which clean prose hardly ever has."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One private value in one text. Its `repr` does not show the value."""

    kind: str
    """One of `KINDS`."""
    form: str
    """What exactly it is: `github_token` of a credential, `cn_mobile` of a phone, else the kind."""
    certainty: Certainty
    start: int
    end: int
    """Half-open span of characters in the text as given."""
    canonical: str = field(repr=False)
    """The value however it was written: an e-mail in lower case, a phone in E.164, the digits of a card."""
    test: bool
    """Reserved for tests or documentation, a placeholder, or public and nobody's own."""


Judge = Callable[[str, re.Match[str]], Hit | None]
"""Looks at one candidate in its text; None if it is not a value after all."""

Span = tuple[int, int]
"""Half-open span of characters."""


@dataclass(frozen=True, slots=True)
class Anywhere:
    """The gate tells nothing about the place: the whole text is searched."""


@dataclass(frozen=True, slots=True)
class AtGate:
    """Every match starts where a word of the gate does."""


@dataclass(frozen=True, slots=True)
class Around:
    """Every match starts near a place where the gate matched."""

    before: int = 80
    """At most so many characters before the start of that place."""
    after: int = 0
    """At most so many behind its end."""
    longest: int = 200
    """No match, with what it looks at behind itself, has more characters."""

    def windows(self, places: Iterable[Span]) -> list[Span]:
        """Where matches may start: the first and last character of each stretch, apart and in order."""
        merged: list[Span] = []
        low, high = 0, -1
        before, after = self.before, self.after
        for start, end in places:
            if start - before > high:
                if high >= low:
                    merged.append((low, high))
                low = start - before if start > before else 0
            if end + after > high:
                high = end + after
        return [*merged, (low, high)] if high >= low else merged


@dataclass(frozen=True, slots=True)
class Behind(Around):
    """Every match starts near a word that stands by itself: no letter before it, no small one after it."""


Where = Anywhere | AtGate | Around


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of the table of detectors.

    The gate is what a text must have for the regex to be tried at all: one of some substrings, or a match of a
    cheap regex that several patterns share. A regex must take linear time on every text.
    """

    kind: str
    form: str
    gate: tuple[str, ...] | re.Pattern[str]
    regex: re.Pattern[str]
    judge: Judge
    hits: tuple[str, ...]
    """Examples: texts in which «…» marks the value that must be found."""
    misses: tuple[str, ...]
    """Near misses: texts in which this kind must not be found."""
    where: Where = Around()
    """Where the matches are, seen from the gate."""
    beside: tuple[str, ...] = ()
    """If any: words, as `words` takes them, one of which must start at most `BESIDE` characters before a value."""

    def scan(self, text: str) -> Iterator[Hit]:
        """The values of this pattern in a normalized text, in order."""
        return self.scan_in(text, [(0, len(text))], len(text))

    def scan_in(self, text: str, windows: Iterable[Span], longest: int) -> Iterator[Hit]:
        """The values that start in some stretches, given by their first and last character, apart and in order.

        No character is searched twice: stretches nearer to each other than a match is long are searched in one go.
        """
        position = 0
        search, judge = self.regex.search, self.judge
        for group in _together(windows, longest):
            some = iter(group)
            low, high = next(some)
            last = group[-1][1]
            limit = last + longest
            position = max(position, low)
            while (match := search(text, position, limit)) is not None and (start := match.start()) <= last:
                while start > high:
                    low, high = next(some)
                if start < low:
                    position = low
                    continue
                hit = judge(text, match)
                position = start + 1
                if hit is not None:
                    yield hit
                    if hit.end > position:
                        position = hit.end

    def scan_at(self, text: str, places: Iterable[Span]) -> Iterator[Hit]:
        """The values that start where some places do, given in order."""
        position = 0
        for start, _ in places:
            match = self.regex.match(text, start) if start >= position else None
            hit = self.judge(text, match) if match is not None else None
            if hit is not None:
                yield hit
                position = max(start + 1, hit.end)


def _together(windows: Iterable[Span], gap: int) -> Iterator[list[Span]]:
    """The same stretches in groups: each is at most so many characters behind the one before it."""
    group: list[Span] = []
    for window in windows:
        if group and window[0] - group[-1][1] > gap:
            yield group
            group = []
        group.append(window)
    if group:
        yield group


_OTHER = re.compile("[^0-9]+")
_COUNTED = "0123456789" * 3 + " " + "9876543210" * 3


def words(*them: str) -> re.Pattern[str]:
    """A regex, for lower-cased text, of words that give a value its meaning.

    Latin words must stand alone, save for a plural or "number" behind them; `*phone` may also end a longer word.
    """
    tail = r"(?:[ _-]?(?:numbers?|nums?|nos?|nrs?))?s?(?![a-z])"
    # Each alternative starts with a letter of its own: then a text without such letters is passed over at once.
    whole = _by_first(word for word in them if word.isascii() and word[0] != "*")
    parts = [f"{first}(?<![a-z]{first})(?:{rests}){tail}" for first, rests in whole]
    parts += [f"{first}(?:{rests}){tail}" for first, rests in _by_first(word[1:] for word in them if word[0] == "*")]
    parts += [re.escape(word) for word in them if not word.isascii()]
    return re.compile("|".join(parts))


def _by_first(them: Iterable[str]) -> list[tuple[str, str]]:
    """Words by their first letter: that letter, and what may follow, both as regexes."""
    rests: dict[str, list[str]] = {}
    for word in them:
        rests.setdefault(re.escape(word[0]), []).append(re.escape(word[1:]))
    return [(first, "|".join(them)) for first, them in rests.items()]


def near(text: str, start: int, said: re.Pattern[str], reach: int = NEAR) -> bool:
    """Whether one of the words stands shortly before a place of the text."""
    return said.search(text[max(0, start - reach) : start].lower()) is not None


def digits_of(text: str) -> str:
    """Its ASCII digits alone."""
    return _OTHER.sub("", text)


def is_sequence(digits: str) -> bool:
    """Whether the digits all repeat one, or count up or down: nobody's number."""
    return digits in _COUNTED or digits == digits[:1] * len(digits)
