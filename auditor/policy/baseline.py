"""Baselines: the hits that a report had, by keyed fingerprint of content, so that later ones can be told from them.

A hit is known as often as the baseline has its fingerprint. Order and place do not matter, so data that was reordered
or exported again has the same hits.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import orjson
from pydantic import ValidationError

from auditor.errors import OutputError, PolicyError, ReportError
from auditor.policy.file import FORBID
from auditor.policy.text import text_of
from auditor.report import Report, adapter

SCHEMA = "auditor.baseline/1"
LARGEST = 2**30
"""Bytes of the largest baseline that is read."""


@dataclass(frozen=True, slots=True)
class BaselineFile:
    """The content of a baseline."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    schema: Literal["auditor.baseline/1"]
    version: str
    """Of the auditor that wrote the report."""
    key: str
    """Id of the key under which the fingerprints were made."""
    data: str
    """Digest of the data of the report."""
    numbers: dict[str, tuple[float, float, int]]
    """By judged finding: its value, the highest that it can be, and how many items were looked at."""
    hits: dict[str, dict[str, int]]
    """By finding and fingerprint: how many."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was known when it was written."""

    name: str
    digest: str
    """SHA-256 of the file."""
    key: str
    numbers: Mapping[str, tuple[float, float, int]]
    hits: Mapping[str, Mapping[str, int]]

    def refuse_key(self, key_id: str | None) -> None:
        """Fingerprints mean something under one key only.

        Raises:
            PolicyError: they were made under another key than that.
        """
        if self.key != key_id:
            raise PolicyError(
                f"{self.name}: this baseline was made with the key {self.key}, and the report with "
                f"{f'the key {key_id}' if key_id else 'no key'}; run the scan with the same AUDITOR_KEY"
            )


@dataclass(frozen=True, slots=True)
class Change:
    """The hits of one finding against a baseline."""

    finding: str
    new: int
    gone: int
    same: int


def load_baseline(path: Path) -> Baseline:
    """A baseline that `write_baseline` made.

    Raises:
        PolicyError: it cannot be read, or is none.
    """
    text = text_of(path, str(path), "baseline", LARGEST)
    again = "write it again: auditor baseline write REPORT --out FILE"
    try:
        content: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise PolicyError(f"{path}: this is no JSON, or only a part of it; {again}") from error
    try:
        file = adapter(BaselineFile).validate_python(content, strict=False)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])[:80]
        raise PolicyError(f"{path}: {where} is missing or not as {SCHEMA} has it; {again}") from error
    if any(count < 1 for counts in file.hits.values() for count in counts.values()):
        raise PolicyError(f"{path}: a hit stands here fewer than one time; {again}")
    return Baseline(str(path), hashlib.sha256(text.encode()).hexdigest(), file.key, file.numbers, file.hits)


def refuse_to_overwrite(path: Path) -> None:
    """Leaves a file alone that is no baseline.

    Raises:
        OutputError: it is somebody else's.
    """
    try:
        with path.open("rb") as file:
            ours = b'"auditor.baseline/' in file.read(200)
    except FileNotFoundError:
        return
    except OSError as error:
        raise OutputError(f"{path}: this cannot be written ({error.strerror}); give another path") from error
    if not ours:
        raise OutputError(f"{path}: this file is no baseline, and it is not overwritten; give --out another path")


def written(report: Report) -> Iterator[bytes]:
    """The content of a baseline of a report: the same bytes for the same hits in any order.

    Raises:
        ReportError: the report was made without a key, so that its fingerprints name places and no values.
    """
    if report.run.key_id is None:
        raise ReportError(
            "this report was made without a key: its fingerprints name places, and the next export would have others; "
            "set AUDITOR_KEY (for example the output of: openssl rand -hex 32) and run the scan again"
        )
    judged = sorted((finding for finding in report.findings if finding.judged), key=lambda finding: finding.id)
    numbers = {finding.id: (finding.value, finding.high, finding.n) for finding in judged}
    head = {"schema": SCHEMA, "version": report.run.version, "key": report.run.key_id, "data": report.run.data.digest}
    start = orjson.dumps({**head, "numbers": numbers}, option=orjson.OPT_INDENT_2)
    yield start[:-2] + b',\n  "hits": {'
    for number, (finding, counts) in enumerate(sorted(_hits(report).items())):
        yield (b",\n    " if number else b"\n    ") + orjson.dumps(finding) + b": {"
        for place, (fingerprint, count) in enumerate(sorted(counts.items())):
            yield (b",\n" if place else b"\n") + b"      " + orjson.dumps(fingerprint) + b": %d" % count
        yield b"\n    }"
    yield b"\n  }\n}\n"


def changes(report: Report, baseline: Baseline) -> tuple[Change, ...]:
    """What is new, what is gone and what stayed, finding by finding.

    Raises:
        PolicyError: the report was made with another key than the baseline.
    """
    baseline.refuse_key(report.run.key_id)
    now = _hits(report)
    found = []
    for finding in sorted(now.keys() | baseline.hits.keys()):
        is_, was = now.get(finding, Counter()), Counter(baseline.hits.get(finding, {}))
        same = (is_ & was).total()
        found.append(Change(finding, is_.total() - same, was.total() - same, same))
    return tuple(found)


def _hits(report: Report) -> dict[str, Counter[str]]:
    """How many hits each fingerprint has, of the findings that count hits: of the greatest number of something, which
    of several equal ones is shown depends on their order. Grows with the distinct fingerprints."""
    hits: dict[str, Counter[str]] = {}
    for hit in report.evidence.of({finding.id for finding in report.findings if finding.unit == "share"}):
        hits.setdefault(hit.finding, Counter())[hit.fingerprint] += 1
    return hits
