"""Runs one function over many pieces on the cores of this machine, and hands the results back in order.

This process works, too, instead of waiting for the others: they take a second to start, and what finishes the run will
need here what the work needs.
"""

from __future__ import annotations

import gc
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import chain, islice
from typing import TypeVar

from auditor.errors import RunError, UsageError

P = TypeVar("P")
R = TypeVar("R")

AHEAD = 4
"""Pieces that wait for each other process: enough to keep it busy while this one is at a piece of its own."""

HELD = 8
"""Results a process that may wait for an earlier one: more would not be bounded in memory."""

FEW = 4
"""Pieces that are done before another process has started."""

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

    One worker, or a few pieces, run in this process alone: starting another would take longer than the work.

    Raises:
        RunError: a worker was killed from outside, most often for want of memory.
    """
    rest = iter(pieces)
    first = list(islice(rest, FEW))
    if workers <= 1 or len(first) < FEW:
        yield from map(work, chain(first, rest))
        return
    yield from _parallel(work, chain(first, rest), workers)


def _parallel(work: Callable[[P], R], pieces: Iterator[P], workers: int) -> Iterator[R]:
    from loky.process_executor import ProcessPoolExecutor, TerminatedWorkerError

    others = workers - 1
    pool = ProcessPoolExecutor(max_workers=others, initializer=_ignore_interrupts, timeout=IDLE)
    waiting: deque[Future[R]] = deque()
    sent: list[Future[R]] = []
    try:
        for piece in pieces:
            sent = [future for future in sent if not future.done()]
            if len(sent) < others * AHEAD:
                with interrupts_held():
                    sent.append(pool.submit(work, piece))
                waiting.append(sent[-1])
            else:
                waiting.append(_done(work(piece)))
            while waiting and (waiting[0].done() or len(waiting) > workers * HELD):
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


def _done(result: R) -> Future[R]:
    future = Future[R]()
    future.set_result(result)
    return future


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; only the parent may act on it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """A worker that is started here inherits that Ctrl-C is not for it, even before it runs any of our code.

    One that comes meanwhile is held back, not lost: it stops this process at the end of the block.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def uncollected() -> Iterator[None]:
    """Nobody looks for circles of objects meanwhile: among millions that live on it takes a fifth of the time.

    What is made of a shard refers to nothing that refers back, and goes when its last reference does.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
