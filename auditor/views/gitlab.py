"""The report for GitLab's Code Quality widget: a JSON array ("Code Quality report format", docs.gitlab.com).

Paths are relative and do not begin with `./`, fingerprints are unique, and severities are of GitLab's five.
"""

from __future__ import annotations

from typing import Any

import orjson

from auditor.messages import Language, printable
from auditor.policy import Verdict
from auditor.report import Report
from auditor.views.places import Names, Result, Severity, relative, results

SEVERITY: dict[Severity, str] = {"error": "critical", "warning": "major", "note": "info"}


def render(report: Report, verdict: Verdict, language: Language, names: Names) -> bytes:
    """What does not pass, one entry a place. A file without lines is marked at its line 1."""
    entries = [_entry(result) for result in results(report, verdict, language, names)]
    return orjson.dumps(entries, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _entry(result: Result) -> dict[str, Any]:
    return {
        "description": f"{printable(result.rule)}: {result.text}",  # GitLab does not show the name of the check
        "check_name": printable(result.rule),
        "fingerprint": result.fingerprint,
        "severity": SEVERITY[result.severity],
        "location": {"path": printable(relative(result.file)), "lines": {"begin": (result.lines or (1,))[0]}},
    }
