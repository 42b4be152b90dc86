"""What every kind of row comes to: token ids and labels, then the rules for length and for rows without loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.training.model import IGNORED, Dropped, Outcome, Stopped, Trained

Excess = Literal["drop", "truncate", "raise"]


class HaltError(Exception):
    """axolotl ends the run here; `reason` is a key `training.stop.*` of the messages."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Draft:
    """A row as its kind of dataset encodes it."""

    ids: list[int]
    labels: list[int]
    ends: frozenset[int]
    """Places of the tokens with a loss that end an answer."""
    cut: int = 0
    cut_answer: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long a row may be, in tokens."""

    limit: int
    """`sequence_len`."""
    least: int
    """`min_sample_len`."""
    excess: Excess
    packing: bool
    """Joining rows never cuts them, but rows without loss are left out first."""


def finish(draft: Draft, lengths: Lengths) -> Outcome:
    """The order is axolotl's: length first, then the rows without loss. So a cut can take the loss of a row away."""
    size = len(draft.ids)
    if size > lengths.limit and lengths.excess == "raise":
        return Stopped("too_long")
    if size < lengths.least:
        return Dropped("too_short")
    if size > lengths.limit and lengths.excess == "drop":
        return Dropped("too_long")
    labels, lost = draft.labels[: lengths.limit], draft.labels[lengths.limit :]
    trained = any(label != IGNORED for label in labels)
    if lengths.packing and not trained:
        return Dropped("no_loss")
    return Trained(
        tuple(draft.ids[: lengths.limit]),
        tuple(labels),
        cut=draft.cut + len(lost),
        cut_answer=draft.cut_answer + sum(label != IGNORED for label in lost),
        ends=any(at < lengths.limit for at in draft.ends),
        notes=draft.notes if trained else (*draft.notes, "no_loss"),
    )
