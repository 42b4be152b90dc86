"""How keys and paths of the data may be shown: key names can hold private values too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from auditor.text.private import find

_LONGEST_KEY = 40
_MOST_KEYS = 20
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z_-]*[A-Za-z0-9_-]{0,3}")
_NAME = re.compile(r"[^\W\d][\w ./-]*")
_MANY_DIGITS = re.compile(r"(?:\d\D*){4}")
_LONG_WITH_DIGITS = 16


@lru_cache(maxsize=4096)
def shown_key(key: str) -> str:
    """A key name fit to be shown, or `<key>` where it may be a value: a long one, one with digits or signs in it."""
    digits = any(map(str.isdigit, key))
    if (
        len(key) > _LONGEST_KEY
        or _NAME.fullmatch(key) is None
        or _MANY_DIGITS.search(key)
        or (digits and len(key) >= _LONG_WITH_DIGITS)
        or find(key)
    ):
        return "<key>"
    return key


def shown_keys(keys: Iterable[str]) -> str:
    """At most 20 key names, fit to be shown, with commas between."""
    names = [shown_key(key) for key in keys]
    more = len(names) - _MOST_KEYS
    return ", ".join(names[:_MOST_KEYS]) + (f" and {more} more" if more > 0 else "")


@lru_cache(maxsize=4096)
@lru_cache(maxsize=1024)
def step(path: str, key: str) -> str:
    """The path of the field `key` of the object at `path`: `a.b`, or `a["b c"]` for names that need quotes."""
    if len(key) < _LONG_WITH_DIGITS and _PLAIN.fullmatch(key):
        return f"{path}.{key}" if path else key
    name = shown_key(key)
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    if name.isidentifier():
        return f"{path}.{name}" if path else name
    return f'{path}["{quoted}"]'
