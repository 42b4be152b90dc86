"""Takes the hits that waivers and baselines account for out of the numbers, by one pass over the evidence.

A share counts records, and evidence lists hits: a record is taken out only when each of its hits of that finding is
accounted for.
"""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from auditor.findings import Evidence, Finding
from auditor.policy.baseline import Baseline
from auditor.policy.waivers import Waiver, Waivers
from auditor.report import Report
from auditor.stats import count, proportion_interval

COUNTS, WAIVED, KNOWN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Numbers:
    """One finding as its limit sees it."""

    judged: Finding
    """Without what is known and what is waived."""
    unwaived: Finding
    """Without what is known alone."""
    waived: int = 0
    known: int = 0
    no_worse: bool = False
    """It has no new hit, and is neither greater nor less sure than the baseline has it."""


@dataclass(frozen=True, slots=True)
class Used:
    """How many hits a waiver fits: those that it is for, and those beyond that."""

    waiver: Waiver
    expired: bool
    hits: int
    over: int


@dataclass(slots=True)
class _Tally:
    """The hits of one finding. Grows by 18 bytes for each of them."""

    items: array[int] = field(default_factory=lambda: array("Q"))
    """What each hit is a part of: a record, or a line that could not be read."""
    states: bytearray = field(default_factory=bytearray)
    counts: array[int] = field(default_factory=lambda: array("Q"))
    waived: int = 0
    known: int = 0

    def take(self, hit: Evidence, state: int) -> None:
        self.items.append(hash(hit.record or hit.origin) & 0xFFFFFFFFFFFFFFFF)
        self.states.append(state)
        self.counts.append(min(hit.count or 0, 2**63))

    def without(self, finding: Finding, lowest: int) -> Finding:
        """The finding without the items of which every hit has at least that state."""
        import numpy as np

        total = count(finding, finding.value)
        states, counts = np.frombuffer(self.states, np.uint8), np.frombuffer(self.counts, np.uint64)
        names, place = np.unique(np.frombuffer(self.items, np.uint64), return_inverse=True)
        if len(names) < total == int(counts.sum()):  # each hit stands for as many records as it says
            return less(finding, int(counts[states >= lowest].sum()))
        least = np.full(len(names), KNOWN, np.uint8)
        np.minimum.at(least, place, states)
        # Where the evidence lists more than the finding counts, what is taken out may not have been counted.
        return less(finding, int((least >= lowest).sum()) - max(0, len(names) - total))


def less(finding: Finding, removed: int) -> Finding:
    """A share of records without some of those that it counts; what nobody could read stays in `high`.

    Of a share that was measured on a sample, the interval is the wider one of the old one, moved, and of that which
    the remaining hits have: never narrower than what is known.
    """
    removed = min(removed, count(finding, finding.value))
    if removed <= 0:
        return finding
    left, part = count(finding, finding.value) - removed, removed / finding.n
    value = left / finding.n
    if finding.low == finding.value:
        low, high = value, (count(finding, finding.high) - removed) / finding.n
    else:
        lower, upper = proportion_interval(left, finding.n)
        low, high = min(finding.low - part, lower), max(finding.high - part, upper)
    return replace(finding, value=value, low=max(0.0, low), high=min(1.0, high))


def numbers(
    report: Report,
    waivers: Waivers | None,
    baseline: Baseline | None,
    new_only: Mapping[str, bool],
    today: datetime.date,
) -> tuple[dict[str, Numbers], tuple[Used, ...]]:
    """The numbers of each judged finding, and what each waiver did. `new_only`: which findings are judged so."""
    uses = _Uses(waivers, today)
    known = {} if baseline is None else {name: dict(hits) for name, hits in baseline.hits.items()}
    tallies: dict[str, _Tally] = {}
    for hit in report.evidence.of(uses.findings | known.keys()) if uses.findings or known else ():
        tally = tallies.setdefault(hit.finding, _Tally())
        left = known.get(hit.finding, {})
        is_known = left.get(hit.fingerprint, 0) > 0
        if is_known:
            left[hit.fingerprint] -= 1
            tally.known += 1
        is_waived = uses.take(hit)
        tally.waived += is_waived
        tally.take(hit, KNOWN if is_known and new_only.get(hit.finding) else WAIVED if is_waived else COUNTS)
    found = {f.id: _numbers(f, tallies.get(f.id), baseline, new_only) for f in report.findings if f.judged}
    return found, uses.done()


def _numbers(
    finding: Finding, tally: _Tally | None, baseline: Baseline | None, new_only: Mapping[str, bool]
) -> Numbers:
    was = None if baseline is None or not new_only.get(finding.id) else baseline.numbers.get(finding.id)
    if tally is None:
        return Numbers(
            finding, finding, no_worse=was is not None and _no_worse(finding, *was) and finding.value <= was[0]
        )
    no_worse = was is not None and _no_worse(finding, *was) and tally.known == len(tally.states)
    judged, unwaived = tally.without(finding, WAIVED), tally.without(finding, KNOWN)
    return Numbers(judged, unwaived, tally.waived, tally.known, no_worse)


def _no_worse(finding: Finding, value: float, high: float, n: int) -> bool:
    """Whether neither the number nor what it can be at most is greater; of a share, the number of records."""
    if finding.unit != "share":
        return finding.value <= value and finding.high <= high
    return count(finding, finding.value) <= round(value * n) and count(finding, finding.high) <= round(high * n)


class _Uses:
    """Counts what each waiver fits. The first one in the file that fits a hit takes it; expired ones take nothing."""

    def __init__(self, waivers: Waivers | None, today: datetime.date) -> None:
        self._all = () if waivers is None else waivers.waivers
        self._expired = [waiver.expires < today for waiver in self._all]
        self._hits = [0] * len(self._all)
        self._over = [0] * len(self._all)
        self._named: dict[tuple[str, str], list[int]] = {}
        self._placed: dict[str, list[int]] = {}
        for number, waiver in enumerate(self._all):
            if waiver.match.fingerprint is None:
                self._placed.setdefault(waiver.finding, []).append(number)
            else:
                self._named.setdefault((waiver.finding, waiver.match.fingerprint), []).append(number)

    @property
    def findings(self) -> set[str]:
        """What they are for."""
        return {waiver.finding for waiver in self._all}

    def take(self, hit: Evidence) -> bool:
        """Whether a waiver that holds leaves this hit out."""
        candidates = self._named.get((hit.finding, hit.fingerprint), []) + self._placed.get(hit.finding, [])
        for number in sorted(candidates, key=lambda number: (self._expired[number], number)):
            waiver = self._all[number]
            if not waiver.fits(hit):
                continue
            if waiver.match.at_most is not None and self._hits[number] >= waiver.match.at_most:
                self._over[number] += 1
                continue
            self._hits[number] += 1
            return not self._expired[number]
        return False

    def done(self) -> tuple[Used, ...]:
        """What each did, in the order of the file."""
        return tuple(map(Used, self._all, self._expired, self._hits, self._over))
