"""E-mail addresses: RFC 5321 and RFC 1035, as far as people use them."""

from __future__ import annotations

import re

from auditor.findings import Certainty
from auditor.text.private.domains import TOP_LEVEL
from auditor.text.private.model import AtGate, Hit, Pattern

_LOCAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-'"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"@((?:{_LABEL}\.){{1,8}}(?:xn--[A-Za-z0-9-]{{2,59}}|[A-Za-z]{{2,24}}))(?![A-Za-z0-9])")
_LIKE_FILES = frozenset(("mov", "zip"))
"""Top-level domains that far more often end the name of a file."""
_FILES = frozenset("png jpg jpeg gif svg webp bmp ico css js ts jsx tsx html htm json yaml yml xml txt pdf exe".split())
_SECOND = frozenset("com org net edu gov cn uk de fr".split())
_RESERVED = frozenset("test example invalid localhost".split())
_DOCUMENTATION = re.compile(r"(?:^|\.)example\.(?:com|org|net|edu|cn|com\.cn)$")
_NOBODY = re.compile(r"(?:x{2,}|your[._-]?\w*|user(?:name)?|git|hg|svn)@")
"""Placeholders, and the accounts of code hosts."""
_NOWHERE = re.compile(r"(?:x{2,}|your[\w-]*|my-?domain|domain|my-?company|company)\.[a-z.]+$")
_CAMEL = re.compile(r"[a-z][A-Z]")
_SCALE = re.compile(r"[1-9][0-9]?x\.")
_LATIN_END = 0x2E80


def _local_part(text: str, at: int) -> str:
    """What stands before the at sign; empty if that cannot be a local part."""
    piece = text[max(0, at - 66) : at]
    local = piece[len(piece.rstrip(_LOCAL)) :]
    if len(local) < len(piece):
        before = piece[len(piece) - len(local) - 1]
        if before.isalpha() and ord(before) < _LATIN_END:
            return ""
        if before == "\\" and local[:1] in "nrt":
            local = local[1:]
    local = local.rpartition("..")[2].lstrip(".-+'")
    return "" if len(local) > 64 or local.endswith((".", "'")) else local


def _trim(domain: str) -> str:
    """The domain without a next sentence that lost its space: `x.com.Please`."""
    labels = domain.split(".")
    if len(labels) > 2 and labels[-1][0].isupper() and labels[-2] in _SECOND:
        return ".".join(labels[:-1])
    return domain


def _certainty(local: str, domain: str) -> Certainty:
    """Of a domain as it is written: code such as `this@MainActivity.id` and `W @ x.to` has the shape of an address."""
    name, _, top = domain.rpartition(".")
    if (not name.islower() and _CAMEL.search(name)) or len(local) + len(name) == 2:
        return "shape"
    top = top.lower()
    known = len(top) == 2 or top in TOP_LEVEL or top in _RESERVED or top.startswith("xn--")
    known = known and top not in _LIKE_FILES
    return "validated" if known else "shape"


def _judge(text: str, match: re.Match[str]) -> Hit | None:
    local, domain = _local_part(text, match.start()), _trim(match[1])
    top = domain.rpartition(".")[2].lower()
    if not local or len(domain) > 253 or top in _FILES or _SCALE.match(domain):
        return None
    end = match.start(1) + len(domain)
    written = domain.rpartition(".")[2]
    plain = written.islower() or written in (written.lower(), written.upper(), written.title())
    if not plain or text[end : end + 1] == "(":  # code
        return None
    if local[0] == "_" and text[end : end + 1] == "_":  # emphasis in Markdown
        local = local[1:]
    if not local:
        return None
    canonical = f"{local}@{domain}".lower()
    host = canonical.rpartition("@")[2]
    nowhere = top in _RESERVED or _NOWHERE.match(host) or ("example." in host and _DOCUMENTATION.search(host))
    test = bool(nowhere or _NOBODY.match(canonical))
    return Hit("email", "email", _certainty(local, domain), match.start() - len(local), end, canonical, test)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        kind="email",
        form="email",
        gate=("@",),
        regex=_DOMAIN,
        judge=_judge,
        hits=(
            "邮箱«zhangsan@qq.com»，请联系",
            "write to «Jane.Doe+news@mail.corp-site.co.uk».",
            "<«o'brien@corp-site.ie»>",
            "'«bob@corp-site.com»'",
            "_«bob@corp-site.com»_",
            "**«bob@corp-site.com»**",
            "mail «bob@corp-site.com».Then wait",
            "mail «bob@corp-site.com».Please wait",
            r"line\n«carol@corp-site.com»\nline",
            "发到«li.si@corp-site.中国»".replace("中国", "xn--fiqs8s"),
            "«git@github.com»:org/repo.git",
            "«noreply@example.com»",
            "mail «olga@bluepeak.photography», please",
            "«ａｂｃ＠ｃｏｒｐ-ｓｉｔｅ．ｃｏｍ»",
        ),
        misses=(
            "icon foo@2x.png",
            "thanks @handle",
            "ssh user@host",
            "@app.route('/')",
            "npm i react@18.2.0",
            "a@b@c",
            "https://medium.com/@someone.else",
            "jos\u00e9@corp-site.com",
            "name.@corp-site.com",
            "@@@@",
            "x @ y.com",
            "y = W@x.to(device)",
            "z = a@self.mT",
        ),
        where=AtGate(),
    ),
)
