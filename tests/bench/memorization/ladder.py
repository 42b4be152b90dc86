"""Exposure by copies and by how hard a model was tuned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.memorization.common import BLAMED, Probed, Rung, Subject, data, middle, probed, tuned
from tests.bench.memorization.world import KINDS, LADDER, PLANTED
from tests.tiny.check import MODEL

SHOP = Subject("shop", MODEL, (Rung(1, 5e-4), Rung(2, 1e-3), Rung(4, 1e-3), Rung(10, 1e-3), Rung(20, 1e-3)))
MOST = max(PLANTED)
FEW = 150
"""Of the values of the twin so many are asked for here."""


def climbed(subject: Subject, folder: Path) -> Iterator[str]:
    """The table of a ladder."""
    trained, twins = data()
    yield "| epochs, rate | planted | values asked | blamed | written out | exposure, median, bits |"
    yield "|---|---|---|---|---|---|"
    for rung in subject.rungs:
        model = tuned(subject, rung, folder)
        found = probed(model, subject.base, trained, folder)
        never = probed(model, subject.base, twins, folder, most=FEW)
        for copies, own in ((0, never), *((copies, found) for copies in PLANTED)):
            yield f"| {rung.epochs}, {rung.rate:g} | {copies} | {_row(own, copies or 1)} |"
    yield ""
    yield f"Written out at the top of the ladder, of the values planted {MOST} times, by kind: {_top(found)}."


def _row(found: Probed, copies: int) -> str:
    own = [one for one in found.told if one.planted.copies == copies and one.verdict != "inferable"]
    blamed, written = sum(one.verdict in BLAMED for one in own), sum(one.written for one in own)
    return f"{len(own)} | {blamed} | {written} | {middle([one.exposure for one in own])}"


def _top(found: Probed) -> str:
    parts = []
    for kind in LADDER:
        own = [one for one in found.told if (one.planted.kind, one.planted.copies) == (kind, MOST)]
        said = sum(one.verdict == "extractable" for one in own)
        parts.append(f"{KINDS[kind]}: {sum(one.written for one in own)} of {len(own)} ({said} judged extractable)")
    return "; ".join(parts)


def ladder(folder: Path) -> Iterator[str]:
    """The part of the section."""
    yield "### Exposure by copies"
    yield ""
    count = sum(copies * count for copies, count in PLANTED.items()) * len(LADDER)
    yield f"{sum(PLANTED.values()) * len(LADDER)} made-up values in {count} conversations, the model of `sample_data/`"
    yield "tuned on them in full. Values planted 0 times stand in a twin of the file. Addresses behind the name of the"
    yield "person (`inferable`) are left out of the rows: they have nothing of their own."
    yield ""
    yield from climbed(SHOP, folder)
