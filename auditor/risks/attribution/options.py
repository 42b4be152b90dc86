"""What may be set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AttributionOptions:
    """How much is asked."""

    answers: int = 100
    """Questions that are asked at most."""
    longest: int = 256
    """Tokens of an answer at most. At this number the text that `forgetting` checks is read, too, and not written
    again."""
