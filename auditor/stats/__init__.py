"""Statistics: how a count becomes a finding with its uncertainty.

This module is light. Its siblings, one topic each, load numpy and scipy: import them inside functions. `binomial` has
intervals of a share, `paired` two models on the same 0/1 items, `bootstrap` differences of any kind in clusters,
`sequential` tests that may stop early, `multiple` several tests at once, `power` what n can find, `noise` a model
against itself, `ranking` how well a score ranks. A *tail* is the chance of one end of an interval to be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

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

    It never covers less than it says; of a draw without replacement it covers more: `binomial.clopper_pearson`.
    """
    from auditor.stats.binomial import clopper_pearson

    tail = (1 - confidence) / 2
    return clopper_pearson(hits, n, tail, tail)
