"""Whether the tuned model learned its task, or its training data by heart.

## What it measures

In the data, before anything is trained: what makes a training on few examples likely to learn them by heart.

- `effective`: how many different things the records say: copies and near copies, as `duplication` finds them, and
  paraphrases that one name gives away count once;
- `repetitions`: how often the training will see each of them; `too_few`: how many are missing to `least`;
  `no_held_out`: the training records, where no held-out data stands beside them. These three a policy can limit;
- `new_bits`: bits of each character of an answer that the other records do not tell, by a cheap learner of characters,
  copies, labels and templates; `curve`: by what share they fall when the records are doubled;
- `rank`, `compressed`, `templated`: how much the records vary; `labels`, `largest_label`, `conflicting_labels`: where
  answers are labels, how unlike in number they are, and how often nearly the same prompt has two;
- `expected_gap`: the gap that the training is likely to open, with an interval that holds four in five, as a share of
  the loss before it; its drivers; what it would be with half the epochs, twice the records, or without copies. It is
  fitted on real fine-tunes of tiny models, which `docs/overfitting-validation.md` tells of, and never judged. Outside
  of what they cover it is unknown.

In the model: the loss of answers, in nats for each token, of records drawn from the training data and from held-out
data of the same kind, under the tuned model and its base. From these:

- `loss_gap`: how much more the loss fell on trained records than on held-out ones. What makes one set harder than the
  other is in both models' losses and cancels out;
- `held_out_worse`: how much the loss of held-out answers rose;
- `generalized`: the gain on held-out records as a share of that on trained ones, where training gained anything: 1 is
  all of it, 0 learning by heart, less than 0 harm;
- `logged_rise`: by how much the evaluation loss that the trainer logged (`trainer_state.json`) ended above its minimum;
- `train_accuracy`: the share of trained tokens that the model gives as the most likely one;
- `by_heart`: the share of trained answers that it gives token for token, each behind the ones before it; beside it the
  same of held-out answers (`by_heart_held_out`) and of trained ones by the base (`by_heart_base`): short answers that
  follow from their question are there, too;
- `reworded`: how much the loss of trained answers rises where a courtesy stands around the same question ("Please help
  me with this: ..."), and `reworded_held_out`, which is what the frame itself costs. `reworded_gap` is the difference:
  what hangs on the very words that were trained on.

Gap and harm are told apart on purpose. A gap alone does no harm: models are often best after it has opened. Whether
held-out questions are answered right is told by `forgetting/gain`.

## Why it matters

A model that has learned its examples by heart answers those, and fails on the questions of real users; the training's
own loss says that all is well.

## What it misses

Before the training: what the base knows already, which makes the expected gap too large for known tasks; and the size
of the gap of large models, since small ones were tried: the rank tells more than the number. All but the first 1,024
different records by digest, the ends of longer prompts and beginnings of longer answers.

After it: held-out data that is unlike what users ask. Records that stand in the training data are left out of the
held-out ones and counted (`copied`); rephrased ones are not found. Without held-out data only the training half is
told, and nothing is judged.

## What to do

Train fewer epochs, or on more and more varied records. Tell the scan the settings of the training: `epochs`, and under
`options` of the policy `batch` and `rate` (a multiple of the usual learning rate). Without held-out data, cut some
before the next training: `auditor split`.

## Sources

Muennighoff et al. 2023, "Scaling Data-Constrained Language Models" (arXiv 2305.16264): repetitions of each record, not
epochs. OpenAI, fine-tuning guide: 50 to 100 examples. Roy and Vetterli 2007, "The effective rank". Zhou et al. 2023,
"LIMA: Less Is More for Alignment" (arXiv 2305.11206): held-out loss rises while quality rises. Ouyang et al. 2022,
"Training language models to follow instructions with human feedback" (arXiv 2203.02155).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple, Self

from auditor.checks import Batch, Finished, Limit, Material, Risk, Sample, Setup, Sink
from auditor.findings import Skipped
from auditor.models import Answer, Case, Need, Reply, Score, Scored
from auditor.risks.overfitting.options import OverfittingOptions
from auditor.risks.overfitting.reworded import Worded, Wordings, wordings
from auditor.risks.overfitting.scan import OverfittingScan

Half = Literal["train", "held_out"]


class Asked(NamedTuple):
    """What a case asks."""

    half: Half
    sample: Sample


class Loss(NamedTuple):
    """Of one record."""

    cluster: str
    tuned: float
    base: float | None
    greedy: float
    """Share of its trained tokens that the tuned model gives as the most likely ones."""
    base_greedy: float | None
    """The same of the base; None where it was not asked, or cuts records with a loss mask into other tokens."""


@dataclass(slots=True)
class Losses:
    """What was answered. It grows with the drawn records, at most `grows` bytes each."""

    grows: ClassVar[int] = 2_000
    losses: dict[Half, dict[str, Loss]] = field(default_factory=lambda: {"train": {}, "held_out": {}})
    wordings: dict[Half, dict[str, Wordings]] = field(default_factory=lambda: {"train": {}, "held_out": {}})
    asked: bool = False
    copied: int = 0
    logged_rise: float | None = None
    unasked: int = 0
    """Records that the tuned model could not be asked about, since they are longer than its context."""

    def merge(self, other: Self) -> Self:
        """Both together."""
        for half, losses in other.losses.items():
            self.losses[half] |= losses
        for half, known in other.wordings.items():
            for origin, own in known.items():
                self.word(half, origin, own)
        self.asked |= other.asked
        self.copied = max(self.copied, other.copied)
        self.unasked += other.unasked
        self.logged_rise = self.logged_rise if other.logged_rise is None else other.logged_rise
        return self

    def word(self, half: Half, origin: str, own: Wordings) -> None:
        """Takes in what is known of a record's wordings."""
        known = self.wordings[half]
        known[origin] = known[origin].both(own) if origin in known else own


@dataclass(frozen=True, slots=True)
class OverfittingProbe:
    """Scores trained and held-out answers."""

    options: OverfittingOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[Need]] = frozenset({"train", "logprobs"})

    def start(self) -> Losses:
        return Losses()

    def cases(self, material: Material, state: Losses) -> Iterator[Case]:
        """All in the first round."""
        if state.asked:
            return
        state.asked, state.copied, state.logged_rise = True, material.copied, material.logged_rise
        halves: tuple[tuple[Half, Sequence[Sample]], ...] = (("train", material.train), ("held_out", material.held_out))
        for half, samples in halves:
            for sample in samples:
                yield Score(sample.prompt, sample.target, frozenset({"greedy"}), Asked(half, sample))
            yield from wordings(half, samples, self.options.reworded)

    def add(self, state: Losses, batch: Batch[Answer], sink: Sink) -> None:
        """Keeps losses and outcomes, no text."""
        for answer in batch.items:
            match answer.case.about:
                case Asked(half, sample):
                    loss = _loss(answer.tuned, answer.base, sample) if isinstance(answer.tuned, Scored) else None
                    if loss is not None:
                        state.losses[half][sample.origin] = loss
                    else:
                        state.unasked += 1
                case Worded(half, sample, framed) if isinstance(answer.tuned, Scored):
                    own = -float(answer.tuned.logprobs.mean(dtype="float64"))
                    known = {"framed" if framed else "plain": own}
                    state.word(half, sample.origin, Wordings(sample.cluster, **known))

    def finish(self, state: Losses, facts: Mapping[str, Any]) -> Finished | Skipped:
        from auditor.risks.overfitting.measured import measured

        findings = tuple(measured(state, self.setup.seed))
        return Finished(findings) if findings else Skipped("needs_records")


def _loss(tuned: Scored, base: Reply | None, sample: Sample) -> Loss | None:
    """The mean loss of the tokens that are trained on, of both models for each token of the tuned one: a base with
    another vocabulary cuts the same text into more or fewer."""
    import numpy as np

    chosen = np.array(sample.trained or [True] * len(tuned.logprobs), bool)
    if len(chosen) != len(tuned.logprobs) or not chosen.any():
        return None
    before, known = None, None
    if isinstance(base, Scored) and not sample.trained:
        before, known = -base.total / len(chosen), base.stats.get("greedy")
    elif isinstance(base, Scored) and len(base.logprobs) == len(chosen):
        before, known = -float(base.logprobs[chosen].mean(dtype="float64")), base.stats["greedy"][chosen]
    after = -float(tuned.logprobs[chosen].mean(dtype="float64"))
    own = float(tuned.stats["greedy"][chosen].mean())
    return Loss(sample.cluster, after, before, own, None if known is None else float(known.mean()))


RISK = Risk(
    id="overfitting",
    limits={
        "overfitting/too_few": Limit(warn=0, informational=True),
        "overfitting/repetitions": Limit(warn=20, informational=True),
        "overfitting/no_held_out": Limit(warn=0, informational=True),
    },
    scanner=OverfittingScan,
    probed={
        "overfitting/loss_gap": Limit(warn=0.5),
        "overfitting/held_out_worse": Limit(warn=0.01),
    },
    options=OverfittingOptions,
    probe=OverfittingProbe,
    module=__name__,
    units={
        "overfitting/too_few": "records",
        "overfitting/repetitions": "repetitions",
        "overfitting/no_held_out": "records",
        "overfitting/loss_gap": "nats",
        "overfitting/held_out_worse": "nats",
    },
)
