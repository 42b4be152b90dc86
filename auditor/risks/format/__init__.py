"""Records that a trainer drops, breaks on, or learns nonsense from.

## What it measures

How records are built: lines, rows and files of which no record could be made; records that had to be repaired to be
read (NaN, duplicate keys, invalid UTF-8, control characters, numbers where text belongs); records whose layout differs
from that of most records of their file; conversations whose roles are unknown or out of order; records without an
answer to learn from; tool calls whose JSON is broken.

And what stands in them: names that nobody filled in (`{{name}}`, `[INSERT ...]`); words that become control tokens
(`<|im_start|>`); thinking tags that are broken, and thinking in some answers only; answers that stand in for none
(`N/A`, `<nooutput>`), that run on into the next example, that stop in the middle, that repeat the prompt or themselves,
or that are in another script than the question; records with nothing asked; tool calls that do not fit the declared
tools, and results without a call; preference pairs whose two answers are the same; text that was decoded wrongly. Over
all of the data: answers that stop at one and the same length, and answers without the mark that ends nearly all others.

Counted without a limit: tokens that end a text on purpose, empty thinking, rejected answers that are longer, and
refusals. What answers copied from another model is a risk of its own (`distillation`).

Counted, and told under "not checked": records with images, audio or video, with a rejected answer, with a vote, and
those with a prompt alone.

## Why it matters

Trainers drop such records with a log line or none, or stop in the middle of a run. An empty answer teaches the model
to say nothing; a broken tool call teaches it to write broken ones; an unfilled name comes out as it stands. And what
cannot be read cannot be audited.

## What it misses

Whether an answer is right or good. Cuts that end with a whole sentence. Types of tool arguments. Images, audio and
video, and what preference and reinforcement methods make of a record. What a trainer makes of it is a risk of its own
(`training`).

## What to do

Go to the lines in the evidence. Export the file again as UTF-8 JSON with a strict writer. Give every conversation
the order system, user, assistant, user, assistant, ending with the assistant. Fill in or take out what stands in for
something; look at what is cut off or repeated before you train on it.

## Sources

RFC 8259 (JSON). The conversion code and documentation of LLaMA-Factory, TRL and ms-swift, which skip or refuse
records with broken roles. AlpacaDataCleaned (gururise, 2023) for what goes wrong in generated instructions. DeepSeek-R1
and Qwen3 model cards for thinking tags.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.findings import Evidence
from auditor.overview import Overview
from auditor.records import Record, Unreadable
from auditor.risks.format import structure, unjudged
from auditor.risks.format.quality import rules
from auditor.risks.format.quality import state as quality
from auditor.risks.format.quality.model import Problem
from auditor.stats import Unseen, census


@dataclass(slots=True)
class FormatState:
    """Counts by measure. Grows with the number of different lengths of answers that stop open, at most 32,768."""

    grows: ClassVar[int] = quality.QualityState.grows

    records: Counter[str] = field(default_factory=Counter)
    quality: quality.QualityState = field(default_factory=quality.QualityState)

    def merge(self, other: Self) -> Self:
        """Sums."""
        self.records.update(other.records)
        self.quality.merge(other.quality)
        return self


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """There is nothing to set."""


@dataclass(frozen=True, slots=True)
class FormatScan:
    """Looks at how each record is built, and at what is wrong with what it says."""

    options: FormatOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("overview",)

    def start(self) -> FormatState:
        return FormatState()

    def add(self, state: FormatState, batch: Batch[Record], sink: Sink) -> None:
        for item in batch.unreadable:
            sink(self._unreadable(item, "unreadable_file" if item.origin == batch.file else "unreadable_line"))
        if batch.split != "train":
            return
        for record in batch.items:
            built = list(structure.find_problems(record))
            state.records.update({problem.measure for problem in built})
            state.records.update(unjudged.find(record))
            for problem in _all(built, quality.look(record, state.quality)):
                sink(self._problem(record, problem))

    def finish(self, state: FormatState, facts: Mapping[str, Any]) -> Finished:
        overview: Overview = facts["overview"]
        files, train = overview.files, [file for file in overview.files if file.split == "train"]
        lines = sum(file.unreadable for file in files)
        mixed = sum(count for file in train for _, count in file.shapes[1:])
        read, unseen = overview.records(), overview.unseen()
        counted = state.records
        aside = (
            one
            for name in unjudged.MEASURES
            for one in census(f"format/{name}", counted[name], read, unseen, judged=False)
        )
        built = (one for name in structure.MEASURES for one in census(f"format/{name}", counted[name], read, unseen))
        return Finished(
            (
                *census("format/unreadable_file", sum(file.broken for file in files), len(files), Unseen()),
                *census("format/unreadable_line", lines, lines + sum(file.records for file in files), Unseen()),
                *census("format/mixed_layout", mixed, read, unseen),
                *built,
                *quality.findings(state.quality, read, unseen),
                *aside,
            )
        )

    def _unreadable(self, item: Unreadable, measure: str) -> Evidence:
        return Evidence(
            finding=f"format/{measure}",
            kind=item.reason,
            certainty="validated",
            record="",
            origin=item.origin,
            fingerprint=self.setup.key.fingerprint(f"format/{measure}", item.reason, item.origin),
            excerpt=item.detail,
        )

    def _problem(self, record: Record, problem: Problem) -> Evidence:
        path = "" if problem.turn is None else problem.turn.path
        finding, kind = f"format/{problem.measure}", problem.kind
        return Evidence(
            finding=finding,
            kind=kind,
            certainty="validated",
            record=record.id,
            origin=record.origin,
            fingerprint=self.setup.key.fingerprint(
                finding, f"{record.digest:x}\x00{path}\x00{kind}", f"{record.origin}\x00{path}\x00{kind}"
            ),
            path=path,
            start=problem.start,
            end=problem.end,
        )


def _all(built: Iterable[Problem], found: Iterable[Problem]) -> Iterator[Problem]:
    """Each kind of each measure once for each place."""
    yield from dict.fromkeys((*built, *found))


RISK = Risk(
    id="format",
    limits={
        "format/unreadable_file": Limit(fail=0, of="count"),
        "format/unreadable_line": Limit(fail=0, of="count"),
        "format/mixed_layout": Limit(warn=0),
        "format/repaired": Limit(fail=0.01, warn=0),
        "format/role_order": Limit(warn=0),
        "format/empty_answer": Limit(fail=0.05, warn=0),
        "format/broken_tool_call": Limit(fail=0.01, warn=0),
        **rules.LIMITS,
    },
    options=FormatOptions,
    scanner=FormatScan,
    module=__name__,
)
