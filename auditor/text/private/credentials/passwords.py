"""Passwords and keys behind a word that names them: headers, assignments, and prose in English and Chinese."""

from __future__ import annotations

import base64
import binascii
import re

from auditor.text.private.credentials.forms import END_BASE64, example
from auditor.text.private.model import Anywhere, Around, AtGate, Hit, Pattern
from auditor.text.private.wrapped import STAND_IN, is_placeholder

_TOO_WELL_KNOWN = frozenset(
    "123456 1234567 12345678 123456789 password1 passw0rd p@ssw0rd p@ssword admin123 abc123 qwerty123 test123 "
    "root123 letmein1 pass123 pass1234 user123 hello123 mypassword123 password123 password1234 secret123 "
    "secretpassword123 1q2w3e4r "
    "securepassword123 mysecretpassword1 password@123 admin@123 p@ssw0rd123 "
    "666666 888888 000000 111111".split()
)
_CODE = re.compile(
    r"[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+|[A-Z][A-Z0-9_]+|(?:0x)?[0-9a-f]{1,4}"
    r"|v?[0-9]+(?:\.[0-9]+)+"
)
_ADDRESS = re.compile(r"https?:|[^@]+@[^@]+\.[a-z]{2,6}$|[./~]|[0-9]{4}[-/][0-9]{1,2}[-/]")
_VALUE = (
    r"(?P<value>[^\s\"'`<>,;()\[\]{}|\\=，。；！？、：“”‘’（）【】《》\u2026\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
    r"[!#-&+-:=?-Z^_a-z~@*]{5,63})"
)

_QUOTE = r"[\"'`“‘*<]{0,3}"


def stand_in(value: str) -> bool:
    """Whether a password is one of those that stand in examples."""
    low = value.lower()
    return low in _TOO_WELL_KNOWN or STAND_IN.fullmatch(low) is not None or is_placeholder(value)


def _judge_password(text: str, match: re.Match[str]) -> Hit | None:
    value = match["value"].rstrip(".,:?*_~&")
    start = match.start("value")
    after = text[start + len(value) : start + len(value) + 1]
    if len(value) < 6 or after in {"(", "[", "{"} or _CODE.fullmatch(value) or _ADDRESS.match(value):
        return None
    digit, letter = any(c.isdigit() for c in value), any(c.isalpha() for c in value)
    sign = any(not c.isalnum() and c not in "-_./'" for c in value)
    strange = letter and sign and value[0].isalnum() and value.lower() != value
    if not (strange or (digit and (letter or sign or match["tight"] is not None))):
        return None
    return Hit("password", "password", "context", start, start + len(value), value, stand_in(value))


def _judge_labelled(text: str, match: re.Match[str]) -> Hit | None:
    value, start = match[1], match.start(1)
    if not (any(c.isdigit() for c in value) and any(c.isalpha() for c in value)) or _CODE.fullmatch(value):
        return None
    if text[match.end(1) : match.end(1) + 1] in {"(", "["} or max(map(len, re.split(r"[_\-.]", value))) < 12:
        return None
    return Hit("credential", "labelled_secret", "context", start, match.end(1), value, stand_in(value))


def _judge_basic(text: str, match: re.Match[str]) -> Hit | None:
    try:
        user, colon, password = base64.b64decode(match[1], validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if not colon or not (user + password).isprintable():
        return None
    return Hit(
        "credential", "basic_authorization", "validated", match.start(1), match.end(1), match[1],
        stand_in(password) or user == "Aladdin",
    )  # fmt: skip


def _judge_bearer(text: str, match: re.Match[str]) -> Hit | None:
    value = match[1].rstrip(".-")
    if len(value) < 16 or not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return None
    start = match.start(1)
    return Hit("credential", "bearer_token", "context", start, start + len(value), value, stand_in(value))


_LABELS = (
    "api_key apikey api-key secret_key secretkey secret-key access_token accesstoken access-token auth_token authtoken "
    "client_secret clientsecret client-secret access_key accesskey private_key privatekey app_secret appsecret "
    "signing_key encryption_key "
    "refresh_token session_token master_key webhook_secret jwt_secret x-api-key consumer_secret "
    "secret_token bot_token"
).split()


def _cases(them: list[str]) -> tuple[str, ...]:
    joined: list[str] = []
    for word in them:
        spaced = word.replace("_", " ")
        joined += (
            word,
            word.upper(),
            spaced,
            spaced.title(),
            spaced.upper(),
            spaced.title().replace(" ", ""),
            word.title(),
        )
    joined += [first[0].lower() + first[1:] for first in joined if first[:1].isupper() and first[1:2].islower()]
    return (*dict.fromkeys(joined), "API key", "API Key", "API token")


_LABEL = "|".join(dict.fromkeys(word.replace("_", "-").replace("-", r"[ _\-]?") for word in [*_LABELS, "api_token"]))
_BASIC = base64.b64encode(b"app:k7Tq9vLz").decode()

PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "password",
        "password",
        (
            "assword",
            "ASSWORD",
            "asswd",
            "ASSWD",
            "pwd",
            "PWD",
            "Pwd",
            "passphrase",
            "Passphrase",
            "passcode",
            "Passcode",
        ),
        re.compile(
            r"(?i:password|passwd|pwd|passphrase|passcode)(?![a-z])"
            rf"(?:[ _](?:is|was|for [A-Za-z0-9_.\-]{{1,24}} (?:is|was))(?: set to| now)?:? ?|"
            rf"{_QUOTE}[ \t]{{0,2}}(?P<tight>:=|=>|[=:：])[ \t]{{0,2}}){_QUOTE}" + _VALUE
        ),
        _judge_password,
        (
            "password: «k7Tq9vLz»",
            "password=«k7Tq9vLz».",
            '"password": "«k7Tq9vLz»"',
            "The password is «Tr0ub4dor&3».",
            "DB_PASSWORD='«k7Tq9vLz»'",
            "passwd = «k7Tq9vLz!»",
            "her password for mail is «k7Tq9vLz»,",
            "pwd：«k7Tq9vLz»，",
            "Password: **«k7Tq9vLz»**",
        ),
        (
            "Enter your password: then click",
            "password is required",
            "password: str = Field()",
            "password=hash2(value)",
            "password = request.user1",
            "passwords: 12 of them",
            "password: none",
            "password = os.environ1[x]",
        ),
    ),
    Pattern(
        "password",
        "password",
        ("密码", "口令"),
        re.compile(
            rf"(?:密码|口令){_QUOTE}(?:(?P<tight>\s{{0,2}}[:=：]\s{{0,2}})|"
            rf"(?:就?是|为|设为|改为|设置为|改成)"
            rf"(?:：|:)?\s{{0,2}}){_QUOTE}" + _VALUE
        ),
        _judge_password,
        (
            "密码：«k7Tq9vLz»。",
            "我的密码是«k7Tq9vLz»，",
            "账号admin，密码: «k7Tq9vLz»",
            "口令为“«k7Tq9vLz»”",
            "密码：«859173»",
        ),
        ("密码：请输入", "密码是什么", "忘记密码：点击这里", "密码长度为8到16位", "密码为6位数字"),
    ),
    Pattern(
        "credential",
        "labelled_secret",
        _cases([*_LABELS, "api_token"]),
        re.compile(
            rf"(?i:{_LABEL})(?:[ _]?(?i:is|was))?{_QUOTE}\s{{0,2}}(?::=|=>|[=:：]|(?<=is)|(?<=was))[ \t]{{0,2}}{_QUOTE}"
            r"([A-Za-z0-9_\-.+/]{15,199}[A-Za-z0-9]={0,2})" + END_BASE64
        ),
        _judge_labelled,
        (
            "api_key = '«" + example("%w{24}") + "»'",
            "The API key is «" + example("%h{32}") + "».",
            "SECRET_KEY=«" + example("%b{40}") + "»",
            '"clientSecret": "«' + example("%w{32}") + '»"',
            "access_token：«" + example("%s{30}") + "»，",
        ),
        ("api_key = os.environ.get", "api_key: your-key", "access_token=get_token_from_store_2", "api_key is required"),
        Anywhere(),
    ),
    Pattern(
        "credential",
        "basic_authorization",
        ("Basic ", "basic "),
        re.compile(
            r"(?i:authorization)[\"'`]{0,2}\s{0,2}[:=,]\s{0,2}[\"'`]{0,2}"
            r"[Bb]asic ([A-Za-z0-9+/]{8,400}={0,2})" + END_BASE64
        ),
        _judge_basic,
        (f"Authorization: Basic «{_BASIC}»", f'"authorization": "Basic «{_BASIC}»"'),
        ("Authorization: Basic realm", "Basic " + _BASIC[:4], "Basic knowledge"),
        Around(before=32, longest=512),
    ),
    Pattern(
        "credential",
        "bearer_token",
        ("Bearer ", "bearer "),
        re.compile(r"[Bb]earer ([A-Za-z0-9_\-.~+/]{16,400}={0,2})(?![A-Za-z0-9+/=])"),
        _judge_bearer,
        (
            "Authorization: Bearer «" + example("%s{40}") + "».",
            "-H 'Authorization: Bearer «" + example("%h{32}") + "»'",
        ),
        ("Bearer YOUR_ACCESS_TOKEN", "bearer of good news", "Bearer abc"),
        AtGate(),
    ),
)
