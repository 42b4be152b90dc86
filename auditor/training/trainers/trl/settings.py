"""The keys of TRL's `SFTConfig` that decide what is trained on, with its defaults."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from auditor.training.chat import has_generation
from auditor.training.model import Row, Tokenizer, Training
from auditor.training.trainers.trl.known import family
from auditor.training.trainers.trl.rows import Stop, chatml, conversational, from_value

Packing = Literal["none", "bfd", "bfd_split", "wrapped"]
_STRATEGIES: dict[object, Packing] = {
    "bfd": "bfd",
    "bfd_split": "bfd_split",
    "bfd-requeue": "bfd_split",
    "wrapped": "wrapped",
}
MAX_LENGTH = 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all rows of a run."""

    max_length: int | None
    keeps: Literal["start", "end"]
    packing: Packing
    padding_free: bool
    text_field: str
    eos: str | None
    template: str | None
    assistant_only: bool
    swapped: bool
    """Whether TRL uses a twin of the template, which is not at hand."""
    completion_only: bool | None
    """None: decided by the first row."""
    prepares: bool
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class First:
    """What the first row decides for all."""

    columns: frozenset[str]
    converts: bool
    """Whether from/value becomes role/content."""
    adds_eos: bool
    completion_only: bool


def read(training: Training, tokenizer: Tokenizer) -> Settings:
    """The settings of a run.

    Raises:
        Stop: TRL refuses to start with them.
    """
    options = training.options
    eos = options.get("eos_token")
    if isinstance(eos, str) and tokenizer.id_of(eos) is None:
        raise Stop("eos_not_in_vocabulary")
    eos = eos if isinstance(eos, str) else tokenizer.eos
    pad = options.get("pad_token") or tokenizer.variables.get("pad_token") or eos
    if not isinstance(pad, str) or tokenizer.id_of(pad) is None:
        raise Stop("pad_not_in_vocabulary")
    assistant_only = options.get("assistant_only_loss") is True
    only = options.get("completion_only_loss")
    settings = Settings(
        max_length=_length(options),
        keeps=_keeps(options),
        packing=_packing(options),
        padding_free=options.get("padding_free") is True,
        text_field=str(options.get("dataset_text_field") or "text"),
        eos=eos,
        template=tokenizer.chat_template,
        assistant_only=assistant_only,
        swapped=assistant_only and _swapped(tokenizer.chat_template),
        completion_only=only if isinstance(only, bool) else None,
        prepares=not _skips(options.get("dataset_kwargs")),
        variables={**tokenizer.variables, **({} if eos is None else {"eos_token": eos})},
    )
    if settings.padding_free and settings.packing == "none" and settings.max_length is not None:
        raise Stop("padding_free_with_max_length")
    if settings.packing != "none" and settings.max_length is None:
        raise Stop("packing_without_max_length")
    return settings


def decide(settings: Settings, row: Row) -> First:
    """What the first row decides.

    Raises:
        Stop: TRL refuses the dataset by its first row.
    """
    columns = frozenset(row)
    if columns & {"image", "images"}:
        raise Stop("images")
    if settings.assistant_only and not conversational(row):
        raise Stop("not_conversational")
    only = {"prompt", "completion"} <= columns if settings.completion_only is None else settings.completion_only
    if "input_ids" in columns or not settings.prepares:
        return First(columns, False, False, only)
    converts = from_value(row)
    return First(columns, converts, not conversational(chatml(row) if converts else row), only)


def _length(options: Mapping[str, Any]) -> int | None:
    value = options.get("max_length", MAX_LENGTH)
    return value if isinstance(value, int) else None


def _keeps(options: Mapping[str, Any]) -> Literal["start", "end"]:
    match options.get("truncation_mode", "keep_start"):
        case "keep_start":
            return "start"
        case "keep_end":
            return "end"
    raise Stop("unknown_truncation_mode")


def _packing(options: Mapping[str, Any]) -> Packing:
    if options.get("packing") is not True:
        return "none"
    strategy = _STRATEGIES.get(options.get("packing_strategy", "bfd"))
    if strategy is None:
        raise Stop("unknown_packing_strategy")
    return strategy


def _swapped(template: str | None) -> bool:
    if template is None:
        raise Stop("no_chat_template")
    if has_generation(template):
        return False
    if family(template) is None:
        raise Stop("template_without_generation")
    return True


def _skips(value: object) -> bool:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return False
    return isinstance(value, Mapping) and value.get("skip_prepare_dataset") is True
