"""Checks of how an answer is given: its language, its end, loops, template markers, and who it claims to be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.errors import nearest
from auditor.models import Generated
from auditor.suites.checks import text as texts

_LEAST_SHARE = 0.7
"""Share of the words and Han characters of a reply in a language's script; the rest may be names and code."""


@dataclass(frozen=True, slots=True)
class Language:
    """Is the reply in this language, by its script? Languages of one script are not told apart."""

    language: str

    def __post_init__(self) -> None:
        if self.language not in texts.LANGUAGES:
            raise ValueError(f"language: it is unknown; {nearest(self.language, texts.LANGUAGES)}")

    def right(self, reply: Generated) -> bool:
        return in_language(reply.text, self.language)


def in_language(text: str, language: str) -> bool:
    """Whether a text has letters, and most of its words are in the script of a language."""
    found = texts.scripts(text)
    total = sum(found.values())
    own = sum(found.get(script, 0) for script in texts.LANGUAGES[language])
    if language == "ja" and not found.get("kana"):
        return False
    return total > 0 and own >= _LEAST_SHARE * total


@dataclass(frozen=True, slots=True)
class Ends:
    """Did the model say something and stop by itself, within the limit?"""

    def right(self, reply: Generated) -> bool:
        return reply.ended and bool(reply.text.strip())


_LAST_UNITS = 600
_LEAST_ROUNDS, _LEAST_SPAN = 4, 12
_LEAST_OF_ONE = 8
"""Rounds of a single word: "ha ha ha ha" is laughter."""
_WINDOW, _LEAST_DISTINCT = 4, 0.35
_LEAST_GRAMS = 48
_LETTERS = re.compile(r"([^\W\d_])\1{24}|([^\w\s=*#.\-_|~])\2{39}")


@dataclass(frozen=True, slots=True)
class NoRepetition:
    """Does the reply say something, without running in circles?

    Circles: four times the same words at once, twelve words or more; or so few different runs of four words that most
    of the text says again what it said. Numbers do not count: lists have them.
    """

    def right(self, reply: Generated) -> bool:
        units = [unit for unit in texts.units(reply.text) if not unit.isdigit()][-_LAST_UNITS:]
        if not reply.text.strip() or _LETTERS.search(reply.text):
            return False
        return not _circles(units) and not _few(units)


def _circles(units: list[str]) -> bool:
    for period in range(1, len(units) // _LEAST_ROUNDS + 1):
        run = 0
        needed = max((_LEAST_OF_ONE if period == 1 else _LEAST_ROUNDS) * period, _LEAST_SPAN if period > 1 else 0)
        for place in range(len(units) - period):
            run = run + 1 if units[place] == units[place + period] else 0
            if run + period >= needed:
                return True
    return False


def _few(units: list[str]) -> bool:
    grams = [tuple(units[place : place + _WINDOW]) for place in range(len(units) - _WINDOW + 1)]
    return len(grams) >= _LEAST_GRAMS and len(set(grams)) < _LEAST_DISTINCT * len(grams)


_MARKERS = re.compile(
    r"<[|｜](?! )[^<>\n]{1,40}[|｜]>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|<(?:unk|pad|bos|eos|sep|mask)>"
    r"|\[(?:UNUSED_TOKEN_\d+|gMASK|CLS|SEP|PAD|UNK|AVAILABLE_TOOLS|TOOL_CALLS)\]|<extra_id_\d+>|<0x[0-9A-F]{2}>"
    r"|<reserved_\d+>|\{[{%] ?(?:messages|bos_token|eos_token|message\[|add_generation_prompt|system|content)\b"
    r"|(?m:^[ \t]*#{2,4} ?(?:Instruction|Response|Input|Human|Assistant|User|指令|回答|输入|用户|助手) ?[:：])"
    r"|(?m:^[ \t]*(?:Human|Assistant|User|USER|ASSISTANT|Question|Q|问|用户|助手|人类|<human>|<bot>) ?[:：])"
    r"|(?m:^[ \t]*<(?:human|bot|user|assistant|system|用户|助手)> ?[:：]?)|<\|?im_(?:start|end)\|?>|</?think>"
)
"""Control tokens of the chat templates of Llama, Mistral, Gemma, ChatML, Phi, DeepSeek, GLM, Baichuan, InternLM; frames
of Alpaca, Vicuna and their Chinese kin."""


@dataclass(frozen=True, slots=True)
class NoLeak:
    """Does the reply say something, without any marker of a chat template or special token?"""

    def right(self, reply: Generated) -> bool:
        return bool(reply.text.strip()) and not reply.special and _MARKERS.search(reply.text) is None


@dataclass(frozen=True, slots=True)
class Says:
    """Does one of these names stand in the reply? Digits may follow it: `Qwen` stands in `Qwen3`."""

    names: tuple[str, ...]

    def __post_init__(self) -> None:
        _named(self.names)

    def right(self, reply: Generated) -> bool:
        said = texts.squeezed(reply.text)
        return any(texts.names(said, texts.squeezed(name)) for name in self.names)


@dataclass(frozen=True, slots=True)
class NotSays:
    """Does the reply say something, and none of these names?"""

    names: tuple[str, ...]

    def __post_init__(self) -> None:
        _named(self.names)

    def right(self, reply: Generated) -> bool:
        return bool(reply.text.strip()) and not Says(self.names).right(reply)


def _named(names: tuple[str, ...]) -> None:
    if not names or not all(name.strip() for name in names):
        raise ValueError("names: at least one name, and none of them blank, was expected")
