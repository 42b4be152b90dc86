"""The gap that training will open, as forecast from the data and the settings by what real fine-tunes showed.

The gap is that of section 1 of `docs/overfitting-validation.md`: (held-out loss - training loss) after the training, as
a share of the held-out loss before it. Its logarithm is forecast by a sum of four numbers, each of which can only raise
it: what the records do not tell of each other, how few they are, how hard each is trained on, how long the training is.
The constants stand in `constants.json`; `tests/bench/overfitting` writes them from its table of fine-tunes.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import ceil, exp, isfinite, log

from auditor.risks.overfitting.ingredients import Ingredients

LEAST_GAP = 0.03
"""Added before a logarithm is taken."""
LEARNED = 8.0
"""Repetitions at the usual rate after which about two thirds of a record's own bits are learned."""
LONG = 60.0
"""Steps at the usual rate after which a training of the experiment's models is about done."""
NAMES = ("bits", "few", "repeated", "trained")
"""The four numbers."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Of the training."""

    epochs: float
    rate: float = 1.0
    """Learning rate, as a multiple of what is usual for the model and the method."""
    batch: int | None = None
    """Records of a step; None for what is usual: 8 up to 128 records, 16 up to 512, 32 beyond."""

    def steps(self, records: int) -> float:
        """Of the optimizer."""
        usual = 8 if records <= 128 else 16 if records <= 512 else 32
        batch = usual if self.batch is None else self.batch
        return ceil(records / max(1, batch)) * self.epochs


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected."""

    gap: float
    low: float
    """Four in five gaps of data of unknown kind lie between `low` and `high`."""
    high: float
    rank: float
    """Share of the experiment's fine-tunes for which less is to be expected."""
    drivers: tuple[tuple[str, float], ...]
    """By name by which factor it raises the gap above that of the experiment's middle, the largest first."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Outside of what the experiment covers."""

    why: str
    """`epochs`, or which number is too small or too large: `effective_low`, `characters_high`."""


@dataclass(frozen=True, slots=True)
class Constants:
    """What the experiment showed."""

    intercept: float
    weights: tuple[float, ...]
    """Of `NAMES`, none below 0."""
    middle: tuple[float, ...]
    """Median of each of the four numbers."""
    residuals: tuple[float, float]
    """Between which four in five forecasts of a family that was left out are wrong, in logarithms."""
    region: Mapping[str, tuple[float, float]]
    """Between which each ingredient was tried."""
    ranks: tuple[float, ...]
    """Quantiles of the forecasts, evenly spaced."""


@cache
def constants() -> Constants:
    """Those that ship."""
    raw = json.loads(files(__package__).joinpath("constants.json").read_text("utf-8"))
    region = {name: (float(low), float(high)) for name, (low, high) in raw["region"].items()}
    low, high = raw["residuals"]
    return Constants(
        float(raw["intercept"]),
        tuple(float(raw["weights"][name]) for name in NAMES),
        tuple(float(raw["middle"][name]) for name in NAMES),
        (float(low), float(high)),
        region,
        tuple(map(float, raw["ranks"])),
    )


def numbers(known: Ingredients, settings: Settings) -> tuple[float, ...]:
    """The four numbers, in the order of `NAMES`."""
    seen = _seen(known, settings)
    steps = settings.steps(known.records)
    return (
        known.new_bits * (1 - exp(-seen * settings.rate / LEARNED)),
        -log(known.effective),
        log(seen * settings.rate),
        log(1 - exp(-steps * settings.rate / LONG)),
    )


def _seen(known: Ingredients, settings: Settings) -> float:
    """How often the training shows each record that is no near copy of another."""
    return known.records * settings.epochs / known.apart


def covered(known: Ingredients, settings: Settings) -> Mapping[str, float]:
    """The numbers that must lie in the region that the experiment covers."""
    return {
        "effective": known.effective,
        "seen": _seen(known, settings),
        "new_bits": known.new_bits,
        "characters": known.characters,
        "rate": settings.rate,
    }


def forecast(known: Ingredients, settings: Settings, using: Constants | None = None) -> Forecast | Unknown:
    """What is to be expected of a training; `Unknown` where nothing like it was tried."""
    using = using or constants()
    if not isfinite(settings.epochs) or settings.epochs <= 0:
        return Unknown("epochs")
    for name, value in covered(known, settings).items():
        low, high = using.region[name]
        if not low <= value <= high:
            return Unknown(f"{name}_{'low' if value < low else 'high'}")
    own = numbers(known, settings)
    parts = [weight * (value - middle) for weight, value, middle in zip(using.weights, own, using.middle, strict=True)]
    score = using.intercept + sum(weight * value for weight, value in zip(using.weights, own, strict=True))
    gap, low, high = (gap_of(score + add) for add in (0.0, *using.residuals))
    rank = bisect_left(using.ranks, score) / len(using.ranks)
    drivers = sorted(zip(NAMES, map(exp, parts), strict=True), key=lambda driver: -driver[1])
    return Forecast(gap, low, high, rank, tuple(drivers))


def gap_of(score: float) -> float:
    """The gap that a logarithm stands for."""
    return max(0.0, exp(score) - LEAST_GAP)


def score_of(gap: float) -> float:
    """The logarithm of a gap, which is more alike from kind to kind than the gap itself."""
    return log(max(gap, 0.0) + LEAST_GAP)


def what_ifs(known: Ingredients, settings: Settings) -> Mapping[str, Forecast | Unknown]:
    """What is to be expected after a change: half the epochs, twice the different records, copies dropped."""
    taught = min(0.5, max(0.0, known.curve))
    more = replace(known, records=2 * known.records, apart=2 * known.apart, effective=2 * known.effective,
                   new_bits=known.new_bits * (1 - taught), half_bits=known.new_bits)  # fmt: skip
    found = {
        "half_epochs": forecast(known, replace(settings, epochs=settings.epochs / 2)),
        "twice_records": forecast(more, replace(settings, epochs=settings.epochs)),
    }
    if known.records > 1.05 * known.apart:
        found["cleaned"] = forecast(replace(known, records=ceil(known.apart)), settings)
    return found
