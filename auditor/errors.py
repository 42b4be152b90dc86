"""What can go wrong, and the exit code of each.

    AuditorError                 what happened, where, what to do
    ├─ UsageError          2     the call, the policy, the input or the output is to be mended
    │  ├─ PolicyError            a policy file
    │  ├─ SourceError            the data
    │  ├─ ReportError            a report that is read
    │  └─ OutputError            a place that cannot be written
    └─ RunError            4     the machine gave up (disk full, a worker was killed)
       └─ ModelError             a model that is probed cannot go on

Exit codes: 0 pass · 1 fail · 2 mend your call · 3 inconclusive · 4 internal error, disk full · 130 interrupted.
No message quotes the data.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

PASS, FAIL, USAGE, INCONCLUSIVE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 4, 130


class AuditorError(Exception):
    """Base of every error that the auditor raises on purpose."""

    exit_code = INTERNAL


class UsageError(AuditorError):
    """The caller can mend it: a path, an option, a file."""

    exit_code = USAGE


class PolicyError(UsageError):
    """A policy says something that cannot be obeyed."""


class SourceError(UsageError):
    """The data cannot be read at all. Where only a part of it cannot, that is a finding."""


class ReportError(UsageError):
    """A report directory that is not one, or not whole, or not of this schema."""


class OutputError(UsageError):
    """The report cannot be written there."""


class RunError(AuditorError):
    """The run could not be brought to its end, through no fault of the call."""


class ModelError(RunError):
    """A model that is probed cannot go on: its device is out of memory, its server does not answer, or it gives no
    numbers."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint to put behind an unknown word: the nearest known one, or all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"
