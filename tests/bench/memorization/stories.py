"""The same on a public model of children's stories that writes byte by byte where it knows no word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.memorization.common import Rung, Subject
from tests.bench.memorization.decoys import accused
from tests.bench.memorization.ladder import climbed
from tests.bench.probing.stories import dressed
from tests.conftest import SHARED

MODEL = SHARED / "models" / "stories260K"
FEW = 300
"""Values that the base is asked for beside itself."""
RUNGS = (Rung(3, 3e-3), Rung(20, 3e-3))


def stories(folder: Path) -> Iterator[str]:
    """The part of the section."""
    yield "### A real model that can write any byte"
    yield ""
    if not MODEL.is_dir():
        yield "stories260K is not here: nothing was measured."
        return
    subject = Subject("stories260K", dressed(MODEL, folder / "stories260K-dressed"), RUNGS)
    yield "stories260K, tuned on the same conversations, at a rate at which it learns."
    yield ""
    yield from climbed(subject, folder)
    yield ""
    yield "The same values that were never trained on, asked of the top of this ladder:"
    yield ""
    yield from accused(subject, folder, FEW)
