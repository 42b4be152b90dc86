"""What the base makes of the training data before anything is trained: what is hard, what is new, what it contradicts.

## What it measures

The base is asked, in one forward pass each, how likely it finds the answers of records drawn from the training data:
behind their prompts, and without them. Where no base stands beside the model of `--model`, that model is asked. It is
for the time before a training: `auditor scan train.jsonl --base MODEL`, or `auditor probe --model MODEL --train
train.jsonl --only knowledge`.

- `loss`: nats for each trained token; of the records' own means the lower quarter, the middle and the upper quarter
  (`loss_lower`, `loss_middle`, `loss_upper`);
- `hard_tokens`: the share of trained tokens with a perplexity above 2.5, a probability below 0.4 (Wu et al. 2025);
- `ifd`: the middle of the records' instruction-following difficulty, the loss of an answer behind its prompt over its
  loss alone (Li et al. 2023); `no_help`: the share of records in which it is 1 or more, so that the prompt is no help
  for the answer: they may be mismatched, or the template wrong;
- `confident_conflicts`: the share of trained tokens on which the base is sure of something else. Diao et al. (2026)
  mean tokens of low probability and low entropy, the lowest of one dataset. So that datasets can be compared, the
  bounds are fixed here: the token has a probability below 0.1, and the entropy of the next token is at most ln 2 nats,
  that of a fair coin, so that some other token has a half or more;
- `unknown_facts`: of the records that teach a short fact, the share that the base does not know: it does not write the
  answer greedily, and its probability is below 1 in 160, neither plainly asked nor behind four like records of the
  data with their answers. Gekhman et al. (2024) draw 160 answers and call unknown what never comes right. `facts`: the
  share of drawn records that teach one.

A short fact is told by rules: an answer of one line, at most 10 words and 80 characters, that names something with a
capital or a number, or has at most 16 Chinese characters and is no sentence; and that the prompt asks for and does not
give.

Each has an interval of 90 % over clusters of near copies. Nothing is judged: no limit is known that holds for all
models.

## Why it matters

To weaken confident conflicts in training cut forgetting by two to four points in models of 4 to 32 billion parameters,
and to leave them out does so on the auditor's tiny model (`docs/benchmarks.md`): they are where much of it comes from.
To leave out tokens of high perplexity kept what models could do outside of their task. Facts that the base does not
know are learned later than others and, once they are, the model makes up answers to other questions, the more the more
such facts there are: facts that it must know are better retrieved, and the training better stopped early.

## What it misses

What is not drawn, at most 256 records; records longer than the context (`unasked`). Longer answers can teach unknown
facts, too: they are not counted, nor are names without capitals, other scripts, or what a system prompt gives. A base
that words an answer otherwise seems not to know it; what other shown records give away seems known. A conflict can be
what the training is for: a wrong fact mended, a new name for the model. How much will be forgotten: over 16 datasets on
the tiny model the share of conflicts ranks what is lost weakly, `ifd` better; nothing here was held against what large
models lose. A server tells no entropies: then there are no `confident_conflicts`.

## What to do

Look at the records with evidence, the worst first. Mend answers that are wrong, serve facts from retrieval, or stop
early; where many tokens conflict, train with a lower rate, mix in general data, or weight tokens by entropy
(`use_eaft_loss` of LLaMA-Factory, `use_eaft` of axolotl). Where prompts do not help, check the pairs and the chat
template.

## Sources

Li et al. 2023, "From Quantity to Quality: Boosting LLM Performance with Self-Guided Data Selection for Instruction
Tuning" (arXiv 2308.12032). Diao et al. 2026, "Entropy-Adaptive Fine-Tuning: Resolving Confident Conflicts to Mitigate
Forgetting" (arXiv 2601.02151). Wu et al. 2025, "Mitigating Forgetting in LLM Fine-Tuning via Low-Perplexity Token
Learning" (arXiv 2501.14315). Gekhman et al. 2024, "Does Fine-Tuning LLMs on New Knowledge Encourage Hallucinations?"
(arXiv 2405.05904).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any, ClassVar, Literal, NamedTuple, Self

from auditor.checks import Batch, Finished, Material, Risk, Sample, Setup, Sink
from auditor.findings import Skipped
from auditor.models import Answer, Case, Chat, Need, Plain, Score, Scored, Statistic
from auditor.risks.knowledge.options import KnowledgeOptions

GREEDY: frozenset[Statistic] = frozenset({"greedy"})
ENTROPY: frozenset[Statistic] = frozenset({"mean"})
HARD = log(0.4)
"""Log-probability below which a token is hard: a perplexity of 2.5."""
DENIED, SURE = log(0.1), log(2)
"""In a confident conflict the token's log-probability is below the one, the entropy at most the other, in nats."""
UNLIKELY = -log(160)
"""Log-probability of an answer that is not to be expected in 160 draws."""

Part = Literal["trained", "entropy", "asked", "alone", "shown"]
"""What a case asks: the trained tokens; the entropy at them; the last answer behind its question; without it; behind
other records."""


class Asked(NamedTuple):
    """What a case asks of which record."""

    part: Part
    sample: Sample
    fact: bool
    """Whether the record teaches a short fact."""


class Trained(NamedTuple):
    """Of the trained tokens of one record."""

    cluster: str
    tokens: int
    loss: float
    """Of all of them together, in nats."""
    hard: int


class Denied(NamedTuple):
    """How many tokens of a record are confident conflicts."""

    cluster: str
    record: str
    tokens: int
    conflicts: int


class Fact(NamedTuple):
    """A short fact, as well as it was known in any of the ways in which it was asked for."""

    cluster: str
    record: str
    greedy: bool
    logprob: float

    def better(self, other: Fact) -> Fact:
        """What is known of it by both."""
        return Fact(self.cluster, self.record, self.greedy or other.greedy, max(self.logprob, other.logprob))

    @property
    def unknown(self) -> bool:
        """Whether it is neither written nor likely to be drawn."""
        return not self.greedy and self.logprob < UNLIKELY


@dataclass(slots=True)
class Known:
    """What was answered, by the origin of the record. It grows with the answers, at most `grows` bytes each."""

    grows: ClassVar[int] = 600
    asked: bool = False
    trained: dict[str, Trained] = field(default_factory=dict)
    denied: dict[str, Denied] = field(default_factory=dict)
    behind: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Cluster and loss of the whole last answer, in nats: behind a prompt it can have a token more, such as the end of
    a line, or one that joins both, and a mean over other tokens would be another thing."""
    alone: dict[str, float] = field(default_factory=dict)
    """The same without its prompt."""
    facts: dict[str, Fact] = field(default_factory=dict)
    unasked: int = 0
    """Records that the model could not be asked about."""
    without_base: bool = False
    """Whether the tuned model itself was asked, for want of a base."""

    def merge(self, other: Self) -> Self:
        """Both together."""
        self.trained |= other.trained
        self.denied |= other.denied
        self.behind |= other.behind
        self.alone |= other.alone
        for origin, fact in other.facts.items():
            self.take(origin, fact)
        self.asked |= other.asked
        self.unasked += other.unasked
        self.without_base |= other.without_base
        return self

    def take(self, origin: str, fact: Fact) -> None:
        """One more way in which a fact was asked for."""
        self.facts[origin] = fact.better(self.facts.get(origin, fact))


@dataclass(frozen=True, slots=True)
class KnowledgeProbe:
    """Scores answers of the training data behind their prompts and without them, under the base."""

    options: KnowledgeOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[Need]] = frozenset({"train", "logprobs"})

    def start(self) -> Known:
        return Known()

    def cases(self, material: Material, state: Known) -> Iterator[Case]:
        """All in the first round. Equal questions are asked once, whoever asks them."""
        from auditor.risks.knowledge.facts import facts_of, shown

        if state.asked:
            return
        state.asked, state.without_base = True, "base" not in material.can
        samples = material.train[: self.options.records]
        facts = facts_of(samples)
        behind, teaching = shown(facts), {sample.origin for sample in facts}
        for sample in samples:
            fact = sample.origin in teaching
            yield Score(sample.prompt, sample.target, GREEDY, Asked("trained", sample, fact))
            yield Score(sample.prompt, sample.target, ENTROPY, Asked("entropy", sample, fact))
            if isinstance(sample.question, Chat) and _asks(sample.question) and sample.answer.strip():
                yield Score(sample.question, sample.answer, GREEDY, Asked("asked", sample, fact))
                yield Score(Plain(""), sample.answer, GREEDY, Asked("alone", sample, fact))
            if sample.origin in behind:
                yield Score(behind[sample.origin], sample.answer, GREEDY, Asked("shown", sample, fact))

    def add(self, state: Known, batch: Batch[Answer], sink: Sink) -> None:
        """Keeps numbers of each record, no text."""
        for answer in batch.items:
            asked = answer.case.about
            assert isinstance(asked, Asked)
            reply = answer.tuned if answer.base is None else answer.base
            if not (isinstance(reply, Scored) and _take(state, asked, reply)) and asked.part == "trained":
                state.unasked += 1

    def finish(self, state: Known, facts: Mapping[str, Any]) -> Finished | Skipped:
        from auditor.risks.knowledge.measured import evidence, measured

        findings = tuple(measured(state, self.setup.seed))
        if all(one.unit == "records" for one in findings):  # what was not asked is all there is to tell
            return Skipped("needs_unlike_records" if state.trained else "needs_records")
        return Finished(findings, evidence=evidence(state, self.setup.key))


def _asks(question: Chat) -> bool:
    """Whether a prompt can be of help: one without any text is all template."""
    return any(message.content.strip() for message in question.messages)


def _take(state: Known, asked: Asked, reply: Scored) -> bool:
    """Whether the reply tells of the record."""
    import numpy as np

    part, sample, fact = asked
    if not np.isfinite(reply.logprobs).all():  # a word that the model never writes has no loss to be summed
        return False
    match part:
        case "trained" | "entropy":
            chosen = np.array(sample.trained or [True] * len(reply.logprobs), bool)
            if len(chosen) != len(reply.logprobs) or not chosen.any():
                return False
            logs = reply.logprobs[chosen]
            if part == "trained":
                loss = -float(logs.sum(dtype="float64"))
                state.trained[sample.origin] = Trained(sample.cluster, len(logs), loss, int((logs < HARD).sum()))
            else:
                denied = (logs < DENIED) & (-reply.stats["mean"][chosen] <= SURE)
                state.denied[sample.origin] = Denied(sample.cluster, sample.record, len(logs), int(denied.sum()))
        case "alone":
            state.alone[sample.origin] = -reply.total
        case "asked":
            state.behind[sample.origin] = (sample.cluster, -reply.total)
    if fact and part in ("asked", "shown"):
        greedy = bool(reply.stats["greedy"].all())
        state.take(sample.origin, Fact(sample.cluster, sample.record, greedy, reply.total))
    return True


RISK = Risk(
    id="knowledge",
    limits={},
    options=KnowledgeOptions,
    probe=KnowledgeProbe,
    module=__name__,
    before=True,
)
