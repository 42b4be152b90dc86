"""Addresses of machines that are reserved for documentation."""

from __future__ import annotations

import ipaddress
import re

from auditor.cleaning.surrogates.draw import Draw, base, fill, widened

_NETS = ("192.0.2", "198.51.100", "203.0.113")
"""RFC 5737."""
_PADDED = re.compile("(?<![0-9A-Fa-f])0[0-9A-Fa-f]")


def ip_address(form: str, canonical: str, written: str, draw: Draw) -> str:
    """RFC 5737 for version 4; 2001:db8::/32 (RFC 3849) for version 6, with its zeros written out or not."""
    if form == "ipv4":
        return widened(written, f"{_NETS[draw.below(len(_NETS))]}.{1 + draw.below(254)}")
    value = base(written)
    first, second, last = (1 + draw.below(0xFFFF) for _ in range(3))
    made = ipaddress.IPv6Address(f"2001:db8:{first:x}:{second:x}::{last:x}")
    if "::" in value.replace("：", ":"):
        text = made.compressed
    elif _PADDED.search(value):
        text = made.exploded
    else:
        text = ":".join(f"{int(group, 16):x}" for group in made.exploded.split(":"))
    return text.upper() if value.upper() == value and value.lower() != value else text


def mac_address(form: str, canonical: str, written: str, draw: Draw) -> str:
    """00:00:5E:00:53:00 to FF (RFC 7042, section 2.1.2)."""
    made = f"00005e0053{draw.below(256):02x}"
    return fill(written, made.upper() if written.upper() == written and written.lower() != written else made)
