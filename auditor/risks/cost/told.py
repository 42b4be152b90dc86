"""Findings: what is counted, what it takes, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from auditor.findings import Finding, Unit
from auditor.models.shape import Shape
from auditor.overview import Overview
from auditor.risks.cost.flops import flops
from auditor.risks.cost.hardware import Hardware
from auditor.risks.cost.lengths import Epoch, largest, shares
from auditor.risks.cost.memory import Memory, memory
from auditor.risks.cost.plan import Planned, Unknown
from auditor.training.packs import Layout

ERROR = 0.1
"""By how much memory can be off: real fine-tunes were within it (`tests/bench/cost_model.py`)."""
_CONTEXT = 1 << 30
"""Bytes that the driver and its libraries take on a device, about."""
_GIB, _PETA = 1 << 30, 1e15
_PARTS = ("weights", "gradients", "optimizer", "activations", "logits")


@dataclass(frozen=True, slots=True)
class Spent:
    """What is computed."""

    epochs: tuple[Epoch, ...]
    """By estimate, the likely one first; one alone where tokens are counted."""
    exact: bool
    times: float
    """Epochs of the training."""
    n: int
    """Records, those that could not be read included."""
    updates: float | None
    """Trainings a year."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What it is computed on, and for how much."""

    hardware: Hardware | None
    price: float | None
    utilization: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Range:
    """A number, and where the true one lies."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Range:
        """All three, multiplied."""
        return Range(self.value * factor, self.low * factor, self.high * factor)


def tokens(spent: Spent) -> Iterator[Finding]:
    """Of the whole training; and of a year, where it is done again."""
    whole = _range([epoch.tokens for epoch in spent.epochs]).times(spent.times)
    yield _one("tokens", whole, spent.n, "tokens")
    trained = _range([epoch.trained for epoch in spent.epochs]).times(spent.times)
    yield _one("trained_tokens", trained, spent.n, "tokens")
    if spent.updates is not None:
        yield _one("yearly_tokens", whole.times(spent.updates), spent.n, "tokens")
    if not spent.exact:
        yield unknown("tokenizer", spent.n)


def repeated(rows: NDArray[np.int64], again: NDArray[np.bool_], overview: Overview) -> Iterator[Finding]:
    """The part of the tokens that is spent on copies and near copies. What could not be read may be copies, too."""
    yield _judged("duplicate_tokens", _range(shares(rows, again)), overview)


def padding(epochs: Sequence[Epoch], overview: Overview) -> Iterator[Finding]:
    """The part of all positions that is computed for nothing."""
    wasted = [1 - epoch.tokens / epoch.computed if epoch.computed > epoch.tokens else 0.0 for epoch in epochs]
    yield _judged("padding_share", _range(wasted), overview)


def paid(
    spent: Spent,
    shape: Shape | Unknown,
    plans: tuple[Planned, ...] | Unknown,
    terms: Terms,
    layout: Layout | None,
) -> Iterator[Finding]:
    """Operations and memory of each training that could be meant; hours and price where they can be told."""
    match shape, plans:
        case Unknown(why), _:
            yield unknown(why, spent.n)
        case Shape(), Unknown(why):
            yield unknown(why, spent.n)
        case Shape(), tuple():
            if terms.hardware is None:
                yield unknown("hardware", spent.n)
            for plan in plans:
                yield from _computed(spent, shape, plan, terms)
                yield from _held(spent, shape, plan, layout, terms.hardware if len(plans) == 1 else None)


def unknown(why: str, n: int) -> Finding:
    """Something that is not told, and why: shown as such."""
    return Finding(f"cost/unknown_{why}", n, n, n, n, "records", judged=False)


def _computed(spent: Spent, shape: Shape, plan: Planned, terms: Terms) -> Iterator[Finding]:
    settings = (plan.spending, *plan.others)
    operations = _range([
        flops(shape, one, epoch.positions(chunked=one.chunked)) for one, epoch in product(settings, spent.epochs)
    ]).times(spent.times)  # fmt: skip
    yield _one(f"petaflops_{plan.method}", operations.times(1 / _PETA), spent.n, "petaflops")
    if terms.hardware is None:
        return
    hours = _hours(operations, terms.hardware, terms.utilization)
    yield _one(f"hours_{plan.method}", hours, spent.n, "hours")
    if terms.price is not None:
        yield _one(f"price_{plan.method}", hours.times(terms.price), spent.n, "price")
    if spent.updates is not None:
        yield _one(f"yearly_hours_{plan.method}", hours.times(spent.updates), spent.n, "hours")
        if terms.price is not None:
            price = hours.times(terms.price * spent.updates)
            yield _one(f"yearly_price_{plan.method}", price, spent.n, "price")


def _hours(operations: Range, hardware: Hardware, utilization: tuple[float, float]) -> Range:
    """The most by the slowest variant at the least of its peak that is reached, the least by the opposite."""
    least, most = utilization
    middle = (least + most) / 2 * (hardware.least + hardware.most) / 2
    seconds = Range(
        operations.value / (middle * 1e12),
        operations.low / (most * hardware.most * 1e12),
        operations.high / (least * hardware.least * 1e12),
    )
    return seconds.times(1 / 3600)


def _held(
    spent: Spent, shape: Shape, plan: Planned, layout: Layout | None, hardware: Hardware | None
) -> Iterator[Finding]:
    settings = (plan.spending, *plan.others)
    found = [memory(shape, one, largest(epoch, layout, one.batch)) for one, epoch in product(settings, spent.epochs)]
    made = [one for one in found if one is not None]
    if len(made) < len(found) or plan.spending.spread:
        yield unknown("spread" if plan.spending.spread else "optimizer", spent.n)
        return
    for part in _PARTS:
        if (sizes := _sizes(part, made)) is not None:
            yield _one(f"{part}_{plan.method}", sizes.times(1 / _GIB), spent.n, "gibibytes")
    if (peak := _sizes("peak", made)) is None:
        return
    peak = replace(peak, low=peak.low * (1 - ERROR), high=peak.high * (1 + ERROR))
    yield _one(f"memory_{plan.method}", peak.times(1 / _GIB), spent.n, "gibibytes")
    if hardware is not None:
        there = hardware.memory * _GIB
        share = Range(peak.value / there, peak.low / there, (peak.high + _CONTEXT) / there)
        yield replace(_one("memory_share", share, spent.n, "ratio"), judged=True)


def _sizes(part: str, made: Sequence[Memory]) -> Range | None:
    sizes = [getattr(one, part) for one in made]
    return None if None in sizes else _range(sizes)


def _judged(name: str, share: Range, overview: Overview) -> Finding:
    """A part of all tokens, with those of what could not be read: likely as long as the rest, and any part of them."""
    read, unseen = overview.records(), overview.unseen()
    n = read + unseen.records
    high = 1.0 if unseen.files else (share.high * read + unseen.records) / n
    found = Range(share.value, share.low * (0 if unseen.files else read / n), high)
    return replace(_one(name, found, n, "ratio"), judged=True)


def _range(values: Sequence[float]) -> Range:
    """The first, with the least and the most of all."""
    return Range(values[0], min(values), max(values))


def _one(name: str, number: Range, n: int, unit: Unit) -> Finding:
    value, low, high = (_rounded(one, unit) for one in (number.value, number.low, number.high))
    return Finding(f"cost/{name}", value, n, low, high, unit, judged=False)


def _rounded(number: float, unit: Unit) -> float:
    """Whole tokens, else three digits that tell."""
    return float(round(number)) if unit == "tokens" else float(f"{number:.3g}")
