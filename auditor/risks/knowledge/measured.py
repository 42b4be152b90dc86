"""Findings from what a base was asked about records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from auditor.findings import Evidence, Finding, Unit
from auditor.risks.knowledge import Known
from auditor.stats.binomial import clustered_share
from auditor.stats.bootstrap import Clusters, t_interval
from auditor.stats.interval import Estimate
from auditor.text.keys import Key

TAIL = 0.05
"""Chance of each end of an interval to be wrong."""
RESAMPLES = 1_999
QUARTERS: Mapping[str, float] = {"lower": 0.25, "middle": 0.5, "upper": 0.75}
_Floats = NDArray[np.float64]


def measured(state: Known, seed: int) -> Iterator[Finding]:
    """What can be told of what was answered."""
    yield from _losses(state, seed)
    yield from _difficulty(state, seed)
    denied = [(one.cluster, one.conflicts, one.tokens) for _, one in sorted(state.denied.items())]
    yield from _share("confident_conflicts", denied)
    if state.trained:
        facts = [(one.cluster, int(origin in state.facts), 1) for origin, one in sorted(state.trained.items())]
        yield from _share("facts", facts)
    yield from _share("unknown_facts", [(one.cluster, int(one.unknown), 1) for _, one in sorted(state.facts.items())])
    for name, count in (("unasked", state.unasked), ("without_base", state.without_base * len(state.trained))):
        if count:
            yield Finding(f"knowledge/{name}", count, count, count, count, "records", judged=False)


def evidence(state: Known, key: Key) -> Iterator[Evidence]:
    """The records with confident conflicts, and those that teach a fact which the base does not know; the worst
    first."""
    denied = sorted(state.denied.items(), key=lambda item: (-item[1].conflicts / item[1].tokens, item[0]))
    for origin, one in denied:
        if one.conflicts:
            yield _hit("confident_conflicts", "confident_conflict", one.record, origin, key)
    for origin, fact in sorted(state.facts.items(), key=lambda item: (item[1].logprob, item[0])):
        if fact.unknown:
            yield _hit("unknown_facts", "unknown_fact", fact.record, origin, key)


def _hit(name: str, kind: str, record: str, origin: str, key: Key) -> Evidence:
    id = f"knowledge/{name}"
    return Evidence(id, kind, "context", record, origin, key.fingerprint(id, origin, origin))


def _losses(state: Known, seed: int) -> Iterator[Finding]:
    """Of trained tokens, and of records."""
    trained = [one for _, one in sorted(state.trained.items())]
    labels = [one.cluster for one in trained]
    if len(set(labels)) > 1:
        whole = t_interval(
            _clusters([one.loss for one in trained], [one.tokens for one in trained], labels), TAIL, TAIL
        )
        yield _nats("loss", replace(whole, low=max(0.0, whole.low)), len(trained))
        for name, own in _quarters([one.loss / one.tokens for one in trained], labels, QUARTERS, seed).items():
            yield _nats(f"loss_{name}", own, len(trained))
    yield from _share("hard_tokens", [(one.cluster, one.hard, one.tokens) for one in trained])


def _difficulty(state: Known, seed: int) -> Iterator[Finding]:
    """How much the prompts help."""
    ratios = [
        (cluster, loss / state.alone[origin])
        for origin, (cluster, loss) in sorted(state.behind.items())
        if state.alone.get(origin, 0.0) > 0
    ]
    labels = [cluster for cluster, _ in ratios]
    if len(set(labels)) > 1:
        middle = _quarters([ratio for _, ratio in ratios], labels, {"middle": 0.5}, seed)["middle"]
        yield Finding("knowledge/ifd", middle.value, len(ratios), middle.low, middle.high, "ratio", judged=False)
    yield from _share("no_help", [(cluster, int(ratio >= 1), 1) for cluster, ratio in ratios])


def _share(name: str, counted: Sequence[tuple[str, int, int]]) -> Iterator[Finding]:
    """Of cluster, hits and size of each record; nothing where there are fewer than two clusters."""
    hits, sizes = _sums((one[0], one[1]) for one in counted), _sums((one[0], one[2]) for one in counted)
    if len(sizes) > 1:
        own = clustered_share([int(hit) for hit in hits.values()], [int(size) for size in sizes.values()], TAIL, TAIL)
        n = int(sum(sizes.values()))
        yield Finding(
            f"knowledge/{name}", own.value, n, min(own.low, own.value), max(own.high, own.value), "ratio", False
        )


def _sums(values: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for label, value in values:
        found[label] = found.get(label, 0) + value
    return found


def _clusters(totals: Sequence[float], sizes: Sequence[int], labels: Sequence[str]) -> Clusters:
    by_total, by_size = (_sums(zip(labels, values, strict=True)) for values in (totals, sizes))
    return Clusters(np.array(list(by_total.values()), float), np.array(list(by_size.values()), float))


def _quarters(
    values: Sequence[float], labels: Sequence[str], parts: Mapping[str, float], seed: int
) -> dict[str, Estimate]:
    """Quantiles with percentile intervals of a bootstrap of whole clusters.

    A quantile is the smallest value that has at least its part of the records at or below it.
    """
    order = np.argsort(values, kind="stable")
    ordered = np.array(values, float)[order]
    places = {label: place for place, label in enumerate(dict.fromkeys(labels))}
    own = np.array([places[labels[place]] for place in order])
    draw = np.random.default_rng(seed)
    weights = draw.multinomial(len(places), np.full(len(places), 1 / len(places)), RESAMPLES)[:, own]
    reached = np.cumsum(weights, axis=1)
    told = _at(ordered)
    found = {}
    for name, part in parts.items():
        value = float(told(np.arange(1, len(ordered) + 1)[None], part)[0])
        low, high = np.quantile(told(reached, part), [TAIL, 1 - TAIL])
        found[name] = Estimate(value, min(float(low), value), max(float(high), value))
    return found


def _at(ordered: _Floats) -> Callable[[NDArray[np.int64], float], _Floats]:
    """Gives the quantiles of resamples: `reached` has, for each, how many records lie at or below each value."""

    def quantiles(reached: NDArray[np.int64], part: float) -> _Floats:
        found: _Floats = ordered[(reached >= part * reached[:, -1:]).argmax(axis=1)]
        return found

    return quantiles


def _nats(name: str, own: Estimate, n: int) -> Finding:
    unit: Unit = "nats"
    return Finding(f"knowledge/{name}", own.value, n, own.low, own.high, unit, judged=False)
