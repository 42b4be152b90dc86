"""What may stand between a label and its value, and the labels that say that a number is of another kind."""

from __future__ import annotations

import re

MARK = r"""(?:</?[A-Za-z][A-Za-z0-9]{0,5}>|\\?["']|[ \t`*_<“”‘’「」『』【】\[\](（])"""
"""A space, or markup: quotes, brackets, emphasis in Markdown, a tag in HTML."""
GAP = MARK + "{0,4}"
SIGN = "(?::=|=>|->|[:：=])"
VERB = "(?:就?是|为|(?i:is|was|are)(?![A-Za-z]))"
BETWEEN = f"{GAP}(?:(?:{SIGN}|{VERB}){GAP}){{0,2}}"
"""All of it: `: "`, ` is **`, `是【`, or nothing."""

REACH = 40
"""How many characters before a value a label with what follows it may start."""

_LATIN = (
    "order trade transaction tracking waybill parcel shipment invoice receipt serial parts? model barcode isbn issn "
    "ean upc sku ticket trace request session commit job task student employee staff batch lot timestamp md5 sha-?1 "
    "sha-?256 sha-?512 checksum digest hash"
).split()
_HAN = (
    "订单 单号 运单 流水 条形?码 序列 配件 零件 型号 货号 料号 款号 批号 学号 工号 发票 交易 哈希 摘要 校验和 时间戳 "
    "md5值? sha-?1值? sha-?256值?"
).split()
_LATIN_TAIL = r"(?:[ _\-]?(?:numbers?|nos?\.?|num|ids?|code|sn|#))?(?: of (?:the |a |this )?[a-z.]{1,16})?(?![a-z])"
_BY_LETTER = {
    first: "|".join(word[1:] for word in _LATIN if word[0] == first) for first in dict.fromkeys(w[0] for w in _LATIN)
}
_OTHER = re.compile(
    # Every alternative starts with a letter of its own, so that most characters are passed over at once.
    f"(?:{'|'.join(f'{first}(?<![a-z]{first})(?:{rests}){_LATIN_TAIL}' for first, rests in _BY_LETTER.items())}"
    f"|{'|'.join(f'{word}(?:编?号码?|编码|值)?' for word in _HAN)}){BETWEEN}$"
)


def named_otherwise(text: str, start: int) -> bool:
    """Whether what stands right before a value names an order, a part, a digest or the like."""
    return _OTHER.search(text[max(0, start - REACH) : start].lower()) is not None
