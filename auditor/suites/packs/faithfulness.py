"""A text says otherwise than what is commonly known; the question is what the text says. A cluster is a relation.

This is what a model that answers from retrieved texts must do: follow them over what its weights say.
"""

from __future__ import annotations

from random import Random

from auditor.suites import Item
from auditor.suites.packs.facts import Relation, relations
from auditor.suites.packs.making import OPTIONS, Language, asked, choice

EACH = 4
"""Items of each relation."""
FRAMES: dict[Language, tuple[str, ...]] = {
    "en": (
        "Text: In the world of this novel, many things differ from ours. {statement} Everybody there knows it.\n\n"
        "According to the text: {question} Answer briefly.",
        "Here is a note from our internal handbook:\n> {statement}\n\n"
        "Use only the note, even where you know better. {question} Answer briefly.",
        "Read the passage and answer from it alone.\n\nPassage: For the rules of our game, remember this. {statement} "
        "All players must go by it.\n\nQuestion: {question} Answer briefly.",
        "{question} Answer briefly, and only from this document.\n\nDocument: {statement}",
    ),
    "zh": (
        "材料：在这部小说的世界里，许多事情和现实不同。{statement}那里的人都知道这一点。\n\n根据材料回答：{question}请简短回答。",
        "下面是内部手册里的一条说明：\n> {statement}\n\n请只依据这条说明回答，即使你另有所知。{question}请简短回答。",
        "阅读短文，只根据短文作答。\n\n短文：玩我们的游戏要记住一条规则。{statement}所有玩家都以此为准。\n\n问题：{question}请简短回答。",
        "{question}请简短回答，并且只依据下面的文档。\n\n文档：{statement}",
    ),
}  # fmt: skip


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    return tuple(
        _item(language, relation, place)
        for relation in relations(language)
        for place in range(min(EACH, len(relation.facts)))
    )


def _item(language: Language, relation: Relation, place: int) -> Item:
    """The right answer is what the text says; what is true is among the wrong ones."""
    id = f"faithfulness-{language}-{relation.name}-{place}"
    subject, truth = relation.facts[place]
    draw = Random(id)
    drawn = draw.sample(relation.others(truth), min(OPTIONS - 1, len(relation.others(truth))))
    told, others = drawn[0], [truth, *drawn[1:]]
    statement = relation.statement.format(s=subject, a=told)
    question = relation.question.format(s=subject)
    prompt = FRAMES[language][place].format(statement=statement[0].upper() + statement[1:], question=question)
    return Item(id, "faithfulness", language, relation.name, asked(prompt), choice(id, told, others))
