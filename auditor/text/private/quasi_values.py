"""How the values of shared attributes are written, and the one form in which they are counted."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Found(NamedTuple):
    """A value and where it stands."""

    value: str
    start: int
    end: int


Reader = Callable[[str, int], Found | None]
"""Reads the value that starts at a place of a text."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?i:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DATE = re.compile(
    r"(?P<y>(?:18|19|20)[0-9]{2}) ?[-/.年] ?(?P<m>[01]?[0-9])(?: ?[-/.月] ?(?P<d>[0-3]?[0-9])日?)?月?(?![0-9])"
    r"|(?P<y3>(?:19|20)[0-9]{2})(?P<m3>[01][0-9])(?P<d3>[0-3][0-9])(?![0-9])"
    r"|(?P<a>[0-3]?[0-9])[-/.](?P<b>[0-3]?[0-9])[-/.](?P<y1>(?:18|19|20)[0-9]{2})(?![0-9])"
    rf"|(?P<d2>[0-3]?[0-9])(?:st|nd|rd|th)?[ -](?P<m2>{_MONTH}),?[ -](?P<y2>(?:18|19|20)[0-9]{{2}})(?![0-9])"
    rf"|(?P<m4>{_MONTH}) (?P<d4>[0-3]?[0-9])(?:st|nd|rd|th)?,? (?P<y4>(?:18|19|20)[0-9]{{2}})(?![0-9])"
)


def _date(text: str, place: int) -> Found | None:
    """ISO; of a month without a day, `1987-03`. Where day and month could be either, the month comes first."""
    match = _DATE.match(text, place)
    if match is None:
        return None
    part = match.groupdict()
    year = int(part["y"] or part["y1"] or part["y2"] or part["y3"] or part["y4"])
    if named := part["m2"] or part["m4"]:
        month, day = _MONTHS.index(named[:3].lower()) + 1, int(part["d2"] or part["d4"])
    elif part["a"]:
        month, day = int(part["a"]), int(part["b"])
        if month > 12:
            month, day = day, month
    else:
        month, day = int(part["m"] or part["m3"]), int(part["d"] or part["d3"] or 0)
    try:
        value = datetime.date(year, month, day or 1).isoformat()
    except ValueError:
        return None
    return Found(value if day else value[:7], match.start(), match.end())


_AGE = re.compile(
    r"([0-9]{1,3})(?:\.[0-9]{1,2})?(?![0-9:/%+]|\.[0-9])(?! ?[-~–—至到] ?[0-9])"
    r"(?P<unit> ?(?:个?月|months?|mos?\b|天|days?|weeks?))?"
)
_AGE_RANGE = re.compile(r"([0-9]{1,3}) ?[-–~] ?([0-9]{1,3})$")
_OLDEST = 120


def _age(text: str, place: int) -> Found | None:
    """Whole years; less than one is 0. Of a whole text also a range, as data that was coarsened has them."""
    if place == 0 and (match := _AGE_RANGE.match(text)):
        return Found(f"{int(match[1])}-{int(match[2])}", 0, match.end())
    match = _AGE.match(text, place)
    if match is None or int(match[1]) > _OLDEST or text.startswith(("以", "岁以"), match.end()):
        return None
    return Found("0" if match["unit"] else str(int(match[1])), match.start(), match.end())


_SEX = re.compile(
    r"(?:(?i:female|male|woman|man|girl|boy)|[MFmf])(?![A-Za-z])(?! ?/ ?[A-Za-z]|,? or )"
    r"|[男女]性?(?![一-鿿/、或]| ?/ ?女)|[男女](?=年龄|民族|出生|身份|电话|，)"
)
_FEMALE = frozenset(("f", "female", "woman", "girl", "lady", "mother", "女", "女性"))


def read_sex(word: str) -> str:
    """`f` or `m`."""
    return "f" if word.casefold() in _FEMALE else "m"


def _sex(text: str, place: int) -> Found | None:
    match = _SEX.match(text, place)
    return None if match is None else Found(read_sex(match.group()), match.start(), match.end())


_POSTCODE = re.compile(
    r"[0-9]{5}(?:-[0-9]{4})?(?![0-9A-Za-z\-])|[0-9]{6}(?![0-9A-Za-z\-])"
    r"|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}(?![0-9A-Za-z])|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9](?![0-9A-Za-z])"
)


def _postcode(text: str, place: int) -> Found | None:
    """Without blanks, and of a US code the five digits alone."""
    match = _POSTCODE.match(text, place)
    if match is None:
        return None
    return Found(match.group().partition("-")[0].replace(" ", ""), match.start(), match.end())


_CITY_ZH = re.compile(
    r"(?:中国)?(?:[一-鿿]{2,8}?(?:省|自治区))?[ ]?"
    r"([一-鿿]{2,7}?)(?:市|地区|自治州|(?=[\s，,。；;\"]|$))"
)
_CITY = re.compile(r"[A-Z][a-zA-Z.\-]{1,20}(?: [A-Z][a-zA-Z.\-]{1,20}){0,2}(?![A-Za-z]| [a-z])")
_CITY_OF_ADDRESS = re.compile(r"[^\n:：]{3,60}?, ?([A-Z][a-z]{2,14}(?: [A-Z][a-z]{2,14}){0,2}), ?[A-Z]{2},? [0-9]{5}")
_NO_CITY = frozenset("特定 某 目标 未知 不详 保密 无 其他 国外 本市 本地 暂无".split())


def _city(text: str, place: int) -> Found | None:
    """The city of an address, without its province and the word for city."""
    match = _CITY_ZH.match(text, place)
    if match is not None:
        return None if match[1] in _NO_CITY else Found(match[1], match.start(1), match.end(1))
    match = _CITY_OF_ADDRESS.match(text, place)
    if match is not None:
        return Found(match[1].casefold(), match.start(1), match.end(1))
    match = _CITY.match(text, place)
    if match is None or _NO_PHRASE.match(text, place):
        return None
    return Found(match.group().casefold(), match.start(), match.end())


_PHRASE = re.compile(
    r"[A-Z0-9][\w&.'’\-]{0,40}(?: (?:of|and|the|for|&|[A-Za-z][\w&.'’\-]{0,40})){0,6}|"
    r"[一-鿿][一-鿿A-Za-z0-9（）()·]{1,29}"
)
_NO_PHRASE = re.compile(
    r"(?i:(?:n/?a|none|null|string|unknown|not|the|a|an|your|this|it|please|undisclosed|any|all|other|what|which|how|"
    r"who|choose|select|enter|insert|if|to|in|each|every)\b)|无$|未知|不详|保密|请|暂无|其他$|没有"
)


def _phrase(text: str, place: int) -> Found | None:
    """Words up to the end of the value, folded."""
    match = _PHRASE.match(text, place)
    if match is None or _NO_PHRASE.match(text, place):
        return None
    value = match.group().rstrip(" .-")
    return Found(value.casefold(), match.start(), match.start() + len(value))


def _choice(words: Mapping[str, str]) -> Reader:
    """One of some words, as the form that it stands for."""
    said = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    regex = re.compile(f"(?:{said})(?![a-z])", re.IGNORECASE)

    def read(text: str, place: int) -> Found | None:
        match = regex.match(text, place)
        return None if match is None else Found(words[match.group().casefold()], match.start(), match.end())

    return read


def _forms(*lines: str) -> dict[str, str]:
    """The first of each line for all of them."""
    return {word: line.split("|")[0] for line in lines for word in line.split("|")}


PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 "
    "景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 "
    "锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
).split()
"""The ethnic minorities that China recognizes: GB/T 3304-1991."""
_ETHNICITY = _forms(
    "african american|african-american|black",
    "asian american|asian-american|asian",
    "white|caucasian",
    "hispanic|latino|latina|latinx",
    "native american|american indian",
    "pacific islander",
    "middle eastern|arab",
    "mixed|biracial|multiracial|two or more races",
    "汉|汉族",
    *(f"{people}|{people}族" if len(people) > 1 else f"{people}族" for people in PEOPLES),
)
_MARITAL = _forms(
    "single|unmarried|never married|未婚",
    "married|已婚",
    "divorced|离异|离婚",
    "widowed|丧偶",
    "separated|分居",
    "engaged|订婚",
)
_EDUCATION = _forms(
    "primary|primary school|elementary school|小学", "middle school|junior high|初中", "high school|高中|中专|技校",
    "associate|大专|专科",
    "bachelor|bachelor's|bachelors|bachelor's degree|undergraduate|本科|学士",
    "master|master's|masters|master's degree|硕士|研究生|硕士研究生",
    "doctorate|phd|ph.d.|ph.d|博士|博士研究生", "none|文盲",
)  # fmt: skip
READERS: Mapping[str, Reader] = {
    "admission_date": _date,
    "age": _age,
    "birth_date": _date,
    "birth_place": _city,
    "city": _city,
    "discharge_date": _date,
    "education": _choice(_EDUCATION),
    "employer": _phrase,
    "ethnicity": _choice(_ETHNICITY),
    "marital_status": _choice(_MARITAL),
    "nationality": _phrase,
    "occupation": _phrase,
    "postcode": _postcode,
    "sex": _sex,
}
"""How the value of each attribute is read."""
