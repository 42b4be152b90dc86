"""What the search for private values costs: megabytes a second on one core, every kind and every credential at once."""

from __future__ import annotations

import gzip
import os
import time

import orjson

from auditor.text.private import find
from auditor.text.private.engine import PATTERNS
from tests.conftest import SHARED

ROUNDS = 3
SIZES = (100, 1_000, 10_000, 100_000)


def measure() -> str:
    """The section of the page."""
    texts = _texts()
    joined = "\n".join(texts)
    load = os.getloadavg()[0]
    forms = len({(pattern.kind, pattern.form) for pattern in PATTERNS})
    credentials = len({pattern.form for pattern in PATTERNS if pattern.kind in ("credential", "password")})
    rows = [("T0, text by text", _speed(texts))]
    rows += ((f"T0 in pieces of {size:,} characters", _speed(_pieces(joined, size))) for size in SIZES)
    return "\n".join(
        [
            "## Search for private values",
            "",
            f"`find` with all {forms} forms, {credentials} of them credentials, on one core; best of {ROUNDS}, in "
            f"seconds of the processor. Other load on the machine at the start: {load:.1f}.",
            "",
            "| text | MB/s |",
            "|---|---|",
            *(f"| {name} | {speed:.1f} |" for name, speed in rows),
            "",
        ]
    )


def _texts() -> list[str]:
    texts = []
    for path in sorted((SHARED / "t0").glob("*.jsonl.gz")):
        with gzip.open(path) as lines:
            for line in lines:
                record = orjson.loads(line)
                texts += [record["prompt"], record["completion"]]
    return texts


def _pieces(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, min(len(text), 20_000_000), size)]


def _speed(texts: list[str]) -> float:
    size = sum(len(text.encode()) for text in texts) / 1e6
    find("warm")
    took = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            find(text)
        took.append(time.process_time() - started)
    return size / min(took)
