"""Answers that begin with a refusal, by the words of assistants in English and Chinese."""

from __future__ import annotations

import re

from auditor.text.identity.plain import as_simplified

HEAD = 200
"""Characters of an answer in which it refuses, if it does."""
_SORRY_EN = (
    r"(?:(?:I['’]m|I am|We are|We['’]re) (?:very |so |truly |really )?sorry|Sorry"
    r"|I apologi[sz]e(?: for [^,.]{1,40})?|My apologies|Apologies|Unfortunately|I understand [^,.]{1,60})"
)
_UNABLE_EN = (
    r"(?:I|we) (?:can['’]?t|cannot|can not|am (?:currently )?(?:not able|unable)|['’]m (?:currently )?(?:not able"
    r"|unable)|won['’]?t|will not|must decline|have to decline|do(?:n['’]t| not) have (?:the (?:ability|capability"
    r"|capacity)|access|enough information))"
)
_AS_AI_EN = r"as an? [^,.\n]{2,40}, "
_VERBS_EN = (
    r"(?:help|assist|provide|fulfil|comply|do that|answer|create|generate|write|engage|support|continue|discuss"
    r"|share|give|offer|perform|access|browse|book|make|recommend|predict|participate|condone|promote|decline|make)"
)
_REFUSALS = re.compile(
    rf"(?:{_SORRY_EN}[,.;!]? (?:but )?(?:{_AS_AI_EN})?{_UNABLE_EN}"
    rf"|{_SORRY_EN}[,.;!]? (?:but )?(?:{_AS_AI_EN})?I['’]m (?:not able|unable)"
    rf"|(?:{_AS_AI_EN})?I(?: (?:can['’]?t|cannot(?: and will not)?|am (?:not able|unable) to|won['’]?t|will not)"
    rf"|['’]m (?:not able|unable) to) {_VERBS_EN}\b"
    rf"|{_AS_AI_EN}{_UNABLE_EN}|{_AS_AI_EN}I['’]m (?:not able|unable))",
    re.IGNORECASE,
)
_HELPING_EN = (
    r"(?:help|assist|provid|writ|creat|generat|engag|discuss|answer|fulfill?|complet|do|shar|continu|giv|mak|offer)ing"
)
_OUTRIGHT = re.compile(
    rf"(?:{_SORRY_EN}[,.;!]? (?:but )?)?(?:{_AS_AI_EN})?"
    rf"(?:I(?: (?:do not|don['’]?t) feel|['’]m not|am not) comfortable (?:with )?{_HELPING_EN}\b"
    r"|I (?:must|have to|need to|['’]ll have to) (?:respectfully |politely )?decline\b(?! (?:your|the|an?|this"
    r"|that) (?:\w+ )?(?:invitation|offer|job|party|proposal|position))"
    r"|I won['’]?t be able to (?:help|assist|provide|answer|fulfil|comply|do that|engage|discuss|write|create|generate)"
    r"|it (?:is not|isn['’]t|would not be|wouldn['’]t be) appropriate for me to\b"
    r"|I['’]m just an AI[^.!?\n]{0,30}not within my)"
    r"|(?=[^\n]{0,24}(?:抱歉|对不起|遗憾|不好意思|我))(?:[你您]好[，,！!。 ]{1,2})?(?:我?(?:非常|很|十分|真的"
    r"|感到)*(?:抱歉|对不起|遗憾"
    r"|不好意思)[，,。！ ]{1,2}(?:但是?|可是)?)?"
    r"(?:(?:关于|对于)?(?:这个|该|此|[您你]的|这类|这种|这样的|相关|您提的)(?:问题|话题|请求|内容|要求)[，,]?"
    r"我(?:目前|暂时|现在|还|也|并)*(?:无法|不能|没法|没有办法)(?:为[您你])?(?:直接)?(?:回答|解答|提供|协助|处理|讨论"
    r"|满足|完成)"
    r"|(?:目前|暂时|现在)?(?:无法|不能)(?:为[您你])?(?:直接)?(?:回答|解答|提供|协助|满足)"
    r"|(?:(?:作为|身为)[^，。,]{1,24}[，,])?我(?:目前|暂时|现在)?还没有?(?:学会|学习)(?:如何|怎么|怎样)?(?:回答|解答"
    r"|处理)"
    r"|(?:这|该|此|[您你]的)[^，。,！？]{0,8}超出了?我(?:目前|现在)?的(?:能力|知识|服务|职责)"
    r"|我(?:完全|非常|能)?理解[^。！？\n]{1,30}[，,]但是?我(?:无法|不能)(?:提供|协助|帮助|回答|满足|执行|生成"
    r"|为[您你]))"
    r"|我(?:非常|很|十分|真的|感到)+(?:抱歉|遗憾)[，,。！ ]{1,2}(?:但是?)?我(?:目前|暂时|现在|还|并)*(?:无法|不能"
    r"|没法|没有办法|没有能力)",
    re.IGNORECASE,
)
"""Refusals after which nothing else is done, whatever is offered: the set phrases of several assistants."""
_REFUSALS_ZH = re.compile(
    r"(?:(?:非常|很|十分|真的)?(?:抱歉|对不起|遗憾|不好意思)[，,。！ ]{0,2}(?:但|不过|可是)?(?:是)?[，,]?"
    r"(?:(?:作为|身为|我是)[^，。,]{1,24}[，,])?(?:目前|暂时|现在)?我(?:目前|暂时|现在|们|并)?(?:还)?(?:无法|不能"
    r"|没有办法|没法|不会|不可以|没有能力|没有权限|不具备)"
    r"|我(?:目前|暂时)?(?:无法|不能)(?:直接)?(?:提供|协助|帮助|回答|完成|满足|执行|访问|为您|预测|生成|创建)"
    r"|(?:作为|身为)(?:一个|一名|一款)?[^，。,]{0,16}(?:AI|人工智能|模型|助手|机器人)[^，。,]{0,8}[，,]我(?:无法"
    r"|不能|没有能力|并不能|不会))"
)


def refusal_end(text: str) -> int | None:
    """Where the refusal ends that an answer begins with; None where it begins with none."""
    head = text[:HEAD].lstrip()
    if head[:1] not in _FIRST_LETTERS:
        return None
    if not head.isascii():
        head = as_simplified(head)
    outright = _OUTRIGHT.match(head)
    if outright is not None:
        return outright.end() + len(text[:HEAD]) - len(head)
    match = (_REFUSALS if head.isascii() or head[0].isascii() else _REFUSALS_ZH).match(head)
    if match is None or _answers_all_the_same(match[0], head):
        return None
    return match.end() + len(text[:HEAD]) - len(head)


def _answers_all_the_same(said: str, head: str) -> bool:
    """Whether an answer that says what it cannot do, without regret, goes on to do something else; or speaks as a
    person; or says why nobody could tell."""
    regrets = said[:1] in "SsUuMm非很十真抱对遗不" or "sorry" in said.lower() or "apolog" in said.lower()
    rest = head[len(said) :]
    if _PERSONAL.match(rest) is not None or _REASONED.match(rest) is not None:
        return True
    return not regrets and _BUT.search(rest) is not None


_BUT = re.compile(r"\b(?:but|however|instead|if|here (?:is|are))\b|但|不过|可以|如果|以下", re.IGNORECASE)
_PERSONAL = re.compile(r" (?:to )?(?:come|attend|make it|join you|go |be there|meet|work today)")
_REASONED = re.compile(
    r" (?:determine|calculate|compute|estimate|predict|identify|find|conclude|infer|tell|say|know)\b[^.!?\n]{0,80}?"
    r"\b(?:given|without|from|based on|with only|because|since|unless|until)\b",
    re.IGNORECASE,
)
_FIRST_LETTERS = frozenset("IiSsUuMmAaWw非很十真抱对對遗遺不我作身你您这這该該此关關")
