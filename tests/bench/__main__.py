"""`make bench`: runs every measurement and writes docs/benchmarks.md."""

from __future__ import annotations

import os
import platform

from tests.bench import (
    attribution,
    corpus_bench,
    cost,
    cost_model,
    duplication,
    knowledge,
    memorization,
    names,
    precision,
    presidio,
    private,
    probing,
    quality,
    rephrased,
    scoring,
    split,
    statistics,
)
from tests.bench.distillation import bench as distillation
from tests.bench.staleness import bench as staleness
from tests.conftest import ROOT

PARTS = (
    cost,
    cost_model,
    duplication,
    rephrased,
    split,
    private,
    corpus_bench,
    precision,
    quality,
    presidio,
    names,
    statistics,
    scoring,
    probing,
    memorization,
    knowledge,
    staleness,
    distillation,
    attribution,
)
HEAD = """# Benchmarks

Written by `make bench`; do not edit. Seconds depend on the machine and on what else runs on it, so look at the ratios:
both sides of a ratio were measured in the same run, alternating.

Machine: {cores} cores, {system}, CPython {python}.
"""


def main() -> None:
    """Writes the page whole, once every part is measured."""
    parts = [HEAD.format(cores=os.cpu_count(), system=platform.system(), python=platform.python_version())]
    parts += [part.measure() for part in PARTS]
    (ROOT / "docs" / "benchmarks.md").write_text("\n".join(parts), "utf-8")


if __name__ == "__main__":
    main()
