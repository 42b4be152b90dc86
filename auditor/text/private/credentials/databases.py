"""Passwords and private keys inside a larger form: ADO and JDBC strings, configuration files, key files.

The checksum of age's keys is that of BIP-173 (Bech32). Who confirms which form, `docs/credentials.md` says.
"""

from __future__ import annotations

import re

from auditor.findings import Certainty
from auditor.text.private.credentials.forms import END, END_BASE64, LEFT, example, pattern
from auditor.text.private.credentials.passwords import stand_in
from auditor.text.private.model import Hit, Pattern

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_POLYNOMIAL = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_POLYNOMIAL):
            check ^= term if top >> bit & 1 else 0
    return check


def _expanded(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _age(value: str) -> Certainty:
    prefix, _, data = value.lower().rpartition("1")
    return "validated" if _polymod(_expanded(prefix) + [_BECH32.index(c) for c in data]) == 1 else "shape"


def _bech32(prefix: str, data: str) -> str:
    values = [_BECH32.index(c) for c in data]
    check = _polymod(_expanded(prefix) + values + [0] * 6) ^ 1
    return f"{prefix}1{data}" + "".join(_BECH32[check >> 5 * (5 - i) & 31] for i in range(6))


_AGE = _bech32("age-secret-key-", (_BECH32 * 2)[3:55]).upper()


def _judge_field(text: str, match: re.Match[str]) -> Hit | None:
    value = match[1].rstrip(".,!?")
    if len(value) < 3:
        return None
    start = match.start(1)
    return Hit("credential", "database_password", "validated", start, start + len(value), value, stand_in(value))


_VALUE = r"([^\s;\"'`<>&，。；（）、\u4e00-\u9fff]{3,128})"

PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "credential",
        "database_password",
        ("Password=", "password=", "PWD=", "Pwd=", "pwd=", "PASSWORD="),
        # A field of a connection string stands after another field, or has one after it.
        re.compile(r"(?:(?<=;)|(?<=; )|(?<=[?&]))(?i:password|pwd)=" + _VALUE),
        _judge_field,
        (
            "Server=db;User Id=app;Password=«k7Tq9vLz»;",
            "Driver={x};UID=app; PWD=«k7Tq9vLz».",
            "jdbc:mysql://h/db?user=app&password=«k7Tq9vLz»，",
        ),
        ("password=k7Tq9vLz", "?q=1&pass=2", ";password= "),
    ),
    pattern(
        "age_secret_key",
        ("AGE-SECRET-KEY-1",),
        LEFT + r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}" + END,
        (f"«{_AGE}»", f"密钥«{_AGE}»"),
        (_AGE[:-1], "AGE-SECRET-KEY-1"),
        _age,
    ),
    pattern(
        "putty_private_key",
        ("Private-Lines:",),
        r"Private-Lines: [0-9]{1,3}\s{1,2}([A-Za-z0-9+/=]{40,76}(?:\r?\n[A-Za-z0-9+/=]{4,64}){0,60}+)",
        ("Private-Lines: 1\n«" + example("%b{64}") + "»",),
        ("Private-Lines: many",),
    ),
    pattern(
        "wireguard_private_key",
        ("PrivateKey", "PresharedKey"),
        r"(?:PrivateKey|PresharedKey) ?[=:] ?"
        r"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)" + END_BASE64,
        ("PrivateKey = «" + example("%b{42}") + "A=»",),
        ("PrivateKey = " + example("%b{30}") + "=",),
    ),
    pattern(
        "ansible_vault",
        ("$ANSIBLE_VAULT;",),
        r"\$ANSIBLE_VAULT;1\.[0-9];AES256(?:;\w{1,30})?\s{1,12}"
        r"([0-9a-f]{80}(?:\s{1,12}[0-9a-f]{2,80}){0,400}+)",
        ("$ANSIBLE_VAULT;1.1;AES256\n«" + example("%h{80}") + "»",),
        ("$ANSIBLE_VAULT;1.1;AES256",),
    ),
    pattern(
        "htpasswd_hash",
        ("$apr1$", "$2y$", "$2b$", "$2a$"),
        r"(\$apr1\$[./0-9A-Za-z]{1,8}\$[./0-9A-Za-z]{22}|"
        r"\$2[aby]\$[0-9]{2}\$[./0-9A-Za-z]{53})" + END,
        ("app:«$2y$10$" + example("%w{53}") + "»", "app:«$apr1$" + example("%w{8}") + "$" + example("%w{22}") + "»"),
        ("$2y$10$short", "$apr1$x$y"),
    ),
    pattern(
        "unix_password_hash",
        ("$6$", "$5$", "$y$"),
        r"(\$[56]\$(?:rounds=[0-9]{4,9}\$)?[./0-9A-Za-z]{1,16}\$"
        r"(?:[./0-9A-Za-z]{86}|[./0-9A-Za-z]{43})|"
        r"\$y\$[./0-9A-Za-z]{1,8}\$[./0-9A-Za-z]{1,86}\$[./0-9A-Za-z]{43})" + END,
        (
            "root:«$6$" + example("%w{16}") + "$" + example("%w{86}") + "»:19000",
            "a:«$5$" + example("%w{8}") + "$" + example("%w{43}") + "»:1",
        ),
        ("$6$ a day", "$5$3$2"),
    ),
    pattern(
        "docker_auth",
        ('"auth"',),
        r"\"auth\"\s{0,4}:\s{0,4}\"([A-Za-z0-9+/]{16,400}={0,2})\"",
        ('{"auths": {"h": {"auth": "«' + example("%b{32}") + '»"}}}',),
        ('"auth": "basic"', '"auth": "none"'),
    ),
    pattern(
        "npmrc_auth",
        ("_authToken=", "_password=", "_auth="),
        r"(?<![A-Za-z0-9])_(?:authToken|auth|password)=\"?([A-Za-z0-9+/_.\-]{15,199}[A-Za-z0-9+/_\-]={0,2})"
        + END_BASE64,
        ("//registry.corp-site.com/:_authToken=«" + example("%w{40}") + "»",),
        ("_authToken=${NPM_TOKEN}", "_auth=x", "f(key_password=self.key_password_2)"),
    ),
)
