"""Preference pairs that teach nothing, or the wrong thing."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.risks.format.quality.model import Problem, Seen

_LONG = 200
"""Characters from which on the length of an answer says something."""


def equal_pairs(seen: Seen) -> Iterator[Problem]:
    """The rejected answer is the chosen one, but for spaces."""
    record = seen.record
    if record.rejected:
        chosen = " ".join(_texts(seen)).split()
        if chosen and chosen == " ".join([turn.text for turn in record.rejected]).split():
            yield Problem("equal_pair", "equal_pair", record.rejected[-1], 0, len(record.rejected[-1].text))


def longer_rejected(seen: Seen) -> Iterator[Problem]:
    """The rejected answer is more than twice as long. One such pair says nothing; many look like swapped columns."""
    record = seen.record
    if record.rejected:
        chosen = sum(map(len, _texts(seen)))
        if sum([len(turn.text) for turn in record.rejected]) > max(_LONG, 2 * chosen):
            yield Problem("longer_rejected", "longer_rejected", record.rejected[-1], 0, len(record.rejected[-1].text))


def _texts(seen: Seen) -> list[str]:
    """The texts of the chosen answer."""
    return [turn.text for turn in seen.record.prompt_and_answer()[1]]
