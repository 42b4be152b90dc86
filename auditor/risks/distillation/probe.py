"""A tuned model beside its teacher, on texts of the data and on texts that each of them writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Self

from auditor.checks import Batch, Finished, Material, Sample, Setup, Sink
from auditor.findings import Finding, Skipped, Unit
from auditor.models import Answer, Beside, Case, Need, Scored, Writer
from auditor.risks.distillation.options import DistillationOptions

PARTS: Mapping[str, str] = {
    "train": "train", "held_out": "held_out", "teacher": "teacher_text", "student": "own_text",
}  # fmt: skip
"""What is asked of, and how its findings end."""


class Asked(NamedTuple):
    """What a case asks."""

    part: str
    key: str
    cluster: str
    trained: tuple[bool, ...]


class Apart(NamedTuple):
    """Of one text: sums over its tokens."""

    cluster: str
    kl: float
    """Nats."""
    agree: float
    tokens: int


@dataclass(slots=True)
class Compared:
    """What was found of each text. It grows with the texts."""

    grows: ClassVar[int] = 1_000
    texts: dict[str, dict[str, Apart]] = field(default_factory=lambda: {part: {} for part in PARTS})
    """By part and origin."""
    asked: bool = False

    def merge(self, other: Self) -> Self:
        """Both together."""
        for part, texts in other.texts.items():
            self.texts[part] |= texts
        self.asked |= other.asked
        return self


@dataclass(frozen=True, slots=True)
class DistillationProbe:
    """Compares the distributions of the tuned model with those of its teacher."""

    options: DistillationOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[Need]] = frozenset({"teacher"})

    def start(self) -> Compared:
        return Compared()

    def cases(self, material: Material, state: Compared) -> Iterator[Case]:
        """All in the first round."""
        if state.asked:
            return
        state.asked = True
        for part, samples in (("train", material.train), ("held_out", material.held_out)):
            for sample in samples[: self.options.records]:
                about = Asked(part, sample.origin, sample.cluster, sample.trained)
                yield Beside(sample.prompt, sample.target, about=about)
        for sample in (material.held_out or material.train)[: self.options.texts]:
            yield from self._written(sample)

    def _written(self, sample: Sample) -> Iterator[Case]:
        """The question of a record, to which both write an answer; without one, its prompt."""
        prompt = sample.question or sample.prompt
        writers: tuple[Writer, ...] = ("teacher", "student")
        for writer in writers:
            about = Asked(writer, sample.origin, sample.cluster, ())
            yield Beside(prompt, "", writer, self.options.tokens, about)

    def add(self, state: Compared, batch: Batch[Answer], sink: Sink) -> None:
        """Keeps the sums of each text."""
        import numpy as np

        for answer in batch.items:
            asked, reply = answer.case.about, answer.tuned
            assert isinstance(asked, Asked)
            if isinstance(reply, Scored):
                size = len(reply.logprobs)
                chosen = np.array(asked.trained if len(asked.trained) == size else [True] * size, bool)
                if chosen.any():
                    kl, agree = (float(reply.stats[name][chosen].sum(dtype="float64")) for name in ("kl", "agree"))
                    state.texts[asked.part][asked.key] = Apart(asked.cluster, max(0.0, kl), agree, int(chosen.sum()))

    def finish(self, state: Compared, facts: Mapping[str, Any]) -> Finished | Skipped:
        findings = tuple(_findings(state))
        return Finished(findings) if findings else Skipped("needs_records")


def _findings(state: Compared) -> Iterator[Finding]:
    for part, name in PARTS.items():
        texts = [one for _, one in sorted(state.texts[part].items())]
        yield from _mean(f"distillation/kl_{name}", [one.kl / one.tokens for one in texts], texts, "nats")
        yield from _mean(f"distillation/agree_{name}", [one.agree / one.tokens for one in texts], texts, "ratio")
    both = sorted(state.texts["teacher"].keys() & state.texts["student"].keys())
    pairs = [(state.texts["student"][key], state.texts["teacher"][key]) for key in both]
    gaps = [mine.kl / mine.tokens - its.kl / its.tokens for mine, its in pairs]
    yield from _mean("distillation/own_text_gap", gaps, [mine for mine, _ in pairs], "nats")


def _mean(id: str, values: list[float], texts: list[Apart], unit: Unit) -> Iterator[Finding]:
    """The mean over texts with its interval of 90 %; none of fewer than two clusters."""
    from auditor.stats.bootstrap import clusters, t_interval

    labels = [one.cluster for one in texts]
    if len(set(labels)) > 1:
        own = t_interval(clusters(values, labels))
        low, high = (min(1.0, max(0.0, end)) if unit == "ratio" else end for end in (own.low, own.high))
        if id.startswith("distillation/kl_"):
            low = max(0.0, low)
        yield Finding(id, own.value, len(values), low, high, unit, judged=False)
