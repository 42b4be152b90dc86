"""The conversation of `auditor review`: it shows values, so it speaks to a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from auditor.errors import UsageError
from auditor.messages import Language, printable, say
from auditor.report import Report, read_report
from auditor.reveal import Revealed, reveal
from auditor.review import Review, Said, ask_about, place, precision, read_review, sample, write_review
from auditor.text.keys import key_from_environment
from auditor.views.model import percent, title

ANSWERS: dict[str, Said | Literal["skip", "stop"]] = {"y": "right", "n": "wrong", "s": "skip", "q": "stop"}


def run(path: Path, data: tuple[str, ...], each: int, seed: int, language: Language) -> None:
    """Shows the sample, takes the answers, keeps them beside the report, and prints the precision of each finding.

    Raises:
        UsageError: standard input or output is no terminal, or the data is not here.
        ReportError: the report cannot be read, or is of other data.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("a review shows private values, so it needs a terminal; run it in one, without a pipe")
    report = read_report(path)
    folder = path if path.is_dir() else path.parent
    known = read_review(folder, report)
    # Asked in the order in which they were drawn: whoever stops early has still answered for a random part.
    drawn = {place(hit): turn for turn, hit in enumerate(sample(report.evidence, seed, each))}
    inputs, evals = _inputs(report, data)
    shown = list(reveal(report, inputs, key_from_environment(), lambda hit: place(hit) in drawn, evals))
    shown.sort(key=lambda one: drawn[place(one.evidence)])
    if not shown:
        click.echo(say("ui.review_nothing", language))
    answers = known
    for answers in ask_about(known, shown, lambda one, left: _ask(one, left, language)):
        write_review(folder, answers)
    for line in _result(answers, language):
        click.echo(line)


def _inputs(report: Report, data: tuple[str, ...]) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """What to read: what the caller names, or the report's own files, where they lie under the current folder."""
    if data:
        return data, ()
    files = report.run.data.files
    if missing := [file.name for file in files if not Path(file.name).is_file()]:
        raise UsageError(
            f"{printable(missing[0])} of the report is not here; name the data as in the scan: "
            "auditor review REPORT DATA..."
        )
    train, evals = ([file.name for file in files if file.split == split] for split in ("train", "eval"))
    return tuple(train), tuple(evals)


def _ask(one: Revealed, left: int, language: Language) -> Said | Literal["skip", "stop"]:
    hit = one.evidence
    click.echo()
    click.secho(
        f"{title(hit.finding, language)} · {hit.kind} · {printable(hit.origin)} {printable(hit.path)}", bold=True
    )
    value = click.style(printable(one.value), reverse=True)
    click.echo(f"…{printable(one.before)}{value}{printable(one.after)}…")
    while True:
        key = click.prompt(say("ui.review_ask", language, left=left), prompt_suffix=" ").strip().lower()
        if key in ANSWERS:
            return ANSWERS[key]


def _result(known: Review, language: Language) -> Iterator[str]:
    yield ""
    yield click.style(say("ui.review_result", language), bold=True)
    for one in precision(known):
        yield say(
            "ui.review_line",
            language,
            finding=title(one.finding, language),
            right=one.right,
            asked=one.asked,
            share=percent(one.right / one.asked),
            low=percent(one.low),
            high=percent(one.high),
        )
