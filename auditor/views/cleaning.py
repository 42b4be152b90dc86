"""What `auditor clean` did, for a terminal: first what was taken out, last how to make sure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from auditor.cleaning import Cleaning
from auditor.findings import Done, Skipped
from auditor.messages import CATALOGUE, Language, printable, say
from auditor.report import Report


def render(cleaning: Cleaning, language: Language, policy: str = "default") -> str:
    """The summary as lines of text."""
    return "\n".join(map(printable, _lines(cleaning, language, policy))) + "\n"


def _lines(cleaning: Cleaning, language: Language, policy: str) -> Iterator[str]:
    yield say("clean.files", language, changed=cleaning.changed, files=cleaning.files)
    if not cleaning.counts:
        yield say("clean.nothing", language)
    for kind, acts in cleaning.counts.items():
        if kind != "pair":
            count = sum(number for act, number in acts.items() if act != "fallback")
            how = say("ui.semicolon", language).join(_how(acts, language))
            yield say("clean.kind", language, title=_title(kind, language), count=f"{count:,}", how=how)
    if cleaning.dropped:
        yield say("clean.dropped", language, count=f"{cleaning.dropped:,}")
    for kind, lost in cleaning.collisions.items():
        yield say("clean.collisions", language, title=_title(kind, language), count=lost)
    if not cleaning.keyed and any("pseudonym" in acts for acts in cleaning.counts.values()):
        yield say("clean.no_key", language)
    yield ""
    yield say("clean.not_sought", language)
    yield from (f"  {line}" for line in _not_sought(cleaning, language))
    yield ""
    yield say("clean.head", language, path=cleaning.out)
    yield say("clean.log", language, path=cleaning.log)
    yield say("clean.again", language, command=_command(cleaning, policy))


def _how(acts: Mapping[str, int], language: Language) -> Iterator[str]:
    for act in ("pseudonym", "redact", "zero", "drop", "fallback"):
        if act in acts:
            yield say(f"clean.{act}", language, count=f"{acts[act]:,}")


def _title(kind: str, language: Language) -> str:
    for risk in ("privacy", "names"):
        if f"finding.{risk}/{kind}" in CATALOGUE[language]:
            return say(f"finding.{risk}/{kind}", language)
    return kind


def _not_sought(cleaning: Cleaning, language: Language) -> Iterator[str]:
    report = cleaning.report
    if cleaning.unreadable:
        yield say("clean.unreadable", language, count=cleaning.unreadable)
    if cleaning.hidden:
        yield say("clean.hidden", language, count=cleaning.hidden)
    if cleaning.left_out:
        yield say("clean.left_out", language, count=cleaning.left_out)
    if cleaning.kinds_left_out:
        kinds = say("ui.semicolon", language).join(_title(kind, language) for kind in cleaning.kinds_left_out)
        yield say("clean.kinds", language, kinds=kinds)
    yield from _names(report, language)
    for risk in ("privacy", "overview"):
        yield say("ui.not_sought", language, risk=say(f"risk.{risk}", language), what=say(f"misses.{risk}", language))


def _names(report: Report, language: Language) -> Iterator[str]:
    """What is known of names: searched, searched in a sample, or not at all."""
    match report.outcomes.get("scan/names"):
        case Done():
            if report.run.options.get("names", {}).get("search", "all") != "all":
                yield say("clean.sample", language)
            yield say("ui.not_sought", language, risk=say("risk.names", language), what=say("misses.names", language))
        case Skipped(reason):
            yield f"{say('clean.no_names', language)} ({say(f'skipped.{reason}', language)})"
        case _:
            yield say("clean.no_names", language)


def _command(cleaning: Cleaning, policy: str) -> str:
    words = ["auditor", "scan", str(cleaning.out), "--out", f"{cleaning.out}-report"]
    if policy != "default":
        words += ["--policy", policy]
    if cleaning.report.run.shape is not None:
        words += ["--shape", cleaning.report.run.shape]
    return shlex.join(words)
