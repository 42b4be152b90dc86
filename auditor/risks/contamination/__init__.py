"""Evaluation records that stand in the training data.

## What it measures

The share of records of the `--eval` data that the training data holds, after the normalization that `duplication`
uses. Each record counts for the first of these that fits its prompt, and for the first that fits its answer and the
pair:

- exactly: its prompt, its answer (of at least `shortest_answer` characters), or both. What counts as the prompt is
  what the user says: a question is found under another system prompt, in another layout, as one message of a longer
  conversation, and as one of several fields (an input under an instruction);
- nearly: prompt, answer or both share at least `threshold` of their shingles with those of a training record
  (Jaccard similarity of pairs of words, or three characters, in a row, without boilerplate, as in `duplication`);
- contained: four fifths of the shingles of its prompt, of at least eight shingles, stand in one training record, in its
  prompt or in its answer; or those of a training prompt stand in its prompt.

## Why it matters

A model that has seen the questions of its evaluation scores well on them whatever it has learned. The evaluation
then says nothing about new questions, and least of all whether the model overfits.

## What it misses

Translated questions, and those put in other words. Questions of fewer than eight shingles (nine words) inside longer
texts. Where too much is alike to compare all of it, less is compared, and the upper end of the interval is 1.

## What to do

Take the overlapping records out of the training data, or make a new held-out set: `auditor split` cuts one that near
copies do not cross. Split before you augment.

## Sources

Sainz et al. 2023, "NLP Evaluation in trouble: On the Need to Measure LLM Data Contamination for each Benchmark"
(arXiv 2310.18018).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from auditor.alike import Alike
from auditor.checks import Finished, Limit, Risk, Setup
from auditor.derived import Derived, Nothing
from auditor.findings import Evidence, Skipped
from auditor.overview import Overview
from auditor.stats import Unseen, census

if TYPE_CHECKING:
    from auditor.risks.contamination.overlap import Hit
    from auditor.text.kept import Kept

MEASURES = ("prompt", "answer", "pair", "near_prompt", "near_answer", "near_pair", "contained", "contains")
EARLIER: Mapping[str, tuple[str, ...]] = {
    "near_prompt": ("prompt",),
    "near_answer": ("answer",),
    "near_pair": ("pair",),
    "contained": ("prompt", "near_prompt"),
    "contains": ("prompt", "near_prompt", "contained"),
}
"""By measure those that count a record first."""


@dataclass(frozen=True, slots=True)
class ContaminationOptions(Alike):
    """What counts as found."""


@dataclass(frozen=True, slots=True)
class ContaminationScan(Derived):
    """Looks for the evaluation records among the training records that `duplication` kept."""

    options: ContaminationOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("duplication", "overview")

    def finish(self, state: Nothing, facts: Mapping[str, Any]) -> Finished | Skipped:
        overview: Overview = facts["overview"]
        read, unseen = overview.records("eval"), overview.unseen("eval")
        if read + unseen.records + unseen.files == 0:
            return Skipped("needs_eval")
        # An unread training line can hold any one of the evaluation records, an unread file all of them.
        lost = overview.unseen("train")
        unseen = Unseen(unseen.records, unseen.files + lost.files)
        kept: Kept = facts["duplication"].kept
        found, cut = self._found(kept)
        findings = [
            replace(finding, high=1.0 if measure in cut else min(1.0, finding.high + lost.records / finding.n))
            for measure, hits in found.items()
            for finding in census(f"contamination/{measure}", len(hits), read, unseen)
        ]
        at = {measure: frozenset(int(kept.position[hit.place]) for hit in hits) for measure, hits in found.items()}
        return Finished(tuple(findings), at, self._evidence(kept, found, overview))

    def _found(self, kept: Kept) -> tuple[Mapping[str, Sequence[Hit]], frozenset[str]]:
        """The hits of each measure; and measures of which there can be more, as too much is alike to look at all."""
        from auditor.risks.contamination.overlap import exact_hits, near_hits

        options = self.options
        found: dict[str, list[Hit]] = {measure: [] for measure in MEASURES}
        cut: set[str] = set()
        for hit in exact_hits(kept, options.shortest_answer):
            found[hit.measure].append(hit)
        if kept.train.any() and not kept.train.all():
            for looked in near_hits(kept, options.threshold, options.shortest_answer, self.setup.workers):
                found[looked.measure] += looked.hits
                if not looked.whole:
                    cut.add(looked.measure)
        seen = {measure: {hit.place for hit in hits} for measure, hits in found.items()}
        first = {
            measure: [hit for hit in hits if not any(hit.place in seen[name] for name in EARLIER.get(measure, ()))]
            for measure, hits in found.items()
        }
        return first, frozenset(cut)

    def _evidence(self, kept: Kept, found: Mapping[str, Sequence[Hit]], overview: Overview) -> Iterator[Evidence]:
        key = self.setup.key
        for measure, hits in found.items():
            for hit in hits:
                origin = overview.origin(int(kept.position[hit.place]))
                yield Evidence(
                    finding=f"contamination/{measure}",
                    kind=measure if measure in EARLIER else f"same_{measure}",
                    certainty="validated",
                    record=key.record_id(kept.record_digest(hit.place), origin),
                    origin=origin,
                    fingerprint=key.fingerprint(f"contamination/{measure}", f"{hit.name:016x}", origin),
                    partner=overview.origin(int(kept.position[hit.partner])),
                    score=hit.score,
                )


RISK = Risk(
    id="contamination",
    limits={
        **{f"contamination/{measure}": Limit(fail=0.01, warn=0) for measure in MEASURES},
        "contamination/contains": Limit(fail=0.05, warn=0),
    },
    options=ContaminationOptions,
    scanner=ContaminationScan,
    module=__name__,
)
