"""Checks and constraints from JSON: which class, with which fields. Errors name fields and never quote values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Annotated, Any, TypeVar

import orjson
from pydantic import BeforeValidator, TypeAdapter, ValidationError

from auditor.errors import UsageError, nearest

T = TypeVar("T")


def canonical(value: Any) -> str:
    """A JSON value as text, the same for equal values.

    Raises:
        ValueError: it is no JSON value.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except (TypeError, ValueError) as error:  # orjson's own error is a TypeError
        raise ValueError("is no JSON value") from error


JsonText = Annotated[str, BeforeValidator(canonical)]
"""A JSON value, held as canonical text so that what holds it is frozen."""


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(made: type) -> TypeAdapter[Any]:
    """Kept, as making one takes long."""
    if made not in _ADAPTERS:
        _ADAPTERS[made] = TypeAdapter(made)
    return _ADAPTERS[made]


def build(table: Mapping[str, type[T]], tag: str, raw: object) -> T:
    """What an object of JSON says, by the class that its tag names.

    Raises:
        UsageError: it is no object, its tag is unknown, or a field is missing, unknown or of another type.
    """
    if not isinstance(raw, dict):
        raise UsageError(f"an object with {tag!r} was expected")
    said = raw.get(tag)
    made = table.get(said) if isinstance(said, str) else None
    if made is None:
        named = nearest(said, table) if isinstance(said, str) else f"known: {', '.join(sorted(table))}"
        raise UsageError(f"{tag!r} is {'unknown' if tag in raw else 'missing'}; {named}")
    given = {key: value for key, value in raw.items() if key != tag}
    known = {part.name: part for part in fields(made)}  # type: ignore[arg-type]
    where = f"{tag} {raw[tag]!r}"
    for key in given:
        if key not in known:
            raise UsageError(f"{where}: an unknown key; {nearest(key, (*known, tag))}")
    for name, part in known.items():
        if name not in given and part.default is MISSING and part.default_factory is MISSING:
            raise UsageError(f"{where}: {name!r} is missing")
    try:
        built: T = _adapter(made).validate_json(orjson.dumps(given), strict=True)
    except ValidationError as error:
        raise UsageError(f"{where}: {_said(error)}") from None
    return built


def _said(error: ValidationError) -> str:
    """The first thing that is wrong, by field; the value itself is left out."""
    first = error.errors(include_input=False, include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"] if not str(part).startswith("function-"))
    return ": ".join(part for part in (field, first["msg"].removeprefix("Value error, ")) if part)
