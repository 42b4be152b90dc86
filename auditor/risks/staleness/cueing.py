"""How a cue is written down."""

from __future__ import annotations

import re
from typing import get_args

from auditor.risks.staleness.model import Cue, Example, FastKind, Need, SlowKind


def cue(
    kind: FastKind | SlowKind,
    gate: str,
    asks: str,
    need: Need,
    hits: tuple[Example, ...],
    misses: tuple[Example, ...],
    unless: str = "",
) -> Cue:
    """A cue from the texts of its patterns; case does not matter."""
    return Cue(
        kind,
        kind in get_args(FastKind),
        frozenset(gate.split()),
        re.compile(asks, re.IGNORECASE),
        need,
        hits,
        misses,
        re.compile(unless, re.IGNORECASE) if unless else None,
    )


def any_of(*words: str) -> str:
    """A pattern of alternatives, each of which may be a pattern."""
    return f"(?:{'|'.join(words)})"
