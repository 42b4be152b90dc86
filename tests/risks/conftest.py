"""Runs one risk over records written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from auditor import fold
from auditor.checks import Batch, Setup
from auditor.findings import Done, Evidence, Finding
from auditor.records import Record, Unreadable
from auditor.registry import risks
from tests.strategies import KEY

Measure = Callable[..., tuple[dict[str, Finding], list[Evidence]]]


@pytest.fixture
def measure() -> Measure:
    """Findings by id and evidence of the risks named, over training and evaluation records."""

    def run(
        *names: str,
        train: list[Record],
        held_out: list[Record] | None = None,
        bad: list[Unreadable] | None = None,
        options: dict[str, Any] | None = None,
        epochs: float = 1,
    ) -> tuple[dict[str, Finding], list[Evidence]]:
        setup = Setup(KEY, epochs=epochs)
        chosen = {name: (options or {}).get(name, risks()[name].options()) for name in ("overview", *names)}
        checks = {name: risks()[name].scanner(option, setup) for name, option in chosen.items()}
        batches = [Batch("t.jsonl", 0, "train", train, bad or ())]
        if held_out:
            batches.append(Batch("e.jsonl", 1000, "eval", held_out))
        states: fold.States = {name: check.start() for name, check in checks.items()}
        evidence: list[Evidence] = []
        for batch in batches:
            part, _ = fold.fold(checks, batch, evidence, strict=True)
            states = fold.merge(states, part)
        ended = fold.finish(checks, states, evidence.extend, strict=True)
        findings = [f for outcome in ended.outcomes.values() if isinstance(outcome, Done) for f in outcome.findings]
        return {finding.id: finding for finding in findings}, evidence

    return run
