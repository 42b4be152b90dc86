"""Names of persons that a label or a form of address gives away: 姓名：王小明, Patient: Mary Stone, Dr. Lee.

No form tells a name from other words, so nothing is found without such a cue; a model finds more. Names that stand
for nobody (张三, John Doe, 某某, template fields) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from auditor.text.private.cues import COLON, Cues, column
from auditor.text.private.name_words import FIELDS, NO_CHINESE, NO_FIRST, NOBODY, NOBODY_CHINESE, THINGS
from auditor.text.private.normalize import plain
from auditor.text.private.surnames import DOUBLE, SINGLE

Span = tuple[int, int]

_UP, _LOW = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ\u0100-\u024f"
_WORD = rf"(?:[{_UP}]['’])?[{_UP}][{_LOW}]{{1,20}}(?:[{_UP}][{_LOW}]{{1,20}})?(?:-[{_UP}][{_LOW}]{{1,20}})?"
_INITIAL = rf"[{_UP}](?:\.|(?![{_UP}{_LOW}.'’]))"
_PARTICLE = r"(?:de la|de los|van der|van den|von der|de|del|della|da|di|dos|du|van|von|bin|ibn|al|el|ter)"
_END = r"(?![A-Za-z0-9_])"
_FULL = re.compile(
    rf"(?:{_WORD}|{_INITIAL})(?: {_INITIAL}){{0,2}}(?: {_PARTICLE})? {_WORD}(?: (?![JS]r\b){_WORD})?(?:,? (?:Jr|Sr|II|"
    rf"III)\b\.?)?{_END}"
    rf"|[A-Z]{{2,20}}(?: [A-Z]\.?)? [A-Z]{{2,20}}{_END}"
)
"""At least two names, or capitals."""
_SURNAME_FIRST = re.compile(rf"(?:{_WORD}|[A-Z]{{2,20}}), ?(?:{_WORD}|[A-Z]{{2,20}})(?: {_INITIAL})?{_END}")
_ANY = re.compile(rf"(?:{_INITIAL} ?){{0,2}}(?:{_PARTICLE} )?{_WORD}(?: {_INITIAL})?(?: {_WORD}){{0,2}}{_END}")
_ONE = re.compile(_WORD + _END)

_HAN = "\u4e00-\u9fff"
_GIVEN = "[^\\W\\d_A-Za-z的了是们这那某吗呢吧啊么什怎哪您你我他她它很都也又被把没并且或及即则但却只还再做使让从等请问]"
"""Any letter but those that are in no given name; what follows holds it to Han characters."""
_CALLED = "先生|女士|小姐|太太|夫人|医生|大夫|医师|老师|教授|律师"
_AFTER = f"{_CALLED}|同学|同志|主任|性别|年龄|男|女|电话|手机|身份证|证件|联系|住址|地址|出生|民族|籍贯|职业|今年|来自"
_CHINESE = re.compile(
    rf"(?:(?:{'|'.join(DOUBLE)}){_GIVEN}{{1,2}}|[{SINGLE}]{_GIVEN}{{1,2}}?|"
    rf"[{_HAN}]{{1,8}}(?:[·•][{_HAN}]{{1,8}}){{1,3}})"
    rf"(?=[^{_HAN}·•]|$|{_AFTER})"
)
_CHINESE_BEFORE = re.compile(rf"(?:{'|'.join(DOUBLE)}|[{SINGLE}]){_GIVEN}{{1,2}}$")
_LEADS = frozenset("的是由和跟给向致与让被对找叫以像为到系")


_ROLE = (
    "patient|customer|client|employee|student|card ?holder|account holder|applicant|guest|member|borrower|tenant|"
    "guardian|mother|father|spouse|contact|emergency contact|contact person|passenger|insured|policy ?holder|"
    "beneficiary|recipient|sender|payee|guarantor|claimant|next of kin|physician|attending(?: physician)?|attn"
)
_HAN_ROLE = (
    "姓[ 　]{0,4}名|名字|患者|病人|患儿|联系人|收件人|收货人|寄件人|经办人|申请人|持卡人|户主|户名|开户人|投保人|"
    "被?保险人|受益人|监护人|家属|"
    "法定代表人|法人|客户|乘客|旅客|入住人|学生|考生|员工|职工|业主|租客|承租人|出租人|原告人?|被告人?|嫌疑人|受害人|"
    "证人|签字|签名|主治医[师生]|"
    "责任护士"
)
_HUMAN = "患者|病人|患儿|申请人|客户|嫌疑人|被告人?|原告"
_OPEN = "[A-ZÀ-ÖØ-Þ一-鿿]"
_CUES = {
    "label": rf"(?:\b(?i:(?:{_ROLE}|full|legal|billing|shipping)(?:'s)?(?:[ _]?name)?)|{_HAN_ROLE}){COLON}{_OPEN}",
    "name": rf"\b(?i:name){COLON}{_OPEN}",
    "one": rf"\b(?i:(?:first|last|given|family|middle)[ _]?name|surname){COLON}{_OPEN}",
    "said": rf"\b[Mm]y (?:full |real |legal )?name(?:'s|’s| is) {_OPEN}",
    "patient": r"\b[Pp]atient,? (?:(?:Mr|Mrs|Ms)\.? )?[A-Z]",
    "signed": r"\b(?i:sincerely|regards|respectfully|yours truly|yours faithfully)(?: yours)?,\s{1,4}[A-Z]",
    "title": r"\b(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof)\.?|Professor) {1,2}[A-Z]",
    "chinese": r"(?:姓名[是为叫 ]{0,2}|我叫|我的名字[是叫]|本人名?叫)[一-鿿]",
    "described": rf"(?:{_HUMAN})[一-鿿]{{2,4}}[，,（( ]{{1,2}}[男女0-9]",
    "listed": rf"[{SINGLE}][一-鿿]{{1,3}}[，,、] ?[男女](?:性)?[，,、。；;（( ]",
    "called": rf"[{SINGLE}][一-鿿]{{1,3}}(?:{_CALLED})",
}  # fmt: skip
_FINDER = Cues(*_CUES.values())


@cache
def _which() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{cue})" for name, cue in _CUES.items()))


def persons(text: str, field: str = "") -> tuple[Span, ...]:
    """Half-open spans of the names of persons that a cue gives away, in order; they do not overlap. Linear time.

    `field` is the path of the column that the text fills: of one named `name` or 姓名 the whole text is a name.
    """
    clean = plain(text)
    named = field and len(clean.text) <= _LONGEST and _COLUMN.fullmatch(column(field))
    whole = _whole(clean.text) if named else None
    return tuple(clean.span(*span) for span in (_persons(clean.text) if whole is None else [whole]))


def _persons(text: str) -> list[Span]:
    spans: list[Span] = []
    for start, _ in _FINDER.spans(text):
        match = _which().match(text, start)
        if match is None or match.lastgroup is None:
            continue
        found = _READERS[match.lastgroup](text, match)
        if found is not None and (not spans or found[0] >= spans[-1][1]):
            spans.append(found)
    return spans


_LONGEST = 40
"""Characters of a text that may be one name."""
_COLUMN = re.compile(
    rf"(?:(?:{_ROLE}|full|legal|doctor|user)(?:'?s)? )?name|(?:first|last|given|family) name|surname|patient|"
    rf"(?:.{{0,6}})姓名|"
    r"名字|患者|联系人|收件人|法定代表人"
)


def _whole(text: str) -> Span | None:
    start = len(text) - len(text.lstrip())
    for found in (_name(text, start), _checked(text, _ONE.match(text, start))):
        if found is not None and found[1] == len(text.rstrip()):
            return found
    return None


def _name(text: str, place: int) -> Span | None:
    """A full name that starts here, Chinese or not."""
    if text[place : place + 1] >= "一":
        return _chinese(_CHINESE.match(text, place))
    return _checked(text, _FULL.match(text, place))


def _chinese(match: re.Match[str] | None) -> Span | None:
    if match is None or match.group() in NOBODY_CHINESE or match.group()[:2] in NO_CHINESE:
        return None
    return None if _NO_GIVEN.search(match.group(), 1) else match.span()


_NO_GIVEN = re.compile(f"(?:{_CALLED}|[科室院部厅局])$")
"""How a title, or a place of work, ends."""


def _checked(text: str, match: re.Match[str] | None) -> Span | None:
    """The name up to a word that names a field; nothing where it is no person's or nobody's."""
    if match is None:
        return None
    end = match.start()
    parts: list[str] = []
    for word in _PARTS.finditer(text, match.start(), match.end()):
        part = word.group().capitalize()
        if part in (FIELDS if parts else NO_FIRST):
            break
        end = word.end()
        parts.append(part)
    else:
        end = match.end()
    bare = " ".join(part for part in parts if len(part) > 1).lower()
    if not bare or bare in NOBODY or (len(parts) == 1 and match.re is _FULL) or not THINGS.isdisjoint(parts):
        return None
    return match.start(), end


_PARTS = re.compile("[^ ,.]+")


def _labelled(text: str, match: re.Match[str]) -> Span | None:
    place = match.end() - 1
    return _name(text, place) or _checked(text, _SURNAME_FIRST.match(text, place))


_AROUND = 100
_QUALIFIED = re.compile(r"[A-Za-z0-9][ _\-]$")
_LINE = re.compile(r"[*_`.,;]{0,3}[ \t]*(?:\n|$)")
_OF_PERSON = re.compile(
    r"\b(?:age|aged|dob|birth|born|gender|sex|ssn|mrn|patient|occupation|salary|employee|passport|nationality|marital|"
    r"e-?mail)\b"
    r"|birth_?date|diagnos|年龄|性别|生日|出生|身份证|邮箱|患者",
    re.IGNORECASE,
)


def _bare(text: str, match: re.Match[str]) -> Span | None:
    """Things have names too: behind a plain `name`, something else nearby must speak of a person."""
    if _QUALIFIED.search(text, max(0, match.start() - 2), match.start()):
        return None
    found = _name(text, match.end() - 1)
    if found is None or (match.group()[0] == "N" and _LINE.match(text, found[1])):
        return found
    return found if _OF_PERSON.search(text, max(0, found[0] - _AROUND), found[1] + _AROUND) else None


def _single(text: str, match: re.Match[str]) -> Span | None:
    if text[match.end() - 1] >= "一":
        return _chinese(_CHINESE.match(text, match.end() - 1))
    return _checked(text, _ONE.match(text, match.end() - 1))


def _said(text: str, match: re.Match[str]) -> Span | None:
    if _FULL.match(text, match.end() - 1):
        return _name(text, match.end() - 1)
    return _single(text, match)


_GOES_ON = re.compile(
    r"(?:, |,? \(| )(?:an? |aged? |[0-9]{1,3}\b|is |was |has |had |presented|reports|DOB|MRN|male|female|M\b|F\b)"
)


def _patient(text: str, match: re.Match[str]) -> Span | None:
    name = _FULL.match(text, match.end() - 1)
    found = _checked(text, name)
    return found if found is not None and _GOES_ON.match(text, found[1]) else None


_STREET = re.compile(r"[0-9][A-Za-z0-9 .]{2,30}$")


def _titled(text: str, match: re.Match[str]) -> Span | None:
    if match.group().startswith("Dr") and _STREET.search(text, max(0, match.start() - 40), match.start()):
        return None
    return _checked(text, _ANY.match(text, match.end() - 1))


def _described(text: str, match: re.Match[str]) -> Span | None:
    start = match.start() + next(len(role) for role in _ROLES if match.group().startswith(role))
    return _chinese(_CHINESE.match(text, start))


_ROLES = ("患者", "病人", "患儿", "申请人", "客户", "嫌疑人", "被告人", "被告", "原告")


def _listed(text: str, match: re.Match[str]) -> Span | None:
    if match.start() and "一" <= text[match.start() - 1] <= "鿿":
        return None
    return _chinese(_CHINESE.match(text, match.start()))


def _called(text: str, match: re.Match[str]) -> Span | None:
    """The longest name before the title that does not start in the middle of a word."""
    end = match.end() - 2
    for length in (4, 3, 2):
        start = end - length
        before = text[start - 1 : start] if start > 0 else ""
        if start < 0 or ("一" <= before <= "鿿" and before not in _LEADS) or before + text[start] in _PREPOSITIONS:
            continue
        found = _chinese(_CHINESE_BEFORE.match(text, start, end))
        if found is not None:
            return found
    return None


_PREPOSITIONS = frozenset(("对于", "由于"))


_READERS: dict[str, Callable[[str, re.Match[str]], Span | None]] = {
    "label": _labelled,
    "name": _bare,
    "one": _single,
    "said": _said,
    "patient": _patient,
    "signed": _labelled,
    "title": _titled,
    "chinese": _labelled,
    "described": _described,
    "listed": _listed,
    "called": _called,
}
