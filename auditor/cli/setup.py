"""Commands for the first day: `init` writes a policy and a CI job, `doctor` says what is installed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.shared import chosen_language, language, tell
from auditor.errors import PASS, USAGE

if TYPE_CHECKING:
    from auditor.doctor import Part
    from auditor.messages import Language


@click.command()
@click.option("--data", default="train.jsonl", show_default=True, metavar="PATH", help="What the CI job scans.")
@click.option("--trainer", metavar="NAME", help="Also check what this trainer drops, cuts or leaves untrained.")
@click.option("--ci", type=click.Choice(["github", "gitlab"]), help="Also write a job for this CI service.")
@language
def init(data: str, trainer: str | None, ci: str | None, lang: str | None) -> None:
    """Write a policy, a file of waivers and a CI job into the current folder. Nothing is overwritten.

    \b
    auditor init --ci github --data data/train.jsonl --trainer trl
    """
    from auditor.starters import starters, write

    chosen = chosen_language(lang)
    files = starters(data, trainer, ci)
    write(files, Path.cwd())
    tell("".join(f"{line}\n" for line in _next_steps(tuple(files), data, trainer, ci, chosen)))


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is told."
)
@language
def doctor(form: str, lang: str | None) -> None:
    """Say what is installed, what is missing, what that costs, and the command that mends it.

    Exits with 0, or with 2 where something that is installed is broken.

    \b
    auditor doctor --format json
    """
    from auditor.doctor import SCHEMA, examine

    parts = examine()
    broken = [part for part in parts if part.state == "broken"]
    if form == "json":
        import orjson

        content = {"schema": SCHEMA, "broken": bool(broken), "parts": parts}
        tell(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())
    else:
        tell(_told(parts, chosen_language(lang)))
    sys.exit(USAGE if broken else PASS)


def _next_steps(
    files: tuple[str, ...], data: str, trainer: str | None, ci: str | None, language: Language
) -> list[str]:
    import shlex

    from auditor.messages import printable, say
    from auditor.starters import GITLAB, POLICY

    lines = [say("init.wrote", language, path=name) for name in files]
    command = ["auditor", "scan", data, "--policy", POLICY, *(("--trainer", trainer) if trainer else ())]
    lines += ["", say("init.next", language), f"  {shlex.join(command)}"]
    if ci == "gitlab":
        lines.append(f"  {say('init.include', language, path=GITLAB)}")
    if ci == "github":
        lines.append(f"  {say('init.pinned', language)}")
    if ci is not None:
        lines.append(f"  {say('init.key', language)}")
    return [printable(line) for line in lines]


def _told(parts: tuple[Part, ...], language: Language) -> str:
    from auditor.messages import printable, say
    from auditor.views.cells import pad

    titles = [say(f"doctor.{part.name}", language) for part in parts]
    lines = []
    for part, title in zip(parts, titles, strict=True):
        state = say(f"doctor.state.{part.state}", language)
        lines.append(f"{pad(title, 20)}{pad(state, 9)}{part.found}".rstrip())
        if part.cost:
            lines.append(f"{'':<20}{say(f'doctor.cost.{part.cost}', language)}")
        if part.mend:
            lines.append(f"{'':<20}{say('doctor.do', language, command=part.mend)}")
    broken = [title for part, title in zip(parts, titles, strict=True) if part.state == "broken"]
    if broken:
        lines.append(say("doctor.broken", language, names=", ".join(broken)))
    else:
        lines.append(say("doctor.fine", language, missing=sum(part.state == "missing" for part in parts)))
    return "".join(f"{printable(line)}\n" for line in lines)
