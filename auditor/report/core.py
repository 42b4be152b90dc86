"""The report of one run, as an object."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Protocol

import orjson

from auditor.errors import ReportError
from auditor.findings import Done, Failed, Finding, Outcome, Skipped
from auditor.outputs import Staging
from auditor.report.evidence import EVIDENCE, EvidenceFile, Spool
from auditor.report.wire import EvidenceDigest, OutcomeFile, ReportFile, Run

REPORT, VERDICT = "report.json", "verdict.json"
MARKS = {EVIDENCE: b'"finding"', VERDICT: b'"auditor.verdict/', REPORT: b'"auditor.report/'}
"""Files of a report directory in the order in which they are put there, and what tells that they are ours."""


class Judged(Protocol):
    """A verdict."""

    def to_json(self) -> bytes:
        """The content of `verdict.json`."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """Facts of one run. It has no verdict: that is `auditor.judge(report, policy)`."""

    run: Run
    outcomes: Mapping[str, Outcome]
    """How each check ended, by `scan/<risk>`."""
    evidence: EvidenceFile

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of their checks."""
        return tuple(chain.from_iterable(o.findings for o in self.outcomes.values() if isinstance(o, Done)))

    @property
    def digest(self) -> str:
        """SHA-256 of `report.json`, which holds that of the evidence."""
        return hashlib.sha256(self.to_json()).hexdigest()

    def to_json(self) -> bytes:
        """The content of `report.json`: the same bytes for the same facts."""
        outcomes = tuple(_outcome(name, outcome) for name, outcome in self.outcomes.items())
        digest = EvidenceDigest(self.evidence.sha256, self.evidence.lines)
        file = ReportFile("auditor.report/1", self.run, outcomes, self.findings, digest)
        return orjson.dumps(file, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    def write(self, out: str | PathLike[str], verdict: Judged | None = None) -> Report:
        """Writes the report directory, in place of an older report there; returns the report that reads from it.

        Raises:
            OutputError: the place cannot be written, or holds a file of that name that is no report.
            RunError: the disk is full.
        """
        folder = Path(out)
        with staging(folder) as files:
            files.link(self.evidence.path, EVIDENCE)
            if verdict is not None:
                files.write(VERDICT, verdict.to_json())
            files.write(REPORT, self.to_json())
            files.publish()
        return replace(self, evidence=EvidenceFile(folder / EVIDENCE, self.evidence.sha256, self.evidence.lines))

    def _repr_html_(self) -> str:
        """The findings as a table, for notebooks."""
        rows = "".join(
            f"<tr><td>{html.escape(finding.id)}</td><td>{finding.value:g}</td><td>{finding.unit}</td>"
            f"<td>{finding.low:g} – {finding.high:g}</td><td>{finding.n}</td></tr>"
            for finding in self.findings
        )
        ends = "".join(
            f"<p>{html.escape(name)}: {type(outcome).__name__.lower()}</p>"
            for name, outcome in self.outcomes.items()
            if not isinstance(outcome, Done)
        )
        head = "<tr><th>finding</th><th>value</th><th>unit</th><th>interval</th><th>of</th></tr>"
        return f"<table>{head}{rows}</table>{ends}<p>{self.evidence.lines} hits</p>"


def staging(out: Path) -> Staging:
    """The place of a report directory, to be filled and published; entering it tells whether it can be written."""
    return Staging(out, MARKS)


def _outcome(name: str, outcome: Outcome) -> OutcomeFile:
    match outcome:
        case Done(findings):
            return OutcomeFile(name, "done", tuple(finding.id for finding in findings))
        case Skipped(reason):
            return OutcomeFile(name, "skipped", reason=reason)
        case Failed(error, frames):
            return OutcomeFile(name, "failed", error=error, frames=frames)


def join(reports: Sequence[Report]) -> Report:
    """One report out of several about the same data, such as the halves of a risk that ran on different machines.

    Raises:
        ReportError: their data or keys differ, or two of them answer for the same check in different ways.
    """
    first, *others = reports
    for other in others:
        if other.run.data.digest != first.run.data.digest:
            raise ReportError("the reports are of different data; give reports of one scan and its probes")
        if other.run.key_id != first.run.key_id:
            raise ReportError("the reports were made with different keys; run both with the same AUDITOR_KEY")
    if not others:
        return first
    spool = Spool()
    try:
        outcomes = _gather(reports, spool)
    except BaseException:
        spool.discard()
        raise
    origins = tuple(chain.from_iterable(report.evidence.origins or (report.evidence.path,) for report in reports))
    return Report(first.run, outcomes, replace(spool.done(), origins=origins))


def _gather(reports: Sequence[Report], spool: Spool) -> dict[str, Outcome]:
    """All outcomes; to the spool, the evidence of each finding once."""
    outcomes: dict[str, Outcome] = {}
    findings: set[str] = set()
    for report in reports:
        fresh = {name: outcome for name, outcome in report.outcomes.items() if outcomes.get(name) != outcome}
        own = {f.id for outcome in fresh.values() if isinstance(outcome, Done) for f in outcome.findings}
        if twice := sorted((fresh.keys() & outcomes.keys()) | (own & findings)):
            raise ReportError(f"two of the reports answer for {twice[0]} in different ways; give only one of them")
        spool.extend(hit for hit in report.evidence if hit.finding in own)
        outcomes |= fresh
        findings |= own
    return outcomes
