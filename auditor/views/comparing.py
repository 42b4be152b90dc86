"""Comparisons and baselines as text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from auditor.messages import Language, printable, say
from auditor.policy import Baseline, Change
from auditor.report import Compared, Comparison, Report
from auditor.report.comparison import ORDER
from auditor.views.cells import pad, wrap
from auditor.views.markdown import escape
from auditor.views.model import number, title

WIDTH, TAG, TITLE = 100, 14, 48
COLORS = {"worse": "red", "better": "green"}


def render(comparison: Comparison, language: Language) -> str:
    """A comparison for a terminal: what changed, then what did not, the counts last."""
    lines: list[str] = []
    for one in comparison.findings:
        if one.change != "same":
            color = COLORS.get(one.change)
            tag = click.style(pad(say(f"change.{one.change}", language), TAG), fg=color, bold=color is not None)
            lines += [f"{tag}{pad(title(one.finding, language), TITLE)} {_numbers(one, language)}"]
    same = [title(one.finding, language) for one in comparison.at("same") if one.after and one.after.judged]
    if same:
        lines += ["", say("ui.same_head", language)]
        lines += wrap(say("ui.semicolon", language).join(same), WIDTH, "  ", "  ")
    if differs := list(_differs(comparison, language)):
        lines += ["", say("ui.differs", language), *(f"  {line}" for line in differs)]
    return "\n".join([*lines, "", _counts(comparison, language)]).lstrip("\n") + "\n"


def markdown(comparison: Comparison, language: Language) -> str:
    """A comparison as a Markdown document."""
    heads = [say(f"ui.{head}", language) for head in ("change", "finding", "before", "after")]
    lines = [f"# {say('ui.comparison', language)}", "", escape(_counts(comparison, language)), ""]
    lines += [f"| {' | '.join(heads)} |", "|---|---|---|---|"]
    for one in comparison.findings:
        name = f"{escape(title(one.finding, language))} `{printable(one.finding)}`"
        sides = [escape(number(side, language)) if side else "" for side in (one.before, one.after)]
        lines.append(f"| {' | '.join((say(f'change.{one.change}', language), name, *sides))} |")
    if differs := list(_differs(comparison, language)):
        lines += ["", say("ui.differs", language), "", *(f"- {escape(line)}" for line in differs)]
    return "\n".join(lines) + "\n"


def changes(found: Sequence[Change], language: Language) -> str:
    """What changed against a baseline, finding by finding, the sum last."""
    lines = [
        f"{pad(title(one.finding, language), TITLE)} "
        + say("ui.diff_line", language, new=f"{one.new:,}", gone=f"{one.gone:,}", same=f"{one.same:,}")
        for one in found
    ]
    new, gone, same = (sum(getattr(one, name) for one in found) for name in ("new", "gone", "same"))
    total = say("ui.diff_total", language, new=new, gone=f"{gone:,}", same=f"{same:,}")
    return "\n".join([*lines, "", total] if lines else [total]) + "\n"


def baseline(written: Baseline, language: Language) -> str:
    """What a baseline holds."""
    hits = sum(sum(counts.values()) for counts in written.hits.values())
    return say(
        "ui.baseline_written", language, hits=hits, findings=len(written.hits), path=printable(written.name)
    ) + "\n"  # fmt: skip


def logs(report: Report, language: Language) -> str:
    """What is not the same about two logs of an evaluation, and what is to be known of them."""
    notes = report.run.model.notes if report.run.model else ()
    parts = (note.partition(":") for note in notes)
    told = (say(key, language, name=printable(name)) for key, _, name in parts)
    lines = [line for one in told for line in wrap(one, WIDTH, "  ", "    ")]
    return "\n".join([say("ui.logs", language), *lines, "", ""]) if lines else ""


def _numbers(one: Compared, language: Language) -> str:
    sides = [number(side, language) for side in (one.before, one.after) if side is not None]
    return " → ".join(sides)


def _differs(comparison: Comparison, language: Language) -> Iterator[str]:
    if not comparison.same_data:
        yield say("compare.data", language)
    for note in comparison.notes:
        key, _, name = note.partition(":")
        yield say(key, language, name=printable(name))


def _counts(comparison: Comparison, language: Language) -> str:
    counts = {change: len(comparison.at(change)) for change in ORDER}
    return say("ui.compared", language, worse=counts["worse"], better=counts["better"], same=counts["same"])
