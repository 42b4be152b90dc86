"""What shows only over all of the data: mixed ways of thinking, one length at which answers stop, missing ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Self
from zlib import crc32

from auditor.findings import Finding
from auditor.records import Record
from auditor.risks.format.quality.model import Problem, Rule, Seen
from auditor.risks.format.quality.rules import RULES
from auditor.risks.format.quality.thinking import EMPTY, thinks
from auditor.stats import Unseen, census
from auditor.text.ends import ends_open

_FINDERS = tuple(rule.find for rule in RULES)
_COUNTED = frozenset(rule.measure for rule in RULES if not rule.shown)
_LONGEST = 32_768
"""Longer answers are not told apart by their length."""
_LEAST_PILE = 8
_PILE = 10
"""How many times more answers than at the lengths around it stop at a length that is a cap."""
_AROUND = 50
_PEERS = 0.9
"""The share of long answers that end with a mark, from which on those without one stand out."""
_LEAST_PEERS = 50

Pile = tuple[int, int, int]
"""How many answers of one length stop open, and the least and greatest digest of their ends."""


@dataclass(slots=True)
class QualityState:
    """Counts. Grows with the number of different lengths of answers that stop open, at most 32,768."""

    grows: ClassVar[int] = 32

    records: Counter[str] = field(default_factory=Counter)
    """Records by measure."""
    thinking: Counter[str] = field(default_factory=Counter)
    """Records by how they think."""
    closed: int = 0
    """Long prose answers that end with a mark."""
    opened: int = 0
    lengths: dict[int, Pile] = field(default_factory=dict)

    def merge(self, other: Self) -> Self:
        """Sums."""
        self.records.update(other.records)
        self.thinking.update(other.thinking)
        self.closed += other.closed
        self.opened += other.opened
        for length, pile in other.lengths.items():
            self.lengths[length] = _both(self.lengths.get(length), pile)
        return self


def _both(left: Pile | None, right: Pile) -> Pile:
    return right if left is None else (left[0] + right[0], min(left[1], right[1]), max(left[2], right[2]))


def find_problems(record: Record) -> Iterator[Problem]:
    """Everything that a record shows by itself."""
    seen = Seen(record)
    for find in _FINDERS:
        yield from find(seen)


def look(record: Record, state: QualityState) -> list[Problem]:
    """Takes a record into the state and gives what it shows by itself."""
    seen = Seen(record)
    found: list[Problem] = []
    for find in _FINDERS:
        found.extend(find(seen))
    if found:
        state.records.update({problem.measure for problem in found})
    way = thinks(seen)
    if way is not None:
        state.thinking[way] += 1
    turn = seen.last
    if turn is not None:
        is_open = ends_open(turn.text)
        if is_open:
            state.opened += 1
            if len(turn.text) < _LONGEST:
                end = crc32(turn.text[-64:].encode("utf-8", "surrogatepass"))
                state.lengths[len(turn.text)] = _both(state.lengths.get(len(turn.text)), (1, end, end))
        elif is_open is False:
            state.closed += 1
    return [problem for problem in found if problem.measure not in _COUNTED] if found else found


def mixed(state: QualityState) -> int:
    """Records that think in another way than most, where some do: not at all, or by other tags."""
    ways = [count for way, count in state.thinking.items() if way != EMPTY]
    return sum(ways) - max(ways, default=0)


def piled(state: QualityState) -> int:
    """Records whose answers stop open at one and the same length, far more than at the lengths around it."""
    return sum(
        count for length, (count, low, high) in state.lengths.items()
        if count >= _LEAST_PILE and low != high and count * 2 * _AROUND >= _PILE * _near(state, length)
    )  # fmt: skip


def _near(state: QualityState, length: int) -> int:
    """How many answers that stop open are nearly as long."""
    return sum(
        state.lengths.get(other, (0, 0, 0))[0]
        for other in range(length - _AROUND, length + _AROUND + 1) if other != length
    )  # fmt: skip


def stopped(state: QualityState) -> int:
    """Records whose long answer lacks the mark that ends those of nearly all others."""
    both = state.opened + state.closed
    return state.opened if both >= _LEAST_PEERS and state.closed >= _PEERS * both else 0


def findings(state: QualityState, read: int, unseen: Unseen) -> Iterator[Finding]:
    """One finding for each rule and each measure of the whole."""
    for rule in RULES:
        yield from census(rule.id, state.records[rule.measure], read, unseen, judged=rule.limit is not None)
    yield from census("format/mixed_thinking", mixed(state), read, unseen)
    yield from census("format/cut_length", piled(state), read, unseen)
    yield from census("format/open_end", stopped(state), read, unseen)


__all__ = ["QualityState", "Rule", "find_problems", "findings", "look"]
