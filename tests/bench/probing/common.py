"""What the parts of the section share: data, a probe with its verdict, and a cache of its own."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from tests.tiny.ladder import lines_of
from tests.tiny.shop import apart
from tests.tiny.suite import SUITES, write_lines
from tests.tiny.world import dialogue, words_of

RULES = SUITES.parent / "demo.yaml"
"""The policy `default`, but for the shipped suites, which ask more than the tiny model can do."""
RETAIN = "forgetting/retain"
SUITE = SUITES / "retain.jsonl"
RECORDS = 64
"""Records that a rung of the ladder, and a harmless tuning, is tuned on."""
FRESH = 1_000
"""Seed of conversations with which neither the pretraining nor what is shipped was drawn."""
OUTCOMES = ("PASS", "FAIL", "INCONCLUSIVE")


@contextmanager
def cached(folder: Path) -> Iterator[None]:
    """Answers of the base are kept in the folder, away from those of the user."""
    before = os.environ.get("AUDITOR_CACHE")
    os.environ["AUDITOR_CACHE"] = str(folder / "cache")
    try:
        yield
    finally:
        os.environ.pop("AUDITOR_CACHE")
        if before is not None:
            os.environ["AUDITOR_CACHE"] = before


@dataclass(frozen=True, slots=True)
class Told:
    """What a probe said."""

    outcome: str
    findings: Mapping[str, Any]
    why: tuple[str, ...]
    """Findings and checks for which it did not pass."""


def told(model: Path, base: Path, suites: Sequence[Path], **more: Any) -> Told:
    """Probes a model under the rules of the demo, and judges it."""
    from auditor.policy import judge, load_policy
    from auditor.probing.run import Choice, probe

    rules = load_policy(RULES)
    report = probe(Choice(model=str(model), base=str(base)), suite=suites, policy=rules, **more)
    verdict = judge(report, rules, half="model")
    return Told(verdict.outcome, {finding.id: finding for finding in report.findings}, reasons(verdict))


def reasons(verdict: Any) -> tuple[str, ...]:
    """Findings and checks for which a verdict is no PASS."""
    bad = [f"{ruling.finding} {ruling.level}" for ruling in verdict.rulings if ruling.level in ("fail", "unknown")]
    return (*bad, *(f"{missing.what} {missing.reason}" for missing in verdict.missing))


def fresh(count: int) -> list[Any]:
    """Records like those of the pretraining, apart from the suite."""
    rng = Random(FRESH)
    drawn = [dialogue(rng, words_of(rng)) for _ in range(2 * count)]
    kept = apart(drawn, [item["messages"] for item in lines_of(SUITE)])
    new = {str(one): one for one in kept}
    return [{"messages": one} for one in islice(new.values(), count)]


def data(folder: Path, records: Sequence[Any], cut: int) -> tuple[Path, Path]:
    """Records for tuning, and those held out, in files."""
    paths = (folder / "train.jsonl", folder / "heldout.jsonl")
    for path, part in zip(paths, (records[:cut], records[cut:]), strict=True):
        write_lines(path, part)
    return paths


def part(path: Path, items: int, seed: int = 0) -> Path:
    """Some items of the retain suite."""
    write_lines(path, Random(seed).sample(lines_of(SUITE), items))
    return path


def chunks(records: Sequence[Any], count: int) -> list[Sequence[Any]]:
    """As many parts, of equal size."""
    size = len(records) // count
    return [records[place * size : (place + 1) * size] for place in range(count)]


def counts(found: Sequence[Told]) -> Iterator[str]:
    """How many passed, and what stood against the others."""
    ended, causes = Counter(one.outcome for one in found), Counter(why for one in found for why in one.why)
    yield "| " + " | ".join(OUTCOMES) + " | for |"
    yield "|---|---|---|---|"
    cells = [str(ended[name]) for name in OUTCOMES]
    yield f"| {' | '.join(cells)} | {', '.join(f'`{why}` {count}' for why, count in causes.items()) or '-'} |"
