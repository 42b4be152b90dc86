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
    compared: int = 30
    """Most private values that are compared with others of their form; which ones does not depend on the model."""
    decoys: int = 99
    """How many others, drawn at random, each of them is compared with; 0 for none."""
    ties: int = 20
    """Most ties of a person to what is sensitive about it, such as a diagnosis, that are tested beside other people."""
    ranks: int = 20
    """Most private values whose rank among all of their form is searched for: those that the first pass leaves in
    doubt."""
