"""Chinese documents, plates, companies and accounts.

Hong Kong identity card: Immigration Department; Taiwan identity card and resident certificate: Ministry of the
Interior and National Immigration Agency; Macao: bilhete de identidade. Travel permits: National Immigration
Administration. Plates: GA 36-2018. Unified social credit code: GB 32100-2015.
"""

from __future__ import annotations

import re

from auditor.findings import Certainty
from auditor.text.private.identities import is_region
from auditor.text.private.labels import named_otherwise
from auditor.text.private.model import DIGITS, RIGHT, Hit, Pattern, digits_of, is_sequence, lead, near, words
from auditor.text.private.national import CODE

_END = RIGHT + r"(?![.\-/][A-Za-z0-9])"

_PERMIT = re.compile(
    lead("[A-Z0-9]", "[A-Za-z]-")
    + r"(?:(?<=[CW])[0-9]{8}|(?<=C)[A-HJ-NP-Z][0-9]{7}|(?<=[HM])[0-9]{8}(?:[0-9]{2})?|(?<=[TL])[0-9]{8}"
    r"|(?<=[0-9])[0-9]{7}(?:[0-9]{2})?|(?<=[A-Z])[A-Z]{2}[0-9]{12})" + _END
)
_PERMIT_WORDS = (
    "travel permit", "home return permit", "home-return permit", "exit-entry permit", "permanent residence permit",
    "permanent resident id", "permanent resident card", "permanent residence card",
    "港澳通行证", "通行证", "通行證", "回乡证", "回鄉證", "台胞证", "台胞證", "来往大陆", "来往内地", "永久居留",
)  # fmt: skip
_SAID_PERMIT = words(*_PERMIT_WORDS)
_COMPATRIOT_WORDS = ("mainland travel permit", "台胞证", "台胞證", "居民来往大陆")
_SAID_COMPATRIOT = words(*_COMPATRIOT_WORDS)


_PERMIT_REACH = 36
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]")


def _judge_permit(text: str, match: re.Match[str]) -> Hit | None:
    value, start = match.group(), match.start()
    if not near(text, start, _SAID_COMPATRIOT if value.isdigit() else _SAID_PERMIT, _PERMIT_REACH):
        return None
    if _DATE.fullmatch(value) or named_otherwise(text, start):
        return None
    letters = value.rstrip("0123456789")
    form = {"C": "hk_macau_permit", "W": "hk_macau_permit", "H": "home_return_permit", "M": "home_return_permit",
            "T": "taiwan_permit", "L": "taiwan_permit", "": "taiwan_compatriot_permit"}.get(letters[:1])  # fmt: skip
    if len(letters) == 3 or form is None:
        form = "foreign_resident_permit"
    return Hit("cn_permit", form, "context", start, match.end(), value, is_sequence(digits_of(value)))


_HKID = re.compile(
    lead("[A-Z]", "[A-Za-z]-", "[A-Za-z0-9]/")
    + r"[A-Z]?[0-9]{6}(?:[(（][0-9A][)）](?![A-Za-z0-9_])|[0-9A]"
    + _END
    + ")"
)
_SAID_HKID = words("hkid", "hkid card", "hong kong id", "hong kong identity card", "香港身份证", "香港身份證", "身份證",
                   "身份证", "香港居民")  # fmt: skip


def hkid_check(first: str) -> str:
    """The check character of a Hong Kong identity card for its letters and six digits."""
    values = [36 if place == " " else int(place, 36) for place in first.rjust(8)]
    rest = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True)) % 11
    return "0123456789A"[-rest % 11]


def _judge_hkid(text: str, match: re.Match[str]) -> Hit | None:
    value = re.sub("[()（）]", "", match.group())
    said = near(text, match.start(), _SAID_HKID) and not named_otherwise(text, match.start())
    certainty: Certainty
    if hkid_check(value[:-1]) == value[-1] and (said or match.group()[-1] in ")）"):
        certainty = "validated"
    elif said:
        certainty = "context"
    else:
        return None
    test = value in ("A1234563", "G1234563", "AB9876543", "Z683365A") or is_sequence(digits_of(value[:-1]))
    return Hit("hk_tw_id", "hkid", certainty, match.start(), match.end(), value, test)


_TAIWAN = re.compile(lead("[A-Z]", "[A-Za-z]-", "[A-Za-z0-9]/") + "(?:[1289][0-9]{8}|[A-D][0-9]{8})" + _END)
_TAIWAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""In the order of their numbers, from 10."""
_SAID_TAIWAN = words(
    "taiwan id", "taiwan identity card", "national id", "id card", "arc", "ui no", "身份證", "身分證", "身份证",
    "统一编号", "統一編號", "居留證", "居留证", "台湾",
)  # fmt: skip


def is_taiwan_id(value: str) -> bool:
    """Whether the last digit checks the letter and the other digits; of old certificates, both letters."""
    first = 10 + _TAIWAN_LETTERS.index(value[0])
    second = value[1] if value[1].isdigit() else str(_TAIWAN_LETTERS.index(value[1]) % 10)
    places = (first // 10, first % 10, *map(int, second + value[2:]))
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(place * weight for place, weight in zip(places, weights, strict=True)) % 10 == 0


def _judge_taiwan(text: str, match: re.Match[str]) -> Hit | None:
    value = match.group()
    said = near(text, match.start(), _SAID_TAIWAN)
    valid = is_taiwan_id(value)
    if not said and not (valid and value[1] in "12"):
        return None
    certainty: Certainty = "shape" if not said else "validated" if valid else "context"
    form = "taiwan_id" if value[1] in "12" else "taiwan_arc"
    test = is_sequence(value[1:])
    return Hit("hk_tw_id", form, certainty, match.start(), match.end(), value, test)


_MACAU = re.compile(lead("[1578]") + r"[0-9]{6}(?:[(（][0-9][)）](?![A-Za-z0-9_])|/[0-9]/[0-9]" + RIGHT + ")")
_MACAU_WORDS = ("macau", "macao", "bir", "澳门", "澳門")
_SAID_MACAU = words(*_MACAU_WORDS)


def _judge_macau(text: str, match: re.Match[str]) -> Hit | None:
    if not near(text, match.start(), _SAID_MACAU):
        return None
    value = digits_of(match.group())
    return Hit("hk_tw_id", "macau_id", "context", match.start(), match.end(), value, is_sequence(value[:7]))


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_GATE = re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z][·•・‧∙･. \-]{{0,2}}[A-HJ-NP-Z0-9]{{4}}")
_PLATE = re.compile(
    rf"[{_PROVINCES}][A-HJ-NP-Z][·•・‧∙･. \-]{{0,2}}"
    r"(?=(?:[A-Z]*[0-9]){2})"
    r"(?:[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK]|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])" + _END
)
_SAID_PLATE = words("*plate", "license plate", "licence plate", "plate number", "registration", "车牌", "号牌", "牌照",
                    "车号", "車牌", "牌号", "车辆")  # fmt: skip


def _judge_plate(text: str, match: re.Match[str]) -> Hit | None:
    value = re.sub("[·•・‧∙･. -]", "", match.group())
    certainty: Certainty = "context" if near(text, match.start(), _SAID_PLATE) else "shape"
    form = "license_plate_new_energy" if len(value) == 8 else "license_plate"
    test = value[2:] in ("12345", "88888", "00000", "66666", "99999", "D12345", "F12345", "A1234")
    return Hit("license_plate", form, certainty, match.start(), match.end(), value, test)


_USCC = re.compile(lead("[1-9ANY]", "[A-Za-z]-") + r"[1-9][1-9][0-9]{5}[0-9A-HJ-NPQRTUWXY]{10}" + _END)
_USCC_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_REGIONS = frozenset(
    "10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split()
)
_OFFICES = frozenset(
    "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 54 55 59 61 62 69 71 72 79 81 89 91 92 93 A1 A9 N1 N2 N3 N9 "
    "Y1".split()
)
"""The office that registers, and what it registers."""
_SAID_USCC = words(
    "uscc", "unified social credit", "credit code", "统一社会信用", "信用代码", "税号", "纳税人识别号", "营业执照",
)  # fmt: skip


def uscc_check(first: str) -> str:
    """The eighteenth character for the first seventeen: weights 3^i modulo 31."""
    total = sum(_USCC_DIGITS.index(place) * pow(3, i, 31) for i, place in enumerate(first))
    return _USCC_DIGITS[-total % 31]


def organization_check(first: str) -> str:
    """The ninth character of an organization's code for the first eight: GB 11714-1997."""
    total = sum(int(place, 36) * weight for place, weight in zip(first, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[11 - total % 11]


def _judge_uscc(text: str, match: re.Match[str]) -> Hit | None:
    value = match.group()
    said = near(text, match.start(), _SAID_USCC)
    if not said and (value[:2] not in _OFFICES or value[2:4] not in _REGIONS):
        return None
    if not said and value.isdigit() and not (is_region(value[2:8]) and organization_check(value[8:16]) == value[16]):
        return None
    certainty: Certainty = "validated"
    if uscc_check(value[:17]) != value[17]:
        if not said:
            return None
        certainty = "context"
    test = value in ("91110000600037341L", "91350100M000100Y43") or is_sequence(value[8:17])
    return Hit("cn_company_id", "cn_company_id", certainty, match.start(), match.end(), value, test)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        kind="cn_permit",
        form="cn_permit",
        gate=DIGITS,
        regex=_PERMIT,
        judge=_judge_permit,
        hits=(
            "港澳通行证«C61837254»。", "往来港澳通行证号：«CB6183725»", "回乡证«H6183725401»，",
            "home return permit «M61837254»",
            "台胞证«61837254»的", "往来台湾通行证«T61837254»", "永久居留身份证«USA310085061837»",
            "mainland travel permit number is <b>«61837254»</b>", "home return permit is <b>«M61837254»</b>",
            "foreign permanent resident ID card: «USA310085061837»",
        ),
        misses=("C61837254", "通行证CI6183725", "通行证61837254", "通行证C618372541",
                "台胞证办理日期20230115", "通行证，配件C61837254"),
        beside=(*_PERMIT_WORDS, *_COMPATRIOT_WORDS),
    ),
    Pattern(
        kind="hk_tw_id",
        form="hkid",
        gate=CODE,
        regex=_HKID,
        judge=_judge_hkid,
        hits=("HKID «A123456(3)»", "«AB987654(3)»。", "香港身份证«Z683365（A）»", "號碼«Ｚ６８３３６５（Ａ）»的"),
        misses=("A123456(4)", "CAB987654(3)", "f(A123456)", "A1234563"),
    ),
    Pattern(
        kind="hk_tw_id",
        form="hkid_plain",
        gate=DIGITS,
        regex=_HKID,
        judge=_judge_hkid,
        hits=("HKID «A1234563»", "香港身份证«K6183725»，"),
        misses=("A1234563", "HKID A12345634", "身份证在桌上，设备序列号K6183725"),
    ),
    Pattern(
        kind="hk_tw_id",
        form="taiwan_id",
        gate=DIGITS,
        regex=_TAIWAN,
        judge=_judge_taiwan,
        hits=("身分證«A123456789»。", "«A123456789»", "居留證«A800000014»", "Taiwan ID «F131104093»"),
        misses=("A123456788", "AA123456789", "A1234567890", "A800000014"),
    ),
    Pattern(
        kind="hk_tw_id",
        form="macau_id",
        gate=DIGITS,
        regex=_MACAU,
        judge=_judge_macau,
        hits=("澳门身份证«1618372(5)»", "Macau BIR «5618372(5)»", "澳门居民«7618372（5）»"),
        misses=("1618372(5)", "澳门2618372(5)", "澳门1618372"),
        beside=_MACAU_WORDS,
    ),
    Pattern(
        kind="license_plate",
        form="license_plate",
        gate=_PLATE_GATE,
        regex=_PLATE,
        judge=_judge_plate,
        hits=(
            "车牌«京A61837»。", "是«沪B·6F183»的", "车牌号：«粤BD61837»，", "«苏E•61837F»", "plate «川A 6J283»",
            "号牌«浙A6183学»",
            "«京Ａ６１８３７»",
        ),
        misses=("京AI1837", "京I61837", "新ABCDEF", "京A618370012", "是A61837"),
    ),
    Pattern(
        kind="cn_company_id",
        form="cn_company_id",
        gate=DIGITS,
        regex=_USCC,
        judge=_judge_uscc,
        hits=(
            "统一社会信用代码«91110000600037341L»。", "«91350100M000100Y43»", "税号«91310115MA1K618374»，",
            "公司«91310115MA1K61837Y»的",
            "«913101156183725009»", "信用代码：«913101156183725284»",
        ),
        misses=("91110000600037341M", "91110000600037341LL", "91990000600037341L", "9111000060003734IL",
                "913101156183725284"),
    ),
)  # fmt: skip
