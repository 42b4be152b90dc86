"""Thinking: answers that begin with what the model says to itself, and tags that are broken.

Tags: DeepSeek-R1 and Qwen3 (`<think>`), Bespoke and OpenThoughts (`<|begin_of_thought|>`), Magistral (`[THINK]`),
Seed-OSS (`<seed:think>`), and what prompts for such data commonly ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.records import TOOL_CALL, Turn
from auditor.risks.format.quality.model import Problem, Seen

_TAGS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "<|begin_of_thought|>": "<|end_of_thought|>",
    "[THINK]": "[/THINK]",
    "<seed:think>": "</seed:think>",
}
_OPENING = tuple(_TAGS)
_FIELD = re.compile(r"\.(?:reasoning|thinking|reasoning_content|thought|thoughts)\Z")
_PART = re.compile(r"\A(\w+)\[(\d+)\]\.(\w+)\[(\d+)\]\.\w+\Z")
_QUOTES = "`'\"“‘「"

OWN_FIELD = "field"
"""Class of the thinking that stands in a field of its own, without tags."""
EMPTY, PLAIN = "empty", "plain"


def broken(seen: Seen) -> Iterator[Problem]:
    """Tags without their other half, and answers that end with the thinking."""
    for turn in seen.answers:
        text = turn.text
        if "<" not in text and "[" not in text:
            continue
        tag = opened(text)
        if tag:
            yield from _ends(seen, turn, tag)
            continue
        if "think" not in text and "thought" not in text and "THINK]" not in text and "reasoning>" not in text:
            continue
        for close in _TAGS.values():
            place = turn.text.find(close)
            # Before a tag of which one speaks stand quotes, and its other half stands somewhere.
            if place >= 0 and turn.text[place - 1 : place] not in tuple(_QUOTES) and not _has_opening(turn.text):
                yield Problem("broken_thinking", "unopened_thinking", turn, place, place + len(close))
                break


def _has_opening(text: str) -> bool:
    return any(tag in text for tag in _OPENING)


def _ends(seen: Seen, turn: Turn, tag: str) -> Iterator[Problem]:
    """What is wrong behind an opening tag."""
    start, close = turn.text.find(tag), turn.text.rfind(_TAGS[tag])
    if close < 0:
        yield Problem("broken_thinking", "unclosed_thinking", turn, start, start + len(tag))
    elif not turn.text[close + len(_TAGS[tag]) :].strip() and turn is seen.last and not _goes_on(seen, turn):
        yield Problem("broken_thinking", "only_thinking", turn, close, close + len(_TAGS[tag]))


def _goes_on(seen: Seen, turn: Turn) -> bool:
    """Whether the same message holds a call, or text in another part."""
    others = [other for other in seen.record.turns if other is not turn and other.message == turn.message]
    return turn.message is not None and any(other.role == TOOL_CALL or other.text.strip() for other in others)


def opened(text: str) -> str:
    """The tag that an answer begins with, empty if none."""
    head = text[:40].lstrip()
    if head[:1] not in ("<", "["):
        return ""
    for tag in _OPENING:
        if head.startswith(tag):
            return tag
    return ""


def thinks(seen: Seen) -> str | None:
    """How the answers of a record think: by which tag, in a field, `EMPTY`, `PLAIN`; None where nothing is answered."""
    found: str | None = None
    for turn in seen.answers:
        if tag := opened(turn.text):
            inside = turn.text.lstrip()[len(tag) :].partition(_TAGS[tag])[0]
            if inside.strip():
                return tag
            found = EMPTY
        elif turn.message is not None and _in_own_field(seen, turn):
            return OWN_FIELD
        elif found is None and turn.text.strip():
            found = PLAIN
    return found


def _in_own_field(seen: Seen, turn: Turn) -> bool:
    """Whether a turn is a field or a part of the message that holds thinking."""
    if turn.path.endswith(".content") or (turn.path.endswith("].value") and turn.path.count("[") < 2):
        return False
    if _FIELD.search(turn.path):
        return bool(turn.text.strip())
    place = _PART.match(turn.path)
    if place is None:
        return False
    value: object = seen.record.row.get(place[1])
    for step in (int(place[2]), place[3], int(place[4])):
        if isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return False
    return isinstance(value, dict) and value.get("type") in ("reasoning", "thinking")


def empty(seen: Seen) -> Iterator[Problem]:
    """Thinking tags with nothing between them."""
    for turn in seen.answers:
        if (tag := opened(turn.text)) and turn.text.count(_TAGS[tag]):
            inside = turn.text.lstrip()[len(tag) :].partition(_TAGS[tag])[0]
            if not inside.strip():
                start = turn.text.find(tag)
                yield Problem("empty_thinking", "empty_thinking", turn, start, start + len(tag))
