"""Telephone numbers: E.164, Chinese mobiles and landlines, North American, and other national forms beside a word."""

from __future__ import annotations

import re

from auditor.findings import Certainty
from auditor.text.private.model import DIGITS, RIGHT, AtGate, Hit, Pattern, digits_of, is_sequence, lead, near, words
from auditor.text.private.plans import fewest_digits, parsed

_NOT_AFTER = ("[A-Za-z]/", "[A-Za-z]-", "[+$€£¥￥]", "[ =(*]-")
_TAIL = RIGHT + r"(?![.\-][0-9])(?!-[A-Za-z])(?!%)"
_INTERNATIONAL = re.compile(r"\+(?<![0-9A-Za-z+.]\+)[1-9](?:[ .()\-]{0,2}[0-9]){6,14}(?![0-9])")
_CN_MOBILE = re.compile(r"1[3-9][0-9]([ \-]?)[0-9]{4}\1[0-9]{4}" + _TAIL)
_CN_CODE = re.compile(r"(?:(?P<sure>(?<![0-9])\+86|(?<![0-9A-Za-z_.])0086)|(?<![0-9A-Za-z_.+$])86)[ \-]{0,2}$")
_CN_START = re.compile(lead("1", *_NOT_AFTER))
_CN_PREFIX = re.compile(
    # The number segments in use in mainland China (MIIT), Internet-of-things numbers of 13 digits left out.
    r"13[0-9]|14[579]|15[0-35-9]|16[2567]|17[0-35-8]|174(?:0[0-5]|1[0-2]|9)|18[0-9]|19[0-35-9]"
)
_EXTENDED = RIGHT + r"(?!\.[0-9])(?!-[0-9](?![0-9]{0,4}(?![0-9A-Za-z_.\-])))(?!-[A-Za-z])(?!%)"
"""The end of a number that a hyphen and an extension of up to five digits may follow."""
_CN_LANDLINE = re.compile(
    lead("[(0]", *_NOT_AFTER)
    + r"(?:(?<=[(])0|(?<=0))(?:10|2[0-9]|[3-9][0-9]{2})\)?[ \-]{0,2}[2-8][0-9]{6,7}"
    + _EXTENDED
)
_CN_SERVICE = re.compile(
    lead("[48]", *_NOT_AFTER) + r"00(?:([ \-])[0-9]{3}\1[0-9]{4}|([ \-])[0-9]{4}\2[0-9]{3}|[0-9]{7})" + _TAIL
)
_NANP = re.compile(
    lead("[(1-9]", *_NOT_AFTER) + r"(?:(?<=1)[ .\-]\(?[2-9]|(?<=\()[2-9]|(?<=[1-9]))"
    r"[0-8][0-9](?:\)[ .\-]?|(?P<separator>[ .\-]))"
    r"[0-9]{3}[ .\-][0-9]{4}" + _TAIL
)
_NATIONAL = re.compile(
    lead("[0-9(]", *_NOT_AFTER, "[0-9][ ()]", "[0-9)][ ().\\-]{2}") + r"(?:[ .()\-]{0,2}[0-9]){7,12}" + _TAIL
)
_WORDS = (
    "tel", "*phone", "mobile", "cell", "cellular", "call", "contact", "whatsapp", "wechat", "sms", "text", "dial",
    "fax", "hotline", "ring", "reach", "手机", "电话", "联系", "微信", "致电", "拨打", "来电", "热线", "短信",
    "座机", "传真", "号码", "加我", "咨询", "客服",
)  # fmt: skip
_SAID = words(*_WORDS)
_PHONE_WORDS = (
    "tel", "*phone", "mobile", "whatsapp", "fax", "hotline", "手机", "电话", "致电", "拨打", "热线", "座机", "传真",
)  # fmt: skip
_SAID_PHONE = words(*_PHONE_WORDS)
_HAN = re.compile("[\u4e00-\u9fff]")
_HAN_LABEL = re.compile(r"(?:手机|电话|致电|拨打|热线|座机|传真)(?:号码|号|是|为|：|[\s:=\"'*])*[(（]?$")
_CHINESE_REGIONS = ("CN", "TW", "HK", "SG", "JP", "KR")
_REGIONS = ("GB", "US", "IN", "DE", "FR", "JP", "KR", "SG", "HK")
_YEARS = re.compile(r"(?:19|20)[0-9]{2}[ .\-]?(?:0[1-9]|1[0-2])[ .\-]?(?:0[1-9]|[12][0-9]|3[01])")
_TEST = re.compile(
    r"\+(?:"
    r"1[0-9]{3}55501[0-9]{2}"  # NANPA: reserved for fiction
    r"|1555[0-9]{7}"
    r"|1(?:800|888|877|866|855|844|833)[0-9]{7}"  # toll-free: a company's
    r"|447700900[0-9]{3}|442079460[0-9]{3}"  # Ofcom: for drama
    r"|8613800138000|8613888888888|86400[0-9]{7}|86800[0-9]{7}"
    r")$"
)
_OFCOM_TEST = re.compile(r"07700900[0-9]{3}|02079460[0-9]{3}")
_NANP_TEST = re.compile(r"[2-9][0-9]{2}55501[0-9]{2}|555[0-9]{7}|1234567890")


def _parsed(number: str, region: str | None) -> str | None:
    """The number in E.164 if the plan of its country has it."""
    found = parsed(number, region)
    if found is None:
        return None
    canonical, valid = found
    return canonical if valid or _TEST.match(canonical) else None


def _hit(form: str, certainty: Certainty, span: tuple[int, int], canonical: str) -> Hit:
    # Who needs a number that looks like one counts up; so 13812345678 is in every tutorial.
    test = _TEST.match(canonical) is not None or is_sequence(canonical[-8:])
    return Hit("phone", form, certainty, *span, canonical, test)


def _judge_international(text: str, match: re.Match[str]) -> Hit | None:
    value = match.group()
    fewest = fewest_digits(digits_of(value))
    if fewest is None:
        return None
    for _ in range(4):  # a number beside it, in the same run, may have been taken along
        if len(digits_of(value)) < fewest:
            return None
        canonical = _parsed(value, None)
        if canonical is not None:
            end = match.start() + len(value)
            after = text[end : end + 1]
            if after == "_" or (after.isascii() and after.isalpha()):
                return None
            form = "cn_mobile" if canonical.startswith("+861") and len(canonical) == 14 else "international"
            return _hit(form, "validated", (match.start(), end), canonical)
        cut = max(map(value.rfind, " .-("))
        if cut < 8:
            return None
        value = value[:cut].rstrip(" .-(")
    return None


def _judge_cn_mobile(text: str, match: re.Match[str]) -> Hit | None:
    number, start = digits_of(match.group()), match.start()
    if not _CN_PREFIX.match(number):
        return None
    before = text[max(0, start - 8) : start]
    code = _CN_CODE.search(before) if "86" in before else None
    if code is None and _CN_START.match(text, start) is None:
        return None
    if code is not None:
        start -= len(code.group())
    certainty: Certainty = "context" if near(text, start, _SAID) else "shape"
    if code is not None and code["sure"]:
        certainty = "validated"
    return _hit("cn_mobile", certainty, (start, match.end()), f"+86{number}")


def _judge_cn_landline(text: str, match: re.Match[str]) -> Hit | None:
    if not near(text, match.start(), _SAID_PHONE) and not near(text, match.start(), _SAID, 8):
        return None
    canonical = _parsed(match.group(), "CN")
    return _hit("cn_landline", "context", match.span(), canonical) if canonical else None


def _judge_cn_service(text: str, match: re.Match[str]) -> Hit | None:
    if not near(text, match.start(), _SAID):
        return None
    canonical = _parsed(match.group(), "CN")
    return _hit("cn_service", "context", match.span(), canonical) if canonical else None


def _judge_nanp(text: str, match: re.Match[str]) -> Hit | None:
    digits = digits_of(match.group())[-10:]
    canonical = f"+1{digits}" if _NANP_TEST.fullmatch(digits) else _parsed(digits, "US")
    if canonical is None:
        return None
    # Spaces also part the columns of a table.
    if match["separator"] == " " and not near(text, match.start(), _SAID):
        return None
    sure = ")" in match.group() or near(text, match.start(), _SAID, 48)
    return _hit("nanp", "validated" if sure else "shape", match.span(), canonical)


def _is_cn_mobile(text: str, start: int, value: str) -> bool:
    """Whether the pattern of Chinese mobiles finds the same number beside the same words."""
    alone = len(value) == 11 and value.isdecimal() and "8" not in text[max(0, start - 4) : start]
    return alone and _CN_PREFIX.match(value) is not None and _CN_START.match(text, start) is not None


def _judge_national(text: str, match: re.Match[str]) -> Hit | None:
    start, value = match.start(), match.group()
    if _is_cn_mobile(text, start, value) or not near(text, start, _SAID_PHONE):
        return None
    if _YEARS.match(value) or is_sequence(digits_of(value)):
        return None
    before = text[max(0, start - 24) : start]
    chinese = _HAN.search(before) is not None
    if chinese and not _HAN_LABEL.search(before):
        return None
    if chinese and _OFCOM_TEST.fullmatch(digits_of(value)):
        return _hit("national_gb", "context", match.span(), f"+44{digits_of(value)[1:]}")
    for region in _CHINESE_REGIONS if chinese else _REGIONS:
        canonical = _parsed(value, region)
        if canonical is not None:
            return _hit(f"national_{region.lower()}", "context", match.span(), canonical)
    return None


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        kind="phone",
        form="international",
        gate=("+",),
        regex=_INTERNATIONAL,
        judge=_judge_international,
        hits=(
            "«+1 212 555 0123»", "call «+44 20 7183 8750».", "电话«+86 138 1234 5678»，", "tel:«+8613812345678»",
            "«+44 7700 900123»", "«+49 (0)30 901820»", "«+86 13812345678» 13912345678",
        ),
        misses=("3+4912345678", "+1234", "3 + 62426244000", "+99912345678", "x++4930901820", "1.5+8613812345678"),
        where=AtGate(),
    ),
    Pattern(
        kind="phone",
        form="cn_mobile",
        gate=DIGITS,
        regex=_CN_MOBILE,
        judge=_judge_cn_mobile,
        hits=(
            "手机«13812345678»。", "手机：«138-1234-5678»", "«138 1234 5678»", "«008613812345678»", "«86-13812345678»,",
            "«8613812345678»", "我的«13812345678»号", "«１３８１２３４５６７８»", r"电话\n«13800138000»\n",
            "张三,«13926784153»,310104", "13926784152/«13926784153»", "13926784152,«13926784153»",
        ),
        misses=(
            "138123456789", "0.13812345678", "a13812345678", "13812345678.5", "$13812345678",
            "15412345678",
            "http://x.cn/p/13812345678", "2024-13812345678", "13812345678_1", "1681234567890", "12345678-13812345678",
            "= -13812345678",
        ),
    ),
    Pattern(
        kind="phone",
        form="cn_landline",
        gate=DIGITS,
        regex=_CN_LANDLINE,
        judge=_judge_cn_landline,
        hits=("电话：«010-62781234»。", "座机«0571-87951234»转2", "传真«（０２１）62781234»",
              "电话：«020-86534717»-887"),
        misses=("010-62781234", "编号 0571-87951234"),
        beside=_WORDS,
    ),
    Pattern(
        kind="phone",
        form="cn_service",
        gate=DIGITS,
        regex=_CN_SERVICE,
        judge=_judge_cn_service,
        hits=("客服热线«400-810-1234»", "call «800-820-1234»"),
        misses=("400-810-1234", "4008101234 元"),
        beside=_WORDS,
    ),
    Pattern(
        kind="phone",
        form="nanp",
        gate=DIGITS,
        regex=_NANP,
        judge=_judge_nanp,
        hits=(
            "«(212) 555-0123»", "call «212-555-0123» now", "«212.736.5000»",
            "phone number: «555-123-4567»", "tel «123-456-7890»", "«1-212-736-5000»",
            "phone: «212 736 5000»",
        ),
        misses=("212-555-01234", "112-736-5000", "212 736 5000", "3212-736-5000", "2127365000", "212-736-5000-12"),
    ),
    Pattern(
        kind="phone",
        form="national",
        gate=DIGITS,
        regex=_NATIONAL,
        judge=_judge_national,
        hits=("phone «020 7183 8750»", "mobile: «07700 900123»", "Tel «2127365000»", "phone «9876543211»"),
        misses=("020 7183 8750", "phone sold 12345678 times", "phone 2024-01-15", "the hotel 2127365000",
                "@手机用户1061217227"),
        beside=_PHONE_WORDS,
    ),
)  # fmt: skip
