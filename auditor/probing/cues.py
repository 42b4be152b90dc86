"""What of a private value is its own: what neither the text before it nor the form of its kind gives away.

`john.smith72@firm.com` behind "John Smith" is mostly no secret: whoever knows the name writes it so. Only the rest
tells whether a model learned the value by heart. Wherever there is doubt less is counted, so that less is claimed.
Names in Chinese characters are not held against their romanization: behind 杜凤兰, `fenglan.du` counts as its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import log2

DIGIT = log2(10)
LETTER = 2.0
"""Bits of a letter of a name or a word. Shannon 1951, "Prediction and Entropy of Printed English": 2.3 where a reader
sees up to eight letters, 0.6 to 1.3 where he sees a hundred."""
WORD = 8.0
"""Most bits of a run of letters: the commonest names are borne by about one person in 256, however long they are."""
HAN = 6.0
"""Bits of a Chinese character, which stands for two or three letters of a name."""
CHOSEN = 1.5
"""Bits of any character of a password that a person chose: what NIST SP 800-63 (2006), appendix A, gives the ninth and
all behind it; those before it get more."""
COMMON = 3
"""What so many other values of the kind share is the form of the kind."""
SLACK = 1.0
"""By so many bits an ending may seem commoner than it is, by the chance of who else stands in the data."""
_ENDING = 12
"""Most letters and digits of an ending."""
_SHORTEST, _PIECE, _NUMBER = 3, 6, 4
"""Fewest letters of a word, characters of a piece of any kind, and digits of a number that are looked for."""

_WORD = re.compile("[^\\W\\d_\u4e00-\u9fff]+|[\u4e00-\u9fff]+")
_LETTERS = re.compile("[^\\W\\d_\u4e00-\u9fff]+")
_INITIAL = re.compile(r"(?<![^\W_])[^\W\d_]")
_DIGITS = re.compile(r"[0-9]+")
_DATE = re.compile(r"(?<![0-9])(?=([0-9]{1,4})[^0-9]{1,3}([0-9]{1,2})[^0-9]{1,3}([0-9]{1,4})(?![0-9]))")
_RUN = re.compile(r"[A-Za-z0-9+/]{12,}")
_TURNS = re.compile(r"[0-9][A-Za-z]|[A-Za-z][0-9]|[a-z][A-Z]|[A-Z][a-z][A-Z]")
_PUBLIC = re.compile(
    r"[A-Za-z]+://|-----[^-]*-----\s*.{0,44}|^eyJ[^.]*\.?|^(?:AKIA|ASIA|AKID|LTAI|AIza)|^(?:[A-Za-z]{2,8}[_-]){1,3}|@.*",
    re.DOTALL,
)
"""What the makers of credentials put first, and the host behind `@`; the first 44 characters of a private key say of
what algorithm and length it is."""
_CODE = re.compile(
    r"(?:\+|00)[ .\-(]{0,2}(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3})(?=[^0-9]|[0-9])"
)

Bits = list[float]


@dataclass(frozen=True, slots=True)
class Own:
    """The own part of a value."""

    mask: tuple[bool, ...]
    """By character of the value."""
    bits: float
    """Logarithm to base 2 of how many values these characters could have, were they drawn at random."""
    cued: bool
    """Whether the text before it gives a part away."""
    rare: bool = True
    """Whether its ending is no commoner than others: else it is likelier than most values of its kind."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the values of one kind have together, as letters and digits of one form."""

    heads: frozenset[str] = frozenset()
    """The longest beginning of each that at least `COMMON` others have."""
    tails: Mapping[str, float] = field(default_factory=dict)
    """Endings, of the characters that carry bits, that more than `COMMON` have: what each is worth, in bits. It is how
    rare it is among these values, log2(N / k), so that who learned only how values end is surprised by none."""


def own_part(value: str, kind: str, before: str, shared: Shared | None = None) -> Own:
    """What of a value is its own behind such a text, and beside others of its kind."""
    weights = _FORMS.get(kind, _plain)(value)
    written, shared = plain(value), shared or Shared()
    rare = not _by_tails(weights, value, shared.tails)
    head = next((size for size in range(len(written), 0, -1) if written[:size] in shared.heads), 0)
    places = [place for place, char in enumerate(value) for _ in plain(char)]
    for place in places[:head]:
        weights[place] = 0.0
    told = _told(value, before)
    mask = tuple(bits > 0 and not known for bits, known in zip(weights, told, strict=True))
    return Own(mask, sum(bits for bits, own in zip(weights, mask, strict=True) if own), any(told), rare)


def _signs(value: str, weights: Bits) -> list[tuple[str, int]]:
    """Letters and digits up to the last that carries bits, with their places."""
    last = max((place for place, bits in enumerate(weights) if bits > 0), default=-1)
    return [(sign, place) for place, char in enumerate(value[: last + 1]) for sign in plain(char)]


def _by_tails(weights: Bits, value: str, tails: Mapping[str, float]) -> bool:
    """Takes from an ending the bits that it has too many, in equal shares; whether there were any."""
    signs, taken = _signs(value, weights), False
    for size in range(1, len(signs) + 1):
        ending = "".join(sign for sign, _ in signs[-size:])
        if ending not in tails:
            break
        places = {place for _, place in signs[-size:]}
        total = sum(weights[place] for place in places)
        if total > tails[ending] + SLACK:
            taken = True
            for place in places:
                weights[place] *= tails[ending] / total
    return taken


def shared_endings(values: Collection[str], kind: str) -> Mapping[str, float]:
    """The endings of the distinct values of one kind that more than `COMMON` have, and their bits."""
    count = Counter[str]()
    for value in values:
        text = "".join(sign for sign, _ in _signs(value, _FORMS.get(kind, _plain)(value)))
        count.update(text[-size:] for size in range(1, min(len(text), _ENDING) + 1))
    return {ending: log2(len(values) / k) for ending, k in count.items() if k > COMMON}


def shared_parts(values: Iterable[str]) -> frozenset[str]:
    """The longest beginning of each of the distinct values of one kind that at least `COMMON` others share."""
    ordered = sorted({plain(value) for value in values})
    found = set()
    for first, last in zip(ordered, ordered[COMMON:], strict=False):
        if head := _common(first, last):
            found.add(head)
    return frozenset(found)


def plain(text: str) -> str:
    """Letters and digits alone, of one form."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _common(one: str, other: str) -> str:
    differ = (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
    return one[: next(differ, min(len(one), len(other)))]


# What the text before it tells ---------------------------------------------------------------------------------------


def _told(value: str, before: str) -> list[bool]:
    """By character whether the text before the value gives it away."""
    told = [False] * len(value)
    if not before:
        return told
    if value.casefold() in before.casefold():
        return [True] * len(value)
    _by_pieces(told, value, plain(before))
    words = {word.casefold() for word in _WORD.findall(before)}
    initials = {char.casefold() for char in _INITIAL.findall(before) if char.isupper()}
    for match in _WORD.finditer(value):
        _by_words(told, match, words, initials)
    numbers = {*_DIGITS.findall(before), *_dates(before)}
    for match in _DIGITS.finditer(value):
        _by_numbers(told, match, numbers)
    return told


def _by_pieces(told: list[bool], value: str, before: str) -> None:
    """Any `_PIECE` characters in a row that stand there too, however they are written."""
    signs = [(sign, place) for place, char in enumerate(value) for sign in plain(char)]
    for first in range(len(signs) - _PIECE + 1):
        piece = signs[first : first + _PIECE]
        if "".join(sign for sign, _ in piece) in before:
            for _, place in piece:
                told[place] = True


def _by_words(told: list[bool], match: re.Match[str], words: set[str], initials: set[str]) -> None:
    """Words of the text in a run of letters, whole or as initials beside others."""
    run, start = match.group().casefold(), match.start()
    if len(run) != len(match.group()):
        return
    for first in range(len(run)):
        for last in range(first + _SHORTEST, len(run) + 1):
            if run[first:last] in words:
                told[start + first : start + last] = [True] * (last - first)
    for first in range(len(run)):
        if "一" <= run[first] <= "鿿" and any(run[first] in word for word in words):
            told[start + first] = True
    rest = [place for place in range(start, match.end()) if not told[place]]
    if len(rest) <= 2 and all(run[place - start] in initials for place in rest):
        for place in rest:
            told[place] = True


def _by_numbers(told: list[bool], match: re.Match[str], numbers: set[str]) -> None:
    """A number of the text, a year cut to two digits, or a date in another order."""
    run, start = match.group(), match.start()
    whole = run in numbers or any(len(one) == 4 and one[:2] in ("19", "20") and one[2:] == run for one in numbers)
    if whole:
        told[start : match.end()] = [True] * len(run)
    for size in {len(one) for one in numbers if len(one) >= _NUMBER}:
        for first in range(len(run) - size + 1):
            if run[first : first + size] in numbers:
                told[start + first : start + first + size] = [True] * size


def _dates(text: str) -> Iterable[str]:
    """Ways in which numbers write the dates of a text."""
    for match in _DATE.finditer(text):
        one, two, three = match.groups()
        parts = (one.zfill(2), two.zfill(2), three.zfill(2))
        for order in ((0, 1, 2), (2, 1, 0), (2, 0, 1)):
            year, month, day = (parts[place] for place in order)
            for short in (year, year[-2:]):
                yield from (f"{short}{month}{day}", f"{day}{month}{short}", f"{month}{day}{short}")
            yield from (f"{month}{day}", f"{day}{month}")


# What the form of the kind tells -------------------------------------------------------------------------------------


def _plain(value: str) -> Bits:
    """Digits and letters; what separates them is form."""
    return _capped(value, [_bits(char) for char in value])


def _capped(value: str, weights: Bits) -> Bits:
    """With at most `WORD` bits for each run of letters."""
    for match in _LETTERS.finditer(value):
        size = match.end() - match.start()
        weights[match.start() : match.end()] = [min(one, WORD / size) for one in weights[slice(*match.span())]]
    return weights


def _bits(char: str) -> float:
    if char.isdecimal():
        return DIGIT
    if "一" <= char <= "鿿":
        return HAN
    return LETTER if char.isalpha() else 0.0


def _kept(value: str, keep: Callable[[int, int], bool], bits: Callable[[str], float] = _bits) -> Bits:
    """The bits of the letters and digits that are kept, given the place of each and how many there are."""
    places = [place for place, char in enumerate(value) if char.isalnum()]
    weights = [0.0] * len(value)
    for number, place in enumerate(places):
        if keep(number, len(places)):
            weights[place] = bits(value[place])
    return weights


def _last(count: int, checks: int = 0) -> Callable[[str], Bits]:
    """The last so many, without the check digits behind them: what stands before is a region, a bank or an office."""
    return lambda value: _kept(value, lambda place, size: size - checks - count <= place < size - checks)


def _between(first: int, checks: int) -> Callable[[str], Bits]:
    """Without so many at the beginning and so many check digits at the end."""
    return lambda value: _kept(value, lambda place, size: first <= place < size - checks)


def _email(value: str) -> Bits:
    """The domain is no person's own: it is an employer's or one of a few that everybody uses."""
    local = value[: max(value.rfind("@"), value.rfind("\uff20"), 0)]
    return [*_plain(local), *[0.0] * (len(value) - len(local))]


def _phone(value: str) -> Bits:
    """The last seven digits: those before them name a country, a region or an operator."""
    code = _CODE.match(value)
    skipped = sum(char.isalnum() for char in code.group()) if code else 0
    return _kept(value, lambda place, size: place >= max(skipped, size - 7))


def _resident(value: str) -> Bits:
    """GB 11643: a region (of some 3,000), a date of birth (of some 16,000 likely ones), a number, and a check digit."""
    size = sum(char.isalnum() for char in value)
    born = 14.0 / (8 if size == 18 else 6)
    order = [*[11.5 / 6] * 6, *[born] * (8 if size == 18 else 6), *[DIGIT] * 3, *[0.0] * max(0, size - 17)]
    signs = iter(order[:size] if size in (15, 18) else [1.0] * size)
    return [next(signs) if char.isalnum() else 0.0 for char in value]


def _hexadecimal(char: str) -> float:
    return DIGIT if char.isdecimal() else log2(6) if char in "abcdefABCDEF" else 0.0


def _address(value: str) -> Bits:
    """Of an IPv4 address at most eight bits a part."""
    if ":" in value:
        return [_hexadecimal(char) for char in value]
    return [8 / 3 if char.isdecimal() else 0.0 for char in value]


def _random(value: str) -> Bits:
    """Runs that look random, by the letters that they use; nothing else."""
    weights = [0.0] * len(value)
    for match in _RUN.finditer(value):
        run = match.group()
        if len(_TURNS.findall(run)) < 3:
            continue
        letters = [char for char in run if char.isalpha()]
        if all(char in "abcdefABCDEF" for char in letters):
            bits = log2(6)
        else:
            bits = log2(52 if any(map(str.isupper, letters)) and any(map(str.islower, letters)) else 26)
        for place in range(match.start(), match.end()):
            weights[place] = DIGIT if value[place].isdecimal() else bits if value[place].isalpha() else 0.0
    return weights


def _credential(value: str) -> Bits:
    weights = _random(value)
    for match in _PUBLIC.finditer(value):
        weights[match.start() : match.end()] = [0.0] * (match.end() - match.start())
    return weights


def _password(value: str) -> Bits:
    chosen = _capped(value, [0.0 if char.isspace() else CHOSEN for char in value])
    return [random or other for random, other in zip(_random(value), chosen, strict=True)]


_FORMS: Mapping[str, Callable[[str], Bits]] = {
    "bank_account": _between(6, 1),
    "cn_company_id": _between(8, 2),
    "cn_permit": _between(1, 1),
    "cn_resident_id": _resident,
    "credential": _credential,
    "email": _email,
    "hk_tw_id": _between(1, 1),
    "iban": _last(8, 2),
    "ip_address": _address,
    "license_plate": _between(2, 0),
    "mac_address": lambda value: _kept(value, lambda place, size: place >= 6, _hexadecimal),
    "national_id": lambda value: _kept(value, lambda place, size: place < size - 1, lambda char: 2.0),
    "password": _password,
    "payment_card": _between(6, 1),
    "phone": _phone,
    "us_ssn": _last(6),
}
"""Bits by character, of the kinds of which more is known than that they are made of letters and digits. Issuers stand
in the first six digits of a card (ISO/IEC 7812), makers in the first six of a MAC address (IEEE 802); the first three
of an SSN go with the place of birth (Acquisti and Gross 2009); national numbers mostly hold a date of birth and end
with a check digit; of an IBAN what stands before the account is the bank, and some countries end it with a check."""


def by_kind(values: Iterable[tuple[str, str]]) -> Mapping[str, Shared]:
    """What the values of each kind share, from pairs of kind and value, one a distinct value."""
    found: dict[str, set[str]] = {}
    for kind, value in values:
        found.setdefault(kind, set()).add(value)
    return {kind: Shared(shared_parts(own), shared_endings(own, kind)) for kind, own in found.items()}
