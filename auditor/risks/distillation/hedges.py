"""Answers that speak of themselves as of an assistant in general: a turn of phrase that students take over."""

from __future__ import annotations

import re

_SIGNS = (
    " AI", "language model", "I don't have personal", "I do not have personal", "knowledge cutoff", "last update",
    "AI语言", "人工智能", "语言模型", "大模型", "AI助手", "AI模型", "聊天机器人", "没有个人", "截至我", "我的知识",
    "我的训练",
)  # fmt: skip
"""One of them stands in every such answer."""
_WHO_EN = (
    r"(?:(?:large |generative |artificial intelligence |AI )?language model|AI(?: language model| assistant| model"
    r"| chatbot| system)?|"
    r"artificial intelligence(?: language model| assistant| model)?|AI-powered assistant|machine learning model"
    r"|text-based AI)"
)
_WHO_ZH = (
    r" ?(?:(?:AI|人工智能|大型语言|大语言|语言|生成式) ?){1,3}(?:模型|助手|助理|程序|系统|机器人)?|聊天机器人|大模型"
)
HEDGES = re.compile(
    rf"\b(?:[Aa]s|I am|I['’]m|I am just|I['’]m just|[Bb]eing)(?: only| just| simply)? an? {_WHO_EN}(?![\w-]"
    rf"| (?:researcher|engineer|"
    r"expert|developer|company|student|scientist|enthusiast|startup|ethicist|specialist|professional))"
    r"|\bI (?:don['’]t|do not) have (?:any )?personal (?:opinions?|beliefs?|feelings?|experiences?|emotions?"
    r"|preferences?)"
    r"|\b(?:my|as of my) (?:knowledge cutoff|last (?:knowledge )?update|training (?:data|cutoff) (?:only )?(?:goes"
    r"|extends|ends|is))"
    rf"|(?:作为|身为|我(?:只|仅仅)?是)(?:一个|一名|一款|一种)?(?:{_WHO_ZH})(?![\w ]{{0,8}}?(?:工程师|研究员|专家|爱好者"
    rf"|公司|研究者|学者|行业)|[^。！？\n]{{0,6}}[，,] ?[你您他她它])"
    r"|我(?:并)?没有个人(?:的)?(?:情感|观点|意见|经历|感受|偏好|信仰|喜好)"
    r"|(?:截至|截止到?)我(?:的)?(?:知识|训练|最后)|我的(?:知识|训练数据)(?:库)?(?:只|仅)?(?:截止|截至|更新到|停留)"
)
HITS = (
    "As an AI language model, I have no favorite color.", "I'm just an AI, so I cannot taste it.",
    "I don't have personal opinions.",
    "As of my last update in 2021, it was open.", "As a large language model, I may be wrong.",
    "Well, I am an AI assistant, not a doctor.",
    "作为一个AI语言模型，我没有最喜欢的颜色。", "作为人工智能助手，我建议您去看医生。", "我没有个人的情感。",
    "截至我的知识更新时间，它还开着。", "我只是一个语言模型。", "作为一个 AI 助手，我没有身体。",
)  # fmt: skip
MISSES = (
    "As an AI researcher, she built a language model.", "An AI language model predicts words.",
    "I have personal opinions.",
    "As an AI company, they train models.", "I am an AI engineer.", "Use the AI as an assistant.",
    "作为人工智能工程师，他每天写代码。", "人工智能助手可以提供建议。", "我是一名研究语言模型的学生。",
    "语言模型没有情感。", "作为一名人工智能助手，你是成功的。",
)  # fmt: skip


def hedge(text: str) -> tuple[int, int] | None:
    """Where an answer speaks so of itself for the first time: a half-open span of characters."""
    for sign in _SIGNS:
        if sign in text:
            match = HEDGES.search(text)
            return None if match is None else match.span()
    return None
