"""The whole story on data and a model that come with the auditor: scan, tune, probe, gate. All of it really happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from auditor import audit
from auditor.policy import Verdict, judge, load_policy
from auditor.probing.run import Choice, probe
from auditor.report import Report, join
from auditor.text.keys import PUBLIC_KEY, key_from

NEEDED = ("torch", "transformers", "peft")


@dataclass(frozen=True, slots=True)
class Tuning:
    """One way to fine-tune the tiny model."""

    name: str
    """Key `demo.*` of the messages, and name of the folders."""
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chapter:
    """What came out of one tuning."""

    name: str
    folder: Path
    """Where its report goes."""
    report: Report
    verdict: Verdict
    """Of data and model together."""


TUNINGS = (
    Tuning("full", {"epochs": 14, "lr": 2e-3}),
    Tuning("lora", {"epochs": 2, "lr": 5e-4, "lora_rank": 8, "replay": 1.0}),
)
"""Too long on few records; and an adapter, for a short time, with general data mixed in."""


def possible() -> bool:
    """Whether a model can be tuned and asked here."""
    return all(find_spec(name) is not None for name in NEEDED)


def story(samples: Path, out: Path, said: Callable[[str, str], None]) -> Iterator[Chapter]:
    """Scans the data, then tunes, probes and judges; `said` is told what begins: a key of the messages, and a name."""
    from auditor.demo.tune import tune

    key, rules = key_from(PUBLIC_KEY), load_policy(samples / "demo.yaml")
    train, held_out = samples / "tune" / "train.jsonl", samples / "tune" / "heldout.jsonl"
    said("demo.scanning", train.name)
    scanned = audit.scan(train, eval=held_out, policy=rules, epochs=14.0, key=key)
    scanned.write(out / "scan", judge(scanned, rules, half="data"))
    base, suites = samples / "model", sorted((samples / "suites").glob("*.jsonl"))
    records, general = (_records(samples / "tune" / f"{name}.jsonl") for name in ("train", "replay"))
    for tuning in TUNINGS:
        said(f"demo.tuning.{tuning.name}", tuning.name)
        folder = out / "models" / tuning.name
        tune(base, records, folder, general=general, **tuning.settings)
        said("demo.probing", tuning.name)
        asked = probe(
            Choice(model=str(folder), base=str(base)), train=str(train), eval=str(held_out), suite=suites,
            policy=rules, key=key,
        )  # fmt: skip
        asked.write(out / f"probe-{tuning.name}", judge(asked, rules, half="model"))
        whole = join([scanned, asked])
        verdict = judge(whole, rules)
        yield Chapter(tuning.name, out / tuning.name, whole, verdict)


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
