"""The report of one run, as an object."""

from __future__ import annotations

import datetime
import hashlib
import html
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

import orjson

from auditor import weights
from auditor.errors import ReportError, UsageError
from auditor.findings import Done, Failed, Finding, Outcome, Skipped
from auditor.outputs import Staging
from auditor.report.evidence import EVIDENCE, EvidenceFile, Spool
from auditor.report.wire import EvidenceDigest, OutcomeFile, ReportFile, Run

REPORT, VERDICT, PAGE = "report.json", "verdict.json", "report.html"
MARKS = {
    EVIDENCE: b'"finding"',
    VERDICT: b'"auditor.verdict/',
    PAGE: b'content="finetune-auditor"',
    REPORT: b'"auditor.report/',
}
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
    date: str | None = None
    """ISO day on which it was measured, where that is known. Two runs that differ in it alone are the same report."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of their checks."""
        return tuple(chain.from_iterable(o.findings for o in self.outcomes.values() if isinstance(o, Done)))

    @property
    def digest(self) -> str:
        """SHA-256 of the facts: of `report.json` without its date and its checksum. It holds that of the evidence."""
        return sealed(replace(self.file, date=None))

    @property
    def file(self) -> ReportFile:
        """The content of `report.json`, as an object."""
        outcomes = tuple(_outcome(name, outcome) for name, outcome in self.outcomes.items())
        digest = EvidenceDigest(self.evidence.sha256, self.evidence.lines)
        return ReportFile("auditor.report/1", self.run, outcomes, self.findings, digest, self.date)

    def to_json(self) -> bytes:
        """The content of `report.json`: the same bytes for the same facts on the same day."""
        file = replace(self.file, checksum=sealed(self.file))
        return orjson.dumps(file, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    def write(
        self, out: str | PathLike[str], verdict: Judged | None = None, page: Callable[[], bytes] | None = None
    ) -> Report:
        """Writes the report directory, in place of an older report there; returns the report that reads from it.

        `page` makes the content of `report.html`, which is put there with the rest or, without it, not at all.

        Raises:
            OutputError: the place cannot be written, or holds a file of that name that is no report.
            RunError: the disk is full.
        """
        folder = Path(out)
        with staging(folder) as files:
            files.link(self.evidence.path, EVIDENCE)
            if verdict is not None:
                files.write(VERDICT, verdict.to_json())
            if page is not None:
                files.write(PAGE, page())
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


def measured_on(environment: Mapping[str, str] | None = None) -> str:
    """The ISO day that a report of today bears: by the clock (UTC), or by `SOURCE_DATE_EPOCH` where that is set.

    Raises:
        UsageError: `SOURCE_DATE_EPOCH` is no number of seconds.
    """
    given = (os.environ if environment is None else environment).get("SOURCE_DATE_EPOCH")
    if given is None:
        return datetime.datetime.now(datetime.UTC).date().isoformat()
    try:
        return datetime.datetime.fromtimestamp(int(given), datetime.UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError("SOURCE_DATE_EPOCH is no number of seconds since 1970; mend it or unset it") from error


def staging(out: Path) -> Staging:
    """The place of a report directory, to be filled and published; entering it tells whether it can be written."""
    return Staging(out, MARKS)


def sealed(file: ReportFile) -> str:
    """SHA-256 of all that a report says."""
    return hashlib.sha256(orjson.dumps(replace(file, checksum=""))).hexdigest()


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

    It is as old as the oldest of them.

    Raises:
        ReportError: their data, keys, options or models differ, or two of them answer for the same check in
            different ways.
    """
    first, *others = reports
    for other in others:
        if other.run.data.digest != first.run.data.digest:
            raise ReportError("the reports are of different data; give reports of one scan and its probes")
        if other.run.key_id != first.run.key_id:
            raise ReportError("the reports were made with different keys; run both with the same AUDITOR_KEY")
    if not others:
        return first
    run = _joined([report.run for report in reports])
    spool = Spool()
    try:
        outcomes = _gather(reports, spool)
    except BaseException:
        spool.discard()
        raise
    origins = tuple(chain.from_iterable(report.evidence.origins or (report.evidence.path,) for report in reports))
    dates = [report.date for report in reports]
    oldest = None if None in dates else min(date for date in dates if date is not None)
    return Report(run, outcomes, replace(spool.done(), origins=origins), oldest)


def _joined(runs: Sequence[Run]) -> Run:
    """What it takes to repeat all of them: the scan's own, and what the others add."""
    models = [run.model for run in runs if run.model is not None]
    if models and any(replace(model, date="", packs=()) != replace(models[0], date="", packs=()) for model in models):
        raise ReportError(
            "the reports are of different models, or of one asked in different ways; give probes of one model, with "
            "the same template, precision and decoding"
        )
    base = next((run for run in runs if run.model is None), runs[0])
    options = _options(runs)
    packages = {name: version for run in runs for name, version in run.packages.items()} | base.packages
    if not models:
        return replace(base, options=options, packages=packages)
    packs = tuple(dict.fromkeys(chain.from_iterable(model.packs for model in models)))
    model = replace(models[0], packs=packs, date=min(model.date for model in models))
    return replace(base, options=options, packages=packages, model=model)


def _options(runs: Sequence[Run]) -> dict[str, dict[str, Any]]:
    """The options of all of them, which say the same of each risk that several of them name."""
    options: dict[str, dict[str, Any]] = {}
    for id, own in ((id, own) for run in runs for id, own in run.options.items()):
        first = options.setdefault(id, own)
        # As they are written: what was read has lists where what was measured here has tuples.
        if orjson.dumps(own, option=orjson.OPT_SORT_KEYS) != orjson.dumps(first, option=orjson.OPT_SORT_KEYS):
            raise ReportError(
                f"the reports were measured with different options of {id}, and only one of them can be judged; run "
                "all of them with the same policy"
            )
    return options


def refuse_other_weights(report: Report, folder: Path) -> None:
    """Refuses a probe of other weights than those in a folder.

    Raises:
        UsageError: there are no weights there.
        ReportError: no model was probed, or another one.
    """
    shipped = weights.digest(folder)
    model = report.run.model
    if model is None:
        raise ReportError("no model was probed for these reports, so there is nothing to hold the weights against; add "
                          "the report of a probe, or leave out --weights")  # fmt: skip
    if shipped not in (model.weights, model.shipped):
        raise ReportError(
            f"{folder}: these are not the weights that were probed ({shipped[:19]}, and the probe says "
            f"{(model.shipped or model.weights)[:19]}); probe what you ship"
        )


def _gather(reports: Sequence[Report], spool: Spool) -> dict[str, Outcome]:
    """All outcomes; to the spool, the evidence of each finding once."""
    outcomes: dict[str, Outcome] = {}
    findings: set[str] = set()
    again = _asked_again(reports)
    for report in reports:
        fresh = {name: one for name, one in report.outcomes.items() if outcomes.get(name) != one and name not in again}
        own = _ids(fresh.values())
        if twice := sorted((fresh.keys() & outcomes.keys()) | (own & findings)):
            raise ReportError(f"two of the reports answer for {twice[0]} in different ways; give only one of them")
        spool.extend(hit for hit in report.evidence if hit.finding in own)
        outcomes |= fresh
        findings |= own
    return outcomes


def _asked_again(reports: Sequence[Report]) -> set[str]:
    """What a scan asked of a base and a probe asked of it again, beside the tuned model: the probe's answers stand."""
    probed = {name: one for report in reports for name, one in report.outcomes.items() if name.startswith("probe/")}
    scanned = {name: one for report in reports if report.run.untuned for name, one in report.outcomes.items()}
    pairs = {name: probed.get(name.replace("scan/", "probe/", 1)) for name in scanned if name.startswith("scan/")}
    return {name for name, one in pairs.items() if isinstance(one, Done) and _ids([one]) & _ids([scanned[name]])}


def _ids(outcomes: Iterable[Outcome]) -> set[str]:
    return {finding.id for outcome in outcomes if isinstance(outcome, Done) for finding in outcome.findings}
