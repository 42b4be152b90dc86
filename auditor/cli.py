"""The command line: arguments and printing only. What takes time to import is imported inside the commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor import __version__
from auditor.console import reader_may_leave, run
from auditor.errors import PASS, UsageError, nearest

if TYPE_CHECKING:
    from auditor.messages import Language
    from auditor.policy import Verdict
    from auditor.report import Report

EXIT_CODES = "Exit codes: 0 pass, 1 fail, 2 mend your call, 3 inconclusive, 4 internal error, 130 interrupted."
FORMATS = ("json", "markdown")


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXIT_CODES)
@click.version_option(__version__, prog_name="auditor")
def cli() -> None:
    """Audits fine-tuning risk: what is risky in training data, and whether it breaks your policy.

    \b
    auditor scan train.jsonl               before you train: what is in the data
    auditor clean train.jsonl --out clean.jsonl   take out what the scan found
    auditor gate auditor-report --policy strict   judge a report again, without the data
    auditor demo                           see it on data that comes with it
    """


def formats(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--format`, which may be given several times."""
    return click.option(
        "--format",
        "formats",
        multiple=True,
        metavar="F[=PATH]",
        help=f"Also write the report as {' or '.join(FORMATS)}: to PATH, else to standard output. Repeatable.",
    )(command)


def language(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--lang`."""
    return click.option("--lang", "lang", metavar="L", help="en or zh. Default: AUDITOR_LANG, then the locale.")(
        command
    )


@cli.command(epilog=EXIT_CODES)
@click.argument("data", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--eval", "evals", multiple=True, metavar="PATH", help="Data that the model will be evaluated on. Repeatable."
)
@click.option(
    "--policy",
    default="default",
    show_default=True,
    metavar="P",
    help="default, strict, explore, or the path of a policy file.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("auditor-report"),
    show_default=True,
    metavar="DIR",
    help="Where the report goes; an older report there is replaced.",
)
@click.option("--only", multiple=True, metavar="R", help="Look at this risk only (and what it builds on). Repeatable.")
@click.option("--skip", multiple=True, metavar="R", help="Leave this risk out. Repeatable.")
@click.option("--workers", type=int, metavar="N", help="Processes. Default: one a core.")
@click.option("--shape", metavar="S", help="Read every record as this shape instead of detecting it.")
@click.option(
    "--tokenizer", metavar="T", help="Count tokens with this tokenizer: a model folder, a tokenizer.json or a Hub id."
)
@click.option("--epochs", type=float, default=1.0, show_default=True, metavar="E", help="Epochs that you will train.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    metavar="N",
    help="Seed of everything that is sampled.",
)
@click.option(
    "--reveal",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the values themselves to FILE, which only you can read. Refused in CI.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 where the verdict is fail or inconclusive.")
@click.option("--strict", is_flag=True, help="Stop with a traceback when a check breaks, instead of reporting it.")
@formats
@language
def scan(
    out: Path,
    evals: tuple[str, ...],
    formats: tuple[str, ...],
    lang: str | None,
    exit_zero: bool,
    reveal: Path | None,
    data: tuple[str, ...],
    policy: str,
    **options: Any,
) -> None:
    """Scan training data before you fine-tune on it.

    PATH is a file (.jsonl, .json, .csv, .tsv, .parquet, .arrow, .txt, each also .gz or .zst), a folder, or the id of
    a dataset on the Hub (org/name). Layouts such as Alpaca, ShareGPT and OpenAI messages are detected.

    \b
    auditor scan train.jsonl
    auditor scan data/ --eval heldout.jsonl --epochs 3 --policy strict
    """
    code = _scan(data, out, formats, lang, policy, {"eval": evals, **options}, reveal)
    if exit_zero and code in (1, 3):
        _note("ui.exit_zero", lang, code=code)
        code = PASS
    sys.exit(code)


@cli.command(epilog=EXIT_CODES)
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
    _print_report(report, verdict, _language(lang), out)
    sys.exit(verdict.exit_code)


@cli.command()
@click.argument("data", nargs=-1, required=True, metavar="DATA...")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    default=Path("auditor-report"),
    show_default=True,
    metavar="R",
    help="The report of a scan of this data.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="CLEAN",
    help="Where the cleaned data goes: a file for one file, else a folder. It must not exist.",
)
@click.option(
    "--eval",
    "evals",
    multiple=True,
    metavar="PATH",
    help="Held-out data, as given to the scan; not cleaned. Repeatable.",
)
@click.option(
    "--policy",
    default="default",
    show_default=True,
    metavar="P",
    help="Its section 'clean' says how; also see --report.",
)
@click.option("--workers", type=int, metavar="N", help="Processes. Default: one a core.")
@language
def clean(
    data: tuple[str, ...],
    report: Path,
    out: Path,
    evals: tuple[str, ...],
    policy: str,
    workers: int | None,
    lang: str | None,
) -> None:
    """Take out of the data what a scan found in it.

    Private values become made-up ones of the same format that can hit nobody, or placeholders; everything else stays
    as it is, in the same format. CLEAN.changes.jsonl lists every change. What was not searched for is not taken out.

    \b
    auditor scan train.jsonl
    auditor clean train.jsonl --report auditor-report --out clean.jsonl
    """
    from auditor.cleaning import clean as run_clean
    from auditor.progress import show_progress
    from auditor.views import cleaning

    chosen = _language(lang)
    with show_progress(chosen, "ui.cleaning") as progress:
        done = run_clean(
            *data, report=report, out=out, policy=policy, eval=evals, workers=workers, progress=progress
        )  # fmt: skip
    with reader_may_leave():
        click.echo(cleaning.render(done, chosen, policy), nl=False)


@cli.command()
@click.argument("report", type=click.Path(path_type=Path))
@click.argument("data", nargs=-1, metavar="[DATA]...")
@click.option(
    "--each", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="Hits of each finding."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, metavar="N", help="Which hits are drawn."
)
@language
def review(report: Path, data: tuple[str, ...], each: int, seed: int, lang: str | None) -> None:
    """Look at a sample of the hits, and learn how many are right in your data.

    REPORT is a report directory, DATA what was scanned for it (default: the files of the report, if they are here).
    Each hit is shown with its value, on this terminal only: answer y if it is right, n if not. The answers are kept
    in REPORT/review.json, without the values, so you can stop and go on.
    """
    from auditor.views import review as screen

    screen.run(report, data, each, seed, _language(lang))


@cli.command()
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
    wanted = _formats(formats)
    _refuse_targets(wanted, report if report.is_dir() else report.parent)
    found = read_report(report)
    _write_formats(found, read_verdict(report, found), wanted, _language(lang))


@cli.command()
@click.argument("id", required=False)
@language
def risks(id: str | None, lang: str | None) -> None:
    """List the risks, or print the page of one.

    The page says what the risk measures, why it matters, what it misses and what to do, and its default limits.
    """
    from auditor import registry
    from auditor.messages import say
    from auditor.views.model import limit_text

    chosen = _language(lang)
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


@cli.command()
@click.argument("name", type=click.Choice(["report", "evidence", "verdict", "policy"]), metavar="NAME")
def schema(name: str) -> None:
    """Print the JSON Schema of a file.

    NAME is report, evidence (one line of it), verdict or policy.
    """
    from auditor.schemas import json_schema

    click.echo(json_schema(name), nl=False)


@cli.command()
@language
def demo(lang: str | None) -> None:
    """Scan data that comes with the auditor and is made to fail. Exits with 0."""
    from auditor import shipped
    from auditor.text.keys import PUBLIC_KEY, key_from

    folder = shipped.folder("sample_data")
    options = {"eval": (str(folder / "heldout"),), "epochs": 3.0, "key": key_from(PUBLIC_KEY)}
    code = _scan((str(folder / "train"),), Path("auditor-demo"), (), lang, "default", options)
    _note("ui.demo", lang, code=code)


def _scan(
    data: tuple[str, ...],
    out: Path,
    formats: tuple[str, ...],
    lang: str | None,
    policy: str,
    options: dict[str, Any],
    reveal: Path | None = None,
) -> int:
    from auditor import audit
    from auditor.policy import judge, load_policy
    from auditor.progress import show_progress
    from auditor.report import staging

    chosen = _language(lang)
    wanted = _formats(formats)
    rules = load_policy(policy)
    _refuse_targets([*wanted, ("reveal", reveal)], out, (*data, *options.get("eval", ()), policy))
    if reveal is not None:
        _refuse_to_reveal(reveal, out)
    with staging(out):  # where the report cannot be written is said before the work, not after
        pass
    with show_progress(chosen) as progress:
        found = audit.scan(*data, policy=rules, progress=progress, **options)
    verdict = judge(found, rules)
    found = found.write(out, verdict)
    if reveal is not None:
        from auditor.reveal import write_values
        from auditor.text.keys import key_from_environment

        write_values(found, data, options.get("eval", ()), key_from_environment(), reveal)
    _write_formats(found, verdict, wanted, chosen)
    _print_report(found, verdict, chosen, out, to_stderr=any(path is None for _, path in wanted))
    return verdict.exit_code


def _language(lang: str | None) -> Language:
    from auditor.messages import choose_language

    return choose_language(lang)


def _note(key: str, lang: str | None, **values: object) -> None:
    from auditor.messages import say

    click.echo(say(key, _language(lang), **values), err=True)


def _formats(given: tuple[str, ...]) -> list[tuple[str, Path | None]]:
    """Name and path of each wanted format; no path is standard output."""
    wanted = []
    for text in given:
        name, _, path = text.partition("=")
        if name not in FORMATS:
            raise UsageError(f"--format {text}: there is no format {name!r}; {nearest(name, FORMATS)}")
        wanted.append((name, Path(path) if path else None))
    if sum(path is None for _, path in wanted) > 1:
        raise UsageError("two formats cannot both go to standard output; give --format F=PATH for one of them")
    return wanted


def _write_formats(
    report: Report, verdict: Verdict | None, wanted: list[tuple[str, Path | None]], lang: Language
) -> None:
    from auditor.outputs import write_file
    from auditor.views import markdown

    for name, path in wanted:
        content = report.to_json() if name == "json" else markdown.render(report, verdict, lang).encode()
        if path is None:
            with reader_may_leave():
                sys.stdout.buffer.write(content)
                sys.stdout.flush()
        else:
            write_file(path, content)


def _print_report(
    report: Report, verdict: Verdict, lang: Language, out: Path | None, *, to_stderr: bool = False
) -> None:
    from auditor.messages import printable, say
    from auditor.views import terminal

    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    color = False if plain else True if "FORCE_COLOR" in os.environ else None
    with reader_may_leave():
        click.echo(terminal.render(report, verdict, lang), nl=False, err=to_stderr, color=color)
        if out is not None:
            click.echo(say("ui.report", lang, path=printable(str(out))), err=to_stderr, color=color)


def _refuse_targets(wanted: list[tuple[str, Path | None]], report: Path, inputs: tuple[str, ...] = ()) -> None:
    """Formats that would be written over each other, over the report's own files, or over what is read."""
    from auditor.report import MARKS

    files = {os.path.realpath(path) for path in inputs} | {os.path.realpath(report / name) for name in MARKS}
    folders = tuple(os.path.join(path, "") for path in files if os.path.isdir(path))
    for name, path in wanted:
        if path is None:
            continue
        real = os.path.realpath(path)
        if real in files or (os.path.isfile(real) and real.startswith(folders)):
            raise UsageError(
                f"{'--reveal ' if name == 'reveal' else f'--format {name}='}{path}: this would overwrite what is read "
                "or written besides; give another path"
            )
        files.add(real)


def _refuse_to_reveal(path: Path, report: Path) -> None:
    """Values stay out of CI, and out of the report's folder, which is passed on."""
    from auditor.reveal import refuse_in_ci

    refuse_in_ci()
    if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(report)):
        raise UsageError(f"--reveal {path}: this is in the report's folder, which holds no values; give another path")


def main() -> None:
    """The command `auditor`."""
    run(cli)
