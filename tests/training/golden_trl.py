"""The configurations under which TRL was run, and where the results lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.training import tiny

FILE = Path(__file__).parent / "golden" / "trl.json.gz"


@dataclass(frozen=True, slots=True)
class Case:
    """A configuration."""

    options: dict[str, Any]
    template: str | None = tiny.CHATML
    eos: str = "<|im_end|>"


CASES = {
    "default": Case({"max_length": 48}),
    "assistant": Case({"max_length": 48, "assistant_only_loss": True}, tiny.MARKED),
    "assistant_whole": Case({"max_length": None, "assistant_only_loss": True}, tiny.MARKED),
    "assistant_keep_end": Case(
        {"max_length": 24, "truncation_mode": "keep_end", "assistant_only_loss": True}, tiny.MARKED
    ),
    "assistant_unmarked": Case({"assistant_only_loss": True}),
    "keep_end": Case({"max_length": 24, "truncation_mode": "keep_end"}),
    "completion_only": Case({"max_length": None, "completion_only_loss": True}),
    "whole": Case({"max_length": 48, "completion_only_loss": False}, eos="</s>"),
    "eos": Case({"eos_token": "<|eot_id|>", "dataset_text_field": "content"}),
    "no_template": Case({}, None),
    "padding_free": Case({"padding_free": True, "max_length": None}, tiny.MARKED),
    "bfd": Case({"packing": True, "max_length": 32}),
    "bfd_assistant": Case({"packing": True, "max_length": 32, "assistant_only_loss": True}, tiny.MARKED),
    "bfd_split": Case({"packing": True, "packing_strategy": "bfd_split", "max_length": 32}),
    "wrapped": Case({"packing": True, "packing_strategy": "wrapped", "max_length": 32}),
}
