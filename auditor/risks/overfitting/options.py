"""What may be set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OverfittingOptions:
    """How much a probe asks about, how much a dataset should have, and how it will be trained on."""

    train: int = 400
    held_out: int = 400
    reworded: int = 60
    """Of how many of them, in each half, the question is asked in other words, too."""
    least: int = 50
    """How many different records a dataset should have; OpenAI's guide names 50 to 100 as where clear gains begin."""
    batch: int | None = None
    """Records of an optimizer's step; None for what is usual."""
    rate: float = 1.0
    """Learning rate, as a multiple of what is usual for the model and the method."""
