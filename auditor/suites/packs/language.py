"""Is an answer in the language of its question? A cluster is a question.

Every other question comes with a text in the other language, which should not change that of the answer.
"""

from __future__ import annotations

from auditor.suites import Item, Produce
from auditor.suites.checks.manner import Language as InLanguage
from auditor.suites.packs.making import Language, asked
from auditor.suites.packs.questions import questions

LIMIT = 96
_FOREIGN: dict[Language, tuple[str, ...]] = {
    "en": (
        "A friend wrote to me: “{}” What did my friend ask me? Tell me in English.",
        "In a Chinese forum I read this question: “{}” Please answer it for me in English.",
    ),
    "zh": (
        "外国朋友发来一句话：“{}”他问的是什么？请用中文告诉我。",
        "我在英文论坛上看到一个问题：“{}”请用中文替我回答。",
    ),
}


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    other: Language = "zh" if language == "en" else "en"
    made: list[Item] = []
    for place, (own, foreign) in enumerate(zip(questions(language), questions(other), strict=True)):
        framed = _FOREIGN[language][place % 2].format(foreign)
        for time, prompt in enumerate((own, framed)):
            id = f"language-{language}-{place}-{time}"
            ask = Produce(InLanguage(language), LIMIT)
            made.append(Item(id, "language", language, f"question-{place}", asked(prompt), ask))
    return tuple(made)
