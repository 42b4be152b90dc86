"""Writes logs in the forms of the harnesses, small and as wanted."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import zstandard

DATE = "2030-01-02T03-04-05.000006"
SECRET = "zorbliquent"
"""Stands in every question and answer written here: it must not be in any report."""
Rows = Sequence[Mapping[str, Any]]


def row(doc: int, *, filter: str = "none", options: int = 0, **scores: Any) -> dict[str, Any]:
    """One line of samples, as lm-eval writes it; keys that begin with `set_` replace what stands in it."""
    replaced = {name.removeprefix("set_"): scores.pop(name) for name in [*scores] if name.startswith("set_")}
    answers = [["-1.5", "False"]] * options if options else [f"{SECRET} {doc}"]
    return {
        "doc_id": doc,
        "doc": {"q": f"{SECRET} {doc}", "passage": doc // 4},
        "target": "1",
        "arguments": {f"gen_args_{n}": {"arg_0": SECRET, "arg_1": "a"} for n in range(options or 1)},
        "resps": [[answer] for answer in answers],
        "filtered_resps": answers,
        "filter": filter,
        "metrics": [*scores],
        "doc_hash": f"d{doc}",
        "prompt_hash": f"p{doc}",
        "target_hash": "t",
        **scores,
    } | replaced


def lm_eval(
    folder: Path, tasks: Mapping[str, Rows | str], *, date: str = DATE, model: str = "m", kind: str = "generate_until",
    larger: Mapping[str, bool] | None = None, **results: Any,
) -> Path:  # fmt: skip
    """A run of lm-eval; a task's samples may be given as text. Returns the folder that was named to the harness."""
    place = folder / f"home__{model}"
    place.mkdir(parents=True, exist_ok=True)
    for task, rows in tasks.items():
        text = rows if isinstance(rows, str) else "".join(json.dumps(one) + "\n" for one in rows)
        (place / f"samples_{task}_{date}.jsonl").write_text(text, "utf-8")
    metrics = {
        task: {m: True for one in rows for m in one["metrics"]} | dict(larger or {})
        for task, rows in tasks.items()
        if not isinstance(rows, str)
    }
    found = {
        "results": {},
        "group_subtasks": {},
        "configs": {task: {"task": task, "output_type": kind} for task in tasks},
        "versions": dict.fromkeys(tasks, 1),
        "n-shot": dict.fromkeys(tasks, 0),
        "higher_is_better": metrics,
        "config": {"model": "hf", "model_dtype": "torch.float32", "limit": None},
        "date": 1_893_553_445.0,
        "lm_eval_version": "0.4.13",
        "model_name": model,
        "chat_template_sha": None,
    } | results
    (place / f"results_{date}.json").write_text(json.dumps(found), "utf-8")
    return folder


def sample(id: object, value: object, *, epoch: int = 1, scorer: str = "match", **more: Any) -> dict[str, Any]:
    """One sample of inspect."""
    return {
        "id": id, "epoch": epoch, "input": f"{SECRET} {id}", "target": SECRET, "metadata": {"source": str(id)[:1]},
        "scores": {scorer: {"value": value, "answer": SECRET, "explanation": SECRET}},
    } | more  # fmt: skip


def inspect_log(samples: Rows | None, *, task: str = "words", model: str = "mock/m", **about: Any) -> dict[str, Any]:
    """A whole log of inspect, as `.json` holds it."""
    return {
        "version": 2, "status": about.pop("status", "success"),
        "eval": {"created": "2030-01-02T03:04:05+00:00", "task": task, "task_version": 0, "model": model,
                 "config": {}, "packages": {"inspect_ai": "0.3.285"}, "scorers": []} | about,
        "plan": {"steps": [{"solver": "generate", "params": {}}]}, "results": {}, "samples": samples,
    }  # fmt: skip


def inspect_json(folder: Path, name: str, log: Mapping[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(log, indent=2), "utf-8")
    return folder


def inspect_zip(file: Path, log: Mapping[str, Any], *, summaries: bool = True, zstd: bool = True) -> Path:
    """The same as `.eval`: compressed by Zstandard, as newer versions do, or by Deflate."""
    entries = {f"samples/{one['id']}_epoch_{one['epoch']}.json": one for one in log["samples"]}
    header = {key: value for key, value in log.items() if key != "samples"}
    named = entries | ({"summaries.json": log["samples"]} if summaries else {}) | {"header.json": header}
    file.parent.mkdir(parents=True, exist_ok=True)
    contents = {name: json.dumps(one).encode() for name, one in named.items()}
    if zstd:
        file.write_bytes(zipped(contents))
    else:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
            for name, content in contents.items():
                opened.writestr(name, content)
    return file


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """A ZIP file whose entries are compressed by Zstandard (method 93), which Python writes only from 3.14 on."""
    body, directory = b"", b""
    for name, content in contents.items():
        packed = zstandard.ZstdCompressor().compress(content)
        sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
        common = struct.pack("<HHHHH", 63, 0, 93, 0, 33) + sizes + struct.pack("<HH", len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 63) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        directory += name.encode()
        body += b"PK\x03\x04" + common + name.encode() + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(contents), len(contents), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def lighteval(
    folder: Path, tasks: Mapping[str, Rows], *, date: str = DATE, model: str = "m", form: str = "{}", **general: Any
) -> Path:
    """A run of lighteval. A row has `query`, `choices`, `gold_index` and scores."""
    import pyarrow
    from pyarrow.parquet import write_table

    results, details = folder / "results" / model, folder / "details" / model / date
    results.mkdir(parents=True, exist_ok=True)
    details.mkdir(parents=True, exist_ok=True)
    for task, rows in tasks.items():
        doc = [{key: one[key] for key in ("query", "choices", "gold_index")} | {"instruction": None} for one in rows]
        scores = [{key: value for key, value in one.items() if key not in doc[0]} for one in rows]
        columns = {"doc": doc, "metric": scores, "model_response": [{"input": "x", "text": [SECRET]}] * len(rows)}
        table = pyarrow.table({form.format(name): column for name, column in columns.items()})
        write_table(table, details / f"details_{task}_{date}.parquet")
    found = {"config_general": {"model_name": model, "model_config": {"dtype": "float32"}, **general},
             "results": {}, "config_tasks": {task: {"num_fewshots": 0, "metrics": []} for task in tasks}}  # fmt: skip
    (results / f"results_{date}.json").write_text(json.dumps(found), "utf-8")
    return folder
