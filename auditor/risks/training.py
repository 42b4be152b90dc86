"""What the trainer will really train on.

## What it measures

The data preparation of the trainer that you name (`--config FILE` or `--trainer NAME`) is done again on every training
record, without training: its conversion of rows, its template, its loss mask and its cut. Counted are records at which
the run would end with an error; records that it drops, with a log line or none; records that it keeps and that teach
nothing, since no token of them has a loss; records of which a part of the answer is cut away; records whose answer has
no end that is trained, so that the model does not learn to stop.

Also counted, without a limit: records that it silently changes, with each kind of change, how many have it and the
first that does; the tokens of all kept records and how many of them have a loss; how long records are, and how much of
a batch is padding.

With a tokenizer (`--tokenizer`, or that of the configuration's model) the tokens and the chat template are those of
the model. Without, three estimates are made, one low, one high, and conversations without a template of their own are
rendered as ChatML: where the estimates differ, the interval shows it, and where an answer ends is not judged.

## Why it matters

Trainers drop, cut and mask records and say so in a log line or not at all. LLaMA-Factory skips conversations out of
order, TRL cuts at 1,024 tokens unless told otherwise, axolotl drops what is longer than `sequence_len`, ms-swift
deletes rows that raise an error. People learn of it from a bad model. An answer that is cut teaches to stop in the
middle, one without an end token not to stop at all.

## What it misses

What happens after the data preparation: the order of records, packing and batches beyond the counts above, and
whatever a custom script does. Versions other than the one that is named with the result. Images, audio and video.
Stages other than supervised fine-tuning, where the page on training says so. An estimate without a tokenizer can be
wrong by a third.

## What to do

Go to the records in the evidence: each hit says why. Mend rows that are dropped. Raise the length limit, or split long
records, where answers are cut. Give `--tokenizer` to get exact counts. Check that the template ends each answer with
the token at which your model stops.

## Sources

The code of the trainers in the versions that the run's header names, compared with their own results record by record
(tests/training/golden). Unsloth and Hugging Face guides on chat templates for the effect of a missing end token.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.findings import Evidence, Finding, Skipped
from auditor.overview import Overview
from auditor.records import Record
from auditor.stats import Unseen, census
from auditor.training.model import IGNORED, Dropped, Outcome, Stopped, Trained

MEASURES = ("stops", "dropped", "untrained", "answer_cut", "never_ends")
FINE = 128
"""Lengths up to so many tokens are counted one by one; longer ones in steps of less than one percent."""


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """It has none: the training configuration is an option of the run."""


@dataclass(slots=True)
class Counts:
    """What one tokenizer, or one estimate, made of the records."""

    records: Counter[str] = field(default_factory=Counter)
    """By measure."""
    lengths: Counter[int] = field(default_factory=Counter)
    """By number of tokens, as `step` rounds it, how many kept records have so many."""
    tokens: int = 0
    trained: int = 0
    """Tokens with a loss."""

    def add(self, outcome: Outcome) -> Iterator[tuple[str, str]]:
        """Counts a record; yields the measures that it counts for, each with the reason."""
        problems = tuple(problems_of(outcome))
        self.records.update({measure for measure, _ in problems})
        if isinstance(outcome, Trained):
            self.lengths[step(len(outcome.ids))] += 1
            self.tokens += len(outcome.ids)
            self.trained += sum(label != IGNORED for label in outcome.labels)
        yield from problems

    def merge(self, other: Self) -> Self:
        """Sums."""
        self.records.update(other.records)
        self.lengths.update(other.lengths)
        self.tokens += other.tokens
        self.trained += other.trained
        return self


def problems_of(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """What is wrong with what a trainer makes of a record: measures, and why."""
    match outcome:
        case Stopped(reason):
            yield "stops", f"stop.{reason}"
        case Dropped(reason):
            yield "dropped", f"drop.{reason}"
        case Trained(labels=labels, cut_answer=cut, ends=ends):
            teaches = any(label != IGNORED for label in labels)
            if not teaches:
                yield "untrained", "untrained"
            if cut:
                yield "answer_cut", "answer_cut"
            if teaches and not ends:
                yield "never_ends", "never_ends"


def step(length: int) -> int:
    """The length, rounded up to one of few: from `FINE` on they are less than one percent apart."""
    if length <= FINE:
        return length
    width = 1 << (length.bit_length() - FINE.bit_length())
    return -(-length // width) * width


@dataclass(slots=True)
class Noted:
    """Records to which one thing happens: how many, and the first of them."""

    records: int
    position: int
    digest: int


@dataclass(slots=True)
class TrainingState:
    """Counts by tokenizer. Grows with the number of different lengths and of notes, which are few."""

    grows: ClassVar[int] = 0

    by: list[Counts] = field(default_factory=list)
    changed: int = 0
    """Records with a note."""
    notes: dict[str, Noted] = field(default_factory=dict)

    def note(self, record: Record, notes: tuple[str, ...]) -> None:
        """Takes what silently happens to a record."""
        self.changed += bool(notes)
        for note in set(notes):
            self._add(note, Noted(1, record.position, record.digest))

    def _add(self, note: str, more: Noted) -> None:
        known = self.notes.get(note, more)
        first = min(known, more, key=lambda noted: noted.position)
        total = more.records if known is more else known.records + more.records
        self.notes[note] = Noted(total, first.position, first.digest)

    def merge(self, other: Self) -> Self:
        """Sums."""
        if not self.by or not other.by:
            return self if self.by else other
        for mine, theirs in zip(self.by, other.by, strict=True):
            mine.merge(theirs)
        self.changed += other.changed
        for note, more in other.notes.items():
            self._add(note, more)
        return self


@dataclass(frozen=True, slots=True)
class TrainingScan:
    """Prepares every record as the trainer does."""

    options: TrainingOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("overview",)

    def start(self) -> TrainingState:
        return TrainingState()

    def add(self, state: TrainingState, batch: Batch[Record], sink: Sink) -> None:
        if self.setup.training is None or batch.split != "train" or not batch.items:
            return
        from auditor.training.trainers import dry_runs

        runs = dry_runs(self.setup.training.for_file(batch.file), self.setup.tokenizer)
        state.by = state.by or [Counts() for _ in runs]
        for record in batch.items:
            outcomes = [run.prepare(record.row) for run in runs]
            found: dict[tuple[str, str], None] = {}
            for counts, outcome in zip(state.by, outcomes, strict=True):
                found |= dict.fromkeys(counts.add(outcome))
            for measure, reason in found:
                sink(self._hit(record, measure, reason))
            if isinstance(outcomes[0], Trained):
                state.note(record, outcomes[0].notes)

    def finish(self, state: TrainingState, facts: Mapping[str, Any]) -> Finished | Skipped:
        if self.setup.training is None:
            return Skipped("needs_trainer")
        overview: Overview = facts["overview"]
        read, unseen = overview.records(), overview.unseen()
        by = state.by or [Counts()]
        shares = (one for name in MEASURES for one in _share(name, by, read, unseen))
        if self.setup.tokenizer is None:  # which token ends a turn only the model's tokenizer tells
            shares = (replace(one, value=0.0, low=0.0) if one.id == "training/never_ends" else one for one in shares)
        changed = census("training/changed", state.changed, read, unseen, judged=False)
        numbers = _numbers(by, read + unseen.records)
        return Finished((*shares, *changed, *numbers), evidence=self._notes(state, overview))

    def _notes(self, state: TrainingState, overview: Overview) -> Iterator[Evidence]:
        """Of each note the first record and how many have it: some stand in every record."""
        for note, noted in sorted(state.notes.items(), key=lambda item: (-item[1].records, item[0])):
            origin = overview.origin(noted.position)
            yield Evidence(
                finding="training/changed",
                kind=f"note.{note}",
                certainty="validated",
                record=self.setup.key.record_id(noted.digest, origin),
                origin=origin,
                fingerprint=self.setup.key.fingerprint("training/changed", note, origin),
                count=noted.records,
            )

    def _hit(self, record: Record, measure: str, reason: str) -> Evidence:
        finding = f"training/{measure}"
        return Evidence(
            finding=finding,
            kind=reason,
            certainty="validated",
            record=record.id,
            origin=record.origin,
            fingerprint=self.setup.key.fingerprint(
                finding, f"{record.digest:x}\x00{reason}", f"{record.origin}\x00{reason}"
            ),
        )


def _share(name: str, by: list[Counts], read: int, unseen: Unseen) -> Iterator[Finding]:
    """The share of records, from the lowest to the highest that an estimate gives."""
    hits = [counts.records[name] for counts in by]
    low, value, high = (census(f"training/{name}", count, read, unseen) for count in (min(hits), hits[0], max(hits)))
    for least, one, most in zip(low, value, high, strict=True):
        yield Finding(one.id, one.value, one.n, least.low, most.high, one.unit, one.judged)


def _numbers(by: list[Counts], n: int) -> Iterator[Finding]:
    """What informs: tokens, and how long records are."""
    if not n:
        return
    for name, values in (
        ("tokens", [counts.tokens for counts in by]),
        ("trained_tokens", [counts.trained for counts in by]),
        ("median_length", [quantile(counts.lengths, 0.5) for counts in by]),
        ("length_95", [quantile(counts.lengths, 0.95) for counts in by]),
        ("longest", [max(counts.lengths, default=0) for counts in by]),
        ("padding", [padding(counts.lengths) for counts in by]),
    ):
        yield Finding(f"training/{name}", values[0], n, min(values), max(values), "tokens", judged=False)


def quantile(lengths: Counter[int], share: float) -> int:
    """The least length that at least this share of the records does not exceed; 0 without records."""
    left = share * lengths.total()
    for length in sorted(lengths):
        left -= lengths[length]
        if left <= 0:
            return length
    return 0


BATCH = 8
"""Records of a batch for which padding is told: what TRL takes by default."""


def padding(lengths: Counter[int]) -> int:
    """Tokens of padding in an epoch of batches of `BATCH` records drawn at random, each padded to its longest.

    The expected length of the longest of k independent draws is the sum over the lengths of the chance that it is the
    longest, which is a difference of k-th powers of the distribution.
    """
    total = lengths.total()
    longest = seen = 0.0
    for length in sorted(lengths):
        before, seen = seen, seen + lengths[length] / total
        longest += length * (seen**BATCH - before**BATCH)
    return max(0, round(longest * total) - sum(length * count for length, count in lengths.items()))


RISK = Risk(
    id="training",
    limits={
        "training/stops": Limit(fail=0, of="count"),
        "training/dropped": Limit(fail=0.05, warn=0),
        "training/untrained": Limit(fail=0.05, warn=0),
        "training/answer_cut": Limit(fail=0.20, warn=0.01),
        "training/never_ends": Limit(warn=0.01),
    },
    options=TrainingOptions,
    scanner=TrainingScan,
    module=__name__,
)
