"""The command `canaries`: made-up records that show how much a training remembers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.shared import EXIT_CODES, chosen_language, language, new_place, shape, tell
from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.canaries.invent import Kind


@click.group()
def canaries() -> None:
    """Canaries: made-up records that show how much a training remembers.

    They go into the data by coins, before the training; a probe with their key then tells what the model kept.
    """


@canaries.command(epilog=EXIT_CODES)
@click.argument("data", metavar="DATA", type=click.Path(path_type=Path))
@click.option(
    "--n", type=int, default=200, show_default=True, metavar="N", help="Canaries; a coin keeps half of them out."
)
@new_place("DATA2", "The data with the canaries. It must not exist.")
@click.option(
    "--key", type=click.Path(path_type=Path), required=True, metavar="KEY",
    help="The secret by which a probe judges. It must not exist.",
)  # fmt: skip
@click.option(
    "--copies",
    default="1,4,16",
    show_default=True,
    metavar="A,B",
    help="In how many rows a canary stands: one of these.",
)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(["identifier", "email"]),
    help="What a canary holds: 12 digits, or an e-mail address. Repeatable. Default: either.",
)  # fmt: skip
@click.option("--text", type=click.Choice(["en", "zh"]), help="Language of the canaries. Default: that of the data.")
@click.option(
    "--guesses",
    type=int,
    metavar="K",
    help="How many the audit will say to be in. Default: an eighth; with one number of copies, a quarter.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), metavar="S",
    help="Draws everything, and is as secret as KEY. Default: one that nobody can guess.",
)  # fmt: skip
@shape
@language
def plant(
    data: Path,
    n: int,
    out: Path,
    key: Path,
    copies: str,
    kinds: tuple[Kind, ...],
    text: str | None,
    guesses: int | None,
    seed: int | None,
    shape: str | None,
    lang: str | None,
) -> None:
    """Plant canaries into a file of JSON lines, and seal in KEY which of them are in.

    Each canary is a question and a made-up value in the layout of the data. A coin decides whether it goes in. The
    rows of DATA stay as they are, in order; those of the canaries stand between them, at random places. Plant after
    cleaning, and train on DATA2 alone.

    \b
    auditor canaries plant train.jsonl --n 200 --out planted.jsonl --key secret/canaries.json
    auditor probe --model out --train planted.jsonl --canaries secret/canaries.json
    """
    from auditor.canaries.invent import KINDS
    from auditor.canaries.planting import Wanted
    from auditor.canaries.planting import plant as run_plant
    from auditor.views import canaries

    chosen = chosen_language(lang)
    words = None if text is None else chosen_language(text)
    wanted = Wanted(n, _copies(copies), kinds or KINDS, guesses, words)
    done = run_plant(data, out=out, key=key, wanted=wanted, seed=seed, shape=shape)
    tell(canaries.render(done, chosen))


def _copies(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
        raise UsageError(f"--copies {text}: give whole numbers with commas between them, such as 1,4,16")
    return tuple(int(part) for part in parts)
