"""The risk map: each risk and drawback of fine-tuning, measured or not, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from auditor.findings import Done, Failed, Finding, Skipped
from auditor.messages import Language, say
from auditor.policy import Level, Ruling, Verdict
from auditor.report import Report
from auditor.views.model import ORDER, judged_number, title

EMPTY = "map.why.empty"
State = Literal["measured", "not_measured", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Place:
    """One row before anything was measured: what tells of it."""

    id: str
    """Key `map.*` of the messages."""
    findings: tuple[str, ...]
    """Prefixes of the findings that measure it."""
    check: str
    """The check that measures it."""


PLACES = (
    Place("forgetting", ("forgetting/",), "probe/forgetting"),
    Place("overfitting", ("overfitting/",), "probe/overfitting"),
    Place("private_data", ("privacy/", "names/", "memorization/repetitions"), "scan/privacy"),
    Place("leakage", ("memorization/extractable", "memorization/exposure"), "probe/memorization"),
    Place("cost", ("cost/tokens", "overview/tokens"), "scan/overview"),
    Place("stale", ("staleness/",), "scan/staleness"),
    Place("unexplained", ("attribution/unsupported",), "probe/attribution"),
    Place("distillation", ("distillation/",), "scan/distillation"),
)


@dataclass(frozen=True, slots=True)
class MapRow:
    """One risk on the map."""

    id: str
    state: State
    finding: Finding | None
    """The worst that was measured."""
    ruling: Ruling | None
    reason: str
    """Key of the messages, empty where it was measured."""

    @property
    def level(self) -> Level | None:
        """How the policy judges the worst of it; None where nothing judges it."""
        return self.ruling.level if self.ruling else None

    def name(self, language: Language) -> str:
        """What the risk is called."""
        return say(f"map.{self.id}", language)

    def told(self, language: Language) -> str:
        """The number that was measured, or why none was and what would measure it."""
        if self.finding is None:
            return say(self.reason, language)
        if self.ruling and self.level == "pass" and not self.finding.value:
            return say("map.clean", language)
        shown = judged_number(self.finding, self.ruling, language)
        return say("ui.named", language, name=title(self.finding.id, language), value=shown)


def risk_map(report: Report, verdict: Verdict | None) -> tuple[MapRow, ...]:
    """A row for each risk and drawback of fine-tuning, in a fixed order. A limit that only informs judges none."""
    binding = (ruling for ruling in (verdict.rulings if verdict else ()) if not ruling.limit.informational)
    rulings = {ruling.finding: ruling for ruling in binding}
    return tuple(_row(place, report, rulings) for place in PLACES)


def _row(place: Place, report: Report, rulings: dict[str, Ruling]) -> MapRow:
    own = [finding for finding in report.findings if finding.id.startswith(place.findings)]
    judged = [finding for finding in own if finding.judged]
    if worst := _worst(judged or own, rulings):
        return MapRow(place.id, "measured", worst, rulings.get(worst.id), "")
    reason = _reason(place, report)
    return MapRow(place.id, "not_applicable" if reason == EMPTY else "not_measured", None, None, reason)


def _reason(place: Place, report: Report) -> str:
    """Why it was not measured."""
    half, _, _ = place.check.partition("/")
    match report.outcomes.get(place.check):
        case Skipped(reason):
            return f"skipped.{reason}"
        case Failed():
            return "missing.failed"
        case Done():
            return "missing.not_measured" if sum(file.records for file in report.run.data.files) else EMPTY
        case None:
            return (
                "map.why.off" if any(check.startswith(f"{half}/") for check in report.outcomes) else f"map.why.{half}"
            )


def _worst(findings: Iterable[Finding], rulings: dict[str, Ruling]) -> Finding | None:
    def rank(finding: Finding) -> tuple[int, float]:
        ruling = rulings.get(finding.id)
        share = finding.value if finding.unit == "share" else 0
        return (ORDER.index(ruling.level) if ruling else len(ORDER), -share)

    return min(findings, key=rank, default=None)


def gained_and_paid(report: Report, language: Language) -> str | None:
    """Of a tuned model: what it gained on its target, and what it paid for it; None where no probe measured that."""
    gain = next((one for one in report.findings if one.id == "forgetting/gain"), None)
    paid = [one for one in report.findings if one.id.startswith("forgetting/") and one.judged]
    if gain is None or not paid:
        return None
    most = max(paid, key=lambda one: (one.low > 0, one.value))
    capability = most.id.partition("/")[2]
    key = "map.gained" if gain.low > 0 else "map.no_gain"
    return say(
        key if most.low > 0 else f"{key}_free",
        language,
        gain=points(gain.value),
        lost=points(most.value),
        capability=capability,
    )


def points(share: float) -> str:
    """A difference of two shares, in points of percent."""
    return f"{share * 100:.1f}"


def in_short(rows: Iterable[MapRow], language: Language) -> Iterator[str]:
    """A line for each level and state that there is, with the risks of it, the worst first."""
    names: dict[str, list[str]] = {f"level.{level}": [] for level in ORDER}
    names |= {f"map.state.{state}": [] for state in ("measured", "not_measured", "not_applicable")}
    for row in rows:
        names[f"level.{row.level}" if row.level else f"map.state.{row.state}"].append(row.name(language))
    for key, some in names.items():
        if some:
            risks = say("ui.semicolon", language).join(some)
            yield say("ui.named", language, name=say(key, language), value=risks)
