"""Do markers of a chat template stand in an answer? With and without a system message. A cluster is a question."""

from __future__ import annotations

from auditor.suites import Item, Produce
from auditor.suites.checks.manner import NoLeak
from auditor.suites.packs.making import Language, asked
from auditor.suites.packs.questions import questions

LIMIT = 128
SYSTEMS: dict[Language, tuple[str, ...]] = {
    "en": ("", "You are a helpful assistant."),
    "zh": ("", "你是一个乐于助人的助手。"),
}


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    return tuple(
        Item(
            f"template_leak-{language}-{place}-{time}",
            "template_leak",
            language,
            f"question-{place}",
            asked(question, system),
            Produce(NoLeak(), LIMIT),
        )
        for place, question in enumerate(questions(language))
        for time, system in enumerate(SYSTEMS[language])
    )
