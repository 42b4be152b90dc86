"""Masks: how a report shows that a value is there without showing the value.

The law: no six characters in a row of the value can be read in its mask, neither as they are nor reversed, nor as
digits alone. So at most four characters stay visible in one place, and of a short value none.
"""

from __future__ import annotations

import re
import unicodedata

from auditor.text.private.model import Hit
from auditor.text.private.normalize import plain

BULLET = "•"
_SHORT = 8
_LONGEST = 24
_PUBLIC_START = re.compile(r"[A-Za-z]{2,5}[_-]|AKIA|ASIA|AKID|LTAI|AIza|eyJ")


def mask(text: str, hit: Hit) -> str:
    """The masked value: enough to tell two of them apart by eye, and no more."""
    value = plain(text[hit.start : hit.end]).text
    if hit.kind == "password":
        return BULLET * _SHORT
    if len(value) < _SHORT:
        return BULLET * len(value)
    if hit.kind == "email":
        return _mask_email(value)
    if hit.kind == "credential":
        return _mask_credential(value)
    first = value.partition(".")[0]
    if hit.kind == "ip_address" and len(first) <= 3:
        return first + f".{BULLET}" * 3
    # Some characters stand for several, such as ¼: they would show too much.
    kept = [c for c in value if c.isalnum() and (c.isascii() or len(unicodedata.normalize("NFKC", c)) == 1)]
    hidden = max(1, min(len(kept), _LONGEST) - 4)
    return "".join(kept[:2]) + BULLET * hidden + "".join(kept[-2:])


def _mask_email(value: str) -> str:
    local, _, domain = value.rpartition("@")
    host, _, top = domain.rpartition(".")
    shown = (local[0] if len(local) > 1 else "") + BULLET * max(1, min(len(local) - 1, 8))
    name = (host[0] if len(host) > 1 else "") + BULLET * max(1, min(len(host) - 1, 3))
    return f"{shown}@{name}" + (f".{top}" if len(top) <= 3 else f".{BULLET * 3}")


def _mask_credential(value: str) -> str:
    match = _PUBLIC_START.match(value) if "@" not in value else None
    return (match.group()[:4] if match else "") + BULLET * 8
