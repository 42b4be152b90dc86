"""The records whose facts belong into a retrieval index, read from the data again: a report never holds their text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from auditor.errors import OutputError, ReportError, RunError, UsageError
from auditor.findings import Done
from auditor.outputs import check_file, write_file
from auditor.records import Record
from auditor.report import Report
from auditor.risks.staleness.exchanges import Exchange, fast_facts, located
from auditor.risks.staleness.language import language_of
from auditor.risks.staleness.model import DAYS, Fast
from auditor.sources import open_source, read
from auditor.text.keys import Key

RISK, FINDING = "staleness", "staleness/fast_changing"


def refuse(out: Path, report: Path, data: Iterable[str | Path], others: Iterable[Path], chosen: bool) -> None:
    """Says before the work that the records cannot be written there. `others` are files that the command writes
    besides, `chosen` tells whether it looks for the records at all.

    Raises:
        UsageError: the risk is left out, or the place is in the folder of the report or of the data, or taken twice.
        OutputError: something is there already, or nothing can be written there.
    """
    if not chosen:
        raise UsageError(f"--to-rag {out}: the check {RISK} is left out by --only or --skip; look at it, too")
    real = os.path.realpath(out)
    if any(Path(real).is_relative_to(os.path.realpath(folder)) for folder in (report, *data)):
        raise UsageError(f"--to-rag {out}: this is in the folder of the report or of the data; give another path")
    if real in map(os.path.realpath, others):
        raise UsageError(f"--to-rag {out}: another output goes there, too; give another path")
    if os.path.lexists(out):
        raise OutputError(f"{out}: this exists, and it is not overwritten; remove it or give another path to --to-rag")
    check_file(out)


def write_records(report: Report, data: tuple[object, ...], evals: tuple[object, ...], key: Key, out: Path) -> int:
    """Writes the answers of training records that change within a year, one JSON object a line, and tells how many;
    whole, or not at all, and only the owner can read them.

    A line has `origin`, `path` (of the answer in its record), `context` (what stands before the question: the system
    text and earlier turns, at most 2,000 characters), `prompt`, `answer`, `words` (of prompt or answer, by which it
    was told), `language`, `kind`, `half_life` and `half_life_days`. A conversation gives a line for each
    of its answers that changes; an answer with a thumbs-down gives none, since an index would serve it.

    Raises:
        RunError: the risk was not measured.
        ReportError: this is not the data of the report any more.
        OutputError: it cannot be written there.
    """
    if not isinstance(report.outcomes.get(f"scan/{RISK}"), Done):
        raise RunError(f"--to-rag {out}: the check {RISK} did not run to its end, so nothing was written")
    origins = frozenset(hit.origin for hit in report.evidence if hit.finding == FINDING)
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for record in _checked(report, data, evals, key):
            if record.split == "train" and record.origin in origins and record.label is not False:
                for fast, exchange in fast_facts(record):
                    count += 1
                    yield _line(record, fast, exchange)

    write_file(out, lines(), mode=0o600)
    return count


def _checked(report: Report, data: tuple[object, ...], evals: tuple[object, ...], key: Key) -> Iterator[Record]:
    """The records; raises at the end where they are not those that were scanned."""
    total = 0
    for shard in open_source(data, evals, report.run.shape).shards():
        for record in read(shard, key):
            if isinstance(record, Record):
                total += record.digest if record.split == "train" else 0
                yield record
    if key.data_digest(total % (1 << 128)) != report.run.data.digest:
        raise ReportError("the data has changed while it was scanned; scan it again")


def _line(record: Record, fast: Fast, exchange: Exchange) -> bytes:
    turn, start, end = located(exchange, fast.place)
    content = {
        "origin": record.origin,
        "path": exchange.answer.turn.path,
        "context": exchange.given,
        "prompt": exchange.prompt,
        "answer": exchange.answer.text,
        "words": turn.text[start:end],
        "language": language_of(exchange.prompt, exchange.answer.text),
        "kind": fast.kind,
        "half_life": fast.half_life,
        "half_life_days": DAYS[fast.half_life],
    }
    return orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE)
