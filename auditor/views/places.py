"""What the machine formats list: hits by finding, kind, file and field, and the gaps of the verdict.

A pipeline cannot take a million hits, and needs none of them: of each place it gets the count and where the first hits
stand. Nothing here holds a value, not even a masked one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import Literal

from auditor.findings import Evidence, Finding
from auditor.messages import Language, printable, say
from auditor.policy import Missing, Ruling, Verdict
from auditor.report import Report
from auditor.views.model import judged_number, kind_text, limit_text, missing_text, title

Severity = Literal["error", "warning", "note"]
Names = Mapping[str, str]
"""By file of the report: its path in the repository, where that is known to be another."""
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
MOST = 2_000
"""Places that are listed one by one; what comes after is counted by file, and then by finding."""
SHOWN = 5
"""Places of single hits that are named."""
LONGEST = 1_000
"""Characters of a text: GitHub takes 1,024 of a description."""
GATE = "gate/missing"
"""Rule of what the policy needs and the report does not have."""
_INDEX = re.compile(r"\[\d+\]")
_LINES = re.compile(r"\.(?:jsonl|ndjson|csv|tsv|txt)", re.IGNORECASE)


@dataclass(slots=True)
class Place:
    """The hits of one finding and kind in one field of one file."""

    finding: str
    kind: str
    """Empty where several are counted together."""
    file: str
    field: str
    """Path in the record, `[*]` for any index; empty for the whole record, or where several are counted together."""
    hits: int = 0
    first: tuple[int, ...] = ()
    """Numbers of the first records."""
    content: int = 0
    """Sum of the digests of the fingerprints: the same for the same hits in any order."""

    def take(self, hit: Evidence, number: int | None) -> None:
        """Counts a hit."""
        self.hits += 1
        if number is not None and len(self.first) < SHOWN and number not in self.first:
            self.first += (number,)
        fingerprint = hit.fingerprint.encode("utf-8", "surrogatepass")
        self.content += int.from_bytes(blake2b(fingerprint, digest_size=16).digest(), "big")

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What tells it from all others."""
        return (self.finding, self.kind, self.file, self.field)


@dataclass(frozen=True, slots=True)
class Result:
    """One thing to say, about one place."""

    severity: Severity
    rule: str
    text: str
    file: str
    lines: tuple[int, ...]
    """Line numbers, where the file has lines."""
    field: str
    hits: int
    fingerprint: str
    """32 hex digits, of what is there and not of its line: no two results share one."""


def results(report: Report, verdict: Verdict | None, language: Language, names: Names) -> list[Result]:
    """What does not pass, the worst first; without a verdict, everything that a policy could judge."""
    rulings = {ruling.finding: ruling for ruling in verdict.rulings} if verdict else {}
    levels = {f.id: level for f in report.findings if (level := severity(f, rulings.get(f.id), verdict))}
    found: list[Result] = []
    grouped = places(report, levels.keys())
    for finding in report.findings:
        if finding.id in levels:
            facts = facts_of(finding, rulings.get(finding.id), language)
            own = sorted(grouped.get(finding.id, ()), key=lambda place: (-place.hits, place.name))
            own = own or [Place(finding.id, "", any_file(report), "")]
            found += (_result(place, levels[finding.id], facts, report, language) for place in own)
    found += (_gap(missing, report, language) for missing in (verdict.missing if verdict else ()))
    placed = (replace(result, file=names.get(result.file, result.file)) for result in found)
    return sorted(placed, key=lambda result: SEVERITIES.index(result.severity))


def severity(finding: Finding, ruling: Ruling | None, verdict: Verdict | None) -> Severity | None:
    """How loud a finding is; None for one that there is nothing to say about."""
    if verdict is None:
        return "note" if finding.judged and finding.value > 0 else None
    if ruling is None or ruling.level == "pass":
        return None
    if ruling.limit.informational:
        return "note"
    return "error" if ruling.level == "fail" else "warning"


def facts_of(finding: Finding, ruling: Ruling | None, language: Language) -> str:
    """A finding in one line: what it counts, how many, and the limit."""
    limit = limit_text(ruling.limit, finding.unit, language) if ruling else ""
    parts = (judged_number(finding, ruling, language), limit)
    number = say("ui.semicolon", language).join(part for part in parts if part)
    return printable(say("ui.named", language, name=title(finding.id, language), value=number))


def places(report: Report, findings: Iterable[str]) -> dict[str, list[Place]]:
    """The places of each finding, by one pass over the evidence; memory does not grow with the number of hits."""
    wanted = frozenset(findings)
    found: dict[tuple[str, str, str, str], Place] = {}
    for hit in report.evidence.of(wanted) if wanted else ():
        file, number = origin_of(hit.origin)
        _place(found, hit, file).take(hit, number)
    by_finding: dict[str, list[Place]] = {}
    for place in found.values():
        by_finding.setdefault(place.finding, []).append(place)
    return by_finding


def _place(found: dict[tuple[str, str, str, str], Place], hit: Evidence, file: str) -> Place:
    exact, of_file, of_all = (hit.finding, hit.kind, file, _field(hit.path)), (hit.finding, "", file, ""), ("", "", "")
    for most, name in ((MOST, exact), (2 * MOST, of_file)):
        if (place := found.get(name)) is not None:
            return place
        if len(found) < most:
            return found.setdefault(name, Place(*name))
    return found.setdefault((hit.finding, *of_all), Place(hit.finding, *of_all))


@lru_cache(maxsize=4096)
def _field(path: str) -> str:
    return _INDEX.sub("[*]", path)


def origin_of(origin: str) -> tuple[str, int | None]:
    """File and number of a record: `train.jsonl:17`; a file that could not be read has no number."""
    file, colon, number = origin.rpartition(":")
    if colon and number.isascii() and number.isdecimal() and len(number) <= 15 and int(number):
        return file, int(number)
    return origin, None


def has_lines(file: str) -> bool:
    """Whether the number of a record is that of a line in the file, as people and pull requests see it.

    A `.json` file may be JSON lines or one array; compressed files and tables have no lines.
    """
    return any(_LINES.fullmatch(file[dot:]) for dot in [file.rfind(".")] if dot > 0)


def any_file(report: Report) -> str:
    """Where to put what has no place: the first file of the data."""
    return next((file.name for file in report.run.data.files), "report.json")


def relative(file: str) -> str:
    """A file's name as a path in the repository: no root, no drive, no step upwards."""
    steps = [step for step in file.replace("\\", "/").split("/") if step not in ("", ".", "..")]
    return "/".join(steps) or "report.json"


def shown(text: str) -> str:
    """Text that does nothing where it is shown, and is not too long."""
    text = printable(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _result(place: Place, level: Severity, facts: str, report: Report, language: Language) -> Result:
    file = place.file or any_file(report)
    lines = place.first if has_lines(file) else ()
    text = facts
    if place.hits:
        where = [kind_text(place.kind, language) if place.kind else "", place.field]
        names = say("ui.comma", language).join(printable(part)[:200] for part in where if part)
        rows = say("ui.comma", language).join(map(str, place.first))
        here = say("formats.here", language, hits=place.hits)
        if names:
            here = say("ui.named", language, name=names, value=here)
        if rows:
            here += say("ui.semicolon", language) + say("formats.first", language, rows=rows)
        text = say("formats.result", language, here=here, facts=facts)
    return Result(level, place.finding, shown(text), file, lines, place.field, place.hits, _fingerprint(place, report))


def _gap(missing: Missing, report: Report, language: Language) -> Result:
    text = say("ui.named", language, name=say("formats.missing", language), value=missing_text(missing, language))
    place = Place(GATE, f"{missing.what}\0{missing.reason}", "", "")
    return Result("warning", GATE, shown(text), any_file(report), (), "", 0, _fingerprint(place, report))


def _fingerprint(place: Place, report: Report) -> str:
    """With a key, of the values that are there: lines may move, and what was dismissed covers nothing new.

    Without one a hit's fingerprint names its line, so the number of hits stands for them.
    """
    what = f"{place.content % 2**128:032x}" if report.run.key_id else str(place.hits)
    text = "\0".join(f"{len(part)}:{part}" for part in (*place.name, what))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
