"""Credentials that are a structure rather than one word: PEM keys, JSON Web Tokens, passwords in a URL."""

from __future__ import annotations

import base64
import binascii
import json
import re
from functools import cache
from typing import Any

from auditor.findings import Certainty
from auditor.text.private.model import AtGate, Hit, Pattern
from auditor.text.private.sieve import sieve


def _as_written(*them: str) -> str:
    """The words as people write them: all small, all capitals, or with one capital."""
    return "|".join(written for word in them for written in (word, word.upper(), word.capitalize()))


_LONG = _as_written(
    "example", "placeholder", "changeme", "change_me", "change-me", "dummy", "insert", "redacted", "sample", "abcdefgh"
)
"""Words so long that a random key does not hold them."""
_SHORT = _as_written("fake", "test", "todo")
_FILLER = (
    rf"{_LONG}|(?:^|[^A-Za-z0-9])(?:{_as_written('your')})|(?:^|[a-z])Your[A-Z]|(?:^|[^A-Za-z])(?:{_SHORT})(?:[^A-Za-z]|$)"
    r"|x{5,}|X{5,}|1234567890|0123456789|\*{3,}|\.{3,}"
)


_START = re.compile(r"[a-z]{2,11}[_-]")


def is_placeholder(value: str) -> bool:
    """Whether the value says itself that it is none: `YOUR_API_KEY`, `xxxxx`, `sk-…aaaa`."""
    low = value.lower()
    start = _START.match(low)
    body = low if start is None else low[start.end() :]
    return len(set(body)) < 5 or bool(_fillers().Match(value.encode("utf-8", "replace")))


@cache
def _fillers() -> Any:
    """RE2 takes an eighth of the time of `re`, which tries every word at every character."""
    return sieve((_FILLER,))


_BEGIN = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_END_MARK = re.compile(r"-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_LONGEST_KEY = 16_000
_BODY = re.compile(r"(?:[A-Za-z0-9+/=]|\s(?=\s{0,8}[A-Za-z0-9+/=]{20})|\\[nr]){40,16000}")
_BASE64 = re.compile(r"[A-Za-z0-9+/=]")


def _judge_private_key(text: str, match: re.Match[str]) -> Hit | None:
    # A list of keys without their ends is searched up to the next key each time, not to the end of the longest.
    next_one = text.find("-----BEGIN ", match.end(), match.end() + _LONGEST_KEY)
    closing = text.find("-----END ", match.end(), next_one if next_one >= 0 else match.end() + _LONGEST_KEY)
    mark = _END_MARK.match(text, closing) if closing >= 0 else None
    if mark:
        end, body = mark.end(), text[match.end() : closing]
    else:  # cut off: the base64 that follows, if there is some
        rest = _BODY.match(text, match.end())
        if rest is None:
            return None
        end, body = match.end() + len(rest.group().rstrip()), rest.group()
    content = "".join(_BASE64.findall(body.replace("\\n", "").replace("\\r", "")))
    test = len(content) < 64 or is_placeholder(body) or "…" in body
    certainty: Certainty = "validated" if len(content) >= 64 else "shape"
    return Hit("credential", "private_key", certainty, match.start(), end, content or match.group(), test)


PRIVATE_KEY = Pattern(
    kind="credential",
    form="private_key",
    gate=("-----BEGIN ",),
    regex=_BEGIN,
    judge=_judge_private_key,
    hits=(
        "«-----BEGIN " + "PRIVATE KEY-----\n" + "MIIEvQ" + "h8Kd2LqZ" * 12 + "\n-----END PRIVATE KEY-----»\n",
        "«-----BEGIN " + "RSA PRIVATE KEY-----\\n" + "MIIEvQ" + "h8Kd2LqZ" * 12 + "\\n-----END RSA PRIVATE KEY-----»，",
        "«-----BEGIN " + "OPENSSH PRIVATE KEY-----\n" + "b3Blbn" + "h8Kd2LqZ" * 12 + "»",
        "«-----BEGIN " + "EC PRIVATE KEY-----\n...\n-----END EC PRIVATE KEY-----»",
    ),
    misses=("-----BEGIN " + "PUBLIC KEY-----", "-----BEGIN PRIVATE KEY----- is the header", "PRIVATE KEY"),
    where=AtGate(),
)

_JWT = re.compile(
    r"(?<![A-Za-z0-9_\-])(?:eyJ|ewo|ew0K)[A-Za-z0-9_\-]{8,4000}\.[A-Za-z0-9_\-]{8,16000}\.[A-Za-z0-9_\-]{16,1400}"
)
_TUTORIAL = ("1234567890", "John Doe")


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return b""


def _judge_jwt(text: str, match: re.Match[str]) -> Hit | None:
    header, payload, _ = match.group().split(".")
    try:
        fields = json.loads(_decoded(header))
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or "alg" not in fields:
        return None
    claims = _decoded(payload)
    test = all(word.encode() in claims for word in _TUTORIAL) or is_placeholder(match.group())
    return Hit("credential", "jwt", "validated", match.start(), match.end(), match.group(), test)


def _example_jwt(header: bytes, claims: bytes) -> str:
    parts = (header, claims, bytes(range(97, 129)))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


_EXAMPLE = _example_jwt(b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"u-77","role":"editor"}')

JWT = Pattern(
    kind="credential",
    form="jwt",
    gate=("eyJ", "ewog", "ewoJ", "ew0K"),
    regex=_JWT,
    judge=_judge_jwt,
    hits=(f"Bearer «{_EXAMPLE}»。", f"令牌«{_EXAMPLE}»，", f"`«{_EXAMPLE}»`"),
    misses=(_EXAMPLE.rpartition(".")[0], _example_jwt(b'{"typ":"JWT","x":1}', b'{"sub":"u-77"}'), "ey" + _EXAMPLE),
    where=AtGate(),
)

_URL_PASSWORD = re.compile(
    r"://((?P<user>[^\s:@/\"'`\u0080-\U0010ffff]{0,64}):(?P<password>[^\s@/\"'`\u0080-\U0010ffff]{1,128})@"
    r"(?:[A-Za-z0-9][A-Za-z0-9.\-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\]|[<{$][^\s@]{1,60}))"
)
_SCHEME = re.compile(r"(?<![A-Za-z0-9])([a-z][a-z0-9]{1,14})(?:\+[a-z0-9]{1,16}){0,2}$")
_SCHEMES = frozenset(
    "postgres postgresql mysql mariadb mongodb redis rediss amqp amqps mssql sqlserver oracle clickhouse cockroachdb "
    "jdbc ldap ldaps smtp smtps imap ftp ftps sftp ssh mqtt mqtts kafka nats neo4j bolt snowflake redshift "
    "http https socks5 ws wss git".split()
)
STAND_IN = re.compile(
    r"<.*|\[.*|\$.*|\{.*|%\(.*|\*+|x+|\.+|-+|pass(?:word|wd)?[0-9]{0,3}|pwd|secret|user(?:name)?|root|admin|guest|postgres"
    r"|(?:my|your|db|the|some)[_-]?(?:secret|pass|pwd|user|db)\w*|changeme|token|mypw|pw"
)


def _judge_url(text: str, match: re.Match[str]) -> Hit | None:
    scheme = _SCHEME.search(text[max(0, match.start() - 40) : match.start()])
    if scheme is None or scheme[1] not in _SCHEMES:
        return None
    value = match[1].rstrip(".-")
    password = match["password"]
    test = STAND_IN.fullmatch(password.lower()) is not None or is_placeholder(password)
    start = match.start(1)
    return Hit("credential", "connection_string", "validated", start, start + len(value), value, test)


URL_PASSWORD = Pattern(
    kind="credential",
    form="connection_string",
    gate=("://",),
    regex=_URL_PASSWORD,
    judge=_judge_url,
    hits=(
        "postgres://«app:" + "k7Tq9vLz@db.corp-site.com»:5432/x", "连接redis://«:" + "k7Tq9vLz@10.0.0.8»，",
        "mongodb+srv://«app:" + "k7Tq9vLz@cl.corp-site.net».", "mysql+pymysql://«user:" + "password@localhost»/db",
        "https://«bot:" + "k7Tq9vLz@git.corp-site.com»/x.git", "amqp://«app:" + "${PASS}@mq»",
    ),
    misses=(
        "https://corp-site.com:8080/@name", "http://a.b/c:d@e", "postgres://localhost/db", "see://app:" + "k7@x",
        "https://user@corp-site.com/x",
    ),
    where=AtGate(),
)  # fmt: skip
