"""Runs the fine-tunes that are not in the table yet, in an order of which every beginning is balanced."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from random import Random

from tests.bench.overfitting.families import FAMILIES, LATER, REAL, data_of
from tests.bench.overfitting.train import Losses, Method, Plan, fine_tunes

TABLE = Path(__file__).parent / "table.csv"
SEED = 1
"""That of the pilot, on which the form of the forecast was chosen, was another."""
SIZES, EPOCHS = (8, 32, 128, 512, 1024), (1, 3, 8, 16)
MOST = {"0.1M": 4_096, "0.35M": 512, "1.3M": 128}
"""How often a fine-tune may show records to a model of a size: what bounds its cost."""
MODELS = ("0.1M", "0.1M", "0.1M", "0.1M", "0.35M", "0.35M", "1.3M")
TAGGED = {*REAL, "wiki"}
"""Families whose data are public data sets."""
COPIES = (1, 1, 2, 4, 8)
RATES = (0.3, 1.0, 3.0)
METHODS: tuple[Method, ...] = ("full", "full", "lora")


@dataclass(frozen=True, slots=True)
class Cell:
    """Fine-tunes that differ in nothing but their records, which are all from one world."""

    family: str
    world: int
    n: int
    epochs: int
    copies: int
    model: str
    method: Method
    rate: float

    @property
    def key(self) -> str:
        return f"{self.family}-{self.n}-{self.epochs}-{self.world}"

    @property
    def times(self) -> int:
        """How many fine-tunes it is the mean of: on other records, and in another order."""
        return 3 if self.n <= 32 else 2 if self.n <= 128 else 1

    def plan(self) -> Plan:
        """How it is trained: larger batches of more records, as people choose them."""
        seen = self.n * self.copies
        batch = 8 if seen <= 128 else 16 if seen <= 512 else 32
        return Plan(self.model, self.method, self.rate, self.epochs, self.copies, batch, self.world)


def cells() -> list[Cell]:
    """All of them."""
    found = []
    for number, families in enumerate([[*FAMILIES, *REAL], [*LATER]]):
        some = list(_round(number, families))
        Random(number).shuffle(some)
        found += some
    return found


def _round(number: int, families: Sequence[str]) -> Iterator[Cell]:
    for family, n, epochs in product(families, SIZES, EPOCHS):
        draw = Random(f"{SEED}-{family}-{n}-{epochs}-{number}")
        left = MOST["0.1M"] // (n * epochs)
        if left < 1:
            continue
        copies = max(one for one in (1, draw.choice(COPIES)) if one <= left)
        seen = n * epochs * copies
        model = draw.choice([one for one in MODELS if seen <= MOST[one]])
        yield Cell(family, draw.randrange(1000), n, epochs, copies, model, draw.choice(METHODS), draw.choice(RATES))


def done(table: Path = TABLE) -> set[str]:
    """Keys of the rows that are there."""
    if not table.exists():
        return set()
    with table.open(newline="", encoding="utf-8") as file:
        return {row["cell"] for row in csv.DictReader(file)}


def _line(cell: Cell, losses: Losses) -> dict[str, object]:
    plan = cell.plan()
    told = {name: f"{value:.4f}" if isinstance(value, float) else value for name, value in asdict(losses).items()}
    return {
        "cell": cell.key,
        "real": int(cell.family in TAGGED),
        **asdict(cell),
        "times": cell.times,
        "batch": plan.batch,
        **told,
    }


def run(bases: Path, *, real: bool, most: int | None = None, table: Path = TABLE) -> None:
    """Adds a row for every cell that has none, as soon as it is there."""
    known = done(table)
    left = [one for one in cells() if one.key not in known and (real or one.family not in TAGGED)][:most]
    for at, cell in enumerate(left, 1):
        began = time.process_time()
        losses = fine_tunes(data_of(cell.family, cell.world, cell.n, cell.times), cell.plan(), bases)
        line = _line(cell, losses)
        new = not table.exists()
        with table.open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, line, lineterminator="\n")
            if new:
                writer.writeheader()
            writer.writerow(line)
        spent = time.process_time() - began
        told = f"{losses.base_held:.2f} -> {losses.train:.2f} / {losses.held:.2f}"
        print(
            f"{at}/{len(left)} {cell.key} {cell.model} {cell.method} {spent:.1f} s: {told}", file=sys.stderr, flush=True
        )


def fine_tuned(table: Path = TABLE) -> int:
    """How many fine-tunes the table holds."""
    with table.open(newline="", encoding="utf-8") as file:
        return sum(int(row["times"]) for row in csv.DictReader(file))
