"""Commands that read reports and the auditor itself: gate, report, risks, schema."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.cli.shared import (
    EXIT_CODES,
    chosen_language,
    data_here,
    formats,
    language,
    page_of,
    print_report,
    refuse_targets,
    wanted_formats,
    write_formats,
)
from auditor.errors import UsageError
from auditor.views.formats import FORMATS


@click.command(epilog=EXIT_CODES)
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="REPORT...")
@click.option("--policy", required=True, metavar="P", help="default, strict, explore, or the path of a policy file.")
@click.option(
    "--weights",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The weights that you ship: a probe of others is refused.",
)
@click.option(
    "--waivers", type=click.Path(path_type=Path), metavar="F", help="Accepted hits. Default: as the policy says."
)
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="F", help="Known hits. Default: as the policy says."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the judged report there.")
@formats
@data_here
@language
def gate(
    reports: tuple[Path, ...],
    policy: str,
    weights: Path | None,
    waivers: Path | None,
    baseline: Path | None,
    out: Path | None,
    formats: tuple[str, ...],
    data: tuple[str, ...],
    lang: str | None,
) -> None:
    """Judge reports by a policy, without reading the data again.

    REPORT is a report directory or its report.json. Several must be of the same data and key: the scan of the data
    and the probe of the model that was trained on it are judged as one.

    \b
    auditor gate auditor-report --policy strict
    auditor gate scan-report probe-report --policy release.yaml --weights out/merged
    """
    from auditor.policy import judge, load_policy, refuse_changed
    from auditor.report import join, read_report, refuse_other_weights

    chosen = chosen_language(lang)
    wanted = wanted_formats(formats)
    inputs = (policy, *(str(path) for path in (*reports, weights, waivers, baseline) if path is not None))
    refuse_targets(wanted, out or _folder(reports[0]), inputs)
    rules = load_policy(policy, waivers=waivers, baseline=baseline)
    found = []
    for path in reports:
        found.append(read_report(path))
        refuse_changed(path, found[-1])
    report = join(found)
    if weights is not None:
        refuse_other_weights(report, weights)
    verdict = judge(report, rules)
    if out is not None:
        report = report.write(out, verdict, page_of(report, verdict, chosen))
    write_formats(report, verdict, wanted, chosen, data)
    print_report(report, verdict, chosen, out, to_stderr=any(path is None for _, path in wanted))
    sys.exit(verdict.exit_code)


def _folder(report: Path) -> Path:
    return report if report.is_dir() else report.parent


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@formats
@data_here
@language
def report(report: Path, formats: tuple[str, ...], data: tuple[str, ...], lang: str | None) -> None:
    """Render a report again, with the verdict that stands beside it."""
    from auditor.policy import read_verdict
    from auditor.report import read_report

    if not formats:
        raise UsageError(
            f"what shall the report be written as? Give --format {'|'.join(FORMATS)}, or F=PATH for a file"
        )
    wanted = wanted_formats(formats)
    refuse_targets(wanted, _folder(report))
    found = read_report(report)
    write_formats(found, read_verdict(report, found), wanted, chosen_language(lang), data)


@click.command()
@click.argument("id", required=False)
@language
def risks(id: str | None, lang: str | None) -> None:
    """List the risks, or print the page of one.

    The page says what the risk measures, why it matters, what it misses and what to do, and its default limits.
    """
    from auditor import registry
    from auditor.messages import say
    from auditor.policy import unit_of
    from auditor.views.mapped import mapped
    from auditor.views.model import limit_text

    chosen = chosen_language(lang)
    if id is None:
        for risk in registry.risks().values():
            click.echo(f"{risk.id:<16}{say(f'risk.{risk.id}', chosen)}")
        return
    risk = registry.risk(id)
    click.echo(registry.page(risk))
    if limits := {**risk.limits, **risk.probed}:
        click.echo("\n## Default limits\n")
        for finding, limit in limits.items():
            click.echo(f"- `{finding}`: {limit_text(limit, unit_of(finding), chosen)}")
    click.echo("".join(f"{line}\n" for line in mapped(risk.id, chosen)), nl=False)


@click.command()
@click.argument(
    "name", type=click.Choice(["report", "evidence", "verdict", "policy", "waivers", "baseline"]), metavar="NAME"
)
def schema(name: str) -> None:
    """Print the JSON Schema of a file.

    NAME is report, evidence (one line of it), verdict, policy, waivers or baseline.
    """
    from auditor.schemas import json_schema

    click.echo(json_schema(name), nl=False)
