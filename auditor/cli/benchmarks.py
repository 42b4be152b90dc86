"""The command `benchmark`: packs of public benchmarks that scans look for."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli.shared import chosen_language, language
from auditor.console import reader_may_leave


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
@language
def list_packs(lang: str | None) -> None:
    """List the packs that a scan can look for."""
    from auditor.benchmarks import held
    from auditor.messages import printable, say
    from auditor.text.benchmarks import from_bytes

    chosen = chosen_language(lang)
    with reader_may_leave():
        for one in held():
            pack = from_bytes(one.path.read_bytes(), str(one.path))
            about = say("ui.benchmark", chosen, items=len(pack), license=pack.license or "?", source=pack.source)
            click.echo(f"{one.name:<20}{printable(about)}")
            click.echo(f"{'':<20}{printable(str(one.path))}")
