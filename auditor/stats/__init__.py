"""Statistics: how a count becomes a finding with its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from auditor.findings import Finding


@dataclass(frozen=True, slots=True)
class Unseen:
    """What could not be read."""

    records: int = 0
    """Lines and rows, each of them one record."""
    files: int = 0
    """Files that could not be read to their end: how many records they hold nobody knows."""


def census(id: str, hits: int, read: int, unseen: Unseen, *, judged: bool = True) -> tuple[Finding, ...]:
    """The share of records that are hits, where every record was looked at that could be read.

    Nothing was sampled, so the only uncertainty is what could not be read, which may or may not be hits: all of an
    unread line, anything of an unread file. No records, no finding.
    """
    n = read + unseen.records
    if n == 0:
        return ()
    high = 1.0 if unseen.files else min(1.0, (hits + unseen.records) / n)
    return (Finding(id, hits / n, n, hits / n, high, "share", judged),)


def count(finding: Finding, value: float) -> int:
    """How many of the finding's `n` a share of it (`value`, `low` or `high`) means."""
    return round(value * finding.n)


def proportion_interval(hits: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact interval of a share of which `hits` of `n` drawn items are an instance: (0, 1) where nothing was drawn.

    Clopper and Pearson 1934, "The use of confidence or fiducial limits illustrated in the case of the binomial",
    Biometrika 26. It never covers less than it says; of a draw without replacement it covers more.
    """
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = float(betaincinv(hits, n - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, n - hits, 1 - tail)) if hits < n else 1.0
    return low, high


def wilson_interval(hits: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Score interval of a share of which `hits` of `n` drawn items are an instance: (0, 1) where nothing was drawn.

    Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22. On average it covers
    what it says, in single cases somewhat less; of a draw without replacement it covers more.
    """
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, weight = hits / n, z * z / n
    middle = share + weight / 2
    half = z * sqrt(share * (1 - share) / n + weight / (4 * n))
    return max(0.0, (middle - half) / (1 + weight)), min(1.0, (middle + half) / (1 + weight))
