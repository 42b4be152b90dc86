"""The base beside itself must not fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.probing.common import RETAIN, RULES, Told, chunks, counts, data, fresh, part, reasons
from tests.tiny.check import MODEL

SEEDS = 50
ITEMS = 200
"""Of the retain suite, drawn anew for each comparison."""
RECORDS = 40
"""One half as if they were trained on, the other held out."""


def shuffled(seed: int, out: Path) -> Path:
    """The base with its hidden neurons in another order: the same function, but for what is rounded."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from auditor.models.local.loading import quiet

    with quiet():
        model = AutoModelForCausalLM.from_pretrained(MODEL, dtype="auto")
        draw = torch.Generator().manual_seed(seed)
        for layer in model.model.layers:
            order = torch.randperm(layer.mlp.gate_proj.weight.shape[0], generator=draw)
            layer.mlp.gate_proj.weight.data = layer.mlp.gate_proj.weight.data[order]
            layer.mlp.up_proj.weight.data = layer.mlp.up_proj.weight.data[order]
            layer.mlp.down_proj.weight.data = layer.mlp.down_proj.weight.data[:, order].contiguous()
        model.save_pretrained(out)
        AutoTokenizer.from_pretrained(MODEL).save_pretrained(out)
    return out


def beside_itself(seed: int, folder: Path, records: Sequence[Any], items: int = ITEMS) -> Told:
    """The command on the base and a copy of it whose roundings differ, cache off, on a part of the suite."""
    from click.testing import CliRunner

    from auditor.cli import cli
    from auditor.policy.verdict import read_verdict
    from auditor.report import read_report

    out, suite = folder / "report", part(folder / "retain.jsonl", items, seed)
    train, held_out = data(folder, records, len(records) // 2)
    given = ("--model", shuffled(seed, folder / "copy"), "--base", MODEL, "--suite", suite, "--train", train, "--eval",
             held_out, "--policy", RULES, "--seed", seed, "--out", out, "--no-cache", "--skip", "drift", "--dtype",
             "bfloat16")  # fmt: skip
    done = CliRunner().invoke(cli, ["probe", *map(str, given)])
    if done.exit_code not in (0, 1, 3):
        raise SystemExit(done.output)
    report = read_report(out)
    verdict = read_verdict(out, report)
    assert verdict is not None
    return Told(verdict.outcome, {finding.id: finding for finding in report.findings}, reasons(verdict))


def same(folder: Path) -> Iterator[str]:
    """The part of the section."""
    pool = chunks(fresh(SEEDS * RECORDS), SEEDS)
    found = [beside_itself(seed, folder, own) for seed, own in enumerate(pool)]
    drops = [100 * one.findings[RETAIN].value for one in found]
    moved = sum(drop != 0 for drop in drops)
    shifts = [abs(one.findings["overfitting/held_out_worse"].value) for one in found]
    highs = [100 * one.findings[RETAIN].high for one in found]
    yield "### The base beside itself"
    yield ""
    yield f"`auditor probe --no-cache --dtype bfloat16`, {SEEDS} seeds: the base and a copy whose hidden neurons stand"
    yield f"in another order, so that only roundings differ, which are coarse there; {ITEMS} items of the retain suite"
    yield f"drawn anew each time, {RECORDS // 2} training and {RECORDS // 2} held-out records; without `drift`, which"
    yield "judges nothing."
    yield ""
    yield from counts(found)
    yield ""
    yield f"In {moved} of them the number of right answers differed, and the loss of held-out answers moved by up to"
    yield f"{max(shifts):.0e} nats a token; reported drop {min(drops):.1f} to {max(drops):.1f} points, upper ends"
    yield f"{min(highs):.1f} to {max(highs):.1f}. Allowed: 5 % FAIL, 10 % INCONCLUSIVE."
