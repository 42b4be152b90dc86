"""JSON text to a value: strictly first, then once more with everything forgiven that can be."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple

import orjson

from auditor.sources.shapes.turns import BLOB
from auditor.sources.shard import Bad

DEEPEST = 200
"""Levels of nesting that are read."""
_COLONS = re.compile(rb'"\s*:')
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"\s*+(:?)', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS


class Parsed(NamedTuple):
    """A value, and the flaws that were forgiven while reading it."""

    value: object
    flaws: tuple[str, ...] = ()


def parse(raw: bytes) -> Parsed | Bad:
    """The value of one JSON text, with what tables cannot tell apart made equal, as `settled_row` does."""
    flaws: set[str] = set()
    try:
        value: object = orjson.loads(raw)
    except orjson.JSONDecodeError:
        lenient = _forgiving(raw, flaws)
        if isinstance(lenient, Bad):
            return lenient
        value = lenient.value
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and _too_deep(value):
        return Bad("nested_too_deep")
    keys = _count_keys(value)
    if len(_COLONS.findall(raw)) != keys and sum(map(bool, _STRINGS.findall(raw))) > keys and _repeats(raw):
        flaws.add("duplicate_keys")
    if b"null" in raw:
        value = settled_row(value)
    return Parsed(value, tuple(sorted(flaws)))


def _forgiving(raw: bytes, flaws: set[str]) -> Parsed | Bad:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        flaws.add("invalid_utf8")

    def constant(word: str) -> float:
        flaws.add("nan")
        return float(word.replace("Infinity", "inf"))

    try:
        try:
            value = json.loads(text, parse_constant=constant)
        except json.JSONDecodeError:
            value = json.loads(text, strict=False, parse_constant=constant)
            flaws.add("control_characters")
    except json.JSONDecodeError as error:
        column = f"column {error.colno}"
        return Bad("invalid_json", column if error.lineno == 1 else f"line {error.lineno} of it, {column}")
    except RecursionError:
        return Bad("nested_too_deep")
    except ValueError:  # Python's limit of digits, which guards against numbers that take minutes to read
        return Bad("long_number")
    if "\\u" in text and not _too_deep(value):
        value = _without_surrogates(value, flaws)
    return Parsed(value)


def _without_surrogates(value: object, flaws: set[str]) -> object:
    if isinstance(value, str):
        if _SURROGATE.search(value):
            flaws.add("lone_surrogate")
            return _SURROGATE.sub("\ufffd", value)
    elif isinstance(value, list):
        return [_without_surrogates(item, flaws) for item in value]
    elif isinstance(value, dict):
        return {str(_without_surrogates(k, flaws)): _without_surrogates(v, flaws) for k, v in value.items()}
    return value


def _too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _count_keys(value: object) -> int:
    if isinstance(value, dict):
        count = len(value)
        for inner in value.values():
            if not isinstance(inner, str):
                count += _count_keys(inner)
        return count
    if isinstance(value, list):
        return sum(_count_keys(inner) for inner in value if not isinstance(inner, str))
    return 0


def _repeats(raw: bytes) -> bool:
    """Whether some object of the text has two fields of the same name, read as JSON reads them."""
    found = False

    def hook(pairs: list[tuple[str, object]]) -> None:
        nonlocal found
        found = found or len({key for key, _ in pairs}) < len(pairs)

    json.loads(raw.decode("utf-8", "replace"), strict=False, object_pairs_hook=hook, parse_int=len)
    return found


def settled_row(row: object) -> object:
    """A row with its fields settled. Its own None-valued fields stay, as their names tell the shape of other rows."""
    if isinstance(row, dict):
        return {str(key): settled(value) for key, value in row.items()}
    return settled(row)


def settled(value: object) -> object:
    """The value as JSON would hold it: no None-valued fields, text for bytes that are text, ISO dates."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {str(key): settled(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [settled(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return stand_in(value)


def stand_in(value: object) -> object:
    """What stands for a value that JSON cannot hold; bytes that are no text become a mark that is read by nobody."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        raw = bytes(value)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = "\x00"
        return text if "\x00" not in text else BLOB + blake2b(raw, digest_size=16).hexdigest()
    if isinstance(value, Decimal):
        return str(value)
    if hasattr(value, "tolist"):  # NumPy
        return value.tolist()
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    return f"{BLOB}{type(value).__name__}"


def canonical(value: object) -> bytes:
    """The bytes that stand for a value in digests: JSON with sorted keys."""
    try:
        return orjson.dumps(value, default=stand_in, option=_OPTIONS)
    except (TypeError, orjson.JSONEncodeError):
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=stand_in)
        return text.encode("utf-8", "replace")


def packed(value: object) -> bytes | Bad:
    """A Python object as JSON text, for the way to a worker."""
    try:
        return orjson.dumps(value, default=stand_in, option=orjson.OPT_NON_STR_KEYS)
    except (TypeError, orjson.JSONEncodeError):
        try:
            return json.dumps(settled(value)).encode()
        except RecursionError:
            return Bad("nested_too_deep")
        except (TypeError, ValueError):
            return Bad("not_an_object")
