"""Progress on standard error: a bar on a terminal, a line a stage elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from auditor.audit import Progress
from auditor.messages import Language, say

STAGES = {"finish": "ui.finishing", "write": "ui.writing"}
"""Messages for the stages behind the first."""


@contextmanager
def show_progress(language: Language, what: str = "ui.reading") -> Iterator[Progress]:
    """Gives the function to report progress to: stage, how much is done, how much there is (in bytes or rows).

    `what` is the key of the message that says what goes on.
    """
    with _notices():
        if sys.stderr.isatty():
            with _bars(what, language) as report:
                yield report
        else:
            start = time.monotonic()
            click.echo(f"{say(what, language)} ...", err=True)
            yield lambda stage, done, total: None
            click.echo(f"{say(what, language)}: {time.monotonic() - start:.1f} s", err=True)


class _Echo(logging.Handler):
    """Shows what the package logs: notices of its own, never text of the data."""

    def emit(self, record: logging.LogRecord) -> None:
        click.echo(f"auditor: {record.getMessage()}", err=True)


@contextmanager
def _notices() -> Iterator[None]:
    """Shows notices, such as that something is compiled, while something goes on."""
    logger, handler = logging.getLogger("auditor"), _Echo()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


@contextmanager
def _bars(what: str, language: Language) -> Iterator[Progress]:
    """A bar a stage; one of which nobody knows how long it takes moves to and fro."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        first = bars.add_task(say(what, language), total=None)
        stages: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in stages:
                title = say(STAGES.get(stage, what), language)
                stages[stage] = bars.add_task(title, total=None) if stages else first
            bars.update(stages[stage], completed=done, total=total)

        yield report
