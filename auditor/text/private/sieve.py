"""Sieves: many regexes told in one go by RE2, which is fast but has no look-arounds."""

from __future__ import annotations

import re
from collections.abc import Iterable

import re2

_LOOKS = re.compile(r"\(\?<?[!=](?:\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[^()\[\]\\])*\)")
_ASTRAY = re.compile(r"\\[dDwWsSbB]|\(\?[^:]")
"""What means something else in RE2, or nothing."""


def loose(regex: re.Pattern[str]) -> str:
    """A regex without its look-arounds, hence one that RE2 can have: it matches wherever the given one does.

    Raises:
        ValueError: there is something else in it that RE2 reads in another way.
    """
    pattern = _LOOKS.sub("", regex.pattern)
    if _ASTRAY.search(pattern) or regex.flags & ~re.UNICODE:
        raise ValueError(f"RE2 reads this in another way: {regex.pattern}")
    return pattern


def sieve(members: Iterable[str]) -> re2.Set:
    """A set of regexes; its `Match` takes a text in UTF-8 and gives the numbers of those that match in it, if any."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 64 << 20
    made = re2.Set.SearchSet(options)
    for member in members:
        made.Add(member)
    made.Compile()
    return made
