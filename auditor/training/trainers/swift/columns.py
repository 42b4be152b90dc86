"""Which column of a file becomes which standard field.

Facts: `swift/dataset/preprocessor/core.py` (`safe_rename_columns`, `AutoPreprocessor`) of ms-swift 4.6.0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from auditor.training.trainers.swift.failure import RunError

Reader = Literal["messages", "alpaca", "response"]
MEDIA = {"images": "images", "image": "images", "audios": "audios", "audio": "audios", "videos": "videos",
         "video": "videos"}  # fmt: skip
SYSTEM = {"system": "system", "system_prompt": "system"}
MESSAGES = {"messages": "messages", "conversation": "messages", "conversations": "messages", **SYSTEM, **MEDIA}
QUERIES = ("query", "prompt", "input", "instruction", "question", "problem")
RESPONSES = ("response", "answer", "output", "targets", "target", "answer_key", "answers", "solution", "text",
             "completion", "content")  # fmt: skip
PAIRS = {**MEDIA, **SYSTEM, **dict.fromkeys(QUERIES, "query"), **dict.fromkeys(RESPONSES, "response")}


def reader(columns: Iterable[str]) -> Reader:
    """How the rows of a file with these columns are read."""
    columns = set(columns)
    if columns & {"conversation", "conversations", "messages"}:
        return "messages"
    return "alpaca" if {"instruction", "input"} <= columns else "response"


def renamed(columns: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """By column its new name. Letter case does not count; two columns for one name keep their own.

    Raises:
        RunError: a new name is that of another column.
    """
    columns = list(columns)
    by_lower = {column.lower(): column for column in columns}
    wanted = {by_lower[key.lower()]: name for key, name in names.items() if key.lower() in by_lower}
    counts = Counter(wanted.values())
    new = {column: name for column, name in wanted.items() if counts[name] == 1}
    result = {column: new.get(column, column) for column in columns}
    if len(set(result.values())) < len(result):
        raise RunError("column_name_taken")
    return result


def apply(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The row under its new names, with None for what it lacks."""
    return {new: row.get(old) for old, new in names.items()}


def unread(row: Mapping[str, Any], names: Mapping[str, str], kind: Reader) -> bool:
    """Whether a column that looks like a question or an answer is left out, since another one looks so too."""
    used = {"query", "response", *({"instruction", "input", "output"} if kind == "alpaca" else ())}
    alike = {old for old, new in names.items() if old.lower() in QUERIES + RESPONSES and new not in used}
    return kind != "messages" and any(row.get(column) not in (None, "", []) for column in alike)
