"""Which records teach a short fact, told by rules: a small thing asked for, and named by an answer of a few words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor.checks import Sample
from auditor.models import Chat, Message

CHARACTERS, WORDS, IDEOGRAPHS = 80, 10, 16
"""Most characters and words of an answer, and most characters of a Chinese one without a number."""
SHOTS = 4
"""Records that are shown before a question, as Gekhman et al. (2024) do it."""
COMMON, FEWEST = 0.05, 3
"""An answer that stands in more than this share of the drawn records, and in so many at least, is a label."""

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_CJK = re.compile(r"[\u3400-\u9fff]")
_SPOKEN = re.compile(r"[，。！？；：我你您请吗呢吧啊谢]|好的|抱歉|对不起")
"""What stands in Chinese sentences, hardly in names."""
_END = re.compile(r"[\s.!?。！？]+$")
_STOCK = re.compile(
    r"(?:yes|no|true|false|none|null|unknown|ok|okay|sure|maybe|positive|negative|neutral|mixed|agree|disagree|correct|"
    r"incorrect|right|wrong|spam|ham|[a-z]|是|否|不是|对|错|正确|错误|正面|负面|中性|积极|消极|可以|不可以|不能|没有|无|有)",
    re.IGNORECASE,
)
"""Answers that name nothing."""
_SMALL = frozenset(
    "I I'm I've A An The This That These Those It He She We You They My Your His Her Our Their Please Sorry Sure Yes "
    "No Hello Hi Thanks Thank Here There If In On At Of For To And But Or So Let Not".split()
)
"""Words that are written large at the beginning of a sentence and name nothing."""
_WORK = re.compile(
    r"\b(?:translat\w*|summari[sz]\w*|rewrit\w*|rephras\w*|paraphras\w*|classif\w*|categori[sz]\w*|extract\w*|"
    r"calculat\w*|comput\w*|solv\w*|evaluat\w*|writ(?:e|ing)|compos\w*|generat\w*|brainstorm\w*|repeat|copy|proofread|"
    r"sentiment|plus|minus|times|divided by|sum of)\b|"
    r"翻译|译成|总结|概括|摘要|改写|润色|分类|归类|提取|抽取|计算|求解|写一|写出|写成|生成|创作|重复|情感|等于多少|用英文|用英语|用中文",
    re.IGNORECASE,
)
"""Prompts that ask for work on what they give, and not for what is so."""
_CODE = re.compile(r"[{}`;<>]|\b(?:def|return|import|SELECT|function)\b")


def is_fact(question: Chat, answer: str) -> bool:
    """Whether an answer names a thing or a number that its prompt does not give, in a few words of one line.

    Not counted: labels and letters of options, longer answers, results of sums, work on a given text, code, and what
    nothing is asked for.
    """
    answer = answer.strip()
    asked = "\n".join(message.content for message in question.messages)
    told = _END.sub("", answer)
    if not asked.strip() or not told or "\n" in told or len(told) > CHARACTERS or len(told.split()) > WORDS:
        return False
    if _STOCK.fullmatch(told) or _CODE.search(told) or _WORK.search(asked):
        return False
    numbers = _NUMBER.findall(told)
    if numbers and len(_NUMBER.findall(asked)) > 1:
        return False
    return any(part.casefold() not in asked.casefold() for part in (*numbers, *_named(told)))


def _named(told: str) -> list[str]:
    """What an answer names: words written large, or a short answer in Chinese as a whole."""
    if _CJK.search(told):
        return [told] if len(told) <= IDEOGRAPHS and not _SPOKEN.search(told) else []
    words = _WORD.findall(told)
    large = [word for word in words if word[0].isupper() and word not in _SMALL]
    alone = len(words) <= 3
    return large if alone else [word for word in large if word != words[0]]


def facts_of(samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """The samples that teach a short fact, without those whose answers are labels."""
    often = Counter(sample.answer.strip() for sample in samples)
    most = max(FEWEST - 1, COMMON * len(samples))
    return tuple(
        sample
        for sample in samples
        if isinstance(sample.question, Chat)
        and often[sample.answer.strip()] <= most
        and is_fact(sample.question, sample.answer)
    )


def shown(facts: Sequence[Sample]) -> Mapping[str, Chat]:
    """By origin: the question behind the facts that are asked for most alike, with their answers.

    No shown record is a near copy of the asked one or has its answer. Where nothing can be shown there is no entry.
    """
    words = [frozenset(_pieces(sample)) for sample in facts]
    found = {}
    for place, sample in enumerate(facts):
        others = [
            (-_alike(words[place], words[other]), other)
            for other, one in enumerate(facts)
            if one.cluster != sample.cluster and one.answer.strip() != sample.answer.strip()
        ]
        nearest = [facts[other] for _, other in sorted(others)[:SHOTS]]
        if nearest and isinstance(sample.question, Chat):
            found[sample.origin] = _behind(nearest, sample.question)
    return found


def _behind(shots: Sequence[Sample], question: Chat) -> Chat:
    """The nearest record stands last; system prompts are that of the question alone."""
    first = tuple(message for message in question.messages[:1] if message.role == "system")
    said: list[Message] = []
    for shot in reversed(shots):
        assert isinstance(shot.question, Chat)
        said += [*_spoken(shot.question), Message("assistant", shot.answer)]
    return replace(question, messages=(*first, *said, *_spoken(question)))


def _spoken(chat: Chat) -> tuple[Message, ...]:
    return tuple(message for message in chat.messages if message.role != "system")


def _pieces(sample: Sample) -> list[str]:
    assert isinstance(sample.question, Chat)
    text = sample.question.messages[-1].content.casefold()
    return [*_WORD.findall(text), *_CJK.findall(text)]


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0
