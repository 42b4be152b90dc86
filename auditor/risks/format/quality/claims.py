"""Answers in which the assistant says that it will not answer. They inform."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.risks.format.quality.model import Problem, Seen
from auditor.text.refusing import refusal_end


def refusals(seen: Seen) -> Iterator[Problem]:
    """Answers that begin by saying that they give none."""
    for turn in seen.answers:
        end = refusal_end(turn.text)
        if end is not None:
            yield Problem("refusal", "refusal", turn, 0, end)
