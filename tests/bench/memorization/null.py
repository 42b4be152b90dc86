"""How often something is shown where nothing was learned, and how often the intervals miss."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import log2
from pathlib import Path

import numpy as np
from scipy.special import ndtr

RUNS = 1_000
SETTINGS = ((200, 50), (200, 25), (60, 15))
"""Canaries, and how many of them are guessed to be in."""
Draw = np.random.Generator
Missed = tuple[bool, bool]
"""Whether the truth is below the interval, and above it."""


def null(folder: Path) -> Iterator[str]:
    """The part of the section."""
    from auditor.stats.epsilon import audit

    yield "### Where nothing was learned"
    yield ""
    yield f"{RUNS:,} runs in which the canaries' scores know nothing of the coins: how often a lower bound on epsilon"
    yield "above 0 is reported at 95 %. Allowed: 50."
    yield ""
    yield "| canaries | guesses | runs above 0 |"
    yield "|---|---|---|"
    for canaries, guesses in SETTINGS:
        draw = np.random.default_rng(11)
        scores, coins = draw.normal(size=(RUNS, canaries)), draw.random((RUNS, canaries)) < 0.5
        runs = zip(scores.tolist(), coins.tolist(), strict=True)
        yield f"| {canaries} | {guesses} | {sum(audit(some, coin, guesses).epsilon > 0 for some, coin in runs)} |"
    yield ""
    yield f"Intervals of 95 %, {RUNS:,} simulations each: share in which the truth lay below / above. Allowed: 2.5 % on"
    yield "each side. Chance alone moves such a share by up to 1 point."
    yield ""
    yield "| interval | of what | truth | below | above |"
    yield "|---|---|---|---|---|"
    for name, what, truth, run in _intervals():
        draw = np.random.default_rng(12)
        missed = np.array([run(draw) for _ in range(RUNS)])
        below, above = missed.mean(axis=0)
        yield f"| {name} | {what} | {truth} | {below:.1%} | {above:.1%} |"


def _intervals() -> Iterator[tuple[str, str, str, Callable[[Draw], Missed]]]:
    for share in (0.02, 0.3):
        for agreement in (0.05, 0.5):
            what = f"100 persons of 1 to 8 values, correlation {agreement}"
            yield "`clustered_share`", what, f"{share:.0%}", _clustered(share, agreement)
    yield "Clopper and Pearson, for contrast", "100 persons of 1 to 8 values, correlation 0.5", "30%", _plain(0.3, 0.5)
    for share in (0.02, 0.3):
        yield "`clopper_pearson`", "150 values", f"{share:.0%}", _exact(share)
    yield "`median_places`", "exposures of 25 values, log-normal", "its median", _median
    for better in (0.01, 0.2):
        truth = f"{-log2(better):.1f} bits"
        yield "`sampled`, 95 % by its tails", "a value beside 99 others", truth, _sampled(better)
    for shift in (0.0, 1.0):
        yield "`auc`", "60 trained, 60 held-out records", f"{ndtr(shift / 2**0.5):.2f}", _area(shift)


def _people(draw: Draw, share: float, agreement: float) -> tuple[list[int], list[int]]:
    """Hits and values by person: beta-binomial."""
    sizes, spread = draw.integers(1, 9, 100), 1 / agreement - 1
    hits = draw.binomial(sizes, draw.beta(share * spread, (1 - share) * spread, 100))
    return hits.tolist(), sizes.tolist()


def _clustered(share: float, agreement: float) -> Callable[[Draw], Missed]:
    from auditor.stats.binomial import clustered_share

    def run(draw: Draw) -> Missed:
        found = clustered_share(*_people(draw, share, agreement))
        return share < found.low, share > found.high

    return run


def _plain(share: float, agreement: float) -> Callable[[Draw], Missed]:
    from auditor.stats.binomial import clopper_pearson

    def run(draw: Draw) -> Missed:
        hits, sizes = _people(draw, share, agreement)
        low, high = clopper_pearson(sum(hits), sum(sizes))
        return share < low, share > high

    return run


def _exact(share: float) -> Callable[[Draw], Missed]:
    from auditor.stats.binomial import clopper_pearson

    def run(draw: Draw) -> Missed:
        low, high = clopper_pearson(int(draw.binomial(150, share)), 150)
        return share < low, share > high

    return run


def _median(draw: Draw) -> Missed:
    from auditor.stats.binomial import median_places

    bits = np.sort(draw.lognormal(1.0, 1.0, 25))
    first, last = median_places(25)
    truth = float(np.exp(1.0))
    return truth < bits[first], truth > bits[last]


def _sampled(better: float) -> Callable[[Draw], Missed]:
    from auditor.stats.exposure import sampled

    def run(draw: Draw) -> Missed:
        others = (draw.random(99) < better).astype(float)
        found = sampled(0.5, others.tolist(), low_tail=0.025, high_tail=0.025).exposure
        return -log2(better) < found.low, -log2(better) > found.high

    return run


def _area(shift: float) -> Callable[[Draw], Missed]:
    from auditor.stats.ranking import auc

    def run(draw: Draw) -> Missed:
        found = auc(draw.normal(shift, 1, 60), draw.normal(size=60))
        truth = float(ndtr(shift / 2**0.5))
        return truth < found.low, truth > found.high

    return run
