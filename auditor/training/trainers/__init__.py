"""The dry runs, one module to a trainer, each imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any, cast

from auditor.training.model import DryRun, Tokenizer, TrainerName, Training

_MODULES: Mapping[TrainerName, str] = {
    "llama-factory": "llamafactory", "trl": "trl", "axolotl": "axolotl", "ms-swift": "swift", "openai": "openai",
}  # fmt: skip


def open_dry_run(training: Training, tokenizer: Tokenizer) -> DryRun:
    """The data preparation of the trainer that the configuration is for.

    Raises:
        UsageError: the configuration asks for what the trainer has not, or for what is not emulated.
    """
    if training.template is not None:
        tokenizer = replace(cast(Any, tokenizer), chat_template=training.template)
    run: DryRun = _module(training.trainer).dry_run(training, tokenizer)
    return run


def dry_runs(training: Training, tokenizer: str | None) -> list[DryRun]:
    """The dry run with the tokenizer of that name, or with three that estimate: the likely one first.

    Raises:
        UsageError: as of `open_dry_run`, or there is no such tokenizer.
    """
    from auditor.training.tokenizers import ESTIMATES

    tokenizers: tuple[Tokenizer, ...] = ESTIMATES if tokenizer is None else (_loaded(tokenizer),)
    return [open_dry_run(training, one) for one in tokenizers]


@lru_cache(maxsize=1)
def _loaded(name: str) -> Tokenizer:
    """Asked for with every batch; one that lies on the Hub is looked for there each time it is loaded."""
    from auditor.training.tokenizers import load

    return load(name)


def emulates(trainer: TrainerName) -> str:
    """Name and version of what is emulated."""
    name: str = _module(trainer).EMULATES
    return name


def _module(trainer: TrainerName) -> ModuleType:
    return import_module(f"{__name__}.{_MODULES[trainer]}")
