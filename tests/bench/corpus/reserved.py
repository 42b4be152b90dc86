"""Values that specifications, standards and vendors reserve for examples and tests.

RFC 2606 and 6761 (domains), RFC 5737 and 3849 (addresses), RFC 7042 (MAC), NANPA (555-01xx), Ofcom (drama numbers),
the examples inside GB 11643-1999 and GB 32100-2015, Stripe's and the networks' test cards, the IBAN registry,
SSA (voided numbers), UIDAI, BZSt, DVV and ZAS examples, AWS's and Stripe's documentation keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.bench.corpus import carriers
from tests.bench.corpus.digits import number
from tests.bench.corpus.model import Beside, Form, Message, Record
from tests.bench.corpus.plant import BESIDE, put

FIXED = (
    ("cn_resident_id", "GB 11643 examples", "身份证号", "Chinese ID number", True,
     "11010519491231002X 440524188001010014"),
    ("cn_company_id", "GB 32100 example", "统一社会信用代码", "unified social credit code", True, "91350100M000100Y43"),
    ("payment_card", "test cards", "银行卡号", "card number", True,
     "4242424242424242 4111111111111111 4012888888881881 5555555555554444 5105105105105100 378282246310005 "
     "6011111111111117 3530111333300000 30569309025904 6200000000000005"),
    ("iban", "registry examples", "IBAN", "IBAN", True,
     "GB82WEST12345698765432 DE89370400440532013000 FR1420041010050500013M02606 NL91ABNA0417164300 "
     "CH9300762011623852957"),
    ("us_ssn", "voided numbers", "SSN", "SSN", False, "078-05-1120 219-09-9999 987-65-4321 123-45-6789"),
    ("phone", "13800138000", "手机号", "phone number", False, "13800138000"),
    ("hk_tw_id", "usual examples", "证件号", "ID number", True, "A123456(3)"),
    ("hk_tw_id", "usual Taiwanese example", "台湾身份证号", "Taiwan ID number", False, "A123456789"),
    ("national_id", "official examples that prove themselves", "证件号", "ID number", True,
     "RSSMRA85T10A562S 756.9217.0769.85 131052-308T 85.07.30-033.28 S1234567D"),
    ("national_id", "Spanish example", "西班牙身份证DNI", "DNI", False, "12345678Z"),
    ("national_id", "UIDAI test number", "印度Aadhaar号", "Aadhaar number", False, "999999990019"),
    ("national_id", "Dutch test numbers", "荷兰BSN", "BSN", False, "111222333 123456782"),
    ("credential", "documentation keys", "密钥", "key", True, "AKIAIOSFODNN7EXAMPLE sk_test_4eC39HqLyjWDarjtT1zdp7dc"),
    ("credential", "AWS documentation secret", "AWS secret access key", "AWS secret access key", False,
     "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("license_plate", "counting plate", "车牌号", "license plate", False, "京A12345"),
    ("passport", "counting passport", "护照号", "passport number", False, "E12345678 G12345678"),
)  # fmt: skip


def email(rng: Random) -> str:
    hosts = ("example.com", "example.org", "mail.example.net", "corp.test", "shop.example", "nowhere.invalid")
    return rng.choice(("harriet", "olga.brandt", "wei.zhang")) + number(rng, 2) + "@" + rng.choice(hosts)


def us_phone(rng: Random) -> str:
    return rng.choice(("({}) 555-01{}", "+1 {} 555 01{}", "{}-555-01{}")).format(
        rng.choice(("212", "415", "713")), number(rng, 2)
    )


def uk_phone(rng: Random) -> str:
    return rng.choice(("+44 7700 900", "07700 900", "+44 20 7946 0")) + number(rng, 3)


def ipv4(rng: Random) -> str:
    return rng.choice(("192.0.2.", "198.51.100.", "203.0.113.")) + str(rng.randrange(1, 255))


def ipv6(rng: Random) -> str:
    return f"2001:db8:{rng.randrange(1, 9999):x}::{rng.randrange(1, 9999):x}"


def mac(rng: Random) -> str:
    return f"00:00:5e:00:53:{rng.randrange(256):02x}"


FORMS = (
    *(Form(kind, name, lambda rng, pool=pool: rng.choice(pool.split()), zh, en, alone)  # type: ignore[misc]
      for kind, name, zh, en, alone, pool in FIXED),
    Form("email", "reserved domains", email, "邮箱", "email", True),
    Form("phone", "US 555-01xx", us_phone, "电话", "phone", False),
    Form("phone", "UK drama numbers", uk_phone, "电话", "phone", False),
    Form("ip_address", "documentation IPv4", ipv4, "服务器IP", "IP address", True),
    Form("ip_address", "documentation IPv6", ipv6, "IPv6地址", "IPv6 address", True),
    Form("mac_address", "documentation MAC", mac, "MAC地址", "MAC address", True),
)  # fmt: skip


def reserved(rng: Random, rounds: int) -> Iterator[Record]:
    """Conversations whose values all are reserved ones: found they must be, and known as such."""
    for _ in range(rounds):
        for form in FORMS:
            ways: tuple[Beside, ...] = (BESIDE[0], BESIDE[2]) if form.alone else BESIDE[:1]
            for beside in ways:
                for around in ("space", "。", "glued to Han", "JSON", "end of text"):
                    text, plants = put(rng, form, form.make(rng), around, around, beside, True)
                    yield Record(
                        (Message("user", text, plants), Message("assistant", rng.choice(carriers.REPLIES), ()))
                    )
