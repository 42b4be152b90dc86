"""What a rule of data quality is given, and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from auditor.checks import Limit
from auditor.records import ASSISTANT, SYSTEM, USER, Record, Turn


class Problem(NamedTuple):
    """One thing that is wrong with a record, or worth to be counted."""

    measure: str
    kind: str
    """Key `kind.*` of the messages."""
    turn: Turn | None
    """Where it stands; None where the whole record is meant."""
    start: int = 0
    end: int = 0
    """Half-open span of characters in the text of the turn."""


class Seen:
    """A record and the parts of it that several rules read, each made once."""

    __slots__ = ("_asked", "_question", "answers", "last", "plain", "record", "text", "turns")

    def __init__(self, record: Record) -> None:
        self.record = record
        self.turns = record.turns + record.rejected if record.rejected else record.turns
        self.text = "\n".join([turn.text for turn in self.turns])
        """All that is said, for tests whether a rule need look at all."""
        self.plain = self.text.isascii()
        self.answers = [_bare(turn) for turn in record.turns if turn.role == ASSISTANT and turn.trained]
        """What the assistant says and the training teaches, without a token that ends it."""
        ends = bool(self.answers) and record.turns[-1].role == ASSISTANT and record.turns[-1].trained
        self.last = self.answers[-1] if ends else None
        """The answer that the record ends with, if it is text and taught."""
        self._asked: str | None = None
        self._question: str | None = None

    # functools.cached_property takes a lock in Python 3.11, which costs more than most rules.

    @property
    def asked(self) -> str:
        """All that the system and the user say, in lower case."""
        if self._asked is None:
            self._asked = "\n".join([turn.text for turn in self.record.turns if turn.role in (USER, SYSTEM)]).lower()
        return self._asked

    @property
    def question(self) -> str:
        """What the user said last; fields that follow each other are one question."""
        if self._question is None:
            self._question = _last_question(self.record)
        return self._question

    @property
    def rendered(self) -> bool:
        """Whether the data is already in the form of a chat template, so that control tokens stand there on purpose."""
        return self.record.shape in _PLAIN_SHAPES and _ASSISTANT_MARK.search(self.text) is not None


def _last_question(record: Record) -> str:
    texts: list[str] = []
    for turn in reversed(record.turns):
        if turn.role == USER:
            texts.append(turn.text)
        elif texts:
            break
    return "\n".join(reversed(texts))


def _bare(turn: Turn) -> Turn:
    text = turn.text
    if not text.endswith(END_TOKENS):
        return turn
    return Turn(turn.role, turn.path, text[: text.rfind("<")].rstrip(), turn.trained, turn.message)


END_TOKENS = (
    "</s>", "<eos>", "<|endoftext|>", "<|end_of_text|>", "<|im_end|>", "<|eot_id|>", "<｜end▁of▁sentence｜>",
)  # fmt: skip
"""Tokens that end a text on purpose where the trainer adds none."""
_PLAIN_SHAPES = frozenset({"text", "prompt_completion", "segments", "stepwise", "prompt_only", "preference", "kto"})
"""Layouts that hold plain strings, to which no trainer adds a template."""
_ASSISTANT_MARK = re.compile(
    r"<\|im_start\|>|\[/INST\]|<\|assistant\|>|<\|start_header_id\|>|<start_of_turn>|<｜(?:Assistant|User)｜>"
    r"|<\|start\|>|<\|(?:user|assistant)_start\|>|<reserved_10[2-7]>|<\|(?:start_of_role|START_OF_TURN_TOKEN)\|>"
)

Example = str | tuple[tuple[str, str], ...]
"""An answer to the question "q", or a conversation of (role, text)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One measure: how it is found, what a policy allows of it, and what it finds and must not find."""

    measure: str
    find: Callable[[Seen], Iterator[Problem]]
    limit: Limit | None
    """Default limit; None where the measure only informs."""
    hits: tuple[Example, ...] = ()
    misses: tuple[Example, ...] = ()
    shown: bool = True
    """Whether every place is evidence; else it is only counted, since it may stand in every record."""

    @property
    def id(self) -> str:
        """Id of its finding."""
        return f"format/{self.measure}"


@dataclass(frozen=True, slots=True)
class Sign:
    """A kind of marker that stands in a text, and when it is none."""

    kind: str
    begins: tuple[str, ...]
    """What a marker begins with. A single character is found fastest, and the pattern is tried only there."""
    regex: re.Pattern[str]
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    fine: re.Pattern[str] | None = None
    """Where this matches anywhere in the record, the marker belongs there."""

    def first(self, text: str) -> re.Match[str] | None:
        """The first marker of a text, by its beginnings in their order."""
        for begin in self.begins:
            place = text.find(begin)
            while place >= 0:
                match = self.regex.match(text, place)
                if match is not None:
                    return match
                place = text.find(begin, place + 1)
        return None


def find_signs(seen: Seen, measure: str, sign: Sign, turns: Sequence[Turn]) -> Iterator[Problem]:
    """The first place of a sign in each of the turns."""
    for turn in turns:
        match = sign.first(turn.text)
        if match is not None:
            if sign.fine is not None and sign.fine.search(seen.text) is not None:
                return
            yield Problem(measure, sign.kind, turn, *match.span())
