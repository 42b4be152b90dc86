"""Audits fine-tuning risk: scan the training data, probe the tuned model, gate the release.

    report = auditor.scan("train.jsonl")
    verdict = auditor.judge(report, "default")

Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from auditor.errors import (
    AuditorError,
    OutputError,
    PolicyError,
    ReportError,
    RunError,
    SourceError,
    UsageError,
)

if TYPE_CHECKING:
    from auditor.audit import scan
    from auditor.cleaning import clean
    from auditor.policy import Verdict, judge, load_policy
    from auditor.probing.run import probe
    from auditor.report import Report, read_report
    from auditor.splitting import split
    from auditor.training.model import Training

__version__ = "0.1.0"

__all__ = [
    "AuditorError",
    "OutputError",
    "PolicyError",
    "Report",
    "ReportError",
    "RunError",
    "SourceError",
    "Training",
    "UsageError",
    "Verdict",
    "clean",
    "judge",
    "load_policy",
    "probe",
    "read_report",
    "scan",
    "split",
]

_LAZY = {
    "scan": "auditor.audit",
    "clean": "auditor.cleaning",
    "split": "auditor.splitting",
    "Report": "auditor.report",
    "Training": "auditor.training.model",
    "Verdict": "auditor.policy",
    "judge": "auditor.policy",
    "probe": "auditor.probing.run",
    "load_policy": "auditor.policy",
    "read_report": "auditor.report",
}


def __getattr__(name: str) -> Any:
    """The public functions, imported when they are first used."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'auditor' has no attribute {name!r}")
