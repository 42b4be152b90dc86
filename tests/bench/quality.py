"""Precision of the data quality rules on real data: a drawn sample of their findings, read by eye once.

`quality_by_eye.jsonl` holds what was said of each finding, by its place and without its text. Drawn with seed 20: of
each rule in each set all findings, but at most 14; and of the others, with seed 21, at most 6 more. A finding is right
where what its kind says is true of the text at that place, and nothing there shows that it is meant to be so. What was
wrong was mended, and is not in the sample any more. A rule that finds nothing in these sets is not measured.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import orjson

from auditor.records import Record
from auditor.risks.format.quality.state import QualityState, look
from auditor.sources import open_source, read
from auditor.stats import proportion_interval
from auditor.views.model import percent
from tests.conftest import SHARED
from tests.strategies import KEY

ANSWERS = Path(__file__).with_name("quality_by_eye.jsonl")
NO_DATA = frozenset(("README.md", "LICENSE", "dataset_info.json"))
MOST, MORE = 14, 6

Place = tuple[str, str, int, str, str]
"""Origin, path, start, finding and kind."""


def measure() -> str:
    """The section of the page."""
    said = {(line["set"], *_place(line)): line["said"] for line in map(orjson.loads, ANSWERS.read_bytes().splitlines())}
    found = dict(_findings())
    drawn = Counter[tuple[str, str]]()
    chance, again = random.Random(20), random.Random(21)
    for (finding, folder), places in sorted(found.items()):
        chosen = sorted(places)
        first = chosen if len(chosen) <= MOST else chance.sample(chosen, MOST)
        rest = [place for place in chosen if place not in first]
        for place in (*first, *again.sample(rest, min(MORE, len(rest)))):
            drawn[finding, said.get((folder, *place), "not read")] += 1
    lines = ["## Precision of data quality", "", (__doc__ or "").partition("\n\n")[2].strip(), ""]
    lines += ["| finding | found | right | wrong | not read | precision |", "|---|---|---|---|---|---|"]
    for name in sorted({name for name, _ in drawn}):
        right, wrong, unread = (drawn[name, answer] for answer in ("right", "wrong", "not read"))
        low, high = proportion_interval(right, right + wrong)
        share = f"{percent(right / (right + wrong))} ({percent(low)} to {percent(high)})" if right + wrong else ""
        total = sum(len(places) for (finding, _), places in found.items() if finding == name)
        lines.append(f"| `{name}` | {total} | {right} | {wrong} | {unread} | {share} |")
    return "\n".join([*lines, ""])


def _place(line: dict[str, object]) -> Place:
    return str(line["origin"]), str(line["path"]), int(str(line["start"])), str(line["finding"]), str(line["kind"])


def _findings() -> Iterator[tuple[tuple[str, str], list[Place]]]:
    found: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for path in sorted(SHARED.glob("*/*")):
        if not path.is_file() or path.name in NO_DATA or path.parent.name == "models":
            continue
        for shard in open_source([str(path)]).shards():
            for item in read(shard, KEY):
                for hit in look(item, QualityState()) if isinstance(item, Record) else ():
                    where = "" if hit.turn is None else hit.turn.path
                    finding = f"format/{hit.measure}"
                    found[finding, path.parent.name].append((item.origin, where, hit.start, finding, hit.kind))
    yield from found.items()


if __name__ == "__main__":
    print(measure())
