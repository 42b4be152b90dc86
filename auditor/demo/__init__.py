"""The whole story on data and a model that come with the auditor: scan, tune, probe, gate; clean, and all of it again.
All of it really happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from auditor import audit
from auditor.policy import Policy, Verdict, judge, load_policy
from auditor.probing.run import Choice, probe
from auditor.report import Comparison, Report, compare, join
from auditor.text.keys import PUBLIC_KEY, key_from

NEEDED = ("torch", "transformers", "peft")
KEY = key_from(PUBLIC_KEY)


@dataclass(frozen=True, slots=True)
class Chapter:
    """What came out of one tuning."""

    name: str
    folder: Path
    """Where its report goes."""
    report: Report
    verdict: Verdict
    """Of data and model together."""


def possible() -> bool:
    """Whether a model can be tuned and asked here."""
    return all(find_spec(name) is not None for name in NEEDED)


def story(samples: Path, out: Path, said: Callable[[str, str], None]) -> Iterator[Chapter | Comparison]:
    """Scans, tunes, probes and judges; cleans the data, and does the same again; then asks the second model for the
    values that the first one gave away. `said` is told what begins: a key of the messages, and a name."""
    from auditor.cleaning import clean

    told = _Telling(samples, out, said, load_policy(samples / "demo.yaml"))
    train, cleaned = samples / "tune" / "train.jsonl", out / "clean.jsonl"
    scanned = told.scan("scan", train, 14.0)
    before = told.probe("full", told.tune("full", train, epochs=14, lr=2e-3), train)
    yield told.chapter("full", scanned, before)
    said("demo.cleaning", cleaned.name)
    for path in (cleaned, cleaned.with_name(f"{cleaned.name}.changes.jsonl")):  # of an earlier demo
        path.unlink(missing_ok=True)
    clean(train, report=out / "scan", out=cleaned, policy=told.rules, key=KEY)
    scanned = told.scan("scan-clean", cleaned, 8.0)
    model = told.tune("clean", cleaned, epochs=8, lr=1.2e-3, schedule="linear", replay=1.0)
    yield told.chapter("clean", scanned, told.probe("clean", model, cleaned))
    yield compare(before, told.probe("again", model, train))


@dataclass(frozen=True, slots=True)
class _Telling:
    samples: Path
    out: Path
    said: Callable[[str, str], None]
    rules: Policy

    def scan(self, name: str, data: Path, epochs: float) -> Report:
        self.said("demo.scanning", data.name)
        found = audit.scan(data, eval=self._held_out, policy=self.rules, epochs=epochs, key=KEY)
        return found.write(self.out / name, judge(found, self.rules, half="data"))

    def tune(self, name: str, data: Path, **settings: Any) -> Path:
        from auditor.demo.tune import tune

        self.said(f"demo.tuning.{name}", name)
        general = _records(self.samples / "tune" / "replay.jsonl")
        folder = self.out / "models" / name
        tune(self.samples / "model", _records(data), folder, general=general, **settings)
        return folder

    def probe(self, name: str, model: Path, data: Path) -> Report:
        self.said("demo.again" if name == "again" else "demo.probing", name)
        found = probe(
            Choice(model=str(model), base=str(self.samples / "model")), train=str(data), eval=str(self._held_out),
            suite=sorted((self.samples / "suites").glob("*.jsonl")), policy=self.rules, key=KEY,
        )  # fmt: skip
        return found.write(self.out / f"probe-{name}", judge(found, self.rules, half="model"))

    def chapter(self, name: str, scanned: Report, asked: Report) -> Chapter:
        whole = join([scanned, asked])
        return Chapter(name, self.out / name, whole, judge(whole, self.rules))

    @property
    def _held_out(self) -> Path:
        return self.samples / "tune" / "heldout.jsonl"


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
