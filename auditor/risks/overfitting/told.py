"""Findings that inform: the ingredients, and the forecast that is made of them."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.findings import Finding, Unit
from auditor.risks.overfitting.forecast import Forecast, Settings, Unknown, forecast, what_ifs
from auditor.risks.overfitting.ingredients import Ingredients

TELLING = 1.1
"""A driver is told where it raises the gap at least so many times above that of the experiment's middle."""


def told(known: Ingredients, settings: Settings, n: int) -> Iterator[Finding]:
    """All that there is to tell; nothing of it is judged."""
    yield _one("effective", round(known.effective, 1), n, "records")
    yield _one("new_bits", known.new_bits, n, "bits")
    yield _one("curve", known.curve, n, "ratio")
    yield _one("rank", known.rank, n, "ratio")
    yield _one("compressed", known.compressed, n, "ratio")
    yield _one("templated", known.templated, n, "ratio")
    if known.labels is not None:
        yield _one("labels", float(known.labels.distinct), n, "values")
        yield _one("largest_label", known.labels.largest, n, "ratio")
        yield _one("conflicting_labels", known.labels.conflicting, n, "ratio")
    match forecast(known, settings):
        case Unknown(why):
            yield _one(f"unknown_{why}", n, n, "records")
        case Forecast() as expected:
            yield _gap("expected_gap", expected, n)
            yield _one("risk_rank", expected.rank, n, "ratio")
            for name, factor in expected.drivers:
                if factor >= TELLING:
                    yield _one(f"driver_{name}", factor, n, "ratio")
            for name, other in what_ifs(known, settings).items():
                if isinstance(other, Forecast):
                    yield _gap(f"expected_gap_{name}", other, n)


def _one(name: str, value: float, n: int, unit: Unit) -> Finding:
    value = round(value, 4)
    return Finding(f"overfitting/{name}", value, n, value, value, unit, judged=False)


def _gap(name: str, expected: Forecast, n: int) -> Finding:
    gap, low, high = (round(value, 3) for value in (expected.gap, expected.low, expected.high))
    return Finding(f"overfitting/{name}", gap, n, low, high, "ratio", judged=False)
