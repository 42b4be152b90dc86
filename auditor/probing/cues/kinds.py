"""What the form of its kind tells of a value: bits by character of what is left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
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

_LETTERS = re.compile("[^\\W\\d_\u4e00-\u9fff]+")
_RUN = re.compile(r"[A-Za-z0-9+/]{12,}")
_TURNS = re.compile(r"[0-9][A-Za-z]|[A-Za-z][0-9]|[a-z][A-Z]|[A-Z][a-z][A-Z]")
_PUBLIC = re.compile(
    r"[A-Za-z]+://|-----[^-]*-----\s*.{0,44}|^eyJ[^.]*\.?|^(?:AKIA|ASIA|AKID|LTAI|AIza)|T3BlbkFJ|^(?:[A-Za-z]{2,8}[_-]){1,3}|@.*",
    re.DOTALL,
)
"""What the makers of credentials put first, and the host behind `@`; the first 44 characters of a private key say of
what algorithm and length it is."""
_CODE = re.compile(
    r"(?:\+|00)[ .\-(]{0,2}(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3})(?=[^0-9]|[0-9])"
)

Bits = list[float]


def weights_of(value: str, kind: str) -> Bits:
    """Bits by character of a value, by what is known of its kind."""
    return _FORMS.get(kind, _plain)(value)


def plain(text: str) -> str:
    """Letters and digits alone, of one form."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


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
