"""The evidence of a run: kept in a file, since there can be millions of hits."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import weakref
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from operator import attrgetter
from pathlib import Path
from types import NoneType

import orjson

from auditor.errors import ReportError, RunError
from auditor.findings import Evidence

EVIDENCE = "evidence.jsonl"
NAME = re.compile(r"[a-z0-9_.-]+/[a-z0-9_.-]+")
"""Ids of findings and of checks."""
_NAMED = re.compile(rb'\{"finding":"([a-z0-9_/-]++)",')
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
    origins: tuple[Path, ...] = ()
    """The files that it was joined from, where it was: its own is a temporary one."""

    @property
    def shown(self) -> str:
        """Where people find it."""
        return ", ".join(map(str, self.origins or (self.path,)))

    def __iter__(self) -> Iterator[Evidence]:
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield self._read(number, line)

    def of(self, findings: Container[str]) -> Iterator[Evidence]:
        """The hits of these findings: no others are read."""
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                named = _NAMED.match(line)
                if named is None or named[1].decode() in findings:
                    hit = self._read(number, line)
                    if hit.finding in findings:
                        yield hit

    def first(self, most: int) -> tuple[Counter[str], list[Evidence]]:
        """How many hits each finding has, and the first `most` hits of each: no others are read."""
        counts: Counter[str] = Counter()
        hits = []
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                named = _NAMED.match(line)
                finding = named[1].decode() if named else self._read(number, line).finding
                counts[finding] += 1
                if counts[finding] <= most:
                    hits.append(self._read(number, line))
        return counts, hits

    def _read(self, number: int, line: bytes) -> Evidence:
        try:
            hit = Evidence(**orjson.loads(line))
        except (orjson.JSONDecodeError, TypeError) as error:
            raise self._no_line(number) from error
        if not _is_whole(hit):
            raise self._no_line(number)
        return hit

    def _no_line(self, number: int) -> ReportError:
        return ReportError(f"{self.path}:{number}: this is no line of evidence; run the scan again")


_TEXTS = attrgetter(
    "finding", "kind", "certainty", "record", "origin", "fingerprint", "path", "partner", "excerpt",
)  # fmt: skip


_ALL_TEXTS = (str,) * 9


def _is_whole(hit: Evidence) -> bool:
    """Whether each field is of its type: the file may come from anybody."""
    return (
        tuple(map(type, _TEXTS(hit))) == _ALL_TEXTS
        and type(hit.start) is int
        and type(hit.end) is int
        and type(hit.score) in (float, int, NoneType)
        and type(hit.count) in (int, NoneType)
        and hit.ease in (None, "easy", "medium", "hard")
        and type(hit.exposure) in (float, int, NoneType)
        and type(hit.queries) in (int, NoneType)
    )


class Lines:
    """Evidence as JSON lines, written as it is found: as objects it would take three times the memory."""

    def __init__(self, evidence: Iterable[Evidence] = ()) -> None:
        self._bytes = BytesIO()
        for hit in evidence:
            self.append(hit)

    def append(self, hit: Evidence) -> None:
        """Adds the line of a hit."""
        # What orjson gives takes at least 4 KiB for as long as it lives, however short it is.
        self._bytes.write(orjson.dumps(hit, option=orjson.OPT_APPEND_NEWLINE))

    def __len__(self) -> int:
        """Bytes written."""
        return self._bytes.tell()

    def __delitem__(self, end: slice) -> None:
        """Takes back what was written from `end.start` on."""
        self._bytes.truncate(self._bytes.seek(end.start))

    def __bytes__(self) -> bytes:
        """The lines."""
        return self._bytes.getvalue()


def lines(evidence: Iterable[Evidence]) -> bytes:
    """Evidence as JSON lines."""
    return bytes(Lines(evidence))


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
