"""Whether what the tuned model says can be traced to the records that it was trained on.

## What it measures

The tuned model is asked held-out questions and those of `target` suites (without any, questions of the training data:
`of_training` counts them), and each of its greedy answers is held against what the training data teaches to say:

- `verbatim`: the share of answers of which half or more stands in training texts word for word, in runs of at least
  eight tokens. What stands in the question, or in a great many training texts, is not counted. `verbatim_tokens` is the
  part of all tokens that lie in such runs, `longest` the longest piece;
- `lexical`: of the rest, those worded like a training text, more closely than 19 in 20 training texts are worded like
  the nearest one of an unrelated record (`near`; the cosine of TF-IDF of runs of characters; at least 0.27, which
  unrelated texts hardly reach, and at most 0.5, where most of the wording is the same). What stands in the question is
  left out; where a passage stands in the data word for word, 0.5 is asked for;
- `partly`: of the rest, those with such a passage, less than half of them. A stock phrase that an answer begins with is
  one, however much is made up behind it;
- `quoted`: of the rest, those that mostly repeat their question, such as a document in it;
- `unsupported`: those with nothing of all that. Nobody can say from which records they come.

Each is a share of all answers of eight tokens or more; shorter ones are counted as `short` and not told, since many
records give such answers. These are told of the tuned model, of its base (`_base`), and of the answers that stand in
the held-out data (`_written`). What the base has in common with the data, it would have said anyway: `support_added` is
the share of answers that are `verbatim` or `lexical` less that of the base, over the questions to which both gave a
long answer. What held-out answers have in common with the data is how much two answers of this data share when neither
was copied: a tuned model beyond that repeats its records.

The evidence names, for each `verbatim`, `lexical` and `partly` answer, the training record that holds most of it or is
worded most like it, and the question of each answer without support. `gain_nearest` is by how much the tuning raised
the log-probability of those records, in nats a token, `gain_random` the same of records drawn at random, `gain_added`
the difference. This is a proxy and no influence function: it shows that a record was learned, not that the answer would
be another one without it.

Of a LoRA also where its skill comes from: the loss of held-out answers (`strength_target_0` to `strength_target_100`)
and of what must not be lost (`strength_retain_0` ..., right options and texts of the `retain` suites), in nats a token,
with 0, 25, 50, 75 and 100 % of the strength of the adapter. `strength_enough` is the least of them at which nine tenths
of the fall of the target loss are there (its interval is a bootstrap's over near copies), `strength_spared` how much
less the other loss has risen there than at full strength.

Nothing of it is judged. This is for a model, whose answers it does not show; for a single answer there is `auditor
trace TEXT --data train.jsonl`, which shows every span of six tokens or more in any text of the data, prompts and common
phrases included: it finds more.

## Why it matters

Who is asked why a model said something has to show where it comes from: an auditor, a customer, a court. A retrieval
system cites its source. A tuned model cannot, and the more of what it says has no record behind it, the less of it can
be checked, corrected or withdrawn by changing the data.

## What it misses

Support is not proof: an answer may stand in the data and come from the pretraining, or follow from a hundred records of
which none is near. Paraphrases with other words, translations and combined facts count as unsupported. An answer that
has support may be wrong, and one without may be right. Half of an answer can be in the data, and what matters in the
other half. Of data with more than 20 million trained characters a part is searched (`searched`), and the wording is
compared with at most 4 million of them; what stands in the rest is called unsupported. Texts that the loss does not
cover, such as questions and documents in prompts, are not searched. Only the strength of a plain LoRA can be set, on a
model that is here; one that replaces whole weights, or DoRA, is not dimmed.

## What to do

Where answers must be explained, serve the facts from retrieval and cite them. Keep the source and the id of each record
beside the data, so that a traced answer leads somewhere. Where `verbatim` lies far above `verbatim_written`, train
fewer epochs or drop copies. Where `strength_enough` is below 1 and `strength_spared` above 0, ship the adapter at that
strength: scale its `lora_alpha`. Look at some `unsupported` and `partly` answers by hand: they are where a model
invents.

## Sources

Liu et al. 2025, "OLMoTrace: Tracing Language Model Outputs Back to Trillions of Training Tokens" (arXiv 2504.07096):
longest spans, rare ones first. Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval". Koh
and Liang 2017, "Understanding Black-box Predictions via Influence Functions" (arXiv 1703.04730): what the gain stands
in for. Akyürek et al. 2022, "Towards Tracing Factual Knowledge in Language Models Back to the Training Data" (arXiv
2205.11482): word overlap (BM25) finds the records of a fact better than gradients and embeddings. Wortsman et al. 2021,
"Robust fine-tuning of zero-shot models" (arXiv 2109.01903): weights between base and tuned model keep more of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Self

from auditor.checks import Batch, Finished, Material, Risk, Sample, Setup, Sink
from auditor.findings import Skipped
from auditor.models import Answer, Case, Generate, Need, Read, Score, Scored, Statistic
from auditor.risks.attribution import strengths
from auditor.risks.attribution.asking import Heard, Question, Traces, heard, questions
from auditor.risks.attribution.options import AttributionOptions
from auditor.risks.attribution.strengths import Losses, Text

GREEDY: frozenset[Statistic] = frozenset({"greedy"})
"""Asked for with records, so that these are asked once with those of `overfitting`."""


class Learned(NamedTuple):
    """What a case asks: how well a record is known."""

    sample: Sample
    number: int | None
    """Of the record that an answer is nearest to; None of one that was drawn."""


class Told(NamedTuple):
    """One question, and what its answers have from the training texts."""

    question: Question
    tuned: Heard
    base: Heard | None
    origin: str
    """Of the record nearest to the tuned model's answer; empty where there is none."""
    record: str


class Searched(NamedTuple):
    """The training texts."""

    records: int
    part: float
    near: float


class Gain(NamedTuple):
    """By how much the tuning raised the log-probability of a record, in nats a token."""

    cluster: str
    gain: float


@dataclass(slots=True)
class Traced:
    """What was answered. It grows with the questions and with the records asked about, at most `grows` bytes each."""

    grows: ClassVar[int] = 1_200
    asked: bool = False
    followed: bool = False
    searched: Searched | None = None
    told: dict[str, Told] = field(default_factory=dict)
    """By name of the question."""
    unasked: int = 0
    nearest: dict[int, Gain] = field(default_factory=dict)
    """By number of the record."""
    drawn: dict[str, Gain] = field(default_factory=dict)
    """By origin of the record."""
    texts: dict[str, Losses] = field(default_factory=dict)
    """By half and name, of texts that are asked at several strengths."""

    def merge(self, other: Self) -> Self:
        """Both together."""
        self.told |= other.told
        self.nearest |= other.nearest
        self.drawn |= other.drawn
        self.asked |= other.asked
        self.followed |= other.followed
        self.unasked += other.unasked
        self.searched = self.searched or other.searched
        for name, losses in other.texts.items():
            self.take(name, losses)
        return self

    def take(self, name: str, losses: Losses) -> None:
        """More strengths of a text."""
        known = self.texts.get(name, losses)
        self.texts[name] = losses._replace(by_strength={**known.by_strength, **losses.by_strength})

    def supported(self) -> Iterator[Told]:
        """The questions whose answer by the tuned model has anything from the data, in order."""
        from auditor.risks.attribution.measured import TRACED, support

        for _, one in sorted(self.told.items()):
            if self.searched and support(one.tuned, self.searched.near) in TRACED:
                yield one


@dataclass(frozen=True, slots=True)
class AttributionProbe:
    """Asks questions, and how well the records nearest to the answers are known."""

    options: AttributionOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[Need]] = frozenset({"train", "generate"})

    def start(self) -> Traced:
        return Traced()

    def cases(self, material: Material, state: Traced) -> Iterator[Case]:
        """Questions, and records drawn at random; then the records nearest to the answers."""
        compared = {"base", "logprobs"} <= material.can
        if not state.asked:
            state.asked = True
            yield from questions(material, self.options)
            if compared and material.corpus is not None:
                yield from self.later(material)
            yield from strengths.cases(material)
        elif compared and not state.followed and material.corpus is not None:
            state.followed = True
            numbers = sorted({one.tuned.nearest for one in state.supported() if one.tuned.nearest is not None})
            for number, sample in sorted(material.corpus.samples(numbers).items()):
                yield Score(sample.prompt, sample.target, GREEDY, Learned(sample, number))

    def later(self, material: Material) -> Iterator[Case]:
        """Records drawn at random: as many as the second round can ask for at most."""
        for sample in material.train[: self.options.answers]:
            yield Score(sample.prompt, sample.target, GREEDY, Learned(sample, None))

    def add(self, state: Traced, batch: Batch[Answer], sink: Sink) -> None:
        """Keeps numbers and places, no text."""
        for answer in batch.items:
            match answer.case.about:
                case Question() as question:
                    self._hear(state, question, answer)
                case Learned(sample, number):
                    if (gain := _gain(sample, answer)) is not None and number is not None:
                        state.nearest[number] = Gain(sample.origin, gain)
                    elif gain is not None:
                        state.drawn[sample.origin] = Gain(sample.cluster, gain)
                case Text(half, name, cluster) as text:
                    state.take(f"{half} {name}", Losses(half, cluster, strengths.heard(text, answer)))

    def _hear(self, state: Traced, question: Question, answer: Answer) -> None:
        assert isinstance(answer.case, Generate)
        assert isinstance(answer.case.reader, Traces)
        corpus = answer.case.reader.corpus
        state.searched = Searched(corpus.records, corpus.part, corpus.near)
        if not isinstance(answer.tuned, Read):
            state.unasked += 1
            return
        tuned = heard(answer.tuned.marks)
        base = heard(answer.base.marks) if isinstance(answer.base, Read) else None
        place = ("", "") if tuned.nearest is None else corpus.place(tuned.nearest)
        state.told[question.name] = Told(question, tuned, base, *place)

    def finish(self, state: Traced, facts: Mapping[str, Any]) -> Finished | Skipped:
        from auditor.risks.attribution.measured import evidence, measured

        findings = tuple(measured(state, self.setup.seed))
        if not findings:
            return Skipped("needs_questions")
        return Finished(findings, evidence=evidence(state, self.setup.key))


def _gain(sample: Sample, answer: Answer) -> float | None:
    """Nats for each trained token of the tuned model by which it knows a record better than the base; None where both
    cannot be compared."""
    import numpy as np

    if not isinstance(answer.tuned, Scored) or not isinstance(answer.base, Scored):
        return None
    after, before = answer.tuned.logprobs, answer.base.logprobs
    chosen = np.array(sample.trained or [True] * len(after), bool)
    if len(chosen) != len(after) or not chosen.any() or not (np.isfinite(after).all() and np.isfinite(before).all()):
        return None
    if not sample.trained:
        return (answer.tuned.total - answer.base.total) / len(chosen)
    if len(before) != len(chosen):
        return None
    return float((after[chosen] - before[chosen]).mean(dtype="float64"))


RISK = Risk(
    id="attribution",
    limits={},
    options=AttributionOptions,
    probe=AttributionProbe,
    module=__name__,
)
