"""Short made-up passages and questions that they answer. A cluster is a passage.

A passage is a list of statements in order; every question's answer stands in it, and wrong options stand in it too
where they are of the same kind. Choices take turns with answers in words, which must name the right one and no other.
"""

from __future__ import annotations

import re

from auditor.suites import Ask, Item, Produce
from auditor.suites.checks.answers import Label
from auditor.suites.checks.numbers import last_number
from auditor.suites.packs.making import Language, asked, choice
from auditor.suites.packs.reading import en, zh

LIMIT = 48
FRAME: dict[Language, str] = {
    "en": "{passage}\n\n{question} Answer briefly, from the text.",
    "zh": "{passage}\n\n{question}请根据短文简短回答。",
}
_LEADING = re.compile(r"\A(?:(?:the|an?|in|at|on|to|by|from|under)\s+)+|\AMrs?\.\s+")
_MOST_WORDS, _MOST_HAN = 2, 4


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    source = {"en": en, "zh": zh}[language]
    made: list[Item] = []
    for number, block in enumerate(source.PASSAGES.strip().split("\n\n")):
        passage, *questions = block.replace("\n+ ", " " if language == "en" else "").splitlines()
        for place, line in enumerate(questions):
            question, _, said = line.partition(" > ")
            gold, *others = (option.strip() for option in said.split(" / "))
            id = f"reading-{language}-{number}-{place}"
            prompt = FRAME[language].format(passage=passage, question=question)
            ask: Ask = choice(id, gold, others)
            labels = [_short(option) for option in (gold, *others)]
            if (number + place) % 3 == 2 and all(map(_is_name, labels)):
                ask = Produce(Label(tuple(sorted(labels)), labels[0]), LIMIT)
            made.append(Item(id, "reading", language, f"passage-{number}", asked(prompt), ask))
    return tuple(made)


def _short(option: str) -> str:
    """An answer without the words that may as well be left out."""
    return _LEADING.sub("", option, count=1)


def _is_name(label: str) -> bool:
    """Whether there is hardly another way to say it."""
    if last_number(label) is not None:
        return False
    return len(label.split()) <= _MOST_WORDS if label.isascii() else len(label) <= _MOST_HAN
