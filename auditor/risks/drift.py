"""How far the tuned model moved from its base, on its own task and on general text.

## What it measures

For each token of some texts, the two models' distributions over the next one:

- `kl_task`: KL(base || tuned), in nats a token, over answers of held-out records or, without those, of trained ones;
- `kl_text`: the same over general text (English, Chinese and code that come with the auditor, and items of your
  suites that have a `text`), and for each kind of it `loss_<name>`: how much its loss rose;
- `agree_task`, `agree_text`: the share of tokens at which both models would write the same next one.

- `length`: how many more tokens the tuned model writes than its base (`length_base`), to the same questions of such
  records, and `cut` the share of its answers that had not ended after 256 tokens.

And of the weights:

- `weights`: how far all weights moved, ||tuned - base|| / ||base||, and the three layers that moved most
  (`weights_of_<layer>`); of an adapter, what it adds.

All but the weights have an interval of 90 % over texts. Nothing is judged: what a model lost is told by `forgetting`.

## Why it matters

Of the cheap signals, the divergence on the new task is the one that was found to foretell forgetting; that on general
text defines it in part. A model can move far and lose nothing that is asked, so these numbers explain, and warn early.

## What it misses

Which ability moved. Of an answer that is cut no one knows how long it would be. Over several stages of training, the
divergence on the last task alone says little. Where the two models do not share a vocabulary, none of it can be told.

## What to do

Where it is large, look first at the capabilities that fell, then train with a lower rate or mix in general data.

## Sources

Shenfeld, Pari, Agrawal 2025, "RL's Razor: Why Online Reinforcement Learning Forgets Less" (arXiv 2509.04259).
Kalajdzievski 2024, "Scaling Laws for Forgetting When Fine-Tuning Large Language Models" (arXiv 2401.05605).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Self

from auditor.checks import Batch, Finished, Material, Risk, Setup, Sink
from auditor.findings import Finding, Skipped, Unit
from auditor.models import Answer, Case, Chat, Generate, Generated, Need, Plain, Read, Score, Scored, Statistic
from auditor.suites import Follow
from auditor.suites.packs import TEXTS

WANTED: frozenset[Statistic] = frozenset({"kl", "agree"})
TASK, TEXT = "task", "text"
LAYERS = 3
"""Layers that are named: those that moved most."""


LONGEST = 256
"""Tokens of an answer at most: what `forgetting` and `attribution` ask so is not written again."""


class Asked(NamedTuple):
    """What the case of a text asks."""

    part: str
    capability: str
    """Of general text."""
    key: str
    cluster: str
    trained: tuple[bool, ...]


class Moved(NamedTuple):
    """Of one text."""

    part: str
    capability: str
    cluster: str
    kl: float
    agree: float
    rise: float
    """Of the loss, in nats a token."""


class Long(NamedTuple):
    """What the case of a question asks, and how long both answers were, in tokens."""

    key: str
    cluster: str
    tuned: float = 0
    base: float = 0
    cut: float = 0
    """Whether the tuned model's answer had not ended."""


@dataclass(frozen=True, slots=True)
class Length:
    """Reads how long an answer is."""

    name: ClassVar[str] = "length/1"

    def read(self, text: Generated) -> Mapping[str, float]:
        return {"tokens": float(text.tokens), "ended": float(text.ended)}


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """How many records of the data are looked at."""

    records: int = 100
    answers: int = 40
    """How many of their questions both models answer."""
    packs: tuple[str, ...] = TEXTS
    """Shipped suites of text."""


@dataclass(slots=True)
class Moves:
    """What was found of each text. It grows with the texts."""

    grows: ClassVar[int] = 1_000
    texts: dict[str, Moved] = field(default_factory=dict)
    answers: dict[str, Long] = field(default_factory=dict)
    moved: Mapping[str, float] = field(default_factory=dict)
    """By layer."""
    asked: bool = False

    def merge(self, other: Self) -> Self:
        """Both together."""
        self.texts |= other.texts
        self.answers |= other.answers
        self.moved = {**self.moved, **other.moved}
        self.asked |= other.asked
        return self


@dataclass(frozen=True, slots=True)
class DriftProbe:
    """Compares the distributions of both models."""

    options: DriftOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[Need]] = frozenset({"base", "reference", "logprobs"})

    def start(self) -> Moves:
        return Moves()

    def cases(self, material: Material, state: Moves) -> Iterator[Case]:
        """All in the first round."""
        if state.asked:
            return
        state.asked, state.moved = True, material.moved
        samples = (material.held_out or material.train)[: self.options.records]
        if "generate" in material.can:
            chats = [(one, one.question) for one in samples if isinstance(one.question, Chat)]
            for sample, question in chats[: self.options.answers]:
                yield Generate(question, LONGEST, Length(), Long(sample.origin, sample.cluster))
        for sample in samples:
            about = Asked(TASK, "", f"{TASK} {sample.origin}", sample.cluster, sample.trained)
            yield Score(sample.prompt, sample.target, WANTED, about)
        for suite, item in material.items():
            if isinstance(item.ask, Follow):
                about = Asked(TEXT, item.capability, f"{suite}:{item.id}", item.cluster, ())
                prompt = Chat(item.messages, item.tools) if item.messages else Plain("")
                yield Score(prompt, item.ask.text, WANTED, about)

    def add(self, state: Moves, batch: Batch[Answer], sink: Sink) -> None:
        """Keeps the means of each text, and how long each answer is."""
        for answer in batch.items:
            match answer.case.about, answer.tuned, answer.base:
                case Asked() as asked, Scored() as tuned, Scored() as base:
                    state.texts[asked.key] = _moved(asked, tuned, base)
                case Long(key, cluster), Read(own), Read(before):
                    state.answers[key] = Long(key, cluster, own["tokens"], before["tokens"], 1 - own["ended"])

    def finish(self, state: Moves, facts: Mapping[str, Any]) -> Finished | Skipped:
        texts = [moved for _, moved in sorted(state.texts.items())]
        answers = [answer for _, answer in sorted(state.answers.items())]
        findings = (*_findings(texts), *_lengths(answers), *_weights(state.moved))
        return Finished(findings) if findings else Skipped("needs_records")


def _moved(asked: Asked, tuned: Scored, base: Scored) -> Moved:
    import numpy as np

    chosen = np.array(asked.trained or [True] * len(tuned.logprobs), bool)
    kl, agree = (float(tuned.stats[name][chosen].mean(dtype="float64")) for name in ("kl", "agree"))
    rise = float((base.logprobs - tuned.logprobs)[chosen].mean(dtype="float64"))
    return Moved(asked.part, asked.capability, asked.cluster, kl, agree, rise)


def _findings(moves: list[Moved]) -> Iterator[Finding]:
    for part in (TASK, TEXT):
        own = [moved for moved in moves if moved.part == part]
        yield from _mean(f"drift/kl_{part}", own, [max(0.0, moved.kl) for moved in own], "nats")
        yield from _mean(f"drift/agree_{part}", own, [moved.agree for moved in own], "ratio")
    texts: dict[str, list[Moved]] = defaultdict(list)
    for moved in moves:
        if moved.part == TEXT:
            texts[moved.capability].append(moved)
    for capability, own in sorted(texts.items()):
        yield from _mean(f"drift/loss_{capability}", own, [moved.rise for moved in own], "nats")


def _lengths(answers: list[Long]) -> Iterator[Finding]:
    yield from _mean("drift/length", answers, [one.tuned - one.base for one in answers], "tokens")
    yield from _mean("drift/length_base", answers, [one.base for one in answers], "tokens")
    yield from _mean("drift/cut", answers, [one.cut for one in answers], "ratio")


def _weights(moved: Mapping[str, float]) -> Iterator[Finding]:
    """How far all weights moved, and the layers that moved most."""
    for name in sorted(moved, key=lambda name: (name != "all", -moved[name], name))[: 1 + LAYERS]:
        id = "drift/weights" if name == "all" else f"drift/weights_of_{name}"
        yield Finding(id, moved[name], len(moved) - 1, moved[name], moved[name], "ratio", judged=False)


def _mean(id: str, texts: Sequence[Moved | Long], values: list[float], unit: Unit) -> Iterator[Finding]:
    from auditor.stats.bootstrap import clusters, t_interval

    labels = [one.cluster for one in texts]
    if len(set(labels)) > 1:
        own = t_interval(clusters(values, labels))
        low, high = (min(1.0, max(0.0, end)) if unit == "ratio" else end for end in (own.low, own.high))
        yield Finding(id, own.value, len(values), low, high, unit, judged=False)


RISK = Risk(
    id="drift",
    limits={},
    options=DriftOptions,
    probe=DriftProbe,
    module=__name__,
)
