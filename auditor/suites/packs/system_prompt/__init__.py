"""A system message sets a rule that the user does not know of; the answer must keep it. A cluster is a rule."""

from __future__ import annotations

from auditor.suites import Item, Produce
from auditor.suites.checks.constraints import Constraints
from auditor.suites.packs.making import Language, asked, spread
from auditor.suites.packs.questions import questions
from auditor.suites.packs.system_prompt import en, zh
from auditor.suites.packs.system_prompt.rule import Rule

EACH = 4


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    rules: tuple[Rule, ...] = {"en": en.RULES, "zh": zh.RULES}[language]
    return tuple(
        Item(
            f"system_prompt-{language}-{rule.cluster}-{time}",
            "system_prompt",
            language,
            rule.cluster,
            asked(question, rule.system),
            Produce(Constraints(rule.kept), rule.limit),
        )
        for place, rule in enumerate(rules)
        for time, question in enumerate(spread(questions(language), place * EACH, EACH))
    )
