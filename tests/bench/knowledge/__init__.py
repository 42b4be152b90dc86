"""What a base is said to know of data, on a model of which it is known: `python -m tests.bench.knowledge [PART...]`.

Parts: `facts`, `flipped`, `forgetting` (some eight minutes of one core all together).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

HEAD = """## What a base knows of the data

The tiny model of `sample_data/`, asked as `auditor scan --base` does. What it was pretrained on is known, so that what
it is said to know can be held against what it was told. In brackets the interval of 90 %."""


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
    from tests.bench.knowledge.facts import facts, flipped
    from tests.bench.knowledge.forgetting import forgetting

    return {"facts": facts, "flipped": flipped, "forgetting": forgetting}
