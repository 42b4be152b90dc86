"""One instruction in several wordings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from auditor.suites.checks.constraints import Constraint


@dataclass(frozen=True, slots=True)
class Form:
    """An instruction. Its wordings hold `{task}`, and `{n}` where it has a value (`{m}`: 20 more)."""

    cluster: str
    tasks: tuple[str, ...]
    wordings: tuple[str, ...]
    rules: Callable[[Any, str], tuple[Constraint, ...]]
    """From the value and the task to what must hold."""
    values: tuple[int | str, ...] = ("",)
    limit: int = 128
