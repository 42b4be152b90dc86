"""The report for a terminal: what fails first, the verdict last."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

import click
from rich.cells import cell_len

from auditor.messages import Language, printable, say
from auditor.policy import Level, Verdict
from auditor.report import Report
from auditor.views.model import Gap, Row, View, view

WIDTH = 100
TITLE = 44
COLORS: dict[Level, str] = {"fail": "red", "unknown": "magenta", "warn": "yellow", "pass": "green"}
OUTCOME_COLORS = {"FAIL": "red", "INCONCLUSIVE": "magenta", "PASS": "green"}


def render(report: Report, verdict: Verdict, language: Language) -> str:
    """The report as lines of text with color codes; whoever prints it strips them where there is no terminal."""
    shown = view(report, verdict, language)
    return "\n".join([*_body(shown), *_end(report, verdict, shown)]) + "\n"


def _body(shown: View) -> Iterator[str]:
    language = shown.language
    yield shown.data
    yield from (f"  {line}" for line in shown.files[:12])
    if len(shown.files) > 12:
        yield f"  {say('ui.more', language, count=len(shown.files) - 12)}"
    yield ""
    for level in ("fail", "unknown", "warn"):
        for row in shown.at(level):
            yield from _row(row, language)
    for gap in shown.gaps:
        yield from _gap(gap, language)
    yield from _list("ui.passed", [row.title for row in shown.at("pass")], language)
    informing = [row for row in shown.at(None) if row.finding.value and not row.finding.id.startswith("overview/")]
    yield from _list("ui.informs", [f"{row.title} {row.number}" for row in informing], language)
    yield from _list("ui.not_checked", shown.not_checked, language, apart=True)
    yield from _list("ui.missing", shown.missing, language, apart=True)


def _row(row: Row, language: Language) -> Iterator[str]:
    assert row.level is not None
    tag = click.style(_pad(say(f"level.{row.level}", language), 8), fg=COLORS[row.level], bold=True)
    yield f"{tag}{_pad(click.style(row.title, bold=True), TITLE)} {row.number}"
    yield f"{' ' * 8}{_pad(row.finding.id, TITLE)} {row.limit}"
    for example in row.examples:
        yield f"{' ' * 10}{click.style(example, dim=True)}"
    if row.hits > len(row.examples) > 0:
        yield f"{' ' * 10}{say('ui.more', language, count=f'{row.hits - len(row.examples):,}')}"
    yield f"{' ' * 8}{say('ui.do', language)} {row.advice}"
    yield ""


def _gap(gap: Gap, language: Language) -> Iterator[str]:
    tag = click.style(say("level.gap", language), fg=COLORS["warn"], bold=True)
    yield f"{_pad(f'{tag}  {click.style(gap.title, bold=True)}', 8 + TITLE)} {gap.reason}"
    yield f"{' ' * 8}{_pad(gap.check, TITLE)} {gap.follows}"
    yield f"{' ' * 8}{say('ui.do', language)} {gap.advice}"
    yield ""


def _list(head: str, items: list[str] | tuple[str, ...], language: Language, *, apart: bool = False) -> Iterator[str]:
    if not items:
        return
    title = click.style(say(head, language), bold=True)
    if apart:
        yield title
        yield from (f"  {line}" for item in items for line in wrap(printable(item), WIDTH - 2))
    else:
        joined = ("、" if language == "zh" else ", ").join(items)
        yield from wrap(f"{say(head, language)} {joined}", WIDTH, subsequent_indent="  ")
    yield ""


def _end(report: Report, verdict: Verdict, shown: View) -> Iterator[str]:
    """The last lines: verdict, counts, path."""
    language = shown.language
    outcome = say(f"outcome.{verdict.outcome}", language)
    counts = say(
        "ui.counts",
        language,
        fail=shown.counts["fail"],
        unknown=shown.counts["unknown"],
        warn=shown.counts["warn"],
        passed=shown.counts["pass"],
        policy=verdict.policy,
        stage=verdict.stage,
    )
    yield f"{click.style(outcome, fg=OUTCOME_COLORS[verdict.outcome], bold=True)}  {counts}"
    yield say("ui.hits", language, hits=f"{report.evidence.lines:,}", path=report.evidence.shown)


def _pad(text: str, width: int) -> str:
    return text + " " * max(0, width - cell_len(click.unstyle(text)))
