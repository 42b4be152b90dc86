"""Whether answers are traced to the records they come from: `python -m tests.bench.attribution [PART...]`.

Parts: `tuned`, `strengths`, `edited` (some ten minutes of one core all together).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

HEAD = """## Answers traced to records

What `auditor probe --only attribution` says where it is known which record an answer comes from. In brackets the
interval of 90 %."""


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
    from tests.bench.attribution.edited import edited
    from tests.bench.attribution.tuned import strengths, tuned

    return {"tuned": tuned, "strengths": strengths, "edited": edited}
