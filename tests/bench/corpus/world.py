"""Cards, accounts, telephone numbers and national numbers of the rest of the world.

ISO/IEC 7812 with the ranges that the card networks publish; ISO 13616 with the registry's structures (SWIFT) and the
domestic check digits where the bank of the country publishes them; E.164 and national numbering plans (ITU-T).
"""

from __future__ import annotations

from random import Random

from tests.bench.corpus.chinese import LETTERS, day
from tests.bench.corpus.digits import chars, luhn, mod_97, number, verhoeff, weighted
from tests.bench.corpus.model import Form

RANGES: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "Visa": (("4",), (16,)),
    "Visa, 13 and 19 digits": (("4",), (13, 19)),
    "Mastercard": (tuple("51 52 53 54 55 2221 2230 2399 2450 2600 2719 2720".split()), (16,)),
    "American Express": (("34", "37"), (15,)),
    "Discover": (tuple("6011 644 645 646 647 648 649 65".split()), (16, 16, 19)),
    "Diners": (tuple("300 301 302 303 304 305 36 38 39".split()), (14,)),
    "JCB": (tuple("3528 3529 3540 3560 3589".split()), (16,)),
    "UnionPay": (tuple("620 621 622 623 624 625 626 628".split()), (16, 17, 18, 19, 19)),
    "Maestro": (tuple("5018 5020 5038 5893 6304 6759 6761 6762 6763".split()), (12, 13, 14, 15, 16, 18, 19)),
    "Mir": (tuple("2200 2201 2202 2203 2204".split()), (16,)),
    "Mir, 17 to 19 digits": (tuple("2200 2201 2202 2203 2204".split()), (17, 18, 19)),
}
"""Issuer prefixes and lengths. A length that stands twice is the more usual one."""

IBANS = (
    "AD nnnnnnnncccccccccccc;AE nnnnnnnnnnnnnnnnnnn;AT nnnnnnnnnnnnnnnn;BG aaaannnnnncccccccc;CH nnnnncccccccccccc;"
    "CY nnnnnnnncccccccccccccccc;CZ nnnnnnnnnnnnnnnnnnnn;DE nnnnnnnnnnnnnnnnnn;DK nnnnnnnnnnnnnn;EE nnnnnnnnnnnnnnnn;"
    "FI nnnnnnnnnnnnnn;GB aaaannnnnnnnnnnnnn;GE aannnnnnnnnnnnnnnn;GI aaaaccccccccccccccc;GR nnnnnnncccccccccccccccc;"
    "HR nnnnnnnnnnnnnnnnn;HU nnnnnnnnnnnnnnnnnnnnnnnn;IE aaaannnnnnnnnnnnnn;IL nnnnnnnnnnnnnnnnnnn;"
    "LI nnnnncccccccccccc;LT nnnnnnnnnnnnnnnn;LU nnnccccccccccccc;LV aaaaccccccccccccc;MT aaaannnnncccccccccccccccccc;"
    "NL aaaannnnnnnnnn;PL nnnnnnnnnnnnnnnnnnnnnnnn;RO aaaacccccccccccccccc;SA nncccccccccccccccccc;"
    "SE nnnnnnnnnnnnnnnnnnnn;SK nnnnnnnnnnnnnnnnnnnn;TR nnnnnncccccccccccccccc;KZ nnnccccccccccccc;"
    "QA aaaaccccccccccccccccccccc;PK aaaacccccccccccccccc;JO aaaannnncccccccccccccccccc;BH aaaacccccccccccccc;"
    "BR nnnnnnnnnnnnnnnnnnnnnnnac"
).split(";")
DOMESTIC = ("BE", "ES", "FR", "IT", "NO", "PT")

PLANS = (
    "+44 77,,########|+44 20 7,,#######|+49 151,,########|+49 30,,########|+33 61,,#######|"
    "+34 6,,########|+39 347,,#######|+31 61,,#######|+46 70,,#######|+41 79,,#######|+48 60,,#######|+32 47,,#######|"
    "+45 2,,#######|+47 9,,#######|+358 40,,#######|+351 91,,#######|+7 916,,#######|+81 90,,########|+82 102,,#######|"
    "+91 98,,########|+65 91,,######|+852 91,,######|+853 66,,######|+886 9,,########|+61 41,,#######|"
    "+55 11 9,,########|+52 55,,########|+27 82,,#######|+971 50,,#######|+66 8,,########|+84 90,,#######|"
    "+63 917,,#######|+62 812,,#######"
).split("|")
"""Mobile and city numbers: fixed digits; whether one of 5 6 8 9 follows; how many free digits."""
US_AREAS = (
    "201 202 206 212 213 214 303 305 310 312 313 404 408 415 425 503 512 602 612 614 617 619 702 703 713 718 804 813 "
    "818 904 916 917 949 954 972"
).split()


def card(rng: Random, network: str) -> str:
    prefixes, lengths = RANGES[network]
    length = rng.choice(lengths)
    prefix = rng.choice(prefixes)
    body = prefix + number(rng, length - 1 - len(prefix))
    return body + luhn(body)


def iban(rng: Random) -> str:
    country, pattern = rng.choice(IBANS).split()
    kinds = {"n": "0123456789", "a": LETTERS, "c": "0123456789"}
    return _iban(country, "".join(rng.choice(kinds[char]) for char in pattern))


def _iban(country: str, account: str) -> str:
    return f"{country}{98 - mod_97(account + country + '00'):02}{account}"


def iban_domestic(rng: Random) -> str:
    """Countries whose banks put a check digit of their own inside."""
    country = rng.choice(DOMESTIC)
    return _iban(country, {"BE": _be, "ES": _es, "FR": _fr, "IT": _it, "NO": _no, "PT": _pt}[country](rng))


def _be(rng: Random) -> str:
    body = number(rng, 10)
    return body + f"{int(body) % 97 or 97:02}"


def _es(rng: Random) -> str:
    bank, account = number(rng, 8), number(rng, 10)
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
    checks = [11 - weighted(part, weights) % 11 for part in ("00" + bank, account)]
    return bank + "".join({10: "1", 11: "0"}.get(check, str(check)) for check in checks) + account


def _fr(rng: Random) -> str:
    bank, branch, account = number(rng, 5), number(rng, 5), number(rng, 11)
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    return f"{bank}{branch}{account}{key:02}"


def _it(rng: Random) -> str:
    from tests.bench.corpus.europe import ODD

    body = number(rng, 22)
    total = sum(ODD[char] if place % 2 == 0 else int(char) for place, char in enumerate(body))
    return LETTERS[total % 26] + body


def _no(rng: Random) -> str:
    while True:
        body = rng.choice("123456789") + number(rng, 9)
        check = -weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        if check < 10:
            return body + str(check)


def _pt(rng: Random) -> str:
    body = number(rng, 19)
    return body + f"{98 - int(body + '00') % 97:02}"


def foreign_phone(rng: Random) -> str:
    head, free, tail = rng.choice(PLANS).split(",")
    lead = head + (rng.choice("5689") if free else "")
    digits = "".join(rng.choice("23456789") if char == "#" else char for char in tail)
    return rng.choice((lead, lead.replace(" ", ""))) + rng.choice(("", " ")) + digits


def us_phone(rng: Random) -> tuple[str, str, str]:
    """Area code in use, exchange 2xx to 9xx but not 555 nor N11, line."""
    while True:
        exchange = rng.choice("23456789") + number(rng, 2)
        if exchange != "555" and exchange[1:] != "11":
            return rng.choice(US_AREAS), exchange, number(rng, 4)


def routing(rng: Random) -> str:
    """ABA: Federal Reserve district 01 to 12 or 21 to 32, weights 3 7 1."""
    body = f"{rng.choice([*range(1, 13), *range(21, 33)]):02}" + number(rng, 6)
    return body + str(-weighted(body, (3, 7, 1, 3, 7, 1, 3, 7)) % 10)


def ssn(rng: Random) -> str:
    """SSA: area not 000, 666 or 9xx, group not 00, serial not 0000."""
    area = rng.choice([n for n in range(1, 900) if n != 666])
    return f"{area:03}-{rng.randrange(1, 100):02}-{rng.randrange(1, 10_000):04}"


def itin(rng: Random) -> str:
    group = rng.choice([*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)])
    return f"9{number(rng, 2)}-{group}-{number(rng, 4)}"


def aadhaar(rng: Random) -> str:
    body = rng.choice("23456789") + number(rng, 10)
    return body + verhoeff(body)


def pan(rng: Random) -> str:
    head = chars(rng, LETTERS, 3) + "P" + chars(rng, "ABCDGHJKLMNPRSTV", 1)
    return head + f"{rng.randrange(1, 10_000):04}" + chars(rng, LETTERS, 1)


def rrn(rng: Random) -> str:
    """South Korea, issued before October 2020: with a check digit."""
    born = day(rng, 1950, 2019)
    body = f"{born:%y%m%d}{rng.choice('34' if born.year >= 2000 else '12')}{rng.randrange(96):02}{number(rng, 3)}"
    check = (11 - weighted(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10
    return f"{body[:6]}-{body[6:]}{check}"


def my_number(rng: Random) -> str:
    body = number(rng, 11)
    rest = weighted(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return body + str(0 if rest <= 1 else 11 - rest)


def nric(rng: Random) -> str:
    lead, digits = rng.choice("STFG"), number(rng, 7)
    rest = (weighted(digits, (2, 7, 6, 5, 4, 3, 2)) + 4 * (lead in "TG")) % 11
    return lead + digits + ("JZIHGFEDCBA" if lead in "ST" else "XWUTRQPNMLK")[rest]


def cpf(rng: Random) -> str:
    body = number(rng, 9)
    for length in (9, 10):
        rest = weighted(body, range(length + 1, 1, -1)) % 11
        body += str(0 if rest < 2 else 11 - rest)
    return f"{body[:3]}.{body[3:6]}.{body[6:9]}-{body[9:]}"


def us_passport(rng: Random) -> str:
    return rng.choice((rng.choice("123456789"), rng.choice(LETTERS))) + number(rng, 8)


def state_license(rng: Random) -> str:
    """California: a letter and 7 digits. Florida and Illinois: a letter and 12 or 11 digits."""
    return rng.choice(LETTERS) + number(rng, rng.choice((7, 11, 12)))


def us_plate(rng: Random) -> str:
    """California: digit, three letters, three digits. New York: three letters, four digits."""
    california = rng.choice("6789") + chars(rng, LETTERS, 3) + number(rng, 3)
    return rng.choice((california, chars(rng, "ABCDEFGHJKL", 3) + number(rng, 4)))


def _us_plain(rng: Random) -> str:
    return rng.choice(("{}-{}-{}", "({}) {}-{}", "{}.{}.{}")).format(*us_phone(rng))


CARDS = tuple(
    Form("payment_card", network, lambda rng, network=network: card(rng, network), "银行卡号", "card number", True,  # type: ignore[misc]
         (((4, 6, 5), " "), ((4, 6, 5), "-")) if network == "American Express" else
         (((4, 6, 4), " "),) if network == "Diners" else (((4, 4), " "), ((4, 4), "-")))
    for network in RANGES
)  # fmt: skip
FORMS = (
    *CARDS,
    Form("iban", "IBAN", iban, "IBAN", "IBAN", True, (((4, 4), " "),)),
    Form("iban", "IBAN with a domestic check digit", iban_domestic, "IBAN账号", "IBAN", True, (((4, 4), " "),)),
    Form("phone", "foreign, E.164", foreign_phone, "联系电话", "phone number", True),
    Form("phone", "US", _us_plain, "美国电话", "phone", False, core=r"\(?(.+)"),
    Form("phone", "US, +1", lambda rng: rng.choice(("+1{}{}{}", "+1 {} {} {}", "+1 ({}) {}-{}", "+1-{}-{}-{}"))
         .format(*us_phone(rng)), "电话", "phone", True),
    Form("bank_account", "US account", lambda rng: rng.choice("123456789") + number(rng, rng.randrange(8, 12)),
         "银行账号", "bank account number", False),
    Form("bank_account", "ABA routing number", routing, "ABA路由号码", "routing number", False),
    Form("bank_account", "UK sort code and account", lambda rng: "-".join(number(rng, 2) for _ in "123") + " "
         + number(rng, 8), "英国银行账户sort code", "sort code and account number", False, core=".*?([0-9]{8})"),
    Form("us_ssn", "SSN", ssn, "美国社会安全号码SSN", "SSN", False),
    Form("us_ssn", "SSN, bare digits", lambda rng: ssn(rng).replace("-", ""), "SSN", "social security number", False,
         (((3, 2, 4), " "),)),
    Form("us_ssn", "ITIN", itin, "ITIN", "ITIN", False),
    Form("national_id", "Indian Aadhaar", aadhaar, "印度Aadhaar号", "Aadhaar number", False, (((4, 4), " "),)),
    Form("national_id", "Indian PAN", pan, "印度PAN卡号", "PAN card", False),
    Form("national_id", "Korean RRN", rrn, "韩国居民登录号", "resident registration number", True),
    Form("national_id", "Japanese My Number", my_number, "日本My Number", "My Number", False, (((4, 4), " "),)),
    Form("national_id", "Singapore NRIC", nric, "新加坡NRIC", "NRIC", True),
    Form("national_id", "Brazilian CPF", cpf, "巴西CPF", "CPF", True),
    Form("passport", "US passport", us_passport, "美国护照号码", "passport number", False),
    Form("driver_license", "US license", state_license, "美国驾照号码", "driver's license number", False),
    Form("license_plate", "US plate", us_plate, "美国车牌号", "license plate", False),
)  # fmt: skip
