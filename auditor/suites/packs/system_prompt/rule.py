"""One rule of a system message."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.suites.checks.constraints import Constraint


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, and what then holds of every answer."""

    cluster: str
    system: str
    kept: tuple[Constraint, ...]
    limit: int = 128
