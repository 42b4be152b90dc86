"""The only loop: batches are folded into states, states merge, finished states give findings.

A check that breaks becomes `Failed` and the others go on.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Protocol, TypeVar

from auditor.checks import Batch, Check, State
from auditor.errors import AuditorError
from auditor.findings import Done, Evidence, Failed, Outcome, Skipped

Checks = Mapping[str, Check[Any, Any]]
States = dict[str, State | Failed]


class Kept(Protocol):
    """Where the hits of a batch go: a list, or what writes them at once, since there can be a million of them."""

    def append(self, hit: Evidence, /) -> None:
        """Takes a hit."""
        ...

    def __len__(self) -> int:
        """How many it holds, or how many bytes."""
        ...

    def __delitem__(self, end: slice, /) -> None:
        """Takes back all from some length on."""
        ...


K = TypeVar("K", bound=Kept)


def fold(checks: Checks, batch: Batch[Any], kept: K, *, strict: bool = False) -> tuple[States, K]:
    """States of one batch, every check starting from nothing; its evidence goes to `kept`."""
    states: States = {}
    for name, check in checks.items():
        before = len(kept)
        state = check.start()
        try:
            check.add(state, batch, kept.append)
        except Exception as error:
            if strict:
                raise
            states[name] = failure(error)
            del kept[before:]
        else:
            states[name] = state
    return states, kept


def merge(left: States, right: States) -> States:
    """Both together; a check that broke in either stays broken, the left one's error first."""
    merged: States = {}
    for name, state in left.items():
        match state, right[name]:
            case Failed() as failed, _:
                merged[name] = failed
            case _, Failed() as failed:
                merged[name] = failed
            case mine, other:
                merged[name] = mine.merge(other)
    return merged


@dataclass(frozen=True, slots=True)
class Ended:
    """How all checks ended."""

    outcomes: dict[str, Outcome]
    facts: dict[str, Any]
    packages: dict[str, str]
    """Versions of what the checks were measured with, where they name some."""


def finish(
    checks: Checks, states: States, write: Callable[[Iterable[Evidence]], None], *, strict: bool = False
) -> Ended:
    """Finishes every check, those first whose facts others use; one whose facts are missing is skipped.

    `write` is given the evidence that shows only when all the data has been seen, as it is made.
    """
    ended = Ended({}, {}, {})
    for name in TopologicalSorter({name: check.uses for name, check in checks.items()}).static_order():
        state = states[name]
        if isinstance(state, Failed):
            ended.outcomes[name] = state
        elif not ended.facts.keys() >= set(checks[name].uses):
            ended.outcomes[name] = Skipped("needs_failed_check")
        else:
            ended.outcomes[name] = _finish(name, checks[name], state, ended, write, strict)
    return ended


def _finish(
    name: str,
    check: Check[Any, Any],
    state: State,
    ended: Ended,
    write: Callable[[Iterable[Evidence]], None],
    strict: bool,
) -> Outcome:
    """How a check ended; its facts and packages are put to the others'."""
    try:
        finished = check.finish(state, ended.facts)
        if isinstance(finished, Skipped):
            return finished
        write(finished.evidence)
    except AuditorError:  # the evidence could not be written
        raise
    except Exception as error:
        if strict:
            raise
        return failure(error)
    ended.facts[name] = finished.facts
    ended.packages.update(finished.packages)
    return Done(finished.findings)


def failure(error: BaseException) -> Failed:
    """An exception without its message, which may quote the data."""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    return Failed(type(error).__name__, tuple(f"{_short(frame.filename)}:{frame.lineno}" for frame in frames))


def _short(filename: str) -> str:
    """The path from the package folder on: no path of the machine goes into a report."""
    path = Path(filename)
    return "/".join(path.parts[-3:] if "auditor" in path.parts[-3:] else path.parts[-2:])
