"""Personal numbers of digits alone, as each country's register defines them; python-stdnum knows their check digits.

A check of one digit lets every tenth number pass, so most of them count only beside a word that says what they are.
A few are written in a way that nothing else is, and those stand alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from auditor.findings import Certainty
from auditor.text.private.model import DIGITS, RIGHT, Hit, Pattern, digits_of, is_sequence, lead, words
from auditor.text.private.sieve import loose, sieve

_REACH = 32
_START = lead("[0-9]", "[A-Za-z]/", "[A-Za-z]-", "[+$€£¥￥]")
_REST = r"(?:[ .\-]?[0-9]){7,15}" + RIGHT + r"(?![.\-/:][0-9])(?!%)"
_NUMBER = re.compile(_START + _REST)
_JOINED = re.compile(
    _START
    + r"(?= [0-9]{2} [0-9]{2} |[0-9]\.[0-9]{2}\.[0-9]{2}-|56\.[0-9]{4}\.|[0-9]{2}\.[0-9]{3}\.[0-9]{3}-|[0-9]{5}-[1-8])"
    + _REST
)
"""A number that may be written in one of the ways that need no words: they all begin like this."""


@dataclass(frozen=True, slots=True)
class _Register:
    """One country's numbers."""

    form: str
    module: str
    """The module of python-stdnum that validates it."""
    lengths: tuple[int, ...]
    listed: tuple[str, ...]
    """The words that say what it is."""
    said: re.Pattern[str]
    alone: re.Pattern[str] | None = None
    """A way of writing that needs no words beside it."""
    checked: bool = True
    """Whether the number has check digits, not only a date or a region in it."""


def _register(
    form: str, module: str, lengths: tuple[int, ...], *said: str, alone: str = "", loose: str = ""
) -> _Register:
    return _Register(form, module, lengths, said, words(*said), re.compile(alone) if alone else None, not loose)


_REGISTERS = (
    _register("gb_nhs", "gb.nhs", (10,), "nhs"),
    _register("fr_nir", "fr.nir", (15,), "nir", "insee", "sécurité sociale", "securite sociale", "secu", "sécu",
              alone=r"[12] [0-9]{2} [0-9]{2} [0-9]{2} [0-9]{3} [0-9]{3} [0-9]{2}"),
    _register("de_idnr", "de.idnr", (11,), "steuer-id", "steuerid", "idnr", "idnr.", "steueridentifikationsnummer",
              "steuerliche identifikationsnummer", "steuer-identifikationsnummer", "identifikationsnummer", "tin"),
    _register("nl_bsn", "nl.bsn", (8, 9), "bsn", "burgerservicenummer", "sofinummer", "sofi"),
    _register("be_nn", "be.nn", (11,), "rijksregister", "rijksregisternummer", "registre national", "nrn", "niss",
              "insz", "nationaal nummer", alone=r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}"),
    _register("pl_pesel", "pl.pesel", (11,), "pesel"),
    _register("pt_nif", "pt.nif", (9,), "nif", "contribuinte", "número fiscal"),
    _register("se_personnummer", "se.personnummer", (10, 12), "personnummer", "personnr", "samordningsnummer", "pnr"),
    _register("dk_cpr", "dk.cpr", (10,), "cpr", "cpr-nummer", "cpr-nr", "personnummer", loose="no check since 2007"),
    _register("no_fodselsnummer", "no.fodselsnummer", (11,), "fødselsnummer", "fodselsnummer", "personnummer", "fnr"),
    _register("at_vnr", "at.vnr", (10,), "svnr", "sv-nr", "svnr.", "sozialversicherungsnummer", "versicherungsnummer",
              "vnr"),
    _register("bg_egn", "bg.egn", (10,), "egn", "егн"),
    _register("ro_cnp", "ro.cnp", (13,), "cnp", "cod numeric personal"),
    _register("gr_amka", "gr.amka", (11,), "amka", "αμκα"),
    _register("hr_oib", "hr.oib", (11,), "oib"),
    _register("ee_ik", "ee.ik", (11,), "isikukood"),
    _register("lt_asmens", "lt.asmens", (11,), "asmens kodas", "asmens kodo"),
    _register("si_emso", "si.emso", (13,), "emso", "emšo", "jmbg"),
    _register("is_kennitala", "is_.kennitala", (10,), "kennitala", "kt."),
    _register("ch_ahv", "ch.ssn", (13,), "ahv", "ahv-nr", "avs", "avs-nr", "oasi",
              alone=r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}"),
    _register("tr_kimlik", "tr.tckimlik", (11,), "kimlik", "tckn", "tc kimlik"),
    _register("il_idnr", "il.idnr", (9,), "teudat zehut", "israeli id", "תעודת זהות"),
    _register("in_aadhaar", "in_.aadhaar", (12,), "aadhaar", "aadhar", "adhaar", "uidai", "आधार"),
    _register("kr_rrn", "kr.rrn", (13,), "rrn", "resident registration", "주민등록번호", "주민번호", "居民登录",
              alone=r"[0-9]{6}-[1-8][0-9]{6}"),
    _register("jp_my_number", "", (12,), "my number", "mynumber", "マイナンバー", "個人番号", "个人番号"),
    _register("br_cpf", "br.cpf", (11,), "cpf", alone=r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"),
    _register("cl_rut", "cl.rut", (8, 9), "rut", "rol único"),
    _register("au_tfn", "au.tfn", (8, 9), "tfn", "tax file"),
    _register("ca_sin", "ca.sin", (9,), "social insurance", "sin number", "assurance sociale"),
    _register("za_idnr", "za.idnr", (13,), "south african id", "sa id", "rsa id"),
    _register("th_pin", "th.pin", (13,), "thai id", "เลขประจำตัวประชาชน", "บัตรประชาชน"),
    _register("my_nric", "my.nric", (12,), "nric", "mykad", "kad pengenalan", loose="a date and a place"),
    _register("id_nik", "id.nik", (16,), "nik", "ktp", "nomor induk kependudukan", loose="a date and a place"),
)  # fmt: skip
_ALONE = tuple(register for register in _REGISTERS if register.alone is not None)
_WORDS = (
    "national id", "national identity", "national identification", "identity number", "identity card", "personal id",
    "personal identity", "citizen id", "citizen service", "tax id",
)  # fmt: skip
_SAID = words(*_WORDS)
_EVERY_WORD = tuple(dict.fromkeys((*_WORDS, *(word for register in _REGISTERS for word in register.listed))))
_ANY = re.compile("|".join(register.said.pattern for register in _REGISTERS) + f"|{_SAID.pattern}")
_PERHAPS = sieve((loose(_ANY),))
"""Tells twenty times as fast as `_ANY` does, but also of words within words."""
_EXAMPLES = frozenset(
    # From the registers' own leaflets and the encyclopedias, copied into every tutorial.
    "9434765919 4505577104 4010232137 185057800608436 255081416802538 86095742719 47036892816 65929970489 57549285017 "
    "25768131411 36574261809 111222333 123456782 85073003328 44051401359 44051401458 02070803628 02070803621 "
    "8112189876 198112189876 0707614285 2110625629 15076500565 1234010180 7552010004 12345678901 33392005961 "
    "37605030299 38703181745 7569217076985 7561234567897 10000000146 234123412346 499118665246 8001015009087 "
    "8001010000000 11144477735 12345678909 046454286 123456789 1234567890123".split()
)


@cache
def _module(name: str) -> Any:
    return import_module(f"stdnum.{name}")


def _is_my_number(digits: str) -> bool:
    """The check digit of Japan's individual number: ordinance 85 of 2014, article 5."""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def _valid(register: _Register, digits: str) -> bool:
    return bool(_module(register.module).is_valid(digits)) if register.module else _is_my_number(digits)


def is_example(value: str) -> bool:
    """Whether nobody has the number: it counts, repeats, or is printed as an example."""
    digits = digits_of(value)
    return value in _EXAMPLES or (len(digits) > 5 and is_sequence(digits))


def _taken(value: str, before: str) -> tuple[str, Certainty] | None:
    """Form and certainty of a number by the words before it."""
    digits = digits_of(value)
    named: tuple[str, Certainty] | None = None
    said_any = _SAID.search(before) is not None
    for register in _REGISTERS if before else _ALONE:
        if len(digits) not in register.lengths:
            continue
        said = register.said.search(before) is not None
        alone = register.alone is not None and register.alone.fullmatch(value) is not None
        if not (said or alone or (said_any and register.checked)):
            continue
        if _valid(register, digits):
            return register.form, "validated" if register.checked else "context"
        if said and named is None:
            named = register.form, "context"  # a mistyped number is private too
    return named


def _before(text: str, start: int) -> str:
    """What stands before a number, if there are words in it that could say what the number is."""
    before = text[max(0, start - _REACH) : start].lower()
    said = _PERHAPS.Match(before.encode("utf-8", "replace")) and _ANY.search(before)
    return before if said else ""


def _judge_named(text: str, match: re.Match[str]) -> Hit | None:
    before = _before(text, match.start())
    return _judge(match, before) if before else None


def _judge_joined(text: str, match: re.Match[str]) -> Hit | None:
    return None if _before(text, match.start()) else _judge(match, "")


def _judge(match: re.Match[str], before: str) -> Hit | None:
    value, start = match.group(), match.start()
    for _ in range(4):  # a number beside it, in the same run, may have been taken along
        taken = _taken(value, before)
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
        hits=("«2 95 10 99 126 111 93»", "«85.07.30-033.28»", "«756.9217.0769.85»", "«880101-1234568»",
              "«390.533.447-05»"),
        misses=(
            "1850578006084 36", "85.07.30-033.29", "811218-9876", "880101-1234567", "390.533.447-06",
            "usleep(10000000); // run 12531909-2", "756.9217.0769.84",
        ),
    ),
)  # fmt: skip
