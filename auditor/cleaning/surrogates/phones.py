"""Telephone numbers that ring nowhere.

North America: 555-0100 to 555-0199 in every area code (ATIS-0300115). Great Britain: 07700 900000 to 900999 and
020 7946 0000 to 0999 (Ofcom, numbers for drama). The country code 999 is not assigned (ITU-T E.164, list of assigned
country codes). China reserves none: mobiles get the prefix 154, which libphonenumber's plan of China does not have,
and a digit that makes no area code of North America of it (542, 543, 545, 546, 547, 549). Numbers in other national
forms get zeros in front, as no subscriber's has.
"""

from __future__ import annotations

from auditor.cleaning.surrogates.draw import Draw, count, fill
from auditor.text.private.model import digits_of
from auditor.text.private.normalize import plain

_MOBILE, _FOURTH = "154", "235679"
_NO_AREA = frozenset("211 311 411 456 511 611 700 710 500 600 900".split())
_ZEROS, _NOWHERE = "0000", "999"
_LONGEST = 15
"""Digits that a number can have (ITU-T E.164); each spelling shows the last of those that are drawn."""


def phone(form: str, canonical: str, written: str, draw: Draw) -> str:
    """A number of the same country where it has reserved ones; a country code in front of it stays."""
    digits = digits_of(plain(written).text)
    national = _national(canonical, draw)
    if national and len(digits) >= len(national):
        return fill(written, digits[: -len(national)] + national)
    places, drawn = count(written), draw.digits(_LONGEST)
    if plain(written).text.startswith("+"):
        start = _NOWHERE
    else:
        start = f"00{_NOWHERE}" if digits == f"00{canonical[1:]}" else _ZEROS
    length = max(0, places - len(start))
    return fill(written, start + drawn[-length:].zfill(length) if length else start)


def _national(canonical: str, draw: Draw) -> str:
    """The number behind the country code, of as many digits as the canonical one; empty where none is reserved."""
    if canonical.startswith("+1") and len(canonical) == 12:
        return _area(draw) + "55501" + draw.digits(2)
    if canonical.startswith("+44") and len(canonical) == 13:
        return ("7700900" if canonical[3] == "7" else "2079460") + draw.digits(3)
    if canonical.startswith("+861") and len(canonical) == 14:
        return _MOBILE + _FOURTH[draw.below(len(_FOURTH))] + draw.digits(7)
    return ""


def _area(draw: Draw) -> str:
    """Three digits as area codes have them; not those of free and other special numbers."""
    area = f"{'234567'[draw.below(6)]}{draw.below(9)}{draw.below(10)}"
    return "201" if area in _NO_AREA else area
