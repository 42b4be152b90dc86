"""Compares facts with a policy, and does nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import orjson

from auditor.checks import Limit, described
from auditor.errors import PolicyError
from auditor.findings import Done, Failed, Finding, Skipped
from auditor.findings import Outcome as Ended
from auditor.policy.file import REQUIRED, Gate, Half, Stage
from auditor.policy.load import Policy, load_policy
from auditor.policy.resolve import of_probe
from auditor.policy.subtract import Numbers, Used, numbers
from auditor.policy.verdict import EXIT_CODES, Level, Missing, Outcome, Ruling, Verdict, WaiverUse
from auditor.policy.waivers import Waivers
from auditor.report import Report
from auditor.stats import count

BROKEN = frozenset({"failed", "needs_failed_check"})
"""Reasons that no policy can allow: something broke, and what it would have found nobody knows."""
WAITING = frozenset({"needs_benchmark", "needs_eval", "needs_pipeline", "needs_trainer", "names_off"})
"""Reasons for which a check had nothing to do: it is missing only where it is required."""
STALE = frozenset({"stale", "undated", "from_the_future"})
HALVES: Mapping[Stage | Half, frozenset[str]] = {
    "pre-train": frozenset({"data"}),
    "post-train": frozenset({"model"}),
    "release": frozenset({"data", "model"}),
    "data": frozenset({"data"}),
    "model": frozenset({"model"}),
    "both": frozenset({"data", "model"}),
}
"""What each stage needs to be measured, and what each half of it can have measured."""
CLOCKS = datetime.timedelta(days=1)
"""By how much two places on earth can disagree about the day."""


def judge(
    report: Report,
    policy: Policy | str | Path = "default",
    today: datetime.date | None = None,
    *,
    half: Half = "both",
) -> Verdict:
    """The verdict of a policy on a report. No data is read, nothing is measured again.

    `policy` may be the name of a shipped policy or the path of a file. `today` is the day that the verdict bears, by
    default that of the clock (UTC). `half` says what can have been measured here: with `data`, what the stage needs
    of a model is not missed. Where the policy has waivers or a baseline, the evidence beside the report is read.

    Raises:
        PolicyError: the policy cannot be read or cannot be obeyed.
        ReportError: the evidence cannot be read.
    """
    if not isinstance(policy, Policy):
        policy = load_policy(policy)
    today = today or datetime.datetime.now(datetime.UTC).date()
    policy.check_key(report.run.key_id)
    _check_days(policy.waivers, today)
    limits = {f.id: limit for f in report.findings if f.judged and (limit := policy.limit(f.id))}
    new_only = {name: (limit.on or policy.gate.judge) == "new" for name, limit in limits.items()}
    found, uses = numbers(report, policy.waivers, policy.baseline, new_only, today)
    rulings = tuple(_ruling(f, limits[f.id], found[f.id]) for f in report.findings if f.id in limits)
    policy = _as_given(policy, report)
    missing = tuple(_missing(report, policy, limits, HALVES[policy.stage] & HALVES[half], today))
    outcome = _outcome({_level(limits[id], one.judged, one) for id, one in _counting(found, limits)}, missing, policy)
    if outcome == "PASS" and any(ruling.waived for ruling in rulings):
        unwaived = {_level(limits[id], one.unwaived, one) for id, one in _counting(found, limits)}
        outcome = "PASS" if _outcome(unwaived, missing, policy) == "PASS" else "PASS WITH WAIVERS"
    return Verdict(
        schema="auditor.verdict/1",
        outcome=outcome,
        exit_code=EXIT_CODES[outcome],
        policy=policy.name,
        policy_digest=policy.digest,
        stage=policy.stage,
        release_context=policy.release_context,
        half=half,
        report_digest=report.digest,
        date=today.isoformat(),
        rulings=rulings,
        missing=missing,
        waivers=tuple(map(_use, uses)),
        waivers_digest=policy.waivers.digest if policy.waivers else None,
        baseline_digest=policy.baseline.digest if policy.baseline else None,
    )


def _as_given(policy: Policy, report: Report) -> Policy:
    """A policy that names no stage judges what it is given: the model, too, where one was probed."""
    if policy.stage == "pre-train" and policy.required == REQUIRED["pre-train"] and report.run.model is not None:
        return replace(policy, stage="release", required=REQUIRED["release"])
    return policy


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


def _check_days(waivers: Waivers | None, today: datetime.date) -> None:
    for waiver in waivers.waivers if waivers else ():
        if waivers and waiver.created > today + CLOCKS:
            raise PolicyError(
                f"{waivers.name}: a waiver for {waiver.finding} was created on {waiver.created}, which is still to "
                "come; mend its date"
            )


def _ruling(finding: Finding, limit: Limit, one: Numbers) -> Ruling:
    own, now = level(finding, limit), _level(limit, one.judged, one)
    f = one.judged
    return Ruling(
        finding.id, now, limit, f.value, f.low, f.high, f.n, one.waived, one.known, None if own == now else own
    )


def _level(limit: Limit, finding: Finding, one: Numbers) -> Level:
    return "pass" if one.no_worse else level(finding, limit)


def _counting(found: Mapping[str, Numbers], limits: Mapping[str, Limit]) -> Iterator[tuple[str, Numbers]]:
    """The findings that can change the outcome."""
    return ((id, one) for id, one in found.items() if id in limits and not limits[id].informational)


def _use(used: Used) -> WaiverUse:
    waiver = used.waiver
    return WaiverUse(
        finding=waiver.finding,
        owner=waiver.owner,
        reason=waiver.reason,
        created=waiver.created.isoformat(),
        expires=waiver.expires.isoformat(),
        state="expired" if used.expired else "active" if used.hits else "unused",
        hits=used.hits,
        over=used.over,
    )


def _missing(
    report: Report, policy: Policy, limits: Mapping[str, Limit], halves: frozenset[str], today: datetime.date
) -> Iterator[Missing]:
    """What the policy needs and the report does not have, each said once."""
    yield from _stale(report, policy, today)
    needed = dict.fromkeys(check for check in policy.required if _half(check) in halves)
    measured = {finding.id for finding in report.findings if finding.judged}
    for finding in sorted(policy.demanded - measured):
        check = f"{'probe' if of_probe(finding) else 'scan'}/{finding.partition('/')[0]}"
        match report.outcomes.get(check):
            case Done():
                yield Missing(finding, "not_measured")
            case Skipped(why) if why in WAITING:  # whoever wants it all the same makes it required
                pass
            case _ if _half(check) in halves:
                needed.setdefault(check)
    for finding in (finding.id for finding in report.findings if finding.judged and finding.id not in limits):
        yield Missing(finding, "no_limit")
    for check, outcome in report.outcomes.items():
        if _why_not(outcome) in BROKEN:
            needed.setdefault(check)
        elif isinstance(outcome, Done) and _measured_otherwise(report, policy, check):
            yield Missing(check, "other_options")
    for check in needed:
        match report.outcomes.get(check):
            case Done(findings) if findings and _half(check) == "model" and not any(one.judged for one in findings):
                yield Missing(check, "nothing_judged")
    for check in needed:
        if reason := _why_not(report.outcomes.get(check)):
            yield Missing(check, reason)


def _half(check: str) -> str:
    return "model" if check.startswith("probe/") else "data"


def _stale(report: Report, policy: Policy, today: datetime.date) -> Iterator[Missing]:
    """Whether the report is too old, or does not say how old it is."""
    if policy.max_age is None:
        return
    dates = [("scan", report.date)] if any(_half(check) == "data" for check in report.outcomes) else []
    if report.run.model is not None:
        dates.append(("probe", report.run.model.date))
    for what, date in dates or [("report", report.date)]:
        if date is None:
            yield Missing(what, "undated")
            continue
        age = today - datetime.date.fromisoformat(date)
        if age > datetime.timedelta(days=policy.max_age):
            yield Missing(what, "stale")
        elif age < -CLOCKS:
            yield Missing(what, "from_the_future")


def _measured_otherwise(report: Report, policy: Policy, check: str) -> bool:
    """Whether the report was made with other options than the policy asks for, so that it may not have looked."""
    risk = check.partition("/")[2]
    if risk not in policy.options or risk not in report.run.options:
        return False
    wanted, used = described(policy.options[risk]), report.run.options[risk]
    return orjson.dumps(wanted, option=orjson.OPT_SORT_KEYS) != orjson.dumps(used, option=orjson.OPT_SORT_KEYS)


def _why_not(outcome: Ended | None) -> str | None:
    match outcome:
        case None:
            return "not_run"
        case Skipped(reason):
            return reason
        case Failed():
            return "failed"
        case Done():
            return None


def _outcome(levels: set[Level], missing: tuple[Missing, ...], policy: Policy) -> Outcome:
    gate: Gate = policy.gate
    doubts = {gate.stale if item.reason in STALE else gate.missing for item in missing}
    if "unknown" in levels:
        doubts.add(gate.unknown)
    if any(item.reason in BROKEN for item in missing):
        doubts.add("inconclusive")
    if "fail" in levels or "fail" in doubts:
        return "FAIL"
    return "INCONCLUSIVE" if "inconclusive" in doubts else "PASS"
