"""Payment cards (ISO/IEC 7812-1) and bank accounts (IBAN, ISO 13616)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from auditor.findings import Certainty
from auditor.text.private.check_digits import is_luhn
from auditor.text.private.identities import SAID_RESIDENT
from auditor.text.private.labels import named_otherwise
from auditor.text.private.model import DIGITS, NEAR, RIGHT, Hit, Pattern, digits_of, is_sequence, lead, words

_GROUPED = r"[0-9]{3}([ \-])[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,4}(?:\1[0-9]{1,3})?)?|[0-9]{3}([ \-])[0-9]{6}\2[0-9]{4,5}"
_CARD = re.compile(
    rf"{lead('[2-9]', '[A-Za-z]-')}(?:[0-9]{{11,18}}|(?<![0-9] [0-9])(?:{_GROUPED})(?! [0-9]{{3}}))"
    rf"{RIGHT}(?![.\-][0-9])(?!-[A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class _Issuer:
    """A range of first digits, and the lengths of the cards under it."""

    low: str
    high: str
    lengths: tuple[int, ...]
    alone: bool = True
    """Whether it counts without words beside it: the loose ranges do not."""


_ISSUERS = (
    _Issuer("4", "4", (16,)),
    _Issuer("4", "4", (13, 19), alone=False),
    _Issuer("51", "55", (16,)),
    _Issuer("2221", "2720", (16,)),
    _Issuer("34", "34", (15,)),
    _Issuer("37", "37", (15,)),
    _Issuer("6011", "6011", (16, 19)),
    _Issuer("644", "649", (16, 19)),
    _Issuer("65", "65", (16, 19)),
    _Issuer("3528", "3589", (16, 17, 18, 19)),
    _Issuer("300", "305", (14,)),
    _Issuer("309", "309", (14,)),
    _Issuer("36", "36", (14,)),
    _Issuer("38", "39", (14,)),
    _Issuer("38", "39", (16,), alone=False),
    _Issuer("62", "62", (16, 17, 18, 19)),
    _Issuer("81", "81", (16,), alone=False),
    _Issuer("2200", "2204", (16, 17, 18, 19)),
    _Issuer("60", "60", (16,), alone=False),
    _Issuer("82", "82", (16,), alone=False),
    _Issuer("508", "508", (16,), alone=False),
    _Issuer("50", "50", (12, 13, 14, 15, 16, 17, 18, 19), alone=False),
    _Issuer("56", "69", (12, 13, 14, 15, 16, 17, 18, 19), alone=False),
)
_SAID = words(
    "*card", "cards", "card number", "cardnumber", "card_number", "visa", "mastercard", "amex", "unionpay", "debit",
    "credit", "maestro", "mir", "pan", "卡号", "银行卡", "信用卡", "储蓄卡", "借记卡", "银联",
)  # fmt: skip
_SAID_CARD = words(
    "*card", "card number", "cardnumber", "visa", "mastercard", "amex", "unionpay", "maestro", "卡号", "银行卡",
    "信用卡", "储蓄卡", "借记卡",
)  # fmt: skip
_LIKE_RESIDENTS = (15, 18)
"""Lengths that the numbers of residents have too."""
_SENTENCE = re.compile(r"[。！？!?]|\. ")
_LONGEST = 19
"""So many digits only cards and account numbers have."""
_TEST_CARDS = frozenset(
    # Published by the payment processors for their sandboxes; most processors share them.
    "4111111111111111 4242424242424242 4012888888881881 4222222222222 4000056655665556 5555555555554444 "
    "5200828282828210 5105105105105100 2223003122003222 2223000048400011 378282246310005 371449635398431 "
    "378734493671000 6011111111111117 6011000990139424 6011981111111113 3056930009020004 30569309025904 38520000023237 "
    "36227206271667 3566002020360505 3530111333300000 6200000000000005 6205500000000000004 4988438843884305 "
    "4917610000000000 5454545454545454 4444333322221111 4012001037141112 4716461583322103".split()
)


_BEFORE = re.compile(r"[{^]$|[0-9)}]\s?[=+*×÷/≈]\s?$")
_BEHIND = re.compile(r"\s?[=+*×÷/^]\s?[0-9({]")


def _in_formula(text: str, start: int, end: int) -> bool:
    """Whether a number stands in a fraction of LaTeX or in a sum."""
    return _BEFORE.search(text[max(0, start - 5) : start]) is not None or _BEHIND.match(text, end) is not None


def _said(text: str, start: int) -> str:
    """What stands shortly before a number in its own sentence, in lower case."""
    return _SENTENCE.split(text[max(0, start - NEAR) : start].lower())[-1]


def _names_a_person(before: str) -> bool:
    """Whether the last words name an identity card: `ID card number` holds those of a payment card."""
    person, card = (max((match.end() for match in said.finditer(before)), default=0) for said in (SAID_RESIDENT, _SAID))
    return 0 < person >= card


@lru_cache(maxsize=1 << 15)
def _issued(first: str, length: int, said: bool) -> bool:
    """Whether a card of so many digits can begin with these four."""
    return any(
        issuer.low <= first[: len(issuer.low)] <= issuer.high and length in issuer.lengths
        for issuer in _ISSUERS
        if said or issuer.alone
    )


def _judge_card(text: str, match: re.Match[str]) -> Hit | None:
    digits, start = digits_of(match.group()), match.start()
    first, length = digits[:4], len(digits)
    if not 12 <= length <= 19 or not _issued(first, length, True) or is_sequence(digits):
        return None
    before = _said(text, start)
    proven = is_luhn(digits)
    if not proven and (length < 15 or _SAID_CARD.search(before) is None):
        return None
    other = named_otherwise(text, start) or (length in _LIKE_RESIDENTS and _names_a_person(before))
    said = not other and _SAID.search(before) is not None
    issued = _issued(first, length, said)
    if not issued and length < _LONGEST:
        return None
    doubtful = not issued or other or (not said and _in_formula(text, start, match.end()))
    certainty: Certainty = "shape" if doubtful else "validated"
    if not proven:
        if not said:
            return None
        certainty = "context"
    # Sandboxes number their cards 4000 00…; no bank does.
    test = digits in _TEST_CARDS or digits.startswith("400000") or digits[4:12] in ("00000000", "11111111")
    return Hit("payment_card", "payment_card", certainty, match.start(), match.end(), digits, test)


_LENGTHS = {
    # The IBAN registry of SWIFT: country and length.
    entry[:2]: int(entry[2:])
    for entry in (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
        "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 "
        "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 "
        "PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 "
        "YE30"
    ).split()
}
_IBAN = re.compile(lead("[A-Z]", "[A-Za-z0-9]-") + r"[A-Z][0-9]{2}(?: ?[A-Z0-9]){11,30}")
_TEST_IBANS = frozenset(
    # The registry's own examples and those of the central banks, copied into every tutorial.
    "DE89370400440532013000 GB82WEST12345698765432 GB29NWBK60161331926819 GB33BUKB20201555555555 "
    "FR1420041010050500013M02606 FR7630006000011234567890189 NL91ABNA0417164300 BE68539007547034 CH9300762011623852957 "
    "ES9121000418450200051332 IT60X0542811101000000123456 AT611904300234573201 SE4550000000058398257466 "
    "NO9386011117947 DK5000400440116243 FI2112345600000785 PL61109010140000071219812874 PT50000201231234567890154 "
    "IE29AIBK93115212345678 LU280019400644750000 GR1601101250000000012300695 DE91100000000123456789 "
    "DE75512108001245126199 DE02120300000000202051 CZ6508000000192000145399 SA0380000000608010167519 "
    "AE070331234567890123456 TR330006100519786457841326 BR1800360305000010009795493C1".split()
)


def _is_iban(value: str) -> bool:
    """Check digits first (ISO 7064 MOD 97-10, cheap), then the structure that the country lays down."""
    if int("".join(str(int(character, 36)) for character in value[4:] + value[:4])) % 97 != 1:
        return False
    from stdnum import iban

    return bool(iban.is_valid(value, check_country=False))


def _judge_iban(text: str, match: re.Match[str]) -> Hit | None:
    raw = match.group()
    length = _LENGTHS.get(raw[:2])
    places = [i for i, character in enumerate(raw) if character != " "]
    if length is None or len(places) < length:
        return None
    end = match.start() + places[length - 1] + 1
    value = raw[: places[length - 1] + 1].replace(" ", "")
    after = text[end : end + 1]
    if (after.isascii() and after.isalnum()) or not _is_iban(value):
        return None
    return Hit("iban", "iban", "validated", match.start(), end, value, value in _TEST_IBANS)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        kind="payment_card",
        form="payment_card",
        gate=DIGITS,
        regex=_CARD,
        judge=_judge_card,
        hits=(
            "卡号«4111111111111111»，", "card «4242 4242 4242 4242» exp 12/27", "«5555-5555-5555-4444».",
            "amex «3782 822463 10005»", "银行卡«6222020200112230004»", "«6222020200112230004»", "«4539578763621486»",
            "银行卡号：«6222020200112230005»", "maestro «6759649826438453»", "(«2223003122003222»)",
            "«2200123456789018371»", "card number «4539578763628»", "银行卡号«4539578763621486123»",
            "order paid with card «4539578763621486»",
            "maestro card «6759 6498 2648»",
        ),
        misses=(
            "4539578763621487", "1700000000000", "4444444444444444", "id 4539578763621486123456",
            "6759649826438453", "0.4539578763621486", "a4539578763621486", "4539578763621486e", "9539578763621486",
            "1 4539 5787 6362 1486 99 123 4", "123e4567-e89b-12d3-a456-4539578763621486",
            "4539578763628", "675964982648", "6759 6498 2648", "maestro 453957876362",
        ),
    ),
    Pattern(
        kind="iban",
        form="iban",
        gate=DIGITS,
        regex=_IBAN,
        judge=_judge_iban,
        hits=(
            "IBAN «DE89370400440532013000».", "«GB82 WEST 1234 5698 7654 32» AND MORE", "账户«NL91ABNA0417164300»，",
            "«DE89 3704 0044 0532 0130 00»", "«FR7630006000011234567890189»",
        ),
        misses=("DE89370400440532013001", "XX89370400440532013000", "ADE89370400440532013000", "DE893704004405320130"),
    ),
)  # fmt: skip
