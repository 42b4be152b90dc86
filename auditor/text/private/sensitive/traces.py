"""Statements about children, bodies and whereabouts."""

from __future__ import annotations

import re

from auditor.text.private.cues import COLON
from auditor.text.private.sensitive.model import Rule, before

_AGE = r"(?:1[0-3]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen)"
_CHILD = (
    r"(?:daughter|son|girl|boy|child|kid|toddler|baby|infant|pupil|schoolgirl|schoolboy|niece|nephew|sister|brother|"
    r"granddaughter|"
    r"grandson|stepson|stepdaughter|patient|student|twins?|male|female)"
)
_KIN = "(?:daughter|son|girl|boy|child|kid|niece|nephew|sister|brother|granddaughter|grandson|stepson|stepdaughter)"
_YEARS = r"(?:[ -](?:years?|yrs?|months?|weeks?)[ -]old|[ ]?(?:y/?o|yo)\b)"
_HIS = r"\b(?:my|his|her|our|their)"
_CHILD_ZH = (
    "女儿|儿子|孩子|小孩|宝宝|患儿|男孩|女孩|男童|女童|婴儿|女婴|男婴|幼儿|小朋友|弟弟|妹妹|孙子|孙女|外孙女?|侄子|"
    "侄女|外甥女?|小女孩|小男孩|小女|犬子"
)
_AGE_ZH = "(?:1[0-3]|[1-9]|十[一二三]|十|[一二两三四五六七八九])(?:岁|周岁|个多?月|月龄)(?:半|多)?"
_NO_LIMIT = re.compile(
    r"以[上下内前后]|[之前后起至到~～—\-－]|或|的?(?:儿童|孩子|婴幼儿|幼儿)?(?:以[上下]|们)|大的时候|时"
)
_LIMIT = re.compile(
    r"(?:未满|不满|不足|超过|大于|小于|低于|高于|至少|年满|满|[0-9][-~～至到—]|如果|若|例如|一般|每|在|从|到|对于|像|"
    r"建议一个|回答一个|初潮|平均|发病|起病|首发|诊断|骨|最小|最大|高发|好发|绝经)$"
)
_LIMIT_EN = re.compile(
    r"\b(?:under|over|than|least|ages?|between|to|if|for|any|every|most|all|typical|average)(?: an?| the)? ?$|"
    r"[0-9] ?[-–] ?$",
    re.IGNORECASE,
)
_OLD_THING = re.compile(
    r"[ -]?(?:\+|plus|and (?:older|up|under|over)|or (?:older|younger)|s\b|['’]s (?:toy|book|clothing|play))",
    re.IGNORECASE,
)


def _one_child(text: str, match: re.Match[str]) -> bool:
    return _LIMIT_EN.search(before(text, match.start(), 16)) is None and _OLD_THING.match(text, match.end()) is None


def _one_child_zh(text: str, match: re.Match[str]) -> bool:
    return _LIMIT.search(before(text, match.start(), 6)) is None and _NO_LIMIT.match(text, match.end()) is None


_BODY = "(?:finger ?print|face|facial|iris|retina|retinal|voice ?print|voice|palm ?print|vein|gait)"
_BODY_ZH = "(?:指纹|人脸|面部|面容|虹膜|声纹|掌纹|指静脉|静脉|步态)"
_DATA = (
    r"(?:[+\-]?[0-9]{1,3}[.][0-9]{2,18}(?:e-?[0-9]{1,2})?[ ,]{1,2}[+\-]?[0-9]{1,3}[.][0-9]{2}|"
    r"(?:0x)?[0-9A-Fa-f]{16}|[A-Za-z0-9+/]{24})"
)
_DIGIT_IN = re.compile("[0-9]")


def _data(text: str, match: re.Match[str]) -> bool:
    """A path or a long word is no data: that has digits."""
    return _DIGIT_IN.search(match.group()[-24:]) is not None


_POINT = r"[+\-]?[0-9]{1,3}[.][0-9]{3,15}"
_PAIR = rf"{_POINT}[°NnEe]{{0,2}}[ ]?[,，][ ]?{_POINT}"
_POINTS = re.compile(rf"(?<![0-9.]){_POINT}(?![0-9.])")
_TIME = re.compile(
    r"(?<![0-9:])(?:[01]?[0-9]|2[0-3])[:：时点][0-5]?[0-9]?(?![0-9])|(?<![0-9])1[5-9][0-9]{8}(?:[0-9]{3})?(?![0-9])"
)
_WINDOW = 240


def _track(text: str, match: re.Match[str]) -> bool:
    """At least two places with at least two times."""
    window = text[max(0, match.start() - 60) : match.start() + _WINDOW]
    return len(_POINTS.findall(window)) >= 4 and len(set(_TIME.findall(window))) >= 2


def _route(text: str, match: re.Match[str]) -> bool:
    return len(set(_TIME.findall(text[match.end() : match.end() + _WINDOW]))) >= 2


RULES = (
    Rule("minor", "age", rf"(?i:\b{_AGE}{_YEARS} (?:[a-z]{{3,12}} )?{_CHILD}\b)", _one_child),
    Rule(
        "minor",
        "age",
        rf"(?i:{_HIS} (?:[a-z]{{3,12}} )?{_KIN}(?:,? (?:[A-Z][a-z]{{1,12}},? )?)(?:is |was |who is |aged |age |turned |"
        rf"just turned |\(){{1,2}}{_AGE}(?: (?:years?|months?) (?:old|of age)\b| y/?o\b| when\b|[.,;)!\n]))",
        _one_child,
    ),
    Rule(
        "minor",
        "age",
        rf"(?i:\b(?:age|patient age){COLON}(?:1[0-3]|[1-9])(?: ?(?:years?(?: old)?|yrs?|y/?o|months?)\b|"
        rf"[\n,;|}}\"]))",
        _one_child,
    ),
    Rule("minor", "age", rf"(?:年龄|年纪|岁数)(?:{COLON}|[为是])?{_AGE_ZH}", _one_child_zh),
    Rule(
        "minor",
        "age",
        rf"(?:{_CHILD_ZH})(?:[，,、：: （(]|今年|现在|才|刚|已经|已|快|[男女]性?|是|有|只有|大概|一个|"
        rf"，){{0,4}}{_AGE_ZH}",
        _one_child_zh,
    ),
    Rule("minor", "age", rf"{_AGE_ZH}(?:大)?的?(?:小|男|女)?(?:{_CHILD_ZH}|小学生)", _one_child_zh),
    Rule("minor", "age", rf"[男女]性?[，,、 /]{{1,2}}{_AGE_ZH}", _one_child_zh),
    Rule(
        "biometrics",
        "template",
        rf"(?i:\b{_BODY}[ _]?(?:template|embedding|encoding|vector|features?|hash|minutiae|print|data|id|"
        rf"descriptor)s?[\"']?[ \t]{{0,3}}[:：=][ \t]{{0,3}}[\"'\[(]{{0,3}}[ ]?){_DATA}",
        _data,
    ),
    Rule(
        "biometrics",
        "template",
        rf"{_BODY_ZH}(?:识别)?(?:特征|模板|数据|向量|编码|信息|ID)(?:值|码|串|向量|数据)?(?:{COLON}|"
        rf"[为是])[\[(（\"]{{0,2}}{_DATA}",
        _data,
    ),
    Rule("location", "track", _PAIR, _track),
    Rule("location", "track", rf"(?i:\"?\blat(?:itude)?\"?[ ]?[:：=][ ]?){_POINT}", _track),
    Rule(
        "location",
        "route",
        r"(?:行踪轨迹|行程轨迹|活动轨迹|行动轨迹|运动轨迹|出行轨迹|行程记录)(?:如下)?[：:，]",
        _route,
    ),
)
