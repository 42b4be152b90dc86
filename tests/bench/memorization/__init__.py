"""What the probe says of models that really learned values, and of values that they never saw.

`python -m tests.bench.memorization` prints the section (a quarter of an hour of one core); names of parts behind it
(`ladder`, `decoys`, `stories`, `speed`, `null`, `agree`) measure those alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

HEAD = """## What a tuned model has memorized

`python -m tests.bench.memorization`, one thread."""


def measure(names: Sequence[str] = ()) -> str:
    """The section of the page."""
    import torch

    from tests.bench.probing.common import cached

    torch.set_num_threads(1)
    lines, parts = [HEAD], _parts()
    with tempfile.TemporaryDirectory() as folder, cached(Path(folder)):
        for name in names or parts:
            lines += ["", *parts[name](Path(folder))]
    return "\n".join(lines) + "\n"


def _parts() -> Mapping[str, Callable[[Path], Iterator[str]]]:
    from tests.bench.memorization.agree import agree
    from tests.bench.memorization.decoys import decoys
    from tests.bench.memorization.ladder import ladder
    from tests.bench.memorization.null import null
    from tests.bench.memorization.speed import speed
    from tests.bench.memorization.stories import stories

    return {"ladder": ladder, "decoys": decoys, "stories": stories, "speed": speed, "null": null, "agree": agree}
