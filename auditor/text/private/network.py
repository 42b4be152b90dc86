"""Internet addresses: IPv4 in dotted form, IPv6 as in RFC 4291."""

from __future__ import annotations

import ipaddress
import re

from auditor.findings import Certainty
from auditor.text.private.model import Hit, Pattern, near, words

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(
    r"(?:(?<![A-Za-z0-9_.])|(?<=\\[nrt]))(?<![A-Za-z0-9]/)(?<![A-Za-z]-)"
    rf"{_OCTET}(?:\.{_OCTET}){{3}}(?![A-Za-z0-9_]|\.[0-9]|-[A-Za-z])"
)
_QUAD = re.compile(r"\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]")
_IPV6 = re.compile(
    r"(?<![0-9A-Za-z_:.])(?:[0-9A-Fa-f]{0,4}：[0-9A-Fa-f：]{2,36}|[0-9A-Fa-f:]{3,40}(?:\.[0-9]{1,3}){0,3})(?![0-9A-Za-z_:])"
)
_FULL = re.compile(r"[:：][0-9A-Fa-f]{1,4}[:：][0-9A-Fa-f]{1,4}[:：][0-9A-Fa-f]{1,4}[:：]")
_SMALL = 20

_SAID = words(
    "ip", "ipv4", "ipv6", "address", "addresses", "host", "*server", "ping", "gateway", "dns", "subnet", "ssh", "proxy",
    "服务器", "地址", "网关", "主机", "掩码",
)  # fmt: skip
_VERSION = re.compile(
    r"(?:(?<![a-z])(?:versions?|ver|rev|release|build|firmware|chapter|section|clause|article|table|figure|fig|item|rule)"
    r"|表|图|版本号?|第|章节?|节)[\s:：v.]*$"
)
_PASSED, _NO_WORD = " \t\r\n:：v.", (*"0123456789,;()[]/|\"'", "")
"""What may stand behind such a word, and what ends none: between the numbers of a list there are these."""
_PUBLIC = frozenset(
    "8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 208.67.222.222 208.67.220.220 114.114.114.114 114.114.115.115 223.5.5.5 "
    "223.6.6.6 119.29.29.29 180.76.76.76 1.2.4.8 4.2.2.2 2001:4860:4860::8888 2001:4860:4860::8844 "
    "2606:4700:4700::1111 2606:4700:4700::1001".split()
)
_PARTLY_RESERVED = frozenset((0, 10, 100, 127, 169, 172, 192, 198, 203))
_RESERVED_FROM = 224
"""First numbers under which IANA's special-purpose registry has entries: the others need no look at it."""
_PREFIX_LENGTH = re.compile(r"/[0-9]{1,2}(?![0-9])")  # a network, not a host
_START_OF_ADDRESS = re.compile(r"(?:[23][0-9a-f]{3}|f[cd][0-9a-f]{2}|fe80|ff0[0-9a-f]):")


def _is_nobodys(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Private, loopback, link-local, documentation, multicast (the IANA registries), or a public resolver."""
    return not address.is_global or address.is_multicast or str(address) in _PUBLIC


def _judge_ipv4(text: str, match: re.Match[str]) -> Hit | None:
    start, value = match.start(), match.group()
    before = text[max(0, start - 16) : start].lower()
    if before.rstrip(_PASSED)[-1:] not in _NO_WORD and _VERSION.search(before):
        return None
    certainty: Certainty = "validated"
    octets = tuple(map(int, value.split(".")))
    if max(octets) < _SMALL:
        certainty = "context" if near(text, start, _SAID) or text[start - 3 : start] == "://" else "shape"
    network = value.endswith(".0") and _PREFIX_LENGTH.match(text, match.end()) is not None
    reserved = octets[0] >= _RESERVED_FROM or octets[0] in _PARTLY_RESERVED
    test = network or value in _PUBLIC or (reserved and _is_nobodys(ipaddress.IPv4Address(value)))
    return Hit("ip_address", "ipv4", certainty, start, match.end(), value, test)


def _judge_ipv6(text: str, match: re.Match[str]) -> Hit | None:
    value = match.group().replace("：", ":")
    end = match.end()
    if value.endswith(":") and not value.endswith("::"):
        value, end = value[:-1], end - 1
    if value.count(":") < 2 or (value[0] == ":" and value[1] != ":"):
        return None
    # `a::b` is a name in C++, `1::2` a slice in Python: a short form needs a word, a known prefix or three groups.
    groups = len([group for group in value.replace(".", ":").split(":") if group])
    clear = any(map(str.isdigit, value)) and (groups > 2 or _START_OF_ADDRESS.match(value.lower()) is not None)
    if groups == 0 or ("::" in value and not clear and not near(text, match.start(), _SAID)):
        return None
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return None
    return Hit("ip_address", "ipv6", "validated", match.start(), end, address.compressed, _is_nobodys(address))


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        kind="ip_address",
        form="ipv4",
        gate=_QUAD,
        regex=_IPV4,
        judge=_judge_ipv4,
        hits=(
            "服务器«52.14.88.201»宕机",
            "http://«52.14.88.201»:8080/x",
            "ping «1.2.3.4»",
            "from «192.168.1.10»/24.",
            "range «52.14.88.201»-«52.14.88.209»",
            "hmm «1.2.3.4»",
            "my server «52.14.88.201» is down",
            "dns «8.8.8.8»。",
            "ip＝«５２．１４．８８．２０１»",
        ),
        misses=(
            "v1.2.3.4", "see Table 4.2.1.35", "clause 3.2.1.45",
            "version 1.22.33.44", "1.22.33.44.5", "Chrome/91.0.44.124", "256.100.100.100",
            "app-1.22.33.44", "012.34.56.78", "版本：21.22.23.24", "git版本23.40.21.50",
            "1.22.33.44-beta", "1.22.33.44rc1",
        ),
    ),
    Pattern(
        kind="ip_address",
        form="ipv6",
        gate=("::", "：："),
        regex=_IPV6,
        judge=_judge_ipv6,
        hits=(
            "地址«2a03:2880:f12f:83::25de»，",
            "[«2001:db8::1»]:443",
            "ipv6 «::1»",
            "«fe80::1»%eth0",
            "地址：«２ａ０３：２８８０：ｆ１２ｆ：：２５ｄｅ»。",
        ),
        misses=("std::string", "dead::beef", "x[1::2]", "a[::2]", "at 12:30:45", "Face::add", ":::", "::", "1::Int"),
    ),
    Pattern(
        kind="ip_address",
        form="ipv6",
        gate=_FULL,
        regex=_IPV6,
        judge=_judge_ipv6,
        hits=("host «2a03:2880:f12f:0083:face:b00c:0000:25de».",),
        misses=("00:1a:2b:3c:4d:5e", "12:30:45:10", "1:2:3:4:5:6:7:8:9"),
    ),
)  # fmt: skip
