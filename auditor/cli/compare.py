"""Commands that hold reports against each other: baseline write, baseline diff, compare."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.cli.shared import chosen_language, language, tell
from auditor.errors import FAIL, INCONCLUSIVE, PASS, UsageError

REPORT = click.argument("report", type=click.Path(path_type=Path))


@click.group()
def baseline() -> None:
    """Keep the hits that you know, so that a gate can judge only new ones.

    A baseline holds keyed fingerprints of what was found, no values: it needs AUDITOR_KEY, and changes with content
    only, not with order or format.
    """


@baseline.command()
@REPORT
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Where it goes.")
@language
def write(report: Path, out: Path, lang: str | None) -> None:
    """Write the hits of a report as a baseline; an older one there is replaced."""
    from auditor.outputs import write_file
    from auditor.policy import load_baseline, refuse_changed, refuse_to_overwrite, written
    from auditor.report import read_report
    from auditor.views import comparing

    found = read_report(report)
    refuse_changed(report, found)
    refuse_to_overwrite(out)
    write_file(out, written(found))
    tell(comparing.baseline(load_baseline(out), chosen_language(lang)))


@baseline.command()
@REPORT
@click.argument("file", type=click.Path(path_type=Path))
@language
def diff(report: Path, file: Path, lang: str | None) -> None:
    """Count what is new in a report, what is gone and what the baseline knows."""
    from auditor.policy import changes, load_baseline, refuse_changed
    from auditor.report import read_report
    from auditor.views import comparing

    found = read_report(report)
    refuse_changed(report, found)
    tell(comparing.changes(changes(found, load_baseline(file)), chosen_language(lang)))


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option(
    "--fail-on-worse",
    is_flag=True,
    help="Exit with 1 where a finding got worse, and with 3 where that is not known.",
)
@click.option("--format", "as_", metavar="F", help="json or markdown instead of text.")
@language
def compare(before: Path, after: Path, fail_on_worse: bool, as_: str | None, lang: str | None) -> None:
    """Say what got better and what worse from one report to another.

    BEFORE and AFTER are report directories: of two datasets, of two checkpoints, of data before and after cleaning.
    What was measured in different ways is refused. A change is called one where the intervals do not meet.
    """
    from auditor.policy import refuse_changed
    from auditor.report import compare as run_compare
    from auditor.report import read_report
    from auditor.views import comparing

    if as_ not in (None, "json", "markdown"):
        raise UsageError(f"--format {as_}: a comparison is written as json or markdown; leave it out for text")
    found = []
    for path in (before, after):
        found.append(read_report(path))
        refuse_changed(path, found[-1])
    comparison = run_compare(*found)
    chosen = chosen_language(lang)
    match as_:
        case "json":
            tell(comparison.to_json().decode())
        case "markdown":
            tell(comparing.markdown(comparison, chosen))
        case _:
            tell(comparing.render(comparison, chosen))
    if fail_on_worse and comparison.at("worse"):
        sys.exit(FAIL)
    sys.exit(INCONCLUSIVE if fail_on_worse and comparison.unsettled else PASS)
