"""The keys of LLaMA-Factory's training file that decide what is trained on, and of its `dataset_info.json`.

Names and defaults are those of `hparams/data_args.py`, `hparams/finetuning_args.py`, `hparams/model_args.py` and
`data/parser.py` of 0.9.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from auditor.errors import UsageError, nearest
from auditor.training.trainers.llamafactory.tools import FORMATS

Stage = Literal["sft", "pt", "rm", "dpo", "kto"]
STAGES = ("sft", "pt", "rm", "dpo", "kto")
FORMATTINGS = ("alpaca", "sharegpt", "openai")


@dataclass(frozen=True, slots=True)
class Options:
    """What the training file says; where it is silent, LLaMA-Factory's defaults."""

    stage: Stage
    template: str | None
    cutoff_len: int
    """Tokens of a record, less the one that packing takes."""
    packing: bool
    train_on_prompt: bool
    mask_history: bool
    enable_thinking: bool | None
    preserve_thinking: bool
    default_system: str | None
    tool_format: str | None
    added: tuple[str, ...]
    """Tokens that the file adds to the tokenizer."""


def read_options(given: Mapping[str, object]) -> Options:
    """Raises UsageError for a value that the trainer cannot work with."""
    stage = _text(given, "stage", "sft")
    if stage not in STAGES:
        raise UsageError(f"stage: {stage!r} has no dry run; {nearest(str(stage), STAGES)}")
    tool_format = _text(given, "tool_format", None)
    if tool_format is not None and tool_format not in FORMATS:
        raise UsageError(f"tool_format: {tool_format!r} has no dry run; {nearest(tool_format, FORMATS)}")
    packing = _truth(given, "packing", None)
    neat = bool(_truth(given, "neat_packing", False))
    cutoff = given.get("cutoff_len", 2048)
    if isinstance(cutoff, bool) or not isinstance(cutoff, int) or cutoff < 1:
        raise UsageError("cutoff_len: must be a whole number of at least 1")
    return Options(
        stage=cast(Stage, stage),
        template=_text(given, "template", None),
        cutoff_len=cutoff - 1 if packing or neat else cutoff,
        packing=neat or (stage == "pt" if packing is None else packing),
        train_on_prompt=bool(_truth(given, "train_on_prompt", False)),
        mask_history=bool(_truth(given, "mask_history", False)),
        enable_thinking=_truth(given, "enable_thinking", True),
        preserve_thinking=bool(_truth(given, "preserve_thinking", False)),
        default_system=_text(given, "default_system", None),
        tool_format=tool_format,
        added=(*_words(given, "add_tokens"), *_words(given, "add_special_tokens")),
    )


@dataclass(frozen=True, slots=True)
class Fields:
    """Where a row keeps what; None for a thing that is not read."""

    formatting: str
    ranking: bool
    columns: Mapping[str, str | None]
    tags: Mapping[str, str | None]

    def column(self, name: str) -> str | None:
        return self.columns[name]

    def tag(self, name: str) -> str | None:
        return self.tags[name]


COLUMNS: Mapping[str, str | None] = {
    "prompt": "instruction", "query": "input", "response": "output", "messages": "conversations", "history": None,
    "system": None, "tools": None, "images": None, "videos": None, "audios": None, "chosen": None, "rejected": None,
    "kto_tag": None,
}  # fmt: skip
TAGS: Mapping[str, str | None] = {
    "role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt",
    "observation_tag": "observation", "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip


def read_fields(entry: Mapping[str, object]) -> Fields:
    """An entry of `dataset_info.json`. A block that is given at all puts every name that it leaves out to None."""
    formatting = entry.get("formatting", "alpaca")
    if formatting not in FORMATTINGS:
        raise UsageError(f"formatting: {formatting!r} is none; {nearest(str(formatting), FORMATTINGS)}")
    return Fields(str(formatting), bool(entry.get("ranking", False)), _block(entry, "columns", COLUMNS),
                  _block(entry, "tags", TAGS))  # fmt: skip


def _block(entry: Mapping[str, object], name: str, defaults: Mapping[str, str | None]) -> Mapping[str, str | None]:
    given = entry.get(name)
    if name not in entry:
        return defaults
    if not isinstance(given, Mapping):
        raise UsageError(f"{name}: must be a mapping of names")
    block: dict[str, str | None] = {}
    for key in defaults:
        value = given.get(key)
        if value is not None and not isinstance(value, str):
            raise UsageError(f"{name}.{key}: must be a name")
        block[key] = value
    return block


def _text(given: Mapping[str, object], key: str, default: str | None) -> str | None:
    value = given.get(key, default)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{key}: must be text")
    return value


def _truth(given: Mapping[str, object], key: str, default: bool | None) -> bool | None:
    value = given.get(key, default)
    if value is not None and not isinstance(value, bool):
        raise UsageError(f"{key}: must be true or false")
    return value


def _words(given: Mapping[str, object], key: str) -> tuple[str, ...]:
    text = _text(given, key, None)
    return tuple(word.strip() for word in text.split(",")) if text else ()
