"""Personal numbers of digits alone, as each country's register defines them; `check_digits` knows what each has given.

A check of one digit lets every tenth number pass, so most of them count only beside a word that says what they are.
A few are written in a way that nothing else is, and those stand alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.findings import Certainty
from auditor.text.private.check_digits import TESTS, Test
from auditor.text.private.model import DIGITS, RIGHT, Hit, Pattern, digits_of, is_sequence, lead, words
from auditor.text.private.sieve import loose, sieve

_REACH = 32
_START = lead("[0-9]", "[A-Za-z]/", "[A-Za-z]-", "[+$€£¥￥]")
_REST = r"(?:[ .\-]?[0-9]){7,15}" + RIGHT + r"(?![.\-/:][0-9])(?!%)"
_NUMBER = re.compile(_START + _REST)
_JOINED = re.compile(
    _START
    + r"(?= [0-9]{2} [0-9]{2} |[0-9]\.[0-9]{2}\.[0-9]{2}-|56\.[0-9]{4}\.|[0-9]{2}\.[0-9]{3}\.[0-9]{3}-|[0-9]{5}-[1-8]"
    + r"|(?<=[12])[0-9]{2}[01][0-9]{11}(?![0-9]))"
    + _REST
)
"""A number that may be written in one of the ways that need no words: they all begin like this."""


@dataclass(frozen=True, slots=True)
class _Register:
    """One country's numbers."""

    form: str
    given: Test
    """Whether the register can have given a number of one of its lengths."""
    lengths: tuple[int, ...]
    listed: tuple[str, ...]
    """The words that say what it is."""
    said: re.Pattern[str]
    alone: re.Pattern[str] | None = None
    """A way of writing that needs no words beside it."""
    checked: bool = True
    """Whether the number has check digits, not only a date or a region in it."""


def _register(form: str, lengths: tuple[int, ...], *said: str, alone: str = "", loose: str = "") -> _Register:
    return _Register(form, TESTS[form], lengths, said, words(*said), re.compile(alone) if alone else None, not loose)


_REGISTERS = (
    _register("gb_nhs", (10,), "nhs"),
    _register("fr_nir", (15,), "nir", "insee", "sécurité sociale", "securite sociale", "secu", "sécu",
              alone=r"[12] [0-9]{2} [0-9]{2} [0-9]{2} [0-9]{3} [0-9]{3} [0-9]{2}"
                    r"|[12][0-9]{2}(?:0[1-9]|1[0-2])(?!00)[0-9]{10}"),
    _register("de_idnr", (11,), "steuer-id", "steuerid", "idnr", "idnr.", "steueridentifikationsnummer",
              "steuerliche identifikationsnummer", "steuer-identifikationsnummer", "identifikationsnummer", "tin"),
    _register("nl_bsn", (8, 9), "bsn", "burgerservicenummer", "sofinummer", "sofi"),
    _register("be_nn", (11,), "rijksregister", "rijksregisternummer", "registre national", "nrn", "niss",
              "insz", "nationaal nummer", alone=r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}"),
    _register("pl_pesel", (11,), "pesel"),
    _register("pt_nif", (9,), "nif", "contribuinte", "número fiscal"),
    _register("se_personnummer", (10, 12), "personnummer", "personnr", "samordningsnummer", "pnr"),
    _register("dk_cpr", (10,), "cpr", "cpr-nummer", "cpr-nr", "personnummer", loose="no check since 2007"),
    _register("no_fodselsnummer", (11,), "fødselsnummer", "fodselsnummer", "personnummer", "fnr"),
    _register("at_vnr", (10,), "svnr", "sv-nr", "svnr.", "sozialversicherungsnummer", "versicherungsnummer",
              "vnr"),
    _register("bg_egn", (10,), "egn", "егн"),
    _register("ro_cnp", (13,), "cnp", "cod numeric personal"),
    _register("gr_amka", (11,), "amka", "αμκα"),
    _register("hr_oib", (11,), "oib"),
    _register("ee_ik", (11,), "isikukood"),
    _register("lt_asmens", (11,), "asmens kodas", "asmens kodo"),
    _register("si_emso", (13,), "emso", "emšo", "jmbg"),
    _register("is_kennitala", (10,), "kennitala", "kt."),
    _register("ch_ahv", (13,), "ahv", "ahv-nr", "avs", "avs-nr", "oasi",
              alone=r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}"),
    _register("tr_kimlik", (11,), "kimlik", "tckn", "tc kimlik"),
    _register("il_idnr", (9,), "teudat zehut", "israeli id", "תעודת זהות"),
    _register("in_aadhaar", (12,), "aadhaar", "aadhar", "adhaar", "uidai", "आधार"),
    _register("kr_rrn", (13,), "rrn", "resident registration", "주민등록번호", "주민번호", "居民登录",
              alone=r"[0-9]{6}-[1-8][0-9]{6}"),
    _register("jp_my_number", (12,), "my number", "mynumber", "マイナンバー", "個人番号", "个人番号"),
    _register("br_cpf", (11,), "cpf", alone=r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"),
    _register("cl_rut", (8, 9), "rut", "rol único"),
    _register("au_tfn", (8, 9), "tfn", "tax file"),
    _register("ca_sin", (9,), "social insurance", "sin number", "assurance sociale"),
    _register("za_idnr", (13,), "south african id", "sa id", "rsa id"),
    _register("th_pin", (13,), "thai id", "เลขประจำตัวประชาชน", "บัตรประชาชน"),
    _register("my_nric", (12,), "nric", "mykad", "kad pengenalan", loose="a date and a place"),
    _register("id_nik", (16,), "nik", "ktp", "nomor induk kependudukan", loose="a date and a place"),
)  # fmt: skip
_BY_LENGTH = {
    length: tuple((1 + place, register) for place, register in enumerate(_REGISTERS) if length in register.lengths)
    for length in sorted({length for register in _REGISTERS for length in register.lengths})
}
"""The registers that a number can be of, each with its member of `_PERHAPS`."""
_WORDS = (
    "national id", "national identity", "national identification", "identity number", "identity card", "personal id",
    "personal identity", "citizen id", "citizen service", "tax id",
)  # fmt: skip
_SAID = words(*_WORDS)
_EVERY_WORD = tuple(dict.fromkeys((*_WORDS, *(word for register in _REGISTERS for word in register.listed))))
_REGEXES = (_SAID, *(register.said for register in _REGISTERS))
_PERHAPS = sieve(map(loose, _REGEXES))
"""Tells in one go whose words stand in a text, but also of words within words."""
_SAID_MEMBER = 0
_NOTHING: frozenset[int] = frozenset()
_EXAMPLES = frozenset(
    # From the registers' own leaflets and the encyclopedias, copied into every tutorial.
    "9434765919 4505577104 4010232137 185057800608436 255081416802538 86095742719 47036892816 65929970489 57549285017 "
    "25768131411 36574261809 111222333 123456782 85073003328 44051401359 44051401458 02070803628 02070803621 "
    "8112189876 198112189876 0707614285 2110625629 15076500565 1234010180 7552010004 12345678901 33392005961 "
    "37605030299 38703181745 7569217076985 7561234567897 10000000146 234123412346 499118665246 8001015009087 "
    "999999990019 8001010000000 11144477735 12345678909 046454286 123456789 1234567890123".split()
)


def is_example(value: str) -> bool:
    """Whether nobody has the number: it counts, repeats, or is printed as an example."""
    digits = digits_of(value)
    return value in _EXAMPLES or (len(digits) > 5 and is_sequence(digits))


def _taken(value: str, said: frozenset[int]) -> tuple[str, Certainty] | None:
    """Form and certainty of a number by the words before it, given as members of `_PERHAPS`."""
    digits = digits_of(value)
    named: tuple[str, Certainty] | None = None
    said_any = _SAID_MEMBER in said
    for member, register in _BY_LENGTH.get(len(digits), ()):
        by_name = member in said
        if not (by_name or (said_any and register.checked)) and (
            register.alone is None or register.alone.fullmatch(value) is None
        ):
            continue
        if register.given(digits):
            return register.form, "validated" if register.checked else "context"
        if by_name and named is None:
            named = register.form, "context"  # a mistyped number is private too
    return named


def _said_before(text: str, start: int) -> frozenset[int]:
    """Whose words stand before a number, as members of `_PERHAPS`."""
    before = text[max(0, start - _REACH) : start].lower()
    perhaps = _PERHAPS.Match(before.encode("utf-8", "replace"))
    return frozenset([member for member in perhaps if _REGEXES[member].search(before)]) if perhaps else _NOTHING


def _judge_named(text: str, match: re.Match[str]) -> Hit | None:
    said = _said_before(text, match.start())
    return _judge(match, said) if said else None


def _judge_joined(text: str, match: re.Match[str]) -> Hit | None:
    return None if _said_before(text, match.start()) else _judge(match, _NOTHING)


def _judge(match: re.Match[str], said: frozenset[int]) -> Hit | None:
    value, start = match.group(), match.start()
    for _ in range(4):  # a number beside it, in the same run, may have been taken along
        taken = _taken(value, said)
        if taken is not None:
            canonical = digits_of(value)
            return Hit("national_id", *taken, start, start + len(value), canonical, is_example(canonical))
        cut = value.rfind(" ")
        if cut < 8:
            return None
        value = value[:cut]
    return None


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        kind="national_id",
        form="register",
        gate=DIGITS,
        regex=_NUMBER,
        judge=_judge_named,
        hits=(
            "NHS number: «943 476 5919»", "NHS no «9434765919»,", "n° sécu «1 85 05 78 006 084 36»",
            "NIR «255081416802538»", "Steuer-ID «36 574 261 809»", "BSN: «111222333»",
            "PESEL «44051401359»", "NIF «123456789»", "personnummer «811218-9876»",
            "CPR «211062-5629»", "fødselsnummer «15076500565»", "SVNR «1237 010180»",
            "EGN «7523169263»", "CNP «1630615123457»", "AMKA «01013099997»", "OIB «33392005961»",
            "isikukood «37605030299»", "asmens kodas «33309240064»", "EMŠO «0101006500006»", "kennitala «450401-3150»",
            "TC Kimlik No «10000000146»", "Aadhaar «2341 2341 2346»",
            "주민등록번호 «971013-9019902»", "マイナンバー «123456789018»",
            "CPF «39053344705»", "RUT «12.531.909-2»", "TFN «123 456 782»",
            "Social Insurance Number «123 456 782»",
            "SA ID «7503305044089»",
            "Thai ID «3-1002-46800-32-6»",
            "NIK «3171011708450001»", "MyKad «770305-02-1234»", "national ID «44051401359»",
            "Aadhaar «2341 2341 2345»",
        ),
        misses=(
            "943 476 5919", "44051401359", "2341 2341 2346", "1850578006084 36", "85.07.30-033.29", "811218-9876",
            "880101-1234567", "390.533.447-06", "order id 44051401359", "sin(123456782)",
            "usleep(10000000); // run 12531909-2", "PESEL 4405140135",
            "756.9217.0769.84", "national ID 44051401358",
        ),
        beside=_EVERY_WORD,
    ),
    Pattern(
        kind="national_id",
        form="register",
        gate=DIGITS,
        regex=_JOINED,
        judge=_judge_joined,
        hits=("«2 95 10 99 126 111 93»", "n° «255081416802538»", "«85.07.30-033.28»", "«756.9217.0769.85»",
              "«880101-1234568»", "«390.533.447-05»"),
        misses=(
            "1850578006084 36", "85.07.30-033.29", "811218-9876", "880101-1234567", "390.533.447-06",
            "usleep(10000000); // run 12531909-2", "756.9217.0769.84",
        ),
    ),
)  # fmt: skip
