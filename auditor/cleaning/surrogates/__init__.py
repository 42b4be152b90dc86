"""What stands in the place of a private value: a typed placeholder, or a made-up value that can hit nobody.

A surrogate is drawn by HMAC-SHA256 from the kind and the canonical value, so the same value gets the same one in every
record, file and run with the same key, in the format in which each is written: two spellings of an IPv6 address become
two of one address; telephone numbers of one value share their last digits, all but the first four where the range is
not one of the country's own. It comes from a range that is reserved for documentation and tests, or that is not given
out to anybody; docs/clean.md lists them. Kinds of which no number is nobody's get a number that cannot be
one, such as `FAKE4711`. Credentials and passwords get none: they become placeholders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from auditor.cleaning.surrogates import network, numbers, phones, words
from auditor.cleaning.surrogates.draw import Draw

__all__ = ["NEUTRAL", "Value", "placeholder", "surrogate"]

NEUTRAL = "[REDACTED]"
"""The placeholder that says nothing, not even a kind: no detector takes it for a word beside a value."""


@dataclass(frozen=True, slots=True)
class Value:
    """A private value in its place. Its `repr` does not show it."""

    kind: str
    form: str
    canonical: str = field(repr=False)
    written: str = field(repr=False)
    """As it stands in the text."""


_MAKERS: Mapping[str, Callable[[str, str, str, Draw], str]] = {
    "email": words.email,
    "social_account": words.account,
    "person": words.person,
    "phone": phones.phone,
    "payment_card": numbers.card,
    "iban": numbers.iban,
    "us_ssn": numbers.ssn,
    "cn_resident_id": numbers.resident_id,
    "license_plate": numbers.plate,
    "ip_address": network.ip_address,
    "mac_address": network.mac_address,
}
_NEVER = frozenset(("credential", "password", "place", "organization", "address", "location"))
"""Kinds that get a placeholder whatever the policy says: a made-up secret would teach that there are some."""


def surrogate(value: Value, secret: bytes) -> str | None:
    """A made-up value in the format of the given one; None for a kind that is only ever redacted."""
    if value.kind in _NEVER:
        return None
    make = _MAKERS.get(value.kind, numbers.fake)
    made = make(value.form, value.canonical, value.written, Draw(secret, value.kind, value.canonical))
    return None if made.casefold() == value.written.casefold() else made


def placeholder(kind: str) -> str:
    """What a redacted value of a kind becomes: `[EMAIL]`."""
    return f"[{kind.upper()}]"
