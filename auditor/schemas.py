"""The JSON Schemas of the files that enter and leave, made from the types that read and write them."""

from __future__ import annotations

from typing import Any

import orjson

from auditor.findings import Evidence
from auditor.policy import BaselineFile, PolicyFile, Verdict, WaiversFile
from auditor.report import ReportFile, adapter

TYPES: dict[str, Any] = {
    "report": ReportFile,
    "evidence": Evidence,
    "verdict": Verdict,
    "policy": PolicyFile,
    "waivers": WaiversFile,
    "baseline": BaselineFile,
}


def json_schema(name: str) -> str:
    """The schema of a file: of `evidence.jsonl`, that of one line."""
    schema = adapter(TYPES[name]).json_schema()
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
