"""A tiny model that was really tuned: answers to trained questions come from their own records; the base has none."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.attribution.common import SUPPORTS, Told, told
from tests.tiny.check import MODEL
from tests.tiny.ladder import lines_of
from tests.tiny.shop import TUNE

DOSES = (2, 14)
"""Epochs."""
RATE, STEEP, RANK = 2e-3, 4e-3, 8
MEASURES = ("verbatim", "verbatim_tokens", "partly", "unsupported")
TRAIN, HELD_OUT = TUNE / "train.jsonl", TUNE / "heldout.jsonl"


def trained(folder: Path, records: Sequence[Any], epochs: int, rate: float = RATE, rank: int | None = None) -> Path:
    """The tiny model, tuned on some records."""
    from auditor.demo.tune import tune

    out = folder / f"tuned-{epochs}-{rank}"
    tune(MODEL, records, out, epochs=epochs, lr=rate, lora_rank=rank)
    return out


def strengths(folder: Path) -> Iterator[str]:
    """The part of the section on the strength of an adapter."""
    from auditor.policy import load_policy
    from auditor.probing.run import Choice, probe
    from tests.bench.probing.common import RULES, SUITE

    yield "### An adapter at a part of its strength"
    yield ""
    yield f"LoRA of rank {RANK} on the same records, {DOSES[-1]} epochs at {STEEP:g}. Loss in nats a token of held-out"
    yield "answers (`target`) and of right options of the suite of what it could do before (`retain`)."
    yield ""
    yield "| strength | target | retain |"
    yield "|---|---|---|"
    model = trained(folder, lines_of(TRAIN), DOSES[-1], STEEP, RANK)
    report = probe(
        Choice(model=str(model), base=str(MODEL)), train=str(TRAIN), eval=str(HELD_OUT), policy=load_policy(RULES),
        suite=str(SUITE), only="attribution", workers=1,
    )  # fmt: skip
    found = {one.id.partition("/strength_")[2]: one for one in report.findings if "/strength_" in one.id}
    for percent in (0, 25, 50, 75, 100):
        cells = [found[f"{half}_{percent}"] for half in ("target", "retain")]
        yield f"| {percent} % | {' | '.join(f'{one.value:.2f} ({one.low:.2f} to {one.high:.2f})' for one in cells)} |"
    spared = found.get("spared")
    yield ""
    yield f"Nine tenths of the new skill are there at {found['enough'].value:.0%}."
    if spared is not None:
        yield f"There {spared.value:.2f} nats ({spared.low:.2f} to {spared.high:.2f}) less of the old one are lost."


def tuned(folder: Path) -> Iterator[str]:
    """The part of the section on really tuned models."""
    records = lines_of(TRAIN)
    yield "### A tiny model, tuned on records of a shop"
    yield ""
    yield f"{len(records)} records, of few templates. Asked are the trained questions and {len(lines_of(HELD_OUT))} new"
    yield "ones; answers of fewer than 8 tokens are left out. Right is the record whose question was asked."
    yield ""
    yield "| epochs | questions | right record | word for word | tokens word for word | a passage | unsupported |"
    yield "|---|---|---|---|---|---|---|"
    last: dict[str, Told] = {}
    for epochs in DOSES:
        model = trained(folder, records, epochs)
        for name, found in (
            ("trained", _asked(folder, model, len(records))),
            ("new", _asked(folder, model, 100, new=True)),
        ):
            top = found.top(lambda question: question, len(records)) if name == "trained" else "-"
            yield f"| {epochs} | {name} | {top} | {' | '.join(map(found.cell, MEASURES))} |"
            last[name] = found
    for who, asked in (("base", "trained"), ("base", "new"), ("written", "new")):
        yield f"| {who} | {asked} | - | {' | '.join(last[asked].cell(f'{name}_{who}') for name in MEASURES)} |"
    yield ""
    for asked, found in last.items():
        both = sum(found.findings[f"{name}_base"].value for name in SUPPORTS[:2])
        n, every = (found.findings[f"{name}_base"].n for name in ("verbatim", "short"))
        yield f"Of the base {both:.0%} of the {n} longer ones of {every} answers to {asked} questions have support."
    yield "`written` are the answers that stand in the held-out data: records of few templates share much of their"
    yield "wording."
    yield ""
    yield from _cost(model)


def _asked(folder: Path, model: Path, answers: int, *, new: bool = False) -> Told:
    from auditor.probing.run import Choice

    choice = Choice(model=str(model), base=str(MODEL))
    return told(folder, choice, TRAIN, str(HELD_OUT) if new else (), answers=answers)


def _cost(model: Path) -> Iterator[str]:
    """What the risk adds to the probe of the demo."""
    from auditor.policy import load_policy
    from auditor.probing.run import Choice, probe
    from tests.bench.probing.common import RULES
    from tests.tiny.suite import SUITES

    taken = {}
    for skip in ("attribution", ""):
        start = time.process_time()
        probe(
            Choice(model=str(model), base=str(MODEL)), train=str(TRAIN), eval=str(HELD_OUT), policy=load_policy(RULES),
            suite=sorted(SUITES.glob("*.jsonl")), skip=(skip,) if skip else (), cache=False, workers=1,
        )  # fmt: skip
        taken[skip] = time.process_time() - start
    more = taken[""] / taken["attribution"] - 1
    yield f"The demo's probe takes {taken['attribution']:.1f} s of one core without this risk and {taken['']:.1f} s"
    yield f"with it ({more:+.0%}), no answer being kept from before. What `forgetting` asks is not written again."
