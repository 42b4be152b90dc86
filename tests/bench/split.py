"""What a split does to real data: size, time, and whether anything like the held-out records is left on the other side.

Beside the contamination that a scan finds, every pair of a held-out and a training text is compared by brute force: a
product of sparse matrices, without any of the filters of the joins.

    python -m tests.bench.split
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

import auditor
from auditor.records import Record
from auditor.sources import open_source, read
from auditor.text.digests import parts_of
from auditor.text.keys import PUBLIC_KEY, key_from
from auditor.text.shingles import shingles, tokenize
from tests.conftest import SHARED

SETS = {
    "T0 (prompt/completion, English)": "t0",
    "GSM8K train": "gsm8k/train.jsonl",
    "Huatuo (Alpaca, Chinese)": "huatuo-zh/llama_data.json",
    "Toolformer, exact copies removed": "toolformer/toolformer-dedupe-only-dataset.json",
    "LLaMA-Factory demo sets (every layout)": "llama-factory",
    "Vicuna identity (ShareGPT)": "fastchat/dummy_conversation.json",
    "BFCL (tool calls)": "tool-calls",
    "TinyStories": "text/tinystories_1000.json",
}
THRESHOLD, COMMON, FEW, OWN, SHORTEST = 0.7, 0.005, 50, 0.2, 40
TOGETHER = 200
"""Held-out texts that are compared at a time."""


class Text(NamedTuple):
    """A text of a record, as a set of shingles."""

    record: int
    shingles: Any


def measure() -> str:
    """The section of the page."""
    if not SHARED.is_dir():
        raise SystemExit(f"the real datasets are needed for the measurements and are not at {SHARED.name}")
    rows = []
    for name, path in SETS.items():
        rows.append(_row(name, SHARED / path))
        print(rows[-1], flush=True)
    return (
        "\n".join([
            "## Split",
            "",
            "`auditor split DATA --eval 0.1`, all cores, then `auditor scan DIR/train --eval DIR/eval`. *Scan* is the",
            "number of held-out records that any measure of `contamination` counts. *Brute force* is the number that",
            f"have a training record of a Jaccard similarity of {THRESHOLD} or more in prompt, long answer or both,",
            "every pair compared: without boilerplate, as a scan compares; and with it, so that filled-in templates",
            "count. *At random* is the first of these for a split of the same size drawn record by record.",
            "",
            "| data | records | held out | asked | groups | largest | moved | seconds | scan | brute force | with "
            "templates | at random |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|",
            *rows,
        ])
        + "\n"
    )  # fmt: skip


def _row(name: str, path: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "parts"
        start = time.perf_counter()
        try:
            done = auditor.split(path, out=out, eval=0.1, key=PUBLIC_KEY)
        except auditor.UsageError as error:
            return f"| {name} | refused: {error} |"
        took = time.perf_counter() - start
        report = auditor.scan(out / "train", eval=str(out / "eval"), only="contamination", key=PUBLIC_KEY)
        hits = {hit.origin for hit in report.evidence if hit.finding.startswith("contamination/")}
        records = [*_records(out / "train"), *_records(out / "eval")]
    held_out = np.arange(len(records)) >= done.train.records
    random = np.random.default_rng(0).permutation(held_out)
    bare, whole = (_found(records, held_out, bare=bare) for bare in (True, False))
    return (
        f"| {name} | {len(records):,} | {done.eval.records:,} | {done.asked:,} | {done.groups:,} | {done.largest:,} | "
        f"{done.moved:,} | {took:.1f} | {len(hits)} | {bare} | {whole} | {_found(records, random, bare=True)} |"
    )


def _records(path: Path) -> list[Record]:
    key = key_from(PUBLIC_KEY)
    return [item for shard in open_source([path]).shards() for item in read(shard, key) if isinstance(item, Record)]


def _found(records: Sequence[Record], held_out: Any, *, bare: bool) -> int:
    """Held-out records with a training record that is near in one of the fields."""
    found: set[int] = set()
    for texts in _fields(records):
        found.update(_near(texts, held_out, bare=bare))
    return len(found)


def _fields(records: Sequence[Record]) -> Iterator[list[Text]]:
    """Prompts, long answers, and both together, as sets of the numbers of their shingles."""
    parts = [parts_of(record) for record in records]
    rows = shingles(tokenize([text for part in parts for text in (part.prompt, part.answer)]))
    cut = [np.unique(row) for row in np.split(rows.flat, rows.offsets[1:-1])]
    yield [Text(i, row) for i, row in enumerate(cut[::2])]
    yield [Text(i, row) for i, row in enumerate(cut[1::2]) if len(parts[i].answer) >= SHORTEST]
    other = np.uint64(1)  # tells the shingles of answers from those of prompts
    yield [
        Text(i, np.concatenate([one, two ^ other]))
        for i, (one, two) in enumerate(zip(cut[::2], cut[1::2], strict=True))
    ]


def _near(texts: Sequence[Text], held_out: Any, *, bare: bool) -> Iterator[int]:
    sizes = np.array([len(text.shingles) for text in texts])
    _, column = np.unique(np.concatenate([text.shingles for text in texts]), return_inverse=True)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    width = int(column.max(initial=0)) + 1
    matrix = csr_matrix((np.ones(len(column), np.int32), column, offsets), shape=(len(texts), width))
    if bare:
        matrix = _bare(matrix, [text.shingles.tobytes() for text in texts])
    records = np.array([text.record for text in texts])
    mine, theirs = np.flatnonzero(held_out[records]), np.flatnonzero(~held_out[records])
    sizes = np.diff(matrix.indptr)
    train = matrix[theirs].T.tocsr()
    for first in range(0, len(mine), TOGETHER):
        block = mine[first : first + TOGETHER]
        shared = (matrix[block] @ train).tocoo()
        union = sizes[block][shared.row] + sizes[theirs][shared.col] - shared.data
        near = shared.data >= THRESHOLD * union - 1e-9
        yield from records[block[np.unique(shared.row[near])]].tolist()


def _bare(matrix: Any, names: Sequence[bytes]) -> Any:
    """Without what many different texts hold; a text that is little else is left empty."""
    first = list(dict(zip(reversed(names), range(len(names) - 1, -1, -1), strict=True)).values())
    counts = np.asarray(matrix[sorted(first)].sum(axis=0)).ravel()
    rare = counts <= max(FEW, int(COMMON * len(first)))
    keep = rare[matrix.indices]
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    left = np.bincount(row[keep], minlength=matrix.shape[0])
    keep &= (left >= OWN * np.diff(matrix.indptr))[row]
    return csr_matrix((matrix.data[keep], (row[keep], matrix.indices[keep])), shape=matrix.shape)


if __name__ == "__main__":
    print(measure())
