"""Precision on real data: every hit of the privacy risk in the real sets, read by eye once.

`read_by_eye.jsonl` holds what was said of each hit, by its place and without its value. A hit that nobody has read
shows as such, so that a change of the detectors cannot hide behind old answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson

import auditor
from auditor.findings import Evidence
from auditor.stats import proportion_interval
from auditor.views.model import percent
from tests.conftest import SHARED

ANSWERS = Path(__file__).with_name("read_by_eye.jsonl")
NO_DATA = frozenset(("README.md", "LICENSE", "dataset_info.json"))
NO_CLAIM = frozenset(("privacy/test_value", "privacy/shared_contact", "privacy/unconfirmed"))
"""Findings that do not say that something private is there."""

Place = tuple[str, str, str, int, str]


def measure() -> str:
    """The section of the page."""
    said = {_place(line): line["said"] for line in map(orjson.loads, ANSWERS.read_bytes().splitlines())}
    found = Counter[tuple[str, str]]()
    for folder, hit in _hits():
        place = (folder, hit.origin, hit.path, hit.start, hit.finding)
        found[hit.finding, said.get(place, "not read")] += 1
    lines = [
        "## Precision on real data",
        "",
        "Every hit of the privacy risk in all real sets, read by eye (`tests/bench/read_by_eye.jsonl`): is the value "
        "what the finding says, is the statement about the person it is tied to? 95 % intervals after Clopper and "
        "Pearson, as if the sets were a sample of yours, which they are not: read yours with `auditor review`.",
        "",
        "| finding | hits | right | wrong | not read | precision |",
        "|---|---|---|---|---|---|",
    ]
    for name in sorted({name for name, _ in found}):
        right, wrong, unread = (found[name, answer] for answer in ("right", "wrong", "not read"))
        low, high = proportion_interval(right, right + wrong)
        share = f"{percent(right / (right + wrong))} ({percent(low)} to {percent(high)})" if right + wrong else ""
        lines.append(f"| `{name}` | {right + wrong + unread} | {right} | {wrong} | {unread} | {share} |")
    return "\n".join([*lines, ""])


def _place(line: dict[str, object]) -> Place:
    return str(line["set"]), str(line["origin"]), str(line["path"]), int(str(line["start"])), str(line["finding"])


def _hits() -> Iterator[tuple[str, Evidence]]:
    for path in sorted(SHARED.glob("*/*")):
        if path.is_file() and path.name not in NO_DATA:
            report = auditor.scan(path, only="privacy", workers=1)
            for hit in report.evidence:
                if hit.end > hit.start and hit.finding not in NO_CLAIM:
                    yield path.parent.name, hit
