"""What a scan costs: time against reading the same file with `json.loads`, memory, and the start of the command."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.clean_data import records
from tests.conftest import SHARED

ROUNDS = 3
STARTS = 7


def measure() -> str:
    """The section of the page."""
    with tempfile.TemporaryDirectory() as folder:
        return "\n".join([*_starts(), "", *_scans(Path(folder))]) + "\n"


def _auditor(*arguments: object) -> list[str]:
    return [str(Path(sys.executable).parent / "auditor"), *map(str, arguments)]


def _starts() -> list[str]:
    commands = {
        "`python -c pass`": [sys.executable, "-c", "pass"],
        "`auditor --help`": _auditor("--help"),
        "`auditor risks`": _auditor("risks"),
    }
    took: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(STARTS):
        for name, command in commands.items():
            took[name].append(_run(command)[0])
    return [
        "## Start of the command",
        "",
        f"Median of {STARTS} starts.",
        "",
        "| command | seconds |",
        "|---|---|",
        *(f"| {name} | {median(seconds):.2f} |" for name, seconds in took.items()),
    ]


def _scans(folder: Path) -> list[str]:
    clean = folder / "clean.jsonl"
    clean.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records()), "utf-8")
    inputs = {"the clean set, `python -m tests.clean_data`": [clean]}
    if not SHARED.is_dir():
        raise SystemExit(f"the real datasets are needed for the measurements and are not at {SHARED.name}")
    inputs["T0 training slices (prompt/completion, English)"] = sorted((SHARED / "t0").glob("*.gz"))
    inputs["Huatuo (Alpaca, Chinese)"] = [SHARED / "huatuo-zh" / "llama_data.json"]
    rows = [_scan(name, paths, folder) for name, paths in inputs.items()]
    return [
        "## Scan",
        "",
        "`auditor scan FILE... --workers N`, all risks, policy `default`, start of the process included; against",
        "`json.loads` of every line in one Python process. Median of "
        f"{ROUNDS} rounds, in each of which all are run once. Memory is the largest sum over all processes (PSS).",
        "",
        "| data | records | MB | json.loads | 1 worker | 2 workers | MB/s (2) | times json.loads (2) | peak memory |",
        "|---|---|---|---|---|---|---|---|---|",
        *rows,
    ]


def _scan(name: str, paths: Sequence[Path], folder: Path) -> str:
    lines = [line for path in paths for line in _open(path)]
    raw = folder / "raw.jsonl"
    raw.write_bytes(b"".join(lines))
    read = f"import json\nfor line in open({str(raw)!r}, 'rb'): json.loads(line)"
    commands = [
        [sys.executable, "-c", read],
        *(_auditor("scan", *paths, "--workers", n, "--out", folder / "out", "--exit-zero") for n in (1, 2)),
    ]
    rounds = [[_run(command) for command in commands] for _ in range(ROUNDS)]
    floor, one, two = (median(seconds for seconds, _ in column) for column in zip(*rounds, strict=True))
    memory = max(peak for row in rounds for _, peak in row[1:])
    megabytes = sum(map(len, lines)) / 1e6
    return (
        f"| {name} | {len(lines):,} | {megabytes:.1f} | {floor:.2f} s | {one:.1f} s | {two:.1f} s | "
        f"{megabytes / two:.1f} | {two / floor:.1f} | {memory / 2**20:,.0f} MiB |"
    )


def _open(path: Path) -> list[bytes]:
    return (gzip.open(path) if path.suffix == ".gz" else path.open("rb")).readlines()


def _run(command: Sequence[str]) -> tuple[float, int]:
    """Wall seconds, and the largest sum of memory of the process and its children, in bytes."""
    start = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(running.pid, peak), daemon=True)
    watcher.start()
    if running.wait() != 0:
        raise SystemExit(f"{' '.join(command)}: exit code {running.returncode}")
    took = time.perf_counter() - start
    watcher.join()
    return took, peak[0]


def _watch(pid: int, peak: list[int]) -> None:
    while Path(f"/proc/{pid}/task").is_dir():
        peak[0] = max(peak[0], sum(map(_memory, _family(pid))))
        time.sleep(0.05)


def _family(pid: int) -> list[int]:
    try:
        children = [
            int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()
        ]
    except OSError:
        return []
    return [pid, *(grandchild for child in children for grandchild in _family(child))]


def _memory(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0
