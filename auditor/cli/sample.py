"""The command `sample`: a random sheet of records for manual review, and what the filled sheet says."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.shared import EXIT_CODES, chosen_language, language, seed, shape, tell
from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.messages import Language

MOST = 100_000
"""Rows of the largest sheet: more nobody reads, and they are held in memory."""


@click.command(epilog=EXIT_CODES)
@click.argument("data", nargs=-1, metavar="[DATA]...")
@click.option(
    "-n", "rows", type=click.IntRange(1, MOST), default=4000, show_default=True, metavar="N", help="Records to draw."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="SHEET", help="The CSV to write. It must not exist.")
@seed("Which records are drawn.")
@shape
@click.option("--read", "filled", type=click.Path(path_type=Path), metavar="SHEET", help="Count a filled sheet.")
@click.option(
    "--at-least", "wanted", metavar="SHARE", help="With --read: the share that must pass, such as 0.96 or 96%."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is told."
)
@language
def sample(
    data: tuple[str, ...],
    rows: int,
    out: Path | None,
    seed: int,
    shape: str | None,
    filled: Path | None,
    wanted: str | None,
    form: str,
    lang: str | None,
) -> None:
    """Draw a random sheet of training records for people to review, and count it when it is filled.

    The sheet holds the data's text on purpose, so only you can read it. Write pass or fail into its column verdict,
    from the top. With --at-least, the exit code is 0 where the filled sheet shows the share, 1 where it shows the
    opposite, 3 where it settles neither.

    \b
    auditor sample train.jsonl -n 4000 --out sheet.csv
    auditor sample --read sheet.csv --at-least 96%
    """
    chosen = chosen_language(lang)
    if filled is not None:
        if data or out is not None:
            raise UsageError("--read takes a filled sheet alone; leave out DATA and --out")
        sys.exit(_count(filled, None if wanted is None else _share(wanted), form, chosen))
    if not data or out is None:
        raise UsageError("give DATA and --out SHEET.csv to draw a sheet, or --read SHEET.csv to count a filled one")
    if wanted is not None:
        raise UsageError("--at-least belongs to --read: a sheet that is just drawn says nothing yet")
    _draw(data, rows, out, seed, shape, form, chosen)


def _share(text: str) -> float:
    """A share from `0.96` or `96%`."""
    found = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*(%?)", text.strip())
    share = float(found[1]) / (100 if found[2] else 1) if found else 2.0
    if not 0 < share <= 1:
        raise UsageError(f"--at-least {text}: give a share between 0 and 1, such as 0.96 or 96%")
    return share


def _draw(
    data: tuple[str, ...], rows: int, out: Path, seed: int, shape: str | None, form: str, language: Language
) -> None:
    from auditor.outputs import check_file
    from auditor.progress import show_progress
    from auditor.sampling import check_place, draw, write_sheet
    from auditor.views import sampling

    check_place(out, data)
    check_file(out)
    with show_progress(language, "ui.sampling") as progress:
        drawn = draw(data, rows, seed, shape, language, progress)
    write_sheet(drawn, out, language, data)
    tell(sampling.drawn_json(drawn) if form == "json" else sampling.drawn(drawn, rows, out, language))


def _count(filled: Path, wanted: float | None, form: str, language: Language) -> int:
    from auditor.sampling import count_sheet
    from auditor.views import sampling

    counted = count_sheet(filled)
    tell(sampling.counted_json(counted, wanted) if form == "json" else sampling.counted(counted, wanted, language))
    return sampling.exit_code(counted, wanted)
