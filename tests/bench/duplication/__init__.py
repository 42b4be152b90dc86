"""Duplication and contamination: exactness, cost, rivals on the same data, planted copies, and bad input."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.bench.duplication import cost, equal, planted, rivals
from tests.conftest import SHARED


def measure() -> str:
    """The section of the page."""
    if not SHARED.is_dir():
        raise SystemExit(f"the real datasets are needed for the measurements and are not at {SHARED.name}")
    with tempfile.TemporaryDirectory() as folder:
        parts = [part.section(Path(folder)) for part in (equal, cost, rivals, planted)]
    return "\n".join(
        [
            "## Duplication and contamination",
            "",
            f"Other load on the machine at the start: {os.getloadavg()[0]:.1f}. Two cores, two workers, unless said.",
            "",
            *(line for part in parts for line in part),
        ]
    )
