"""Verdicts: what a policy makes of a report."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Literal

import orjson
from pydantic import ValidationError

from auditor.checks import Limit
from auditor.errors import FAIL, INCONCLUSIVE, PASS, ReportError
from auditor.policy.file import Context, Half, Stage
from auditor.report import VERDICT, Report, adapter

Level = Literal["pass", "warn", "unknown", "fail"]
Outcome = Literal["PASS", "PASS WITH WAIVERS", "FAIL", "INCONCLUSIVE"]
EXIT_CODES = {"PASS": PASS, "PASS WITH WAIVERS": PASS, "FAIL": FAIL, "INCONCLUSIVE": INCONCLUSIVE}


@dataclass(frozen=True, slots=True)
class Ruling:
    """One finding under its limit."""

    finding: str
    level: Level
    limit: Limit
    value: float
    low: float
    high: float
    n: int
    waived: int = 0
    """Hits that waivers leave out of the numbers above."""
    known: int = 0
    """Hits that the baseline has. They are left out where only new ones are judged."""
    without: Level | None = None
    """The level that it had with every hit counted; None where that is the same."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the policy needs and the report does not have."""

    what: str
    """A check or a finding."""
    reason: str
    """Key `missing.*` of the messages."""


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """One waiver, and what it did."""

    finding: str
    owner: str
    reason: str
    created: str
    expires: str
    """ISO day, the last one on which it holds."""
    state: Literal["active", "expired", "unused"]
    """`unused`: it holds, and nothing fits it."""
    hits: int
    """Hits that it leaves out; of an expired one, those that it would leave out and that count again."""
    over: int = 0
    """Hits that fit it beyond the number that it is for: they count."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy makes of a report."""

    schema: Literal["auditor.verdict/1"]
    outcome: Outcome
    exit_code: int
    policy: str
    policy_digest: str
    stage: Stage
    release_context: Context
    half: Half
    """What was judged: of a `scan`, the data alone."""
    report_digest: str
    date: str
    rulings: tuple[Ruling, ...]
    missing: tuple[Missing, ...]
    waivers: tuple[WaiverUse, ...] = ()
    waivers_digest: str | None = None
    """SHA-256 of the file of waivers."""
    baseline_digest: str | None = None

    def to_json(self) -> bytes:
        """The content of `verdict.json`."""
        return orjson.dumps(self, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def refuse_changed(path: str | PathLike[str], report: Report) -> None:
    """Compares a report with the digest that the verdict beside it names, if there is one.

    Raises:
        ReportError: the verdict is of another report, so this one was changed or put there later.
    """
    file = (Path(path) if Path(path).is_dir() else Path(path).parent) / VERDICT
    try:
        content = orjson.loads(file.read_bytes())
        named = content.get("report_digest") if isinstance(content, dict) else None
    except (OSError, orjson.JSONDecodeError):  # what is no verdict judges nothing
        return
    if named is not None and named != report.digest:
        raise ReportError(
            f"{file}: this verdict is of another report: the report beside it was changed, or put there later; run "
            "the scan again"
        )


def read_verdict(path: str | PathLike[str], report: Report) -> Verdict | None:
    """The verdict that stands beside a report, if there is one.

    Raises:
        ReportError: it is broken, or of another report.
    """
    file = (Path(path) if Path(path).is_dir() else Path(path).parent) / VERDICT
    if not file.is_file():
        return None
    try:
        verdict: Verdict = adapter(Verdict).validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise ReportError(f"{file}: this is no verdict; run: auditor gate") from error
    failed = any(ruling.level == "fail" and not ruling.limit.informational for ruling in verdict.rulings)
    if verdict.exit_code != EXIT_CODES[verdict.outcome] or (failed and verdict.outcome != "FAIL"):
        raise ReportError(f"{file}: this verdict contradicts itself; run: auditor gate")
    refuse_changed(path, report)
    return verdict
