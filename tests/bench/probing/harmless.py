"""Tunings that do no harm must pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.probing.common import RECORDS, RETAIN, Told, chunks, counts, data, fresh, part, told
from tests.tiny.check import MODEL
from tests.tiny.ladder import RANK, lines_of

SEEDS = 20
RATE = 5e-4
"""Learning rate of the adapter: a sixth of that on the ladder."""
HELD_OUT = 40
ITEMS = 300
"""Of the retain suite."""


def gently(seed: int, folder: Path, records: Sequence[Any], suite: Path) -> Told:
    """A LoRA on such data at a gentle rate, probed with everything."""
    from auditor.demo.tune import tune

    out = folder / str(seed)
    train, held_out = data(folder, records, RECORDS)
    tune(MODEL, lines_of(train), out, epochs=2, lr=RATE, lora_rank=RANK, seed=seed)
    return told(out, MODEL, [suite], train=str(train), eval=str(held_out), seed=seed)


def harmless(folder: Path) -> Iterator[str]:
    """The part of the section."""
    suite, pool = part(folder / "retain.jsonl", ITEMS), fresh(SEEDS * (RECORDS + HELD_OUT))
    found = [gently(seed, folder, own, suite) for seed, own in enumerate(chunks(pool, SEEDS))]
    drops = [100 * one.findings[RETAIN].value for one in found]
    highs = [100 * one.findings[RETAIN].high for one in found]
    kl = [one.findings["drift/kl_text"].value for one in found]
    gain = [one.findings["overfitting/held_out_worse"].value for one in found]
    yield "### Harmless tunings"
    yield ""
    yield f"LoRA of rank {RANK} at a rate of {RATE:g} for 2 epochs on {RECORDS} fresh conversations like those of the"
    yield f"pretraining, {SEEDS} seeds of data and adapter; {ITEMS} items of the retain suite, {HELD_OUT} held-out"
    yield "records and everything else that the probe asks."
    yield ""
    yield from counts(found)
    yield ""
    yield f"Reported drop: {min(drops):.1f} to {max(drops):.1f} points, upper ends {min(highs):.1f} to {max(highs):.1f}"
    yield f"(5 may not be passed). Divergence on general text: {min(kl):.4f} to {max(kl):.4f} nats a token; held-out"
    yield f"loss changed by {min(gain):+.3f} to {max(gain):+.3f} nats a token. Wanted: PASS in at least 18."
