"""What a scan for duplication costs: T0, and up to a million short records."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

from auditor.checks import Batch
from auditor.records import Record
from auditor.sources import open_source, read
from auditor.text.kept import keep
from tests.bench.cost import _auditor as auditor_command
from tests.bench.cost import _watch as watch
from tests.bench.duplication.data import T0, overlapping_records, plan, short_records, table, write

SIZES = (100_000, 300_000, 1_000_000)
COPIES = 1_000_000
ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    wall: float
    cpu: float
    """Seconds of the processor, in all of its processes."""
    peak: int
    """The largest sum of memory over all its processes (PSS), in bytes."""
    out: str


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Runs a command to its end."""
    before, start = os.times(), time.perf_counter()
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})}, text=True
    )
    peak = [0]
    watcher = threading.Thread(target=watch, args=(running.pid, peak), daemon=True)
    watcher.start()
    out, _ = running.communicate()
    after, wall = os.times(), time.perf_counter() - start
    watcher.join()
    if running.returncode != 0:
        raise SystemExit(f"{' '.join(command[:6])}: exit code {running.returncode}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, cpu, peak[0], out)


def scan(paths: Sequence[Path], out: Path, *arguments: object) -> Cost:
    """`auditor scan --only duplication` with two workers."""
    command = auditor_command("scan", *paths, "--only", "duplication", "--workers", 2, "--out", out, "--exit-zero")
    return run([*command, *map(str, arguments)])


def child(paths: Sequence[Path], environment: Mapping[str, str] | None = None) -> tuple[Cost, dict[str, Any]]:
    """Both halves of the scan, in a process of their own, and what it says of them."""
    command = [sys.executable, "-m", "tests.bench.duplication.child", "2", *map(str, paths)]
    cost = run(command, environment)
    return cost, json.loads(cost.out)


def section(folder: Path) -> list[str]:
    """Tables of T0 and of short records."""
    return [*_t0(folder), *_where(), *_short(folder), *_same(folder)]


HEAD = ("", "records", "hits", "add: wall s", "cpu s", "finish: wall s", "cpu s", "whole: wall s", "cpu s", "peak MiB")


def _row(name: str, cost: Cost, told: Mapping[str, Any]) -> tuple[object, ...]:
    seconds = (*told["add"], *told["finish"], cost.wall, cost.cpu)
    return (
        name,
        f"{told['records']:,}",
        f"{told['hits']:,}",
        *(f"{one:.1f}" for one in seconds),
        f"{cost.peak / 2**20:,.0f}",
    )


def _t0(folder: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as empty:
        rows = [_row("T0, first run on a machine (compiles)", *child(T0, {"NUMBA_CACHE_DIR": empty}))]
    rows += [_row("T0", *child(T0)) for _ in range(ROUNDS)]
    ends = [scan(T0, folder / "out") for _ in range(ROUNDS)]
    whole = min(ends, key=lambda cost: cost.wall)
    return [
        "### What it costs: T0",
        "",
        "The scan for duplication alone. `add` reads the files and takes the records in, in two workers; `finish` "
        "compares them and writes the evidence. Memory is the largest sum over all processes (PSS).",
        "",
        *table(HEAD, rows),
        f"`auditor scan --only duplication`, start and report included: {whole.wall:.1f} s, {whole.cpu:.1f} s of the "
        f"processor, {whole.peak / 2**20:,.0f} MiB (better of {ROUNDS}). Target: 8 s.",
        "",
    ]


def _where() -> list[str]:
    """Seconds of the processor that each step of `add` takes on T0, in one process."""
    job, took = plan(1), dict[str, float]()
    overview = job.checks["overview"]
    with _counted(took, "finding where the shards begin"):
        shards = list(open_source(tuple(map(str, T0)), (), None).shards())
    for shard in shards:
        with _counted(took, "reading: `sources.read`"):
            items = read(shard, job.setup.key)
        records = tuple(item for item in items if isinstance(item, Record))
        batch = Batch(shard.file, shard.base, shard.split, records)
        with _counted(took, "`overview`"):
            overview.add(overview.start(), batch, lambda hit: None)
        with _counted(took, "normal forms: `digests.parts_of`"):
            batch.parts()
        with _counted(took, "tokens: `shingles.tokenize`"):
            batch.tokens()
        with _counted(took, "digests, shingles, spans: `kept.keep`"):
            keep(batch.items, batch.parts(), batch.tokens())
    return [
        "Where `add` spends them, in one process:",
        "",
        *table(("step", "cpu s"), ((name, f"{seconds:.1f}") for name, seconds in took.items())),
    ]


@contextmanager
def _counted(took: dict[str, float], name: str) -> Iterator[None]:
    start = time.process_time()
    yield
    took[name] = took.get(name, 0.0) + time.process_time() - start


def _short(folder: Path) -> list[str]:
    return [
        "### What it costs: short records",
        "",
        "Pieces of T0 of 6 to 14 words, one behind the other; and 15 %, copies of pieces with one word changed. "
        "Target for a million: 30 s, 2.5 GB.",
        "",
        *_sizes(folder, short_records),
        "The same of windows of 12 to 50 words, every twelfth word a new one, so that most are near copies of the "
        "next: a hard case.",
        "",
        *_sizes(folder, overlapping_records),
    ]


def _sizes(folder: Path, records: Callable[[int], Iterable[dict[str, str]]]) -> list[str]:
    rows, finishes = [], []
    for size in SIZES:
        path = write(folder / f"short-{size}.jsonl", records(size))
        cost, told = child([path])
        rows.append(_row(f"{size:,}, {path.stat().st_size / 1e6:.0f} MB", cost, told))
        finishes.append((size, told["finish"][1], cost.cpu))
        path.unlink()
    first = finishes[0]
    growth = [
        (f"{size:,}", *(f"{now / then:.1f}" for now, then in ((finish, first[1]), (whole, first[2]))),
         f"{size * log(size) / (first[0] * log(first[0])):.1f}")
        for size, finish, whole in finishes[1:]
    ]  # fmt: skip
    return [
        *table(HEAD, rows),
        f"Seconds of the processor as a multiple of those for {first[0]:,}:",
        "",
        *table(("records", "finish", "whole", "n log n"), growth),
    ]


def _same(folder: Path) -> list[str]:
    line = {"prompt": "What is the capital of the country we spoke of?", "completion": "It is the same city."}
    path = write(folder / "same.jsonl", (line for _ in range(COPIES)))
    cost, told = child([path])
    path.unlink()
    found = told["findings"]
    return [
        f"{COPIES:,} copies of one line:",
        "",
        *table(HEAD, [_row("one line", cost, told)]),
        f"`duplication/pair` is {found['duplication/pair']:.6f}, `duplication/repetitions` "
        f"{found['duplication/repetitions']:,.0f}, `duplication/effective` {found['duplication/effective']:.1f}.",
        "",
    ]
