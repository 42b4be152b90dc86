"""Passwords and keys behind a word that names them: headers, assignments, and prose in English and Chinese."""

from __future__ import annotations

import base64
import binascii
import itertools
import re

from auditor.text.private.credentials.forms import END_BASE64, example
from auditor.text.private.labels import GAP, MARK, SIGN, VERB
from auditor.text.private.model import Around, AtGate, Hit, Pattern, is_sequence
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
    r"|v?[0-9]+(?:\.[0-9]+)+|[A-Za-z_]\w*\(.*\)"
)
_ADDRESS = re.compile(r"https?:|[^@]+@[^@]+\.[a-z]{2,6}$|[./~]|[0-9]{4}[-/][0-9]{1,2}[-/]")
_VALUE = (
    r"(?P<value>[^\s\"'`<>,;()\[\]{}|\\=，。；！？、：“”‘’（）【】《》\u2026\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
    r"(?:[!#-&+-:=?-Z^_a-z~@*]{5,63}|(?<=[\"'`][0-9A-Za-z])[!#-&(-\[\]-_a-~]{5,40}(?=\\?[\"'`])))"
)

_LONGEST = 64
_TAIL = ".,:?*_~&"
"""What may stand behind a password and be no part of it."""
_QUOTES = "\"'`”’」』"
_CLOSING = dict(zip("\"'`“‘「『(（[【*><", "\"'`”’」』)）]】*<>", strict=True))
"""By what opens it, what closes a quotation, a bracket or markup."""
_ONE_WORD = re.compile("[!-~]+")
_NOT_LAST = re.compile(r"[0-9][^0-9]*[A-Za-z]")


def stand_in(value: str) -> bool:
    """Whether a password is one of those that stand in examples."""
    low = value.lower()
    if value.isdigit():
        return value in _TOO_WELL_KNOWN or is_sequence(value)
    return low in _TOO_WELL_KNOWN or STAND_IN.fullmatch(low) is not None or is_placeholder(value)


def _enclosed(text: str, match: re.Match[str]) -> str:
    """The password up to the quote or bracket that closes it, else without what ends a sentence."""
    value, start = match["value"], match.start("value")
    closing = _CLOSING.get(text[start - 1 : start])
    if closing == "*":
        return value.rstrip("*_") if value.endswith("*") else value.rstrip(_TAIL)
    if closing is None:
        return value.rstrip(_TAIL)
    end = text.find(closing, start, start + _LONGEST)
    inner = text[start:end].rstrip("\\") if end > start else ""
    if closing in _QUOTES and _ONE_WORD.fullmatch(inner):
        return inner
    return value if inner == value else value.rstrip(_TAIL)


def _is_random(value: str) -> bool:
    """Whether it is no word: letters and digits with a sign, or with a capital and a letter behind a digit."""
    mixed = len(value) >= 8 and any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    sign = any(not c.isalnum() and c not in "-_./':" for c in value)
    inner = any(c.isupper() for c in value[1:]) and value.upper() != value and _NOT_LAST.search(value) is not None
    return mixed and (sign or inner)


def _judge_password(text: str, match: re.Match[str]) -> Hit | None:
    start = match.start("value")
    value = _enclosed(text, match)
    after = text[start + len(value) : start + len(value) + 1]
    if len(value) < 6 or after in {"(", "[", "{"} or _CODE.fullmatch(value) or _ADDRESS.match(value):
        return None
    digit, letter = any(c.isdigit() for c in value), any(c.isalpha() for c in value)
    sign = any(not c.isalnum() and c not in "-_./'" for c in value)
    if match["bare"] is not None:
        if not _is_random(value):
            return None
    elif not (digit or (letter and sign and value[0].isalnum() and value.lower() != value)):
        return None
    return Hit("password", "password", "context", start, start + len(value), value, stand_in(value))


def _judge_labelled(text: str, match: re.Match[str]) -> Hit | None:
    value, start = match["value"], match.start("value")
    if match["bare"] is not None and not (len(value) >= 20 and value.isalnum() and _is_random(value)):
        return None
    if not (any(c.isdigit() for c in value) and any(c.isalpha() for c in value)) or _CODE.fullmatch(value):
        return None
    if text[match.end() : match.end() + 1] in {"(", "["} or max(map(len, re.split(r"[_\-.]", value))) < 12:
        return None
    return Hit("credential", "labelled_secret", "context", start, match.end(), value, stand_in(value))


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
    """Every spelling: each part in small letters, capitals, or with a capital first, and every joint."""
    spelled: dict[str, None] = {}
    for word in them:
        # The usual ones first: they stand on the page of the forms.
        spelled |= dict.fromkeys((word, word.upper(), word.replace("_", " ")))
        parts = ((part, part.title(), part.upper()) for part in re.split("[_-]", word))
        for cased in itertools.product(*parts):
            spelled |= dict.fromkeys(joint.join(cased) for joint in ("_", "-", " ", ""))
    return tuple(spelled)


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
            rf"(?:(?:[ _]for [A-Za-z0-9_.\-]{{1,24}})?{GAP}(?:{SIGN}|{VERB}(?: set to| now)?:?){GAP}"
            rf"|(?P<bare>{MARK}{GAP}))" + _VALUE
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
            'password: "«aB3#fG7!kL9&»"',
            '{"password": "«aB3#fG7!kL9&»"}',
            '{"password": "«k7,Tq;9v(Lz»"}',
            '{\\"password\\": \\"«k7Tq9vLz&»\\"}',
            "the password «Falcon278&z9» and",
            "the password <b>«Falcon278&z9»</b>",
            "her password is «48213907».",
        ),
        (
            "Enter your password: then click",
            "password is required",
            "password: str = Field()",
            "password=hash2(value)",
            "password = request.user1",
            "passwords: 12 of them",
            "password: none",
            'password: "varchar(255)"',
            "password: '{hash2(value)}'",
            "password = os.environ1[x]",
            "password Falcon2785",
            "a password OAuth2 flow",
            "password is 12 characters",
        ),
    ),
    Pattern(
        "password",
        "password",
        ("密码", "口令"),
        re.compile(
            rf"(?:密码|口令)(?:{GAP}(?:{SIGN}|(?:{VERB}|设为|改为|设置为|改成)[：:]?){GAP}|(?P<bare>{GAP}))" + _VALUE
        ),
        _judge_password,
        (
            "密码：«k7Tq9vLz»。",
            "我的密码是«k7Tq9vLz»，",
            "账号admin，密码: «k7Tq9vLz»",
            "口令为“«k7Tq9vLz»”",
            "密码：«859173»",
            "登录密码是«859173»，",
            "密码【«Falcon278&z9»】",
            "WiFi密码 «x7Tq9vLzP»",
        ),
        ("密码：请输入", "密码是什么", "忘记密码：点击这里", "密码长度为8到16位", "密码为6位数字", "密码为2023年"),
    ),
    Pattern(
        "credential",
        "labelled_secret",
        (*_cases([*_LABELS, "api_token"]), "密钥", "秘钥"),
        re.compile(
            rf"(?i:{_LABEL}|(?:API|接口|访问|应用|加密|签名)?[密秘]钥)(?:{GAP}(?:{SIGN}|{VERB}){GAP}|(?P<bare>\s?{GAP}))"
            r"(?P<value>[A-Za-z0-9_\-.+/]{15,199}[A-Za-z0-9]={0,2})" + END_BASE64
        ),
        _judge_labelled,
        (
            "api_key = '«" + example("%w{24}") + "»'",
            "The API key is «" + example("%h{32}") + "».",
            "SECRET_KEY=«" + example("%b{40}") + "»",
            '"clientSecret": "«' + example("%w{32}") + '»"',
            "access_token：«" + example("%s{30}") + "»，",
            "API密钥是«" + example("%w{32}") + "»，",
            "访问密钥：【«" + example("%w{32}") + "»】",
            "the API key <b>«" + example("%w{32}") + "»</b>",
            "my API key «" + example("%w{32}") + "»",
        ),
        (
            "api_key = os.environ.get",
            "api_key: your-key",
            "access_token=get_token_from_store_2",
            "api_key is required",
            "api key authentication_with_oauth2_and_more",
            "密钥长度是2048位",
        ),
        Around(before=4, longest=360),
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
