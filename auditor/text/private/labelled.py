"""Numbers of documents and accounts that no check digit tells: words beside them do.

United States: social security numbers (20 CFR 422.103; SSA, "Social Security Number Randomization") and IRS taxpayer
numbers. Passports (ICAO Doc 9303), driver licenses, bank accounts (ABA routing numbers).
"""

from __future__ import annotations

import re

from auditor.findings import Certainty
from auditor.text.private.labels import BETWEEN, named_otherwise
from auditor.text.private.model import BESIDE, DIGITS, RIGHT, Hit, Pattern, digits_of, is_sequence, lead, near, words
from auditor.text.private.national import CODE

_REACH = 32
_END = RIGHT + r"(?![.\-/][A-Za-z0-9])"
_NOT_AFTER = ("[A-Za-z]-", "[A-Za-z0-9]/", "[+$€£¥￥]")

_SSN = re.compile(lead("[0-9]", *_NOT_AFTER) + r"[0-9]{2}([ \-]?)[0-9]{2}\1[0-9]{4}" + _END)
_SAID_SSN = words(
    "ssn", "ssns", "itin", "social security", "social sec", "ss#", "ss #", "taxpayer id", "taxpayer identification",
    "社会安全号", "社会安全号码", "社安号", "社保号",
)  # fmt: skip
_SSN_EXAMPLES = frozenset(("078051120", "219099999", "457555462", "123456789", "111223333"))


def _judge_ssn(text: str, match: re.Match[str]) -> Hit | None:
    digits = digits_of(match.group())
    area, group, serial = digits[:3], int(digits[3:5]), digits[5:]
    said = near(text, match.start(), _SAID_SSN, _REACH)
    if not said and match[1] != "-":
        return None
    form = "us_ssn"
    # Advertisements may use 987-65-4320 to -4329; area 000 or 666 and group or serial of zeros are never given out.
    test = digits in _SSN_EXAMPLES or is_sequence(digits) or digits.startswith("98765432")
    if area[0] == "9" and not test:
        form = "us_itin"
        if not (50 <= group <= 65 or 70 <= group <= 88 or 90 <= group <= 92 or group >= 94):
            return None
    elif area in ("000", "666") or group == 0 or serial == "0000":
        if not said:
            return None
        test = True
    certainty: Certainty = "context" if said else "shape"
    return Hit("us_ssn", form, certainty, match.start(), match.end(), digits, test)


_CODE = re.compile(lead("[A-Z0-9]", *_NOT_AFTER) + r"[A-Z0-9]{7,8}" + _END)
_CN_PASSPORT = re.compile(
    # Ordinary (E, G, 14, 15), diplomatic, service and public affairs, Hong Kong (H, K) and Macao (MA).
    r"E(?:[0-9]|[A-HJ-NP-Z])[0-9]{7}|G[0-9]{8}|1[45][0-9]{7}|[DSP]E?[0-9]{7}|[DSP][0-9]{8}|[HK][0-9]{8}|K[A-Z][0-9]{7}"
    r"|MA[0-9]{7}"
)
_PASSPORT = re.compile(
    r"[0-9]{9}|[A-Z][0-9]{7,8}|[A-Z]{2}[0-9]{6,7}|[A-Z]{3}[0-9]{6}|[0-9]{2}[A-Z]{2}[0-9]{5}|[MSRODG][0-9]{3}[A-Z][0-9]{4}"
    r"|(?=(?:[A-Z]*[0-9]){4})[CFGHJKLMNPRTVWXYZ][0-9CFGHJ-NPRTV-Z]{8}"  # Germany
)
_PASSPORT_WORDS = (
    "passport", "reisepass", "passeport", "pasaporte", "passaporto", "护照", "護照", "パスポート", "旅券", "여권",
)  # fmt: skip
_SAID_PASSPORT = words(*_PASSPORT_WORDS)


def _judge_passport(text: str, match: re.Match[str]) -> Hit | None:
    value = match.group()
    form = "cn_passport" if _CN_PASSPORT.fullmatch(value) else "passport" if _PASSPORT.fullmatch(value) else None
    if form is None or not near(text, match.start(), _SAID_PASSPORT) or named_otherwise(text, match.start()):
        return None
    return Hit("passport", form, "context", match.start(), match.end(), value, is_sequence(digits_of(value)))


_LICENSE = re.compile(
    lead("[A-Z0-9]", *_NOT_AFTER) + r"(?:"
    r"[0-9](?:[ \-]?[0-9]){6,12}"
    r"|(?<=[A-Z])[A-Z]?[0-9](?:-?[0-9]){5,13}"
    r"|(?<=[A-Z])[A-Z][ \-]?[0-9]{2}[ \-]?[0-9]{4} ?[0-9]{7}"
    r")" + _END
)
"""Most of the United States and Canada, Japan, Korea, India, China's file numbers."""
_LETTERED_LICENSE = re.compile(
    lead("[A-Z0-9]", *_NOT_AFTER) + r"(?:"
    r"[A-Z9]{4}[0-9][0156][0-9][0-3][0-9]{2}[A-Z9]{2}[A-HJ-NP-Z0-9][A-Z]{2}"
    r"|[A-Z0-9][0-9]{6}[A-Z0-9][0-9][A-Z0-9]"
    r")" + _END
)
"""Great Britain and Germany."""
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]")
_LICENSE_WORDS = (
    "driver license", "driver's license", "driver’s license", "drivers license", "driving license", "driving licence",
    "driver licence", "driver's licence", "driver’s licence", "drivers licence", "dl no", "dl number", "dl#",
    "license no", "licence no", "führerschein", "führerscheinnummer", "fuehrerschein", "permis de conduire",
    "驾驶证", "驾照", "驾驶证号", "駕照", "運転免許", "免許証", "운전면허",
)  # fmt: skip
_SAID_LICENSE = words(*_LICENSE_WORDS)


def _judge_license(text: str, match: re.Match[str]) -> Hit | None:
    value = re.sub("[ -]", "", match.group())
    if len(value) < 7 or _DATE.fullmatch(value) or not near(text, match.start(), _SAID_LICENSE, _REACH):
        return None
    return Hit(
        "driver_license", "driver_license", "context", match.start(), match.end(), value, is_sequence(digits_of(value))
    )


_ACCOUNT = re.compile(
    lead("[0-9]", *_NOT_AFTER)
    + r"(?:[0-9]{8,19}|[0-9]{6,7}|[0-9]{3}(?:[ \-]?[0-9]{4}){1,3})"
    + _END
    + r"(?! ?(?i:dollar|usd|eur|yen|yuan|pound|rupee|rmb|元|円|美元|万))"
)
_SAID_ROUTING = re.compile(
    r"(?:(?<![a-z])(?:routing(?:[ /]transit)?[ _]?(?:numbers?|nos?\.?|code|#|(?=:))|(?:aba|rtn))"
    r"(?:[ _]?(?:routing|numbers?|nos?\.?|#)){0,2}(?![a-z])|路由(?:号码?|编号|代码))" + BETWEEN + "$"
)
_SAID_ACCOUNT = re.compile(
    r"(?:(?:bank|checking|savings|current)[ _]?(?:account|acct|a/c)(?![a-z])"
    r"[ _]?(?:(?:numbers?|nos?\.?|num|#)(?![a-z]))?"
    r"|(?:银行|对公|收款|付款|开户|公司|结算)[账帐](?:户(?:号码?)?|号)|(?:银行|开户|支行|分行)[^0-9a-z]{0,16}[账帐]号)"
    + BETWEEN
    + "$"
)
_DISTRICTS = (range(13), range(21, 33), range(61, 73), range(80, 81))
"""First two digits of the routing numbers: Federal Reserve districts, thrifts, electronic, traveler's checks."""
_ROUTING_EXAMPLES = frozenset(("123456780", "011000015", "000000000"))


def _is_routing(digits: str) -> bool:
    """The check digit of the American Bankers Association: weights 3, 7, 1."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, (3, 7, 1) * 3, strict=True))
    return total % 10 == 0 and any(int(digits[:2]) in district for district in _DISTRICTS)


def _judge_account(text: str, match: re.Match[str]) -> Hit | None:
    digits = digits_of(match.group())
    before = text[max(0, match.start() - BESIDE) : match.start()].lower()
    certainty: Certainty = "context"
    if len(digits) == 9 and _SAID_ROUTING.search(before):
        form = "us_routing"
        certainty = "validated" if _is_routing(digits) else "context"
    elif _SAID_ACCOUNT.search(before):
        form = "bank_account"
    else:
        return None
    test = digits in _ROUTING_EXAMPLES or is_sequence(digits)
    return Hit("bank_account", form, certainty, match.start(), match.end(), digits, test)


_GB_ACCOUNT = re.compile(
    lead("[0-9]", *_NOT_AFTER) + r"[0-9]([ \-])[0-9]{2}\1[0-9]{2}"
    r"(?:[ ,/;]{1,3}|[ ,;]{1,2}(?:and )?(?i:account|acct|a/c)(?: ?(?i:numbers?|no\.?))?:?(?: is)? {0,2})[0-9]{8}" + _END
)
"""Great Britain: the sort code of the branch, and the account."""
_SORT_WORDS = ("sort code", "sort-code", "sortcode")
_SAID_SORT = words(*_SORT_WORDS)


def _judge_gb_account(text: str, match: re.Match[str]) -> Hit | None:
    digits = digits_of(match.group())
    if not near(text, match.start(), _SAID_SORT, BESIDE):
        return None
    return Hit("bank_account", "gb_account", "context", match.start(), match.end(), digits, is_sequence(digits[6:]))


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        kind="us_ssn",
        form="us_ssn",
        gate=DIGITS,
        regex=_SSN,
        judge=_judge_ssn,
        hits=(
            "SSN: «536-22-8147».", "«536-22-8147»", "social security number «536 22 8147»，", "ssn «536228147»",
            "«078-05-1120»", "«123-45-6789»", "«987-65-4321»", "ITIN «912-71-4608»", "«912-71-4608»",
            "社会安全号«536-22-8147»",
            "SSN «000-12-3456»",
        ),
        misses=(
            "536228147", "536 22 8147", "000-12-3456", "666-12-3456", "536-00-8147", "536-22-0000", "912-68-4608",
            "1536-22-8147", "536-22-81475", "536-22-8147-1", "AB-536-22-8147",
        ),
    ),
    Pattern(
        kind="passport",
        form="passport",
        gate=DIGITS,
        regex=_CODE,
        judge=_judge_passport,
        hits=(
            "护照号«E63817254»。", "passport no. «EJ7163825»", "护照：«G28164937»，", "护照«MA0816372»的",
            "US passport «561738294»",
            "Indian passport «M6183725»", "パスポート «TK6183725»",
            "여권 «M61837254»", "护照 «Ｅ６３８１７２５４»",
        ),
        misses=("E63817254", "flight E63817254", "passport EI7163825Z", "PASSPORT OFFICE", "passport A1E63817254",
                "护照丢了，配件E63817254缺货"),
        beside=_PASSPORT_WORDS,
    ),
    Pattern(
        kind="passport",
        form="passport",
        gate=CODE,
        regex=_CODE,
        judge=_judge_passport,
        hits=("Reisepass «C01X0006H»", "passport: «LK618372T»"),
        misses=("C01X0006H", "Reisepass C01X0006H7"),
        beside=_PASSPORT_WORDS,
    ),
    Pattern(
        kind="driver_license",
        form="driver_license",
        gate=DIGITS,
        regex=_LICENSE,
        judge=_judge_license,
        hits=(
            "driver's license «D6183725».", "Driver License: «S530-4209-0123»",
            "driving license «MH12 20110061837»", "驾驶证档案编号«310061837254»，", "運転免許証 «306183725410»",
            "운전면허 «11-18-618372-54»",
        ),
        misses=("D6183725", "S530-4209-0123", "driver's license 12", "驾驶证 20230115", "license plate D6183725"),
        beside=_LICENSE_WORDS,
    ),
    Pattern(
        kind="driver_license",
        form="driver_license",
        gate=CODE,
        regex=_LETTERED_LICENSE,
        judge=_judge_license,
        hits=("driving licence «MORGA657054SM9IJ»", "Führerschein «B0726183I5J»"),
        misses=("MORGA657054SM9IJ", "driving licence MORGA697054SM9IJ"),
        beside=_LICENSE_WORDS,
    ),
    Pattern(
        kind="bank_account",
        form="us_routing",
        gate=DIGITS,
        regex=_ACCOUNT,
        judge=_judge_account,
        hits=(
            "routing number «021000021».", "ABA: «121000358»", "Routing no: «121000359»",
            "bank account number: «618372540917»",
            "checking account «6183725»，",
            "银行账号：«3618372540917261837»", "对公账户是【«618372540917»】", "收款账号为«6183725409»，",
            "开户行：工商银行上海支行，账号：«618372540917»", "bank account number was <b>«618372540917»</b>",
            "ABA路由号码是<b>«121000358»</b>", "The routing number was **«121000358»**",
        ),
        misses=("021000021", "account 618372540917", "routing table 12100035", "bank account with 5000000",
                "bank account 5000000 yen", "账号618372540917", "银行账号订单618372540917"),
        beside=("routing", "aba", "rtn", "account", "acct", "a/c", "账户", "帐户", "账号", "帐号", "路由"),
    ),
    Pattern(
        kind="bank_account",
        form="gb_account",
        gate=DIGITS,
        regex=_GB_ACCOUNT,
        judge=_judge_gb_account,
        hits=(
            "sort code and account number «20-18-37 61837254».", "英国银行账户sort code是«20-18-37 61837254»，",
            "Sort code: «20-18-37, account number: 61837254»", "sort code **«20 18 37 61837254»**",
        ),
        misses=("20-18-37 61837254", "sort code 20-18-37 618372541", "sort by 20-18-37 61837254"),
        beside=_SORT_WORDS,
    ),
)  # fmt: skip
