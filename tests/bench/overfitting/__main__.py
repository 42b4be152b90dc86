"""`python -m tests.bench.overfitting [BASES]`: runs what is not in the table, then fits and judges the forecast.

`BASES` is a folder that keeps the pretrained models for the next time. Families of public data sets are left out where
these are missing; rows that are in the table stay in any case. To begin anew, delete the table. About half an hour on
one core.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import torch

from tests.bench.overfitting import fit, page
from tests.bench.overfitting.features import measure
from tests.bench.overfitting.judge import rows
from tests.bench.overfitting.run import run
from tests.conftest import SHARED


def main(folder: str = "") -> None:
    """Trains, measures the ingredients, fits, and writes the page."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        run(Path(folder or scratch), real=SHARED.is_dir())
    measure()
    found = rows()
    fit.write(found)
    page.write(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
