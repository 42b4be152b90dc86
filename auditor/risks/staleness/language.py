"""Which words a record is looked at with: the English, the Chinese, or none."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_LOOKED_AT = 400
"""Characters that tell the language."""
_FEW_WORDS = 4
"""Words of a prompt below which its answer tells the language, too."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_OTHER_LETTERS = re.compile(
    r"[\u0400-\u052f\u0590-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0eff\u10a0-\u10ff\u1100-\u11ff\uac00-\ud7af]"
)
"""Of Cyrillic, Hebrew, Arabic, the scripts of India, Thai, Lao, Georgian and Korean. Greek is left out: it stands in
formulas."""
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")
_STARTS_LATIN = re.compile(r"[\W\d_]*[A-Za-zÀ-ɏ]")
_ENGLISH = frozenset(
    "the of and is are be does do did what what's who how when where which why can could will would to for with from "
    "it its it's that this these those you your i my we our they not yes by on at there have has if as than please "
    "write give tell explain list name describe translate".split()
)
_FOREIGN = frozenset(
    "der das und ist nicht ein eine einen wie wer wann wo für auf von dem den zu mit sich auch ich sie wir kostet "
    "viel welche welcher "
    "le les est une dans pour que qui quel quelle avec je vous pas du au combien où quand comment sont nous cette "
    "el los las es una y qué cuál cómo cuánto cuándo dónde quién para con por se del son está cuesta "
    "os uma é em não são qual quanto onde quando quem como da dos "
    "il lo gli è di che quale dove sono della nel quanto costa chi "
    "het een niet wat hoe voor van met zijn hoeveel".split()
)
"""Frequent words of German, French, Spanish, Portuguese, Italian and Dutch that English texts hardly hold two of."""


def language_of(prompt: str, answer: str) -> Language | None:
    """The language of a question with its answer; None for any other than English and Chinese.

    One Chinese character makes a question Chinese, but for an English sentence that names something in Chinese.
    """
    text = (prompt or answer)[:_LOOKED_AT]
    if not text.isascii():
        if (han := len(_HAN.findall(text))) or _KANA.search(text) is not None:
            return _east_asian(text, han)
        if 2 * len(_OTHER_LETTERS.findall(text)) > len(_LETTER.findall(text)):
            return None
    return None if _foreign(text, answer) else "en"


def _east_asian(text: str, han: int) -> Language | None:
    if 10 * len(_KANA.findall(text)) > han:
        return None
    return "en" if _STARTS_LATIN.match(text) is not None and len(_LATIN.findall(text)) > han else "zh"


def _foreign(text: str, answer: str) -> bool:
    """Whether a text in Latin letters has more of the small words of another language than of English ones."""
    words = text.lower().split()
    if len(words) < _FEW_WORDS:
        words += answer[:_LOOKED_AT].lower().split()
    if _FOREIGN.isdisjoint(words):
        return False
    found = [word.strip(".,;:!?¿¡\"'()") for word in words]
    foreign = sum(word in _FOREIGN for word in found)
    return foreign > 1 and foreign > sum(word in _ENGLISH for word in found)
