"""What a record is there to teach, and whether weights or retrieval should hold it."""

from __future__ import annotations

from typing import Literal, get_args

from auditor.risks.staleness.model import LOOKED_UP, Fast, Judged, Never, Slow, Why

Kind = Literal[
    "identity", "style", "instruction", "tools", "code_math", "given", "stable", "slow", "fresh", "lookup", "nothing",
    "other",
]  # fmt: skip
"""Who the model is; inventions and voices; tasks on a text; calls of tools; code and calculations; answers from a text
that the prompt gives; facts that do not change, that change slowly, that change within a year, of which the answer is
one exact value; answers that tell nothing; answers in a language that nobody looked at."""
KINDS: tuple[Kind, ...] = get_args(Kind)
FACTUAL: frozenset[Kind] = frozenset(("stable", "slow", "fresh", "lookup"))
"""Kinds that teach a fact of the world."""
FAST: frozenset[Kind] = frozenset(("fresh", "lookup"))
"""Kinds whose facts change within a year."""
_OF: dict[Why, Kind] = {
    "tool": "tools", "code_math": "code_math", "style": "style", "instruction": "instruction", "identity": "identity",
    "given": "given", "dated": "stable", "no_fact": "nothing", "stable": "stable", "language": "other",
}  # fmt: skip


def kind_of(judged: Judged) -> Kind:
    """What a record teaches whose answer was judged so."""
    match judged:
        case Fast(kind, _):
            return "lookup" if kind in LOOKED_UP else "fresh"
        case Slow():
            return "slow"
        case Never(why):
            return _OF[why]
