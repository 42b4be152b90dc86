"""A training configuration as a report shows it: what decides, without texts of its own and places on the machine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from auditor.text.keys import sealed
from auditor.training.model import Training
from auditor.training.spending import Spending
from auditor.training.trainers import emulates

_WORD = re.compile(r"[\w.+:|<>=-]{1,60}")
_MANY_DIGITS = re.compile(r"(?:\d\D?){7}")
_TEXTS = frozenset(
    {"default_system", "default_system_message", "system", "system_prompt", "response_prefix", "chat_template_jinja",
     "format", "no_input_format", "system_format", "model_author", "model_name"}
)  # fmt: skip
"""Keys whose values people write: they may hold private values, so a digest stands for them."""
_MODELS = ("model", "model_type")
_PLACES = frozenset(
    {"path", "data_files", "name", "file_name", "hf_hub_url", "ms_hub_url", "om_hub_url", "script_url",
     "cloud_file_name", "folder", "revision", "tokenized_path", "pretraining_dataset"}
)  # fmt: skip
"""Keys that say where the data lies, which the report tells by its digest."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How the data will be trained on, as far as it decides what is found."""

    trainer: str
    emulates: str
    """Name and version of the trainer whose rules were followed."""
    options: dict[str, Any]
    """The trainer's own keys; texts that people write as digests."""
    columns: tuple[dict[str, Any], ...] = ()
    """How rows are read: of most files, then of those that are read otherwise."""
    assumed: bool = False
    """Whether that was made from the first row, because nothing says it."""
    template: str | None = None
    """Digest of the chat template that was given in the place of the tokenizer's."""
    unknown: tuple[str, ...] = ()
    """Keys that the trainer does not know."""
    spending: dict[str, Any] = field(default_factory=dict)
    """What decides its costs, but for the name of the base."""


def shown(training: Training) -> Shown:
    """The compact form for the header of a report."""
    entries = [training.columns] if training.columns else []
    entries += [entry for name, entry in sorted(training.files.items()) if entry and entry not in entries]
    return Shown(
        training.trainer,
        emulates(training.trainer),
        _mapping(training.options),
        tuple(map(_mapping, entries)),
        training.assumed,
        None if training.template is None else _digest(training.template.encode()),
        tuple(_word(key) for key in training.unknown),
        {} if training.spending is None else _spent(training.spending),
    )


def _spent(spending: Spending) -> dict[str, Any]:
    """What is set, and not as it is by default."""
    given = {one.name: getattr(spending, one.name) for one in fields(spending) if one.name != "base"}
    return _mapping({name: value for name, value in given.items() if value not in (None, (), False)})


def _mapping(values: Mapping[Any, object]) -> dict[str, Any]:
    return {_word(str(key)): _of(key, value) for key, value in values.items() if key not in _PLACES}


def _of(key: object, value: object) -> Any:
    if key in _MODELS and isinstance(value, str) and _WORD.fullmatch(value) and not value.startswith("ft:"):
        return value  # a date in the name of a model is no number of a person
    return _hidden(value) if key in _TEXTS and value else _value(value)


def _value(value: object) -> Any:
    match value:
        case str():
            return _word(value)
        case Mapping():
            return _mapping(value)
        case list() | tuple():
            return [_value(item) for item in value]
        case None | bool() | int():
            return value
        case float():
            return value if value - value == 0 else str(value)
    return _hidden(value)


def _word(text: str) -> str:
    """A short word without the signs of paths and addresses, and without a number that could be one of a person."""
    return text if _WORD.fullmatch(text) and not _MANY_DIGITS.search(text) else _hidden(text)


def _hidden(value: object) -> str:
    if isinstance(value, str):
        try:
            path = Path(value)
            if path.is_file() and path.stat().st_size < 2**20:
                return f"a local file, {_digest(path.read_bytes())}"
        except (OSError, ValueError):
            pass
    return _sealed(repr(value))


@lru_cache(maxsize=1024)
def _sealed(text: str) -> str:
    return f"sealed:{sealed(text.encode('utf-8', 'surrogatepass'))}"


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()[:16]}"
