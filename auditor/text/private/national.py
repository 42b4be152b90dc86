"""Personal numbers with letters in them: their form and their check letter tell them from other codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from auditor.findings import Certainty
from auditor.text.private.model import DIGITS, RIGHT, Hit, Pattern, lead, near, words
from auditor.text.private.registers import is_example

CODE = re.compile(r"[0-9]{2}(?:[0-9](?:[ \-]?[A-Z](?:[^a-z]|$)|[(（][0-9A]|/[0-9]{3})| [A-D](?:[^A-Za-z]|$))")
"""Gate of the codes that end in digits and a letter."""

_EXAMPLES = frozenset(
    "12345678Z 00000000T X1234567L RSSMRA80A01H501U RSSMRA85T10A562S BADD110313HCMLNS09 QQ123456C AB123456C JG103759A "
    "ABCDE1234F AAAPL1234C ABCPE1234F S1234567D S0000001I 131052-308T 1234567T 1234567FA 000000000ZZ4".split()
)
_REACH = 32
_SEPARATORS = re.compile(r"[ .\-/]")


def _by_stdnum(module: str) -> Callable[[str], bool]:
    return lambda value: bool(import_module(f"stdnum.{module}").is_valid(value))


_NRIC_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
_NRIC_LETTERS = {"S": (0, "JZIHGFEDCBA"), "T": (4, "JZIHGFEDCBA"), "F": (0, "XWUTRQPNMLK"), "G": (4, "XWUTRQPNMLK"),
                 "M": (3, "XWUTRQPNJLK")}  # fmt: skip


def nric_letter(first: str) -> str:
    """The last letter of a Singapore NRIC or FIN for its first letter and seven digits."""
    offset, letters = _NRIC_LETTERS[first[0]]
    total = offset + sum(int(digit) * weight for digit, weight in zip(first[1:], _NRIC_WEIGHTS, strict=True))
    return letters[10 - total % 11] if first[0] == "M" else letters[total % 11]


def _is_nric(value: str) -> bool:
    return nric_letter(value[:8]) == value[8]


_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")


def _is_nino(value: str) -> bool:
    """HMRC manual NIM39110: the letters that are not used; `QQ` is HMRC's own example."""
    return _NINO.fullmatch(value) is not None or value.startswith("QQ")


@dataclass(frozen=True, slots=True)
class _Scheme:
    """One country's codes."""

    form: str
    first: str
    """Class of the first character."""
    rest: str
    valid: Callable[[str], bool]
    said: re.Pattern[str]
    alone: Certainty | None
    """What it is without a word beside it; None if it is nothing then."""
    beside: Certainty
    """What it is with one: only a check letter makes it validated."""
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    gate: re.Pattern[str] = CODE

    def judge(self, text: str, match: re.Match[str]) -> Hit | None:
        raw = match.group()
        value = raw if self.form == "fi_hetu" else _SEPARATORS.sub("", raw)
        named = near(text, match.start(), self.said, _REACH)
        certainty = self.beside if named or near(text, match.start(), _SAID, _REACH) else self.alone
        if not self.valid(value):
            certainty = "context" if named else None  # a mistyped number is private too
        if certainty is None:
            return None
        test = value in _EXAMPLES or is_example(value)
        return Hit("national_id", self.form, certainty, match.start(), match.end(), value, test)

    def pattern(self) -> Pattern:
        regex = re.compile(lead(self.first, "[A-Za-z]-", "[A-Za-z0-9]/") + self.rest + RIGHT + r"(?![.\-/][A-Za-z0-9])")
        return Pattern("national_id", self.form, self.gate, regex, self.judge, self.hits, self.misses)


_SAID = words(
    "national id", "national identity", "national identification", "identity number", "identity card", "personal id",
    "id card", "tax id", "citizen id",
)  # fmt: skip
_CF_DIGIT = "[0-9LMNPQRSTUV]"
_SCHEMES = (
    _Scheme(
        "es_dni", "[0-9]", r"(?:[0-9]{7}|[0-9]?\.[0-9]{3}\.[0-9]{3})[ \-]?[A-HJ-NP-TV-Z]", _by_stdnum("es.dni"),
        words("dni", "nif", "documento nacional"), "shape", "validated",
        hits=("DNI: «12345678Z».", "DNI «54362315K»", "«54.362.315-K»", "NIF «54362315-K»"),
        misses=("54362315A", "154362315K", "A54362315K"),
    ),
    _Scheme(
        "es_nie", "[XYZ]", r"[ \-]?[0-9]{7}[ \-]?[A-HJ-NP-TV-Z]", _by_stdnum("es.nie"),
        words("nie", "número de extranjero"), "validated", "validated",
        hits=("«X2482300W»", "NIE «X-2482300-W»，", "号码«X1234567L»的"),
        misses=("X2482300A", "AX2482300W", "X2482300WA"),
    ),
    _Scheme(
        "it_codice_fiscale", "[A-Z]",
        rf"[A-Z]{{5}}{_CF_DIGIT}{{2}}[A-EHLMPRST]{_CF_DIGIT}{{2}}[A-Z]{_CF_DIGIT}{{3}}[A-Z]",
        _by_stdnum("it.codicefiscale"), words("codice fiscale", "c.f.", "cod. fisc"), "validated", "validated",
        hits=("«RCCMNL83S18D969H»", "Codice fiscale: «RSSMRA85T10A562S».", "是«RCCMNL83S18D969H»的"),
        misses=("RCCMNL83S18D969A", "RCCMNL83S18D969HX", "RCCMNL83Z18D969H"),
    ),
    _Scheme(
        "mx_curp", "[A-Z]", r"[AEIOUX][A-Z]{2}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]", _by_stdnum("mx.curp"),
        words("curp"), "validated", "validated",
        hits=("CURP «BOXW310820HNERXN09»", "«BOXW310820HNERXN09»,"),
        misses=("BOXW310820HNERXN08", "BOXW311320HNERXN09", "BOXW310820HNERXN091"),
    ),
    _Scheme(
        "in_pan", "[A-Z]", r"[A-Z]{2}[ABCDFGHJLPT][A-Z][0-9]{4}[A-Z]", _by_stdnum("in_.pan"),
        words("pan", "pan card", "permanent account", "income tax"), "shape", "context",
        hits=("PAN: «ACUPA7085R»", "«ACUPA7085R»", "PAN card «ABCPE1234F»."),
        misses=("ACUPA0000R", "ACUXA7085R", "XACUPA7085R", "ACUPA7085"),
    ),
    _Scheme(
        "gb_nino", "[A-CEGHJ-PQR-TW-Z]", r"[A-CEGHJ-NPQR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]", _is_nino,
        words("nino", "national insurance", "ni number", "ni no", "n.i."), "shape", "context",
        hits=("National Insurance number «JG 10 37 59 A»", "NINO «JK103759A».", "«JK 10 37 59 A»",
              "NI number «QQ123456C»"),
        misses=("GB103759A", "JK103759E", "JD103759A", "JK103759A1"),
    ),
    _Scheme(
        "ie_pps", "[0-9]", r"[0-9]{6}[A-W][ABHWTX]?", _by_stdnum("ie.pps"),
        words("pps", "ppsn", "personal public service"), None, "validated",
        hits=("PPS number: «6433435F»", "PPSN «6433435F»."),
        misses=("6433435F", "16433435F", "v6433435F"),
    ),
    _Scheme(
        "fi_hetu", "[0-3]", r"[0-9][01][0-9]{3}[+\-A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]", _by_stdnum("fi.hetu"),
        words("hetu", "henkilötunnus", "henkilotunnus"), "validated", "validated",
        hits=("«131052-308T»", "hetu «131052-308T».", "henkilötunnus: «131052A308T»"),
        misses=("131052-308U", "131352-308T", "131052308T", "2131052-308T"),
    ),
    _Scheme(
        # Danish and Swedish numbers are written like those that end in a digit.
        "fi_hetu", "[0-3]", r"[0-9][01][0-9]{3}-[0-9]{4}", _by_stdnum("fi.hetu"),
        words("hetu", "henkilötunnus", "henkilotunnus"), None, "validated",
        hits=("hetu «070180-6276».", "henkilötunnus: «070180-6276»"),
        misses=("070180-6276", "070180-6275", "hetu 2070180-6276"),
        gate=DIGITS,
    ),
    _Scheme(
        "cz_rc", "[0-9]", r"[0-9]{5}/[0-9]{3,4}", _by_stdnum("cz.rc"),
        words("rodné číslo", "rodne cislo", "rč", "rodné č."), None, "validated",
        hits=("rodné číslo «710319/2745»", "r. č. rodne cislo: «710319/2745»."),
        misses=("710319/2745", "rodné číslo 7103190/2745"),
    ),
    _Scheme(
        "pt_cc", "[0-9]", r"[0-9]{7} ?[0-9] ?[A-Z0-9]{2}[0-9](?<=[A-Z][A-Z0-9][0-9])", _by_stdnum("pt.cc"),
        words("cartão de cidadão", "cartao de cidadao", "cartão do cidadão"), "shape", "validated",
        hits=("Cartão de Cidadão «00000000 0 ZZ4»", "cartao de cidadao «000000000ZZ4»"),
        misses=("00000000 0 ZZ3", "1000000000ZZ4"),
        gate=DIGITS,
    ),
    _Scheme(
        "sg_nric", "[STFGM]", r"[0-9]{7}[A-Z]", _is_nric, words("nric", "fin", "singapore id"),
        "validated", "validated",
        hits=("NRIC «S1234567D».", "«S8834561D»的", "FIN: «G1234567X»"),
        misses=("S1234567E", "AS1234567D", "S1234567DD", "S123456D"),
    ),
)  # fmt: skip
PATTERNS: tuple[Pattern, ...] = tuple(scheme.pattern() for scheme in _SCHEMES)
