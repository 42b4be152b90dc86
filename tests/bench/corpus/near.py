"""Strings that look like a private value and are none: at least two for each kind."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.bench.corpus import carriers, chinese, europe, secrets, world
from tests.bench.corpus.digits import BASE62, chars, luhn, mod_11_2, number
from tests.bench.corpus.model import Make, Near

HEX = "0123456789abcdef"


def near_misses(rng: Random, rounds: int) -> Iterator[Near]:
    """Every near miss in a Chinese and in an English sentence that says nothing about it, `rounds` times."""
    for _ in range(rounds):
        for kind, why, make in BARE:
            for pool in (carriers.ZH_BARE, carriers.EN_BARE):
                carrier, value = rng.choice(pool), make(rng)
                around = rng.choice(("space", "，", "full stop", "backticks", "end of text"))
                before, behind = carriers.AROUND[around](carrier.lead, carrier.follow, "")
                yield Near(kind, why, before + value + behind, len(before), len(before) + len(value))
        for kind, why, text in WORDED:
            yield Near(kind, why, text, 0, len(text))


def wrong(make: Make, place: int = -1) -> Make:
    """The value with one digit or letter changed so that its check fails."""

    def spoiled(rng: Random) -> str:
        value = make(rng)
        at = place % len(value)
        while not value[at].isalnum():
            at -= 1
        old = value[at]
        pool = "0123456789" if old.isdigit() else "ABCDEFGHJKLMNPQRSTUVWXY"
        new = rng.choice([char for char in pool if char != old])
        return value[:at] + new + value[at + 1 :]

    return spoiled


def inside(make: Make, before: str, behind: str) -> Make:
    """The value as a part of something longer: `#` stands for a digit, `*` for a hexadecimal one."""

    def hidden(rng: Random) -> str:
        fill = {"#": lambda: rng.choice("123456789"), "*": lambda: rng.choice("abcdef0123456789")}
        left, right = ("".join(fill[c]() if c in fill else c for c in side) for side in (before, behind))
        return left + make(rng) + right

    return hidden


def _date(text: str) -> Make:
    def make(rng: Random) -> str:
        body = rng.choice(chinese.COUNTIES) + text + f"{rng.randrange(1, 1000):03}"
        return body + mod_11_2(body)

    return make


def _province(rng: Random) -> str:
    return chinese.resident(rng, rng.choice(("160102", "250103", "380101", "550203", "670102", "780104")))


def _no_issuer(rng: Random) -> str:
    body = rng.choice(("1", "7", "8", "9")) + number(rng, 14)
    return body + luhn(body)


def _short_iban(rng: Random) -> str:
    return world._iban("DE", number(rng, rng.choice((16, 17, 19))))


def _foreign_iban(rng: Random) -> str:
    return world._iban(rng.choice(("US", "CN", "JP", "XX")), number(rng, 18))


def aws(rng: Random) -> str:
    return "AKIA" + chars(rng, secrets.BASE32, 16)


def _pairs(count: int) -> Make:
    return lambda rng: ":".join(chars(rng, HEX, 2).upper() for _ in range(count))


BARE: tuple[tuple[str, str, Make], ...] = (
    ("cn_resident_id", "wrong check character", wrong(chinese.resident)),
    ("cn_resident_id", "30 February", _date("19840230")),
    ("cn_resident_id", "month 13", _date("19761305")),
    ("cn_resident_id", "born in the future", _date("20610612")),
    ("cn_resident_id", "no such province", _province),
    ("cn_resident_id", "17 characters", lambda rng: chinese.resident(rng)[:17]),
    ("cn_resident_id", "part of a longer number", inside(chinese.resident, "##", "#")),
    ("cn_resident_id", "glued to letters", inside(chinese.resident, "AB", "K")),
    ("cn_resident_id", "decimals", inside(chinese.resident, "0.", "")),
    ("cn_resident_id", "inside a hash", inside(chinese.resident, "***********b", "c********f")),
    ("cn_company_id", "wrong check character", wrong(chinese.company)),
    ("cn_company_id", "17 characters", lambda rng: chinese.company(rng)[:17]),
    ("cn_company_id", "part of a longer string", inside(chinese.company, "ZX", "9K")),
    ("cn_permit", "no word", lambda rng: rng.choice("CHM") + number(rng, 8)),
    ("cn_permit", "no word, 8 digits", lambda rng: number(rng, 8)),
    ("payment_card", "wrong check digit", wrong(lambda rng: world.card(rng, rng.choice(sorted(world.RANGES))))),
    ("payment_card", "no such issuer", _no_issuer),
    ("payment_card", "part of a longer number", inside(lambda rng: world.card(rng, "Mastercard"), "##", "####")),
    ("payment_card", "decimals", inside(lambda rng: world.card(rng, "Mastercard"), "3.", "")),
    ("payment_card", "glued to letters", inside(lambda rng: world.card(rng, "JCB"), "SN", "Z")),
    ("payment_card", "inside a hash", inside(lambda rng: world.card(rng, "Mastercard"), "*******a", "e*******d")),
    ("iban", "wrong check digits", wrong(world.iban, 3)),
    ("iban", "wrong length", _short_iban),
    ("iban", "country without IBAN", _foreign_iban),
    ("iban", "part of a longer string", inside(world.iban, "K", "X")),
    ("phone", "part of a longer number", inside(chinese.mobile, "##", "##")),
    ("phone", "decimals", inside(chinese.mobile, "0.", "")),
    ("phone", "glued to letters", inside(chinese.mobile, "SN", "A")),
    ("phone", "no such prefix", lambda rng: "+86 12" + number(rng, 9)),
    ("phone", "no such area code", lambda rng: f"+1 (1{number(rng, 2)}) {number(rng, 3)}-{number(rng, 4)}"),
    ("email", "retina image", lambda rng: f"logo-{number(rng, 2)}@2x.png"),
    ("email", "versioned package", lambda rng: f"@scope/core@{rng.randrange(9)}.{rng.randrange(30)}.0"),
    ("email", "no domain", lambda rng: "harriet" + number(rng, 2) + "@home"),
    ("email", "mention", lambda rng: "@linmei" + number(rng, 3)),
    ("ip_address", "octet over 255", lambda rng: f"{rng.randrange(256, 999)}.{rng.randrange(99)}.12.7"),
    ("ip_address", "five parts", lambda rng: ".".join(str(rng.randrange(2, 200)) for _ in range(5))),
    ("ip_address", "version with a word", lambda rng: f"version {rng.randrange(2, 20)}.{rng.randrange(20)}.4.1"),
    ("ip_address", "nine groups", lambda rng: ":".join(chars(rng, HEX, 4) for _ in range(9))),
    ("ip_address", "time", lambda rng: f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"),
    ("ip_address", "scope in code", lambda rng: rng.choice(("std::deque::add", "abc::dead::beef::cab", "a[::2]"))),
    ("mac_address", "five pairs", _pairs(5)),
    ("mac_address", "seven pairs", _pairs(7)),
    ("mac_address", "fingerprint", _pairs(20)),
    ("us_ssn", "no word", world.ssn),
    ("us_ssn", "no such area", lambda rng: f"666-{rng.randrange(10, 99)}-{number(rng, 4)}"),
    ("us_ssn", "part of a longer number", inside(world.ssn, "##", "##")),
    ("national_id", "codice fiscale, wrong letter", wrong(europe.codice_fiscale)),
    ("national_id", "AHV, wrong digit", wrong(europe.ahv)),
    ("national_id", "NRIC, wrong letter", wrong(world.nric)),
    ("national_id", "CPF, wrong digit", wrong(world.cpf)),
    ("national_id", "BSN, no word", europe.bsn),
    ("national_id", "RRN, impossible date", lambda rng: f"{rng.randrange(50, 99)}1342-1{number(rng, 6)}"),
    ("passport", "no word", chinese.passport),
    ("passport", "no word, US", world.us_passport),
    ("hk_tw_id", "HKID, wrong check digit", wrong(chinese.hkid)),
    ("hk_tw_id", "Taiwan ID, wrong check digit", wrong(chinese.taiwan)),
    ("hk_tw_id", "part of a longer string", inside(chinese.taiwan, "", "##")),
    ("license_plate", "no such province", lambda rng: rng.choice("天地元黄") + chinese.plate(rng)[1:]),
    ("license_plate", "letter I or O", lambda rng: chinese.plate(rng)[0] + rng.choice("IO") + number(rng, 5)),
    ("license_plate", "too short", lambda rng: chinese.plate(rng)[:5]),
    ("license_plate", "too long", inside(chinese.plate, "", "###")),
    ("driver_license", "no word", world.state_license),
    ("driver_license", "no word, digits", lambda rng: number(rng, 12)),
    ("bank_account", "no word", lambda rng: "7" + number(rng, 11)),
    ("bank_account", "no word, 9 digits", world.routing),
    ("social_account", "no word", lambda rng: "linmei_" + number(rng, 4)),
    ("social_account", "no word, digits", chinese.qq),
    ("credential", "GitHub token, wrong checksum", wrong(lambda rng: secrets.checked(rng, "ghp_"))),
    ("credential", "AWS key, 15 characters", lambda rng: "AKIA" + chars(rng, secrets.BASE32, 15)),
    ("credential", "AWS key in a longer string", inside(aws, "QZ", "7X")),
    ("credential", "certificate", lambda rng: secrets.pem(rng, "CERTIFICATE")),
    ("credential", "public key", lambda rng: secrets.pem(rng, "PUBLIC KEY")),
    ("credential", "library name", lambda rng: f"sk-learn-{number(rng, 1)}.{number(rng, 2)}-py3-none-any"),
    ("credential", "no word", lambda rng: chars(rng, BASE62, 32)),
    ("password", "no word", secrets.password),
    ("mac_address", "part of a UUID", lambda rng: f"{chars(rng, HEX, 8)}-{chars(rng, HEX, 4)}-4{chars(rng, HEX, 3)}"),
)  # fmt: skip

WORDED = (
    ("password", "a rule", "The password must be at least 12 characters long and hold a digit."),
    ("password", "an error", "登录的时候提示密码错误，请问怎么重置密码？"),
    ("password", "masked", "password: ********"),
    ("password", "a placeholder", "Set password = <your-password> in the config, never the real one."),
    ("password", "code", 'password = os.environ["DB_PASSWORD"]'),
    ("password", "code", "password = getpass.getpass()"),
    ("password", "a length", "密码长度是8到16位，建议每90天更换一次。"),
    ("credential", "a placeholder", "export OPENAI_API_KEY=<YOUR_API_KEY>"),
    ("credential", "code", 'api_key = os.getenv("SERVICE_API_KEY")'),
    ("credential", "a template", "Authorization: Bearer ${ACCESS_TOKEN}"),
    ("credential", "talk", "The secret is patience, and the key is to practise every day."),
    ("credential", "a length", "密钥长度是2048位，哈希值是256位。"),
    ("passport", "validity", "Your passport must be valid for 6 months after 15.03.2025."),
    ("passport", "library", "We use passport 0.7.0 and passport-local 1.0.0 for the login."),
    ("driver_license", "age", "You can get a driver's license at 16 in most of the 50 states."),
    ("bank_account", "a year", "I have had this bank account since 2019, with 3 cards."),
    ("bank_account", "an amount", "我的银行账户里只剩下1234.56元了。"),
    ("social_account", "a group", "QQ群里有1200人，微信支付占了85%。"),
    ("social_account", "a version", "微信8.0.47和QQ 9.9.12都更新了。"),
    ("us_ssn", "a field", "The SSN field takes 9 digits, such as three, two and four."),
    ("cn_resident_id", "an explanation", "身份证的前6位是地址码，接着8位是出生日期，第18位是校验码。"),
    ("phone", "an explanation", "手机号一共11位，前3位是网络识别号。"),
    ("phone", "a price", "这部手机3999元，那部电话只要129元。"),
    ("cn_permit", "a fee", "办理港澳通行证要60元，7个工作日。"),
    ("license_plate", "a highway", "京沪高速G2在苏州段有6个服务区，车牌摇号下周开始。"),
    ("email", "a setting", "Set the mail server to port 587 and turn STARTTLS on."),
    ("iban", "an explanation", "A German IBAN has 22 characters, of which 18 are digits."),
    ("payment_card", "an explanation", "银行卡号一般是16到19位，最后一位是校验位。"),
)
