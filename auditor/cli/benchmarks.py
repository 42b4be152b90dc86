"""The command `benchmark`: packs of public benchmarks that scans look for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.shared import chosen_language, language
from auditor.console import reader_may_leave
from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.benchmarks import Held
    from auditor.messages import Language


@click.group()
def benchmark() -> None:
    """Packs of benchmarks: what a scan looks for in training data.

    A pack holds hashes of a benchmark's items, not their text.
    """


@benchmark.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", metavar="TEXT", help="Where the file comes from: URL and commit. Default: its name.")
@click.option("--license", "terms", default="", metavar="TEXT", help="The benchmark's license.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="Write the pack there instead.")
@language
def add(name: str, file: Path, source: str | None, terms: str, out: Path | None, lang: str | None) -> None:
    """Make a pack of a benchmark and keep it for later scans.

    FILE has a row for each item, with fields such as question, options or choices, and answer (.jsonl, .json, .csv,
    .parquet ...), or is laid out as training data. An older pack of that name is replaced.

    \b
    auditor benchmark add cmmlu-law law.csv --license CC-BY-NC-SA-4.0
    auditor scan train.jsonl --benchmark cmmlu-law
    """
    from auditor.benchmarks import pack_of, put
    from auditor.benchmarks.shelf import checked
    from auditor.messages import printable, say

    chosen = chosen_language(lang)
    pack = pack_of(checked(name), file, source or file.name, terms)
    path = put(pack, out)
    click.echo(say("ui.benchmark_added", chosen, name=name, items=len(pack), path=printable(str(path))))


@benchmark.command("list")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@language
def list_packs(names: tuple[str, ...], lang: str | None) -> None:
    """List the packs that a scan can look for, or those named.

    A pack that cannot be read is shown as such; if it was named, the command exits with 2.
    """
    from auditor.benchmarks import Held, held, shelved

    chosen = chosen_language(lang)
    packs = tuple(Held(name, shelved(name)) for name in dict.fromkeys(names)) if names else held()
    broken: list[UsageError] = []
    with reader_may_leave():
        for one in packs:
            click.echo("".join(f"{line}\n" for line in _entry(one, chosen, broken)), nl=False)
    if names and broken:
        raise broken[0]


def _entry(one: Held, language: Language, broken: list[UsageError]) -> Iterator[str]:
    """The lines of a pack; what keeps it from being read goes to `broken`."""
    from auditor.benchmarks import load
    from auditor.messages import printable, say

    try:
        pack = load(one.path)
    except UsageError as error:
        broken.append(error)
        about = say("ui.benchmark_damaged", language, name=one.name)
    else:
        about = say("ui.benchmark", language, items=len(pack), license=pack.license or "?", source=pack.source)
    yield f"{printable(one.name):<20}{printable(about)}"
    yield f"{'':<20}{printable(str(one.path))}"
