"""The ingredients of each fine-tune's data, by the scan's own code."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from random import Random

from auditor import fold
from auditor.checks import Batch, Setup
from auditor.overview import RISK as OVERVIEW
from auditor.records import ASSISTANT, USER, Record, Turn
from auditor.registry import risk
from auditor.risks.overfitting.ingredients import Ingredients
from auditor.risks.overfitting.options import OverfittingOptions
from auditor.risks.overfitting.scan import OverfittingScan
from auditor.risks.overfitting.variety import Labels
from auditor.text.keys import PUBLIC_KEY, Key
from tests.bench.overfitting.families import Pair, data_of
from tests.bench.overfitting.run import TABLE, Cell, cells

FEATURES = Path(__file__).parent / "ingredients.csv"


def _record(place: int, pair: Pair, key: Key) -> Record:
    prompt, answer = (
        Turn(role, "", text, role == ASSISTANT) for role, text in zip((USER, ASSISTANT), pair, strict=True)
    )
    digest = key.record_digest("\0".join(pair).encode())
    return Record(str(place), place, f"train:{place}", digest, "train", "messages", (prompt, answer))


def scanned(pairs: Sequence[Pair], copies: int) -> Ingredients:
    """What the scan says of a file in which every record stands so often."""
    key = Key(PUBLIC_KEY.encode(), "public")
    setup = Setup(key)
    rows = [pair for pair in pairs for _ in range(copies)]
    Random(0).shuffle(rows)
    records = [_record(place, pair, key) for place, pair in enumerate(rows, 1)]
    duplication = risk("duplication")
    checks = {
        "overview": OVERVIEW.scanner(OVERVIEW.options(), setup),
        "duplication": duplication.scanner(duplication.options(), setup),
        "overfitting": OverfittingScan(OverfittingOptions(), setup),
    }
    states, _ = fold.fold(checks, Batch("train", 0, "train", records), [], strict=True)
    known = fold.finish(checks, states, lambda evidence: None, strict=True).facts["overfitting"]
    assert isinstance(known, Ingredients)
    return known


def line(cell: str, known: Ingredients) -> dict[str, object]:
    """As it stands in the file."""
    told: dict[str, object] = {"cell": cell}
    for part in fields(known):
        match getattr(known, part.name):
            case Labels() as labels:
                told |= {f"labels_{one.name}": f"{getattr(labels, one.name):.5g}" for one in fields(labels)}
            case None:
                told |= {f"labels_{one.name}": "" for one in fields(Labels)}
            case value:
                told[part.name] = f"{value:.5g}"
    return told


def write(lines: Sequence[dict[str, object]], path: Path = FEATURES) -> None:
    """All of them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, lines[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def measure(table: Path = TABLE, path: Path = FEATURES) -> None:
    """Adds the ingredients of the rows that have none yet; in the order of the table."""
    with table.open(newline="", encoding="utf-8") as file:
        keys = [row["cell"] for row in csv.DictReader(file)]
    old: dict[str, dict[str, object]] = {}
    if path.exists():
        with path.open(newline="", encoding="utf-8") as file:
            old = {row["cell"]: dict(row) for row in csv.DictReader(file)}
    named = {cell.key: cell for cell in cells()}
    write([old.get(key) or line(key, of_cell(named[key])) for key in keys], path)


def of_cell(cell: Cell) -> Ingredients:
    """Of the first of its training sets."""
    return scanned(data_of(cell.family, cell.world, cell.n, cell.times).trains[0], cell.copies)


def read(path: Path = FEATURES) -> dict[str, Ingredients]:
    """By cell what was known of its data."""
    with path.open(newline="", encoding="utf-8") as file:
        return {raw["cell"]: _read(raw) for raw in csv.DictReader(file)}


def _read(raw: Mapping[str, str]) -> Ingredients:
    labels = None
    if raw["labels_distinct"]:
        labels = Labels(int(raw["labels_distinct"]), float(raw["labels_largest"]), float(raw["labels_conflicting"]))
    plain = {part.name: float(raw[part.name]) for part in fields(Ingredients) if part.name not in ("records", "labels")}
    return Ingredients(records=int(raw["records"]), labels=labels, **plain)
