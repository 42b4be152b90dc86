"""What `auditor sample` tells: of a drawn sheet, and of a filled one."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from math import ceil, floor
from pathlib import Path
from typing import Literal

import orjson

from auditor import mappings
from auditor.errors import FAIL, INCONCLUSIVE, PASS
from auditor.messages import Language, printable, say
from auditor.sampling import Counted, Drawn

SCHEMA = "auditor.sample/1"
SHOWN = 5
EXIT_CODES = {"pass": PASS, "fail": FAIL, "unknown": INCONCLUSIVE}


def level(counted: Counted, wanted: float) -> Literal["pass", "fail", "unknown"]:
    """Whether the interval shows that at least the wanted share passes, that it does not, or neither.

    What could not be read may be anything: lines count as either, and files of unknown length leave nothing shown.
    """
    low, high = counted.interval
    head = counted.head
    if counted.judged == 0 or head.files:
        return "unknown"
    every = head.records + head.unreadable
    if head.unreadable:
        low, high = low * head.records / every, (high * head.records + head.unreadable) / every
    return "pass" if low >= wanted else "fail" if high < wanted else "unknown"


def exit_code(counted: Counted, wanted: float | None) -> int:
    """Exit code of the command: that of the level, where a share is wanted."""
    return PASS if wanted is None else EXIT_CODES[level(counted, wanted)]


def drawn(drawn: Drawn, asked: int, out: Path, language: Language) -> str:
    """What was drawn and what to do with it, as lines of text."""
    return _text(_drawn(drawn, asked, out, language))


def counted(counted: Counted, wanted: float | None, language: Language) -> str:
    """The pass rate with its interval, as lines of text."""
    return _text(_counted(counted, wanted, language))


def drawn_json(drawn: Drawn) -> str:
    """What was drawn, as JSON, without the text of the rows."""
    return _json({"schema": SCHEMA, **asdict(drawn.head), "cut": drawn.cut})


def counted_json(counted: Counted, wanted: float | None) -> str:
    """The pass rate with its interval, as JSON."""
    low, high = counted.interval
    content = {
        "schema": SCHEMA, **asdict(counted.head), "passed": counted.passed, "failed": counted.failed,
        "unfilled": counted.skipped + counted.rest, "skipped": counted.skipped, "rest": counted.rest,
        "changed": counted.changed, "share": counted.share, "low": low, "high": high, "confidence": 0.95,
        "method": "census" if counted.judged + counted.skipped == counted.head.records else "wilson",
        "wanted": wanted, "level": None if wanted is None else level(counted, wanted),
        "maps_to": asdict(mappings.SAMPLING),
    }  # fmt: skip
    return _json(content)


def _drawn(drawn: Drawn, asked: int, out: Path, language: Language) -> Iterator[str]:
    head = drawn.head
    yield say("sample.drawn", language, rows=head.rows, records=head.records, seed=str(head.seed))
    if head.rows < asked:
        yield say("sample.fewer", language, asked=asked)
    if head.unreadable or head.files:
        yield say("sample.unseen", language, unreadable=head.unreadable, files=head.files)
    if drawn.cut:
        yield say("sample.cut_rows", language, count=drawn.cut)
    yield say("sample.private", language, path=out)
    yield say("sample.fill", language, command=shlex.join(["auditor", "sample", "--read", str(out)]))


def _counted(counted: Counted, wanted: float | None, language: Language) -> Iterator[str]:
    head, share = counted.head, counted.share
    yield say("sample.of", language, rows=head.rows, records=head.records, seed=str(head.seed))
    if head.unreadable or head.files:
        yield say("sample.unseen", language, unreadable=head.unreadable, files=head.files)
    if share is None:
        yield say("sample.nothing", language)
    else:
        low, high = counted.interval
        numbers = {"passed": counted.passed, "judged": counted.judged, "share": _percent(share)}
        yield say("sample.result", language, **numbers, low=_percent(low, floor), high=_percent(high, ceil))
    if counted.rest and counted.judged:
        yield say("sample.rest", language, count=counted.rest)
    if counted.skipped:
        yield say("sample.skipped", language, count=counted.skipped)
    if counted.changed:
        named = ", ".join(map(str, counted.changed[:SHOWN])) + (", ..." if len(counted.changed) > SHOWN else "")
        yield say("sample.changed", language, count=len(counted.changed), numbers=named)
    if wanted is not None:
        found = level(counted, wanted)
        unread = found == "unknown" and counted.judged and level(_all_read(counted), wanted) != "unknown"
        yield say(f"sample.wanted.{'unread' if unread else found}", language, wanted=_percent(wanted))
    if share is not None:
        yield say("sample.maps", language, reference=mappings.SAMPLING, judged=counted.judged, share=_percent(share))


def _all_read(counted: Counted) -> Counted:
    """The same, had there been nothing that could not be read."""
    return replace(counted, head=replace(counted.head, unreadable=0, files=0))


def _percent(share: float, to: Callable[[float], int] = round) -> str:
    """A share with two digits behind the point. Ends of an interval are rounded outward, to claim nothing."""
    return f"{to(round(share * 10_000, 6)) / 100:.2f}%"


def _text(lines: Iterator[str]) -> str:
    return "\n".join(map(printable, lines)) + "\n"


def _json(content: dict[str, object]) -> str:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
