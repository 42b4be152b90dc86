"""Logs of EleutherAI's lm-eval 0.4: `results_<date>.json` and a `samples_<task>_<date>.jsonl` for each task.

A line of samples is one item under one filter; it bears the hashes of item, prompt and target, and one key a metric.
Read off the files that lm-eval 0.4.13 writes (`loggers/evaluation_tracker.py`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from auditor.errors import UsageError
from auditor.evallogs.log import Gathering, Kind, Log, Name, Sample, content, digest, number, parsed

WEIGHED = frozenset({"word_perplexity", "byte_perplexity", "bits_per_byte"})
"""Metrics whose value of an item is its log-likelihood and its number of words or bytes."""
_ID = re.compile(rb'\{"doc_id": (\d+), ')
_ANSWERS = b', "filtered_resps": '
_HASHED = {"filter", "metrics", "doc_hash", "prompt_hash", "target_hash"}
MUTUAL = "acc_mutual_info"
"""With this metric, each option is asked about twice."""


def read(results: Path, cluster: str | None) -> Log:
    """The run whose results stand in that file; its samples lie beside it. `cluster` names a field of the items.

    Raises:
        UsageError: it has no samples, or is broken.
    """
    found = parsed(content(results), str(results))
    if not isinstance(found, dict) or not isinstance(found.get("configs"), dict):
        raise UsageError(f"{results}: these are no results of lm-eval 0.4; run the evaluation again")
    run = results.stem.rpartition("_")[2]
    gathering, notes = Gathering(), []
    for task in found["configs"]:
        file = results.with_name(f"samples_{task.replace('/', '_')}_{run}.jsonl")
        if file.is_file():
            skipped = _read_task(file, task, found, cluster, gathering)
            notes += [f"logs.no_item_score:{task}, {metric}" for metric in sorted(skipped)]
        else:
            notes.append(f"logs.no_samples:{task}")
    if not gathering.series:
        raise UsageError(
            f"{results}: this run has no scores of single items (no samples_*_{run}.jsonl beside it); run lm_eval "
            "again with --log_samples"
        )
    direction = found.get("higher_is_better") or {}
    larger = {name: (direction.get(name.task) or {}).get(name.metric, True) is not False for name in gathering.series}
    return Log(
        "lm-eval", str(found.get("model_name") or "?"), _day(found.get("date"), run), gathering.done(larger),
        _groups(found), _settings(found), tuple(notes),
    )  # fmt: skip


def _day(seconds: object, run: str) -> str:
    """The day of a run: newer ones say it in seconds since 1970, the name of the file always bears it."""
    if isinstance(seconds, int | float) and seconds > 0:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
    return run[:10]


def _read_task(
    file: Path, task: str, found: Mapping[str, Any], cluster: str | None, gathering: Gathering
) -> frozenset[str]:
    """Takes in the rows of one task; returns the metrics that have no score of a single item."""
    config = found["configs"][task] or {}
    metrics = tuple((found.get("higher_is_better") or {}).get(task) or ())
    choice = config.get("output_type") == "multiple_choice"
    skipped: set[str] = set()
    prefix, names = str(file), dict[tuple[str, str], Name]()
    try:
        with file.open("rb", buffering=1 << 17) as lines:
            for place, line in enumerate(lines, 1):
                where = f"{prefix}:{place}"
                row = (None if cluster else _end(line)) or parsed(line, where)
                if not isinstance(row, dict) or "doc_id" not in row:
                    raise UsageError(f"{where}: this is no sample of lm-eval; run the evaluation again")
                by, named = row.get("filter") or "", row.get("metrics") or metrics
                common = (
                    _doc(row),
                    str(row.get("prompt_hash") or ""),
                    _cluster(row, cluster, where),
                    _chance(row, named) if choice else 0.0,
                )
                for metric in named:
                    match _scored(metric, row.get(metric)):
                        case None:
                            skipped.add(metric)
                        case kind, score, size:
                            name = names.setdefault((by, metric), Name(task, str(by), metric))
                            gathering.add(name, str(row["doc_id"]), Sample(score, *common, size), where, kind)
    except OSError as error:
        raise UsageError(f"{file}: these samples cannot be read ({error.strerror})") from error
    return frozenset(skipped)


def _end(line: bytes) -> dict[str, Any] | None:
    """Id and scores of a row, without its long texts: a tenth of the time. None where it is not written as expected.

    A key with its quotes and colon cannot stand inside a JSON string, and what follows the answers holds no object.
    """
    start, end = _ID.match(line), line.rfind(_ANSWERS)
    if start is None or end < 0:
        return None
    try:
        row = orjson.loads(b"{" + line[end + 2 :])
    except orjson.JSONDecodeError:
        return None
    return {**row, "doc_id": int(start[1])} if row.keys() >= _HASHED else None


def _doc(row: Mapping[str, Any]) -> str:
    """The hashes that the harness took of item and target; where an older one took none, ours."""
    doc, target = row.get("doc_hash"), row.get("target_hash")
    return f"{doc}{target}" if doc and target else digest(row.get("doc"), row.get("target"))


def _cluster(row: Mapping[str, Any], cluster: str | None, where: str) -> str:
    if cluster is None:
        return ""
    doc = row.get("doc")
    if not isinstance(doc, dict) or cluster not in doc:
        raise UsageError(f"{where}: the items have no field {cluster!r} for --cluster; name one of theirs")
    return digest(doc[cluster])


def _chance(row: Mapping[str, Any], metrics: Any) -> float:
    options = len(row.get("arguments") or row.get("filtered_resps") or ()) // (2 if MUTUAL in metrics else 1)
    return 1 / options if options else 0.0


def _scored(metric: str, value: object) -> tuple[Kind, float | None, float] | None:
    """Kind, score and size of an item; None where the metric is one of the whole task only, such as F1 over labels."""
    if type(value) is float and value - value == 0:  # as nearly all are, and neither NaN nor infinite
        return ("perplexity" if metric == "perplexity" else "score"), value, 1.0
    if isinstance(value, list):
        if metric not in WEIGHED or len(value) != 2:
            return None
        size = number(value[1])
        return ("perplexity", number(value[0]), size) if size else None
    if metric == "perplexity":
        return "perplexity", number(value), 1.0
    if isinstance(value, dict):
        return None
    return "score", number(value), 1.0


def _groups(found: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The outermost groups that have a score of their own, with the tasks at their ends."""
    members: Mapping[str, list[str]] = found.get("group_subtasks") or {}
    scored = [group for group in found.get("groups") or {} if members.get(group)]
    inner = {task for group in scored for task in _leaves(group, members, inner=True)}
    return {group: tuple(_leaves(group, members)) for group in scored if group not in inner}


def _leaves(group: str, members: Mapping[str, list[str]], *, inner: bool = False, depth: int = 0) -> Iterator[str]:
    """The tasks of a group; with `inner`, the groups inside it as well."""
    for task in members.get(group) or () if depth < 16 else ():
        if members.get(task):
            if inner:
                yield task
            yield from _leaves(task, members, inner=inner, depth=depth + 1)
        else:
            yield task


def _settings(found: Mapping[str, Any]) -> dict[str, str]:
    config = found.get("config") or {}
    settings: dict[str, object] = {
        "logs.harness": found.get("lm_eval_version"),
        "logs.transformers": found.get("transformers_version"),
        "logs.backend": config.get("model"),
        "logs.dtype": str(config.get("model_dtype")).removeprefix("torch."),
        "logs.limit": config.get("limit"),
        "logs.decoding": config.get("gen_kwargs"),
        "logs.template": found.get("chat_template_sha"),
        "logs.system": found.get("system_instruction_sha"),
    }
    for key, by_task in (("logs.version", "versions"), ("logs.shots", "n-shot")):
        settings |= {f"{key}:{task}": value for task, value in (found.get(by_task) or {}).items()}
    return {key: "none" if value is None else str(value) for key, value in settings.items()}
