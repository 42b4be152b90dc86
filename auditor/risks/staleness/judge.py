"""How soon the fact that one answer teaches will change. No model, no clock: the same words give the same judgement.

The rule that it follows is written down beside the labels that it is measured on, `tests/bench/staleness/RULE.md`: the
fact decides, not the words; skills and inventions never change, nor does what the prompt gives or the question dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.risks.staleness.en.others import WORDS as ENGLISH
from auditor.risks.staleness.forms import MARKS, plain
from auditor.risks.staleness.given import grounded
from auditor.risks.staleness.language import Language, language_of
from auditor.risks.staleness.model import PLAIN, Cue, Fast, Judged, Never, Place, Slow, Why, Words
from auditor.risks.staleness.zh.others import WORDS as CHINESE
from auditor.text.refusing import refusal_end

LONGEST_PROMPT = 1_000
"""Characters: a longer prompt holds what its answer is made of."""
LONGEST_ASK = 300
"""Of a prompt without a question mark that is looked at as a question."""
LONGEST_LINE = 60
"""Of a longer prompt without a question mark the first line asks, and the others are what it asks about."""
LEAST_NEWS = 60
"""Characters before a question from which on its "now" is that of what was told before it."""
LEAST_MATERIAL = 80
"""Characters beside a question that can be a text to work on."""
LOOKED_AT = 600
"""Characters of the beginning of an answer."""
FIRST_WORDS = 160
"""Characters of an answer in which its own words can tell that it is of today."""
MOST_LINES = 12
"""Line breaks of a prompt; one with more is a form with something filled in. A letter to a shop has fewer."""
FEW_LINES = 3
"""Line breaks of a prompt; one with more whose questions ask for nothing that changes has its answer in it."""
MOST_QUESTIONS = 3
"""Questions of one prompt that are looked at, the last ones."""
SHORT_GREETING = 60
"""Characters of a prompt that can be a mere greeting, whose answer then tells who the assistant is."""
_WORDS: dict[Language, Words] = {"en": ENGLISH, "zh": CHINESE}
_END = re.compile(r"[!?。！？\n；;]|\.(?=[\s\"”'’)])")
_APART = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ" + b"\t\n\r.,;:!?\"'()[]{}<>/*_|`", b"abcdefghijklmnopqrstuvwxyz" + b" " * 24
)
_TOOL = re.compile(
    r"<(?:tool_call|functioncall|function_call|tool)\b|\b[a-z_]{3,}\((?:\w{1,30}=)?['\"]|(?m:^Action(?: Input)?:)"
)
"""What a call of a tool looks like inside of an answer."""
_WORKED_OUT = re.compile(r"<<[^<>\n]{1,80}=|(?m:^\s*#{4} ?-?\d)")
"""How answers of collections of sums mark a step and the result."""
_SKILLED = re.compile(r"```|\d\s?[+*×÷]\s?[$€£¥]?\d|\d\s?=\s?[$€£¥]?-?\d")
"""What an answer holds that is code or a calculation."""
_NUMBER = re.compile(r"\d[\d.,]*")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_NUMBERS = frozenset(("money", "time", "value", "cash", "clock"))
_UNTOUCHED = frozenset(("news", "contact", "office", "version", "age"))
"""Kinds that a question may be of that also asks how something is."""


def judge(prompt: str, answer: str, given: str = "") -> Judged:
    """How soon the fact changes that the answer to a prompt teaches.

    `given` is what stands before the prompt: the system text, earlier turns, results of tools. The span of the result
    counts characters of the prompt or of the answer.
    """
    answer = plain(answer[:LOOKED_AT])
    if not MARKS.sub("", answer).strip():
        return Never("no_fact")
    if len(prompt) > LONGEST_PROMPT:
        return Never("given")
    language = language_of(prompt, answer)
    words = ENGLISH if language is None else _WORDS[language]
    prompt = plain(prompt)
    if (why := _no_fact(words, language, prompt, answer)) is not None:
        return Never(why)
    questions = tuple(_questions(words, prompt))
    if questions and len(prompt) - sum(end - start for start, end in questions) > words.preface:
        return Never("given")
    for asked in questions:
        found = _changing(words, prompt, asked, answer, given)
        if found is not None:
            return found
    if (told := _told(words, prompt, answer, given)) is not None:
        return told
    if len(prompt) > LONGEST_ASK:
        return Never("given")
    return Never(_else(words, prompt, questions, answer))


def _no_fact(words: Words, language: Language | None, prompt: str, answer: str) -> Why | None:
    """Why a prompt asks for no fact, or its answer gives none, whatever the words of its questions; None where both
    may."""
    if words.identity.match(prompt):
        return "identity"
    if (why := _skill(words, prompt)) is not None:
        return why
    if language is None:
        return "instruction" if words.about_words.search(prompt) else "language"
    if ("##" in answer or "<<" in answer) and _WORKED_OUT.search(answer):
        return "code_math"
    if ("(" in answer or "<" in answer or "Action" in answer) and _TOOL.search(answer):
        return "tool"
    return "given" if prompt.count("\n") > MOST_LINES else None


def _else(words: Words, prompt: str, questions: tuple[tuple[int, int], ...], answer: str) -> Why:
    """What an answer is there for of which nothing says that it changes."""
    if refusal_end(answer) is not None:
        return "no_fact"
    if len(prompt) <= SHORT_GREETING and words.introduces.search(answer[:FIRST_WORDS]):
        return "identity"
    if _SKILLED.search(answer):
        return "code_math"
    beside = len(prompt) - sum(end - start for start, end in questions)
    if words.about_words.search(prompt) and (not questions or beside > LEAST_MATERIAL):
        return "instruction"
    if prompt.count("\n") > FEW_LINES or (beside > LEAST_MATERIAL and words.material.search(prompt)):
        return "given"
    return "style" if words.tale.match(prompt or answer) else "stable"


def _skill(words: Words, prompt: str) -> Why | None:
    """Why a prompt asks for a skill or an invention; None where it asks for a fact, or for a text about today."""
    for why, pattern in words.skills:
        asked = pattern.match(prompt)
        if asked is not None:
            writes = why == "instruction" and words.writes.search(asked[0]) is not None
            return None if writes and words.moving.search(prompt) and not words.material.search(prompt) else why
    return None


def _questions(words: Words, prompt: str) -> Iterator[tuple[int, int]]:
    """Spans of the questions of a prompt; all of a short one that has none."""
    if "?" in prompt or "？" in prompt:
        start, found = 0, []
        for match in _END.finditer(prompt):
            end = match.end()
            if prompt[end - 1] in "?？" and end - start > 1:
                found.append((max(start, end - LONGEST_ASK), end))
            start = end
        yield from found[-MOST_QUESTIONS:]
        return
    first = prompt.find("\n") if len(prompt) > LONGEST_LINE else -1
    end = first if first > 0 else len(prompt)
    if 0 < end <= LONGEST_ASK and (end <= LONGEST_LINE or words.asks.search(prompt)):
        yield 0, end


def _changing(words: Words, prompt: str, asked: tuple[int, int], answer: str, given: str) -> Judged | None:
    """What a question asks for, where that changes or would but for its time or its prompt; None where nothing says "
    "so."""
    ask = prompt[slice(*asked)]
    found = _first(words, words.cues, ask, answer, asked[0]) or _first(words, words.slow, ask, answer, asked[0])
    if found is None:
        return None
    cue, match = found
    if words.fiction.search(prompt) or words.fiction.search(given[:LONGEST_PROMPT]):
        return Never("style")
    if words.dated.search(ask) and not words.undated.search(ask):
        return Never("dated")
    if cue.kind == "office" and words.introduces.search(answer[:FIRST_WORDS]):
        return Never("identity")
    if words.about_words.search(prompt):
        return Never("instruction")
    around = f"{given}\n{prompt[: asked[0]]}\n{prompt[asked[1] :]}"
    if len(prompt) - len(ask) > LEAST_MATERIAL and words.material.search(prompt):
        return Never("given")
    if grounded(ask, answer, around, prompt[: asked[0]], computed=cue.need in _NUMBERS or cue.kind == "stock"):
        return Never("given")
    if _unknown(words, answer):
        return Never("no_fact")
    return _as_judged(cue, _place(words, cue, match, asked[0], answer))


def _place(words: Words, cue: Cue, match: re.Match[str], before: int, answer: str) -> Place:
    """Of the words that tell it: in the answer where nearly any question would go with them."""
    if cue.need in PLAIN and (told := words.needs[cue.need].search(answer)) is not None:
        return Place(False, *told.span())
    start, end = match.span("cue" if match.re.groupindex and match["cue"] else 0)
    return Place(True, before + start, before + end)


def _as_judged(cue: Cue, place: Place) -> Judged:
    made: Judged = Fast(cue.kind, place) if cue.fast else Slow(cue.kind, place)  # type: ignore[arg-type]
    return made


def _first(words: Words, cues: tuple[Cue, ...], ask: str, answer: str, before: int) -> tuple[Cue, re.Match[str]] | None:
    """The first cue that a question has and its answer fulfills."""
    gate = _gate(ask) if words is ENGLISH else None
    explains: bool | None = None
    for cue in cues:
        if cue.gate.isdisjoint(gate) if gate is not None else not _holds(ask, cue.gate):
            continue
        if cue.need in PLAIN and (len(answer) > words.short or not words.needs[cue.need].search(answer)):
            continue
        match = cue.asks.search(ask)
        if match is None:
            continue
        if cue.unless is not None and cue.unless.search(ask):
            continue
        if cue.kind == "news" and (before > LEAST_NEWS or (ask[-1:] not in "?？" and not words.asks.search(ask))):
            continue
        if cue.need not in PLAIN and not words.needs[cue.need].search(answer):
            continue
        if cue.fast and cue.kind not in _UNTOUCHED:
            if explains is None:
                explains = words.explains.search(ask) is not None
            if explains:
                continue
        return cue, match
    return None


def _gate(text: str) -> set[str]:
    return set(text.encode("utf-8", "replace").translate(_APART).decode("utf-8", "replace").split())


def _holds(text: str, parts: frozenset[str]) -> bool:
    for part in parts:  # noqa: SIM110  (a generator costs more than the tests themselves)
        if part in text:
            return True
    return False


def _told(words: Words, prompt: str, answer: str, given: str) -> Judged | None:
    """What the first words of an answer tell, where its question does not say that it wants a value of today."""
    head = answer[:FIRST_WORDS]
    if len(prompt) > LONGEST_ASK or not words.told_hint.search(head) or words.about_words.search(prompt):
        return None
    for kind, pattern in words.told if len(answer) <= words.short else words.told[:1]:
        match = pattern.search(head)
        if match is None:
            continue
        if words.explains.search(prompt) or words.fiction.search(prompt) or words.unknown.search(head):
            return None
        if words.tale.match(prompt or answer) or (kind != "news" and words.long_ago.search(head)):
            return None
        if (words.dated.search(prompt) and not words.undated.search(prompt)) or grounded(
            "", answer, f"{given}\n{prompt}", computed=kind == "price"
        ):
            return None
        return Fast(kind, Place(False, *match.span()))
    return None


def _unknown(words: Words, answer: str) -> bool:
    """Whether an answer says that it does not know, and gives no number all the same."""
    if not words.unknown.search(answer[:FIRST_WORDS]):
        return False
    return not any(_YEAR.match(number.rstrip(".,")) is None for number in _NUMBER.findall(answer))
