"""Does a longer answer run in circles? A cluster is a question."""

from __future__ import annotations

from auditor.suites import Item, Produce
from auditor.suites.checks.manner import NoRepetition
from auditor.suites.packs.making import Language, asked
from auditor.suites.packs.questions import questions

LIMIT = 256
WORDINGS: dict[Language, tuple[str, ...]] = {
    "en": ("{} Explain it in detail.", "Write a paragraph of about 120 words on this question: {}"),
    "zh": ("{}请详细说明。", "请围绕这个问题写一段两百字左右的话：{}"),
}


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    return tuple(
        Item(
            f"repetition-{language}-{place}-{time}",
            "repetition",
            language,
            f"question-{place}",
            asked(wording.format(question)),
            Produce(NoRepetition(), LIMIT),
        )
        for place, question in enumerate(questions(language))
        for time, wording in enumerate(WORDINGS[language])
    )
