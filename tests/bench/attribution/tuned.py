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
RATE = 2e-3
MEASURES = ("verbatim", "verbatim_tokens", "unsupported")
TRAIN, HELD_OUT = TUNE / "train.jsonl", TUNE / "heldout.jsonl"


def trained(folder: Path, records: Sequence[Any], epochs: int) -> Path:
    """The tiny model, tuned on some records."""
    from auditor.demo.tune import tune

    out = folder / f"tuned-{epochs}"
    tune(MODEL, records, out, epochs=epochs, lr=RATE)
    return out


def tuned(folder: Path) -> Iterator[str]:
    """The part of the section on really tuned models."""
    records = lines_of(TRAIN)
    yield "### A tiny model, tuned on records of a shop"
    yield ""
    yield f"{len(records)} records, of few templates. Asked are the trained questions and {len(lines_of(HELD_OUT))} new"
    yield "ones; answers of fewer than 8 tokens are left out. Right is the record whose question was asked."
    yield ""
    yield "| epochs | questions | right record | word for word | tokens word for word | unsupported |"
    yield "|---|---|---|---|---|---|"
    last: Told | None = None
    for epochs in DOSES:
        model = trained(folder, records, epochs)
        for name, found in (
            ("trained", _asked(folder, model, len(records))),
            ("new", _asked(folder, model, 100, new=True)),
        ):
            top = found.top(lambda question: question, len(records)) if name == "trained" else "-"
            yield f"| {epochs} | {name} | {top} | {' | '.join(map(found.cell, MEASURES))} |"
            last = found
    assert last is not None
    for who, name in (("base", "_base"), ("written", "_written")):
        cells = " | ".join(last.cell(f"{measure}{name}") for measure in MEASURES)
        yield f"| {who} | new | - | {cells} |"
    both = sum(last.findings[f"{name}_base"].value for name in SUPPORTS[:2])
    yield ""
    yield f"Answers of the base with support: {both:.0%} of {last.findings['verbatim_base'].n}. `written` are those"
    yield "that stand in the held-out data: records of few templates share much of their wording."
    yield ""
    yield from _cost(folder / f"tuned-{DOSES[-1]}")


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
