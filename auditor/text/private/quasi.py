"""Attributes that many people share and few share together: age, sex, postcode, employer.

Sweeney 2000, "Simple Demographics Often Identify People Uniquely" (sex, date of birth and ZIP code). Only what a label,
a column or a set phrase states is taken, because a wrong value would make a record look rarer than it is. The values
serve to be counted in memory and are written nowhere.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from auditor.text.private.cues import COLON, Cues, column
from auditor.text.private.normalize import plain
from auditor.text.private.quasi_values import READERS, read_sex

ATTRIBUTES: tuple[str, ...] = (
    "admission_date", "age", "birth_date", "birth_place", "city", "discharge_date", "education", "employer",
    "ethnicity",
    "marital_status", "nationality", "occupation", "postcode", "sex",
)  # fmt: skip
"""What `Quasi.attribute` can be; a resident ID states `region` too."""


@dataclass(frozen=True, slots=True)
class Quasi:
    """One attribute of somebody, without saying whose. Its `repr` does not show the value."""

    attribute: str
    """One of `ATTRIBUTES`."""
    value: str = field(repr=False)
    """The same however it was written: `m` or `f`, years as a number, an ISO date, folded text."""
    start: int
    end: int
    """Half-open span of characters of the value in the text as given."""


@dataclass(frozen=True, slots=True)
class _Label:
    """What an attribute is called."""

    attribute: str
    english: str
    """Regex in lower case."""
    chinese: str
    columns: str = ""
    """Regex of names that say it of a column only: in prose they say other things too."""
    loose: bool = False
    """Whether the Chinese label needs no colon."""


_LABELS = (
    _Label(
        "birth_date",
        "dob|d\\.o\\.b\\.?|date of birth|birth ?date|birth_date|birthday|born(?: on)?",
        "出生日期|出生年月日?|出生时间|生日",
        "birth",
        True,
    ),
    _Label(
        "age",
        "age|patient age|current age|age \\(years\\)|age in years",
        "年龄|年纪",
        "age years?|years old|岁数",
        True,
    ),
    _Label("sex", "sex|gender", "性别", "patient sex|patient gender|sex at birth", True),
    _Label(
        "postcode", "zip ?code|zip|postal ?code|post ?code|zip_code|postal_code", "邮政编码|邮编|郵遞區號", "", True
    ),
    _Label(
        "city",
        "city of residence|current city|home city|city|home address|mailing address|residential address",
        "现居(?:住)?(?:地|城市)|居住(?:地|城市)|所在城市|家庭住址|现住址|住址|家庭地址|居住地址|联系地址|通讯地址|"
        "常住地",
        "town|address|城市|所在地|地址|hometown",
    ),
    _Label("birth_place", "place of birth|birth ?place|birth_place|hometown", "籍贯|出生地|祖籍"),
    _Label(
        "employer",
        "employer|employer name|place of work|workplace|current employer",
        "工作单位|就职单位|任职单位|所在单位|就职公司|单位名称",
        "company|company name|organi[sz]ation|单位|公司",
    ),
    _Label("occupation", "occupation|profession|job title", "职业|职务|工种", "job|岗位"),
    _Label("ethnicity", "ethnicity|race|ethnic group|race/ethnicity", "民族", "", True),
    _Label("nationality", "nationality|citizenship", "国籍", "country of citizenship"),
    _Label("marital_status", "marital status|marital_status", "婚姻状况|婚姻状态|婚否|婚姻", "", True),
    _Label("education", "education level|highest education|education|degree", "学历|文化程度|教育程度|最高学历"),
    _Label(
        "admission_date",
        "admission date|date of admission|admitted(?: on)?|admission_date|admit date",
        "入院日期|入院时间|住院日期",
        "admitted at|admission time",
        True,
    ),
    _Label(
        "discharge_date",
        "discharge date|date of discharge|discharged(?: on)?|discharge_date",
        "出院日期|出院时间",
        "discharged at|discharge time",
        True,
    ),
)
_LOOSE = rf"(?:{COLON}|[为是于]? ?)"
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|"
    "OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)


def _english(label: _Label) -> str:
    spoken = "date" in label.attribute or label.attribute == "postcode"
    return rf"\b(?i:{label.english})(?:{COLON}{'| ' if spoken else ''})"


def _chinese(label: _Label) -> str:
    return rf"(?:{label.chinese}){_LOOSE if label.loose else COLON}"


_SEXED = "male|female|man|woman|boy|girl|lady|gentleman|guy|mother|father"
_PHRASES = {
    "old_sex": r"\b[0-9]{1,3}[ -]?(?:(?i:years?|yrs?)[ -](?i:old)|(?i:y/?o))(?:,? (?i:[a-z]{3,12}))?,? "
    rf"(?i:{_SEXED}|[mf])\b",
    "sex_old": rf"\b(?i:{_SEXED})(?:,| aged|, aged|, age)? [0-9]{{1,3}}(?: (?i:years? old|yrs? old|y/?o)\b|,|\))",
    "slash": r"\b[0-9]{2} ?/ ?[MF]\b|\b[MF] ?/ ?[0-9]{2}\b",
    "i_am": r"\b(?i:i am|i'm|i’m|he is|she is|aged) [0-9]{1,3}[ -](?i:years?|yrs?)[ -](?i:old)",
    "old_sex_zh": r"[0-9]{1,3}(?:周?岁)(?:的)?[一-鿿]{0,4}?[男女](?:性|孩|童|子|士|生|婴|[，,。、 ])|"
    "[0-9]{1,3}(?:周?岁)[，,、 ]{1,2}[男女]",
    "sex_old_zh": r"[男女]性?(?:患者|病人)?[，,、/ （(]{1,2}(?:年龄)?[0-9]{1,3}周?岁",
    "i_am_zh": r"(?:我|本人|他|她|患者)(?:今年|现年|现在|目前)?(?:已经)?[0-9]{1,3}周?岁",
    "zip": rf"\b[A-Z][a-z]{{2,14}}(?: [A-Z][a-z]{{2,14}}){{0,2}}, ?(?:{_STATES}),? [0-9]{{5}}\b",
}  # fmt: skip
_CUES = {
    **_PHRASES,
    **{f"en_{label.attribute}": _english(label) for label in _LABELS},
    **{f"zh_{label.attribute}": _chinese(label) for label in _LABELS},
}
_FINDER = Cues(*_CUES.values())


@cache
def _which() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{cue})" for name, cue in _CUES.items()))


_COLUMNS = tuple(
    (label.attribute, re.compile(f"(?:patient |customer |user |client |employee )?(?:{said})"))
    for label in _LABELS
    if (said := "|".join(filter(None, (label.english.replace("_", " "), label.chinese, label.columns))))
)
_LONGEST = 80
"""Characters of a text that may be one value."""


def quasi(text: str, field: str = "") -> tuple[Quasi, ...]:
    """The attributes that a text states, in order; none of them overlap. Takes linear time.

    `field` is the path of the column that the text fills: under `age` or 性别 the whole text is the value.
    """
    clean = plain(text)
    attribute = _attribute(column(field)) if field and len(clean.text) <= _LONGEST else ""
    found = _whole(attribute, clean.text) if attribute else _quasi(clean.text)
    return tuple(Quasi(one.attribute, one.value, *clean.span(one.start, one.end)) for one in found)


def from_resident_id(digits: str) -> tuple[tuple[str, str], ...]:
    """Date of birth, sex and region (six digits) that a Chinese resident ID of 18 characters states: GB 11643-1999."""
    if len(digits) != 18 or not digits[:17].isdigit():
        return ()
    try:
        born = datetime.date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14])).isoformat()
    except ValueError:
        return ()
    return ("birth_date", born), ("sex", "m" if int(digits[16]) % 2 else "f"), ("region", digits[:6])


def _attribute(name: str) -> str:
    return next((attribute for attribute, said in _COLUMNS if said.fullmatch(name)), "")


def _whole(attribute: str, text: str) -> tuple[Quasi, ...]:
    start = len(text) - len(text.lstrip())
    found = READERS[attribute](text, start)
    if found is None or (attribute not in ("city", "birth_place") and text[found.end :].strip(" .\n岁")):
        return ()
    return (Quasi(attribute, found.value, found.start, found.end),)


def _quasi(text: str) -> Iterator[Quasi]:
    done = 0
    for start, _ in _FINDER.spans(text):
        match = _which().match(text, start)
        if match is None or match.lastgroup is None:
            continue
        name = match.lastgroup
        for one in _PHRASED[name](match) if name in _PHRASED else _labelled(name[3:], text, match):
            if one.start >= done:
                yield one
                done = one.end


def _labelled(attribute: str, text: str, match: re.Match[str]) -> Iterator[Quasi]:
    found = READERS[attribute](text, match.end())
    if found is not None:
        yield Quasi(attribute, found.value, found.start, found.end)


_AGE = re.compile("[0-9]{1,3}")
_SEX = re.compile(rf"(?i:\b(?:{_SEXED})\b)|\b[MFmf]\b|[男女]")


_RANGE = re.compile("(?:[0-9] ?[-~～—–至到、]| to| and|under|over|least|未满|不满|超过|大于|小于|满) ?$")
_LIMIT = re.compile("以[上下内前后]|左右|[之前后至到~～]|多岁")


def _age_and_sex(match: re.Match[str]) -> Iterator[Quasi]:
    """Both, in the order in which they stand; nothing of a range or a limit."""
    lead = match.string[max(0, match.start() - 6) : match.start()]
    if _RANGE.search(lead) or _LIMIT.search(match.group()) or _LIMIT.match(match.string, match.end()):
        return
    age, sex = _AGE.search(match.group()), _SEX.search(match.group())
    found = []
    if age is not None and int(age.group()) <= 120:
        found.append(Quasi("age", str(int(age.group())), match.start() + age.start(), match.start() + age.end()))
    if sex is not None:
        found.append(Quasi("sex", read_sex(sex.group()), match.start() + sex.start(), match.start() + sex.end()))
    yield from sorted(found, key=lambda one: one.start)


def _only_age(match: re.Match[str]) -> Iterator[Quasi]:
    yield from (one for one in _age_and_sex(match) if one.attribute == "age")


def _city_and_zip(match: re.Match[str]) -> Iterator[Quasi]:
    city, code = match.group().partition(",")[0], match.group()[-5:]
    yield Quasi("city", city.casefold(), match.start(), match.start() + len(city))
    yield Quasi("postcode", code, match.end() - 5, match.end())


_PHRASED: dict[str, Callable[[re.Match[str]], Iterator[Quasi]]] = {
    "old_sex": _age_and_sex, "sex_old": _age_and_sex, "slash": _age_and_sex, "i_am": _only_age,
    "old_sex_zh": _age_and_sex, "sex_old_zh": _age_and_sex, "i_am_zh": _only_age, "zip": _city_and_zip,
}  # fmt: skip
