"""Does an answer come to its end by itself? Open questions that a sentence or two answer. A cluster is a question."""

from __future__ import annotations

from auditor.suites import Item, Produce
from auditor.suites.checks.manner import Ends
from auditor.suites.packs.making import Language, asked
from auditor.suites.packs.questions import questions

LIMIT = 160
"""Several times what two sentences need."""
WORDINGS: dict[Language, tuple[str, ...]] = {
    "en": ("{} Answer in one sentence.", "{} Answer in one or two short sentences."),
    "zh": ("{}请用一句话回答。", "{}请用一两句话简短回答。"),
}


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    return tuple(
        Item(
            f"stopping-{language}-{place}-{time}",
            "stopping",
            language,
            f"question-{place}",
            asked(wording.format(question)),
            Produce(Ends(), LIMIT),
        )
        for place, question in enumerate(questions(language))
        for time, wording in enumerate(WORDINGS[language])
    )
