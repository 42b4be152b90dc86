"""Which files are the auditor's own: reports, evidence, answers, sheets for review, change logs, revealed values,
keys of canaries."""

from __future__ import annotations

import os
import re
from pathlib import Path

import orjson

from auditor.findings import Evidence
from auditor.sources.layout import layout_by_name

LOG = ".changes.jsonl"
"""How the names of change logs end."""
_REPORT = frozenset({"report.json", "evidence.jsonl", "verdict.json"})
"""Files of a report, where the first two stand together."""
_DOCUMENT = re.compile(
    rb'\{\s*"schema"\s*:\s*"auditor\.(?:report|verdict|review|split|baseline|comparison|canaries)/[0-9]+"'
)
_VALUE = frozenset("finding kind certainty origin path start end fingerprint value".split())
_CHANGE = frozenset("origin path start end finding kind action fallback fingerprint length replacement partner".split())
_UNSEARCHED = frozenset("origin action kind".split())
_LINES = (frozenset(Evidence.__slots__), _VALUE, _CHANGE)
"""Fields of the lines of evidence, of values and of change logs: a file is ours only where its first line has them."""
_SHEET = re.compile(rb"[^\r\n]*\bauditor\.sheet/[0-9]+ seed=[0-9]+ rows=")
"""First line of a sheet for manual review, as drawn or as a spreadsheet program saved it."""
_HEAD = 2**16


def is_own(path: Path, beside: frozenset[str]) -> bool:
    """Whether the auditor wrote a file of a folder whose files have these names. Only its first bytes are read."""
    if path.name in _REPORT and {"report.json", "evidence.jsonl"} <= beside:
        return True
    if layout_by_name(path.name) in (None, "parquet", "arrow"):
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            is_log = path.name.endswith(LOG)
            return _is_ours(head, is_log) or (is_log and os.fstat(file.fileno()).st_size == 0)
    except OSError:
        return False  # told when the file's turn comes


def _is_ours(head: bytes, is_log: bool) -> bool:
    if _SHEET.match(head):
        return True
    if not head.startswith(b"{"):
        return False
    if _DOCUMENT.match(head):
        return True
    try:
        line = orjson.loads(head.partition(b"\n")[0])
    except orjson.JSONDecodeError:
        return False
    fields = frozenset(line)
    return fields in _LINES or (is_log and fields == _UNSEARCHED)
