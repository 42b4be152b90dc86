"""Postal addresses by their parts: number and kind of street, post box, 省市区路号.

The order of the parts is that of UPU standard S42 and of the examples that post offices publish. A place alone, such
as a city, is no address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Span = tuple[int, int]

_UP = "A-ZÀ-ÖØ-Þ"
_NAME = rf"[{_UP}0-9][\w'’.\-]{{0,24}}"
_KIND = (
    r"(?:(?:Street|Avenue|Road|Boulevard|Lane|Drive|Court|Place|Square|Terrace|Way|Parkway|Highway|Circle|Close|Crescent|"
    r"Row|Alley|Quay|Gardens|Grove|Mews|Plaza|Trail|Walk)\b|(?:St|Ave|Rd|Blvd|Ln|Dr|Ct|Pl|Sq|Ter|Pkwy|Hwy|Cir|Cres)\b\.?)"
)
_UNIT = (
    r"(?:,? ?(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm)\.? ?[A-Z0-9][A-Z0-9\-]{0,5}|,? ?#[A-Z0-9\-]{1,6})?"
)
_CITY = rf"(?:,[ \n]{{0,2}}[{_UP}][\w'’.\-]{{1,20}}(?: [{_UP}][\w'’.\-]{{1,20}}){{0,2}})?"
_CODE = r"(?:,? [A-Z]{2},? [0-9]{5}(?:-[0-9]{4})?|,? [A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2})?"
_NO_NAME = "The|Of|In|My|Our|A|An|And|Days|Hours|Years|Minutes|People"
_WESTERN = (
    rf"(?<![\w.,/$€£-])[0-9]{{1,5}}[A-Za-z]?(?:[-/][0-9]{{1,4}})?,? (?:[NSEW]\.? |(?:North|South|East|West) )?"
    rf"(?:(?!(?:{_NO_NAME}) ){_NAME} ){{1,3}}{_KIND}(?: (?:NW|NE|SW|SE|[NSEW])\b)?{_UNIT}{_CITY}{_CODE}",
    rf"\bP\.? ?O\.? ?Box [0-9]{{1,6}}\b{_CITY}{_CODE}",
    rf"\b[{_UP}][\w\-]{{1,24}}(?:straße|strasse|str\.|allee|gasse|platz|weg) [0-9]{{1,4}} ?[a-z]?\b"
    rf"(?:, [0-9]{{4,5}} [{_UP}][\w\-]{{1,24}})?",
    r"\b[0-9]{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|place|chemin|allée|quai|impasse) "
    rf"(?:(?:de|du|des|la|le|les) |de l['’]|d['’]|l['’]){{0,2}}[{_UP}][\w'’\-]{{1,24}}"
    rf"(?:,? [0-9]{{5}} [{_UP}][\w\-]{{1,24}})?",
    rf"\b(?:Calle|Avenida|Plaza|Paseo|Via|Viale|Piazza|Corso|Rua) (?:[a-z]{{2,4}} ){{0,2}}[{_UP}][\w'’.\-]{{1,24}}"
    rf"(?: [{_UP}][\w'’.\-]{{1,24}}){{0,2}},? (?:n[.º°] ?)?[0-9]{{1,4}}\b",
)
_LABELLED = (
    r"(?i:(?<!ip )(?<!mac )(?<!mail )(?<!web )(?<!memory )\b(?:(?:home|mailing|postal|billing|shipping|delivery|street|"
    r"residential|current) )?address[ \t]*[:：][ \t]*)(?P<said>[^\n:：@;|{}<>]{8,120})"
)
_HAN = "\u4e00-\u9fff"
_COUNT = "0-9０-９一二三四五六七八九十百零〇"
_HOUSE = re.compile(
    rf"(?:路|街|大道|巷|弄|胡同|里|村|道|镇|庄|屯|组|小区|花园|苑|城|园)[东西南北中]?(?:[{_COUNT}]{{1,5}}段)?"
    rf"[{_COUNT}][{_COUNT}\-之]{{0,7}}(?:号|弄|栋|幢|座|组|队)"
    rf"(?:[{_COUNT}A-Za-z\-之]{{0,6}}(?:号楼|号院|号|栋|幢|座|单元|层|楼|室|院|户)){{0,4}}(?:[{_COUNT}]{{2,5}}(?![{_COUNT}]))?"
)
_LABELLED_HAN = re.compile(
    r"(?:住址|地址|户籍地|户籍所在地|居住地|住所地?)[ 　]{0,2}[:：是为]?[ 　]{0,2}"
    rf"(?P<said>[{_HAN}0-9０-９A-Za-z\-（）()# ]{{5,60}})"
)
_PARTS = re.compile(r"[省市区县州旗镇乡村路街道巷弄号栋幢楼室]")
_RUN = re.compile(rf"[{_HAN}0-9０-９]{{1,30}}$")
_LEADS = re.compile("住在|位于|坐落在|送到|寄到|寄往|搬到|来到|家住|地址|住址|址|在|到|住|于|是|去|至|从|和|的|了|为")
_SEARCHED = re.compile("|".join((*_WESTERN, _LABELLED)))
_GATE = re.compile(r"[0-9０-９]|号")


def addresses(text: str) -> tuple[Span, ...]:
    """Half-open spans of the postal addresses of a text, in order; they do not overlap. Takes linear time."""
    if _GATE.search(text) is None:
        return ()
    found = [_western(match) for match in _SEARCHED.finditer(text)]
    if not text.isascii():
        found += [_chinese(text, match) for match in _HOUSE.finditer(text)]
        found += [_said(match) for match in _LABELLED_HAN.finditer(text)]
    return merged(span for span in found if span is not None)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap made one."""
    kept: list[Span] = []
    for start, end in sorted(spans):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(kept)


def _western(match: re.Match[str]) -> Span | None:
    if match["said"] is None:
        return match.span()
    said = match["said"]
    if not re.search("[0-9]", said) or not re.search(rf"[{_UP}{_HAN}]", said) or "http" in said:
        return None
    return match.start("said"), match.start("said") + len(said.rstrip(" .,"))


def _chinese(text: str, match: re.Match[str]) -> Span:
    """From the first Han character of the run before the street on that no verb or preposition divides from it."""
    run = _RUN.search(text[max(0, match.start() - 30) : match.start()])
    if run is None:
        return match.span()
    before = run.group()
    lead = max((found.end() for found in _LEADS.finditer(before)), default=0)
    return match.start() - len(before) + lead, match.end()


def _said(match: re.Match[str]) -> Span | None:
    if len(_PARTS.findall(match["said"])) < 2:
        return None
    return match.start("said"), match.start("said") + len(match["said"].rstrip())
