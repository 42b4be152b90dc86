"""Commands that read reports and the auditor itself: gate, report, risks, schema."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.cli.shared import (
    EXIT_CODES,
    FORMATS,
    chosen_language,
    formats,
    language,
    print_report,
    refuse_targets,
    wanted_formats,
    write_formats,
)
from auditor.errors import UsageError


@click.command(epilog=EXIT_CODES)
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="REPORT...")
@click.option("--policy", required=True, metavar="P", help="default, strict, explore, or the path of a policy file.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the judged report there.")
@language
def gate(reports: tuple[Path, ...], policy: str, out: Path | None, lang: str | None) -> None:
    """Judge reports by a policy, without reading the data again.

    REPORT is a report directory or its report.json. Several must be of the same data and key.
    """
    from auditor.policy import judge, load_policy
    from auditor.report import join, read_report

    report = join([read_report(path) for path in reports])
    verdict = judge(report, load_policy(policy))
    if out is not None:
        report = report.write(out, verdict)
    print_report(report, verdict, chosen_language(lang), out)
    sys.exit(verdict.exit_code)


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@formats
@language
def report(report: Path, formats: tuple[str, ...], lang: str | None) -> None:
    """Render a report again, with the verdict that stands beside it."""
    from auditor.policy import read_verdict
    from auditor.report import read_report

    if not formats:
        raise UsageError(
            f"what shall the report be written as? Give --format {'|'.join(FORMATS)}, or F=PATH for a file"
        )
    wanted = wanted_formats(formats)
    refuse_targets(wanted, report if report.is_dir() else report.parent)
    found = read_report(report)
    write_formats(found, read_verdict(report, found), wanted, chosen_language(lang))


@click.command()
@click.argument("id", required=False)
@language
def risks(id: str | None, lang: str | None) -> None:
    """List the risks, or print the page of one.

    The page says what the risk measures, why it matters, what it misses and what to do, and its default limits.
    """
    from auditor import registry
    from auditor.messages import say
    from auditor.views.model import limit_text

    chosen = chosen_language(lang)
    if id is None:
        for risk in registry.risks().values():
            click.echo(f"{risk.id:<16}{say(f'risk.{risk.id}', chosen)}")
        return
    risk = registry.risk(id)
    click.echo(registry.page(risk))
    if risk.limits:
        click.echo("\n## Default limits\n")
        for finding, limit in risk.limits.items():
            click.echo(f"- `{finding}`: {limit_text(limit, risk.units.get(finding, 'share'), chosen)}")


@click.command()
@click.argument("name", type=click.Choice(["report", "evidence", "verdict", "policy"]), metavar="NAME")
def schema(name: str) -> None:
    """Print the JSON Schema of a file.

    NAME is report, evidence (one line of it), verdict or policy.
    """
    from auditor.schemas import json_schema

    click.echo(json_schema(name), nl=False)
