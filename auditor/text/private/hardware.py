"""Addresses of network cards: IEEE 802, EUI-48."""

from __future__ import annotations

import re

from auditor.findings import Certainty
from auditor.text.private.model import RIGHT, Hit, Pattern, near, words

_GATE = re.compile(r"[.:：\-][0-9A-Fa-f]{2}(?:[:：\-][0-9A-Fa-f]{2}[:：\-]|[0-9A-Fa-f]{2}\.)")
_MAC = re.compile(
    r"[0-9A-Fa-f](?:(?<![A-Za-z0-9_][0-9A-Fa-f])|(?<=\\[nrt][0-9A-Fa-f]))(?<![:.\-][0-9A-Fa-f])"
    r"(?:[0-9A-Fa-f](?P<sign>[:：\-])(?:[0-9A-Fa-f]{2}(?P=sign)){4}[0-9A-Fa-f]{2}"
    r"|[0-9A-Fa-f]{3}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})" + RIGHT + r"(?![:.\-][0-9A-Fa-f])"
)
_SAID = words(
    "mac", "mac address", "macaddr", "ether", "ethernet", "hwaddr", "bssid", "wifi", "wi-fi", "bluetooth", "网卡",
    "物理地址", "蓝牙",
)  # fmt: skip
_EXAMPLES = frozenset(("001122334455", "112233445566", "aabbccddeeff", "001a2b3c4d5e", "123456789abc", "0123456789ab",
                       "deadbeefcafe", "000102030405", "010203040506", "00deadbeef00"))  # fmt: skip


def _judge(text: str, match: re.Match[str]) -> Hit | None:
    digits = re.sub(r"[:：.\-]", "", match.group()).lower()
    first = int(digits[:2], 16)
    # Second bit: given by the owner, not by the maker; first bit: a group. RFC 7042, section 2.1.1: 00-00-5E-00-53.
    test = digits in _EXAMPLES or bool(first & 3) or digits.startswith("00005e0053") or len(set(digits)) == 1
    letters = any(digit in "abcdef" for digit in digits)
    said = near(text, match.start(), _SAID)
    if match["sign"] is None and not letters and not said:
        return None
    certainty: Certainty = "validated" if letters and (said or match["sign"]) else "context" if said else "shape"
    return Hit("mac_address", "mac_address", certainty, match.start(), match.end(), digits, test)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        kind="mac_address",
        form="mac_address",
        gate=_GATE,
        regex=_MAC,
        judge=_judge,
        hits=(
            "MAC «3c:22:fb:8a:41:d7».", "网卡«3C-22-FB-8A-41-D7»，", "«3c:22:fb:8a:41:d7»", "«3C-22-FB-8A-41-D7»",
            "是«３ｃ：２２：ｆｂ：８ａ：４１：ｄ７»。", "ether «3c22.fb8a.41d7»",
            "«00:00:5E:00:53:01»", "«02:42:ac:11:00:02»", "«ff:ff:ff:ff:ff:ff»", "mac «18:36:72:54:09:17»",
        ),
        misses=(
            "3c:22:fb:8a:41", "3c:22:fb:8a:41:d7:11", "3c:22-fb:8a:41:d7", "3c:22:fb:8a:41:d7:11:22",
            "g3c:22:fb:8a:41:d7",
            "fe80:3c:22:fb:8a:41:d7", "1.3c22.fb8a.41d7", "1308.2493.6073",
        ),
    ),
)  # fmt: skip
