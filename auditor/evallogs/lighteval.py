"""Logs of Hugging Face's lighteval: `results_<date>.json`, and details as Parquet, one file a task.

A row of details has the columns `doc`, `metric` and `model_response`; up to 0.10 they were `__doc__` and so on. There
is no id that holds from run to run, so items are paired by question, options and right answer. Read off the files
that lighteval 0.13.0 writes (`logging/evaluation_tracker.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.errors import UsageError
from auditor.evallogs.log import Gathering, Log, Name, Sample, content, digest, number, parsed

SHOTS = re.compile(r"\|\d+(\|[01])?$")
PARTS = (
    ("doc", ("query", "choices", "gold_index", "instruction", "fewshot_samples", "sampling_methods", "specific")),
    ("metric", ("",)),
    ("model_response", ("input",)),
)
FORMS = ("{}", "__{}__")


def read(results: Path, details: Path, cluster: str | None) -> Log:
    """The run with those results, whose details lie in that folder. `cluster` names a field of the items' `specific`.

    Raises:
        UsageError: it has no details, or is broken.
    """
    found = parsed(content(results), str(results))
    general = found.get("config_general") if isinstance(found, dict) else None
    if not isinstance(general, dict):
        raise UsageError(f"{results}: these are no results of lighteval; run the evaluation again")
    run = results.stem.removeprefix("results_")
    files = sorted(details.glob(f"details_*_{run}.parquet"))
    if not files:
        raise UsageError(
            f"{results}: this run has no scores of single items (no details_*_{run}.parquet); run lighteval again with "
            "--save-details"
        )
    gathering, notes = Gathering(), []
    full = {file: file.stem.removeprefix("details_").removesuffix(f"_{run}") for file in files}
    names = _names(tuple(full.values()))
    for file, name in full.items():
        skipped = _read_task(file, names[name], cluster, gathering)
        notes += [f"logs.no_item_score:{names[name]}, {metric}" for metric in sorted(skipped)]
    known = {names[name]: config for name, config in (found.get("config_tasks") or {}).items() if name in names}
    larger = {name: _larger(known.get(name.task) or {}, name.metric) for name in gathering.series}
    return Log(
        "lighteval", str(general.get("model_name") or "?"), run[:10], gathering.done(larger), {},
        _settings(general, known), tuple(notes),
    )  # fmt: skip


def _names(tasks: tuple[str, ...]) -> dict[str, str]:
    """Tasks without the number of examples shown, which is no part of the task; with it where one ran with several."""
    short = Counter(SHOTS.sub("", task) for task in tasks)
    return {task: task if short[own] > 1 else own for task in tasks for own in [SHOTS.sub("", task)]}


def _read_task(file: Path, task: str, cluster: str | None, gathering: Gathering) -> frozenset[str]:
    """Takes in the rows of one task; returns the metrics that have no score of a single item."""
    skipped: set[str] = set()
    times: Counter[str] = Counter()
    for place, (doc, metrics, response) in enumerate(_rows(file), 1):
        where = f"{file}, row {place}"
        key = digest(doc.get("query"), doc.get("choices"), doc.get("gold_index"))
        times[key] += 1
        prompt = digest(doc.get("instruction"), doc.get("fewshot_samples"), response.get("input"))
        options = len(doc.get("choices") or ()) if "LOGPROBS" in (doc.get("sampling_methods") or ()) else 0
        label = _cluster(doc, cluster, where)
        for metric, value in metrics.items():
            if isinstance(value, list | dict):
                skipped.add(metric)
                continue
            sample = Sample(number(value), key, prompt, label, 1 / options if options else 0.0)
            gathering.add(Name(task, "", metric), f"{key}#{times[key]}", sample, where)
    return frozenset(skipped)


def _rows(file: Path) -> list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Item, scores and answer of each row; of long answers nothing is read but the prompt."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(file) as opened:
            there = set(opened.schema_arrow.names)
            form = next((form for form in FORMS if {form.format("doc"), form.format("metric")} <= there), None)
            if form is None:
                raise UsageError(
                    f"{file}: these details are of a lighteval that is too old; run it again with 0.10 or newer"
                )
            wanted = [".".join(filter(None, (form.format(part), own))) for part, owns in PARTS for own in owns]
            columns = [opened.read(columns=wanted).to_pydict().get(form.format(part)) for part, _ in PARTS[:2]]
            answers = opened.read(columns=wanted).to_pydict().get(form.format("model_response"))
    except (ArrowException, OSError) as error:
        raise UsageError(f"{file}: this is no Parquet file, or only a part of it; run the evaluation again") from error
    docs, metrics = (column or [] for column in columns)
    return [
        (doc or {}, scores or {}, answer or {})
        for doc, scores, answer in zip(docs, metrics, answers or [{}] * len(docs), strict=True)
    ]


def _cluster(doc: Mapping[str, Any], cluster: str | None, where: str) -> str:
    if cluster is None:
        return ""
    specific = doc.get("specific")
    if not isinstance(specific, dict) or cluster not in specific:
        raise UsageError(f"{where}: the items have no field {cluster!r} for --cluster; name one of theirs")
    return digest(specific[cluster])


def _larger(config: Mapping[str, Any], metric: str) -> bool:
    """Whether a larger value is better; a metric that gives several values says so by name."""
    for one in config.get("metrics") or ():
        better = one.get("higher_is_better")
        if isinstance(better, dict) and metric in better:
            return better[metric] is not False
        if one.get("metric_name") == metric:
            return better is not False
    return True


def _settings(general: Mapping[str, Any], tasks: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    model = general.get("model_config") or {}
    settings: dict[str, object] = {
        "logs.harness": general.get("lighteval_sha"),
        "logs.dtype": model.get("dtype"),
        "logs.limit": general.get("max_samples"),
        "logs.decoding": model.get("generation_parameters"),
        "logs.template": digest(model["override_chat_template"]) if model.get("override_chat_template") else None,
        "logs.system": digest(model["system_prompt"]) if model.get("system_prompt") else None,
    }
    for task, config in tasks.items():
        settings |= {f"logs.version:{task}": config.get("version"), f"logs.shots:{task}": config.get("num_fewshots")}
    return {key: "none" if value is None else str(value) for key, value in settings.items()}
