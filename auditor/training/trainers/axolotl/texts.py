"""The dataset types without messages: an instruction with its answer, bare text, and labeled segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.training.model import IGNORED, Dropped, Outcome, Row
from auditor.training.trainers.axolotl.outcome import Draft, HaltError, Lengths, finish
from auditor.training.trainers.axolotl.prompts import Prompt
from auditor.training.trainers.axolotl.tokens import Tokens

WINDOWS = 64
"""Longest text of type completion, in windows of `sequence_len`; what is behind is lost."""


def column(row: Row, name: str) -> object:
    """Raises HaltError where the data has no such column."""
    if name not in row:
        raise HaltError("missing_column")
    return row[name]


@dataclass(frozen=True, slots=True)
class Instruct:
    """Prompt and answer are encoded apart, each cut at the limit by itself, and joined."""

    prompt: Prompt
    tokens: Tokens
    limit: int
    train_on_inputs: bool

    def prepare(self, row: Row) -> Draft:
        try:
            asked = self.prompt.fields(lambda name: column(row, name), row.__contains__)
        except TypeError:
            raise HaltError("bad_value") from None
        before, lost_before = self.tokens.text(self.prompt.text(asked), self.limit, eos=False)
        answer, lost = self.tokens.text(asked.answer, self.limit, eos=True, strip_bos=True)
        if self.train_on_inputs and not before:
            raise HaltError("empty_text")
        labels = (before if self.train_on_inputs else [IGNORED] * len(before)) + answer
        ends = {len(labels) - 1} if answer and answer[-1] == self.tokens.eos_id else frozenset[int]()
        notes = ("null_in_prompt",) if asked.instruction is None else ()
        cut_answer = lost + (lost_before if self.train_on_inputs else 0)
        return Draft(before + answer, labels, frozenset(ends), lost_before + lost, cut_answer, notes)


@dataclass(frozen=True, slots=True)
class Completion:
    """Every token is trained. A long text becomes several rows, that are given here as one."""

    field: str
    tokens: Tokens
    lengths: Lengths

    def prepare(self, row: Row) -> Outcome:
        limit = self.lengths.limit
        ids, lost = self.tokens.text(column(row, self.field), limit * WINDOWS, eos=True)
        if not ids:
            return Dropped("empty_text")
        windows = [ids[at : at + limit] for at in range(0, len(ids), limit)]
        kept = [number for window in windows if len(window) >= self.lengths.least for number in window]
        if not kept:
            return Dropped("too_short")
        cut = lost + len(ids) - len(kept)
        ends = frozenset({len(kept) - 1} if kept[-1] == self.tokens.eos_id and len(kept) == len(ids) else ())
        note = ("split_into_rows",) if len(windows) > 1 else ()
        wide = Lengths(max(limit, len(kept)), self.lengths.least, self.lengths.excess, self.lengths.packing)
        return finish(Draft(kept, list(kept), ends, cut, cut, note), wide)


@dataclass(frozen=True, slots=True)
class Segments:
    """`type: input_output`: pieces of text with a label each; nothing is put before, between or behind them."""

    tokens: Tokens
    train_on_inputs: bool

    def prepare(self, row: Row) -> Draft:
        ids: list[int] = []
        labels: list[int] = []
        segments = column(row, "segments")
        if not isinstance(segments, list | tuple):
            raise HaltError("bad_value")
        for segment in segments:
            label, piece = self._read(segment)
            coded = self.tokens.inner.encode(piece)
            ids += coded
            labels += coded if label or self.train_on_inputs else [IGNORED] * len(coded)
        last = max((at for at, label in enumerate(labels) if label != IGNORED), default=None)
        ends = frozenset() if last is None or ids[last] != self.tokens.eos_id else frozenset({last})
        return Draft(ids, labels, ends)

    def _read(self, segment: object) -> tuple[object, str]:
        if not isinstance(segment, Mapping) or not {"label", "text"} <= segment.keys():
            raise HaltError("bad_value")
        if not isinstance(segment["text"], str):
            raise HaltError("bad_value")
        return segment["label"], segment["text"]


@dataclass(frozen=True, slots=True)
class Tokenized:
    """Rows that bring `input_ids`, `attention_mask` and `labels` along are taken as they are, whatever the type."""

    tokens: Tokens

    def prepare(self, row: Row) -> Draft:
        ids, labels = _whole(row["input_ids"]), _whole(row["labels"])
        ends = frozenset(at for at, label in enumerate(labels) if label == self.tokens.eos_id)
        return Draft(ids, labels, ends)


def _whole(value: object) -> list[int]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, int) for item in value):
        raise HaltError("bad_value")
    return list(value)
