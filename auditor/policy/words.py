"""What the validator says of a policy, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

_SAID = {
    "missing": "is missing",
    "string_type": "must be a text; write it in quotes",
    "string_sub_type": "must be a text; write it in quotes",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number that ends",
    "tuple_type": "must be a list: [a, b]",
    "list_type": "must be a list: [a, b]",
    "dict_type": "must be a mapping: {name: value}",
    "mapping_type": "must be a mapping: {name: value}",
    "dataclass_type": "must be a mapping: {name: value}",
    "invalid_key": "must be a text; write it in quotes",
    "none_required": "must be left out",
}
"""By type of complaint, as pydantic names it."""


def said(complaint: Mapping[str, Any]) -> str:
    """One complaint of the validator."""
    if complaint["type"] == "literal_error":
        return f"must be {complaint['ctx']['expected']}"
    return _SAID.get(complaint["type"], "is not what belongs here")


def worst(error: ValidationError) -> Mapping[str, Any]:
    """The complaint to tell: of a word that nobody knows, since what seems to be missing may be that word."""
    return next((one for one in error.errors() if one["type"] == "unexpected_keyword_argument"), error.errors()[0])


def validated(type_: Any, content: Any) -> Any:
    """The content as that type. A truth value is no number, though Python counts with it.

    Raises:
        ValidationError: it is none.
        UsageError: what it says cannot be.
    """
    adapter = TypeAdapter(type_)
    value = adapter.validate_python(content)
    try:
        adapter.validate_json(orjson.dumps(content, default=str, option=orjson.OPT_NON_STR_KEYS), strict=True)
    except ValidationError as error:  # only strictness can fail now, and it is too much but for truth values
        wrong = [one for one in error.errors() if isinstance(one["input"], bool)]
        if wrong:
            raise ValidationError.from_exception_data(
                error.title, [{"type": one["type"], "loc": one["loc"], "input": one["input"]} for one in wrong]
            ) from None
    return value
