"""Instructions that a machine can check: lengths, words, layout; each a cluster, each with other tasks and numbers."""

from __future__ import annotations

from auditor.suites import Item, Produce
from auditor.suites.checks.constraints import Constraints
from auditor.suites.packs.instruction_following import en, zh
from auditor.suites.packs.making import Language, asked

TIMES = 8
"""Items of each instruction."""


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    forms = {"en": en.FORMS, "zh": zh.FORMS}[language]
    made: list[Item] = []
    for place, form in enumerate(forms):
        for time in range(TIMES):
            task = form.tasks[(place * 3 + time * 5) % len(form.tasks)]
            value = form.values[time % len(form.values)]
            wording = form.wordings[time % len(form.wordings)]
            prompt = wording.format(task=task, n=value, m=_more(value))
            made.append(
                Item(
                    id=f"if-{language}-{form.cluster}-{time}",
                    capability="instruction_following",
                    language=language,
                    cluster=form.cluster,
                    messages=asked(prompt),
                    ask=Produce(Constraints(form.rules(value, task)), form.limit),
                )
            )
    return tuple(made)


def _more(value: int | str) -> int | str:
    return value + 20 if isinstance(value, int) else value
