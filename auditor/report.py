"""The report: facts of one run, and the directory that holds them, read and written whole.

report.json      the run, one outcome a check, the findings, and the digest of
evidence.jsonl   every hit, one a line, in the order of the data
verdict.json     what a policy made of it: beside the facts, never among them
"""

from __future__ import annotations

import hashlib
import html
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import orjson
from pydantic import TypeAdapter, ValidationError

from auditor.errors import ReportError, RunError
from auditor.findings import Done, Evidence, Failed, Finding, Outcome, Skipped
from auditor.outputs import Staging
from auditor.overview import File

SCHEMA = "auditor.report/1"
REPORT, EVIDENCE, VERDICT = "report.json", "evidence.jsonl", "verdict.json"


@dataclass(frozen=True, slots=True)
class Data:
    """What was scanned."""

    digest: str
    """Order-free digest of the training records: the same for the same records in any file format."""
    files: tuple[File, ...]
    skipped: int
    """Files in the given folders whose names say that they are no data."""


@dataclass(frozen=True, slots=True)
class Run:
    """What it takes to repeat the run. It says nothing about the machine, the time or the number of workers."""

    version: str
    data: Data
    key_id: str | None
    seed: int
    epochs: float
    tokenizer: str | None
    shape: str | None
    options: dict[str, dict[str, Any]]
    """Options of each risk."""
    packages: dict[str, str]
    """Versions of the packages that the findings depend on."""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """The hits of a run, in a file, since there can be millions."""

    path: Path
    sha256: str
    lines: int

    def __iter__(self) -> Iterator[Evidence]:
        return read_evidence(self.path)


@dataclass(frozen=True, slots=True)
class Report:
    """Facts of one run. It has no verdict: that is `policy.judge(report, policy)`."""

    run: Run
    outcomes: Mapping[str, Outcome]
    """How each check ended, by `scan/<risk>`."""
    evidence: EvidenceFile
    _keeps: object = field(default=None, repr=False, compare=False)
    """Holds the temporary folder of the evidence alive as long as the report."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of their checks."""
        return tuple(chain_findings(self.outcomes.values()))

    @property
    def digest(self) -> str:
        """SHA-256 of `report.json`, which holds that of the evidence."""
        return hashlib.sha256(self.to_json()).hexdigest()

    def to_json(self) -> bytes:
        """The content of `report.json`: the same bytes for the same facts."""
        return orjson.dumps(_to_file(self), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    def write(self, out: Path, verdict: bytes | None = None) -> Report:
        """Writes the directory whole, in place of an older report there; returns the report that reads from it.

        Raises:
            OutputError: the place cannot be written, or holds something that is no report.
            RunError: the disk is full.
        """
        with Staging(out, REPORT) as staging:
            staging.write(REPORT, self.to_json())
            staging.link(self.evidence.path, EVIDENCE)
            if verdict is not None:
                staging.write(VERDICT, verdict)
            staging.publish()
        return replace(self, evidence=replace(self.evidence, path=out / EVIDENCE), _keeps=None)

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


def chain_findings(outcomes: Iterable[Outcome]) -> Iterator[Finding]:
    """The findings of all checks that ran."""
    for outcome in outcomes:
        if isinstance(outcome, Done):
            yield from outcome.findings


@dataclass(frozen=True, slots=True)
class OutcomeFile:
    """How a check ended, as `report.json` says it. A check that is done owns the findings under its risk's name."""

    check: str
    status: Literal["done", "skipped", "failed"]
    reason: str | None = None
    error: str | None = None
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceDigest:
    """The evidence file that belongs to the report."""

    sha256: str
    lines: int


@dataclass(frozen=True, slots=True)
class ReportFile:
    """The content of `report.json`."""

    schema: Literal["auditor.report/1"]
    run: Run
    outcomes: tuple[OutcomeFile, ...]
    findings: tuple[Finding, ...]
    evidence: EvidenceDigest


def _to_file(report: Report) -> ReportFile:
    outcomes = []
    for name, outcome in report.outcomes.items():
        match outcome:
            case Done():
                outcomes.append(OutcomeFile(name, "done"))
            case Skipped(reason):
                outcomes.append(OutcomeFile(name, "skipped", reason=reason))
            case Failed(error, frames):
                outcomes.append(OutcomeFile(name, "failed", error=error, frames=frames))
    digest = EvidenceDigest(report.evidence.sha256, report.evidence.lines)
    return ReportFile("auditor.report/1", report.run, tuple(outcomes), report.findings, digest)


def _from_file(file: ReportFile, evidence: Path) -> Report:
    outcomes: dict[str, Outcome] = {}
    for outcome in file.outcomes:
        match outcome.status:
            case "done":
                own = outcome.check.partition("/")[2] + "/"
                outcomes[outcome.check] = Done(tuple(f for f in file.findings if f.id.startswith(own)))
            case "skipped":
                outcomes[outcome.check] = Skipped(outcome.reason or "")
            case "failed":
                outcomes[outcome.check] = Failed(outcome.error or "", outcome.frames)
    return Report(file.run, outcomes, EvidenceFile(evidence, file.evidence.sha256, file.evidence.lines))


@cache
def adapter(type_: Any) -> TypeAdapter[Any]:
    """The validator of a type that enters or leaves through a file."""
    return TypeAdapter(type_)


def read_report(path: Path) -> Report:
    """Reads a report directory, or its `report.json`.

    Raises:
        ReportError: there is none, it is not of this schema, it was cut off or altered, or its evidence was.
    """
    file = path / REPORT if path.is_dir() else path
    try:
        content = orjson.loads(file.read_bytes())
    except OSError as error:
        raise ReportError(
            f"{path}: there is no report to read ({error.strerror}); give a report directory or its report.json"
        ) from error
    except orjson.JSONDecodeError as error:
        raise ReportError(f"{file}: this is no JSON, or only a part of it; run the scan again") from error
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != SCHEMA:
        raise ReportError(
            f"{file}: a report says schema {SCHEMA!r}; this file says "
            f"{str(schema)[:40]!r}; give a report directory that this version can read"
        )
    try:
        report = _from_file(adapter(ReportFile).validate_python(content), file.parent / EVIDENCE)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ReportError(f"{file}: {where} is missing or not as {SCHEMA} has it; run the scan again") from error
    _check_evidence(report.evidence)
    return report


def join(reports: Sequence[Report]) -> Report:
    """One report out of several about the same data, such as the halves of a risk that ran on different machines.

    Raises:
        ReportError: their data or keys differ, or two of them answer for the same check.
    """
    first, *others = reports
    for other in others:
        if other.run.data.digest != first.run.data.digest:
            raise ReportError("the reports are of different data; give reports of one scan and its probes")
        if other.run.key_id != first.run.key_id:
            raise ReportError("the reports were made with different keys; run both with the same AUDITOR_KEY")
        if both := first.outcomes.keys() & other.outcomes.keys():
            raise ReportError(f"two of the reports answer for {min(both)}; give only one of them")
    if not others:
        return first
    spool = Spool()
    for report in reports:
        spool.add(report.evidence.path.read_bytes())
    outcomes = {name: outcome for report in reports for name, outcome in report.outcomes.items()}
    return Report(first.run, outcomes, spool.done(), spool.folder)


def _check_evidence(evidence: EvidenceFile) -> None:
    try:
        with evidence.path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReportError(
            f"{evidence.path}: the report's evidence cannot be read ({error.strerror}); "
            "keep report.json and evidence.jsonl together"
        ) from error
    if found != evidence.sha256:
        raise ReportError(
            f"{evidence.path}: this is not the evidence that the report was written with; run the scan again"
        )


def read_evidence(path: Path) -> Iterator[Evidence]:
    """The hits of an `evidence.jsonl`, in its order."""
    with path.open("rb") as file:
        for line in file:
            yield Evidence(**orjson.loads(line))


class Scratch:
    """A temporary folder that goes when nothing holds this object any more, or when the process ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="auditor-"))
        self.remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class Spool:
    """Takes the evidence of a run, in order, into a temporary file that only its owner can read."""

    def __init__(self) -> None:
        self.folder = Scratch()
        self._path = self.folder.path / EVIDENCE
        self._file = os.fdopen(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600), "wb")
        self._digest = hashlib.sha256()
        self._lines = 0

    def add(self, evidence: bytes) -> None:
        """Appends lines, as `lines` made them.

        Raises:
            RunError: the disk is full.
        """
        try:
            self._file.write(evidence)
        except OSError as error:
            raise RunError(
                f"the evidence cannot be written to the temporary folder ({error.strerror}); "
                "free some space or point TMPDIR elsewhere"
            ) from error
        self._digest.update(evidence)
        self._lines += evidence.count(b"\n")

    def done(self) -> EvidenceFile:
        """The finished file; it lives as long as `folder`."""
        self._file.close()
        return EvidenceFile(self._path, self._digest.hexdigest(), self._lines)

    def discard(self) -> None:
        """Removes what was written."""
        self._file.close()
        self.folder.remove()


def lines(evidence: Iterable[Evidence]) -> bytes:
    """Evidence as JSON lines."""
    return b"".join(orjson.dumps(hit, option=orjson.OPT_APPEND_NEWLINE) for hit in evidence)
