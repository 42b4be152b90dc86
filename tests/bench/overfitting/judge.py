"""How well the forecast does on families and sizes that it was not fitted on, beside rules of thumb.

All of it is computed from the two tables; the test of the documentation does the same.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata, spearmanr

from auditor.risks.overfitting.forecast import NAMES, Settings, numbers, score_of
from auditor.risks.overfitting.ingredients import Ingredients
from tests.bench.overfitting.features import FEATURES, read
from tests.bench.overfitting.run import TABLE

Reals = NDArray[np.float64]
LEAST_BASE, MOST_BASE = 0.25, log(96)
"""Nats: between these the held-out loss of the base is taken to lie. Less would make a gap of nothing where a task is
known; more is worse than guessing any printable character, and says how sure a base is of what is wrong."""
HARSH = 0.5
"""A gap that counts as overfitting where a yes or no is asked for."""
STRICT = 1.0
"""Weight of the ridge."""
LEAST_STRATUM = 4
"""Fine-tunes that a pair of size and epochs has at least, where ranks are compared within it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fine-tune, and what was known before it."""

    cell: str
    family: str
    real: bool
    n: int
    epochs: int
    settings: Settings
    known: Ingredients
    base: float
    """Held-out loss of the base."""
    gap: float


def rows(table: Path = TABLE, features: Path = FEATURES) -> list[Row]:
    """Both tables, joined: what is in both."""
    known = read(features)
    with table.open(newline="", encoding="utf-8") as file:
        return [_row(raw, known[raw["cell"]]) for raw in csv.DictReader(file) if raw["cell"] in known]


def _row(raw: Mapping[str, str], known: Ingredients) -> Row:
    base = float(raw["base_held"])
    return Row(
        raw["cell"],
        raw["family"],
        raw["real"] == "1",
        int(raw["n"]),
        int(raw["epochs"]),
        Settings(float(raw["epochs"]), float(raw["rate"]), int(raw["batch"])),
        known,
        base,
        (float(raw["held"]) - float(raw["train"])) / min(MOST_BASE, max(base, LEAST_BASE)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A fitted forecast."""

    intercept: float
    weights: Reals

    def scores(self, some: Reals) -> Reals:
        """Forecasts of rows of numbers."""
        found: Reals = self.intercept + some @ self.weights
        return found


def table_of(some: Sequence[Row]) -> tuple[Reals, Reals]:
    """The numbers of each fine-tune, and the logarithms of the gaps."""
    return np.array([numbers(row.known, row.settings) for row in some]), np.array([score_of(row.gap) for row in some])


def fitted(some: Reals, scores: Reals) -> Line:
    """A ridge of which no weight is below 0: the worst is left out until none is."""
    means, spread = some.mean(0), np.maximum(some.std(0), 1e-9)
    scaled, kept = (some - means) / spread, list(range(some.shape[1]))
    weights = np.zeros(some.shape[1])
    while kept:
        part = scaled[:, kept]
        own = np.linalg.solve(part.T @ part + STRICT * np.eye(len(kept)), part.T @ (scores - scores.mean()))
        weights[:] = 0
        weights[kept] = own
        if own.min() >= 0:
            break
        kept.pop(int(own.argmin()))
    weights /= spread
    return Line(float(scores.mean() - means @ weights), weights)


def left_out(some: Sequence[Row], by: Callable[[Row], object]) -> Reals:
    """The forecast of every fine-tune by a fit on those that differ from it in `by`."""
    values, scores = table_of(some)
    of = np.unique([str(by(row)) for row in some], return_inverse=True)[1]
    found = np.zeros(len(some))
    for group in range(of.max() + 1):
        line = fitted(values[of != group], scores[of != group])
        found[of == group] = line.scores(values[of == group])
    return found


def residuals(some: Sequence[Row]) -> tuple[float, float]:
    """Between which four in five forecasts are wrong when a family is left out, every family with the same weight."""
    wrong = table_of(some)[1] - left_out(some, family)
    names = [row.family for row in some]
    weights = np.array([1 / names.count(name) for name in names])
    order = np.argsort(wrong)
    shares = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    low, high = np.interp([0.1, 0.9], shares, wrong[order])
    return float(low), float(high)


def coverage(some: Sequence[Row]) -> Mapping[str, float]:
    """By family the share of its gaps that lie in the interval which the other families give."""
    found = {}
    values, scores = table_of(some)
    for name in sorted({row.family for row in some}):
        others = [row for row in some if row.family != name]
        low, high = residuals(others)
        mine = np.array([row.family == name for row in some])
        wrong = scores[mine] - fitted(*table_of(others)).scores(values[mine])
        found[name] = float(((low <= wrong) & (wrong <= high)).mean())
    return found


def family(row: Row) -> str:
    """What is left out first."""
    return row.family


def size(row: Row) -> int:
    """And then."""
    return row.n


@dataclass(frozen=True, slots=True)
class Judged:
    """How well something tells the larger gap from the smaller."""

    overall: float
    """Spearman's correlation of ranks."""
    fixed: float
    """Its mean within pairs of size and epochs, by how many fine-tunes each has."""
    auroc: float
    """Chance that a gap above `HARSH` is given more than one below."""


def judged(told: Reals, some: Sequence[Row]) -> Judged:
    """`fixed` is 0 where the same is told of all of a pair, or where there is no pair; AUROC 0.5 where chance is."""
    gaps = np.array([row.gap for row in some])
    strata: dict[tuple[int, int], list[int]] = {}
    for place, row in enumerate(some):
        strata.setdefault((row.n, row.epochs), []).append(place)
    large = [places for places in strata.values() if len(places) >= LEAST_STRATUM]
    within = sum(_rho(told[at], gaps[at]) * len(at) for at in large)
    fixed = within / sum(map(len, large)) if large else 0.0
    return Judged(_rho(told, gaps), fixed, _auroc(told, gaps > HARSH))


def _rho(told: Reals, gaps: Reals) -> float:
    return 0.0 if np.ptp(told) == 0 or np.ptp(gaps) == 0 else float(spearmanr(told, gaps).statistic)


def _auroc(told: Reals, harsh: NDArray[np.bool_]) -> float:
    ranks, many = rankdata(told), int(harsh.sum())
    if not 0 < many < len(harsh):
        return 0.5
    return float((ranks[harsh].sum() - many * (many + 1) / 2) / (many * (len(harsh) - many)))


def rules(some: Sequence[Row]) -> Iterator[tuple[str, Reals]]:
    """What people go by, and every ingredient alone: larger is worse."""

    def of(told: Callable[[Row], float]) -> Reals:
        return np.array([float(told(row)) for row in some])

    yield "fewer than 50 records", of(lambda row: row.known.records < 50)
    yield "fewer than 1,000 records", of(lambda row: row.known.records < 1_000)
    yield "more than 3 epochs", of(lambda row: row.epochs > 3)
    yield "few records", of(lambda row: -row.known.records)
    yield "many epochs", of(lambda row: row.epochs)
    yield "epochs x copies", of(lambda row: row.known.records * row.epochs / row.n)
    yield "epochs / records", of(lambda row: row.epochs / row.known.records)
    yield "few different records (effective)", of(lambda row: -row.known.effective)
    yield "repetitions of a different record", of(lambda row: row.known.records * row.epochs / row.known.apart)
    yield "bits that the others do not tell", of(lambda row: row.known.new_bits)
    yield "the same at half of the records", of(lambda row: row.known.half_bits)
    yield "steep learning curve", of(lambda row: row.known.curve)
    yield (
        "bits of all answers (capacity)",
        of(lambda row: row.known.new_bits * row.known.characters * row.known.effective),
    )
    yield "low effective rank", of(lambda row: -row.known.rank)
    yield "poor compression", of(lambda row: row.known.compressed)
    yield "few templates", of(lambda row: -row.known.templated)
    yield "optimizer steps", of(lambda row: row.settings.steps(row.known.records))
    yield "steps x learning rate", of(lambda row: row.settings.steps(row.known.records) * row.settings.rate)
    yield "learning rate", of(lambda row: row.settings.rate)


__all__ = ["NAMES", "Judged", "Line", "Row", "coverage", "family", "fitted", "judged", "left_out", "residuals", "rows",
           "rules", "size", "table_of"]  # fmt: skip
