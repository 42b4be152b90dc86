"""The verdict: facts compared with a policy."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Literal

import orjson
from pydantic import ValidationError

from auditor.checks import Limit, described
from auditor.errors import FAIL, INCONCLUSIVE, PASS, ReportError
from auditor.findings import Done, Failed, Finding, Outcome, Skipped
from auditor.policy.load import Gate, Policy, Stage, load_policy
from auditor.report import VERDICT, Report, adapter
from auditor.stats import count

Level = Literal["pass", "warn", "unknown", "fail"]
EXIT_CODES = {"PASS": PASS, "FAIL": FAIL, "INCONCLUSIVE": INCONCLUSIVE}
BROKEN = frozenset({"failed", "needs_failed_check"})
"""Reasons that no policy can allow: something broke, and what it would have found nobody knows."""

WAITING = frozenset({"needs_benchmark", "needs_eval", "needs_pipeline", "needs_trainer", "names_off"})
"""Reasons for which a check had nothing to do: it is missing only where it is required."""


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


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the policy needs and the report does not have."""

    what: str
    """A check or a finding."""
    reason: str
    """Key `missing.*` of the messages."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy makes of a report."""

    schema: Literal["auditor.verdict/1"]
    outcome: Literal["PASS", "FAIL", "INCONCLUSIVE"]
    exit_code: int
    policy: str
    policy_digest: str
    stage: Stage
    report_digest: str
    date: str
    rulings: tuple[Ruling, ...]
    missing: tuple[Missing, ...]

    def to_json(self) -> bytes:
        """The content of `verdict.json`."""
        return orjson.dumps(self, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def judge(report: Report, policy: Policy | str | Path = "default", today: datetime.date | None = None) -> Verdict:
    """The verdict of a policy on a report. No data is read, nothing is measured again.

    `policy` may be the name of a shipped policy or the path of a file. `today` is the date that the verdict bears,
    by default that of the clock (UTC).

    Raises:
        PolicyError: the policy cannot be read or cannot be obeyed.
    """
    if not isinstance(policy, Policy):
        policy = load_policy(policy)
    rulings = tuple(_rulings(report, policy))
    missing = tuple(_missing(report, policy))
    outcome = _outcome(rulings, missing, policy.gate)
    return Verdict(
        schema="auditor.verdict/1",
        outcome=outcome,
        exit_code=EXIT_CODES[outcome],
        policy=policy.name,
        policy_digest=policy.digest,
        stage=policy.stage,
        report_digest=report.digest,
        date=(today or datetime.datetime.now(datetime.UTC).date()).isoformat(),
        rulings=rulings,
        missing=missing,
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
    failed = any(ruling.level == "fail" for ruling in verdict.rulings)
    if verdict.exit_code != EXIT_CODES[verdict.outcome] or (failed and verdict.outcome != "FAIL"):
        raise ReportError(f"{file}: this verdict contradicts itself; run: auditor gate")
    if verdict.report_digest != report.digest:
        raise ReportError(f"{file}: this verdict is of another report; run: auditor gate")
    return verdict


def level(finding: Finding, limit: Limit) -> Level:
    """How a finding stands under a limit."""
    value, low, high = finding.value, finding.low, finding.high
    if limit.of == "count":
        value, low, high = (count(finding, share) for share in (value, low, high))
    if limit.fail is not None and low > limit.fail:
        return "fail"
    if limit.fail is not None and high > limit.fail:
        return "unknown"
    return "warn" if limit.warn is not None and value > limit.warn else "pass"


def _rulings(report: Report, policy: Policy) -> Iterator[Ruling]:
    for finding in report.findings:
        if finding.judged and (limit := policy.limits.get(finding.id)):
            yield Ruling(finding.id, level(finding, limit), limit, finding.value, finding.low, finding.high, finding.n)


def _missing(report: Report, policy: Policy) -> Iterator[Missing]:
    """What the policy needs and the report does not have, each said once."""
    needed = dict.fromkeys(policy.required)
    measured = {finding.id for finding in report.findings}
    for finding in sorted(policy.demanded - measured):
        check = f"scan/{finding.partition('/')[0]}"
        match report.outcomes.get(check):
            case Done():
                yield Missing(finding, "not_measured")
            case Skipped(why) if why in WAITING:  # whoever wants it all the same makes it required
                pass
            case _:
                needed.setdefault(check)
    for check, outcome in report.outcomes.items():
        if _why_not(outcome) in BROKEN:
            needed.setdefault(check)
        elif isinstance(outcome, Done) and _measured_otherwise(report, policy, check):
            yield Missing(check, "other_options")
    for check in needed:
        if reason := _why_not(report.outcomes.get(check)):
            yield Missing(check, reason)


def _measured_otherwise(report: Report, policy: Policy, check: str) -> bool:
    """Whether the report was made with other options than the policy asks for, so that it may not have looked."""
    risk = check.partition("/")[2]
    if risk not in policy.options or risk not in report.run.options:
        return False
    wanted, used = described(policy.options[risk]), report.run.options[risk]
    return orjson.dumps(wanted, option=orjson.OPT_SORT_KEYS) != orjson.dumps(used, option=orjson.OPT_SORT_KEYS)


def _why_not(outcome: Outcome | None) -> str | None:
    match outcome:
        case None:
            return "not_run"
        case Skipped(reason):
            return reason
        case Failed():
            return "failed"
        case Done():
            return None


def _outcome(
    rulings: tuple[Ruling, ...], missing: tuple[Missing, ...], gate: Gate
) -> Literal["PASS", "FAIL", "INCONCLUSIVE"]:
    levels = {ruling.level for ruling in rulings}
    doubts = ({gate.missing} if missing else set()) | ({gate.unknown} if "unknown" in levels else set())
    if any(item.reason in BROKEN for item in missing):
        doubts.add("inconclusive")
    if "fail" in levels or "fail" in doubts:
        return "FAIL"
    return "INCONCLUSIVE" if "inconclusive" in doubts else "PASS"
