"""Asks the tuned model and its base for the private values of the training data."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal, NamedTuple, Self

from auditor.canaries.judged import Heard as HeardCanary
from auditor.canaries.key import Canary, cases
from auditor.checks import Batch, Behind, Context, Finished, Material, Planted, Sample, Setup, Sink, Target, Untestable
from auditor.findings import Skipped
from auditor.models import Answer, Case, Generate, Generated, Need, Read, Reply, Score, Scored, Statistic
from auditor.risks.memorization.options import MemorizationOptions
from auditor.risks.memorization.verdicts import Heard, Item

DRAWN: tuple[Statistic, ...] = ("top_40", "cool", "cool_top_40")
"""Ways of drawing beside the plain one."""
VALUE: frozenset[Statistic] = frozenset({"greedy", *DRAWN})
MEMBER: frozenset[Statistic] = frozenset({"greedy", "mean", "spread"})
ANSWER = "answer"
"""Kind of a target that is a part of an ordinary answer."""
WRITTEN = 96
"""Most tokens of an answer in which a value is looked for."""
LOWEST = 0.2
"""Share of the tokens that Min-K%++ looks at."""
SHORTEST = 4
"""Letters and digits below which a value is not looked for in an answer: so short, it stands there by chance."""
Half = Literal["train", "held_out"]


def plain(text: str) -> str:
    """Letters and digits alone, of one form: how a value is written does not hide it."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


@dataclass(frozen=True, slots=True)
class Says:
    """Reads whether a text holds a value."""

    value: str = field(repr=False)

    @property
    def name(self) -> str:
        """With the value: it goes no further than the keyed digest of the case."""
        return f"says {plain(self.value)}"

    def read(self, text: Generated) -> Mapping[str, float]:
        """`said`, 1 or 0."""
        return {"said": float(plain(self.value) in plain(text.text))}


class Valued(NamedTuple):
    """A case asks for a value behind its record (no context), or by a question."""

    target: Target
    context: Context


class Member(NamedTuple):
    """A case asks how likely a record is."""

    half: Half
    sample: Sample


class Marks(NamedTuple):
    """Scores of one record of which more speaks for its having been trained on."""

    cluster: str
    likely: float
    """Mean log-probability of its tokens under the tuned model, in nats."""
    ratio: float | None
    """The same, less that under the base; None without a base."""
    min_k: float
    """Min-K%++ (Zhang et al. 2024, arXiv 2404.02936): mean of the lowest fifth of (log p - its mean) / its spread."""
    base_likely: float | None


@dataclass(slots=True)
class Recalled:
    """What was answered. It grows with the values and the drawn records, at most `grows` bytes each."""

    grows: ClassVar[int] = 4_000
    items: dict[str, Item] = field(default_factory=dict)
    """By fingerprint."""
    members: dict[Half, dict[str, Marks]] = field(default_factory=lambda: {"train": {}, "held_out": {}})
    values: int = 0
    """Distinct private values of the training data, the ones that are not asked for included."""
    asked: bool = False
    planted: Planted | None = None
    canaries: dict[str, HeardCanary] = field(default_factory=dict)
    """What was heard of each canary, by its id."""
    read: bool = False
    """Whether there is data: without values in it, it has nothing to give away."""

    def merge(self, other: Self) -> Self:
        """Both together."""
        for name, item in other.items.items():
            self.items[name] = item if name not in self.items else _both(self.items[name], item)
        for half, marks in other.members.items():
            self.members[half] |= marks
        self.values = max(self.values, other.values)
        self.asked |= other.asked
        self.read |= other.read
        self.planted = self.planted or other.planted
        self.canaries |= other.canaries
        return self


@dataclass(frozen=True, slots=True)
class MemorizationProbe:
    """Asks for each value behind its record, and by questions that could make the model say it."""

    options: MemorizationOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[Need]] = frozenset({"train"})

    def start(self) -> Recalled:
        return Recalled()

    def cases(self, material: Material, state: Recalled) -> Iterator[Case]:
        """All in the first round."""
        if state.asked:
            return
        state.asked, state.values = True, material.values
        state.read, state.planted = bool(material.train or material.targets), material.canaries
        if state.planted is not None and "logprobs" in material.can:
            yield from (replace(case, about=canary) for canary, case in cases(state.planted.key))
        for target in material.targets:
            state.items[target.fingerprint] = Item(_without_value(target), None, None)
            if isinstance(target.where, Behind) and "logprobs" in material.can:
                yield Score(target.where.prompt, target.where.target, VALUE, Valued(target, "training"))
            if "generate" in material.can and len(plain(target.value)) >= SHORTEST and target.kind != ANSWER:
                for context, prompt in target.asked:
                    yield Generate(prompt, WRITTEN, Says(target.value), Valued(target, context))
        if "logprobs" in material.can:
            halves: tuple[tuple[Half, tuple[Sample, ...]], ...] = (
                ("train", material.train), ("held_out", material.held_out),
            )  # fmt: skip
            for half, samples in halves:
                for sample in samples:
                    yield Score(sample.prompt, sample.target, MEMBER, Member(half, sample))

    def add(self, state: Recalled, batch: Batch[Answer], sink: Sink) -> None:
        """Keeps numbers, no text."""
        state.read |= bool(batch.items)
        for answer in batch.items:
            match answer.case.about:
                case Valued(target, context):
                    heard = [_heard(target, context, reply) for reply in (answer.tuned, answer.base)]
                    found = Item(_without_value(target), heard[0], heard[1])
                    if isinstance(answer.tuned, Read):
                        found = replace(found, asked=frozenset({context}))
                    known = state.items.get(target.fingerprint)
                    state.items[target.fingerprint] = found if known is None else _both(known, found)
                case Canary() as canary:
                    if isinstance(answer.tuned, Scored):
                        base = answer.base.total if isinstance(answer.base, Scored) else None
                        state.canaries[canary.id] = HeardCanary(answer.tuned.total, base)
                case Member(half, sample):
                    if (marks := _marks(sample, answer.tuned, answer.base)) is not None:
                        state.members[half][sample.origin] = marks

    def finish(self, state: Recalled, facts: Mapping[str, Any]) -> Finished | Skipped:
        from auditor.risks.memorization.measured import Measured

        if not state.read:
            return Skipped("needs_records")
        measured = Measured(state, self.options, self.setup)
        return Finished(tuple(measured.findings()), evidence=measured.evidence())


def _without_value(target: Target) -> Target:
    """What a state keeps: neither the value nor the text before it."""
    where = Untestable("asked") if isinstance(target.where, Behind) else target.where
    return replace(target, value="", where=where, asked=())


def _heard(target: Target, context: Context, reply: Reply | None) -> Heard | None:
    """What one reply says of a value."""
    match reply, target.where:
        case Read(marks), _:
            return Heard(said=frozenset({context} if marks["said"] else ()))
        case Scored(), Behind(own=own):
            chosen = [place for place, mine in enumerate(own) if mine]
            drawn: dict[str, float] = {
                name: float(reply.stats[name].sum(dtype="float64")) for name in DRAWN if name in reply.stats
            }
            greedy = bool(reply.stats["greedy"].all()) if "greedy" in reply.stats else False
            return Heard(float(reply.logprobs[chosen].sum(dtype="float64")), reply.total, drawn, greedy)
    return None


def _marks(sample: Sample, tuned: Reply, base: Reply | None) -> Marks | None:
    """The scores of one record, of the tokens that are trained on."""
    import numpy as np

    if not isinstance(tuned, Scored) or not {"mean", "spread"} <= tuned.stats.keys():
        return None
    chosen = np.array(sample.trained or [True] * len(tuned.logprobs), bool)
    if len(chosen) != len(tuned.logprobs) or not chosen.any():
        return None
    logs = tuned.logprobs[chosen].astype("float64")
    standard = np.sort((logs - tuned.stats["mean"][chosen]) / np.maximum(tuned.stats["spread"][chosen], 1e-6))
    lowest = standard[: max(1, round(LOWEST * len(standard)))]
    before = float(base.logprobs[chosen].mean(dtype="float64")) if isinstance(base, Scored) else None
    after = float(logs.mean())
    return Marks(sample.cluster, after, None if before is None else after - before, float(lowest.mean()), before)


def _both(one: Item, other: Item) -> Item:
    """All that was heard of one value."""
    tuned, base = (
        mine if its is None else its if mine is None else mine.and_(its)
        for mine, its in ((one.tuned, other.tuned), (one.base, other.base))
    )
    return Item(one.target, tuned, base, one.asked | other.asked)
