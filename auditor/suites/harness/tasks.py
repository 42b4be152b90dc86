"""Finds tasks of lm-eval and loads them, with data that is on this machine already."""

from __future__ import annotations

import difflib
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import lm_eval.tasks

from auditor.errors import UsageError

SEED = 1234
"""With which lm-eval draws few-shot examples, unless it is told otherwise."""
_LOGGERS = ("lm_eval", "datasets", "evaluate", "huggingface_hub")
_NEAR = 3
"""Most names that are proposed."""


def is_file(task: str) -> bool:
    """Whether a file is meant, and not a task that lm-eval knows."""
    return task.endswith((".yaml", ".yml"))


def load(named: str, task: str, unfit: Callable[[Mapping[str, Any]], str | None]) -> list[Any]:
    """The tasks that are meant, in the order of their names, ready to draw few-shot examples as lm-eval does.

    `unfit` tells by the settings of a task why it cannot be asked, so that nobody fetches its data first.

    Raises:
        UsageError: there are none, their data is not on this machine, or lm-eval cannot load them.
    """
    manager = _known(named, task)
    entry = manager.task_index.get(task)
    if entry is not None and entry.kind.name == "TASK" and (why := unfit(entry.cfg or {})) is not None:
        raise UsageError(f"{named}: this task cannot be asked: {why}; leave it out")
    try:
        found = manager.load([str(Path(task).resolve()) if is_file(task) else task])["tasks"]
    except Exception as error:  # a task can run any code
        raise _unloaded(named, task, error) from error
    if not found:
        raise UsageError(f"{named}: this group has no tasks; see which there are: lm_eval ls tasks")
    for _, one in sorted(found.items()):
        one.set_fewshot_seed(SEED)
    return [one for _, one in sorted(found.items())]


def lacking(named: str, error: ImportError, tried: str) -> UsageError:
    """What is said of a task that needs what is not installed; `tried` is the command that shows what."""
    what = f" ({error.name})" if error.name else ""
    return UsageError(f"{named}: this task needs a package that is not installed{what}; see which: {tried}")


def tried(task: str) -> str:
    """The command that shows what lm-eval itself makes of a task."""
    return f"lm_eval run --model dummy --tasks {task} --limit 1"


@contextmanager
def quiet() -> Iterator[None]:
    """No progress bars, log lines or warnings of the libraries; as it was before, afterwards."""
    import datasets

    levels = {name: logging.getLogger(name).level for name in _LOGGERS}
    bars = datasets.are_progress_bars_disabled()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        datasets.disable_progress_bars()
        try:
            yield
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)
            if not bars:
                datasets.enable_progress_bars()


@contextmanager
def offline() -> Iterator[None]:
    """Datasets and metrics come from the local cache, whatever the environment says."""
    import datasets.config
    import evaluate.config
    import huggingface_hub.constants

    switches = (
        (datasets.config, "HF_HUB_OFFLINE"), (datasets.config, "HF_DATASETS_OFFLINE"),
        (evaluate.config, "HF_EVALUATE_OFFLINE"), (huggingface_hub.constants, "HF_HUB_OFFLINE"),
    )  # fmt: skip
    before = [getattr(module, name) for module, name in switches]
    for module, name in switches:
        setattr(module, name, True)
    try:
        yield
    finally:
        for (module, name), value in zip(switches, before, strict=True):
            setattr(module, name, value)


@lru_cache(maxsize=1)
def _all() -> Any:
    """Every task that comes with lm-eval. It takes seconds to read their files."""
    return lm_eval.tasks.TaskManager()


def _known(named: str, task: str) -> Any:
    """What loads a task.

    Raises:
        UsageError: there is no such task.
    """
    if is_file(task):
        if not Path(task).is_file():
            raise UsageError(f"{named}: there is no file {task}")
        return lm_eval.tasks.TaskManager(include_defaults=False)
    known = _all().all_tasks
    if task not in known:
        near = difflib.get_close_matches(task, known, n=_NEAR, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "see which there are: lm_eval ls tasks"
        raise UsageError(f"{named}: lm-eval knows no task, group or tag of this name; {hint}")
    return _all()


def _unloaded(named: str, task: str, error: Exception) -> UsageError:
    """Why a task was not loaded. What the libraries say may quote the data, so it is not repeated."""
    if isinstance(error, ConnectionError | FileNotFoundError):
        return UsageError(
            f"{named}: the data of this task is not on this machine, and a probe downloads none; where there is a "
            f"network, run once: {tried(task)}; data of your own: see that its data_files are there, seen from here"
        )
    if isinstance(error, ImportError):
        return lacking(named, error, tried(task))
    return UsageError(f"{named}: lm-eval cannot load this task ({type(error).__name__}); see why: {tried(task)}")
