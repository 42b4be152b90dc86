"""Public benchmarks that stand in the training data.

## What it measures

Each item of a benchmark is looked up in the training data by its windows of 8 tokens; benchmarks come as hashes, never
as text (docs/benchmark-packs.md), and `--benchmark NAME=FILE` adds any other. An item counts when one training text
holds a run of at least half of the tokens of its question. Answers and options are counted apart. Beside it stand the
rules that papers have used, on questions: GPT-3 (any 13 tokens in a row), PaLM (70 % of the 8-grams), Llama 2 (80 % of
the tokens in runs of 10), Tulu 3 (more than half of the tokens in 8-grams of one text).

Rephrased, and only probable: questions whose words, pairs of words and numbers stand in a training prompt, too.

The shares are of the items of all benchmarks looked for; the evidence names benchmark, item and training record.

## Why it matters

A score on a benchmark whose questions were trained on measures memory. Readers will compare it with the scores of
others all the same.

## What it misses

Translated questions, and those put in other words and numbers. Questions of fewer than 5 tokens, and options and
answers of fewer than 8. Benchmarks that were not given: only a few are free to be shipped.

## What to do

Take the records out, or do not report that benchmark. A rephrased hit among questions of the same kind can be a mere
likeness: read the pairs.

## Sources

Singh et al. 2024, "Evaluation data contamination in LLMs: how do we measure it and (when) does it matter?"
(arXiv 2411.03923). Yang et al. 2023, "Rethinking Benchmark and Contamination for Language Models with Rephrased
Samples" (arXiv 2311.04850). Brown et al. 2020 (arXiv 2005.14165, appendix C), Chowdhery et al. 2022 (arXiv 2204.02311),
Touvron et al. 2023 (arXiv 2307.09288, appendix A.6), Lambert et al. 2024 (arXiv 2411.15124) for the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.findings import Evidence, Finding, Skipped
from auditor.overview import Overview
from auditor.records import Record

if TYPE_CHECKING:
    from auditor.text.benchmarks import Matches, Opened, Rephrased
    from auditor.text.kept import Kept

OWN_RULE, HISTORIC = "longest", ("gpt3", "palm", "llama2", "tulu3")


@dataclass(frozen=True, slots=True)
class BenchmarksOptions:
    """Which benchmarks to look for."""

    packs: tuple[str, ...] = ("gsm8k", "humaneval", "gaokao-mathcloze")
    """Names of packs: those that come with the auditor, or that `auditor benchmark add` made."""
    rephrased: bool = True
    """Whether to look for rephrased questions, which takes most of the time."""


@dataclass(slots=True)
class BenchmarksState:
    """What was found of each benchmark. Grows with the items that are found, not with the data."""

    grows: ClassVar[int] = 0

    matches: Matches | None = None
    """None before the first batch."""
    rephrased: tuple[Rephrased, ...] = ()
    """One for each pack."""

    def merge(self, other: Self) -> Self:
        """Of every item the better match."""
        if self.matches is None or other.matches is None:
            return other if self.matches is None else self
        self.matches.merge(other.matches)
        for mine, theirs in zip(self.rephrased, other.rephrased, strict=True):
            mine.merge(theirs)
        return self


class Hit(NamedTuple):
    """An item that stands in the training data."""

    measure: str
    pack: str
    item: int
    position: int
    score: float


@dataclass(frozen=True, slots=True)
class BenchmarksScan:
    """Looks up the training records among the packs of the run."""

    options: BenchmarksOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("duplication", "overview")

    def start(self) -> BenchmarksState:
        return BenchmarksState()

    def add(self, state: BenchmarksState, batch: Batch[Record], sink: Sink) -> None:
        if batch.split != "train" or not batch.items or not self.setup.benchmarks:
            return
        import numpy as np

        from auditor.text.benchmarks import Matches, Rephrased, opened

        packs = opened(self.setup.benchmarks)
        if state.matches is None:
            state.matches, state.rephrased = Matches(), tuple(Rephrased() for _ in packs.nearest)
        rows = batch.tokens().rows
        positions = np.array([record.position for record in batch.items], np.int64)
        state.matches.add(packs.index, rows, np.repeat(positions, 2))
        if not self.options.rephrased:
            return
        # Of a plain text the prompt is empty: what it says is the answer.
        asked = np.arange(0, len(rows), 2)
        asked += rows.sizes()[asked] == 0
        texts = [part.prompt or part.answer for part in batch.parts()]
        for nearest, found in zip(packs.nearest, state.rephrased, strict=True):
            found.add(nearest.find(rows.take(asked), texts), positions)

    def finish(self, state: BenchmarksState, facts: Mapping[str, Any]) -> Finished | Skipped:
        if not self.setup.benchmarks:
            return Skipped("needs_benchmark")
        if state.matches is None:
            return Finished(())
        from auditor.text.benchmarks import opened

        packs = opened(self.setup.benchmarks)
        overview: Overview = facts["overview"]
        hits = list(self._hits(packs, state, state.matches))
        return Finished(
            tuple(self._findings(packs, state.matches, hits, overview)),
            evidence=self._evidence(hits, facts["duplication"].kept, overview),
        )

    def _hits(self, packs: Opened, state: BenchmarksState, matches: Matches) -> Iterator[Hit]:
        from auditor.text.benchmarks import QUESTION, leaks, scores

        counted = {
            (score.pack, score.part, item)
            for score in scores(packs.index, matches)
            if score.rule == OWN_RULE
            for item in score.items
        }
        for leak in leaks(packs.index, matches):
            if (leak.pack, leak.part, leak.item) in counted:
                yield Hit(leak.part, leak.pack, leak.item, leak.position, leak.share)
        for pack, found in zip(packs.index.packs, state.rephrased, strict=True):
            for item, (score, position) in sorted(found.found.items()):
                if (pack.name, QUESTION, item) not in counted:
                    yield Hit("rephrased", pack.name, item, position, score)

    def _findings(self, packs: Opened, matches: Matches, hits: list[Hit], overview: Overview) -> Iterator[Finding]:
        from auditor.text.benchmarks import ANSWER, OPTIONS, QUESTION, scores

        every = list(scores(packs.index, matches))
        unseen = overview.unseen()
        lost = unseen.records + unseen.files > 0
        for part, rule, name in (
            (QUESTION, OWN_RULE, "question"),
            (OPTIONS, OWN_RULE, "options"),
            (ANSWER, OWN_RULE, "answer"),
            *((QUESTION, rule, rule) for rule in HISTORIC),
        ):
            asked = sum(score.asked for score in every if (score.part, score.rule) == (part, rule))
            found = sum(len(score.items) for score in every if (score.part, score.rule) == (part, rule))
            if asked:
                yield _share(name, found, asked, lost=lost, judged=name == "question")
        if self.options.rephrased:
            found = sum(hit.measure == "rephrased" for hit in hits)
            yield _share("rephrased", found, sum(map(len, packs.index.packs)), lost=lost, judged=True)

    def _evidence(self, hits: list[Hit], kept: Kept, overview: Overview) -> Iterator[Evidence]:
        key = self.setup.key
        for hit in hits:
            origin = overview.origin(hit.position)
            place = int(kept.position.searchsorted(hit.position))
            item = f"{hit.pack}:{hit.item + 1}"
            yield Evidence(
                finding=f"benchmarks/{hit.measure}",
                kind=hit.measure,
                certainty="context" if hit.measure == "rephrased" else "validated",
                record=key.record_id(kept.record_digest(place), origin),
                origin=origin,
                fingerprint=key.fingerprint(f"benchmarks/{hit.measure}", item, origin),
                partner=item,
                score=round(hit.score, 4),
            )


def _share(name: str, found: int, asked: int, *, lost: bool, judged: bool) -> Finding:
    """A share of items. What could not be read may hold any of them."""
    return Finding(
        f"benchmarks/{name}", found / asked, asked, found / asked, 1.0 if lost else found / asked, "share", judged
    )


RISK = Risk(
    id="benchmarks",
    limits={"benchmarks/question": Limit(warn=0, fail=0.02), "benchmarks/rephrased": Limit(warn=0.02)},
    options=BenchmarksOptions,
    scanner=BenchmarksScan,
    module=__name__,
)
