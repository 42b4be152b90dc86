"""Commands that hold reports against each other: baseline write, baseline diff, compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from auditor.cli.shared import (
    EXIT_CODES,
    chosen_language,
    language,
    page_of,
    print_report,
    tell,
    write_formats,
)
from auditor.console import reader_may_leave
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


@click.command(epilog=EXIT_CODES)
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option(
    "--fail-on-worse",
    is_flag=True,
    help="Of reports: exit with 1 where a finding got worse, and with 3 where that is not known.",
)
@click.option("--format", "as_", metavar="F", help="json or markdown instead of text.")
@click.option("--policy", metavar="P", help="Of logs: default, strict, explore, or the path of a policy file.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Of logs: write the judged report there.")
@click.option(
    "--cluster", metavar="NAME", help="Of logs: the field of the items by which they belong together, such as passage."
)
@language
def compare(
    before: Path,
    after: Path,
    fail_on_worse: bool,
    as_: str | None,
    policy: str | None,
    out: Path | None,
    cluster: str | None,
    lang: str | None,
) -> None:
    """Say what got better and what worse from one report to another, or from a base model to the one tuned from it.

    BEFORE and AFTER are report directories: of two datasets, of two checkpoints, of data before and after cleaning.
    What was measured in different ways is refused. A change is called one where the intervals do not meet.

    Or they are logs of lm-eval, lighteval or inspect with scores of single items: the folder that the harness wrote
    into, of the base and of the tuned model. They are judged as a probe for forgetting is.

    \b
    auditor compare scan-before scan-after
    auditor compare evals/base evals/tuned --policy default
    """
    from auditor.evallogs import is_log
    from auditor.report import is_report

    if as_ not in (None, "json", "markdown"):
        raise UsageError(f"--format {as_}: a comparison is written as json or markdown; leave it out for text")
    reports = [is_report(path) or not is_log(path) for path in (before, after)]
    given = {"--policy": policy, "--out": out, "--cluster": cluster}
    if any(reports) and not all(reports) and all(path.exists() for path in (before, after)):
        raise UsageError(f"{before} and {after}: the one is a log and the other is none; give two logs or two reports")
    if any(reports):
        if unfit := [name for name, value in given.items() if value is not None]:
            raise UsageError(
                f"{unfit[0]} is for logs of an evaluation, and these are none; see: auditor compare --help"
            )
        _compare_reports(before, after, fail_on_worse, as_, lang)
    if fail_on_worse:
        raise UsageError("--fail-on-worse is for reports; logs are judged by a policy: --policy P")
    _compare_logs(before, after, policy or "default", out, cluster, as_, lang)


def _compare_reports(before: Path, after: Path, fail_on_worse: bool, as_: str | None, lang: str | None) -> NoReturn:
    from auditor.policy import refuse_changed
    from auditor.report import REPORT as REPORT_FILE
    from auditor.report import compare as run_compare
    from auditor.report import read_report
    from auditor.views import comparing

    found = []
    for path in (before, after):
        if path.is_dir() and not (path / REPORT_FILE).exists():
            raise UsageError(
                f"{path}: there is no report to read here, and no log of lm-eval, lighteval or inspect; give a report "
                "directory, or the folder that such a harness wrote into"
            )
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


def _compare_logs(
    base: Path, tuned: Path, policy: str, out: Path | None, cluster: str | None, as_: str | None, lang: str | None
) -> NoReturn:
    from auditor.evallogs import compare_logs, ruled
    from auditor.policy import load_policy
    from auditor.report import staging
    from auditor.views import comparing

    chosen, rules = chosen_language(lang), load_policy(policy)
    if out is not None:
        with staging(out):  # what cannot be written is said before the work, not after
            pass
    report = compare_logs(base, tuned, cluster=cluster, named=rules.demanded)
    verdict = ruled(report, rules)
    if out is not None:
        report = report.write(out, verdict, page_of(report, verdict, chosen))
    wanted: list[tuple[str, Path | None]] = [] if as_ is None else [(as_, None)]
    write_formats(report, verdict, wanted, chosen)
    with reader_may_leave():
        click.echo(comparing.logs(report, chosen), nl=False, err=bool(wanted))
    print_report(report, verdict, chosen, out, to_stderr=bool(wanted))
    sys.exit(verdict.exit_code)
