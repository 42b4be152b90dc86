"""Values of mainland China, Hong Kong, Macau and Taiwan.

GB 11643-1999, GB 32100-2015, GA 36-2018 (plates), the notices of the National Immigration Administration on permits
(2010, 2017, 2023), the numbering plan of the ministry (MIIT 2017), the HKID and Taiwanese rules as published.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.bench.corpus.digits import USCC, chars, mod_11_2, number, organization, uscc
from tests.bench.corpus.model import Form

COUNTIES = (
    "110101 110102 110105 110108 310101 310104 310115 320102 320106 330106 330102 340104 350102 360102 370102 410105 "
    "420106 430102 440103 440104 440106 440303 440304 440305 450103 460106 500103 510104 510107 520102 530102 540102 "
    "610103 610113 620102 630102 640104 650102 120101 120104 130102 140105 150102 210102 220102 230102"
).split()
MOBILE = (
    "130 131 132 133 134 135 136 137 138 139 145 147 149 150 151 152 153 155 156 157 158 159 162 165 166 167 170 171 "
    "172 173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 190 191 192 193 195 196 197 198 199"
).split()
AREAS = {"010": 8, "021": 8, "020": 8, "0755": 8, "0571": 8, "028": 8, "0731": 8, "0373": 7, "0951": 7, "0898": 8}
PLATE = "ABCDEFGHJKLMNPQRSTUVWXYZ"
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def day(rng: Random, first: int = 1940, last: int = 2006) -> date:
    start = date(first, 1, 1)
    return start + timedelta(days=rng.randrange((date(last, 12, 31) - start).days))


def resident(rng: Random, region: str | None = None) -> str:
    body = (region or rng.choice(COUNTIES)) + f"{day(rng):%Y%m%d}" + f"{rng.randrange(1, 1000):03}"
    return body + mod_11_2(body)


def resident_lower(rng: Random) -> str:
    while True:
        value = resident(rng)
        if value.endswith("X"):
            return value.lower()


def resident_15(rng: Random) -> str:
    """GB 11643-1989: two digits of the year, no check digit."""
    return rng.choice(COUNTIES) + f"{day(rng, 1940, 1990):%y%m%d}" + f"{rng.randrange(1, 1000):03}"


def residence_permit(rng: Random) -> str:
    return resident(rng, rng.choice(("810000", "820000", "830000")))


def foreign_card(rng: Random) -> str:
    """The card of 2023: 9, two digits of the province, ISO 3166-1 number, birth date, sequence, check character."""
    nation = rng.choice(("840", "826", "276", "250", "392", "410", "702", "124", "036", "643"))
    body = "9" + rng.choice(COUNTIES)[:2] + nation + f"{day(rng):%Y%m%d}" + f"{rng.randrange(1, 1000):03}"
    return body + mod_11_2(body)


def foreign_card_old(rng: Random) -> str:
    nation = rng.choice(("USA", "GBR", "DEU", "FRA", "JPN", "KOR", "CAN", "AUS"))
    return nation + rng.choice(COUNTIES)[:4] + f"{day(rng, 1940, 1999):%y%m%d}" + number(rng, 2)


def company(rng: Random) -> str:
    code = rng.choice("M567") + "A" + chars(rng, USCC, 6)
    body = rng.choice(("91", "91", "91", "92", "93", "12", "11", "52", "51")) + rng.choice(COUNTIES)
    body += code + organization(code)
    return body + uscc(body)


def company_digits(rng: Random) -> str:
    """The organization codes given out before 2015 are digits, so that many codes hold no letter."""
    while True:
        code = rng.choice("1267") + number(rng, 7)
        body = "91" + rng.choice(COUNTIES) + code + organization(code)
        if (body + uscc(body)).isdigit():
            return body + uscc(body)


def hkid(rng: Random) -> str:
    letters = rng.choice(("", rng.choice("XW"))) + rng.choice("ABCDEFGHJKLMNPRSTVYZ")
    return _hkid(letters, number(rng, 6))


def _hkid(letters: str, digits: str) -> str:
    values = [36] * (2 - len(letters)) + [int(char, 36) for char in letters + digits]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return f"{letters}{digits}({'0123456789A'[-total % 11]})"


def hkid_plain(rng: Random) -> str:
    return hkid(rng).replace("(", "").replace(")", "")


def taiwan(rng: Random, second: str = "12") -> str:
    return _taiwan(rng.choice(TAIWAN) + rng.choice(second) + number(rng, 7))


def _taiwan(body: str) -> str:
    area = TAIWAN.index(body[0]) + 10
    digits = f"{area:02}" + body[1:]
    total = sum(int(digit) * weight for digit, weight in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1), strict=True))
    return body + str(-total % 10)


def arc(rng: Random) -> str:
    """The uniform number of foreign residents since 2021: second character 8 or 9."""
    return taiwan(rng, "89")


def arc_old(rng: Random) -> str:
    """Before 2021: second character A to D; it counts as the last digit of its letter's number."""
    second = rng.choice("ABCD")
    plain = _taiwan(rng.choice(TAIWAN) + str((TAIWAN.index(second) + 10) % 10) + number(rng, 7))
    return plain[0] + second + plain[2:]


def mobile(rng: Random) -> str:
    return rng.choice(MOBILE) + number(rng, 8)


def landline(rng: Random, join: str = "-") -> str:
    area = rng.choice(sorted(AREAS))
    return area + join + rng.choice("256") + number(rng, AREAS[area] - 1)


def landline_intl(rng: Random) -> str:
    return "+86 " + landline(rng)[1:].replace("-", " ")


def passport(rng: Random) -> str:
    last = number(rng, 8)
    return rng.choice(("E" + last, "E" + rng.choice(PLATE) + last[1:], "G" + last))


def plate(rng: Random) -> str:
    tail = chars(rng, "0123456789", 4)
    return rng.choice(PROVINCES) + rng.choice(PLATE) + rng.choice((rng.choice(PLATE) + tail, number(rng, 5)))


def plate_new_energy(rng: Random) -> str:
    small = rng.choice("DF") + rng.choice(PLATE + "0123456789") + number(rng, 4)
    return rng.choice(PROVINCES) + rng.choice(PLATE) + rng.choice((small, number(rng, 5) + rng.choice("DF")))


def plate_tail(rng: Random) -> str:
    return rng.choice(PROVINCES) + rng.choice(PLATE) + number(rng, 4) + rng.choice("挂学警港澳")


def wechat(rng: Random) -> str:
    return rng.choice(("wxid_" + chars(rng, "abcdefghijkmnpqrstuvwxyz0123456789", 14), _nick(rng)))


def _nick(rng: Random) -> str:
    name = rng.choice(("linmei", "zhaoyun", "ruoxi", "haoran", "dengke", "yuchen"))
    return name + rng.choice("_-") + number(rng, rng.randrange(3, 7))


def qq(rng: Random) -> str:
    return rng.choice("123456789") + number(rng, rng.randrange(6, 10))


def alipay(rng: Random) -> str:
    return "2088" + number(rng, 12)


FORMS = (
    Form("cn_resident_id", "GB 11643-1999", resident, "身份证号", "Chinese ID number", True,
         (((6, 8, 4), " "), ((6, 4, 4, 4), " "), ((6, 8, 4), "-"))),
    Form("cn_resident_id", "GB 11643-1999, small x", resident_lower, "身份证号码", "resident ID", True),
    Form("cn_resident_id", "GB 11643-1989, 15 digits", resident_15, "身份证号", "Chinese ID card number", False),
    Form("cn_resident_id", "residence permit", residence_permit, "居住证号码", "residence permit number", True,
         also=("cn_permit",)),
    Form("cn_resident_id", "foreigner's card 2023", foreign_card, "外国人永久居留身份证号", "permanent resident ID",
         True, also=("cn_permit",)),
    Form("cn_permit", "foreigner's card before 2023", foreign_card_old, "外国人永久居留证号",
         "foreign permanent resident ID card", False, also=("cn_resident_id",)),
    Form("cn_company_id", "GB 32100-2015", company, "统一社会信用代码", "unified social credit code", True),
    Form("cn_company_id", "GB 32100-2015, all digits", company_digits, "统一社会信用代码",
         "unified social credit code", True),
    Form("hk_tw_id", "HKID", hkid, "香港身份证号", "HKID", True),
    Form("hk_tw_id", "HKID, no brackets", hkid_plain, "香港身份证", "HKID number", False),
    Form("hk_tw_id", "Taiwan ID", taiwan, "台湾身份证号", "Taiwan ID number", False),
    Form("hk_tw_id", "Taiwan ARC 2021", arc, "居留证号", "ARC number", False),
    Form("hk_tw_id", "Taiwan ARC before 2021", arc_old, "台湾居留证号", "Taiwan ARC number", False),
    Form("phone", "Chinese mobile", mobile, "手机号", "phone number", False, (((3, 4), " "), ((3, 4), "-"))),
    Form("phone", "Chinese mobile, +86", lambda rng: "+86" + rng.choice((" ", "", "-")) + mobile(rng), "电话", "phone",
         True, core="(.+)"),
    Form("phone", "Chinese mobile, 0086", lambda rng: "0086" + mobile(rng), "联系电话", "mobile", False),
    Form("phone", "Chinese landline", landline, "固定电话", "telephone", False),
    Form("phone", "Chinese landline, brackets", lambda rng: "(" + landline(rng, ")"), "座机", "tel", False,
         core=r"\(?(.+)"),
    Form("phone", "Chinese landline, +86", landline_intl, "电话", "office phone", True),
    Form("phone", "Chinese landline, extension", lambda rng: landline(rng) + "-" + number(rng, 3), "办公电话",
         "office telephone", False, core="(.+)-[0-9]+"),
    Form("passport", "Chinese passport", passport, "护照号", "passport number", False),
    Form("cn_permit", "permit to HK and Macau", lambda rng: "C" + rng.choice("ABD0123456789") + number(rng, 7),
         "港澳通行证号码", "exit-entry permit", False),
    Form("cn_permit", "home return permit", lambda rng: rng.choice("HM") + number(rng, 8), "回乡证号码",
         "home return permit", False),
    Form("cn_permit", "Taiwan compatriot permit", lambda rng: number(rng, 8), "台胞证号", "mainland travel permit",
         False),
    Form("license_plate", "plate", plate, "车牌号", "license plate", False),
    Form("license_plate", "plate with a dot", lambda rng: (lambda v: v[:2] + "·" + v[2:])(plate(rng)), "车牌",
         "plate number", False),
    Form("license_plate", "new-energy plate", plate_new_energy, "车牌号码", "license plate", False),
    Form("license_plate", "plate with a Han tail", plate_tail, "车牌", "license plate", False),
    Form("driver_license", "Chinese file number", lambda rng: rng.choice(COUNTIES)[:4] + number(rng, 8),
         "驾驶证档案编号", "driving licence file number", False),
    Form("bank_account", "Chinese company account", lambda rng: rng.choice("134") + number(rng, 18), "银行账号",
         "bank account number", False, also=("payment_card",)),
    Form("social_account", "WeChat", wechat, "微信号", "WeChat ID", False, wide=False),
    Form("social_account", "QQ", qq, "QQ号", "QQ", False),
    Form("social_account", "Alipay user ID", alipay, "支付宝账号", "Alipay account", False),
)  # fmt: skip
