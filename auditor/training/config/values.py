"""Values of a configuration, taken as the trainer takes them: some accept `"2048"` for a number, some do not.

Kinds stand in `keys.json`: `int`, `float`, `bool`, `str`, `list`, `dict`, `null`, `any`, with `|` between, and words
that are allowed behind `=`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from enum import Enum, auto

from auditor.errors import nearest

_EXPONENT = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+")
_TRUTH = {"true": True, "yes": True, "t": True, "y": True, "1": True, "on": True,
          "false": False, "no": False, "f": False, "n": False, "0": False, "off": False}  # fmt: skip
_SAID = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "a text", "list": "a list",
         "dict": "a mapping", "null": "null"}  # fmt: skip


class Manner(Enum):
    """How a trainer reads values."""

    AS_IT_STANDS = auto()
    """LLaMA-Factory: no value becomes another, but `1e3` is a number."""
    PYDANTIC = auto()
    """axolotl: texts and numbers become each other where nothing is lost."""
    ARGUMENTS = auto()
    """TRL: texts are read as on a command line; `none` is null."""
    TEXTS = auto()
    """ms-swift: every value is first written as text, so null is the text None."""


class WrongValueError(ValueError):
    """The trainer cannot take the value: the message says what it must be."""


def fit(value: object, kinds: str, manner: Manner) -> object:
    """The value as the trainer has it.

    Raises:
        WrongValueError: it would not take it.
    """
    names = [kind for kind in kinds.split("|") if not kind.startswith("=")]
    words = next((kind[1:].split(",") for kind in kinds.split("|") if kind.startswith("=")), [])
    allowed = frozenset({*names, *(["word"] if words else [])})
    if "any" in names:
        return value
    made = _text(value, allowed, words, manner) if isinstance(value, str) else _plain(value, allowed, manner)
    if made is _NOT:
        if isinstance(value, str) and words and "str" not in allowed:
            raise WrongValueError(f"must be one of its words; {nearest(value, words)}")
        kinds_said = [_SAID[name] for name in names if name != "null"] + (["a word"] if words else [])
        raise WrongValueError("must be " + " or ".join(dict.fromkeys(kinds_said)))
    return made


_NOT = object()


def _plain(value: object, allowed: frozenset[str], manner: Manner) -> object:
    match value:
        case None:
            if manner is Manner.TEXTS:
                raise WrongValueError("must not be null, which ms-swift reads as the text None; leave the key out")
            return None if "null" in allowed else _NOT
        case bool():
            return value if "bool" in allowed else _NOT
        case int() | float():
            return _number(value, allowed, manner)
        case list():
            return value if "list" in allowed else _NOT
        case dict():
            return value if "dict" in allowed else _NOT
    return _NOT


def _number(value: int | float, allowed: frozenset[str], manner: Manner) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return _NOT
    if isinstance(value, int) and "int" in allowed:
        return value
    if "float" in allowed:
        return float(value)
    if "int" in allowed and manner is Manner.PYDANTIC and value == int(value):
        return int(value)
    if "bool" in allowed and manner is not Manner.AS_IT_STANDS and value in (0, 1):
        return bool(value)
    return str(value) if "str" in allowed and manner in (Manner.TEXTS, Manner.ARGUMENTS) else _NOT


def _text(value: str, allowed: frozenset[str], words: list[str], manner: Manner) -> object:
    if value in words:
        return value
    if manner is Manner.AS_IT_STANDS:
        if "float" in allowed and _EXPONENT.fullmatch(value):
            return float(value)
        return value if "str" in allowed else _NOT
    if manner is Manner.ARGUMENTS and value.lower() == "none" and "null" in allowed:
        return None
    if manner is not Manner.PYDANTIC and "dict" in allowed and value.lstrip().startswith("{"):
        return _parsed(value, json.loads)
    if "str" in allowed:
        return value
    if "int" in allowed and (made := _parsed(value, int)) is not _NOT:
        return made
    if "float" in allowed and (made := _parsed(value, float)) is not _NOT:
        return made if isinstance(made, float) and math.isfinite(made) else _NOT
    if "bool" in allowed and value.strip().lower() in _TRUTH:
        return _TRUTH[value.strip().lower()]
    if "list" in allowed and manner is not Manner.PYDANTIC:
        return [value]
    return _NOT


def _parsed(value: str, reader: Callable[[str], object]) -> object:
    try:
        return reader(value)
    except (ValueError, RecursionError):
        return _NOT
