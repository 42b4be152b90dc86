"""A text with its letters as the forms are written: what is drawn otherwise, or hidden between letters, is read all the
same."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple, Self

_WIDE = {code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)}
"""Letters and digits as wide as a Chinese character. Marks stay: they end Chinese sentences."""
_TRADITIONAL = dict(
    zip(
        map(ord, "開發訓練義問雲語對話為稱們團隊創計設製個這裡裏來與說騰訊華飛書強譜階躍盤蘋軟馬遜僅屬產務請現當認識"
                 "實際無沒並嗎麼誰則據規準協議條機係統專門體學習構築運營聯獨術員師驗資會過還讓給關於從應該別萬點變"
                 "處時間長經動傳樣種類較輸圖畫質電腦視頻號碼測試歡謝隸歸誕贊導層億愛藝範獲誤種總結緒輔諮詢虛擬嘅遺題"),
        "开发训练义问云语对话为称们团队创计设制个这里里来与说腾讯华飞书强谱阶跃盘苹软马逊仅属产务请现当认识"
        "实际无没并吗么谁则据规准协议条机是统专门体学习构筑运营联独术员师验资会过还让给关于从应该别万点变"
        "处时间长经动传样种类较输图画质电脑视频号码测试欢谢隶归诞赞导层亿爱艺范获误种总结绪辅咨询虚拟的遗题",
        strict=True,
    )
)  # fmt: skip
"""Of characters that the forms and the names use, as Taiwan and Hong Kong write them."""
_TABLE: dict[int, int | str] = {**_WIDE, **_TRADITIONAL, 0xA0: " ", 0x3000: " "}
_HIDDEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_SECRET = re.compile(f"[{_HIDDEN}]+")
_ODD = re.compile(f"[{_HIDDEN}\u00a0\u3000０-９Ａ-Ｚａ-ｚ{''.join(map(chr, _TRADITIONAL))}]")


def as_simplified(text: str) -> str:
    """A text of the same length with wide letters as narrow ones, and traditional characters as simplified ones."""
    return text.translate(_TABLE)


class Plain(NamedTuple):
    """A text, and where it stood before."""

    text: str
    ends: tuple[int, ...] = ()
    """Places in `text` behind which characters were left out, ascending."""
    left_out: tuple[int, ...] = (0,)
    """How many were before each of them, and at the end."""

    @classmethod
    def of(cls, text: str) -> Self:
        """The text itself, where nothing in it is odd."""
        if text.isascii() or _ODD.search(text) is None:
            return cls(text)
        same = as_simplified(text)
        ends: list[int] = []
        left_out = [0]
        for match in _SECRET.finditer(same):
            ends.append(match.start() - left_out[-1])
            left_out.append(left_out[-1] + match.end() - match.start())
        return cls(_SECRET.sub("", same), tuple(ends), tuple(left_out))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a half-open span, that is not empty, stood in the text as it was."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        return at + self.left_out[bisect_right(self.ends, at)]
