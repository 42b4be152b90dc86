"""What may be set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StalenessOptions:
    """Nothing: what a fact is does not depend on who asks."""
