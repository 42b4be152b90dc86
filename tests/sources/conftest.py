"""Helpers to write a file and read it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.records import Record, Unreadable
from auditor.sources import Source, open_source, read
from auditor.text.keys import PUBLIC_KEY, key_from

KEY = key_from(PUBLIC_KEY)
Result = list[Record | Unreadable]


def read_all(*inputs: object, evals: tuple[object, ...] = (), shape: str | None = None) -> Result:
    source = open_source(inputs, evals, shape)
    return [item for shard in source.shards() for item in read(shard, KEY)]


def names(source: Source) -> tuple[str, ...]:
    """Names of the files that hold something, in order."""
    return tuple(dict.fromkeys(shard.file for shard in source.shards()))


def turns(record: Record | Unreadable) -> list[tuple[str, str, str, bool]]:
    assert isinstance(record, Record), record
    return [(turn.role, turn.path, turn.text, turn.trained) for turn in record.texts()]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    def _write(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write
