"""`auditor probe` on models that were really tuned: does it report what was lost, and does it let the harmless pass?

`python -m tests.bench.probing` prints the section (some twenty minutes of one core); names of parts behind it
(`ladder`, `harmless`, `same`, `stories`) measure those alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

HEAD = """## What the probe says of really tuned models

The tiny model of `sample_data/` and what became of it, under the policy `default` without the shipped suites
(`sample_data/demo.yaml`), on one core. How often intervals cover, and that a drop of three points is found in 700
items with a power above 80 %, stands under Statistics."""


def measure(names: Sequence[str] = ()) -> str:
    """The section of the page."""
    import torch

    from tests.bench.probing.common import cached

    torch.set_num_threads(1)
    lines, parts = [HEAD], _parts()
    for name in names or parts:
        with tempfile.TemporaryDirectory() as folder, cached(Path(folder)):
            lines += ["", *parts[name](Path(folder))]
    return "\n".join(lines) + "\n"


def _parts() -> Mapping[str, Callable[[Path], Iterator[str]]]:
    from tests.bench.probing.harmless import harmless
    from tests.bench.probing.ladder import ladder
    from tests.bench.probing.same import same
    from tests.bench.probing.stories import stories

    return {"ladder": ladder, "harmless": harmless, "same": same, "stories": stories}
