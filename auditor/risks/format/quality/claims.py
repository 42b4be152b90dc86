"""What the answers say of the model itself: which model it claims to be, and that it will not answer.

Both inform. A data set that is to teach an identity says so with the option `identity`; then other names are judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.records import Turn
from auditor.risks.format.quality.model import Problem, Seen

_SURE = (
    "ChatGPT", "GPT-?[345](?:\\.5|o)?", "Anthropic's Claude", "Qwen[\\w.-]{0,6}", "通义千问", "千问", "文心一言",
    "ERNIE Bot", "DeepSeek[\\w -]{0,6}",
    "深度求索", "Vicuna", "ChatGLM[\\w.-]{0,5}", "智谱清言", "Baichuan", "百川大模型", "InternLM", "书生浦语", "豆包",
    "Doubao", "Kimi", "讯飞星火",
    "星火认知大模型", "腾讯混元", "混元", "LLaMA[\\w.-]{0,4}", "Mistral", "Mixtral", "Koala", "Open ?Assistant",
    "MOSS", "Bing Chat", "Grok",
    "零一万物", "MiniMax", "Copilot", "Phi-\\d", "Falcon-\\d\\w", "Yi-\\d\\w",
)  # fmt: skip
_AMBIGUOUS = (
    "Claude",
    "Gemini",
    "Bard",
    "Llama",
    "Alpaca",
    "Dolly",
    "Falcon",
    "Gemma",
    "Bing",
    "Siri",
    "Alexa",
    "Cortana",
    "小爱同学",
    "小度",
)
"""Names that people, animals and stars have too: the answer must speak of a model as well."""
_MAKERS = (
    "OpenAI", "Open AI", "Anthropic", "Google(?: DeepMind| AI)?", "DeepMind", "Microsoft", "Meta(?: AI)?",
    "Mistral AI", "Alibaba(?: Cloud)?", "阿里巴巴(?:集团|云|达摩院)?", "阿里云",
    "百度", "Baidu", "DeepSeek", "深度求索", "智谱(?: ?AI)?", "Zhipu AI", "清华大学", "百川智能", "上海人工智能实验室",
    "字节跳动", "ByteDance", "Moonshot AI",
    "月之暗面", "科大讯飞", "腾讯", "Tencent", "零一万物", "LMSYS", "Large Model Systems Organization", "xAI", "Apple",
    "Amazon", "LAION", "Databricks", "Cohere", "01\\.AI", "商汤",
)  # fmt: skip
_NAME = "|".join((*_SURE, *_AMBIGUOUS))
_MAKER = "|".join(_MAKERS)
_MODEL = re.compile(
    r"\bAI\b|assistant|language model|chatbot|artificial|Anthropic|OpenAI|大?模型|人工智能|助手|机器人", re.IGNORECASE
)
_CLAIMS = (
    re.compile(
        rf"(?:\bI am|\bI['’]m|\b[Mm]y name is|\b[Yy]ou can call me|\bgo(?:es)? by(?: the name(?: of)?)?|\b[Tt]his is"
        rf"|\bAs)"
        rf"(?: an?| the)?(?: [a-z-]+,?| AI| AI-based){{0,5}} (?:known as |called "
        rf"|named )?(?P<name>{_NAME})\b(?![ -](?:API|plugin|user|Monet|Debussy))"
    ),
    re.compile(
        rf"\b(?:I|me|[Mm]y|I['’]m)\b[^.!?\n]{{0,120}}?\b(?:developed|created|trained|built|made|designed|programmed) by"
        rf"(?: (?:the |a )?(?:researchers|team|engineers|people|company|experts|folks)[\w ,]{{0,24}}?(?: (?:at|from"
        rf"|of))?)?(?: the)? (?P<name>{_MAKER})\b"
    ),
    re.compile(rf"我(?:是|叫|的名字(?:是|叫)|名为)[^。！？!?\n“”「」《》]{{0,24}}?(?P<name>{_NAME})"),
    re.compile(
        rf"(?:我|作为)[^。！？!?\n“”「」《》]{{0,40}}?由\s?(?P<name>{_MAKER})(?:公司|团队)?[^。！？!?\n]{{0,8}}?"
        rf"(?:开发|训练|研发|创造|推出|创建|打造|设计)"
    ),
)  # fmt: skip
_GATES = (
    "我是",
    "我叫",
    "的名字",
    "名为",
    "由",
    "I am",
    "I'm",
    "I’m",
    "y name is",
    "call me",
    "go by",
    "his is",
    "As a",
    "ned by",
    "ed by",
    "ilt by",
    "made by",
)
_NAMED = ("GPT", "OpenAI", "Open AI", "Anthropic", "Claude", "Gemini", "Bard", "Google", "Qwen", "千问", "文心",
    "ERNIE", "eepSeek", "深度求索", "icuna", "LMSYS", "Large Model",
          "GLM", "智谱", "Baichuan", "百川", "InternLM", "书生", "豆包", "Doubao", "Kimi", "星火", "混元", "LaMA",
          "Llama", "istral", "Mixtral", "Microsoft", "Meta", "Alibaba", "阿里", "百度",
          "Baidu", "Bing", "Grok", "Copilot", "Zhipu", "清华", "上海人工", "字节", "腾讯", "Tencent", "零一", "Siri",
          "Alexa", "Koala", "Assistant", "MOSS")  # fmt: skip
_HEAD = 600
"""Characters of an answer in which it says who it is."""
_DENIED = re.compile(
    r"\b(?:not|n['’]t|never|nor|neither|if|unlike|than|as if|pretend|imagine)\b|不是|并非|并不|不叫|没有|如果|假设"
    r"|不同于|假装|扮演|与"
)
_QUOTED = re.compile(r"[\"“「『《][^\"”」』》]*\Z")


def identities(seen: Seen) -> Iterator[Problem]:
    """Answers in which the assistant says that it is a known model, or who made it. Denials and quotations are none."""
    for turn in seen.answers:
        text = turn.text
        if _either(text[:_HEAD], _GATES) and _either(text[:_HEAD], _NAMED):
            yield from _claims(seen, turn)


def _claims(seen: Seen, turn: Turn) -> Iterator[Problem]:
    text = turn.text[:_HEAD]
    for claim in _CLAIMS:
        for match in claim.finditer(text):
            start, end = match.span("name")
            before = text[max(0, match.start() - 60) : start]
            if _DENIED.search(before[-(start - match.start()) - 12 :]) or _QUOTED.search(before.rpartition("\n")[2]):
                continue
            if _own(seen.options.identity, match["name"]) or (_ambiguous(match["name"]) and not _MODEL.search(text)):
                continue
            yield Problem("identity", "claims_identity", turn, match.start(), end)
            return


def _ambiguous(name: str) -> bool:
    return name in _AMBIGUOUS


def _own(names: tuple[str, ...], name: str) -> bool:
    folded = name.casefold()
    return any(own.casefold() in folded or folded in own.casefold() for own in names)


def _either(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110  (a generator costs more than the tests themselves)
        if word in text:
            return True
    return False


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
    rf"|(?:{_AS_AI_EN})?I (?:can['’]?t|cannot|am (?:not able|unable) to|won['’]?t|will not) {_VERBS_EN}\b"
    rf"|{_AS_AI_EN}{_UNABLE_EN}|{_AS_AI_EN}I['’]m (?:not able|unable))",
    re.IGNORECASE,
)
_REFUSALS_ZH = re.compile(
    r"(?:(?:非常|很|十分|真的)?(?:抱歉|对不起|遗憾|不好意思)[，,。！ ]{0,2}(?:但|不过|可是)?(?:是)?[，,]?"
    r"(?:(?:作为|身为|我是)[^，。,]{1,24}[，,])?(?:目前|暂时|现在)?我(?:目前|暂时|现在|们|并)?(?:还)?(?:无法|不能"
    r"|没有办法|没法|不会|不可以|没有能力|没有权限|不具备)"
    r"|我(?:目前|暂时)?(?:无法|不能)(?:直接)?(?:提供|协助|帮助|回答|完成|满足|执行|访问|为您|预测|生成|创建)"
    r"|(?:作为|身为)(?:一个|一名|一款)?[^，。,]{0,16}(?:AI|人工智能|模型|助手|机器人)[^，。,]{0,8}[，,]我(?:无法"
    r"|不能|没有能力|并不能|不会))"
)


def refusals(seen: Seen) -> Iterator[Problem]:
    """Answers that begin by saying that they give none."""
    for turn in seen.answers:
        head = turn.text[:200].lstrip()
        if head[:1] in _FIRST_LETTERS:
            match = (_REFUSALS if head.isascii() or head[0].isascii() else _REFUSALS_ZH).match(head)
            if match is not None and not _answers_all_the_same(match[0], head):
                yield Problem("refusal", "refusal", turn, 0, match.end() + len(turn.text[:200]) - len(head))


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
_FIRST_LETTERS = frozenset("IiSsUuMmAaWw非很十真抱对遗不我作身")
