"""What several commands share: options, formats, and how a report is printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.console import reader_may_leave
from auditor.errors import UsageError, nearest
from auditor.views.formats import FORMATS

if TYPE_CHECKING:
    from auditor.messages import Language
    from auditor.policy import Verdict
    from auditor.report import Report

EXIT_CODES = "Exit codes: 0 pass, 1 fail, 2 mend your call, 3 inconclusive, 4 internal error, 130 interrupted."


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
formats: Decorator = click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="F[=PATH]",
    help=f"Also write the report, to PATH or else to standard output: {', '.join(FORMATS)}. Repeatable.",
)
data_here: Decorator = click.option(
    "--data",
    multiple=True,
    metavar="PATH",
    help="Where the data lies: sarif, gitlab and github then name its files as they stand here. Repeatable.",
)
language: Decorator = click.option(
    "--lang", "lang", metavar="L", help="en or zh. Default: AUDITOR_LANG, then the locale."
)
workers: Decorator = click.option("--workers", type=int, metavar="N", help="Processes. Default: one a core.")
shape: Decorator = click.option("--shape", metavar="S", help="Read every record as this shape instead of detecting it.")


config: Decorator = click.option(
    "--config",
    metavar="FILE",
    help="The configuration of your training: YAML or JSON of LLaMA-Factory, TRL, axolotl, ms-swift or an OpenAI job.",
)
trainer: Decorator = click.option(
    "--trainer",
    metavar="NAME",
    help="llama-factory, trl, axolotl, ms-swift or openai: with its defaults, or where --config does not tell.",
)
template: Decorator = click.option(
    "--template", metavar="T", help="The chat template instead of the configured one: a name, a file, or tokenizer."
)


def policy(help: str) -> Decorator:
    """The option `--policy` of a command that has a default."""
    return click.option("--policy", default="default", show_default=True, metavar="P", help=help)


def evals(help: str) -> Decorator:
    """The option `--eval` that names data, and may be given several times."""
    return click.option("--eval", "evals", multiple=True, metavar="PATH", help=help)


def report_place(default: str) -> Decorator:
    """The option `--out` of a command that measures."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=Path(default),
        show_default=True,
        metavar="DIR",
        help="Where the report goes; an older report there is replaced.",
    )


only = click.option(
    "--only", multiple=True, metavar="R", help="Look at this risk only (and what it builds on). Repeatable."
)
skip = click.option("--skip", multiple=True, metavar="R", help="Leave this risk out. Repeatable.")
strict = click.option(
    "--strict", is_flag=True, help="Stop with a traceback when a check breaks, instead of reporting it."
)
exit_zero = click.option("--exit-zero", is_flag=True, help="Exit with 0 where the verdict is fail or inconclusive.")


def seed(help: str) -> Decorator:
    """The option `--seed`."""
    return click.option(
        "--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, metavar="N", help=help
    )


def new_place(metavar: str, help: str) -> Decorator:
    """The option `--out` of what is made anew."""
    return click.option("--out", type=click.Path(path_type=Path), required=True, metavar=metavar, help=help)


def chosen_language(lang: str | None) -> Language:
    from auditor.messages import choose_language

    return choose_language(lang)


def tell(text: str) -> None:
    """Prints what a command did."""
    with reader_may_leave():
        click.echo(text, nl=False)


def note(key: str, lang: str | None, **values: object) -> None:
    from auditor.messages import say

    click.echo(say(key, chosen_language(lang), **values), err=True)


def wanted_formats(given: tuple[str, ...]) -> list[tuple[str, Path | None]]:
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


def write_formats(
    report: Report,
    verdict: Verdict | None,
    wanted: list[tuple[str, Path | None]],
    lang: Language,
    data: tuple[str, ...] = (),
) -> None:
    """Writes the report in some formats. `data` is where the data lies, for those that point into files."""
    from auditor.outputs import write_file
    from auditor.views.formats import refuse_unjudged

    refuse_unjudged((name for name, _ in wanted), verdict)
    names = names_here((file.name for file in report.run.data.files), data)
    for name, path in wanted:
        content = FORMATS[name](report, verdict, lang, names)
        if name == "github":
            write_summary(report, verdict, lang)
        if path is None:
            with reader_may_leave():
                sys.stdout.buffer.write(content)
                sys.stdout.flush()
        else:
            write_file(path, content)


def names_here(files: Iterable[str], data: tuple[str, ...]) -> dict[str, str]:
    """The path below the current folder of each file of a report that is found there, and in `data`."""
    here, found = Path.cwd(), dict[str, str]()
    for name in files:
        for given in map(Path, data):
            steps = (given / name, given.parent / name) if given.is_dir() else (given,)
            for path in (Path(os.path.abspath(step)) for step in steps if step.is_file()):
                if path.parts[-len(Path(name).parts) :] == Path(name).parts and path.is_relative_to(here):
                    found.setdefault(name, path.relative_to(here).as_posix())
    return found


def write_summary(report: Report, verdict: Verdict | None, lang: Language) -> None:
    """Appends the report to the summary of a step of GitHub Actions, where there is one. It never stops a command."""
    from auditor.messages import printable
    from auditor.views import github

    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if not place:
        return
    try:
        with open(place, "ab") as file:
            file.write(github.summary(report, verdict, lang, file.tell()))
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        why = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        note("formats.no_summary", lang, path=printable(place), why=why)


def page_of(report: Report, verdict: Verdict, lang: Language) -> Callable[[], bytes]:
    """Makes the page that stands in the report directory."""

    def make() -> bytes:
        from auditor.views import html

        return html.render(report, verdict, lang)

    return make


def print_report(
    report: Report, verdict: Verdict, lang: Language, out: Path | None, *, to_stderr: bool = False
) -> None:
    from auditor.messages import printable, say
    from auditor.report import PAGE
    from auditor.views import terminal

    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    color = False if plain else True if "FORCE_COLOR" in os.environ else None
    with reader_may_leave():
        click.echo(terminal.render(report, verdict, lang), nl=False, err=to_stderr, color=color)
        if out is not None:
            click.echo(say("ui.report", lang, path=printable(str(out / PAGE))), err=to_stderr, color=color)


def refuse_targets(wanted: list[tuple[str, Path | None]], report: Path, inputs: tuple[str, ...] = ()) -> None:
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
