"""Accounts of WeChat, QQ and Alipay: told only by the word right before them."""

from __future__ import annotations

import re

from auditor.text.private.labels import GAP, SIGN, VERB, named_otherwise
from auditor.text.private.model import AtGate, Hit, Pattern, digits_of, is_sequence

_GATE = re.compile(r"[Ww](?:e(?:[Cc]hat|ixin)|[Xx])|[Vv][Xx]|QQ|qq|微信|扣扣|支付宝|[Aa]lipay")
_LATIN = r"(?:[Ww](?<![A-Za-z0-9_./\-][Ww])(?:e[Cc]hat|eixin|[Xx])|[Vv](?<![A-Za-z0-9_./\-][Vv])[Xx])"
_LABEL = r"(?P<label>号码?|账号|帐号|账户|群号?|[ _\-]?(?:id|ID|Id|account|number)(?![A-Za-z]))?"
_SIGN = rf"{GAP}(?P<sign>{SIGN}|{VERB})?{GAP}\n?"
_END = r"(?![A-Za-z0-9_@])(?![.\-/:][A-Za-z0-9])(?![(=])"
_WECHAT = re.compile(
    rf"(?:微信|{_LATIN}){_LABEL}{_SIGN}(?P<value>[A-Za-z](?<![A-Za-z0-9_][A-Za-z])[A-Za-z0-9_\-]{{5,19}}){_END}"
)
_WXID = re.compile(r"wxid_(?<![A-Za-z0-9_]wxid_)(?P<value>[a-z0-9]{10,18})(?![A-Za-z0-9_])")
_QQ = re.compile(
    rf"(?:扣扣|[Qq](?<![A-Za-z0-9_./\-][Qq])[Qq]){_LABEL}{_SIGN}(?P<value>[1-9][0-9]{{4,9}}){_END}"
    r"(?![元年月日版万亿个人%])(?!\s?(?:[+/=]|\*[^*]))"
)
_ALIPAY = re.compile(rf"(?:支付宝|[Aa]lipay){_LABEL}{_SIGN}(?P<value>2088[0-9]{{12}}){_END}")
_NO_NAME = re.compile(
    # What follows the app's name where it is no account: devices, types and identifiers of code.
    r"(?i:i?phone|ipad|ios|android|windows?|mac|huawei|xiaomi|version|appid|app_|py|wxpy|float|double|u?int|vec|https?"
    r"|login|mobile|mini|pay|sdk|api)[a-z_\-]*[0-9]"
)
_NUMBERED = re.compile("[0-9]")
_DATE = re.compile("20[0-3][0-9][01]")
_PUBLIC = frozenset(("10001", "weixin", "filehelper"))


def _hit(form: str, match: re.Match[str]) -> Hit:
    value = match["value"].lower()
    test = value in _PUBLIC or is_sequence(digits_of(value) if value.isdigit() else value)
    return Hit("social_account", form, "context", match.start("value"), match.end("value"), value, test)


def _judge_wechat(text: str, match: re.Match[str]) -> Hit | None:
    # Words follow the name of the app as often as accounts do; so without "号：" there must be a digit in it.
    sure = match["label"] is not None and match["label"][0] in "号账帐" and match["sign"] is not None
    value = match["value"]
    if value.startswith("wxid_") or (match["sign"] == "=" and match["label"] is None):
        return None
    if value.isupper() and text[match.start("value") - 1] == "[":
        return None  # a placeholder: [REDACTED]
    if not sure and _NO_NAME.match(value):
        return None
    if not (sure or (_NUMBERED.search(value) and len(digits_of(value)) < 12)):
        return None
    return _hit("wechat", match)


def _judge_wxid(text: str, match: re.Match[str]) -> Hit | None:
    value = match["value"]
    if not _NUMBERED.search(value):
        return None
    return Hit("social_account", "wechat", "context", match.start(), match.end(), match.group(), False)


def _judge_qq(text: str, match: re.Match[str]) -> Hit | None:
    value = match["value"]
    if match.start("value") - match.start() == 2 and named_otherwise(text, match.start()):
        return None  # a part number
    if match["label"] is None and (value.endswith("0000") or (match["sign"] is None and _DATE.match(value))):
        return None  # a count, a date
    if len(value) < 6 and match.group()[:-5].lower() == "qq":
        return None  # a part number
    return _hit("qq", match)


def _judge_alipay(text: str, match: re.Match[str]) -> Hit | None:
    return _hit("alipay", match)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        kind="social_account",
        form="wechat",
        gate=_GATE,
        regex=_WECHAT,
        judge=_judge_wechat,
        hits=(
            "微信号：«lin_mei0618»。", "加我微信«linmei0618»，", "微信：«linmei-88»", "微信号：«linmeizhang»",
            "vx:«linmei0618»", "加vx «linmei0618»",
            "WeChat ID is «linmei0618»", "微信号是<b>«linmei-0618»</b>",
            "WeChat ID: «linmei0618».", "wx «linmei0618»的",
        ),
        misses=(
            "微信支付linmei0618", "WeChat mobile", "微信：hello everyone", "wx.request2024", "wechat payments",
            "微信 8.0.30", "https://t.co/JvWxU2IgAy", "wx = window1", "vx: float32",
            "微信 iPhone15", "import wx_module2.core", "linmei0618", "微信号是[REDACTED]", "微信号：<b>[WECHAT_ID]</b>",
        ),
    ),
    Pattern(
        kind="social_account",
        form="wechat",
        gate=("wxid_",),
        regex=_WXID,
        judge=_judge_wxid,
        hits=("from «wxid_8f3k2m9q7t1b22»", "是«wxid_8f3k2m9q7t1b22»的"),
        misses=("wxid_", "wxid_user", "my_wxid_8f3k2m9q7t1b22"),
        where=AtGate(),
    ),
    Pattern(
        kind="social_account",
        form="qq",
        gate=_GATE,
        regex=_QQ,
        judge=_judge_qq,
        hits=("QQ：«618372540»。", "QQ号«618372540»，", "加扣扣«618372540»", "qq «618372540»",
              "QQ群：«618372540»", "QQ: «618372540» ok",
              "My QQ is «618372540»", "QQ号是<b>«618372540»</b>", "我的QQ【«618372540»】", "QQ was **«618372540»**"),
        misses=(
            "QQ音乐 20201", "QQ邮箱618372540@qq.com", "QQ 618372540@qq.com", "QQ 20240115", "QQ浏览器618372540",
            "QQ618372万", "QQ: 100000 members", "QQ56946", "QQ2013", "Part QQ66293990 is here", "配件QQ66293990缺货",
        ),
    ),
    Pattern(
        kind="social_account",
        form="alipay",
        gate=_GATE,
        regex=_ALIPAY,
        judge=_judge_alipay,
        hits=("支付宝账号：«2088618372540917»", "Alipay ID «2088618372540917».",
              "Alipay account is <b>«2088618372540917»</b>"),
        misses=("2088618372540917", "支付宝 61837", "支付宝2088"),
    ),
)  # fmt: skip
