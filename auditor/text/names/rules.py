"""Our own rules for names of persons: cues (introductions, titles, signatures, labels) and lexicons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.text.names.addresses import merged
from auditor.text.names.language import Language
from auditor.text.names.lexicon import GIVEN, GIVEN_HAN, LOOSE, SAYING, SURNAMES, TITLES, WORDS_HAN
from auditor.text.private.persons import persons
from auditor.text.private.surnames import COMMON, DOUBLE, SINGLE

Span = tuple[int, int]

_UP, _LOW = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ"
_WORD = rf"(?:[{_UP}]['’])?[{_UP}][{_LOW}]{{1,20}}(?:[{_UP}][{_LOW}]{{1,20}})?(?:-[{_UP}][{_LOW}]{{1,20}})?"
_PARTICLE = r"(?:de la|van der|van den|de|del|della|da|di|dos|du|van|von|bin|ibn|al|el)"
_RUN = re.compile(rf"(?<![\w@#&/.]){_WORD}(?:(?: [{_UP}]\.?(?= ))?(?: {_PARTICLE})? {_WORD}){{0,3}}(?![\w@])")
"""Capitalized words in a row."""
_PART = re.compile(_WORD)
_TITLE = re.compile(rf"\b(?:{'|'.join(TITLES)})\.? $")
_INTRODUCED = re.compile(
    r"(?:[Mm]y name is|[Mm]y name's|[Cc]all me|[Nn]amed|[Nn]icknamed|[Ff]riend|[Hh]usband|[Ww]ife|[Ss]on|[Dd]aughter|"
    r"[Bb]rother|[Ss]ister|[Mm]other|[Ff]ather|[Bb]oyfriend|[Gg]irlfriend|[Ss]pokes(?:man|woman|person)|[Aa]ctor|"
    r"[Aa]ctress|[Ss]inger|[Aa]uthor|[Rr]apper|[Cc]omedian|[Pp]ainter|[Cc]oach|[Pp]layer|[Ww]riter|[Dd]irector|"
    r"[Ff]ounder|CEO),? $"
)
_SAYS = re.compile(
    rf"(?:,? (?:{SAYING})\b|[’']s (?:wife|husband|mother|father|son|daughter|brother|sister|friend|birthday)\b)"
)
_SAID = re.compile(rf"\b(?:{SAYING}) $")
_NO_NAME = frozenset(
    "The A An And Or But If In On At To For Of From With By As Is It Its He She We They You I This That These Those "
    "There Here Who What When Where Why How Which My Your His Her Our Their No Not Yes So Do Does Did Can Could "
    "Will Would Should May Might Must Have Has Had Are Was Were Be Been Let Get Got Go Just Now Then Than All Any "
    "Some One Two New Old Good Great Happy Best Last First Next Monday Tuesday Wednesday Thursday Friday Saturday "
    "Sunday January February March April June July August September October November December Today Tomorrow "
    "Yesterday North South East West American British English French German Chinese Indian Russian Italian Spanish "
    "Japanese Christmas Easter God Lord Please Thanks Thank Hello Hi Hey Dear Love Ok Okay Oh Wow Lol Facebook "
    "Twitter Google Apple Microsoft Amazon Youtube Instagram Iphone Android Internet Mr Mrs Ms Dr".split()
)
_NO_PERSON = frozenset(
    "Street St Avenue Ave Road Rd Lane Drive Square Park Bridge River Lake Mountain Mount Island Islands Beach Bay "
    "County City Town Airport Station Hotel Hospital School University College Institute Academy Museum Library "
    "Center Centre Stadium Arena Hall Church Cathedral Building Tower Company Corporation Corp Inc Ltd Group Bank "
    "Club Team Foundation Award Prize Cup Trophy League Association Society Union Party Act Bill Law Theorem Day "
    "Times Post News Magazine Show Series Movie Film Song Album Band Effect Test Method Syndrome Disease House "
    "Records Studios Pictures Entertainment Press Games Store Restaurant Cafe Valley Hills Falls".split()
)

_HAN = "\u4e00-\u9fff"
_DOUBLES = "|".join(DOUBLE)
_FULL_HAN = re.compile(rf"(?:(?:{_DOUBLES})[{_HAN}]{{1,2}}?|[{COMMON}][{GIVEN_HAN}]{{2}}|[{COMMON}]([{GIVEN_HAN}])\1)")
_SHORT_HAN = re.compile(
    rf"[{SINGLE}][{GIVEN_HAN}]{{1,2}}?(?=(?:说|表示|认为|告诉|称|指出|出生于|主演|导演|回应|透露|笑道|问道|答道|饰演|参加|接受采访)|$|[，。！？、：:,!?\s的和与])"
)
_BEFORE_HAN = re.compile(
    "(?:演员|歌手|作家|导演|教授|记者|总统|主席|同学|医生|律师|总经理|董事长|主持人|明星|诗人|画家|校长|老师|班长|"
    "朋友|妻子|丈夫|儿子|女儿|爸爸|妈妈|哥哥|弟弟|姐姐|妹妹|偶像|回复|男神|女神)$"
)
_FOREIGN = "(?![的了是在和与说等被把对给让])[\u4e00-\u9fff]"
_FOREIGN_HAN = re.compile(rf"(?<![{_HAN}·])(?:{_FOREIGN}){{1,6}}(?:·(?:{_FOREIGN}){{1,6}}){{1,2}}(?!·)")
_FAMILIAR_HAN = re.compile(rf"(?<![{_HAN}])[老小阿][{COMMON}](?=[^{_HAN}]|$|说|的|和|是|也|在|你|来|去)")


def names(text: str, language: Language) -> tuple[Span, ...]:
    """Half-open spans of the names of persons in a text, in order; they do not overlap. Takes linear time."""
    found = _chinese(text) if language == "zh" else _western(text)
    return merged((*persons(text), *found))


def _western(text: str) -> Iterator[Span]:
    for run in _RUN.finditer(text):
        parts = [(part.start(), part.end(), part.group()) for part in _PART.finditer(text, run.start(), run.end())]
        if parts[-1][2] in _NO_PERSON:
            continue
        first = _first(text, parts)
        if first is None:
            continue
        last = first
        while last + 1 < len(parts) and parts[last + 1][2] not in _NO_NAME | _NO_PERSON:
            last += 1
        if parts[first][2] not in LOOSE or last > first:
            yield parts[first][0], parts[last][1]


def _first(text: str, parts: list[tuple[int, int, str]]) -> int | None:
    """Which of the capitalized words begins a name, if one does."""
    before = ""
    for place, (start, _, word) in enumerate(parts):
        if word not in _NO_NAME:
            if word in GIVEN or word in LOOSE or before in TITLES or _introduced(text, start):
                return place
            if word in SURNAMES:
                return place - 1 if before and before not in _NO_NAME else place
        before = word
    return 0 if parts[0][2] not in _NO_NAME and _SAYS.match(text, parts[-1][1]) else None


def _introduced(text: str, start: int) -> bool:
    """Whether a title, an introduction or a verb of saying stands before a place."""
    before = text[max(0, start - 24) : start]
    return any(cue.search(before) is not None for cue in (_TITLE, _INTRODUCED, _SAID))


def _chinese(text: str) -> Iterator[Span]:
    for match in _FULL_HAN.finditer(text):
        if match.group()[:2] not in WORDS_HAN and match.group()[1:] not in WORDS_HAN:
            yield match.span()
    for match in _SHORT_HAN.finditer(text):
        said = match.group() not in WORDS_HAN and match.group()[:2] not in WORDS_HAN
        before = text[max(0, match.start() - 4) : match.start()]
        starts = not before or re.search(rf"[^{_HAN}]$", before) is not None
        if said and (_BEFORE_HAN.search(before) or (starts and text[match.end() : match.end() + 1] not in ("", "的"))):
            yield match.span()
    for pattern in (_FOREIGN_HAN, _FAMILIAR_HAN):
        yield from (match.span() for match in pattern.finditer(text))
    yield from (match.span() for match in _RUN.finditer(text) if match.group().split()[0] in GIVEN - LOOSE)
