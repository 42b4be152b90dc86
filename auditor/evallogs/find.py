"""Finds the log of a run in what the user gave: a file, or a folder that a harness wrote into."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import UsageError
from auditor.evallogs.log import Log

DATED = re.compile(r"_(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d+)?)\.json$")
INSPECT = re.compile(rb'"(?:eval|status|version)"\s*:')
DEEPEST, MOST = 6, 20_000
"""Folders below the one that was given, and files, that are looked at."""
PEEKED = 1 << 16
_ODD = (TypeError, AttributeError, LookupError, ValueError, ArithmeticError, RuntimeError)
"""What comes of values of other types than a harness writes, at any place of a log."""


@dataclass(frozen=True, slots=True)
class Found:
    """Files of logs, by the harness that wrote them."""

    lm_eval: tuple[Path, ...] = ()
    """Results of runs."""
    lighteval: tuple[Path, ...] = ()
    inspect: tuple[Path, ...] = ()

    @property
    def harnesses(self) -> tuple[str, ...]:
        """Names of the harnesses of which there is a log."""
        named = (("lm-eval", self.lm_eval), ("lighteval", self.lighteval), ("inspect", self.inspect))
        return tuple(name for name, files in named if files)


def find(path: Path) -> Found:
    """The logs at a path; none where there are none."""
    files = [path] if path.is_file() else list(_walk(path)) if path.is_dir() else []
    found: dict[str, list[Path]] = {"lm_eval": [], "lighteval": [], "inspect": []}
    for file in files:
        if kind := _kind(file):
            found[kind].append(file)
    return Found(*(tuple(sorted(found[kind])) for kind in ("lm_eval", "lighteval", "inspect")))


def open_log(path: Path, found: Found, cluster: str | None) -> Log:
    """Reads the log at a path: the newest run, where there are several of one model.

    Raises:
        UsageError: there is none, there are several of different models or harnesses, or it is broken.
    """
    try:
        return _opened(path, found, cluster)
    except _ODD:
        raise UsageError(
            f"{path}: this log of {' and '.join(found.harnesses)} is not as the harness writes it, or not whole; run"
            " the evaluation again"
        ) from None  # what is odd may be private


def _opened(path: Path, found: Found, cluster: str | None) -> Log:
    match found.harnesses:
        case ("lm-eval",):
            from auditor.evallogs import lm_eval

            results, note = _newest(path, found.lm_eval)
            log = lm_eval.read(results, cluster)
        case ("lighteval",):
            from auditor.evallogs import lighteval

            results, note = _newest(path, found.lighteval)
            log = lighteval.read(results, _details(results), cluster)
        case ("inspect",):
            from auditor.evallogs import inspect

            log, note = inspect.read(found.inspect, cluster), ()
        case ():
            raise UsageError(
                f"{path}: there is no report here, and no log of lm-eval, lighteval or inspect; give a report "
                "directory, or what such a harness wrote"
            )
        case several:
            raise UsageError(f"{path}: there are logs of {' and '.join(several)} here; give the folder of one of them")
    return Log(log.harness, log.model, log.date, log.series, log.groups, log.settings, (*note, *log.notes))


def _walk(folder: Path) -> Iterator[Path]:
    """Files of a folder and of those below it, up to a depth and a number."""
    seen = 0
    for place, folders, names in os.walk(folder):
        if len(Path(place).relative_to(folder).parts) >= DEEPEST:
            folders.clear()
        folders.sort()
        for name in sorted(names):
            seen += 1
            if seen > MOST:
                return
            yield Path(place) / name


def _kind(file: Path) -> str | None:
    """The harness that wrote a file of results or a log."""
    if file.suffix == ".eval":
        return "inspect"
    if file.suffix != ".json":
        return None
    try:
        with file.open("rb") as opened:
            head = opened.read(PEEKED)
            if not DATED.search(file.name):
                return "inspect" if len(set(INSPECT.findall(head[:4096]))) >= 3 else None
            if b'"config_general"' in head:
                return "lighteval"
            return "lm_eval" if b'"configs"' in head + opened.read() else None
    except OSError:  # it may lie beside a log and be none of ours
        return None


def _newest(path: Path, results: tuple[Path, ...]) -> tuple[Path, tuple[str, ...]]:
    """The last run, and a note where there are others.

    Raises:
        UsageError: they are of several models.
    """
    folders = sorted({file.parent for file in results})
    if len(folders) > 1:
        names = ", ".join(str(folder.relative_to(path)) for folder in folders[:5])
        raise UsageError(f"{path}: there are runs of several models here ({names}); give the folder of one of them")
    newest = max(results, key=lambda file: DATED.search(file.name)[1])  # type: ignore[index]
    return newest, (f"logs.newest:{newest.name}",) if len(results) > 1 else ()


def _details(results: Path) -> Path:
    """The folder of the details of a run: `results/MODEL` and `details/MODEL/DATE` lie side by side."""
    run = results.stem.removeprefix("results_")
    for above in results.parents:
        if above.name == "results":
            return above.with_name("details") / results.parent.relative_to(above) / run
    return next(iter(sorted(results.parent.rglob(run))), results.parent)
