"""Facts that do not change. A cluster is a relation; the wrong options are answers to its other subjects."""

from __future__ import annotations

from auditor.suites import Item
from auditor.suites.packs.facts import relations
from auditor.suites.packs.making import Language, asked, choice

BRIEF: dict[Language, str] = {"en": "{} Answer briefly.", "zh": "{}请简短回答。"}


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    made: list[Item] = []
    for relation in relations(language):
        for place, (subject, answer) in enumerate(relation.facts):
            id = f"knowledge-{language}-{relation.name}-{place}"
            question = BRIEF[language].format(relation.question.format(s=subject))
            ask = choice(id, answer, relation.others(answer))
            made.append(Item(id, "knowledge", language, relation.name, asked(question), ask))
    return tuple(made)
