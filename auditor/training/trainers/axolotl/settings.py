"""Reads single keys of an axolotl configuration. A key that holds null is as if it were missing."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.errors import UsageError, nearest
from auditor.training.trainers.axolotl.outcome import Lengths

Given = Mapping[str, object]
OTHER_PATHS = (
    "added_tokens_overrides", "pretraining_dataset", "processor_type", "rl", "skip_prepare_dataset", "streaming",
    "tokenizer_use_mistral_common",
)  # fmt: skip
"""Keys that lead to code of axolotl that is not emulated."""


def refuse_other_paths(options: Given) -> None:
    """Raises UsageError where the data is prepared in a way that is not emulated."""
    for key in OTHER_PATHS:
        if options.get(key):
            raise UsageError(f"{key}: this way of axolotl to prepare data has no dry run; take the key out to go on")


def read_lengths(options: Given) -> Lengths:
    """Raises UsageError for a value that axolotl refuses."""
    excess = text(options, "excess_length_strategy") or "drop"
    if excess not in ("drop", "truncate", "raise"):
        raise UsageError(f"excess_length_strategy: {nearest(excess, ('drop', 'truncate', 'raise'))}")
    limit, least = number(options, "sequence_len", 512), number(options, "min_sample_len", 0)
    return Lengths(limit, least or 2, excess, truth(options, "sample_packing"))  # type: ignore[arg-type]


def text(given: Given, key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{key}: must be text")
    return value


def truth(given: Given, key: str) -> bool:
    value = given.get(key)
    if value is not None and not isinstance(value, bool):
        raise UsageError(f"{key}: must be true or false")
    return bool(value)


def number(given: Given, key: str, default: int) -> int:
    value = given.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UsageError(f"{key}: must be a whole number of at least 0")
    return value


def words(given: Given, key: str) -> tuple[str, ...] | None:
    value = given.get(key)
    if value is None:
        return None
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{key}: must be a list of words")
    return tuple(value)


def block(given: Given, key: str) -> Given:
    value = given.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise UsageError(f"{key}: must be a mapping")
    return value


def names(given: Given, key: str) -> dict[str, str]:
    """A mapping of names to names."""
    result = {}
    for name, value in block(given, key).items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise UsageError(f"{key}: must be a mapping of names")
        result[name] = value
    return result
