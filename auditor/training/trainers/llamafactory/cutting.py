"""How LLaMA-Factory shares the tokens of a record between question and answer (`data/processor/processor_utils.py`)."""

from __future__ import annotations


def share(source: int, target: int, budget: int) -> tuple[int, int]:
    """Tokens kept of a question and of its answer, where `budget` tokens, at least 1, are left."""
    if 2 * target < budget:
        room = budget
    elif 2 * source < budget:
        room = budget - source
    else:
        room = int(budget * (target / (source + target)))
    kept = min(room, target)
    return min(max(budget - kept, 0), source), kept
