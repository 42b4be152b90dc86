"""What may be set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnowledgeOptions:
    """How much is asked."""

    records: int = 256
    """Most records of the data that the model is asked about."""
