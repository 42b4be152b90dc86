"""Records that a trainer drops, breaks on, or learns nonsense from.

## What it measures

Lines, rows and files of which no record could be made; records that had to be repaired to be read (NaN, duplicate
keys, invalid UTF-8, control characters, numbers where text belongs); records whose layout differs from that of most
records of their file; conversations whose roles are unknown or out of order; records without an answer to learn
from; tool calls whose JSON is broken.

## Why it matters

Trainers drop such records with a log line or none, or stop in the middle of a run. An empty answer teaches the model
to say nothing; a broken tool call teaches it to write broken ones. And what cannot be read cannot be audited.

## What it misses

What a given trainer does with the record: truncation, loss masks, templates. Whether an answer is any good.

## What to do

Go to the lines in the evidence. Export the file again as UTF-8 JSON with a strict writer. Give every conversation
the order system, user, assistant, user, assistant, ending with the assistant.

## Sources

RFC 8259 (JSON). The conversion code and documentation of LLaMA-Factory, TRL and ms-swift, which skip or refuse
records with broken roles.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.findings import Evidence
from auditor.overview import Overview
from auditor.records import ASSISTANT, ROLES, SYSTEM, TOOL, TOOL_CALL, USER, Record, Turn, Unreadable
from auditor.stats import Unseen, census

FOLLOWS = {
    SYSTEM: {USER},
    USER: {ASSISTANT, TOOL_CALL},
    ASSISTANT: {USER, TOOL},
    TOOL_CALL: {TOOL, TOOL_CALL, USER},
    TOOL: {ASSISTANT, TOOL_CALL, TOOL},
}
"""Which roles may stand behind which in a conversation. A tool may answer an assistant message that holds its call."""


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """It has none yet."""


@dataclass(slots=True)
class FormatState:
    """Counts by measure and by file. Grows with the number of measures only."""

    grows: ClassVar[int] = 0

    records: Counter[str] = field(default_factory=Counter)

    def merge(self, other: Self) -> Self:
        """Sums."""
        return type(self)(self.records + other.records)


@dataclass(frozen=True, slots=True)
class FormatScan:
    """Looks at how each record is built."""

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
            problems = list(find_problems(record))
            state.records.update({measure for measure, _, _ in problems})
            for measure, kind, turn in problems:
                sink(self._problem(record, measure, kind, turn))

    def finish(self, state: FormatState, facts: Mapping[str, Any]) -> Finished:
        overview: Overview = facts["overview"]
        files, train = overview.files, [file for file in overview.files if file.split == "train"]
        lines = sum(file.unreadable for file in files)
        mixed = sum(count for file in train for _, count in file.shapes[1:])
        read, unseen = overview.records(), overview.unseen()
        return Finished(
            (
                *census("format/unreadable_file", sum(file.broken for file in files), len(files), Unseen()),
                *census("format/unreadable_line", lines, lines + sum(file.records for file in files), Unseen()),
                *census("format/mixed_layout", mixed, read, unseen),
                *(f for name in MEASURES for f in census(f"format/{name}", state.records[name], read, unseen)),
            )
        )

    def _unreadable(self, item: Unreadable, measure: str) -> Evidence:
        return Evidence(
            finding=f"format/{measure}",
            kind=item.reason,
            certainty="validated",
            record="",
            origin=item.origin,
            fingerprint=self.setup.key.fingerprint(f"format/{measure}", item.origin, item.origin),
            excerpt=item.detail,
        )

    def _problem(self, record: Record, measure: str, kind: str, turn: Turn | None) -> Evidence:
        path = "" if turn is None else turn.path
        return Evidence(
            finding=f"format/{measure}",
            kind=kind,
            certainty="validated",
            record=record.id,
            origin=record.origin,
            fingerprint=self.setup.key.fingerprint(
                f"format/{measure}", f"{record.digest:x}\x00{path}\x00{kind}", f"{record.origin}\x00{path}\x00{kind}"
            ),
            path=path,
            end=0 if turn is None else len(turn.text),
        )


MEASURES = ("repaired", "role_order", "empty_answer", "broken_tool_call")

PROMPT_ONLY = "prompt_only"
"""The shape of data for online methods, in which the model is to find the answer."""

Problem = tuple[str, str, Turn | None]
"""Measure, kind (a key `kind.*` of the messages), and the turn where it stands."""


def find_problems(record: Record) -> Iterator[Problem]:
    """Everything that is wrong with how a record is built."""
    for flaw in record.flaws:
        yield "repaired", flaw, None
    yield from _roles(record)
    yield from _answers(record)
    for turn in (*record.turns, *record.rejected):
        if turn.role == TOOL_CALL and not _is_json(turn.text):
            yield "broken_tool_call", "no_json", turn


def _roles(record: Record) -> Iterator[Problem]:
    """Roles that are unknown or stand where a chat template does not expect them."""
    for turn in record.turns:
        if turn.role not in ROLES:
            yield "role_order", "unknown_role", turn
    messages = list(_messages(record.turns))
    first = messages[0][0] if messages else None
    if first is not None and first.message is not None and first.role in FOLLOWS.keys() - {SYSTEM, USER}:
        yield "role_order", "starts_without_user", first
    for earlier, later in pairwise(messages):
        before, turn = earlier[-1], later[0]
        if turn.role not in FOLLOWS or before.role not in FOLLOWS:
            continue
        if turn.role == SYSTEM:
            yield "role_order", "late_system", turn
        elif turn.role not in FOLLOWS[before.role]:
            yield "role_order", "same_role_twice" if turn.role == before.role else "out_of_order", turn


def _messages(turns: tuple[Turn, ...]) -> Iterator[list[Turn]]:
    """The turns of each message: one with parts or tool calls has several. Fields of one role are one message."""
    for _, group in groupby(turns, key=lambda turn: turn.role if turn.message is None else turn.message):
        yield list(group)


def _answers(record: Record) -> Iterator[Problem]:
    """Records that end without an answer, and answers without a text."""
    _, answer = record.prompt_and_answer()
    if record.shape == PROMPT_ONLY:
        return
    if not answer:
        yield "empty_answer", "no_answer", None
    elif not any(turn.text.strip() for turn in answer):
        yield "empty_answer", "blank", answer[-1]
    if record.rejected and not any(turn.text.strip() for turn in record.rejected):
        yield "empty_answer", "blank_rejected", record.rejected[-1]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


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
    },
    options=FormatOptions,
    scanner=FormatScan,
    module=__name__,
)
