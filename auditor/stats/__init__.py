"""Statistics: how a count becomes a finding with its uncertainty."""

from __future__ import annotations

from auditor.findings import Finding


def census(id: str, hits: int, n: int, unread: int = 0, *, judged: bool = True) -> tuple[Finding, ...]:
    """The share of records that are hits, where every record was looked at that could be read.

    Nothing was sampled, so the only uncertainty is what could not be read: `unread` of the `n` records may or may
    not be hits. No records, no finding.
    """
    if n == 0:
        return ()
    return (Finding(id, hits / n, n, hits / n, (hits + unread) / n, "share", judged),)


def count(finding: Finding, value: float) -> int:
    """How many of the finding's `n` a share of it (`value`, `low` or `high`) means."""
    return round(value * finding.n)
