"""How well `staleness` tells fast from never changing facts, on the records labeled by `RULE.md`.

The detector was written from the rule, from records of the public sets that are not among the labeled ones, and from
made-up examples; `docs/risks/staleness.md` says how often the labels were looked at. F1 counts records labeled `fast`
or `never`: a hit is one that the detector calls fast. Records labeled `slow` stand in the table of all three.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import orjson

from auditor.records import Record
from auditor.risks.staleness.exchanges import judged_record
from auditor.risks.staleness.model import Fast, Judged, Never, Slow
from auditor.sources import open_source, read
from auditor.stats import proportion_interval
from auditor.views.model import percent
from tests.bench.staleness import HERE, Change, Labeled, Safe, labeled, records, safe
from tests.conftest import SHARED
from tests.strategies import KEY

SECOND = HERE / "second.jsonl"
"""What a second labeler said, as `{"id": ..., "label": ...}`, where there is one."""
LABELS: tuple[Change, ...] = ("fast", "slow", "never")


class Told(NamedTuple):
    """A labeled record and what the detector says of it."""

    entry: Labeled
    said: Change


class Score(NamedTuple):
    """Of fast against never."""

    right: int
    wrong: int
    """Labeled never, called fast."""
    missed: int
    """Labeled fast, called something else."""

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed)

    def f1_interval(self) -> tuple[float, float]:
        """Of 95 %: of the share J of hits among hits and errors, which is binomial, through F1 = 2 J / (1 + J)."""
        low, high = proportion_interval(self.right, self.right + self.wrong + self.missed)
        return 2 * low / (1 + low), 2 * high / (1 + high)


def measure() -> str:
    """The section of the page."""
    told = tuple(_told(SHARED))
    lines = ["## Stale knowledge", "", *(__doc__ or "").partition("\n\n")[2].strip().splitlines(), ""]
    lines += ["| records | fast or never | precision | recall | F1 |", "|---|---|---|---|---|"]
    for name, some in _by(told):
        score = score_of(some)
        known = sum(one.entry.label != "slow" for one in some)
        lines.append(
            f"| {name} | {known} | {_share(score.right, score.right + score.wrong)} "
            f"| {_share(score.right, score.right + score.missed)} | {_spread(score.f1, *score.f1_interval())} |"
        )
    lines += ["", "| labeled | called fast | called slow | called never |", "|---|---|---|---|"]
    table = Counter((one.entry.label, one.said) for one in told)
    lines += [f"| {label} | " + " | ".join(str(table[label, said]) for said in LABELS) + " |" for label in LABELS]
    lines += ["", *_alarms(SHARED), "", *_agreement(told), "", *_speed(SHARED)]
    return "\n".join(lines) + "\n"


def score_of(told: Iterable[Told]) -> Score:
    """Fast against never; records labeled slow are left out."""
    pairs = Counter((one.entry.label, one.said == "fast") for one in told)
    return Score(pairs["fast", True], pairs["never", True], pairs["fast", False])


def kappa(pairs: Iterable[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two labelers: agreement beyond chance; None where chance alone would give all of it.

    Cohen 1960, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20.
    """
    both = tuple(pairs)
    if not both:
        return None
    left, right = Counter(one for one, _ in both), Counter(other for _, other in both)
    n = len(both)
    by_chance = sum(left[name] * right[name] for name in left) / n**2
    agreed = sum(one == other for one, other in both) / n
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def _told(data: Path) -> Iterator[Told]:
    entries = labeled()
    found = _found(entries, data)
    for entry in entries:
        yield Told(entry, _change(judged_record(found[entry.id]).judged))


def _found(entries: Iterable[Labeled | Safe], data: Path) -> Mapping[str, Record]:
    entries = tuple(entries)
    found = records(entries, data)
    if missing := [entry.id for entry in entries if entry.id not in found]:
        raise SystemExit(f"the real datasets are needed for the measurements: {len(missing)} records are not here")
    return found


def _change(judged: Judged) -> Change:
    match judged:
        case Fast():
            return "fast"
        case Slow():
            return "slow"
        case Never():
            return "never"


def _by(told: tuple[Told, ...]) -> Iterator[tuple[str, list[Told]]]:
    yield "all", list(told)
    for language, name in (("en", "English"), ("zh", "Chinese")):
        yield name, [one for one in told if one.entry.language == language]


def _alarms(data: Path) -> Iterator[str]:
    entries = safe()
    found = _found(entries, data)
    hits, sizes = Counter[str](), Counter(entry.kind for entry in entries)
    for entry in entries:
        hits[entry.kind] += isinstance(judged_record(found[entry.id]).judged, Fast)
    yield "False alarms on records that are mathematics, code or fiction by their kind:"
    yield ""
    yield "| kind | records | called fast | share |"
    yield "|---|---|---|---|"
    yield f"| all | {len(entries)} | {hits.total()} | {_share(hits.total(), len(entries))} |"
    for kind, size in sorted(sizes.items()):
        yield f"| {kind} | {size} | {hits[kind]} | {_share(hits[kind], size)} |"


def _agreement(told: tuple[Told, ...]) -> Iterator[str]:
    if not SECOND.is_file():
        yield "There is no second labeler yet, so nothing tells how sure the labels are."
        return
    first = {one.entry.id: one.entry.label for one in told}
    second = {line["id"]: line["label"] for line in map(orjson.loads, SECOND.read_bytes().splitlines())}
    pairs = [(first[id], label) for id, label in second.items() if id in first]
    agreed = kappa(pairs)
    if agreed is None:
        yield f"A second labeler gave all of {len(pairs)} records the same label."
        return
    plain = kappa((one, other) for one, other in pairs if "slow" not in (one, other))
    yield (
        f"A second labeler, by the same rule, on {len(pairs)} of them: Cohen's kappa {agreed:.2f} of the three labels"
        + (f", {plain:.2f} of fast against never." if plain is not None else ".")
    )


def _speed(data: Path) -> Iterator[str]:
    """CPU seconds of the judgement alone; the records are read before."""
    if not (data / "t0").is_dir():
        return
    shards = open_source([str(data / "t0")]).shards()
    read_in = [one for shard in shards for one in read(shard, KEY) if isinstance(one, Record)]
    start = time.process_time()
    for record in read_in:
        judged_record(record)
    took = time.process_time() - start
    yield f"The T0 training slices, {len(read_in):,} records: {took:.2f} s of one core, once they are read."


def _share(hits: int, n: int) -> str:
    if not n:
        return ""
    return f"{hits} of {n}: {_spread(hits / n, *proportion_interval(hits, n))}"


def _spread(value: float, low: float, high: float) -> str:
    return f"{percent(value)} ({percent(low)} to {percent(high)})"
