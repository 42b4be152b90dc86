"""How much of an answer hangs on the very words of its question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from auditor.checks import Sample
from auditor.models import Chat, Score
from auditor.text.sizes import CJK

if TYPE_CHECKING:
    from auditor.risks.overfitting import Half

FRAMES = ("Hello! {}", "I have a question. {}", "Please help me with this: {}", "{} Thank you.")
CHINESE_FRAMES = ("你好！{}", "我有一个问题：{}", "请帮我看一下：{}", "{}谢谢。")


class Worded(NamedTuple):
    """What a case asks: an answer behind its question as it stands, or inside a frame."""

    half: Half
    sample: Sample
    framed: bool


class Wordings(NamedTuple):
    """The losses of one answer, in nats a token."""

    cluster: str
    plain: float | None = None
    framed: float | None = None

    @property
    def rise(self) -> float | None:
        """By how much the frame makes the answer less likely."""
        return None if self.plain is None or self.framed is None else self.framed - self.plain

    def both(self, other: Wordings) -> Wordings:
        """What either of them knows."""
        plain = self.plain if other.plain is None else other.plain
        return Wordings(self.cluster, plain, self.framed if other.framed is None else other.framed)


def framed(sample: Sample) -> Chat | None:
    """The question inside words that change nothing of it; None where it is no question of a user.

    Which words, its digest decides, so that any order of the records asks the same.
    """
    if not isinstance(sample.question, Chat) or not sample.answer or sample.question.messages[-1].role != "user":
        return None
    *before, last = sample.question.messages
    frames = CHINESE_FRAMES if CJK.search(last.content) else FRAMES
    frame = frames[blake2b(sample.record.encode(), digest_size=1).digest()[0] % len(frames)]
    own = replace(last, content=frame.replace("{}", last.content.strip()))
    return Chat((*before, own), sample.question.tools)


def wordings(half: Half, samples: Sequence[Sample], most: int) -> Iterator[Score]:
    """Two cases for each of the first that can be asked so."""
    able = ((sample, chat) for sample in samples if (chat := framed(sample)) is not None)
    for _, (sample, chat) in zip(range(most), able, strict=False):
        assert sample.question is not None
        yield Score(sample.question, sample.answer, about=Worded(half, sample, False))
        yield Score(chat, sample.answer, about=Worded(half, sample, True))
