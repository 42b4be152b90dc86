"""The report for a terminal: what fails first, the verdict last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import click
from rich.cells import cell_len

from auditor.findings import Finding
from auditor.messages import Language, printable, say
from auditor.policy import Level, Verdict
from auditor.report import Report
from auditor.views.abilities import abilities
from auditor.views.abilities import lines as ability_lines
from auditor.views.accounted import left_aside, ruling_notes, stage, waiver_line
from auditor.views.causes import causes
from auditor.views.cells import pad, wrap
from auditor.views.claims import claims
from auditor.views.model import Gap, Row, View, view
from auditor.views.riskmap import in_short, risk_map

WIDTH = 100
TITLE = 48
COLUMN = 62
"""Cells of the longest title that makes a column; what stands beside a longer one follows it."""
EXPLAINED = frozenset({"training/changed"})
"""What informs, and says nothing without its hits."""
COLORS: dict[Level, str] = {"fail": "red", "unknown": "magenta", "warn": "yellow", "pass": "green"}
OUTCOME_COLORS = {"FAIL": "red", "INCONCLUSIVE": "magenta", "PASS": "green", "PASS WITH WAIVERS": "green"}


def render(report: Report, verdict: Verdict, language: Language) -> str:
    """The report as lines of text with color codes; whoever prints it strips them where there is no terminal."""
    shown = view(report, verdict, language)
    return "\n".join([*_body(shown, _notes(verdict, language)), *_accounts(report, verdict, language),
                      *_end(report, verdict, shown)]) + "\n"  # fmt: skip


def _notes(verdict: Verdict, language: Language) -> dict[str, tuple[str, ...]]:
    """By finding: what the verdict left out of it."""
    return {ruling.finding: tuple(ruling_notes(ruling, language)) for ruling in verdict.rulings}


def _accounts(report: Report, verdict: Verdict, language: Language) -> Iterator[str]:
    """What it all means, causes with their effects, and the waivers: struck through where they hold."""
    yield from _list("ui.plain", _claims(report, language), language)
    found = (cause.sentence(language) for cause in causes(report))
    yield from _list("ui.causes", (line for cause in found for line in _item(cause)), language)
    uses = (
        click.style(line, strikethrough=use.state == "active", fg=None if use.state == "active" else COLORS["warn"])
        for use in verdict.waivers
        for line in _item(waiver_line(use, language))
    )
    yield from _list("ui.waivers", uses, language)
    risks = in_short(risk_map(report, verdict), language)
    yield from _list("map.head", (line for risk in risks for line in _item(risk)), language)
    if known := left_aside(verdict):
        yield say("ui.new_only", language, known=known)
        yield ""


def _claims(report: Report, language: Language) -> Iterator[str]:
    """What a model learned by heart, and below each sentence what it does not show."""
    for claim in claims(report):
        yield from _item(claim.says(language))
        if unshown := claim.unshown(language):
            yield from (click.style(line, dim=True) for line in wrap(unshown, WIDTH, "    ", "    "))


def _body(shown: View, notes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    language = shown.language
    yield shown.data
    yield from (f"  {line}" for line in shown.files[:12])
    if len(shown.files) > 12:
        yield f"  {say('ui.more', language, count=len(shown.files) - 12)}"
    yield ""
    for level in ("fail", "unknown", "warn"):
        for row in shown.at(level):
            yield from _row(row, notes.get(row.finding.id, ()), language)
    for gap in shown.gaps:
        yield from _gap(gap, language)
    passed = ((row, notes.get(row.finding.id, ())) for row in shown.at("pass"))
    yield from _list("ui.passed", _passed(tuple(passed), language), language)
    able = abilities(row.finding for row in shown.rows)
    yield from _list("abilities.head", ability_lines(able, language), language)
    told = frozenset().union(*(one.parts for one in able))
    informing = [row for row in shown.at(None) if _tells(row.finding) and not row.finding.id.startswith("overview/")]
    informing = [row for row in informing if row.finding.id not in told]
    yield from _list("ui.informs", _columns(informing, language), language)
    for row in informing:
        if row.finding.id in EXPLAINED:
            yield from _list(row.title, (line for example in row.examples for line in _item(example)), language)
    unseen = [say("ui.unseen_elsewhere", language)] if shown.unseen else []
    for head, items in (("ui.not_checked", [*shown.not_checked, *unseen]), ("ui.missing", shown.missing)):
        yield from _list(head, (line for item in items for line in _item(printable(item))), language)


def _tells(finding: Finding) -> bool:
    """Whether a number that informs is worth a line: none counted is not, no divergence is."""
    return finding.value != 0 or finding.unit == "nats"


def _row(row: Row, notes: Sequence[str], language: Language) -> Iterator[str]:
    assert row.level is not None
    tag = click.style(pad(say(f"level.{row.level}", language), 8), fg=COLORS[row.level], bold=True)
    yield f"{tag}{pad(click.style(row.title, bold=True), TITLE)} {row.number}"
    yield f"{' ' * 8}{pad(row.finding.id, TITLE)} {row.limit}"
    yield from (f"{' ' * 8}{note}" for note in notes)
    for example in row.examples:
        yield f"{' ' * 10}{click.style(example, dim=True)}"
    if row.hits > len(row.examples) > 0:
        yield f"{' ' * 10}{say('ui.more', language, count=f'{row.hits - len(row.examples):,}')}"
    yield f"{' ' * 8}{say('ui.do', language, advice=row.advice)}"
    yield ""


def _gap(gap: Gap, language: Language) -> Iterator[str]:
    tag = click.style(say("level.gap", language), fg=COLORS["warn"], bold=True)
    yield f"{pad(f'{tag}  {click.style(gap.title, bold=True)}', 8 + TITLE)} {gap.reason}"
    yield f"{' ' * 8}{pad(gap.check, TITLE)} {gap.follows}"
    yield f"{' ' * 8}{say('ui.do', language, advice=gap.advice)}"
    yield ""


def _list(head: str, lines: Iterable[str], language: Language) -> Iterator[str]:
    """Lines under a heading: a key of the messages, or its text."""
    shown = list(lines)
    if shown:
        yield click.style(
            say(head, language) if head.startswith(("ui.", "map.", "abilities.")) else f"{head}:", bold=True
        )
        yield from shown
        yield ""


def _item(text: str) -> Iterator[str]:
    return wrap(text, WIDTH, "  ", "    ")


def _passed(rows: Sequence[tuple[Row, Sequence[str]]], language: Language) -> Iterator[str]:
    """What was found and is within its limit, with its number; what was not found, by name."""
    yield from _columns([row for row, _ in rows if row.finding.value], language)
    for row, notes in rows:
        for note in notes if row.finding.value else ():
            yield from _item(say("ui.named", language, name=row.title, value=note))
    if none := [row.title for row, _ in rows if not row.finding.value]:
        yield from _item(say("ui.none_found", language, titles=say("ui.semicolon", language).join(none)))


def _columns(rows: Sequence[Row], language: Language) -> Iterator[str]:
    """A line for each: title and number, below each other."""
    width = max((cells for row in rows if (cells := cell_len(row.title)) <= COLUMN), default=0)
    for row in rows:
        if cell_len(row.title) <= COLUMN:
            yield f"  {pad(row.title, width)}  {row.number}"
        else:
            yield from _item(say("ui.named", language, name=row.title, value=row.number))


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
        stage=stage(verdict, language),
    )
    yield f"{click.style(outcome, fg=OUTCOME_COLORS[verdict.outcome], bold=True)}  {counts}"
    yield say("ui.hits", language, hits=report.evidence.lines, path=report.evidence.shown)
