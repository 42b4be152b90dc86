"""What surrounds a command: streams, signals, and errors as one message and one exit code."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from auditor.errors import INTERNAL, INTERRUPTED, PASS, AuditorError


def run(command: click.Group) -> NoReturn:
    """Runs a command: every error is one message and one exit code."""
    _prepare()
    try:
        sys.exit(command.main(standalone_mode=False) or PASS)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except AuditorError as error:
        _fail(str(error), error.exit_code)
    except MemoryError:
        _fail("out of memory; try again with --workers 1", INTERNAL)
    except OSError as error:
        _fail(f"the system refused ({error.strerror}); check space and permissions and try again", INTERNAL)
    except Exception as error:  # noqa: BLE001 - whatever it is, its message may quote the data
        from auditor.fold import failure

        if "--strict" in sys.argv:  # every frame, but not the message, which may quote the data
            click.echo("".join(traceback.format_tb(error.__traceback__)), err=True, nl=False)
        frames = failure(error).frames
        where = " < ".join(reversed(frames[-3:]))
        _fail(f"internal error: {type(error).__name__} at {where}; please report it", INTERNAL)


def _prepare() -> None:
    """Makes streams, signals and threads those of a command: a text that the streams cannot hold stops nothing."""
    # Threads of OpenMP that wait in a loop fight for the cores with every other process: beside two busy ones on two
    # cores, torch took seven times as long. Whoever has the machine alone can say so.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _fail(message: str, code: int) -> NoReturn:
    """Prints an error. Only its own further lines, which are indented, begin on a new line: a name may hold breaks."""
    from auditor.messages import printable

    shown = "\n  ".join(map(printable, message.split("\n  ")))
    click.echo(f"auditor: {shown}", err=True)
    sys.exit(code)


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Who reads standard output may close it (`| head`): the verdict stays what it is."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
