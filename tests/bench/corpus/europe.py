"""National numbers of Europe, each by the rule that its authority publishes."""

from __future__ import annotations

from random import Random

from tests.bench.corpus.chinese import LETTERS, day
from tests.bench.corpus.digits import chars, ean, luhn, mod_11_10, number, weighted
from tests.bench.corpus.model import Form

DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
               (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12,
                14, 16, 10, 22, 25, 24, 23), strict=True))  # fmt: skip
CONSONANTS = "BCDFGLMNPRSTVZ"


def nino(rng: Random) -> str:
    """HMRC NIM39110: no D F I Q U V; O not second; some prefixes are not used."""
    while True:
        prefix = rng.choice("ABCEGHJKLMNOPRSTWXYZ") + rng.choice("ABCEGHJKLMNPRSTWXYZ")
        if prefix not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"):
            return prefix + number(rng, 6) + rng.choice("ABCD")


def nhs(rng: Random) -> str:
    while True:
        body = rng.choice("46") + number(rng, 8)
        check = -weighted(body, range(10, 1, -1)) % 11
        if check < 10:
            return body + str(check)


def dni(rng: Random) -> str:
    digits = f"{rng.randrange(10_000_000, 80_000_000):08}"
    return digits + DNI[int(digits) % 23]


def nie(rng: Random) -> str:
    lead, digits = rng.randrange(3), number(rng, 7)
    return "XYZ"[lead] + digits + DNI[int(f"{lead}{digits}") % 23]


def codice_fiscale(rng: Random) -> str:
    """Decree of 12 March 1974."""
    born, female = day(rng), rng.random() < 0.5
    body = chars(rng, CONSONANTS, 6) + f"{born:%y}" + "ABCDEHLMPRST"[born.month - 1]
    body += f"{born.day + 40 * female:02}" + rng.choice("ABCDEFGHIL") + f"{rng.randrange(1, 1000):03}"
    total = sum(ODD[char] if place % 2 == 0 else int(char, 36) - 10 * char.isalpha() for place, char in enumerate(body))
    return body + LETTERS[total % 26]


def nir(rng: Random) -> str:
    """INSEE: sex, year, month, department, commune, order, key."""
    born, department = day(rng), rng.choice(("75", "13", "69", "33", "59", "06", "31", "44", "67", "92"))
    body = rng.choice("12") + f"{born:%y%m}" + department + f"{rng.randrange(1, 500):03}{rng.randrange(1, 999):03}"
    return body + f"{97 - int(body) % 97:02}"


def steuer_id(rng: Random) -> str:
    """BZSt: of the first ten digits exactly one stands twice, the others at most once."""
    while True:
        pool = rng.sample("0123456789", 9)
        digits = [*pool, rng.choice(pool)]
        rng.shuffle(digits)
        if digits[0] != "0":
            body = "".join(digits)
            return body + mod_11_10(body)


def bsn(rng: Random) -> str:
    while True:
        body = rng.choice("123456789") + number(rng, 7)
        check = weighted(body, range(9, 1, -1)) % 11
        if check < 10:
            return body + str(check)


def pesel(rng: Random) -> str:
    born = day(rng)
    month = born.month + 20 * (born.year >= 2000)
    body = f"{born:%y}{month:02}{born:%d}" + number(rng, 4)
    return body + str(-weighted(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)


def belgian(rng: Random) -> str:
    born = day(rng)
    body = f"{born:%y%m%d}{rng.randrange(1, 998):03}"
    check = 97 - int(("2" if born.year >= 2000 else "") + body) % 97
    return f"{body[:2]}.{body[2:4]}.{body[4:6]}-{body[6:]}.{check:02}"


def portuguese(rng: Random) -> str:
    body = rng.choice("12") + number(rng, 7)
    check = -weighted(body, range(9, 1, -1)) % 11
    return body + str(check if check < 10 else 0)


def swedish(rng: Random) -> str:
    body = f"{day(rng):%y%m%d}{rng.randrange(1, 1000):03}"
    return f"{body[:6]}-{body[6:]}{luhn(body)}"


def finnish(rng: Random, letter: bool) -> str:
    """DVV. The check character is a digit in 10 of 31 cases."""
    while True:
        born, order = day(rng), rng.randrange(2, 900)
        check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(f"{born:%d%m%y}{order:03}") % 31]
        if check.isalpha() == letter:
            return f"{born:%d%m%y}{'A' if born.year >= 2000 else '-'}{order:03}{check}"


def norwegian(rng: Random) -> str:
    while True:
        born = day(rng, 1940, 1999)
        body = f"{born:%d%m%y}{rng.randrange(500):03}"
        first = -weighted(body, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
        second = -weighted(body + str(first % 10), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        if first < 10 and second < 10:
            return f"{body}{first}{second}"


def danish(rng: Random) -> str:
    """CPR office: the modulus of 11 is no condition since 2007; the seventh digit 0 to 3 means the years from 1900."""
    return f"{day(rng, 1940, 1999):%d%m%y}-{rng.randrange(4)}{number(rng, 3)}"


def ahv(rng: Random) -> str:
    body = "756" + number(rng, 9)
    return f"756.{body[3:7]}.{body[7:11]}.{body[11:]}{ean(body)}"


def dvla(rng: Random) -> str:
    """DVLA driver number: five of the surname, decade, month (+ 50 for women), day, year, initials, 9, two letters."""
    born, name = day(rng, 1950, 2003), rng.choice(("HARGR", "WHITT", "PEMBE", "COLLI", "STANB", "FOX99", "REED9"))
    month = born.month + rng.choice((0, 50))
    body = f"{name}{born.year // 10 % 10}{month:02}{born:%d}{born.year % 10}"
    return body + rng.choice("ABCDEJKLMPRST") + rng.choice("ABCDEJKLMPRST9") + "9" + chars(rng, LETTERS, 2)


def british_plate(rng: Random) -> str:
    year = rng.choice(("07", "12", "18", "21", "57", "63", "68", "71"))
    return chars(rng, "ABCDEFGHKLMNOPRSVWY", 2) + year + " " + chars(rng, "ABCDEFGHJKLMNOPRSTUVWXYZ", 3)


FORMS = (
    Form("national_id", "UK NINO", nino, "英国NINO", "National Insurance number", False, (((2, 2), " "),)),
    Form("national_id", "UK NHS number", nhs, "NHS号码", "NHS number", False, (((3, 3, 4), " "),),
         also=("medical_id",)),
    Form("national_id", "Spanish DNI", dni, "西班牙身份证DNI", "DNI", False),
    Form("national_id", "Spanish NIE", nie, "西班牙NIE", "NIE", False),
    Form("national_id", "Italian codice fiscale", codice_fiscale, "意大利税号", "codice fiscale", True),
    Form("national_id", "French NIR", nir, "法国社保号NIR", "numéro de sécurité sociale", True,
         (((1, 2, 2, 2, 3, 3, 2), " "),)),
    Form("national_id", "German Steuer-ID", steuer_id, "德国税号Steuer-ID", "Steuer-ID", True, (((2, 3), " "),)),
    Form("national_id", "Dutch BSN", bsn, "荷兰BSN", "BSN", False),
    Form("national_id", "Polish PESEL", pesel, "波兰PESEL", "PESEL", False),
    Form("national_id", "Belgian number", belgian, "比利时国民登记号", "Belgian national number", True),
    Form("national_id", "Portuguese NIF", portuguese, "葡萄牙NIF", "NIF", False, (((3, 3), " "),)),
    Form("national_id", "Swedish number", swedish, "瑞典personnummer", "personnummer", True),
    Form("national_id", "Finnish HETU", lambda rng: finnish(rng, True), "芬兰henkilötunnus", "henkilötunnus", True),
    Form("national_id", "Finnish HETU ending in a digit", lambda rng: finnish(rng, False), "芬兰henkilötunnus",
         "henkilötunnus", True),
    Form("national_id", "Norwegian number", norwegian, "挪威fødselsnummer", "fødselsnummer", True),
    Form("national_id", "Danish CPR", danish, "丹麦CPR", "CPR number", False),
    Form("national_id", "Swiss AHV", ahv, "瑞士AHV", "AHV number", True),
    Form("driver_license", "UK driver number", dvla, "英国驾照号", "driving licence number", False),
    Form("license_plate", "UK plate", british_plate, "车牌号", "number plate", False),
)  # fmt: skip
