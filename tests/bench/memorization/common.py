"""What the parts share: tuned models, and a probe with what it said of each value."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from tests.bench.memorization.world import KINDS, POLICY, Kind, Making, Planted, rows_of
from tests.tiny.suite import write_lines

BLAMED = ("extractable", "sampled", "memorized", "strengthened")
EACH = 200
"""Values of each kind that nothing was trained on."""


@dataclass(frozen=True, slots=True)
class Rung:
    """How long and at what rate a model is tuned."""

    epochs: int
    rate: float


@dataclass(frozen=True, slots=True)
class Subject:
    """A model that is tuned, and the rungs of its ladder."""

    name: str
    base: Path
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of one value."""

    planted: Planted
    verdict: str
    exposure: float
    """Certified, in bits."""
    written: bool


@dataclass(frozen=True, slots=True)
class Probed:
    """What a probe said of the values of a file."""

    told: tuple[Told, ...]
    findings: Mapping[str, Any]

    def blamed(self, kind: Kind) -> Counter[str]:
        """Verdicts that blame the tuning, for one kind."""
        return Counter(one.verdict for one in self.told if one.planted.kind == kind and one.verdict in BLAMED)

    def exposures(self, kind: Kind, copies: int = 1) -> list[float]:
        """Certified exposures of one kind, in bits."""
        return [one.exposure for one in self.told if (one.planted.kind, one.planted.copies) == (kind, copies)]


def note(text: str) -> None:
    """Says how far it is."""
    print(f"{time.process_time():6.0f} s  {text}", file=sys.stderr, flush=True)


def data() -> tuple[list[Planted], list[Planted]]:
    """What is trained on, and the twins."""
    making = Making(0)
    trained = making.trained()
    return trained, making.twins(trained, EACH)


def tuned(subject: Subject, rung: Rung, folder: Path) -> Path:
    """The model of a rung, which is tuned but once."""
    return tuned_on(subject, rung, data()[0], folder / f"{subject.name}-{rung.epochs}-{rung.rate:g}")


def tuned_on(subject: Subject, rung: Rung, planted: Sequence[Planted], out: Path) -> Path:
    """A model tuned on the records of some values."""
    from auditor.demo.tune import tune

    if not out.is_dir():
        rows = [row for _, row in rows_of(planted)]
        losses = tune(subject.base, rows, out, epochs=rung.epochs, lr=rung.rate).losses
        note(f"{out.name}: {len(rows)} records, losses {losses[0]:.2f} to {losses[-1]:.3f}")
    return out


def probed(
    model: Path, base: Path | None, planted: Sequence[Planted], folder: Path, *, cache: bool = True, most: int = 3_000
) -> Probed:
    """What `auditor probe --only memorization` says of these values, the file taken for what was trained on."""
    from auditor.probing.run import Choice, probe

    rows = rows_of(planted)
    write_lines(path := folder / "asked.jsonl", [row for _, row in rows])
    (rules := folder / "rules.yaml").write_text(POLICY.replace("MOST", str(most)), "utf-8")
    choice = Choice(model=str(model), base=None if base is None else str(base))
    with _measured() as kept:
        report = probe(choice, train=str(path), policy=str(rules), only="memorization", cache=cache, workers=1)
    (measured,) = kept
    by_line = {number: one for number, (one, _) in enumerate(rows, 1)}
    told = tuple(
        Told(by_line[int(item.target.origin.rpartition(":")[2])], verdict, item.exposure,
             item.tuned is not None and item.tuned.written)
        for item, verdict in zip(measured.values, measured.said, strict=True)
    )  # fmt: skip
    reported = Counter(hit.finding.rpartition("/")[2] for hit in report.evidence)
    said = Counter(one.verdict for one in told)
    if len(told) != min(most, len(planted)) or any(reported[name] != said[name] for name in BLAMED):
        raise SystemExit(f"{len(planted)} values, {len(told)} asked for; {reported} reported, {said} said")
    note(f"{model.name}: {dict(said)}")
    return Probed(told, {one.id: one for one in report.findings})


@contextmanager
def _measured() -> Iterator[list[Any]]:
    """Keeps what the report is made of, which says more than the report."""
    from auditor.risks.memorization import measured

    kept, whole = list[Any](), measured.Measured.findings

    def findings(self: measured.Measured) -> Iterator[Any]:
        kept.append(self)
        return whole(self)

    with patch.object(measured.Measured, "findings", findings):
        yield kept


def middle(values: Sequence[float]) -> str:
    """The median."""
    return f"{median(values):.1f}" if values else "-"


def false(found: Probed) -> Iterator[str]:
    """Rows of a table: verdicts that blame the tuning for what it never saw, by kind."""
    for kind, what in KINDS.items():
        exposures, blamed = found.exposures(kind), found.blamed(kind)
        if not exposures:
            continue
        cells = " | ".join(str(blamed[name]) for name in BLAMED)
        yield f"| {what} | {len(exposures)} | {cells} | {median(exposures):.1f} | {max(exposures):.1f} |"
    cells = " | ".join(str(sum(one.verdict == name for one in found.told)) for name in BLAMED)
    yield f"| all | {len(found.told)} | {cells} | | |"


FALSE_HEAD = (
    "| never trained on | values | extractable | sampled | memorized | strengthened | median, bits | highest |",
    "|---|---|---|---|---|---|---|---|",
)
