"""Runs one function over many pieces on the cores of this machine, and hands the results back in order."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, TypeVar

from auditor.errors import RunError, UsageError

P = TypeVar("P")
R = TypeVar("R")

AHEAD = 2
"""Pieces that wait for each worker: enough to keep it busy, few enough to bound the memory."""

IDLE = 60
"""Seconds after which a worker without work ends: what is left of them when the parent is killed goes by itself."""


def cores(workers: int | None) -> int:
    """How many processes: as many as were asked for, or one for each core.

    Raises:
        UsageError: fewer than one.
    """
    if workers is None:
        from loky import cpu_count

        return int(cpu_count())
    if workers < 1:
        raise UsageError(f"--workers {workers}: give 1 or more")
    return workers


def run(work: Callable[[P], R], pieces: Iterable[P], workers: int) -> Iterator[R]:
    """Results of `work` in the order of the pieces, whatever the number of workers.

    One worker, or a single piece, runs in this process: starting another would take longer than the work.

    Raises:
        RunError: a worker was killed from outside, most often for want of memory.
    """
    rest = iter(pieces)
    first = list(islice(rest, 2))
    if workers <= 1 or len(first) < 2:
        yield from map(work, chain(first, rest))
        return
    yield from _parallel(work, chain(first, rest), workers)


def _parallel(work: Callable[[P], R], pieces: Iterator[P], workers: int) -> Iterator[R]:
    from loky.process_executor import ProcessPoolExecutor, TerminatedWorkerError

    pool = ProcessPoolExecutor(max_workers=workers, initializer=_ignore_interrupts, timeout=IDLE)
    waiting: deque[Any] = deque()
    try:
        for piece in pieces:
            with _interrupts_ignored():
                waiting.append(pool.submit(work, piece))
            if len(waiting) >= workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        pool.shutdown()
    except TerminatedWorkerError as error:
        raise RunError(
            "a worker process was killed, most often for want of memory; try again with --workers 1"
        ) from error
    finally:
        pool.shutdown(kill_workers=True)


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; only the parent may act on it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """A worker that is started here inherits that Ctrl-C is not for it, even before it runs any of our code."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
