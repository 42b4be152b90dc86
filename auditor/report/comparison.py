"""Two reports side by side: two datasets, two checkpoints, before and after cleaning.

A change is called one where the intervals of the two numbers do not meet; what chance or unread data explain is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import orjson

from auditor.errors import ReportError
from auditor.findings import Done, Finding
from auditor.report.core import Report
from auditor.report.wire import Run

Change = Literal["worse", "better", "higher", "lower", "same", "only_before", "only_after"]
"""Of a judged finding larger is worse; the others are higher or lower, which is no judgment."""
ORDER: tuple[Change, ...] = ("worse", "better", "higher", "lower", "only_before", "only_after", "same")


@dataclass(frozen=True, slots=True)
class Compared:
    """One finding in both reports."""

    finding: str
    change: Change
    before: Finding | None
    after: Finding | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one report to another."""

    schema: Literal["auditor.comparison/1"]
    before: str
    """Digest of the report."""
    after: str
    same_data: bool
    notes: tuple[str, ...]
    """What else differs, and may be a reason: keys `compare.*` of the messages with the name behind a colon."""
    findings: tuple[Compared, ...]

    def at(self, *changes: Change) -> tuple[Compared, ...]:
        """The findings with such a change."""
        return tuple(one for one in self.findings if one.change in changes)

    @property
    def unsettled(self) -> tuple[Compared, ...]:
        """Judged findings of which nobody knows whether they got worse: only one report measured them, and they are
        not shown to be nothing in the second."""
        gone = (one for one in self.at("only_before") if one.before is not None and one.before.judged)
        fresh = (one for one in self.at("only_after") if one.after is not None and one.after.judged and one.after.high)
        return (*gone, *fresh)

    def to_json(self) -> bytes:
        """As JSON."""
        return orjson.dumps(self, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def compare(before: Report, after: Report) -> Comparison:
    """What got better and what worse, finding by finding.

    Raises:
        ReportError: the two were not measured in the same way, and in which.
    """
    _refuse(before, after)
    earlier = {finding.id: finding for finding in before.findings}
    later = {finding.id: finding for finding in after.findings}
    found = [
        Compared(id, _change(earlier.get(id), later.get(id)), earlier.get(id), later.get(id))
        for id in dict.fromkeys((*earlier, *later))
    ]
    return Comparison(
        "auditor.comparison/1",
        before.digest,
        after.digest,
        before.run.data.digest == after.run.data.digest,
        tuple(_notes(before.run, after.run)),
        tuple(sorted(found, key=lambda one: ORDER.index(one.change))),
    )


def _change(before: Finding | None, after: Finding | None) -> Change:
    if before is None or after is None:
        return "only_after" if before is None else "only_before"
    if after.low > before.high:
        return "worse" if after.judged else "higher"
    if after.high < before.low:
        return "better" if after.judged else "lower"
    return "same"


def _refuse(before: Report, after: Report) -> None:
    for what, one, other in _ways(before.run, after.run):
        if one != other:
            raise ReportError(
                f"these reports cannot be compared: {what} is {_shown(one)} in the first and {_shown(other)} in the "
                "second; measure both in the same way"
            )
    for id in sorted(before.run.options.keys() & after.run.options.keys()):
        if before.run.options[id] != after.run.options[id]:
            raise ReportError(
                f"these reports cannot be compared: the options of {id} differ; scan both with the same policy"
            )
    done = [{name for name, end in report.outcomes.items() if isinstance(end, Done)} for report in (before, after)]
    if not done[0] & done[1]:
        raise ReportError(
            "these reports cannot be compared: no check ran in both; give two scans, or two probes of models"
        )


def _ways(before: Run, after: Run) -> Iterator[tuple[str, object, object]]:
    """What must agree, or a number of the one says nothing about the other."""
    yield "the version of the auditor", before.version, after.version
    yield "the key", before.key_id, after.key_id
    yield "the benchmarks", before.benchmarks, after.benchmarks
    models = before.model, after.model
    if models[0] is not None and models[1] is not None:
        yield "the packs of questions", models[0].packs, models[1].packs
        yield "the chat template", models[0].template, models[1].template
        yield "the decoding", models[0].decoding, models[1].decoding


def _shown(value: object) -> str:
    match value:
        case None | ():
            return "none"
        case tuple():
            return ", ".join(map(str, value))[:120]
    return str(value)[:120]


def _notes(before: Run, after: Run) -> Iterator[str]:
    for what in ("epochs", "tokenizer", "seed", "shape", "training", "hardware", "price"):
        if getattr(before, what) != getattr(after, what):
            yield f"compare.{what}"
    if before.model is not None and after.model is not None:
        if before.model.dtype != after.model.dtype:
            yield "compare.dtype"
        if before.model.base_weights != after.model.base_weights:
            yield "compare.base"
    for name in sorted(before.packages.keys() | after.packages.keys()):
        if before.packages.get(name) != after.packages.get(name):
            yield f"compare.package:{name}"
