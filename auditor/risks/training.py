"""What the trainer will really train on.

## What it measures

The data preparation of the trainer that you name (`--config FILE` or `--trainer NAME`) is done again on every training
record, without training: its conversion of rows, its template, its loss mask and its cut. Counted are records at which
the run would end with an error; records that it drops, with a log line or none; records that it keeps and that teach
nothing, since no token of them has a loss; records of which a part of the answer is cut away; records whose answer has
no end that is trained, so that the model does not learn to stop.

Also counted, without a limit: records that it silently changes, with each kind of change, how many have it and the
first that does; the tokens of all kept records, how many of them have a loss and how many were cut away; how long
records are; and the waste: the padding of batches of the configured size, or the room that packs leave empty. Packs are
filled as LLaMA-Factory fills them, with whole records, the longest that fits first; other trainers come near. Where a
stream of records is cut into blocks, the rest of each stream is known only to lie between nothing and a block.

With a tokenizer (`--tokenizer`, or that of the configuration's model) the tokens and the chat template are those of
the model. Without, three estimates are made, one low, one high, and conversations without a template of their own are
rendered as ChatML: where the estimates differ, the interval shows it, and where an answer ends is not judged. The
records in the evidence are those of the likely estimate.

## Why it matters

Trainers drop, cut and mask records and say so in a log line or not at all. LLaMA-Factory skips conversations out of
order, TRL cuts at 1,024 tokens unless told otherwise, axolotl drops what is longer than `sequence_len`, ms-swift
deletes rows that raise an error. People learn of it from a bad model. An answer that is cut teaches to stop in the
middle, one without an end token not to stop at all.

## What it misses

What happens after the data preparation: the order of records, what stands together in a pack or a batch, and whatever a
custom script does. The rejected answers of pairs. Versions other than the one that is named with the result. Images,
audio and video. Stages other than supervised fine-tuning, where the page on training says so. An estimate without a
tokenizer can be wrong by a third.

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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.findings import Evidence, Finding, Skipped
from auditor.overview import Overview
from auditor.records import Record
from auditor.stats import Unseen, census
from auditor.training.counts import Counts, Prepared, problems_of
from auditor.training.model import Trained, Training
from auditor.training.packs import Layout, Packed, Padded, Stream, layout_of, packs, padding

MEASURES = ("stops", "dropped", "untrained", "answer_cut", "never_ends")


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """It has none: the training configuration is an option of the run."""


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
            for counts, outcome in zip(state.by, outcomes, strict=True):
                counts.add(outcome)
            for measure, reason in dict.fromkeys(problems_of(outcomes[0])):
                if self._judges(measure):
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
        shares = (one if self._judges(one.id.partition("/")[2]) else replace(one, value=0.0, low=0.0) for one in shares)
        changed = census("training/changed", state.changed, read, unseen, judged=False)
        numbers = (*_numbers(by, read + unseen.records), *_waste(by, read + unseen.records, self.setup.training))
        prepared = Prepared(tuple(by), layout_of(self.setup.training), self.setup.tokenizer is not None)
        return Finished((*shares, *changed, *numbers), prepared, self._notes(state, overview))

    def _judges(self, measure: str) -> bool:
        """Which token ends a turn only the model's tokenizer tells."""
        return measure != "never_ends" or self.setup.tokenizer is not None

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
    ):
        yield Finding(f"training/{name}", values[0], n, min(values), max(values), "tokens", judged=False)


def _waste(by: list[Counts], n: int, training: Training) -> Iterator[Finding]:
    """What informs: tokens that are cut away, and room of a step that no record fills."""
    if not n:
        return
    layout = layout_of(training)
    rests = [_rest(counts, layout) for counts in by]
    lost = layout is not None and isinstance(layout, Stream) and not layout.keeps_rest
    cuts = [tuple(counts.cut + lost * one for one in rest) for counts, rest in zip(by, rests, strict=True)]
    yield _spread("cut_tokens", cuts, n)
    match layout:
        case Padded():
            yield _spread("padding", [(padding(counts.lengths, layout),) * 3 for counts in by], n)
        case Packed():
            rooms = [max(0, packs(counts.lengths, layout) * layout.size - counts.tokens) for counts in by]
            yield _spread("pack_room", [(room,) * 3 for room in rooms], n)
        case Stream(keeps_rest=True):
            yield _spread("pack_room", rests, n)


def _rest(counts: Counts, layout: Layout | None) -> tuple[int, ...]:
    """Likely, least and most tokens that the last blocks of all streams hold, or lack where they are kept."""
    if not isinstance(layout, Stream):
        return 0, 0, 0
    streams = layout.streams(counts.lengths.total())
    if streams <= 1:
        return ((-counts.tokens if layout.keeps_rest else counts.tokens) % layout.size,) * 3
    most = streams * (layout.size - 1)
    return most // 2, 0, most


def _spread(name: str, values: Sequence[tuple[int, ...]], n: int) -> Finding:
    """From the lowest to the highest that an estimate gives."""
    low, high = min(one[1] for one in values), max(one[2] for one in values)
    return Finding(f"training/{name}", values[0][0], n, low, high, "tokens", judged=False)


def quantile(lengths: Counter[int], share: float) -> int:
    """The least length that at least this share of the records does not exceed; 0 without records."""
    left = share * lengths.total()
    for length in sorted(lengths):
        left -= lengths[length]
        if left <= 0:
            return length
    return 0


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
