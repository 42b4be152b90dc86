"""Addresses of machines that are reserved for documentation."""

from __future__ import annotations

from auditor.cleaning.surrogates.draw import Draw, base, fill, widened

_NETS = ("192.0.2", "198.51.100", "203.0.113")
"""RFC 5737."""


def ip_address(form: str, canonical: str, written: str, draw: Draw) -> str:
    """RFC 5737 for version 4; 2001:db8::/32 (RFC 3849) for version 6, with as many groups written out."""
    if form == "ipv4":
        return widened(written, f"{_NETS[draw.below(len(_NETS))]}.{1 + draw.below(254)}")
    value = base(written)
    groups = [1 + draw.below(0xFFFF) for _ in range(6)]
    if "::" in value:
        made = "2001:db8:{:x}:{:x}::{:x}".format(*groups)
    else:
        made = ":".join(["2001", "0db8", *(f"{group:04x}" for group in groups)])
    return made.upper() if value.upper() == value and value.lower() != value else made


def mac_address(form: str, canonical: str, written: str, draw: Draw) -> str:
    """00:00:5E:00:53:00 to FF (RFC 7042, section 2.1.2)."""
    made = f"00005e0053{draw.below(256):02x}"
    return fill(written, made.upper() if written.upper() == written and written.lower() != written else made)
