"""The data that is compared: real sets, long collections of short records, and copies that are planted."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from auditor import audit, fold
from auditor.checks import Setup
from auditor.policy import load_policy
from auditor.sources import open_source
from auditor.text.kept import Kept, join_kept
from auditor.text.keys import key_from
from tests.conftest import SHARED

SEED = 7
T0 = tuple(sorted((SHARED / "t0").glob("*.gz")))
SETS = {
    "huatuo-zh": SHARED / "huatuo-zh" / "llama_data.json",
    "gsm8k train": SHARED / "gsm8k" / "train.jsonl",
    "toolformer": SHARED / "toolformer" / "toolformer-dedupe-only-dataset.json",
    "T0, first part": SHARED / "t0" / "part-0.jsonl.gz",
}
SHORTEST, LONGEST, STRIDE = 12, 50, 12
"""Words of a short record that overlaps others, and how far its start is from that of the one before."""
LEAST, MOST = 6, 14
"""Words of a short record that stands alone: a million of them take all the words of T0."""
EDITED = 0.15
"""Share of the short records that are a copy of another one with one word changed."""


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines or of one array, whatever its name says."""
    raw = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
    if raw.lstrip().startswith("["):
        return list(json.loads(raw))
    return [json.loads(line) for line in raw.splitlines() if line.strip()]


def write(path: Path, rows: Iterable[object]) -> Path:
    """JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def plan(workers: int = 2, epochs: float = 1) -> audit.Plan:
    """A scan for duplication alone, as the command makes it."""
    setup = Setup(key_from("a key for measurements, of enough characters"), epochs=epochs, workers=workers)
    return audit.Plan(audit._select(load_policy("default"), setup, ("duplication",), ()), setup, True)


def kept_of(*paths: Path) -> Kept:
    """What the scan keeps of the records of some files."""
    job = plan(1)
    states: fold.States = {name: check.start() for name, check in job.checks.items()}
    for shard in open_source(tuple(map(str, paths)), (), None).shards():
        states = fold.merge(states, audit.examine(job, shard).states)
    return join_kept(states["duplication"].pieces)  # type: ignore[union-attr]


def t0_texts() -> list[str]:
    """Prompt and completion of every record of T0."""
    return [f"{row['prompt']} {row['completion']}" for path in T0 for row in rows_of(path)]


def short_records(count: int) -> Iterator[dict[str, str]]:
    """So many short records: pieces of T0 one behind the other, then copies with one word changed."""
    draw = random.Random(SEED)
    lengths = [draw.randint(LEAST, MOST) for _ in range(int(count * (1 - EDITED)))]
    starts = accumulate(lengths, initial=0)
    yield from _rows(count, list(zip(starts, lengths, strict=False)), draw)


def overlapping_records(count: int) -> Iterator[dict[str, str]]:
    """The same of overlapping windows, of which most are near copies of the next: a hard case."""
    draw = random.Random(SEED)
    spans = [(start * STRIDE, draw.randint(SHORTEST, LONGEST)) for start in range(int(count * (1 - EDITED)))]
    yield from _rows(count, spans, draw)


def _rows(count: int, spans: Sequence[tuple[int, int]], draw: random.Random) -> Iterator[dict[str, str]]:
    words = _words(max(start + length for start, length in spans))
    for start, length in spans:
        yield {"text": " ".join(words[start : start + length])}
    for start, length in draw.choices(spans, k=count - len(spans)):
        edited = words[start : start + length]
        edited[draw.randrange(length)] = "edited"
        yield {"text": " ".join(edited)}


def _words(least: int) -> list[str]:
    """The words of T0 in a row; from the start again where there are too few, with a mark on each."""
    words: list[str] = []
    for text in t0_texts():
        words += text.split()
        if len(words) >= least:
            return words
    return words + [f"{word}2" for word in words[: least - len(words)]]


def edit(row: dict[str, Any], share: float, draw: random.Random) -> dict[str, Any]:
    """A copy of a row of texts in which that share of the characters, at least one, is another one of the same row."""
    names = [name for name, value in row.items() if isinstance(value, str)]
    joined = list("\0".join(row[name] for name in names))
    places = [place for place, character in enumerate(joined) if not character.isspace() and character != "\0"]
    alphabet = sorted({joined[place] for place in places} | {"x", "y"})
    for place in draw.sample(places, max(1, round(share * len(places)))):
        joined[place] = draw.choice([character for character in alphabet if character != joined[place]])
    return dict(zip(names, "".join(joined).split("\0"), strict=True))


def lines_of(hits: Path) -> Iterator[dict[str, Any]]:
    """The hits of an evidence file."""
    with hits.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table."""
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(map(str, row)) + " |" for row in rows),
        "",
    ]
