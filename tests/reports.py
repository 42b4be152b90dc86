"""Reports made by hand to the schema: of scans, and of probes of models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from auditor.findings import Done, Evidence, Finding, Outcome, Unit
from auditor.overview import File
from auditor.report import Data, Probed, Report, Run, Spool

KEY = "0" * 12
DIGEST = "ab" * 16
PHONE = "f0" * 16
FILE = File("train.jsonl", "train", 0, 100, 0, False, (("messages", 100),))
MODEL = Probed("out/merged", "sha256:" + "1" * 64, "base-1b", "sha256:" + "2" * 64, None, "chatml, 3333", "bfloat16",
               "greedy, at most 64 tokens", ("tools, 4444",), "2030-01-02")  # fmt: skip


def hit(
    finding: str, line: int, fingerprint: str = "", *, kind: str = "k", path: str = "p", count: int | None = None
) -> Evidence:
    """One hit in that line of the data."""
    fingerprint = fingerprint or f"{line:032x}"
    return Evidence(
        finding, kind, "validated", f"{line:016x}@train.jsonl:{line}", f"train.jsonl:{line}", fingerprint, path,
        0, 3, excerpt="•••", count=count,
    )  # fmt: skip


def share(id: str, hits: int, n: int = 100, *, unread: int = 0, judged: bool = True) -> Finding:
    """A share of records, of which some could not be read."""
    return Finding(id, hits / n, n, hits / n, min(1.0, (hits + unread) / n), "share", judged)


def between(id: str, value: float, low: float, high: float, unit: Unit = "share", *, judged: bool = True) -> Finding:
    """A number with its interval."""
    return Finding(id, value, 700, low, high, unit, judged)


def report(
    outcomes: dict[str, Outcome],
    evidence: Iterable[Evidence] = (),
    *,
    key: str | None = KEY,
    model: Probed | None = None,
    date: str | None = "2030-01-02",
    digest: str = DIGEST,
    version: str = "0.1.0",
) -> Report:
    """A report with these outcomes by check."""
    spool = Spool()
    spool.extend(evidence)
    run = Run(version, Data(digest, (FILE,), 0), key, 0, 1.0, None, None, {}, {}, model=model)
    return Report(run, outcomes, spool.done(), date)


def scan(
    *findings: Finding,
    evidence: Sequence[Evidence] = (),
    key: str | None = KEY,
    date: str | None = "2030-01-02",
    digest: str = DIGEST,
    version: str = "0.1.0",
) -> Report:
    """A scan in which every check ran that a stage asks for, with those findings."""
    ends: dict[str, Outcome] = {f"scan/{name}": Done(()) for name in ("overview", "privacy", "duplication", "format")}
    for finding in findings:
        check = f"scan/{finding.id.partition('/')[0]}"
        before = ends.get(check)
        ends[check] = Done((*(before.findings if isinstance(before, Done) else ()), finding))
    return report(ends, evidence, key=key, date=date, digest=digest, version=version)


def probe(
    *findings: Finding,
    evidence: Sequence[Evidence] = (),
    model: Probed = MODEL,
    key: str | None = KEY,
    digest: str = DIGEST,
    version: str = "0.1.0",
) -> Report:
    """A probe in which every check ran that a stage asks for, with those findings."""
    ends: dict[str, Outcome] = {f"probe/{name}": Done(()) for name in ("forgetting", "overfitting", "memorization")}
    for finding in findings:
        check = f"probe/{finding.id.partition('/')[0]}"
        before = ends.get(check)
        ends[check] = Done((*(before.findings if isinstance(before, Done) else ()), finding))
    return report(ends, evidence, key=key, model=model, date=model.date, digest=digest, version=version)


def policy(folder: Path, text: str = "", name: str = "mine.yaml") -> Path:
    """A policy file with that text behind its version."""
    path = folder / name
    path.write_text(f"version: 1\n{text}", "utf-8")
    return path
