"""Evaluation records that stand in the training data.

## What it measures

The share of records of the `--eval` data whose prompt, or whose prompt and answer, stands in the training data,
compared exactly after the normalization that `duplication` uses.

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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.findings import Evidence, Skipped
from auditor.overview import Overview
from auditor.records import Record
from auditor.stats import census


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
        n = overview.records("eval") + overview.unread("eval")
        if n == 0:
            return Skipped("needs_eval")
        evidence = list(self._overlap(facts))
        findings = [
            census(
                f"contamination/{part}",
                sum(hit.finding == f"contamination/{part}" for hit in evidence),
                n,
                overview.unread("eval"),
            )
            for part in ("prompt", "pair")
        ]
        return Finished(tuple(finding for some in findings for finding in some), None, evidence)

    def _overlap(self, facts: Mapping[str, Any]) -> Iterator[Evidence]:
        overview: Overview = facts["overview"]
        key = self.setup.key
        for part in ("prompt", "pair"):
            trained: dict[bytes, int] = {}
            for row in facts["duplication"].rows:
                if row.train:
                    trained.setdefault(getattr(row, part), row.position)
            for row in facts["duplication"].rows:
                value = getattr(row, part)
                if row.train or not value or value not in trained:
                    continue
                origin = overview.origin(row.position)
                yield Evidence(
                    finding=f"contamination/{part}",
                    kind=f"same_{part}",
                    certainty="validated",
                    record=key.record_id(row.record, origin),
                    origin=origin,
                    path="",
                    start=0,
                    end=0,
                    partner=overview.origin(trained[value]),
                    score=1.0,
                    excerpt="",
                    fingerprint=key.fingerprint(f"contamination/{part}", value.hex(), origin),
                )


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
