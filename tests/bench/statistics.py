"""How often the intervals miss, what the tests find, and what the bootstrap costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from math import ceil, log
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import binom

from auditor.risks.forgetting import ForgettingOptions
from auditor.stats.binomial import wilson
from auditor.stats.bootstrap import Clusters, bootstrap_interval, clustered_drop, clusters, t_interval
from auditor.stats.interval import Estimate
from auditor.stats.paired import Pairs, pvalue_of_more, score
from auditor.stats.power import detectable_drop, items_for_drop, mcnemar_power
from auditor.stats.sequential import EARLY, log_evidence
from auditor.suites.rounds import FIRST, MORE
from tests.stats.test_sequential import found

TAIL = 0.05
RUNS = 250
ROUNDS = 3
ITEMS = 14_042
RESAMPLES = 10_000
Z = -float(ndtri(TAIL))


def measure() -> str:
    """The section of the page."""
    parts = (_drops(), _clusters(), _power(), _stops(), _rounds(), _speed())
    return "\n".join(["## Statistics", *("\n".join(["", *part]) for part in parts)]) + "\n"


# How often an end of the interval of the drop misses, by exact enumeration.


def _drops() -> Iterator[str]:
    yield "### Interval of the drop"
    yield ""
    yield "Chance that one end of the interval misses the true drop, where 5 % are allowed: the sum over all outcomes,"
    yield "no simulation. Largest and mean over 49 truths: losses and wins of 0, 0.1, 0.3, 1, 2, 3 and 5 % each."
    yield ""
    yield "| items | exact (`drop_interval`) | Tango | Newcombe |"
    yield "|---|---|---|---|"
    shares = (0, 0.001, 0.003, 0.01, 0.02, 0.03, 0.05)
    for n in (100, 300, 700):
        columns = [
            [_missed(n, loss, win, rule) for loss in shares for win in shares] for rule in (_exact, _tango, _newcombe)
        ]
        cells = (f"{max(column):.1%}, {sum(column) / len(column):.1%}" for column in columns)
        yield f"| {n} | {' | '.join(cells)} |"


def _missed(n: int, loss: float, win: float, missed: Callable[[Pairs, float], bool]) -> float:
    """The chance that the high end is below the true drop. It falls as losses grow at the same discordance."""
    differ, total = loss + win, 0.0
    if differ == 0:
        return 0.0
    low, high = (int(binom.ppf(q, n, differ)) for q in (1e-7, 1 - 1e-7))
    for m in range(low, high + 1):
        first, last = -1, m
        while first < last:
            middle = (first + last + 1) // 2
            first, last = (middle, last) if missed(Pairs(middle, m - middle, n), loss - win) else (first, middle - 1)
        total += float(binom.pmf(m, n, differ) * binom.cdf(first, m, loss / differ)) if first >= 0 else 0.0
    return total


def _exact(of: Pairs, drop: float) -> bool:
    return pvalue_of_more(Pairs(of.wins, of.losses, of.n), -drop) <= TAIL


def _tango(of: Pairs, drop: float) -> bool:
    return bool(score(np.array([float(of.losses)]), np.array([float(of.wins)]), of.n, drop)[0] < -Z)


def _newcombe(of: Pairs, drop: float) -> bool:
    """Newcombe 1998, method 10, where both models are wrong on all items on which they agree."""
    before, after = of.losses, of.wins
    high, low_after = wilson(before, of.n, TAIL, TAIL)[1], wilson(after, of.n, TAIL, TAIL)[0]
    both = (before * (of.n - before) * after * (of.n - after)) ** 0.5
    phi = (-before * after) / both if both else 0.0
    up, down = high - before / of.n, after / of.n - low_after
    return of.drop + max(0.0, up * up - 2 * phi * up * down + down * down) ** 0.5 < drop


# Coverage where items come in clusters, by simulation.


def _clusters() -> Iterator[str]:
    yield "### Items in clusters"
    yield ""
    yield f"Share of {RUNS:,} simulated suites of about 720 items in 40 templates in which the true mean was below /"
    yield "above the interval, where 5 % are allowed on each side; in brackets where there was no interval."
    yield "Sizes: equal, or log-normal with a deviation of 1."
    yield ""
    yield "| differences | correlation | sizes | t | percentile bootstrap | studentized | `clustered_drop` |"
    yield "|---|---|---|---|---|---|---|"
    for name, correlation, kind in SUITES:
        for sizes in ("equal", "unequal"):
            yield f"| {name} | {correlation} | {sizes} | {' | '.join(_covered(kind, sizes))} |"


Suite = Callable[[np.random.Generator, NDArray[np.int64]], NDArray[np.float64]]


def _normal(draw: np.random.Generator, label: NDArray[np.int64]) -> NDArray[np.float64]:
    return draw.normal(scale=0.5, size=40)[label] + draw.normal(size=label.size)


def _skewed(draw: np.random.Generator, label: NDArray[np.int64]) -> NDArray[np.float64]:
    return draw.exponential(size=40)[label] - 1 + draw.normal(scale=0.5, size=label.size)


def _answers(loss: float, win: float, correlation: float) -> Suite:
    """Differences of right and wrong answers, less their mean: -1, 0, and 1 before that."""

    def suite(draw: np.random.Generator, label: NDArray[np.int64]) -> NDArray[np.float64]:
        rates = []
        for share in (loss, win):
            spread = 1 / correlation - 1 if correlation else 0.0
            beta = draw.beta(spread * share, spread * (1 - share), 40) if spread and share else np.full(40, share)
            rates.append(beta[label])
        at = draw.random(label.size)
        return np.where(at < rates[0], 1.0, np.where(at > 1 - rates[1], -1.0, 0.0)) - (loss - win)

    return suite


SUITES: list[tuple[str, str, Suite]] = [
    ("normal", "0.2", _normal),
    ("exponential templates", "0.8", _skewed),
    ("6.5 % losses, 3.5 % wins", "0", _answers(0.065, 0.035, 0)),
    ("6.5 % losses, 3.5 % wins", "0.1", _answers(0.065, 0.035, 0.1)),
    ("1 % losses, 1 % wins", "0.1", _answers(0.01, 0.01, 0.1)),
    ("3 % losses, no wins", "0.3", _answers(0.03, 0, 0.3)),
]


def _covered(suite: Suite, sizes: str) -> list[str]:
    draw = np.random.default_rng(1)
    found: list[list[Estimate | None]] = [[], [], [], []]
    for seed in range(RUNS):
        share = draw.lognormal(size=40) if sizes == "unequal" else np.ones(40)
        label = np.repeat(np.arange(40), np.maximum(1, np.round(720 * share / share.sum())).astype(int))
        differences = suite(draw, label)
        of = clusters(differences, label.tolist())
        found[0].append(t_interval(of))
        found[1].append(_percentile(of, draw))
        found[2].append(bootstrap_interval(of, seed, resamples=999))
        found[3].append(_drop(differences, label, seed))
    return [_misses(column) for column in found]


def _drop(differences: NDArray[np.float64], label: NDArray[np.int64], seed: int) -> Estimate | None:
    """The interval of the drop, less the true drop."""
    moves = np.unique(differences)
    if moves.size > 3:
        return None
    shift = float(moves[np.abs(moves).argmin()])
    raw = np.round(differences - shift)
    of = Pairs(int((raw > 0).sum()), int((raw < 0).sum()), raw.size)
    found = clustered_drop(of, clusters(raw, label.tolist()), seed)
    return Estimate(found.value + shift, found.low + shift, found.high + shift)


def _percentile(of: Clusters, draw: np.random.Generator) -> Estimate:
    times = draw.multinomial(of.totals.size, np.full(of.totals.size, 1 / of.totals.size), size=999)
    low, high = np.quantile((times @ of.totals) / (times @ of.sizes), [TAIL, 1 - TAIL])
    return Estimate(of.mean, float(low), float(high))


def _misses(column: list[Estimate | None]) -> str:
    there = [estimate for estimate in column if estimate is not None]
    if not there:
        return "-"
    none = f" ({1 - len(there) / RUNS:.0%} none)" if len(there) < RUNS else ""
    return f"{sum(e.low > 0 for e in there) / RUNS:.1%} / {sum(e.high < 0 for e in there) / RUNS:.1%}{none}"


# What the tests find.


def _power() -> Iterator[str]:
    yield "### A drop of three points, and none"
    yield ""
    yield "The models differ on a tenth of the items: 6.5 % losses and 3.5 % wins, or 5 % and 5 %. Chance that"
    yield 'the test of "no drop" at 5 % rejects, summed exactly. "Both" gives 0.3 % of the error to stopping'
    yield "early and 4.7 % to the exact interval at the last item."
    yield ""
    yield "| items | truth | McNemar, exact | exact interval | stopping early only | both |"
    yield "|---|---|---|---|---|---|"
    for n in (350, 700, 1_000):
        for name, loss, win in (("3 points", 0.065, 0.035), ("none", 0.05, 0.05)):
            once, alone = found(n, loss, win, 1e-12, TAIL)[1], found(n, loss, win, TAIL, 0)[1]
            cells = (mcnemar_power(n, loss, win), once, alone, found(n, loss, win, 0.003, 0.047)[1])
            yield f"| {n:,} | {name} | {' | '.join(f'{cell:.1%}' for cell in cells)} |"
    needed = ", ".join(f"{items_for_drop(drop, 0.1):,} for {100 * drop:.0f}" for drop in (0.05, 0.03, 0.02))
    smallest = detectable_drop(700, 0.1)
    yield ""
    yield f"Forecast for a power of 80 % at this discordance: {needed} points; of 700 items {smallest:.2%}."


def _stops() -> Iterator[str]:
    yield "### Items until the answer"
    yield ""
    yield f"Mean over {4 * RUNS:,} simulated suites of at most 1,000 items, looked at after each."
    yield ""
    yield "| losses | wins | question | answered | items, all of the error | items, 0.3 % of it |"
    yield "|---|---|---|---|---|---|"
    for loss, win in ((0.08, 0.02), (0.14, 0.02), (0.25, 0.01)):
        yield f'| {loss:.0%} | {win:.0%} | "a drop?" | {_stopped(loss, win, 0.0)} |'
    for loss, win in ((0.0, 0.0), (0.01, 0.01), (0.03, 0.03)):
        yield f'| {loss:.0%} | {win:.0%} | "less than 3 points?" | {_stopped(win, loss, -0.03)} |'


def _stopped(loss: float, win: float, limit: float) -> str:
    draw = np.random.default_rng(2)
    moves = draw.choice([1, 0, -1], size=(4 * RUNS, 1_000), p=[loss, 1 - loss - win, win])
    losses, wins = ((moves == side).cumsum(1) for side in (1, -1))
    n = np.broadcast_to(np.arange(1, 1_001), losses.shape)
    states, place = np.unique(
        np.stack([losses, wins, n if limit else 0 * n], axis=-1).reshape(-1, 3), axis=0, return_inverse=True
    )
    ties_free = states[:, 2] if limit else states[:, 0] + states[:, 1]
    evidence = np.concatenate(
        [
            log_evidence(part[:, 0], part[:, 1], part[:, 2], limit)
            for part in np.array_split(np.column_stack([states[:, :2], ties_free]), max(1, len(states) // 4_000))
        ]
    )[place.ravel()].reshape(losses.shape)
    cells = []
    for tail in (TAIL, 0.003):
        stops = evidence >= -log(tail)
        cells.append((stops.any(1).mean(), np.where(stops.any(1), stops.argmax(1) + 1, 1_000).mean()))
    return f"{cells[0][0]:.0%}, {cells[1][0]:.0%} | {cells[0][1]:.0f} | {cells[1][1]:.0f}"


def _rounds() -> Iterator[str]:
    limits, judged, runs = ForgettingOptions().settled, 4, 200
    yield "### Items asked in rounds"
    yield ""
    low, high = (f"{limit:.0%}" for limit in limits)
    yield f"{runs} simulated suites of {ITEMS:,} independent items, asked in rounds until it is clear of {low}"
    yield f"and {high} whether more was lost, where the probe judges {judged} numbers: median of the items asked,"
    yield "and in brackets those of nine in ten."
    yield ""
    yield "| losses | wins | items asked |"
    yield "|---|---|---|"
    for loss, win in ((0, 0), (0.01, 0.01), (0.025, 0.025), (0.05, 0.05), (0.04, 0.06), (0.065, 0.035), (0.125, 0.025)):
        few, middle, many = np.quantile(_until_clear(loss, win, limits, judged, runs), [0.05, 0.5, 0.95])
        yield f"| {loss:.1%} | {win:.1%} | {middle:,.0f} ({few:,.0f} to {many:,.0f}) |"


def _until_clear(loss: float, win: float, limits: tuple[float, ...], judged: int, runs: int) -> NDArray[np.int64]:
    """Items that were asked in each run."""
    draw = np.random.default_rng(4)
    moves = draw.choice(np.array([1, 0, -1], np.int8), size=(runs, ITEMS), p=[loss, 1 - loss - win, win])
    losses, wins = ((moves == side).cumsum(1) for side in (1, -1))
    asked, going, n = np.full(runs, ITEMS), np.full(runs, True), FIRST
    while n < ITEMS and going.any():
        lost, won = losses[going, n - 1], wins[going, n - 1]
        clear = [
            (log_evidence(lost, won, n, limit) >= -log(TAIL * EARLY / judged))
            | (log_evidence(won, lost, n, -limit) >= -log(TAIL * EARLY))
            for limit in limits
        ]
        stopped = np.flatnonzero(going)[np.all(clear, axis=0)]
        asked[stopped], going[stopped] = n, False
        n += ceil(n * MORE)
    return asked


# Speed.


def _speed() -> Iterator[str]:
    draw = np.random.default_rng(3)
    few = draw.choice([1.0, 0.0, -1.0], p=[0.065, 0.9, 0.035], size=ITEMS)
    many = few + draw.normal(scale=0.1, size=ITEMS)
    ways: dict[str, Callable[[], object]] = {
        "indices drawn by numpy, mean of each resample": lambda: _plain(few),
        "`bootstrap_interval`, right and wrong answers": lambda: _ours(few),
        "`bootstrap_interval`, continuous differences": lambda: _ours(many),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            took[name].append(time.perf_counter() - started)
    plain = median(took["indices drawn by numpy, mean of each resample"])
    yield "### Paired bootstrap"
    yield ""
    yield f"{ITEMS:,} items, {RESAMPLES:,} resamples, one process; median of {ROUNDS} rounds. Ours is studentized."
    yield ""
    yield "| | seconds | times as fast as the first |"
    yield "|---|---|---|"
    for name, seconds in took.items():
        yield f"| {name} | {median(seconds):.4f} | {plain / median(seconds):,.1f} |"


def _plain(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    draw = np.random.default_rng(0)
    means = [differences[draw.integers(0, ITEMS, (100, ITEMS))].mean(1) for _ in range(RESAMPLES // 100)]
    return np.quantile(np.concatenate(means), [TAIL, 1 - TAIL])


def _ours(differences: NDArray[np.float64]) -> Estimate | None:
    return bootstrap_interval(clusters(differences), 0, resamples=RESAMPLES)
