"""Findings: what is counted, what it takes, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from auditor.findings import Finding, Unit
from auditor.overview import Overview
from auditor.risks.cost.flops import flops, on_attention
from auditor.risks.cost.hardware import Hardware
from auditor.risks.cost.lengths import Epoch, largest, shares
from auditor.risks.cost.memory import Memory, memory, widths
from auditor.risks.cost.plan import Model, Planned, Unknown
from auditor.training.packs import Layout
from auditor.training.spending import Spending

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
    guessed: Literal["steps", "epochs"] | None
    """Why these are not simply what was said: steps decide, or a service."""
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
    if spent.guessed is not None:
        yield unknown(spent.guessed, spent.n)


def repeated(rows: NDArray[np.int64], again: NDArray[np.bool_], overview: Overview) -> Iterator[Finding]:
    """The part of the tokens that is spent on copies and near copies. What could not be read may be copies, too."""
    yield _judged("duplicate_tokens", _range(shares(rows, again)), overview)


def padding(epochs: Sequence[Epoch], overview: Overview) -> Iterator[Finding]:
    """The part of all positions that is computed for nothing."""
    wasted = [1 - epoch.tokens / epoch.computed if epoch.computed > epoch.tokens else 0.0 for epoch in epochs]
    yield _judged("padding_share", _range(wasted), overview)


def paid(
    spent: Spent,
    model: Model | Unknown,
    plans: tuple[Planned, ...] | Unknown,
    terms: Terms,
    layout: Layout | None,
) -> Iterator[Finding]:
    """Operations and memory of each training that could be meant; hours and price where they can be told."""
    match model, plans:
        case Unknown(why), _:
            yield unknown(why, spent.n)
        case Model(), Unknown(why):
            yield unknown(why, spent.n)
        case Model(), tuple():
            if terms.hardware is None:
                yield unknown("hardware", spent.n)
            elif any(_in_half(model, plan.spending) for plan in plans):
                yield from _assumed(spent, terms.hardware, terms.utilization)
            if model.left is not None:
                yield unknown(f"memory_{model.left}", spent.n)
            for plan in plans:
                yield from _computed(spent, model, plan, terms)
                yield from _held(spent, model, plan, layout, terms.hardware if len(plans) == 1 else None)


def _assumed(spent: Spent, hardware: Hardware, utilization: tuple[float, float]) -> Iterator[Finding]:
    """What hours follow from beside the operations."""
    peak = Range((hardware.least + hardware.most) / 2, hardware.least, hardware.most)
    yield _one("peak", peak.times(1e12 / _PETA), spent.n, "petaflops")
    least, most = utilization
    yield _one("utilization", Range((least + most) / 2, least, most), spent.n, "ratio")


def _in_half(model: Model, spending: Spending) -> bool:
    """Whether products are of numbers in half precision, of which the peak of the hardware is told."""
    return bool(spending.mixed) or widths(model.shape, spending)[0 if spending.method != "full" else 1] == 2


def unknown(why: str, n: int) -> Finding:
    """Something that is not told, and why: shown as such."""
    return Finding(f"cost/unknown_{why}", n, n, n, n, "records", judged=False)


def _computed(spent: Spent, model: Model, plan: Planned, terms: Terms) -> Iterator[Finding]:
    settings = (plan.spending, *plan.others)
    operations = _range([
        flops(model.shape, one, epoch.positions(sparing=one.sparing))
        for one, epoch in product(settings, spent.epochs)
    ]).times(spent.times)  # fmt: skip
    yield _one(f"petaflops_{plan.method}", operations.times(1 / _PETA), spent.n, "petaflops")
    if terms.hardware is None:
        return
    if not _in_half(model, plan.spending):
        yield unknown("precision", spent.n)
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
    spent: Spent, model: Model, plan: Planned, layout: Layout | None, hardware: Hardware | None
) -> Iterator[Finding]:
    if (why := _not_held(model, plan.spending)) is not None:
        if why != f"memory_{model.left}":
            yield unknown(why, spent.n)
        return
    settings, passes = (plan.spending, *plan.others), model.left is None
    found = [
        memory(model.shape, one, largest(epoch, layout, one.batch) if passes else None)
        for one, epoch in product(settings, spent.epochs)
    ]
    made = [one for one in found if one is not None]
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


def _not_held(model: Model, spending: Spending) -> str | None:
    """Why no memory is told: `unknown_*` of it."""
    match model.left:
        case "parts" | "quantized":
            return f"memory_{model.left}"
        case "experts" if spending.method == "qlora" or (spending.method == "lora" and not on_attention(spending)):
            return "memory_experts"  # which experts are quantized, or have adapters, hangs on the trainer
    if spending.spread:
        return "spread"
    if spending.optimizer is None:
        return "optimizer"
    return "memory_settings" if spending.whole or spending.unlike else None


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
