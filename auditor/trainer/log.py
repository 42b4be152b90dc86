"""The record of a training: a line of JSON for each measurement, numbers only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import orjson

from auditor.errors import OutputError
from auditor.trainer.measure import Measured

VERSION = 1
MARK = b'{"audit":'
"""How each line begins: what tells that a file is ours."""


def started(path: Path, step: int) -> None:
    """Makes the file, readable by its owner alone; an older record goes, unless the training goes on from a step.

    Raises:
        OutputError: it cannot be written there, or holds something else.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "rb+") as file:
            if file.read(len(MARK)) not in (b"", MARK):
                raise OutputError(f"{path}: this file is no record of a training; give AuditCallback another out=")
            os.fchmod(file.fileno(), 0o600)
            if step == 0:
                file.truncate(0)
    except OSError as error:
        raise OutputError(f"{path}: this file cannot be written ({error.strerror}); give another out=") from error


def write(path: Path, numbers: Mapping[str, object]) -> None:
    """Puts one line behind the others, whole."""
    line = orjson.dumps({"audit": VERSION, **numbers}, option=orjson.OPT_APPEND_NEWLINE)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def numbers(found: Measured, at_start: int, seconds: float) -> dict[str, object]:
    """What one measurement found."""
    return {
        "kl_text": found.kl_text,
        "kl_answers": found.kl_answers,
        "values": sum(own.values for own in found.copies),
        "extractable": sum(own.extractable for own in found.copies),
        "extractable_at_start": at_start,
        "leaked": len(found.leaked),
        "copies": [asdict(own) for own in found.copies],
        "seconds": round(seconds, 3),
    }
