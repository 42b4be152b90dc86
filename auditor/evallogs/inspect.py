"""Logs of UK AISI's inspect: `.eval` (a ZIP file) or `.json`, one file a task.

An `.eval` holds `header.json`, a file for each sample and epoch, and `summaries.json` with what is needed of all of
them; a `.json` is one object. A score is a letter (C right, I wrong, P partly, N no answer), a number, or several by
name. Read off the files that inspect_ai 0.3.285 writes (`log/_log.py`, `log/_recorders/eval.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from auditor.errors import UsageError
from auditor.evallogs.log import Gathering, Log, Name, Sample, content, digest, number, parsed
from auditor.evallogs.zipped import Zip

LETTERS: Mapping[object, float] = {"C": 1.0, "I": 0.0, "P": 0.5, "N": 0.0}
SAMPLE = re.compile(r"samples/.+_epoch_\d+\.json")


def read(files: Sequence[Path], cluster: str | None) -> Log:
    """The logs of one run, a task each. `cluster` names a field of the samples' metadata.

    Raises:
        UsageError: they have no samples, are broken, or of several models.
    """
    logs = {file: _header(file) for file in files}
    models = sorted({str(log["eval"].get("model") or "?") for log in logs.values()})
    if len(models) > 1:
        raise UsageError(
            f"{files[0].parent}: these logs are of several models ({', '.join(models)}); give a folder for each"
        )
    newest: dict[str, Path] = {}
    for file in sorted(files, key=lambda file: (_created(logs[file]), file.name)):
        newest[str(logs[file]["eval"].get("task") or "?")] = file
    notes = [f"logs.newest:{newest[task].name}" for task in newest if sum(
        log["eval"].get("task") == task for log in logs.values()) > 1]  # fmt: skip
    gathering, settings = Gathering(), dict[str, str]()
    for task, file in newest.items():
        notes += _read_task(file, task, logs[file], cluster, gathering)
        settings |= _settings(task, logs[file])
    day = max(_created(logs[file]) for file in newest.values())[:10]
    return Log("inspect", models[0], day, gathering.done({}), {}, settings, tuple(notes))


def _created(log: Mapping[str, Any]) -> str:
    return str(log["eval"].get("created") or "")


def _header(file: Path) -> dict[str, Any]:
    """All of a log but the samples of an `.eval`."""
    if file.suffix == ".eval":
        with Zip(file) as log:
            names = log.names()
            name = next((name for name in ("header.json", "_journal/start.json") if name in names), None)
            found = None if name is None else parsed(log.read(name), f"{file}: {name}")
    else:
        found = parsed(content(file), str(file))
    if not isinstance(found, dict) or not isinstance(found.get("eval"), dict):
        raise UsageError(f"{file}: this is no log of inspect; give a file that it wrote, or the folder with them")
    return found


def _samples(file: Path, log: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """All samples of a log, each at least with id, epoch, input, target and scores."""
    if file.suffix != ".eval":
        yield from log.get("samples") or ()
        return
    with Zip(file) as opened:
        names = opened.names()
        if "summaries.json" in names:
            yield from parsed(opened.read("summaries.json"), f"{file}: summaries.json") or ()
            return
        for name in names:
            if SAMPLE.fullmatch(name):
                yield parsed(opened.read(name), f"{file}: {name}")


def _read_task(
    file: Path, task: str, log: Mapping[str, Any], cluster: str | None, gathering: Gathering
) -> Iterator[str]:
    """Takes in the samples of one log; gives notes on it."""
    found = list(_samples(file, log))
    if not found:
        raise UsageError(
            f"{file}: this log has no scores of single samples; run inspect eval again without --no-log-samples"
        )
    if (status := log.get("status", "started")) != "success":
        yield f"logs.unfinished:{task} ({status})"
    if not all(isinstance(sample, dict) and "id" in sample for sample in found):
        raise UsageError(f"{file}: these are no samples of inspect; run the evaluation again")
    by = _cluster_of(log)
    many = any(sample.get("epoch", 1) != 1 for sample in found)
    names: dict[Name, None] = {}
    scored = []
    for sample in found:
        values = dict(_values(task, sample))
        names |= dict.fromkeys(values)
        scored.append((sample, values))
    if not names:
        raise UsageError(f"{file}: no sample of this log was scored; run: inspect score {file.name}")
    for sample, values in scored:
        label = _label(sample, cluster, by, many, str(file))
        key = f"{sample['id']}#{sample.get('epoch', 1)}"
        doc, options = digest(_said(sample.get("input")), sample.get("target")), sample.get("choices") or ()
        common = (doc, digest(options), label, 1 / len(options) if options else 0.0)
        for name in names:  # a sample that broke has no score
            gathering.add(name, key, Sample(values.get(name), *common), str(file))


def _said(given: object) -> object:
    """What was asked: messages without the ids that each run gives them anew."""
    if isinstance(given, list):
        return [[one.get("role"), one.get("content")] if isinstance(one, dict) else one for one in given]
    return given


def _values(task: str, sample: Mapping[str, Any]) -> Iterator[tuple[Name, float | None]]:
    """The scores of a sample."""
    for scorer, score in (sample.get("scores") or {}).items():
        match score.get("value") if isinstance(score, dict) else None:
            case dict() as several:
                for metric, value in several.items():
                    yield Name(task, scorer, metric), _number(value)
            case list():
                pass
            case value:
                yield Name(task, scorer, ""), _number(value)


def _number(value: object) -> float | None:
    return LETTERS[value] if isinstance(value, str) and value in LETTERS else number(value)


def _cluster_of(log: Mapping[str, Any]) -> str | None:
    """The field of the metadata by which the log's own standard error is clustered."""
    for scorer in log["eval"].get("scorers") or ():
        for metric in scorer.get("metrics") or () if isinstance(scorer, dict) else ():
            options = metric.get("options") if isinstance(metric, dict) else None
            if isinstance(options, dict) and isinstance(options.get("cluster"), str):
                return str(options["cluster"])
    return None


def _label(sample: Mapping[str, Any], asked: str | None, by: str | None, many: bool, where: str) -> str:
    """The cluster of a sample: as asked for, as the log has it, or all epochs of one question."""
    metadata = sample.get("metadata") or {}
    if asked is not None and asked not in metadata:
        raise UsageError(f"{where}: the samples have no field {asked!r} for --cluster; name one of their metadata")
    for field in (asked, by):
        if field is not None and field in metadata:
            return digest(metadata[field])
    return digest(sample["id"]) if many else ""


def _settings(task: str, log: Mapping[str, Any]) -> dict[str, str]:
    about = log["eval"]
    config = about.get("config") or {}
    settings: dict[str, object] = {
        "logs.harness": (about.get("packages") or {}).get("inspect_ai"),
        f"logs.version:{task}": about.get("task_version"),
        f"logs.limit:{task}": config.get("limit"),
        f"logs.epochs:{task}": config.get("epochs") or 1,
        f"logs.decoding:{task}": about.get("model_generate_config") or None,
        f"logs.plan:{task}": digest(_plan(log.get("plan"))),
    }
    return {key: "none" if value is None else str(value) for key, value in settings.items()}


def _plan(plan: object) -> object:
    """The solvers and what they were given: how many ran at once changes no answer."""
    steps = plan.get("steps") if isinstance(plan, dict) else None
    return [(step.get("solver"), step.get("params_passed") or step.get("params")) for step in steps or ()]
