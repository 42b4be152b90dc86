"""LLaMA-Factory's `dataset_info.json`: where it describes a file, its word counts instead of a guess."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import orjson

from auditor.records import ASSISTANT, SYSTEM, TOOL, TOOL_CALL, USER
from auditor.sources.shapes.plan import Plan, Tags

NAME = "dataset_info.json"
_PLACES = frozenset({"file_name", "hf_hub_url", "ms_hub_url", "om_hub_url", "script_url", "cloud_file_name"})
_ROLE_TAGS = (
    ("user_tag", "human", USER),
    ("assistant_tag", "gpt", ASSISTANT),
    ("observation_tag", "observation", TOOL),
    ("function_tag", "function_call", TOOL_CALL),
    ("system_tag", "system", SYSTEM),
)


def plan_for(file: Path) -> Plan | None:
    """How the `dataset_info.json` in the folder of the file, or in the one above, says to read it."""
    for folder in (file.parent, file.parent.parent):
        inside = file.relative_to(folder).as_posix()
        for entry in _entries(folder / NAME):
            name = entry.get("file_name")
            if isinstance(name, str) and name and (inside == name or inside.startswith(name.rstrip("/") + "/")):
                return _plan(entry)
    return None


@lru_cache(maxsize=64)
def _entries(path: Path) -> tuple[Mapping[str, object], ...]:
    """The entries of a LLaMA-Factory file; none where `datasets` wrote a file of the same name, or no JSON."""
    try:
        value = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return ()
    if not isinstance(value, dict):
        return ()
    return tuple(entry for entry in value.values() if isinstance(entry, dict) and not _PLACES.isdisjoint(entry))


def _table(entry: Mapping[str, object], key: str) -> dict[str, str]:
    value = entry.get(key)
    if not isinstance(value, dict):
        return {}
    return {name: word for name, word in value.items() if isinstance(word, str)}


def _plan(entry: Mapping[str, object]) -> Plan:
    columns = _table(entry, "columns")
    ranking = entry.get("ranking") is True
    system, tools = columns.get("system", ""), (columns["tools"],) if "tools" in columns else ()
    chosen = columns.get("chosen", "chosen") if ranking else ""
    rejected = columns.get("rejected", "rejected") if ranking else ""
    if entry.get("formatting", "alpaca") in ("sharegpt", "openai"):
        tags = _tags(entry)
        shape = "sharegpt_preference" if ranking else "sharegpt" if tags.role == "from" else "messages"
        return Plan(
            shape, system, messages=columns.get("messages", "conversations"), chosen=chosen, rejected=rejected,
            tools=tools, label=columns.get("kto_tag", ""), tags=tags,
        )  # fmt: skip
    return Plan(
        "alpaca_preference" if ranking else "alpaca", system, columns.get("history", ""),
        prompts=(columns.get("prompt", "instruction"), columns.get("query", "input")),
        answer="" if ranking else columns.get("response", "output"), chosen=chosen, rejected=rejected,
        tools=tools, label=columns.get("kto_tag", ""),
    )  # fmt: skip


def _tags(entry: Mapping[str, object]) -> Tags:
    tags = _table(entry, "tags")
    openai = entry.get("formatting") == "openai"
    return Tags(
        tags.get("role_tag", "role" if openai else "from"),
        tags.get("content_tag", "content" if openai else "value"),
        tuple((tags.get(tag, default), role) for tag, default, role in _ROLE_TAGS if not openai or tag in tags),
    )
