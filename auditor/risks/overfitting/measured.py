"""Findings from losses of trained and held-out records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import hypot

import numpy as np

from auditor.findings import Finding
from auditor.risks.overfitting import Half, Loss, Losses
from auditor.risks.overfitting.reworded import Wordings
from auditor.stats.bootstrap import clusters, t_interval
from auditor.stats.interval import Estimate

RESAMPLES = 4_999
TAIL = 0.05


def measured(state: Losses, seed: int) -> Iterator[Finding]:
    """What can be told of what was answered."""
    train, held_out = (tuple(own for _, own in sorted(state.losses[half].items())) for half in _HALVES)
    for name, losses in (("train", train), ("held_out", held_out)):
        if own := _mean([loss.tuned for loss in losses], losses):
            yield _nats(f"overfitting/{name}_loss", own, len(losses))
        if before := _mean([loss.base for loss in losses if loss.base is not None], losses):
            yield _nats(f"overfitting/{name}_loss_base", before, len(losses))
    yield from _share("train_accuracy", [loss.greedy for loss in train], train)
    yield from _share("by_heart", [float(loss.greedy == 1) for loss in train], train)
    yield from _share("by_heart_held_out", [float(loss.greedy == 1) for loss in held_out], held_out)
    base = [float(loss.base_greedy == 1) for loss in train if loss.base_greedy is not None]
    yield from _share("by_heart_base", base, train)
    for name, records in (("copied", state.copied), ("unasked", state.unasked)):
        if records:
            yield Finding(f"overfitting/{name}", records, records, records, records, "records", judged=False)
    if (rise := state.logged_rise) is not None:
        yield Finding("overfitting/logged_rise", rise, 0, rise, rise, "nats", judged=False)
    yield from _reworded(state)
    yield from _gap(train, held_out)
    yield from _generalized(train, held_out, seed)


_HALVES: tuple[Half, Half] = ("train", "held_out")


def _gap(train: Sequence[Loss], held_out: Sequence[Loss]) -> Iterator[Finding]:
    """How much more the loss fell on trained records, and how much it rose on held-out ones."""
    changes = [_mean(_change(losses), losses) for losses in (train, held_out)]
    match changes:
        case [Estimate() as trained, Estimate() as unseen]:
            own = _difference(unseen, trained)
            n = len(train) + len(held_out)
            yield Finding("overfitting/loss_gap", own.value, n, own.low, own.high, "nats", judged=True)
    if (rise := changes[1]) is not None:
        n = len(held_out)
        yield Finding("overfitting/held_out_worse", rise.value, n, rise.low, rise.high, "nats", judged=True)


def _reworded(state: Losses) -> Iterator[Finding]:
    """How much more trained answers lose by other words around their question than held-out ones do."""
    known = [[own for _, own in sorted(state.wordings[half].items()) if own.rise is not None] for half in _HALVES]
    rises = [_mean([own.rise for own in half if own.rise is not None], half) for half in known]
    for name, rise, half in zip(("reworded", "reworded_held_out"), rises, known, strict=True):
        if rise is not None:
            yield _nats(f"overfitting/{name}", rise, len(half))
    match rises:
        case [Estimate() as trained, Estimate() as unseen]:
            yield _nats("overfitting/reworded_gap", _difference(trained, unseen), sum(map(len, known)))


def _difference(one: Estimate, other: Estimate) -> Estimate:
    """Of two means of different records, each with its interval (Newcombe's square and add)."""
    value = one.value - other.value
    low = value - hypot(one.value - one.low, other.high - other.value)
    return Estimate(value, low, value + hypot(one.high - one.value, other.value - other.low))


def _generalized(train: Sequence[Loss], held_out: Sequence[Loss], seed: int) -> Iterator[Finding]:
    """The gain on held-out records as a share of that on trained ones, by a bootstrap of both sets of clusters.

    Only where training is shown to have gained something: a share of nothing is no number.
    """
    trained = _mean(_change(train), train)
    if trained is None or trained.high >= 0 or _mean(_change(held_out), held_out) is None:
        return
    draw = np.random.default_rng(seed)
    drawn = [_resampled(losses, draw) for losses in (train, held_out)]
    ratios = np.where(drawn[0] < 0, drawn[1] / np.where(drawn[0] < 0, drawn[0], -1.0), np.nan)
    low, high = np.nanquantile(ratios, [TAIL, 1 - TAIL])
    value = float(np.mean(_change(held_out)) / np.mean(_change(train)))
    n = len(train) + len(held_out)
    yield Finding("overfitting/generalized", value, n, min(float(low), value), max(float(high), value), "ratio", False)


def _resampled(losses: Sequence[Loss], draw: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Means of resamples of whole clusters."""
    totals = clusters(_change(losses), [loss.cluster for loss in losses])
    weights = draw.poisson(1.0, (RESAMPLES, totals.totals.size))
    sizes = weights @ totals.sizes
    means: np.ndarray[tuple[int], np.dtype[np.float64]] = weights @ totals.totals / np.maximum(sizes, 1)
    return means


def _change(losses: Sequence[Loss]) -> list[float]:
    """By record: how much the loss rose from the base to the tuned model."""
    return [loss.tuned - loss.base for loss in losses if loss.base is not None]


def _mean(values: Sequence[float], losses: Sequence[Loss | Wordings]) -> Estimate | None:
    """The mean with its interval; None where there are fewer than two clusters, or a value is missing."""
    labels = [loss.cluster for loss in losses]
    if len(values) != len(labels) or len(set(labels)) < 2:
        return None
    return t_interval(clusters(values, labels), TAIL, TAIL)


def _share(name: str, values: Sequence[float], losses: Sequence[Loss]) -> Iterator[Finding]:
    if own := _mean(values, losses):
        ends = max(0.0, own.low), min(1.0, own.high)
        yield Finding(f"overfitting/{name}", own.value, len(values), *ends, "ratio", judged=False)


def _nats(id: str, own: Estimate, n: int) -> Finding:
    return Finding(id, own.value, n, own.low, own.high, "nats", judged=False)
