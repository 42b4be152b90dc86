"""Which of two languages a text is in, as far as a pipeline for names has to know."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["en", "zh"]

LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_ENOUGH = 0.2
"""Share of Han characters from which a text is Chinese: its words have one or two characters, English ones five."""
_LOOKED_AT = 5_000
"""Characters that tell the language of a text."""


def language_of(text: str) -> Language | None:
    """`zh` for a text with many Han characters, `en` for any other with letters, None without a letter."""
    if LETTER.search(text) is None:
        return None
    if text.isascii():
        return "en"
    start = text[:_LOOKED_AT]
    return "zh" if len(_HAN.findall(start)) > _ENOUGH * len(LETTER.findall(start)) else "en"
