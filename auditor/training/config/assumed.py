"""How LLaMA-Factory and axolotl would be told to read rows, where nobody has told them yet: made from one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from auditor.training.config.llamafactory import entry_for
from auditor.training.model import Row, Training

_TAGS = {
    "role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant",
    "observation_tag": "tool", "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip
_ANSWERS = ("output", "response", "completion", "answer")
_PROMPTS = ("instruction", "prompt", "query", "question")


def with_columns(training: Training, first: Row | None, file: Path | None) -> Training:
    """The configuration with `columns`, where its trainer needs some and has none.

    Of LLaMA-Factory, the `dataset_info.json` beside the file goes before a guess.
    """
    if training.columns or training.entries or training.trainer not in ("llama-factory", "axolotl"):
        return training
    if training.trainer == "llama-factory" and file is not None and (entry := entry_for(file)) is not None:
        return replace(training, columns=entry)
    if first is None:
        return training
    columns = _llama_factory(first) if training.trainer == "llama-factory" else _axolotl(first)
    return replace(training, columns=columns, assumed=True) if columns else training


def _messages(row: Row) -> tuple[str, str] | None:
    """The column that holds a conversation, and the key of a role in it."""
    for column in ("messages", "conversations", "conversation"):
        listed = row.get(column)
        first = listed[0] if isinstance(listed, list | tuple) and listed else None
        if isinstance(first, Mapping):
            for role in ("from", "role"):
                if role in first:
                    return column, role
    return None


def _named(row: Row, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if isinstance(row.get(name), str)), None)


def _llama_factory(row: Row) -> Mapping[str, object]:
    more = {name: name for name in ("system", "tools", "history") if name in row}
    if (found := _messages(row)) is not None:
        column, role = found
        columns = {"messages": column, **more}
        entry = {"formatting": "sharegpt", "columns": columns}
        return entry if role == "from" else {**entry, "tags": _TAGS}
    prompt, answer = _named(row, _PROMPTS), _named(row, _ANSWERS)
    if prompt is None or answer is None:
        return {"columns": {"prompt": "text"}} if isinstance(row.get("text"), str) else {}
    query = {"query": "input"} if "input" in row else {}
    return {"columns": {"prompt": prompt, **query, "response": answer, **more}}


def _axolotl(row: Row) -> Mapping[str, object]:
    if (found := _messages(row)) is not None:
        column, role = found
        entry: dict[str, object] = {"type": "chat_template", "field_messages": column}
        if role == "from":
            entry["message_property_mappings"] = {"role": "from", "content": "value"}
        return entry
    if "segments" in row:
        return {"type": "input_output"}
    if "instruction" in row and "output" in row:
        return {"type": "alpaca"}
    return {"type": "completion"} if isinstance(row.get("text"), str) else {}
