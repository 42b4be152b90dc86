"""Reads a report directory back, and refuses what is none."""

from __future__ import annotations

import datetime
import hashlib
from os import PathLike
from pathlib import Path

import orjson
from pydantic import ValidationError

from auditor.errors import ReportError
from auditor.findings import Done, Failed, Outcome, Skipped
from auditor.report.core import REPORT, Report, sealed
from auditor.report.evidence import EVIDENCE, NAME, EvidenceFile
from auditor.report.wire import SCHEMA, ReportFile, adapter


def is_report(path: str | PathLike[str]) -> bool:
    """Whether a report is what stands at a path, be it whole or not."""
    file = Path(path) / REPORT if Path(path).is_dir() else Path(path)
    try:
        with file.open("rb") as opened:
            return b'"auditor.report/' in opened.read(4096)
    except OSError:
        return False


def read_report(path: str | PathLike[str]) -> Report:
    """Reads a report directory, or its `report.json`.

    It checks the schema, that nothing is cut off or changed, and that the evidence is the one the report was written
    with. Whoever changes a number and the checksum is not found out here; a `verdict.json` that was kept elsewhere
    tells.

    Raises:
        ReportError: there is none, it is not of this schema, it was cut off, or its evidence is another.
    """
    file = Path(path) / REPORT if Path(path).is_dir() else Path(path)
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
            f"{file}: a report says schema {SCHEMA!r}; this file says {str(schema)[:40]!r}; give a report directory "
            "that this version can read"
        )
    try:
        read = adapter(ReportFile).validate_python(content)
        report = _from_file(read, file.parent / EVIDENCE)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ReportError(f"{file}: {where} is missing or not as {SCHEMA} has it; run the scan again") from error
    except KeyError as error:
        raise ReportError(f"{file}: the finding {error} is missing; run the scan again") from error
    _check_names(file, read)
    _check_days(file, report)
    if read.checksum != sealed(read):
        raise ReportError(
            f"{file}: this report was changed after it was written: its checksum is that of another content; run the "
            "scan again"
        )
    _check_model(file, report)
    _check_intervals(file, report)
    _check_evidence(report.evidence)
    return report


def _from_file(file: ReportFile, evidence: Path) -> Report:
    findings = {finding.id: finding for finding in file.findings}
    outcomes: dict[str, Outcome] = {}
    for outcome in file.outcomes:
        match outcome.status:
            case "done":
                outcomes[outcome.check] = Done(tuple(findings[id] for id in outcome.findings))
            case "skipped":
                outcomes[outcome.check] = Skipped(outcome.reason or "")
            case "failed":
                outcomes[outcome.check] = Failed(outcome.error or "", outcome.frames)
    return Report(file.run, outcomes, EvidenceFile(evidence, file.evidence.sha256, file.evidence.lines), file.date)


def _check_names(file: Path, read: ReportFile) -> None:
    """Ids stand in every view as they are."""
    for id in (*(finding.id for finding in read.findings), *(outcome.check for outcome in read.outcomes)):
        if not NAME.fullmatch(id):
            raise ReportError(f"{file}: a finding or a check in it has no id like privacy/email; run the scan again")


def _check_days(file: Path, report: Report) -> None:
    model = report.run.model
    for text in (report.date, None if model is None else model.date):
        try:
            if text is not None and datetime.date.fromisoformat(text).isoformat() != text:
                raise ValueError
        except ValueError as error:
            raise ReportError(f"{file}: a date in it is no day like 2026-01-31; run the scan again") from error


def _check_model(file: Path, report: Report) -> None:
    """What was measured of a model is nothing without the name of the model."""
    asked = [name for name, end in report.outcomes.items() if name.startswith("probe/") and isinstance(end, Done)]
    if asked and report.run.model is None:
        raise ReportError(f"{file}: {asked[0]} was measured, and no model is named (run.model); run the probe again")


def _check_intervals(file: Path, report: Report) -> None:
    """A number outside its own interval would be judged by the interval, and shown as the number."""
    for one in report.findings:
        if one.judged and not one.low - 1e-9 <= one.value <= one.high + 1e-9:
            raise ReportError(f"{file}: {one.id} lies outside its own interval; run the check again")


def _check_evidence(evidence: EvidenceFile) -> None:
    try:
        with evidence.path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReportError(
            f"{evidence.path}: the report's evidence cannot be read ({error.strerror}); keep report.json and "
            "evidence.jsonl together"
        ) from error
    if found != evidence.sha256:
        raise ReportError(
            f"{evidence.path}: this is not the evidence that the report was written with; run the scan again"
        )
