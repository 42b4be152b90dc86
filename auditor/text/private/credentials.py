"""Keys and passwords, in the forms that their issuers publish.

Rules made for source code end a token at a quote or a line's end and so miss it in prose; here a token ends where its
own alphabet does. The examples are made up, and written in pieces so that secret scanners do not report this file.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from auditor.findings import Certainty
from auditor.text.private.model import Hit, Judge, Pattern, near, words
from auditor.text.private.wrapped import JWT, PRIVATE_KEY, URL_PASSWORD, is_placeholder

_LEFT = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))"
_END = r"(?!_{0,2}[A-Za-z0-9])"
"""After letters and digits: an underscore may be Markdown's."""
_END_DASH = r"(?![A-Za-z0-9_\-])"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SAID = words(
    "key", "*key", "token", "*token", "secret", "*secret", "credential", "api", "bearer", "authorization", "password",
    "密钥", "秘钥", "令牌", "凭证", "口令", "密码",
)  # fmt: skip


def _checked(token: str) -> bool:
    """Whether the last six characters are the CRC-32 of the 30 before them, in base 62 (GitHub's blog, 2021)."""
    number = zlib.crc32(token[-36:-6].encode())
    letters = ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        letters = _BASE62[rest] + letters
    return token[-6:] == letters


def _always(value: str) -> Certainty:
    return "validated"


def _by_checksum(value: str) -> Certainty:
    return "validated" if _checked(value) else "shape"


def _with_digit(value: str) -> Certainty:
    return "validated" if any(map(str.isdigit, value)) else "shape"


def _token(form: str, sure: Callable[[str], Certainty] = _always) -> Judge:
    """A judge that takes group 1, or else the whole match, as the token."""

    def judge(text: str, match: re.Match[str]) -> Hit | None:
        group = 1 if match.re.groups else 0
        value, start = match[group], match.start(group)
        certainty = sure(value)
        if certainty == "shape" and near(text, start, _SAID):
            certainty = "context"
        test = is_placeholder(value) or value.startswith(("sk_test_", "rk_test_"))
        return Hit("credential", form, certainty, start, match.end(group), value, test)

    return judge


def _pattern(
    form: str, gate: tuple[str, ...], regex: str, hits: tuple[str, ...], misses: tuple[str, ...],
    sure: Callable[[str], Certainty] = _always,
) -> Pattern:  # fmt: skip
    return Pattern("credential", form, gate, re.compile(regex), _token(form, sure), hits, misses)


def _aliyun(value: str) -> Certainty:
    return "validated" if len(value) in (16, 20, 24) and any(map(str.isdigit, value)) else "shape"


def _slack(value: str) -> Certainty:
    return "validated" if re.fullmatch(r"xox[abprs]-(?:[0-9]{8,14}-){1,3}[A-Za-z0-9]{16,64}", value) else "shape"


def _openai(value: str) -> Certainty:
    return "validated" if "T3BlbkFJ" in value else "shape"


_A20 = "q7Zt2MvX9bLk4RwPc8Ns"
_A30 = _A20 + "H5dYf1GjKa"
_A36 = _A30 + "3gmZU8"

PATTERNS: tuple[Pattern, ...] = (
    _pattern(
        "aws_access_key_id", ("AKIA", "ASIA"), _LEFT + r"(?:AKIA|ASIA)[A-Z2-7]{16}" + _END,
        ("key «" + "AKIA" + "Q4ZT7MVX2BLK5RWP" + "»,", "密钥«" + "AKIA" + "IOSFODNN7EXAMPLE" + "»。"),
        ("AKIA" + "Q4ZT7MVX2BLK5RW", "AKIA" + "Q4ZT7MVX2BLK5RWPA", "AKIA" + "q4zt7mvx2blk5rwp",
         "X" + "AKIA" + "Q4ZT7MVX2BLK5RWP"),
        _with_digit,
    ),
    _pattern(
        "aws_secret_access_key", ("aws_secret", "AWS_SECRET", "ecretAccessKey"),
        r"(?i:aws_?secret(?:_?access)?(?:_?key)?|secretaccesskey)[\"'`]?\s{0,4}[:=：]?\s{0,4}[\"'`]?"
        r"([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
        ("aws_secret_access_key = «" + _A20 + "/+" + _A20[:18] + "»",),
        ("aws_secret_access_key = " + _A20,),
    ),
    _pattern(
        "github_token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), _LEFT + r"gh[pousr]_[A-Za-z0-9]{36}" + _END,
        ("«" + "ghp_" + _A36 + "»", "token: **«" + "ghs_" + _A36 + "»**。", "_«" + "gho_" + _A36 + "»_"),
        ("ghp_" + _A30, "ghp_" + _A36 + "a", "xghp_" + _A36, "ghx_" + _A36),
        _by_checksum,
    ),
    _pattern(
        "github_token", ("github_pat_",), _LEFT + r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}" + _END,
        ("«" + "github_pat_" + _A20 + "aB_" + _A30 + _A20 + "k3Jd8Ls2Q" + "»,",),
        ("github_pat_" + _A20, "github_pat_" + _A20 + "aB_" + _A30),
    ),
    _pattern(
        "gitlab_token", ("glpat-",), _LEFT + r"glpat-[A-Za-z0-9_\-]{20}" + _END_DASH,
        ("«" + "glpat-" + _A20 + "»。",), ("glpat-" + _A20[:12], "glpat-" + _A30),
    ),
    _pattern(
        "slack_token", ("xox",), _LEFT + r"xox[abprs]-(?:[0-9A-Za-z]{1,64}-){0,4}[A-Za-z0-9]{10,64}" + _END_DASH,
        ("«" + "xoxb-" + "2840157396-3957210486-" + _A20 + "aQ3e" + "»，", "token «" + "xoxp-" + _A20 + "»"),
        ("xoxb-short", "xoxq-" + _A20), _slack,
    ),
    _pattern(
        "stripe_key", ("k_live_", "k_test_"), _LEFT + r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,247}" + _END,
        ("«" + "sk_live_" + _A30 + "»", "«" + "rk_live_" + _A20 + "»<", "«" + "sk_test_" + _A20 + "»"),
        ("sk_live_short", "pk_live_" + _A20, "ask_live_" + _A20),
    ),
    _pattern(
        "openai_key", ("T3BlbkFJ", "sk-proj-"),
        _LEFT + r"sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_\-]{40,200}|"
        r"[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})" + _END_DASH,
        ("«" + "sk-" + _A20 + "T3Blbk" + "FJ" + _A20 + "».", "`«" + "sk-proj-" + _A30 + _A30 + "»`"),
        ("sk-proj-planning-of-tasks", "task-" + _A20 + "T3Blbk" + "FJ" + _A20), _openai,
    ),
    _pattern(
        "anthropic_key", ("sk-ant-",), _LEFT + r"sk-ant-[a-z]{2,8}[0-9]{2}-[A-Za-z0-9_\-]{80,120}" + _END_DASH,
        ("«" + "sk-ant-" + "api03-" + _A30 * 3 + "x_3AA" + "»,",), ("sk-ant-api03-" + _A20,),
    ),
    _pattern(
        "api_key", ("sk-",), _LEFT + r"sk-(?=[A-Za-z]{0,31}[0-9])[A-Za-z0-9]{32,64}" + _END_DASH,
        ("密钥：«" + "sk-" + "3f9c0b7ad2e84165b0c9d7f1a2e36b58" + "»，",),
        ("sk-" + "a" * 31, "task-" + "3f9c0b7ad2e84165b0c9d7f1a2e36b58", "sk-" + "a" * 32),
        lambda value: "shape",
    ),
    _pattern(
        "google_api_key", ("AIza",), _LEFT + r"AIza[A-Za-z0-9_\-]{35}" + _END_DASH,
        ("«" + "AIza" + _A30 + "-_x3Q" + "»)",), ("AIza" + _A30, "AIza" + _A36 + "q"),
    ),
    _pattern(
        "huggingface_token", ("hf_",), _LEFT + r"hf_[A-Za-z0-9]{34}" + _END,
        ("«" + "hf_" + _A30 + "bQwE" + "»<br>",), ("hf_" + _A20, "hf_" + _A36, "shelf_" + _A30 + "bQwE"),
    ),
    _pattern(
        "npm_token", ("npm_",), _LEFT + r"npm_[A-Za-z0-9]{36}" + _END,
        ("«" + "npm_" + _A36 + "»",), ("npm_config_cache", "npm_" + _A30), _by_checksum,
    ),
    _pattern(
        "aliyun_access_key", ("LTAI",), _LEFT + r"LTAI[A-Za-z0-9]{12,20}" + _END,
        ("密钥«" + "LTAI" + "5t" + _A20[:18] + "»的", "«" + "LTAI" + _A20[:12] + "»"),
        ("LTAI" + _A20[:10], "VOLTAI" + _A20[:12]),
        _aliyun,
    ),
    _pattern(
        "tencent_secret_id", ("AKID",), _LEFT + r"AKID[A-Za-z0-9]{32}" + _END,
        ("SecretId：«" + "AKID" + _A30 + "xY" + "»",), ("AKID" + _A30, "AKID" + _A36),
    ),
    PRIVATE_KEY,
    JWT,
    URL_PASSWORD,
)  # fmt: skip
