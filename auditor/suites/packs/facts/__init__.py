"""Relations and facts, for the packs that ask for them and that contradict them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from auditor.suites.packs.facts import en, zh
from auditor.suites.packs.making import Language


@dataclass(frozen=True, slots=True)
class Relation:
    """Facts of one kind. `{s}` stands for the subject, `{a}` for the answer."""

    name: str
    question: str
    statement: str
    facts: tuple[tuple[str, str], ...]

    def others(self, answer: str) -> list[str]:
        """Answers to other subjects, in the order of the table."""
        return [other for other in dict.fromkeys(answer for _, answer in self.facts) if other != answer]


@cache
def relations(language: Language) -> tuple[Relation, ...]:
    """All relations of a language."""
    table = {"en": en.TABLE, "zh": zh.TABLE}[language]
    return tuple(_relation(block.splitlines()) for block in table.strip().split("\n\n"))


def _relation(block: list[str]) -> Relation:
    name, question, statement, *pairs = block
    cells = " ".join(pair.removeprefix("> ") for pair in pairs).split(" / ")
    facts = [tuple(part.strip() for part in cell.split(" = ")) for cell in cells]
    return Relation(name, question, statement, tuple((subject, answer) for subject, answer in facts))
