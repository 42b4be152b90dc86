"""The evidence of a run: kept in a file, since there can be millions of hits."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import orjson

from auditor.errors import ReportError, RunError
from auditor.findings import Evidence

EVIDENCE = "evidence.jsonl"
AT_ONCE = 4096
"""Hits that are turned into lines at a time."""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """The hits of a run, in the order of the data."""

    path: Path
    sha256: str
    lines: int
    _keeps: object = field(default=None, repr=False, compare=False)
    """Holds the temporary folder that it lies in, where it does."""

    def __iter__(self) -> Iterator[Evidence]:
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield Evidence(**orjson.loads(line))
                except (orjson.JSONDecodeError, TypeError) as error:
                    raise ReportError(
                        f"{self.path}:{number}: this is no line of evidence; run the scan again"
                    ) from error


def lines(evidence: Iterable[Evidence]) -> bytes:
    """Evidence as JSON lines."""
    return b"".join(orjson.dumps(hit, option=orjson.OPT_APPEND_NEWLINE) for hit in evidence)


class Scratch:
    """A temporary folder that goes when nothing holds this object any more, or when the process ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="auditor-"))
        self.remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class Spool:
    """Takes the evidence of a run, in order, into a temporary file that only its owner can read."""

    def __init__(self) -> None:
        try:
            self.folder = Scratch()
            self._path = self.folder.path / EVIDENCE
            self._file = os.fdopen(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600), "wb")
        except OSError as error:
            raise _refused(error) from error
        self._digest = hashlib.sha256()
        self._lines = 0

    def add(self, evidence: bytes) -> None:
        """Appends lines, as `lines` made them.

        Raises:
            RunError: the disk is full.
        """
        try:
            self._file.write(evidence)
        except OSError as error:
            raise _refused(error) from error
        self._digest.update(evidence)
        self._lines += evidence.count(b"\n")

    def extend(self, evidence: Iterable[Evidence]) -> None:
        """Appends hits, a few thousand at a time."""
        hits = iter(evidence)
        while some := list(islice(hits, AT_ONCE)):
            self.add(lines(some))

    def done(self) -> EvidenceFile:
        """The finished file; its folder goes with it.

        Raises:
            RunError: the disk is full.
        """
        try:
            self._file.close()
        except OSError as error:
            raise _refused(error) from error
        return EvidenceFile(self._path, self._digest.hexdigest(), self._lines, self.folder)

    def discard(self) -> None:
        """Removes what was written."""
        with suppress(OSError):  # what could not be flushed is not wanted any more
            self._file.close()
        self.folder.remove()


def _refused(error: OSError) -> RunError:
    return RunError(
        f"the evidence cannot be written to the temporary folder {tempfile.gettempdir()} ({error.strerror}); "
        "free some space or point TMPDIR elsewhere"
    )
