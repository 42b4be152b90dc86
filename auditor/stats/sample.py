"""The share of records that are hits, measured on a sample of them."""

from __future__ import annotations

from auditor.findings import Finding
from auditor.stats import Unseen, proportion_interval


def sampled(
    id: str, hits: int, unsure: int, drawn: int, records: int, unseen: Unseen, *, judged: bool = True
) -> tuple[Finding, ...]:
    """The share of records that are hits, where `drawn` of the `records` that could be read were looked at.

    The interval holds the true share with a confidence of 95 %; it is that of `proportion_interval`, hence too wide
    rather than too narrow. Of the drawn records that are no hits, `unsure` were not looked at whole: in `high` they
    count as hits, and so does what could not be read. Where all were drawn, nothing is left to chance. No records, no
    finding.
    """
    total = records + unseen.records
    if total == 0:
        return ()
    if drawn >= records:
        n, value = total, hits / total
        low, high = value, (hits + unsure + unseen.records) / total
    else:
        n, value = drawn, hits / drawn
        low = proportion_interval(hits, drawn)[0] * records / total
        high = (proportion_interval(hits + unsure, drawn)[1] * records + unseen.records) / total
    return (Finding(id, value, n, low, 1.0 if unseen.files else min(1.0, high), "share", judged),)
