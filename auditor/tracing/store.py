"""The file of an index: written whole or not at all, readable by its owner only, and never in place of another file.

It holds keyed digests of tokens and places, no text. Still it is as private as the data: without AUDITOR_KEY its
secret stands in it, so whoever has the file can try which words and sentences the data holds.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from auditor import __version__
from auditor.errors import OutputError, SourceError, UsageError
from auditor.outputs import check_file, write_file
from auditor.sources import Source
from auditor.sources.shapes.config import NAME
from auditor.text.keys import Key
from auditor.tracing.building import SECRET, Progress, build
from auditor.tracing.index import Columns, Index

MAGIC = b"auditor.index/1\n"
_ALIGNED = 64
_PIECE = 1 << 24
_TYPES = {
    "words": np.uint64, "ids": np.int32, "order": np.int32, "starts": np.uint32, "lengths": np.uint16,
    "rows": np.int64, "held": np.int64, "holders": np.int32, "paths": np.int32, "roles": np.uint8,
    "files": np.int32, "numbers": np.int64,
}  # fmt: skip


def kept(
    path: Path, source: Source, shape: str | None, key: Key, progress: Progress = lambda stage, done, total: None
) -> tuple[Index, bool]:
    """The index in a file, made or made again where the file is none of this data; and whether it was there.

    Raises:
        UsageError: the data lies in no files, or the file is something else than an index, or cannot be written.
        SourceError: the data cannot be read.
    """
    check_place(path, source)
    secret = _own_secret(path, key)
    found = None if secret is None else _read(path, secret, digest(source, shape, secret), key)
    if found is not None:
        return found, True
    check_file(path)
    fresh = _derived(key) or secrets.token_bytes(SECRET)
    name = digest(source, shape, fresh)
    index = build(source, fresh, progress=progress)
    progress("write", 0, None)
    write_file(path, _written(index, name, key), mode=0o600)
    return index, False


def check_place(path: Path, source: Source) -> None:
    """Refuses a file that is there and no index, and data that is in no files.

    Raises:
        UsageError: so it is.
    """
    if any(file is None for _, file, split in source.files() if split == "train"):
        raise UsageError("an index is kept of files only, so that it can be told when they change; leave out --index")
    try:
        if not os.path.lexists(path):
            return
        if path.is_file():
            with path.open("rb") as file:
                if file.read(len(MAGIC)) == MAGIC:
                    return
    except OSError as error:
        raise UsageError(f"{path}: this index cannot be read ({error.strerror}); give another --index") from error
    raise OutputError(f"{path}: this exists and is no index; it is not overwritten, so give another --index")


def digest(source: Source, shape: str | None, secret: bytes) -> str:
    """Names the data and all that decides how it is read; keyed, so that it does not tell which data it is.

    Raises:
        SourceError: a file cannot be read.
    """
    total = hashlib.blake2b(key=secret, digest_size=32)
    total.update(repr((__version__, unicodedata.unidata_version, sys.byteorder, shape)).encode())
    beside: dict[Path, None] = {}
    try:
        for name, path, split in source.files():
            if path is not None and split == "train":
                beside |= dict.fromkeys((path.parent / NAME, path.parent.parent / NAME))
                _add(total, name, path)
        for path in beside:
            if path.is_file():
                _add(total, NAME, path)
    except OSError as error:
        raise SourceError(f"a file of the data cannot be read ({error.strerror}); check its permissions") from error
    return total.hexdigest()


def _add(total: Any, name: str, path: Path) -> None:
    total.update(repr((name, path.stat().st_size)).encode("utf-8", "surrogatepass"))
    with path.open("rb") as file:
        while content := file.read(_PIECE):
            total.update(content)


def _derived(key: Key) -> bytes | None:
    """The secret that AUDITOR_KEY gives; it stands in no file."""
    return None if key.id is None else hashlib.blake2b(MAGIC, key=key.secret[:64], digest_size=SECRET).digest()


def _own_secret(path: Path, key: Key) -> bytes | None:
    """The secret of an index that is there, None where there is none, or it is not whole, or of another key."""
    head = _head(path)
    if head is None or head.get("key") != key.id:
        return None
    try:
        return _derived(key) or bytes.fromhex(head["secret"])
    except (KeyError, TypeError, ValueError):
        return None


def _head(path: Path) -> dict[str, Any] | None:
    """What stands before the columns; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return None
            size = int.from_bytes(file.read(8), "little")
            if size > os.fstat(file.fileno()).st_size:
                return None
            head = orjson.loads(file.read(size))
    except (OSError, ValueError):  # orjson's error is a ValueError
        return None
    return {**head, "begin": _aligned(len(MAGIC) + 8 + size)} if isinstance(head, dict) else None


def _read(path: Path, secret: bytes, name: str, key: Key) -> Index | None:
    """The index in a file, its columns read when they are needed; None where it is of other data or not whole."""
    head = _head(path)
    if head is None or head.get("digest") != name:
        return None
    try:
        content = np.asarray(np.memmap(path, np.uint8, "r"))  # as a plain array it is several times as fast to look up
        columns, at = {}, head["begin"]
        for column, count in zip(fields(Columns), head["counts"], strict=True):
            kind = np.dtype(_TYPES[column.name])
            size = count * kind.itemsize
            if at + size > len(content):
                return None
            columns[column.name] = content[at : at + size].view(kind)
            at = _aligned(at + size)
        if at != len(content):
            return None
        return Index(Columns(**columns), secret, tuple(head["files"]), tuple(head["paths"]), head["unread"])
    except (OSError, KeyError, TypeError, ValueError):
        return None


def _written(index: Index, name: str, key: Key) -> Iterator[bytes]:
    columns = [np.ascontiguousarray(getattr(index.columns, column.name)) for column in fields(Columns)]
    head = {
        "digest": name, "key": key.id, "secret": index.secret.hex() if key.id is None else "",
        "files": index.file_names, "paths": index.path_names, "unread": index.unread,
        "counts": [len(column) for column in columns],
    }  # fmt: skip
    content = orjson.dumps(head)
    begin = MAGIC + len(content).to_bytes(8, "little") + content
    yield begin + bytes(_aligned(len(begin)) - len(begin))
    for column in columns:
        raw = column.view(np.uint8)
        for start in range(0, len(raw), _PIECE):
            yield raw[start : start + _PIECE].tobytes()
        yield bytes(_aligned(len(raw)) - len(raw))


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
