"""Fits the forecast on all fine-tunes, and writes the constants that ship."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from auditor.risks.overfitting.forecast import NAMES, covered
from tests.bench.overfitting.judge import Row, fitted, residuals, table_of

CONSTANTS = Path("auditor/risks/overfitting/constants.json")
"""In the repository's root."""
QUANTILES = 101


def constants_of(some: Sequence[Row]) -> dict[str, object]:
    """What ships, rounded."""
    values, scores = table_of(some)
    line = fitted(values, scores)
    low, high = residuals(some)
    return {
        "provenance": {
            "made_by": "python -m tests.bench.overfitting",
            "cells": len(some),
            "families": sorted({row.family for row in some}),
            "models": "transformers over characters with 0.1, 0.35 and 1.3 million parameters",
        },
        "intercept": round(line.intercept, 4),
        "weights": _named(line.weights.tolist()),
        "middle": _named(np.median(values, axis=0).tolist()),
        "residuals": [round(low, 4), round(high, 4)],
        "region": _region(some),
        "ranks": [round(float(one), 4) for one in np.quantile(line.scores(values), np.linspace(0, 1, QUANTILES))],
    }


def _named(values: Sequence[float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in zip(NAMES, values, strict=True)}


def _region(some: Sequence[Row]) -> Mapping[str, list[float]]:
    """The smallest and the largest of each."""
    found = [covered(row.known, row.settings) for row in some]
    return {name: [float(f"{pick(one[name] for one in found):.5g}") for pick in (min, max)] for name in found[0]}


def write(some: Sequence[Row], path: Path = CONSTANTS) -> None:
    """To where the forecast reads them."""
    path.write_text(json.dumps(constants_of(some), indent=2) + "\n", "utf-8")
