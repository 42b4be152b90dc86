"""What checks see of a text: its words, characters, sentences and scripts."""

from __future__ import annotations

import re
import unicodedata

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3040-\u30ff"
_LETTER = rf"[^\W_{HAN}{KANA}]"
_UNIT = re.compile(rf"[{HAN}{KANA}]|{_LETTER}+(?:['’]{_LETTER}+)*")
_HAN = re.compile(rf"[{HAN}]")
_LETTERS = re.compile(_LETTER)
_FENCE = re.compile(r"\A```[A-Za-z]*[ \t]*\n(?P<inside>.*?)\n?```\s*\Z", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)\]*]*(?=\s|\Z)|[。！？…]+[”’」』）]*|\n+")
_NO_END = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|No|[A-Z])\.\Z|(?:\A|\n)\s*\d{1,3}\.\Z")
_PUNCTUATION = (
    "".join(chr(sign) for sign in range(0x21, 0x7F) if not chr(sign).isalnum()) + "。，、！？；：“”‘’（）《》…—·"
)


def squeezed(text: str) -> str:
    """Normalized (NFKC), with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def bare(text: str) -> str:
    """Without the marks that may stand around an answer: quotation marks, a full stop, asterisks."""
    return text.strip().strip(_PUNCTUATION + " \t\n")


def units(text: str) -> list[str]:
    """Words, and each Han or Kana character by itself, in small letters."""
    return [unit.lower() for unit in _UNIT.findall(text)]


def words(text: str) -> int:
    """Number of words as an English writer counts them: what stands between blanks and holds a letter or digit."""
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


def han(text: str) -> int:
    """Number of Han characters."""
    return len(_HAN.findall(text))


def sentences(text: str) -> int:
    """Number of sentences, English or Chinese; a line end ends one, abbreviations and list numbers do not."""
    count = start = 0
    for end in _SENTENCE_END.finditer(text):
        if end[0].startswith(".") and _NO_END.search(text[: end.start() + 1]):
            continue
        count += any(sign.isalnum() for sign in text[start : end.start()])
        start = end.end()
    return count + any(sign.isalnum() for sign in text[start:])


def paragraphs(text: str) -> int:
    """Number of blocks with blank lines between them."""
    return sum(bool(block.strip()) for block in re.split(r"\n[ \t]*\n", text))


def lines(text: str) -> list[str]:
    """Lines that hold something, without the blanks around it."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def unfenced(text: str) -> str:
    """The inside of a code block, where a text is nothing else."""
    stripped = text.strip()
    fence = _FENCE.match(stripped)
    return fence["inside"] if fence else stripped


def occurrences(text: str, phrase: str) -> int:
    """How often a phrase stands in a text as whole words, whatever its case. Beside Han characters any place counts."""
    if not phrase.strip():
        return 0
    before, after = (_LETTERS.match(sign) is not None for sign in (phrase[0], phrase[-1]))
    # What stands around is looked at by hand: a pattern with classes that wide takes as long to compile as to ask for.
    pattern = re.compile(r"\s+".join(map(re.escape, phrase.split())), re.IGNORECASE)
    count = start = 0
    while (found := pattern.search(text, start)) is not None:
        cut = (before and _LETTERS.match(text[found.start() - 1 : found.start()])) or (
            after and _LETTERS.match(text, found.end())
        )
        count, start = (count, found.start() + 1) if cut else (count + 1, found.end())
    return count


def names(text: str, name: str) -> bool:
    """Whether a name stands in a text; digits may follow it, as they do in names of models."""
    inside = rf"[^\W\d_{HAN}{KANA}]"
    before = rf"(?<!{inside})" if re.match(inside, name) else ""
    after = rf"(?!{inside})" if re.match(inside, name[-1]) else ""
    return re.search(before + re.escape(name) + after, text, re.IGNORECASE) is not None


_SCRIPTS = {
    "LATIN": "latin", "CJK": "han", "HIRAGANA": "kana", "KATAKANA": "kana", "HANGUL": "hangul", "CYRILLIC": "cyrillic",
    "ARABIC": "arabic", "HEBREW": "hebrew", "GREEK": "greek", "DEVANAGARI": "devanagari", "THAI": "thai",
    "BENGALI": "bengali", "TAMIL": "tamil",
}  # fmt: skip
LANGUAGES = {
    **dict.fromkeys(("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "tr", "vi", "id", "cs", "fi"), ("latin",)),
    "zh": ("han",), "ja": ("han", "kana"), "ko": ("hangul",), "ar": ("arabic",), "fa": ("arabic",),
    **dict.fromkeys(("ru", "uk", "bg"), ("cyrillic",)), "he": ("hebrew",), "el": ("greek",), "hi": ("devanagari",),
    "th": ("thai",), "bn": ("bengali",), "ta": ("tamil",),
}  # fmt: skip
"""Scripts in which each language is written. Languages of one script are not told apart."""


def scripts(text: str) -> dict[str, int]:
    """How many words, or Han and Kana characters, of each script."""
    found: dict[str, int] = {}
    for unit in _UNIT.findall(text):
        letter = next((sign for sign in unit if sign.isalpha()), "")
        name = _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "other") if letter else ""
        if name:
            found[name] = found.get(name, 0) + 1
    return found
