"""Tasks of EleutherAI's lm-evaluation-harness as suites: `lm-eval:NAME`, `lm-eval:FILE.yaml`, with `@N` the first N.

A task says what is asked and what is right; asked it is by the models of the probe, under their chat template, as
lm-eval does with `--apply_chat_template`. Written against lm-eval 0.4.13, which is the extra `lm-eval`; docs/suites.md
says what becomes of a task, and which tasks cannot be asked.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path

from auditor.errors import UsageError
from auditor.suites import Item, Suite
from auditor.suites.digests import digest

PREFIX = "lm-eval:"
"""How a suite is named that is a task."""
_NAMED = re.compile(r"(?P<task>.+?)(?:@(?P<limit>[0-9]+))?")


def read_task(named: str) -> Suite:
    """The suite of a task, of a group or a tag of tasks, or of a task's file.

    Raises:
        UsageError: lm-eval is not installed, there is no such task, its data is not on this machine, or what it asks
            cannot be asked here.
    """
    match = _NAMED.fullmatch(named.removeprefix(PREFIX))
    if match is None or (match["limit"] is not None and int(match["limit"]) == 0):
        raise UsageError(f"{named}: give a task of lm-eval, such as lm-eval:arc_easy, or lm-eval:arc_easy@200")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from auditor.suites.harness import items, tasks
    except ImportError as error:
        raise UsageError(
            f"{named}: {error.name} is missing; install what reads tasks of lm-eval: "
            "pip install 'finetune-auditor[lm-eval]'"
        ) from error
    task = match["task"]
    limit = int(match["limit"]) if match["limit"] is not None else None
    found: list[Item] = []
    left_out = 0
    with tasks.quiet(), tasks.offline():
        leaves = tasks.load(named, task, items.unfit)
        group = Path(task).stem if len(leaves) > 1 else None
        for leaf in leaves:
            made = items.made(named, leaf, tasks.tried(task), group, limit)
            found += made.items
            left_out += made.left_out
    name = Path(task).name if tasks.is_file(task) else task
    shown = f"{PREFIX}{name}" + (f"@{limit}" if limit is not None else "")
    return Suite(shown, tuple(found), digest(found), left_out)
