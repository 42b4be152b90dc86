"""What a check says: measured facts, the evidence for each, and how the check ended.

A finding is a fact, never an accusation: only `policy.judge` turns it into a level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Certainty = Literal["validated", "context", "shape"]
"""How sure a detector is: a checksum or grammar holds; words beside it say so; it only looks like it."""

Unit = Literal[
    "share", "records", "turns", "characters", "tokens", "files", "repetitions", "hits", "values", "kinds",
    "points", "answers", "nats", "ratio", "seconds", "bits", "queries", "petaflops", "gibibytes", "hours", "price",
]  # fmt: skip
"""`points` is a difference of two shares, `answers` the share of questions that were answered so, `nats` a loss per
token, `bits` how much less than guessing it takes to find a value, `queries` answers that are drawn, `petaflops` 10^15
operations, `price` an amount in the currency that the user has in mind."""

Ease = Literal["easy", "medium", "hard"]
"""How soon a model can learn a value by heart, as far as its form tells."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One measured number with its uncertainty.

    Of a judged finding, larger is worse, always. A `share` counts records: `value * n` of `n`.
    """

    id: str
    """`risk/measure`, for privacy `privacy/<kind>`."""
    value: float
    n: int
    """How many items were looked at, the unreadable ones included."""
    low: float
    high: float
    """Where the true value can lie. Records that nobody could read count as hits in `high`."""
    unit: Unit
    judged: bool
    """Whether a policy may set a limit on it; the others inform."""

    def __post_init__(self) -> None:
        # A whole number would be written as 1 and read back as 1.0, and the report's digest would change.
        for name in ("value", "low", "high"):
            object.__setattr__(self, name, float(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One hit of one finding. It never holds a private value: the excerpt is masked when it is built."""

    finding: str
    kind: str
    certainty: Certainty
    record: str
    """Id of the record, empty where no record could be read."""
    origin: str
    fingerprint: str
    """Keyed digest of kind and canonical value; without a key, a digest of the place."""
    path: str = ""
    start: int = 0
    end: int = 0
    """Half-open span of characters in the decoded text at `path`; empty where the whole record is meant."""
    partner: str = ""
    """Origin of the other record of a pair, empty where there is none."""
    score: float | None = None
    """Similarity to the partner, 0 to 1; None where there is no partner."""
    excerpt: str = ""
    """The masked value. Nothing of the text around it: that may hold what no detector knows."""
    count: int | None = None
    """How many, where the finding counts more than places: records that hold the value, or that share a combination."""
    ease: Ease | None = None
    """Of a credential, where a tokenizer was given."""
    exposure: float | None = None
    """Of a value that a model was asked for: at least so many bits less than guessing it takes to find it."""
    queries: int | None = None
    """In how many answers, drawn at the most favorable of the tried temperatures, it comes out with a chance of 95 %;
    None where that is more than can be counted."""


@dataclass(frozen=True, slots=True)
class Done:
    """The check ran on everything that it was given."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """The check could not run here; the reason is a key `skipped.*` of the messages."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The check broke: a bug of ours. It holds the type and the frames, not the message, which may quote data."""

    error: str
    frames: tuple[str, ...]
    """`file:line` from the outermost frame of the check to where it broke."""


Outcome = Done | Skipped | Failed
