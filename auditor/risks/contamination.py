"""Evaluation records that stand in the training data.

## What it measures

The share of records of the `--eval` data whose prompt, or whose prompt and answer, stands in the training data,
compared exactly after the normalization that `duplication` uses. What counts as the prompt is what the user says: a
question is found under another system prompt, in another layout, as one message of a longer conversation, and as one
of several fields (an input under an instruction).

## Why it matters

A model that has seen the questions of its evaluation scores well on them whatever it has learned. The evaluation
then says nothing about new questions, and least of all whether the model overfits.

## What it misses

Near copies, rephrased and translated questions, short texts inside long ones, public benchmarks.

## What to do

Take the overlapping records out of the training data, or make a new held-out set. Split before you augment.

## Sources

Sainz et al. 2023, "NLP Evaluation in trouble: On the Need to Measure LLM Data Contamination for each Benchmark"
(arXiv 2310.18018).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.findings import Evidence, Skipped
from auditor.overview import Overview
from auditor.records import Record
from auditor.stats import Unseen, census
from auditor.text.digests import Digest, Digests

Overlap = tuple[Digests, Digest, int]
"""An evaluation record, the digest by which it was found, and the position of the training record."""


@dataclass(frozen=True, slots=True)
class ContaminationOptions:
    """It has none yet."""


@dataclass(slots=True)
class ContaminationState:
    """Empty: all that it needs, `duplication` has kept."""

    grows: ClassVar[int] = 0

    def merge(self, other: Self) -> Self:
        """Nothing and nothing."""
        return other


@dataclass(frozen=True, slots=True)
class ContaminationScan:
    """Looks up the evaluation rows among the training rows that `duplication` kept."""

    options: ContaminationOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("duplication", "overview")

    def start(self) -> ContaminationState:
        return ContaminationState()

    def add(self, state: ContaminationState, batch: Batch[Record], sink: Sink) -> None:
        """Takes nothing: the facts hold it."""

    def finish(self, state: ContaminationState, facts: Mapping[str, Any]) -> Finished | Skipped:
        overview: Overview = facts["overview"]
        read, unseen = overview.records("eval"), overview.unseen("eval")
        if read + unseen.records + unseen.files == 0:
            return Skipped("needs_eval")
        # An unread training line can hold any one of the evaluation records, an unread file all of them.
        lost = overview.unseen("train")
        unseen = Unseen(unseen.records, unseen.files + lost.files)
        rows = facts["duplication"].rows
        found = {"prompt": list(_overlap(rows, _questions)), "pair": list(_overlap(rows, _exchange))}
        findings = [
            replace(finding, high=min(1.0, finding.high + lost.records / finding.n))
            for part, overlap in found.items()
            for finding in census(f"contamination/{part}", len(overlap), read, unseen)
        ]
        return Finished(tuple(findings), None, self._evidence(found, overview))

    def _evidence(self, found: Mapping[str, Sequence[Overlap]], overview: Overview) -> Iterator[Evidence]:
        key = self.setup.key
        for part, overlap in found.items():
            for row, digest, trained in overlap:
                origin = overview.origin(row.position)
                yield Evidence(
                    finding=f"contamination/{part}",
                    kind=f"same_{part}",
                    certainty="validated",
                    record=key.record_id(row.record, origin),
                    origin=origin,
                    fingerprint=key.fingerprint(f"contamination/{part}", digest.hex(), origin),
                    partner=overview.origin(trained),
                    score=1.0,
                )


def _questions(row: Digests) -> tuple[Digest, ...]:
    return row.questions + row.fields


def _exchange(row: Digests) -> tuple[Digest, ...]:
    return (row.exchange,) if row.exchange else ()


def _overlap(rows: Sequence[Digests], names: Callable[[Digests], tuple[Digest, ...]]) -> Iterator[Overlap]:
    """Each evaluation row that a training row shares a name with, that name, and where it is trained first.

    Of its own names an evaluation row is found by the first, which means all of it, and by a field that no other one
    has: an instruction that all of them share is no question.
    """
    trained: dict[Digest, int] = {}
    for row in rows:
        if row.train:
            for name in names(row):
                trained.setdefault(name, row.position)
    held_out = [row for row in rows if not row.train]
    shared = Counter(field for row in held_out for field in row.fields)
    for row in held_out:
        wanted = [*names(row)[:1], *(field for field in row.fields if shared[field] == 1 and field in names(row))]
        if found := [name for name in wanted if name in trained]:
            yield row, found[0], trained[found[0]]


RISK = Risk(
    id="contamination",
    limits={
        "contamination/prompt": Limit(fail=0.01, warn=0),
        "contamination/pair": Limit(fail=0.01, warn=0),
    },
    options=ContaminationOptions,
    scanner=ContaminationScan,
    module=__name__,
)
