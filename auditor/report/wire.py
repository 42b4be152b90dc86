"""The content of `report.json`, as types: what is written and what is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from auditor.findings import Finding
from auditor.overview import File
from auditor.training.shown import Shown

SCHEMA = "auditor.report/1"


@dataclass(frozen=True, slots=True)
class Data:
    """What was scanned."""

    digest: str
    """Order-free digest of the training records: the same for the same records in any file format."""
    files: tuple[File, ...]
    skipped: int
    """Files in the given folders that are no data by their names, or that the auditor wrote itself."""


@dataclass(frozen=True, slots=True)
class Probed:
    """The model that a probe asked, and how: what must agree before two answers can be compared."""

    name: str
    """As it was given: a path or an id. It names nothing for certain; the digest does."""
    weights: str
    """Digest of its weights (`auditor.weights.digest`)."""
    base: str | None
    """Name of the model that it was tuned from; None where none was asked beside it."""
    base_weights: str | None
    shipped: str | None
    """Digest of the weights that are shipped in its place (merged, quantized) and were asked too."""
    template: str
    """Name and digest of the chat template."""
    dtype: str
    decoding: str
    """How answers were drawn, such as `greedy, at most 256 tokens`."""
    packs: tuple[str, ...]
    """Name and digest of each set of questions."""
    date: str
    """ISO day on which it was asked."""
    notes: tuple[str, ...] = ()
    """What else is to be known of how it was asked: keys `logs.*` of the messages, with values behind a colon. Only
    the logs of an evaluation have any."""
    teacher: str | None = None
    """Digest of the weights of the model that it was taught by, where that one was asked too."""


@dataclass(frozen=True, slots=True)
class Run:
    """What it takes to repeat the run. It says nothing about the machine, the time or the number of workers."""

    version: str
    data: Data
    key_id: str | None
    seed: int
    epochs: float
    tokenizer: str | None
    """Name and digest of the tokenizer, where one was given."""
    shape: str | None
    options: dict[str, dict[str, Any]]
    """Options of each risk."""
    packages: dict[str, str]
    """Versions of the packages that the findings depend on."""
    benchmarks: tuple[str, ...] = ()
    """Name and digest of each pack of a public benchmark that was looked for."""
    training: Shown | None = None
    """How the data will be trained on, where a configuration or a trainer was given."""
    model: Probed | None = None
    """The model that was asked; None for a scan."""
    hardware: str | None = None
    """Name of the accelerator for which costs were told, where one was named beside the policy."""
    price: str | None = None
    """Of an hour of it, likewise."""
    untuned: Probed | None = None
    """The base that a scan asked before the training; None where it asked none."""


@dataclass(frozen=True, slots=True)
class OutcomeFile:
    """How a check ended."""

    check: str
    """`scan/<risk>`."""
    status: Literal["done", "skipped", "failed"]
    findings: tuple[str, ...] = ()
    """Ids of the findings that it made."""
    reason: str | None = None
    error: str | None = None
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceDigest:
    """The evidence file that belongs to the report."""

    sha256: str
    lines: int


@dataclass(frozen=True, slots=True)
class ReportFile:
    """The content of `report.json`."""

    schema: Literal["auditor.report/1"]
    run: Run
    outcomes: tuple[OutcomeFile, ...]
    findings: tuple[Finding, ...]
    evidence: EvidenceDigest
    date: str | None = None
    """ISO day on which it was measured. It is no part of the report's identity."""
    checksum: str = ""
    """SHA-256 of all of the above: it tells a slip of an editor, not a forger, who can compute it too."""


@cache
def adapter(type_: Any) -> TypeAdapter[Any]:
    """The validator of a type that enters or leaves through a file."""
    return TypeAdapter(type_)
