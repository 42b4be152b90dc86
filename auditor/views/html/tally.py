"""What the charts count in the evidence. There can be millions of hits: they are read one by one, and none is kept."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass

import orjson
import xxhash

from auditor.errors import ReportError
from auditor.findings import Finding
from auditor.report import Report

COPIES = frozenset({b"duplication/pair", b"duplication/near_pair"})
"""Findings whose hit is a record, and its partner the record that it is a copy of."""
FIELDS, KINDS = 8, 12
"""Columns and rows of the table of kinds by field."""
_FINDING, _PATH, _PARTNER = (
    re.compile(b'[{,]"%b":"([^"\\\\]*+)"[,}]' % name) for name in (b"finding", b"path", b"partner")
)
"""A text without an escape. Within another text each of these quotation marks has a backslash before it."""
_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over all the hits."""

    fields: Counter[tuple[str, str]]
    """Hits of private values by finding and field, without the numbers of its turns."""
    copies: tuple[tuple[int, int], ...]
    """How many records have so many copies, the fewest copies first."""


def tally(report: Report) -> Tally:
    """Reads the evidence once.

    Raises:
        ReportError: a line is no line of evidence.
    """
    private = {f.id.encode() for f in report.findings if _is_private(f)}
    paths: defaultdict[tuple[bytes, bytes], int] = defaultdict(int)
    partners = array("Q")
    with report.evidence.path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                finding = _text(_FINDING, line)
                if finding in private:
                    paths[finding, _text(_PATH, line)] += 1
                elif finding in COPIES and (partner := _text(_PARTNER, line)):
                    partners.append(xxhash.xxh3_64_intdigest(partner))
            except (orjson.JSONDecodeError, KeyError, TypeError) as error:
                message = f"{report.evidence.path}:{number}: this is no line of evidence; run the scan again"
                raise ReportError(message) from error
    fields: Counter[tuple[str, str]] = Counter()
    for (finding, path), hits in paths.items():
        fields[finding.decode(), _INDEX.sub("[]", path.decode()) or "—"] += hits
    return Tally(fields, _sizes(partners))


def _is_private(finding: Finding) -> bool:
    return finding.id.startswith("privacy/") and finding.judged and finding.unit == "share"


def _text(field: re.Pattern[bytes], line: bytes) -> bytes:
    """One text of a line. To find it is three times as fast as to parse the line, and there are millions."""
    if found := field.search(line):
        return found[1]
    name = field.pattern.split(b'"')[1].decode()
    return str(orjson.loads(line)[name]).encode()


def _sizes(partners: array[int]) -> tuple[tuple[int, int], ...]:
    if not partners:
        return ()
    import numpy

    copies = numpy.unique(numpy.frombuffer(partners, dtype=numpy.uint64), return_counts=True)[1]
    return tuple((int(size), int(many)) for size, many in zip(*numpy.unique(copies, return_counts=True), strict=True))
