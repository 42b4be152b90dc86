"""The arguments of `swift sft` that decide what is trained on.

Names and defaults are those of `swift/arguments/base_args/{data_args,template_args}.py` of 4.6.0. A value may be
written as the command line has it: `"true"`, `"2048"`, and `"None"` for a text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from auditor.errors import UsageError, nearest
from auditor.training.trainers.swift import agents
from auditor.training.trainers.swift.loss import STRATEGIES, WEIGHTS, Strategy

Cut = Literal["delete", "left", "right", "split"]
CUTS = ("delete", "left", "right", "split")


@dataclass(frozen=True, slots=True)
class Options:
    """What the arguments say; where they are silent, ms-swift's defaults."""

    template: str | None
    system: str | None
    columns: Mapping[str, str]
    strict: bool
    renames: bool
    """Columns with well-known names are read (`disable_auto_column_mapping` is not set)."""
    max_length: int | None
    """Tokens; None for the model's maximum, which is not known here."""
    truncation_strategy: Cut
    strategy: Strategy
    extras: tuple[str, ...]
    """What `loss_scale` adds to the strategy, in its order."""
    use_chat_template: bool
    agent_template: str | None
    add_non_thinking_prefix: bool
    ignore_empty_think: bool
    preserve_thinking: bool | None
    enable_thinking: bool | None
    response_prefix: str | None
    """Put where an answer is missing; None for the template's."""


def read(given: Mapping[str, object]) -> Options:
    """Raises UsageError for a value that the trainer, or this dry run, cannot work with."""
    strategy, extras = _loss_scale(_text(given, "loss_scale") or "default")
    cut = _text(given, "truncation_strategy") or "delete"
    _one_of("truncation_strategy", cut, CUTS)
    _one_of("template_backend", _text(given, "template_backend") or "swift", ("swift",))
    _one_of("task_type", _text(given, "task_type") or "causal_lm", ("causal_lm",))
    agent = _text(given, "agent_template")
    if agent is not None:
        _one_of("agent_template", agent, (*agents.NAMES, *sorted(agents.OTHERS)))
    system, prefix = _text(given, "system"), _text(given, "response_prefix")
    return Options(
        template=_text(given, "template"),
        system=None if system is None else _system(system),
        columns=_columns(given),
        strict=_truth(given, "strict") or False,
        renames=not _truth(given, "disable_auto_column_mapping"),
        max_length=_count(given, "max_length"),
        truncation_strategy=cast(Cut, cut),
        strategy=strategy,
        extras=extras,
        use_chat_template=_truth(given, "use_chat_template") is not False,
        agent_template=agent,
        add_non_thinking_prefix=_truth(given, "add_non_thinking_prefix") is not False,
        ignore_empty_think=not _truth(given, "disable_ignore_empty_think"),
        preserve_thinking=_truth(given, "preserve_thinking"),
        enable_thinking=_truth(given, "enable_thinking"),
        response_prefix=None if prefix is None else prefix.replace("\\n", "\n"),
    )


def _system(text: str) -> str:
    """What stands in the file, where a file of that kind is named."""
    if not text.endswith(".txt"):
        return text.replace("\\n", "\n")
    try:
        return Path(text).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"system: the file cannot be read ({type(error).__name__}); give its path or the text"
        ) from error


def _loss_scale(text: str) -> tuple[Strategy, tuple[str, ...]]:
    first, *rest = text.split("+")
    names = rest if first in STRATEGIES else [first, *rest]
    for name in names:
        _one_of("loss_scale", name, ("base", *WEIGHTS))
    return cast(Strategy, first if first in STRATEGIES else "default"), tuple(n for n in names if n != "base")


def _one_of(key: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(f"{key}: {value!r} has no dry run; {nearest(value, known)}")


def _text(given: Mapping[str, object], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{key}: must be text")
    return value


def _truth(given: Mapping[str, object], key: str) -> bool | None:
    value = given.get(key)
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if value is not None and not isinstance(value, bool):
        raise UsageError(f"{key}: must be true or false")
    return value


def _count(given: Mapping[str, object], key: str) -> int | None:
    value = given.get(key)
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise UsageError(f"{key}: must be a whole number of at least 1")
    return value


def _columns(given: Mapping[str, object]) -> Mapping[str, str]:
    value: Any = given.get("columns") or {}
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for pair in value.items() for name in pair):
        raise UsageError("columns: must be a mapping of names, or such a mapping as JSON")
    return dict(value)
