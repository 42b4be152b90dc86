"""Addresses of the internet and of its mail: RFC 5321 and 5322, RFC 791, RFC 4291 and 5952, IEEE 802."""

from __future__ import annotations

from random import Random

from tests.bench.corpus.digits import chars, number
from tests.bench.corpus.model import Form

HEX = "0123456789abcdef"
NAMES = "harriet olga.brandt t.nakamura wei.zhang linmei dkowalski sofia_rossi r-osullivan zhao.yun m.fernandez".split()
HOSTS = (
    "gmail.com qq.com 163.com 126.com outlook.com yahoo.co.jp sina.cn foxmail.com proton.me gmx.de web.de orange.fr "
    "mail.ru naver.com tsinghua.edu.cn cam.ac.uk northwind-freight.com hafen-logistik.de lumen.io"
).split()
NEWER = "technology photography consulting engineering solutions agency cloud studio shop online app dev xyz".split()
"""Generic top-level domains that ICANN added from 2013 on."""
FIRST = [n for n in range(1, 224) if n not in (10, 100, 127, 169, 172, 192, 198, 203)]


def email(rng: Random) -> str:
    return rng.choice(NAMES) + rng.choice(("", number(rng, 2), number(rng, 4))) + "@" + rng.choice(HOSTS)


def email_odd(rng: Random) -> str:
    """Characters that RFC 5322 atoms allow, tags, capitals, a subdomain."""
    name = rng.choice(NAMES) + rng.choice(("+invoices", "+2024", "_", "-x"))
    mail = name + number(rng, 2) + "@" + rng.choice(("mail.", "eu-west.", "")) + rng.choice(HOSTS)
    return rng.choice((mail, mail.upper()))


def email_newer(rng: Random) -> str:
    host = rng.choice(("bluepeak", "hafen", "northwind-freight", "ruoxi-design"))
    return rng.choice(NAMES) + number(rng, 2) + f"@{host}.{rng.choice(NEWER)}"


def qq_mail(rng: Random) -> str:
    return rng.choice("123456789") + number(rng, rng.randrange(7, 10)) + "@qq.com"


def ipv4(rng: Random) -> str:
    return ".".join(
        map(str, (rng.choice(FIRST), rng.randrange(16, 250), rng.randrange(16, 250), rng.randrange(2, 250)))
    )


def ipv6(rng: Random) -> str:
    """Global unicast in blocks that the registries gave out, whole or with `::`."""
    head = rng.choice(("2400", "2a01", "2a02", "2607", "2408", "240e", "2804"))
    groups = [head, *(rng.choice(HEX[1:]) + chars(rng, HEX, rng.randrange(2, 4)) for _ in range(7))]
    return rng.choice((":".join(groups), f"{':'.join(groups[:3])}::{groups[3]}"))


def mac(rng: Random, join: str) -> str:
    """A universally administered unicast address: the two low bits of the first octet are zero; with a letter."""
    first = f"{rng.choice((0x3C, 0x4C, 0x5C, 0x6C, 0x7C, 0x8C, 0xAC, 0xB8, 0xDC, 0xF0, 0xFC)):02x}"
    value = join.join([first, *(chars(rng, HEX, 2) for _ in range(5))])
    return rng.choice((value, value.upper()))


def mac_dotted(rng: Random) -> str:
    value = mac(rng, "").lower()
    return f"{value[:4]}.{value[4:8]}.{value[8:]}"


FORMS = (
    Form("email", "mailbox", email, "邮箱", "email", True),
    Form("email", "mailbox with rare characters", email_odd, "电子邮箱", "e-mail address", True),
    Form("email", "mailbox in a newer domain", email_newer, "邮箱", "email", True),
    Form("email", "QQ mailbox", qq_mail, "邮箱", "email", True),
    Form("ip_address", "IPv4", ipv4, "服务器IP", "IP address", True),
    Form("ip_address", "IPv6", ipv6, "IPv6地址", "IPv6 address", True),
    Form("mac_address", "MAC with colons", lambda rng: mac(rng, ":"), "MAC地址", "MAC address", True),
    Form("mac_address", "MAC with hyphens", lambda rng: mac(rng, "-"), "网卡地址", "MAC address", True),
    Form("mac_address", "MAC, dotted", mac_dotted, "MAC地址", "MAC address", False),
)
