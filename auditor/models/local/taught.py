"""A tuned model beside its teacher: how far their distributions are apart, on given texts and on texts of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.models import BESIDE, Beside, Generate, Generated, Ids, Score, Scored, Unanswered
from auditor.models.local import writer
from auditor.models.local.scorer import LocalModel


@dataclass(frozen=True, slots=True, eq=False)
class Pupil:
    """Two models whose token ids mean the same. Makes a `Taught`."""

    student: LocalModel
    teacher: LocalModel

    @property
    def identity(self) -> str:
        """Digest of both identities."""
        both = f"{self.student.identity} taught by {self.teacher.identity}"
        return hashlib.sha256(both.encode()).hexdigest()

    def beside(self, cases: Sequence[Beside]) -> Iterator[tuple[int, Scored | Unanswered]]:
        """The place of each case with its reply, those of texts that are given first.

        Raises:
            ModelError: the memory does not suffice for a single case.
        """
        given = [(place, Score(case.prompt, case.target, BESIDE)) for place, case in enumerate(cases)
                 if case.writer == "data"]  # fmt: skip
        yield from self._scored(given)
        for model, own in ((self.teacher, "teacher"), (self.student, "student")):
            due = [(place, case) for place, case in enumerate(cases) if case.writer == own]
            written: list[tuple[int, Score]] = []
            for place, reply in _written(model, due):
                match reply:
                    case Unanswered():
                        yield place, reply
                    case Score():
                        written.append((place, reply))
            yield from self._scored(sorted(written, key=lambda one: one[0]))

    def _scored(self, cases: Sequence[tuple[int, Score]]) -> Iterator[tuple[int, Scored | Unanswered]]:
        beside = replace(self.student, reference=self.teacher.network)
        for at, reply in beside.score([case for _, case in cases]):
            yield cases[at][0], reply


def _written(model: LocalModel, cases: Sequence[tuple[int, Beside]]) -> Iterator[tuple[int, Score | Unanswered]]:
    """Each case with what a model writes as its target."""
    hand = writer.Writer(model.network, model.renderer, model.ends, model.thoughts)
    texts: list[writer.Due] = []
    for place, case in cases:
        match writer.due(hand, place, Generate(case.prompt, case.limit, _Nobody())):
            case Unanswered() as reply:
                yield place, reply
            case writer.Due() as text:
                texts.append(text)
    for text, ids in writer.wrote(hand, texts, model.page):
        yield text.place, Score(Ids(text.prompt), ids, BESIDE)


class _Nobody:
    """Nobody reads the text: its tokens are scored, and forgotten."""

    name = "nobody"

    def read(self, text: Generated) -> dict[str, float]:
        raise AssertionError("a text that is scored is not read")
