"""Numbers of cards, accounts and documents that nobody has."""

from __future__ import annotations

from auditor.cleaning.surrogates.draw import Draw, count, fill
from auditor.text.private.check_digits import is_luhn
from auditor.text.private.model import digits_of

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_FAKE = "FAKE"
_NETWORKS = {12: "50", 13: "4", 14: "36", 15: "37"}
"""First digits of cards by length; longer ones get those of UnionPay."""


def card(form: str, canonical: str, written: str, draw: Draw) -> str:
    """A number as payment sandboxes have them: 4000 00 in front, or eight zeros behind the first four digits."""
    length = len(canonical)
    if length == 16:
        made = "400000" + draw.digits(9)
    else:
        start = _NETWORKS.get(length, "62")
        made = start + draw.digits(4 - len(start)) + "0" * 8 + draw.digits(length - 13)
    made = made[: length - 1]
    return fill(written, next(made + digit for digit in "0123456789" if is_luhn(made + digit)))


def iban(form: str, canonical: str, written: str, draw: Draw) -> str:
    """The country stays; the check digits are 00, which the check of ISO 13616 never gives (it gives 02 to 98)."""
    rest = (draw.digits(1) if c.isdigit() else _LETTERS[draw.below(len(_LETTERS))] for c in canonical[4:])
    return fill(written, canonical[:2] + "00" + "".join(rest))


def ssn(form: str, canonical: str, written: str, draw: Draw) -> str:
    """9 in front, as no social security number has (20 CFR 422.103), and a group that the IRS does not give out."""
    return fill(written, f"9{draw.digits(2)}{1 + draw.below(49):02}{1 + draw.below(9999):04}")


def resident_id(form: str, canonical: str, written: str, draw: Draw) -> str:
    """Region 10, which GB/T 2260 does not have."""
    length = count(written)
    date = f"{1950 + draw.below(60)}{1 + draw.below(12):02}{1 + draw.below(28):02}"
    made = "10" + draw.digits(4) + (date if length == 18 else date[2:])
    return fill(written, made + draw.digits(length - len(made)))


def plate(form: str, canonical: str, written: str, draw: Draw) -> str:
    """The letter I behind the province, which plates do not use (GA 36-2018)."""
    province = _PROVINCES[draw.below(len(_PROVINCES))]
    return province + fill(written[1:], "I" + draw.digits(count(written) - 1))


def fake(form: str, canonical: str, written: str, draw: Draw) -> str:
    """`FAKE` and digits, in the grouping of the number: no register writes its numbers so."""
    places = count(written)
    if places <= len(_FAKE):
        return fill(written, "X" * places)
    return fill(written, _FAKE + draw.digits(places - len(_FAKE)))


def is_number(text: str) -> bool:
    """Whether JSON takes the text for a whole number."""
    return text.isascii() and text.isdigit() and digits_of(text) == text and (text == "0" or text[0] != "0")
