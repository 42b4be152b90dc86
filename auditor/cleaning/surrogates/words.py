"""Made-up addresses, accounts and names."""

from __future__ import annotations

from auditor.cleaning.surrogates.draw import Draw, cased, count, fill, widened

_DOMAINS = ("example.com", "example.net", "example.org")
"""RFC 2606, section 3: nobody can have them."""
_SHORTEST, _LONGEST, _NUMBER = 11, 24, 3
_NAMES = ("John Doe", "Jane Doe", "Jane Roe", "Richard Roe", "Joe Bloggs", "Fred Bloggs", "Joe Public", "Johnny Doe")
_HAN_NAMES = ("张三", "李四", "王五", "赵六", "孙七", "周八", "吴九", "郑十", "李雷", "韩梅梅", "路人甲")
"""Names that stand for nobody, as the names risk knows them."""


def email(form: str, canonical: str, written: str, draw: Draw) -> str:
    """A word that can be read, with a number, at a domain for examples; dots and dashes where they stood."""
    local = canonical.partition("@")[0]
    length = min(max(len(local), _SHORTEST), _LONGEST)
    made = list(draw.letters(length - _NUMBER) + draw.digits(_NUMBER))
    for place, sign in enumerate(local[: length - _NUMBER]):
        if sign in "._-+" and place:
            made[place] = sign
    return widened(written, cased(written, f"{''.join(made)}@{_DOMAINS[draw.below(len(_DOMAINS))]}"))


def account(form: str, canonical: str, written: str, draw: Draw) -> str:
    """An account that begins with 0: WeChat's begin with a letter, QQ's with 1 to 9, Alipay's with 2088."""
    places = count(written)
    if canonical.isdigit():
        return fill(written, "0" + draw.digits(places - 1))
    return fill(written, "0" + draw.letters(max(0, places - 3)) + draw.digits(min(2, places - 1)))


def person(form: str, canonical: str, written: str, draw: Draw) -> str:
    """A name that is nobody's in particular; in Chinese characters where the written one is."""
    names = _HAN_NAMES if any("\u4e00" <= character <= "\u9fff" for character in written) else _NAMES
    name = names[draw.below(len(names))]
    return name.upper() if written.isupper() and len(written) > 1 else name
