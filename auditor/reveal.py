"""The values behind a report's hits, read from the data again: a report never holds them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from auditor.errors import ReportError, UsageError
from auditor.findings import Evidence
from auditor.outputs import write_file
from auditor.records import Record
from auditor.report import Report
from auditor.sources import open_source, read
from auditor.text.keys import Key

Wanted = Callable[[Evidence], bool]
CI_NAMES = (
    "TF_BUILD",
    "JENKINS_URL",
    "TEAMCITY_VERSION",
    "CODEBUILD_BUILD_ID",
    "BUILDKITE",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
)
"""Variables of CI services, some of which do not set `CI`."""
AROUND = 60
"""Characters of the text before and behind a value that are shown with it."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """One hit with its value. Its `repr` does not show the value."""

    evidence: Evidence
    value: str = field(repr=False)
    before: str = field(repr=False)
    after: str = field(repr=False)


def reveal(
    report: Report, data: tuple[object, ...], key: Key, wanted: Wanted, evals: tuple[object, ...] = ()
) -> Iterator[Revealed]:
    """The hits that are wanted and have a place in a text, in the order of the data.

    Raises:
        ReportError: the data or the key is not that of the report. It can be told only at the end, so use what comes
            before only when nothing was raised.
    """
    if key.id != report.run.key_id:
        raise ReportError("the report was made with another key; set the AUDITOR_KEY of that scan")
    places = _by_origin(report, wanted)
    total = 0
    for shard in open_source(data, evals, report.run.shape).shards():
        for record in read(shard, key):
            if isinstance(record, Record):
                total += record.digest if record.split == "train" else 0
                yield from _of_record(record, places.get(record.origin, ()))
    if key.data_digest(total % (1 << 128)) != report.run.data.digest:
        raise ReportError("this is not the data of the report, or it has changed since; scan it again")


def _by_origin(report: Report, wanted: Wanted) -> Mapping[str, list[Evidence]]:
    places: dict[str, list[Evidence]] = {}
    for hit in report.evidence:
        if hit.end > hit.start and wanted(hit):
            places.setdefault(hit.origin, []).append(hit)
    return places


def _of_record(record: Record, hits: list[Evidence] | tuple[()]) -> Iterator[Revealed]:
    for hit in hits:
        # Names of columns that may be values are masked, so two texts can have one path.
        text = next((turn.text for turn in record.texts() if turn.path == hit.path and len(turn.text) >= hit.end), "")
        before, after = text[max(0, hit.start - AROUND) : hit.start], text[hit.end : hit.end + AROUND]
        yield Revealed(hit, text[hit.start : hit.end], before, after)


def write_values(report: Report, data: tuple[object, ...], evals: tuple[object, ...], key: Key, out: Path) -> None:
    """Writes every hit of a scan with its value to a file that only its owner can read.

    Raises:
        UsageError: this runs in CI, where files are kept and shown to others.
    """
    refuse_in_ci()
    found = reveal(report, data, key, lambda hit: True, evals)
    write_file(out, map(_line, found), mode=0o600)


def refuse_in_ci() -> None:
    """Raises UsageError where the environment says CI."""
    if os.environ.get("CI", "").lower() not in ("", "0", "false") or any(name in os.environ for name in CI_NAMES):
        raise UsageError("values are not revealed in CI, whose logs and files others can read; run it on your machine")


def _line(one: Revealed) -> bytes:
    hit = one.evidence
    content = {
        "finding": hit.finding, "kind": hit.kind, "certainty": hit.certainty, "origin": hit.origin, "path": hit.path,
        "start": hit.start, "end": hit.end, "fingerprint": hit.fingerprint, "value": one.value,
    }  # fmt: skip
    return orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE)
