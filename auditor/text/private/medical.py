"""Numbers that hospitals and health insurers give to a patient: the words right before them say what they are.

United States: Medicare Beneficiary Identifier (CMS, "Understanding the MBI format"). Germany: the part of the
Krankenversichertennummer that never changes (section 290 SGB V; check digit as the GKV-Spitzenverband publishes it).
All the other numbers have no published form: each hospital has its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from auditor.findings import Certainty
from auditor.text.private.model import RIGHT, Hit, Pattern, digits_of, is_sequence

_END = RIGHT + r"(?![.\-/][A-Za-z0-9])"
_BETWEEN = (
    r"[^0-9A-Za-z一-鿿\n]{0,5}"
    r"(?:(?:(?i:is|was|are|numbers?|nos?|nr|id)(?![A-Za-z])|号码?|编号|为|是)[^0-9A-Za-z一-鿿\n]{0,4}){0,2}"
)
_NUMBER = r"[A-Z]{0,3}[\-]?[0-9](?:\-?[0-9]){4,18}[A-Z]?"
_CARD = r"[A-Z]{0,3}[0-9](?:[ \-]?[0-9]){6,18}[A-Z]?"
_DATE = re.compile(r"(?:19|20)[0-9]{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12][0-9]|3[01])")
_SEPARATORS = re.compile(r"[ \-]")

_NO = "[ _-]?(?:(?:card|member|policy|record|file)[ _-]?)?(?:numbers?|num|nos?[.]?|nr|id|code|#)"
"""What turns a word into the name of a number."""


@dataclass(frozen=True, slots=True)
class _Scheme:
    """One kind of number and what it is called."""

    form: str
    labels: tuple[str, ...]
    """Regexes in lower case, without escapes; they match in any case."""
    value: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    certainty: Callable[[str], Certainty] = lambda value: "context"
    examples: frozenset[str] = frozenset()

    def judge(self, text: str, match: re.Match[str]) -> Hit | None:
        if _DATE.fullmatch(match[1]):
            return None
        value = _SEPARATORS.sub("", match[1])
        start, end = match.span(1)
        test = value in self.examples or is_sequence(digits_of(value))
        return Hit("medical_id", self.form, self.certainty(value), start, end, value, test)

    def pattern(self) -> Pattern:
        said = "|".join(f"(?<![A-Za-z]){label}" if label.isascii() else label for label in self.labels)
        regex = re.compile(rf"(?i:{said}){_BETWEEN}({self.value}){_END}")
        return Pattern("medical_id", self.form, _GATE, regex, self.judge, self.hits, self.misses)


_MBI_LETTER = "[AC-HJKMNP-RT-Y]"
_MBI_EITHER = "[0-9AC-HJKMNP-RT-Y]"
_MBI = (
    rf"[1-9]{_MBI_LETTER}{_MBI_EITHER}[0-9]-?{_MBI_LETTER}{_MBI_EITHER}[0-9]-?{_MBI_LETTER}{{2}}[0-9]{{2}}"
)  # fmt: skip


def kvnr_check(first: str) -> str:
    """The last digit of a German insured person's number for its letter and eight digits."""
    digits = f"{ord(first[0]) - ord('A') + 1:02}{first[1:]}"
    return str(sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(digits)) % 10)


def _certainty_of_kvnr(value: str) -> Certainty:
    return "validated" if kvnr_check(value[:9]) == value[9] else "context"


_SCHEMES = (
    _Scheme(
        "medical_record",
        (
            "mrn[ _-]?#?", "medical[ _-]record" + _NO, "medical[ _-]?records?[ _]?#", "patient" + _NO, "hospital" + _NO,
            "health[ _-]record" + _NO, "chart" + _NO, "病历(?:编号|号码?|本号)", "病歷號碼?", "病案(?:编号|号码?)",
            "门诊(?:病历)?号码?", "就诊(?:卡|流水)?号码?", "诊疗卡号码?", "患者(?:编号|id|号码?)",
            "病人(?:编号|id|号码?)",
        ),
        _NUMBER,
        hits=(
            "MRN: «6183725».", "MRN «00618372» and", "Medical record number is «A-618372»",
            "medical_record_no: «618372540»",
            "病历号：«0006183725»，", "病案号«618372»。", "门诊号: «2023061837254»", "患者编号：«P618372»",
            "Patient ID: «PT-61837»,",
            "就诊卡号为«6183725401»", "病歷號：«6183725»", "mrn «123456»",
        ),
        misses=(
            "6183725", "MRN 6183", "MRN: 2023-05-01", "病历号：无", "medical record of 618372 people", "patients 61837",
            "MRN 618372.5", "门诊号源6183725", "emrn 6183725", "patient id: calculate_bmi",
        ),
    ),
    _Scheme(
        "admission",
        ("admission" + _NO, "inpatient" + _NO, "encounter" + _NO, "住院(?:病历|登记)?号码?", "入院(?:编)?号",
        "住院编号"),
        _NUMBER,
        hits=(
            "住院号：«618372»，", "住院号«0061837254»。", "admission no. «AD618372»", "Admission number: «2023-61837»",
            "encounter_id: «61837254»", "入院号：«ZY0618372»",
        ),
        misses=("admission 618372", "住院6183725天", "住院号：2023-05-01", "admission fee number 50000", "住院号 618"),
    ),
    _Scheme(
        "insurance",
        (
            "(?:health|medical|dental)[ _-]insurance" + _NO, "(?:health|medical)[ _-]plan" + _NO,
            "health[ _-]card" + _NO,
            "insurance[ _-](?:member|subscriber|id|card)[ _-]?(?:numbers?|nos?[.]?|id|#)?", "subscriber" + _NO,
            "medicaid" + _NO, "医保(?:卡|账|编)?号码?", "医疗保险(?:卡|证|编)?号码?", "医疗证号码?",
            "新农合(?:医疗)?(?:证|卡)?号码?", "健保卡號碼?", "电子健康卡号?",
        ),
        _CARD,
        hits=(
            "医保卡号：«6183725401»，", "医保号«C618372540»。",
            "Health insurance number: «61837254019»", "insurance member ID: «XYZ618372540»", "Medicaid ID «61837254B»",
            "新农合证号：«6183725401837254»", "Subscriber ID: «W618372540»",
        ),
        misses=(
            "car insurance number of 618372540", "national insurance number 61837254", "医保报销6183725401元",
            "医保卡号：无",
            "Health insurance numbers rose by 618372540.5", "医保号：618372",
        ),
    ),
    _Scheme(
        "social_insurance",
        ("社会保障(?:卡)?号码?", "社保(?:卡|编)?号码?"),
        # Nine digits under the same words are rather the number of a US citizen.
        r"(?![0-9]{3}[ \-]?[0-9]{2}[ \-]?[0-9]{4}(?![0-9A-Z\-]))" + _CARD,
        hits=("社会保障号：«61837254019»", "社保卡号:«A61837254»", "社保号为«6183725401»。"),
        misses=("社保号618372540", "社保6183725401", "社保号536-22-8147", "社保缴费基数6183725401"),
    ),
    _Scheme(
        "us_mbi",
        ("medicare" + _NO, "medicare", "mbi", "beneficiary" + _NO),
        _MBI,
        hits=("Medicare number: «1EG4-TE5-MK73».", "MBI «3TX7K92MD46»", "Medicare ID is «9AX8-WN2-QG51»",
        "medicare «7RC0F28JK93»"),
        misses=("1EG4-TE5-MK73", "MBI 0EG4-TE5-MK73", "MBI 1SG4-TE5-MK73", "medicare 1EG4-TE5-MK7", "MBI 1EG4TE5MK735"),
        certainty=lambda value: "validated",
        examples=frozenset(("1EG4TE5MK72", "1EG4TE5MK73")),
    ),
    _Scheme(
        "de_kvnr",
        (
            "krankenversicherten-?(?:nummer|nr[.]?)", "krankenversicherungs-?(?:nummer|nr[.]?)",
            "versicherten-?(?:nummer|nr[.]?)",
            "kvnr[.]?", "kv-?nr[.]?", "versicherten-?id",
        ),
        "[A-Z][0-9]{9}",
        hits=("Krankenversichertennummer: «T618372548».", "KVNR «A000500015»", "Versichertennummer «M618372543»"),
        misses=("T618372548", "KVNR 618372540", "KVNR T6183725481", "KVNR TT18372543"),
        certainty=_certainty_of_kvnr,
        examples=frozenset(("A123456780", "A000500015", "A123456789")),
    ),
    _Scheme(
        "prescription",
        ("prescription" + _NO, "rx" + _NO, "处方(?:编号|笺?号码?)", "處方號碼?"),
        _NUMBER,
        hits=("Prescription number: «6183725»", "Rx #: «6183725»,", "处方号：«RX6183725»。", "处方编号«2023061837»"),
        misses=("prescription 6183725", "处方药6183725", "Rx 618372", "处方号 618", "prescription no 2023-05-01"),
    ),
    _Scheme(
        "sample",
        (
            "specimen" + _NO, "lab(?:oratory)?[ _-](?:numbers?|nos?[.]?|id|#|accession[ _-]?(?:numbers?|nos?[.]?|id|"
            "#)?)",
            "pathology" + _NO, "标本(?:编号|号码?)", "检验(?:单|编|报告)?号码?", "化验(?:单)?号码?",
            "病理(?:编)?号码?", "影像(?:编)?号码?",
        ),
        _NUMBER,
        hits=(
            "标本号：«20230618372»。", "检验号«618372»", "Specimen ID: «S-618372»", "Lab No. «61837254»",
            "病理号：«B2023-61837»",
            "pathology no: «P23-61837»",
        ),
        misses=("标本6183725份", "lab 6183725", "检验号：无", "specimen number 12", "label no 6183725",
        "检验号: 2023-05-01"),
    ),
)  # fmt: skip


def _any_case(label: str) -> str:
    """As a regex that needs no flag, which the search for all gates at once could not have."""
    return re.sub("[a-z]", lambda match: f"[{match.group()}{match.group().upper()}]", label)


def _gate() -> re.Pattern[str]:
    """The words, which clean prose hardly has; Latin ones stand alone."""
    labels = [label for scheme in _SCHEMES for label in scheme.labels]
    latin = "|".join(_any_case(label) for label in labels if label.isascii())
    han = "|".join(_any_case(label) for label in labels if not label.isascii())
    return re.compile(rf"(?:^|[^A-Za-z])(?:{latin})[^A-Za-z]|{han}")


_GATE = _gate()
PATTERNS: tuple[Pattern, ...] = tuple(scheme.pattern() for scheme in _SCHEMES)
