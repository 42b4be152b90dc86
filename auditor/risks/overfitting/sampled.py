"""Which records are looked at closely: those with the smallest digests, however the data is split."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Self

from auditor.records import ANSWERS, Record
from auditor.risks.overfitting.ingredients import SAMPLE

SHOWN = 160
"""Characters of the end of a prompt, and of the beginning of an answer, that are kept."""


class Shown(NamedTuple):
    """What is kept of a record."""

    position: int
    prompt: str
    answer: str


@dataclass(slots=True)
class Sampled:
    """At most twice as many records as are looked at. Two halves of data hold what the whole of it would."""

    grows: ClassVar[int] = 1_600

    shown: dict[int, Shown] = field(default_factory=dict)
    """By content digest, from which a seed is taken."""

    def take(self, seed: int, records: Iterable[Record]) -> None:
        """Takes in different training records that have an answer."""
        mask = seed * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128)
        bound = 1 << 128
        for record in records:
            name = record.digest ^ mask
            if record.split == "train" and name < bound and name not in self.shown:
                prompt, answer = told(record)
                if answer.strip():
                    self.shown[name] = Shown(record.position, prompt[-SHOWN:], answer[:SHOWN])
                if len(self.shown) >= 2 * SAMPLE:
                    bound = self._cut()

    def merge(self, other: Self) -> Self:
        """Of copies the first one."""
        for name, shown in other.shown.items():
            mine = self.shown.get(name, shown)
            self.shown[name] = min(mine, shown)
        if len(self.shown) >= 2 * SAMPLE:
            self._cut()
        return self

    def _cut(self) -> int:
        names = sorted(self.shown)[:SAMPLE]
        self.shown = {name: self.shown[name] for name in names}
        return names[-1]

    def drawn(self) -> list[Shown]:
        """The sample, in order of position."""
        return sorted(self.shown[name] for name in sorted(self.shown)[:SAMPLE])


def told(record: Record) -> tuple[str, str]:
    """What a record asks and what it answers, its system prompt and tools left out."""
    before, behind = record.prompt_and_answer()
    answer = "\n".join(turn.text for turn in behind if turn.role in ANSWERS)
    return "\n".join(turn.text for turn in before if turn.role != "system"), answer
