"""The verdict as JUnit XML: one test case a ruling and a check.

The subset that Jenkins (xunit-plugin, junit-10.xsd) and GitLab ("Unit test reports", docs.gitlab.com) read. Where the
outcome is not a pass, at least one case is red; where it passes, none is. A report of tests does not fail a GitLab job:
the exit code does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree as ET

from auditor.findings import Done, Failed, Finding, Outcome, Skipped
from auditor.messages import CATALOGUE, Language, printable, say
from auditor.policy import Missing, Ruling, Verdict
from auditor.report import Report
from auditor.views.accounted import ruling_notes
from auditor.views.model import missing_text, title
from auditor.views.places import LONGEST, facts_of

_NO_XML = re.compile("[\ufffe\uffff]")
"""Characters that `printable` leaves and XML 1.0 does not allow."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test case."""

    group: str
    name: str
    state: Literal["passed", "failure", "error", "skipped"]
    type: str = ""
    """Why it is red."""
    message: str = ""
    text: str = ""


def render(report: Report, verdict: Verdict, language: Language) -> bytes:
    """The verdict as a document of one suite."""
    cases = [*_rulings(report, verdict, language), *_checks(report, verdict, language)]
    if verdict.exit_code and not any(case.state in ("failure", "error") for case in cases):
        cases.append(Case("gate", "verdict", "failure", "verdict", say(f"outcome.{verdict.outcome}", language)))
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.state == "failure" for case in cases)),
        "errors": str(sum(case.state == "error" for case in cases)),
        "skipped": str(sum(case.state == "skipped" for case in cases)),
        "time": "0",
    }
    name = f"finetune-auditor {verdict.stage}"
    root = ET.Element("testsuites", {"name": name} | {key: counts[key] for key in ("tests", "failures", "errors")})
    suite = ET.SubElement(root, "testsuite", {"name": name} | counts)
    if report.date is not None:
        suite.set("timestamp", f"{_legal(report.date)}T00:00:00")
    for case in cases:
        _element(suite, case)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def _element(suite: ET.Element, case: Case) -> None:
    made = ET.SubElement(
        suite,
        "testcase",
        {"classname": _legal(case.group) or "other", "name": _legal(case.name) or "other", "time": "0"},
    )
    match case.state:
        case "passed":
            if case.text:
                ET.SubElement(made, "system-out").text = _legal(case.text)
        case "skipped":
            ET.SubElement(made, "skipped", {"message": _legal(case.message)})
        case state:
            bad = ET.SubElement(made, state, {"message": _legal(case.message), "type": case.type})
            bad.text = _legal(case.text)


def _rulings(report: Report, verdict: Verdict, language: Language) -> Iterator[Case]:
    findings = {finding.id: finding for finding in report.findings}
    for ruling in verdict.rulings:
        finding = findings.get(ruling.finding)
        if finding is not None:
            yield _ruling(finding, ruling, verdict, language)


def _ruling(finding: Finding, ruling: Ruling, verdict: Verdict, language: Language) -> Case:
    group, name = finding.id.partition("/")[0], f"{finding.id} {title(finding.id, language)}"
    facts = facts_of(finding, ruling, language)
    notes = say("ui.semicolon", language).join(ruling_notes(ruling, language))
    known = f"advice.{finding.id}" if f"advice.{finding.id}" in CATALOGUE[language] else "advice.other"
    text = "  ".join(part for part in (say("ui.do", language, advice=say(known, language)), notes) if part)
    level = say(f"level.{ruling.level}", language)
    open_end = f"{say('formats.inconclusive', language)} {facts}"
    match ruling.level:
        case "fail" | "unknown" if ruling.limit.informational:
            return Case(group, name, "passed", text=f"{level}: {facts}")
        case "fail":
            return Case(group, name, "failure", "limit", facts, text)
        case "unknown" if verdict.exit_code:
            return Case(group, name, "failure", "inconclusive", open_end, text)
        case "unknown":
            return Case(group, name, "skipped", message=open_end)
        case _:
            parts = (f"{level}: {facts}" if ruling.level == "warn" else facts, notes)
            return Case(group, name, "passed", text="  ".join(part for part in parts if part))


def _checks(report: Report, verdict: Verdict, language: Language) -> Iterator[Case]:
    missing: dict[str, list[Missing]] = {}
    for one in verdict.missing:
        missing.setdefault(one.what, []).append(one)
    for check, outcome in report.outcomes.items():
        yield _check(check, outcome, missing.pop(check, []), verdict, language)
    for what, reasons in missing.items():
        yield _missing(what, reasons, verdict, language)


def _check(check: str, outcome: Outcome, missing: list[Missing], verdict: Verdict, language: Language) -> Case:
    if missing:
        return _missing(check, missing, verdict, language)
    risk = say(f"risk.{check.partition('/')[2]}", language)
    name = say("formats.check", language, risk=risk, check=check)
    match outcome:
        case Done():
            return Case("check", name, "passed")
        case Skipped(reason):
            return Case("check", name, "skipped", message=say(f"skipped.{reason}", language))
        case Failed(error, frames):
            frame = frames[-1] if frames else "?"
            why = say("ui.failed", language, risk=risk, error=error, frame=frame)
            return Case("check", name, "skipped", message=why)


def _missing(what: str, reasons: list[Missing], verdict: Verdict, language: Language) -> Case:
    message = say("ui.semicolon", language).join(missing_text(one, language) for one in reasons)
    if not verdict.exit_code:
        return Case("check", what, "skipped", message=message)
    return Case("check", what, "error", "missing", message, say("formats.gate_do", language))


def _legal(text: str) -> str:
    text = _NO_XML.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", printable(text))
    return text if len(text) <= 2 * LONGEST else text[: 2 * LONGEST - 1] + "…"
