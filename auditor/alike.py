"""What counts as alike: options of every risk that compares records."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.errors import UsageError


@dataclass(frozen=True, slots=True)
class Alike:
    """When two texts count as the same, and when as nearly the same."""

    shortest_answer: int = 40
    """Characters of the normalized answer; shorter ones (labels, "Yes.") recur rightly under other prompts."""
    threshold: float = 0.7
    """Jaccard similarity from which two texts are near copies, from 0.5 to 1."""

    def __post_init__(self) -> None:
        if not 0.5 <= self.threshold <= 1:
            raise UsageError(f"threshold: {self.threshold:g} is not from 0.5 to 1; below, the join is too slow")
