"""The report as SARIF 2.1.0 (OASIS standard of 27 March 2020), for code scanning.

Results are added up: one a finding, kind, file and field. GitHub takes 10 MB of gzip, 25,000 results a run (it keeps
5,000), 25,000 rules, 1,000 locations a result, 20 tags a rule
(docs.github.com, "SARIF support for code scanning", 2026); we stay under half of each. No value, excerpt or snippet is
in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import orjson

from auditor import __version__, mappings
from auditor.findings import Failed, Skipped
from auditor.messages import CATALOGUE, Language, printable, say
from auditor.policy import Verdict, WaiverUse
from auditor.report import Report
from auditor.views.model import missing_text, title
from auditor.views.places import GATE, Names, Result, has_lines, places, relative, results, shown

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
TAGS = 10

Json = dict[str, Any]


def render(report: Report, verdict: Verdict | None, language: Language, names: Names) -> bytes:
    """The report as a SARIF log of one run."""
    found = [*results(report, verdict, language, names), *_waived(report, verdict, language, names)]
    rules = sorted({result.rule for result in found})
    suppressed = _suppressions(verdict, language)
    half = verdict.half if verdict else "data" if report.run.model is None else "both"
    run: Json = {
        "tool": {"driver": _driver(report, rules, language)},
        "language": "en" if language == "en" else "zh-CN",
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": f"finetune-auditor/{half}/{report.digest[:16]}"},
        "invocations": [_invocation(report, verdict, language)],
        "results": [_result(result, rules, suppressed) for result in found],
        "properties": {"dataDigest": report.run.data.digest, "outcome": verdict.outcome if verdict else "unjudged"},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(log, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def uri(file: str) -> str:
    """A file's name as a relative reference (RFC 3986): whatever could mean something else is percent-encoded."""
    return quote(relative(file).encode("utf-8", "replace"), safe="/-._~")


def _driver(report: Report, rules: Sequence[str], language: Language) -> Json:
    return {
        "name": "finetune-auditor",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule, language) for rule in rules],
        "properties": {"measuredBy": printable(report.run.version)},
    }


def _rule(rule: str, language: Language) -> Json:
    if rule == GATE:
        name, advice = say("formats.gate", language), say("formats.gate_do", language)
    else:
        name = title(rule, language)
        advice = say(f"advice.{rule}" if f"advice.{rule}" in CATALOGUE[language] else "advice.other", language)
    risk = rule.partition("/")[0]
    misses = say(f"misses.{risk}", language) if f"misses.{risk}" in CATALOGUE[language] else ""
    full = name + (say("ui.semicolon", language) + say("ui.not_checked", language) + misses if misses else "")
    return {
        "id": printable(rule),
        "shortDescription": {"text": shown(name)},
        "fullDescription": {"text": shown(full)},
        "help": {"text": shown(say("ui.do", language, advice=advice))},
        "properties": {"tags": [printable(risk)[:100] or "other", *(one.id for one in mappings.of(risk))][:TAGS]},
    }


def _result(result: Result, rules: Sequence[str], suppressed: dict[str, list[Json]] | None) -> Json:
    made: Json = {
        "ruleId": printable(result.rule),
        "ruleIndex": rules.index(result.rule),
        "level": result.severity,
        "message": {"text": result.text},
        "locations": list(_locations(result)),
        "partialFingerprints": {
            "primaryLocationLineHash": f"{result.fingerprint[:16]}:1",
            "auditorContent/v1": result.fingerprint,
        },
    }
    if result.hits:
        made["occurrenceCount"] = result.hits
    if suppressed is not None:  # the standard wants it in all results of a run or in none
        made["suppressions"] = suppressed.get(result.fingerprint, [])
    return made


def _locations(result: Result) -> Iterator[Json]:
    file = {"uri": uri(result.file)}
    logical = [{"fullyQualifiedName": shown(result.field), "kind": "member"}] if result.field else []
    for line in result.lines or (1,):  # GitHub demands a line, of files that have none, too: the message says which row
        physical = {"artifactLocation": file, "region": {"startLine": line}}
        yield {"physicalLocation": physical} | ({"logicalLocations": logical} if logical else {})


def _invocation(report: Report, verdict: Verdict | None, language: Language) -> Json:
    notes = []
    for check, outcome in report.outcomes.items():
        risk = say(f"risk.{check.partition('/')[2]}", language)
        match outcome:
            case Skipped(reason):
                why = say(f"skipped.{reason}", language)
                notes.append(_note("note", check, say("ui.skipped", language, risk=risk, reason=why)))
            case Failed(error, frames):
                frame = frames[-1] if frames else "?"
                text = say("ui.failed", language, risk=risk, error=error, frame=frame)
                notes.append(_note("error", check, text))
    missing = verdict.missing if verdict else ()
    notes += (_note("error", one.what, missing_text(one, language)) for one in missing)
    broken = any(isinstance(outcome, Failed) for outcome in report.outcomes.values())
    made: Json = {"executionSuccessful": not broken, "toolExecutionNotifications": notes}
    return made if verdict is None else made | {"exitCode": verdict.exit_code}


def _note(level: str, check: str, text: str) -> Json:
    return {"level": level, "descriptor": {"id": printable(check)}, "message": {"text": shown(text)}}


def _active(verdict: Verdict | None) -> list[WaiverUse]:
    return [use for use in verdict.waivers if use.state == "active"] if verdict else []


def _waived(report: Report, verdict: Verdict | None, language: Language, names: Names) -> Iterator[Result]:
    """One result a waiver that left something out: they are shown, as suppressed."""
    active = _active(verdict)
    first = places(report, {use.finding for use in active}) if active else {}
    for number, use in enumerate(active):
        own = first.get(use.finding)
        if own:
            place = own[0]
            text = say("formats.waived", language, title=title(use.finding, language), hits=use.hits, owner=use.owner,
                       expires=use.expires, reason=use.reason)  # fmt: skip
            lines = place.first[:1] if has_lines(place.file) else ()
            file = names.get(place.file, place.file)
            yield Result("note", use.finding, shown(text), file, lines, "", use.hits, _name(number, use))


def _suppressions(verdict: Verdict | None, language: Language) -> dict[str, list[Json]] | None:
    """What suppresses which result, by its fingerprint."""
    if verdict is None:
        return None
    return {
        _name(number, use): [
            {
                "kind": "external",
                "status": "accepted",
                "justification": shown(
                    say("formats.justified", language, owner=use.owner, expires=use.expires, reason=use.reason)
                ),
                "properties": {"expires": printable(use.expires), "hits": use.hits},
            }
        ]
        for number, use in enumerate(_active(verdict))
    }


def _name(number: int, use: WaiverUse) -> str:
    text = "\0".join((str(number), use.finding, use.owner, use.created, use.expires, use.reason))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
