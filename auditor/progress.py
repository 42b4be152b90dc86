"""Progress on standard error: a bar on a terminal, a line a stage elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from auditor.audit import Progress
from auditor.messages import Language, say


@contextmanager
def show_progress(language: Language, what: str = "ui.reading") -> Iterator[Progress]:
    """Gives the function to report progress to: stage, how much is done, how much there is (in bytes or rows).

    `what` is the key of the message that says what goes on.
    """
    if sys.stderr.isatty():
        with _bar(say(what, language)) as report:
            yield report
    else:
        start = time.monotonic()
        click.echo(f"{say(what, language)} ...", err=True)
        yield lambda stage, done, total: None
        click.echo(f"{say(what, language)}: {time.monotonic() - start:.1f} s", err=True)


@contextmanager
def _bar(title: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=None)
        yield lambda stage, done, total: bars.update(task, completed=done, total=total)
