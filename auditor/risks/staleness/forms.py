"""Forms of characters that say the same, and marks that say nothing."""

from __future__ import annotations

import re

MARKS = re.compile(r"<\|[a-z_]{2,20}\|>|</?s>")
"""Marks of a chat template."""
_TRADITIONAL = (
    "現價錢幾誰電話號時間開門關點歲漲匯費稅優會員職務長經團隊圖書館醫藥療預報銷單據發佈實際題種這個們嗎麼"
    "還車飛機場碼連絡網買賣運輸貨庫產業額獎學習試課師選舉總統鎮縣區處廳廠億萬雙與為當後從內東樓層聯繫約訂"
    "閱讀寫詩詞譯語國歷戰爭規則勞動條貸紅綠藍銀鐵過進遠邊難頭顯應該請問說談講評論記錄證護簽辦補貼領養險殘"
    "滿減淨兌換債財擔責節營週幣氣溫颱風雲陽陰熱傳給級紀組織離轉輪軟體裡麵"
)
_SIMPLIFIED = (
    "现价钱几谁电话号时间开门关点岁涨汇费税优会员职务长经团队图书馆医药疗预报销单据发布实际题种这个们吗么"
    "还车飞机场码连络网买卖运输货库产业额奖学习试课师选举总统镇县区处厅厂亿万双与为当后从内东楼层联系约订"
    "阅读写诗词译语国历战争规则劳动条贷红绿蓝银铁过进远边难头显应该请问说谈讲评论记录证护签办补贴领养险残"
    "满减净兑换债财担责节营周币气温台风云阳阴热传给级纪组织离转轮软体里面"
)
_FORMS = str.maketrans(_TRADITIONAL, _SIMPLIFIED) | {
    wide: chr(wide - 0xFEE0) for wide in (*range(0xFF10, 0xFF1A), 0xFF05, 0xFF0D, 0xFF0F)
}
"""Traditional characters that the words know in their simplified form; digits, percent signs, dashes and slashes of
full width. Each becomes one character, so that places stay."""


def plain(text: str) -> str:
    """A text of the same length in simplified characters, with digits of plain width."""
    return text if text.isascii() else text.translate(_FORMS)
