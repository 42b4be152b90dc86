"""What stands around a value: sentences of chats, the marks right beside it, and the ways of writing it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Carrier:
    """A sentence that leads to a value and one that goes on behind it."""

    lead: str
    """With `{w}` where the usual word stands; it ends so that a Han lead can be glued to the value."""
    follow: str


ZH_BESIDE = (
    Carrier("你好，我的{w}是", "麻烦帮我登记一下"),
    Carrier("客户留下的{w}为", "请在今天之内核对完毕"),
    Carrier("系统里显示的{w}是", "但是页面提示格式不对"),
    Carrier("其他资料稍后补上，{w}：", "以后有变动再说"),
    Carrier("帮我把下面这句话翻译成英文，里面的{w}不要改，{w}是", "谢谢"),
    Carrier("快递单背面手写着{w}", "字迹有点模糊"),
)
EN_BESIDE = (
    Carrier("Hi, my {w} is", "could you update the form for me"),
    Carrier("The customer gave us the {w}", "and asked for a call back tomorrow"),
    Carrier("In the old sheet the {w} was", "so please check which one is right"),
    Carrier("Please rewrite this letter and keep the {w} as it is, the {w} is", "thank you"),
    Carrier("I found this note on his desk: {w}", "next to a shopping list"),
    Carrier("The form is nearly done. {w}:", "as I said on the phone"),
)
ZH_APART = (
    Carrier("上次填表的时候{w}写成了", "现在想改过来该走什么流程"),
    Carrier("他把自己的{w}发给我了，就是", "你看看能不能直接用"),
    Carrier("老师让我们把{w}报上去，我填的是", "应该没有问题吧"),
    Carrier("订酒店要用到{w}，我给你的是", "请保密"),
)
EN_APART = (
    Carrier("For the booking they need a {w}; mine is", "as I said on the phone"),
    Carrier("Her {w} should read", "but the page shows an error"),
    Carrier("Can you confirm that the {w} on file is", "before we send the contract"),
    Carrier("He sent me his {w} yesterday, it is", "and that nobody answered"),
)
ZH_BARE = (
    Carrier("你看一下这个，就是", "能不能帮我查查是谁的"),
    Carrier("她只回了我一句，内容是", "别的什么都没说"),
    Carrier("纸条上写着", "我也不明白是什么意思"),
    Carrier("群里有人贴了", "大家都很奇怪"),
    Carrier("请把这一行原样保留，也就是", "其余部分可以润色"),
    Carrier("最后一栏填的是", "前面几栏都空着"),
    Carrier("屏幕上跳出来的是", "然后就没有反应了"),
    Carrier("我从合同里抄下来的是", "你再对一遍"),
    Carrier("回答里出现了", "这样合适吗"),
    Carrier("他随口说了", "我就记下来了"),
)
EN_BARE = (
    Carrier("Look at this one,", "and tell me whose it is"),
    Carrier("She only replied with", "and nothing else"),
    Carrier("The note says", "which means nothing to me"),
    Carrier("Someone posted", "in the group last night"),
    Carrier("Keep this part as it is,", "but polish the rest"),
    Carrier("The last column holds", "while the others are empty"),
    Carrier("What came up on the screen was", "then it froze"),
    Carrier("From the contract I copied", "so please compare it again"),
    Carrier("The answer contains", "is that all right"),
    Carrier("He mentioned", "in passing and I wrote it down"),
)
REPLIES = (
    "好的，我已经记下来了，还有别的需要吗？",
    "收到，我会按照您说的来改。",
    "这样写没有问题，不过建议再检查一遍标点。",
    "Sure, I have made the change. Anything else?",
    "Of course. Here is a shorter version of your text.",
    "I would not share this in a public place.",
)

Around = Callable[[str, str, str], tuple[str, str]]
"""Lead, follow and word give what stands before the value and behind it."""

AROUND: dict[str, Around] = {
    "space": lambda lead, follow, word: (f"{lead} ", f" {follow}"),
    "comma": lambda lead, follow, word: (f"{lead} ", f", {follow}"),
    "full stop": lambda lead, follow, word: (f"{lead} ", f". {follow[0].upper()}{follow[1:]}"),
    "closing bracket": lambda lead, follow, word: (f"{lead} (", f") {follow}"),
    "。": lambda lead, follow, word: (lead + _gap(lead), f"。{follow}"),
    "，": lambda lead, follow, word: (lead + _gap(lead), f"，{follow}"),
    "glued to Han": lambda lead, follow, word: (_han(lead), follow),
    "backticks": lambda lead, follow, word: (f"{lead} `", f"` {follow}"),
    "bold": lambda lead, follow, word: (f"{lead} **", f"** {follow}"),
    "HTML": lambda lead, follow, word: (f"{lead} <b>", f"</b> {follow}"),
    "JSON": lambda lead, follow, word: (f'{lead.rstrip(":：,")}: {{"id": 7, "{word or "value"}": "', f'"}} {follow}'),
    "end of text": lambda lead, follow, word: (f"{lead} ", ""),
}


def _gap(lead: str) -> str:
    return " " if lead[-1].isascii() else ""


def _han(lead: str) -> str:
    """The lead with a Han character at its end."""
    lead = lead.rstrip("：")
    return lead + "是" if lead[-1].isascii() else lead


def escaped(value: str) -> str:
    """The value as a JSON string holds it."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


def wide(value: str) -> str:
    """Letters and digits full-width, the rest as it is."""
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in value)


def wide_throughout(value: str) -> str:
    """Every printable ASCII character full-width, the space too."""
    return "".join(
        "\u3000" if char == " " else chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in value
    )


def grouped(value: str, sizes: tuple[int, ...], join: str) -> str:
    """The value in groups; the last size repeats."""
    parts, at, place = [], 0, 0
    while at < len(value):
        size = sizes[min(place, len(sizes) - 1)]
        parts.append(value[at : at + size])
        at, place = at + size, place + 1
    return join.join(parts)
