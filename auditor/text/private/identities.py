"""Chinese resident identity numbers: GB 11643-1999, and its forerunner of 15 digits."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from operator import mul

from auditor.findings import Certainty
from auditor.text.private.model import DIGITS, RIGHT, Hit, Pattern, lead, near, words

_DATE = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_NUMBER = re.compile(
    lead("[1-9]") + r"[0-9]{5}([ \-]?)(?:18|19|20)[0-9]{2}\1?" + _DATE + r"\1[0-9]{3}[0-9Xx]" + RIGHT
    + r"(?![.\-][0-9])"
)  # fmt: skip
_OLD_NUMBER = re.compile(lead("[1-9]") + r"[0-9]{7}" + _DATE + r"[0-9]{3}" + RIGHT + r"(?![.\-][0-9])")
_FOREIGNER = re.compile(
    # The permanent resident's card for foreigners, since 2023: 9, province, country (ISO 3166-1), then as above.
    lead("9") + r"[0-9]{5}([ \-]?)(?:19|20)[0-9]{2}\1?" + _DATE + r"\1[0-9]{3}[0-9Xx]" + RIGHT + r"(?![.\-][0-9])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SEPARATORS = re.compile(r"[ \-]")
_PAST = 2000
"""A day before this year has come, whatever the clock says."""
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_PERMITS = frozenset(("810000", "820000", "830000"))
"""Residents of Hong Kong, Macao and Taiwan who hold a residence permit."""
_EXAMPLES = frozenset(
    # The examples of the standard itself, and what forms and tutorials copy from each other.
    ("11010519491231002X", "440524188001010014", "110101199003070000", "123456789012345678")
)
_WORDS = (
    "id card", "identity card", "resident id", "citizen id", "national id", "id number", "idcard", "id_card", "id no",
    "身份证", "证件号", "证件", "公民身份", "居民身份", "身份号码", "证号", "居住证",
)  # fmt: skip
SAID_RESIDENT = words(*_WORDS)
_SAID_FOREIGNER = words(*_WORDS, "permanent resident", "永久居留", "永居")


def check_character(first: str) -> str:
    """The eighteenth character for the first seventeen digits: ISO 7064 MOD 11-2."""
    return _CHECKS[sum(map(mul, map(int, first), _WEIGHTS)) % 11]


def _is_date(digits: str) -> bool:
    try:
        born = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1900 <= born.year < _PAST or (born.year >= _PAST and born <= datetime.datetime.now(datetime.UTC).date())


@lru_cache(maxsize=4096)
def is_region(code: str) -> bool:
    """Whether the six digits name a county, now or in the past."""
    from stdnum import numdb

    return code in _PERMITS or any("county" in about for _, about in numdb.get("cn/loc").info(code))


def _judge(text: str, match: re.Match[str]) -> Hit | None:
    value = _SEPARATORS.sub("", match.group()).upper()
    test = value in _EXAMPLES
    if value[:2] not in _PROVINCES or (not test and not _is_date(value[6:14])):
        return None
    certainty: Certainty
    if check_character(value[:17]) == value[17]:
        sure = test or is_region(value[:6]) or near(text, match.start(), SAID_RESIDENT)
        certainty = "validated" if sure else "shape"
    elif near(text, match.start(), SAID_RESIDENT):
        certainty = "context"
    else:
        return None
    return Hit("cn_resident_id", "cn_resident_id", certainty, match.start(), match.end(), value, test)


def _judge_foreigner(text: str, match: re.Match[str]) -> Hit | None:
    value = _SEPARATORS.sub("", match.group()).upper()
    if value[1:3] not in _PROVINCES or not _is_date(value[6:14]):
        return None
    certainty: Certainty = "validated"
    if check_character(value[:17]) != value[17]:
        if not near(text, match.start(), _SAID_FOREIGNER):
            return None
        certainty = "context"
    return Hit("cn_permit", "foreign_resident_permit", certainty, match.start(), match.end(), value, False)


def _judge_old(text: str, match: re.Match[str]) -> Hit | None:
    value = match.group()
    if value[:2] not in _PROVINCES or not _is_date(f"19{value[6:12]}") or not near(text, match.start(), SAID_RESIDENT):
        return None
    first = f"{value[:6]}19{value[6:]}"
    canonical = first + check_character(first)
    return Hit("cn_resident_id", "cn_resident_id_15", "context", match.start(), match.end(), canonical, False)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        kind="cn_resident_id",
        form="cn_resident_id",
        gate=DIGITS,
        regex=_NUMBER,
        judge=_judge,
        hits=(
            "身份证«11010519491231002X»。",
            "身份证号：«11010519491231002x»，",
            "«１１０１０５１９４９１２３１００２Ｘ»",
            "号码«440524188001010014»的",
            "id «310104198506152344» ok",
            "证件 «310104 19850615 2344»", "«310104 1985 0615 2344»", "id «310104-1985-0615-2344».",
            "公民身份号码«310104198506152348»",
            "居住证«810000199408230021»",
        ),
        misses=(
            "310104198506152348", "A310104198506152344", "3101041985061523441", "990104198506152347",
            "310104198513152347", "310104198506152344.5", "310104198502302347",
            "310104206106152342", "3101041985 0615 2344",
        ),
    ),
    Pattern(
        kind="cn_permit",
        form="foreign_resident_permit",
        gate=DIGITS,
        regex=_FOREIGNER,
        judge=_judge_foreigner,
        hits=("«931840198506152344»", "永久居留身份证号是«931840198506152345»。"),
        misses=("931840198506152345", "9318401985061523441"),
    ),
    Pattern(
        kind="cn_resident_id",
        form="cn_resident_id_15",
        gate=DIGITS,
        regex=_OLD_NUMBER,
        judge=_judge_old,
        hits=("身份证号«310104850615234»",),
        misses=("310104850615234", "身份证号310104851315234"),
        beside=_WORDS,
    ),
)  # fmt: skip
