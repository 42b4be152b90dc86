"""What the policy may set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemorizationOptions:
    """What counts as often, and how much is asked."""

    often: float = 10
    """Copies x epochs."""
    values: int = 1_000
    """Most private values that a probe asks for, those with the most copies first."""
    answers: int = 50
    """Ordinary answers of which a part is asked for."""
    queries: int = 1_000
    """A value that comes out at least once in so many answers, with a chance of a half, can be drawn by sampling."""
