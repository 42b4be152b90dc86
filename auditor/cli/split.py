"""The command that splits data: `split`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.cli.shared import (
    EXIT_CODES,
    chosen_language,
    language,
    new_place,
    policy,
    seed,
    shape,
    tell,
    workers,
)


@click.command(epilog=EXIT_CODES)
@click.argument("data", nargs=-1, required=True, metavar="DATA...")
@click.option(
    "--eval",
    "share",
    default="0.1",
    show_default=True,
    metavar="N",
    help="What to hold out: a share of the records such as 0.1, or a number of them such as 500.",
)
@new_place("DIR", "Where the folders train and eval go. It must not exist.")
@seed("Which are drawn.")
@policy("Its options say what counts as near, and which private values there are.")
@workers
@shape
@language
def split(
    data: tuple[str, ...],
    share: str,
    out: Path,
    seed: int,
    policy: str,
    workers: int | None,
    shape: str | None,
    lang: str | None,
) -> None:
    """Hold out data to evaluate on, so that nothing like it is left to train on.

    Copies, near copies, questions inside other records, conversations that begin alike and records about one person
    stay on one side. What is held out is drawn at random from all files, layouts and sizes of such groups, and checked
    as a scan would check it. Exits with 3 where less than half of what was asked for could be held out,
    or so much is alike that not all of it could be checked.

    \b
    auditor split data/ --eval 0.1 --out parts
    auditor scan parts/train --eval parts/eval
    """
    from auditor.progress import show_progress
    from auditor.splitting import split as run_split
    from auditor.views import splitting

    chosen = chosen_language(lang)
    with show_progress(chosen, "ui.splitting") as progress:
        done = run_split(
            *data, out=out, eval=share, seed=seed, policy=policy, workers=workers, shape=shape, progress=progress
        )
    tell(splitting.render(done, chosen, policy))
    sys.exit(done.exit_code)
