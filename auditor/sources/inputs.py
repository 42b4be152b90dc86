"""From what the caller names to the files, in order, and to their shards."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from auditor.errors import SourceError, UsageError, nearest
from auditor.records import Record, Split, Unreadable
from auditor.sources import folders
from auditor.sources.complaints import complaint, nothing_read
from auditor.sources.files import file_pieces
from auditor.sources.layout import KNOWN, layout_by_name, layout_of
from auditor.sources.objects import chosen_splits, hub_splits, is_datasets_object, is_hub_id, object_pieces
from auditor.sources.reading import read
from auditor.sources.shapes import config
from auditor.sources.shapes.plan import SHAPES, Plan
from auditor.sources.shard import Bad, Piece, Shard
from auditor.text.keys import Key
from auditor.training.model import Row

HEAD = 200
"""Rows that stand for the columns of a file."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str
    split: Split
    size: int
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class _Rows:
    rows: object = field(repr=False)
    name: str
    split: Split


@dataclass(frozen=True, slots=True)
class _Found:
    """A file as found: its path, and the folder from which its name may start."""

    path: Path
    anchor: Path
    split: Split
    explicit: bool


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that is to be read, in order."""

    skipped: int
    """Files in folders passed over because their name says that they are no data, or because the auditor wrote them."""
    size: int | None
    """Bytes on disk of all files; None where a part of the input has no size (Hub, Python objects)."""
    _entries: tuple[_File | _Rows, ...] = field(repr=False)
    _shape: str | None

    def files(self) -> tuple[tuple[str, Path | None, Split], ...]:
        """Name, path and split of each input in order; no path where rows come from no file."""
        return tuple(
            (entry.name, entry.path if isinstance(entry, _File) else None, entry.split) for entry in self._entries
        )

    def shards(self) -> Iterator[Shard]:
        """Cuts the input into shards, the same for the same bytes, without parsing the records.

        Raises:
            SourceError: the only file of the input cannot be read at all.
        """
        index = base = 0
        for entry in self._entries:
            last = 0
            plan = entry.plan if isinstance(entry, _File) else None
            for piece in _pieces(entry):
                shard = Shard(index, entry.name, entry.split, base, piece.size, piece, plan, self._shape)
                if piece.kind == "problem" and not last and len(self._entries) == 1:
                    raise nothing_read(_problem(shard))
                yield shard
                index += 1
                last = piece.numbers[-1]
            base += last

    def heads(self, key: Key) -> dict[str, list[Row]]:
        """By name of a training input, its first rows that can be read, at most `HEAD`."""
        found = ((entry.name, self._head(entry, key)) for entry in self._entries if entry.split == "train")
        return {name: rows for name, rows in found if rows}

    def _head(self, entry: _File | _Rows, key: Key) -> list[Row]:
        plan = entry.plan if isinstance(entry, _File) else None
        for piece in _pieces(entry):
            if piece.kind != "table":
                piece = replace(piece, items=piece.items[:HEAD], numbers=piece.numbers[:HEAD])
            shard = Shard(0, entry.name, entry.split, 0, piece.size, piece, plan, self._shape)
            rows = [item.row for item in read(shard, key) if isinstance(item, Record)]
            if rows:
                return rows[:HEAD]
        return []


def _pieces(entry: _File | _Rows) -> Iterator[Piece]:
    if isinstance(entry, _Rows):
        return object_pieces(entry.rows, entry.name)
    if folders.is_unread_data(entry.path.name):
        return iter((Piece("problem", (Bad("unsupported_format"),), (1,), entry.size),))
    return file_pieces(entry.path, entry.size)


def _problem(shard: Shard) -> tuple[Unreadable, ...]:
    item = shard.piece.items[0]
    reason = item.reason if isinstance(item, Bad) else ""
    return (Unreadable(shard.base + shard.piece.numbers[0], shard.file, shard.split, reason),)


def open_source(inputs: Sequence[object], evals: Sequence[object] = (), shape: str | None = None) -> Source:
    """Finds the files, Hub datasets and rows that the caller names, training inputs first.

    Args:
        inputs: paths of files and folders, Hub ids, `datasets` objects, or iterables of rows.
        evals: the same, for data that the training must not have seen.
        shape: one of `SHAPES`, to be used instead of what the field names tell.

    Raises:
        UsageError: there is no such shape.
        SourceError: something that is named does not exist or cannot be data, or a folder holds none.
    """
    if shape is not None and shape not in SHAPES:
        raise UsageError(f"there is no shape {shape!r}; {nearest(shape, SHAPES)}")
    finder = _Finder()
    for split, values in (("train", inputs), ("eval", evals)):
        for value in values:
            finder.add(value, "train" if split == "train" else "eval")
    entries = finder.entries()
    if not entries:
        raise SourceError("nothing to read; give files, folders or Hub datasets that hold training data")
    sizes = [entry.size for entry in entries if isinstance(entry, _File)]
    total = sum(sizes) if len(sizes) == len(entries) else None
    return Source(finder.skipped, total, entries, shape)


class _Finder:
    """Gathers entries in the order in which they are named."""

    def __init__(self) -> None:
        self.skipped = 0
        self._found: list[_Found | _Rows] = []
        self._objects = 0

    def add(self, value: object, split: Split) -> None:
        if isinstance(value, str | os.PathLike):
            self._add_named(value, split)
        elif is_datasets_object(value):
            name = self._object_name()
            splits = chosen_splits(value, name, split) if isinstance(value, Mapping) else ((name, value),)
            self._found += [_Rows(rows, part, split) for part, rows in splits]
        elif isinstance(value, list | tuple) and any(isinstance(item, os.PathLike) or _is_path(item) for item in value):
            raise SourceError("a list of paths is no list of rows; give each path as an argument of its own")
        elif isinstance(value, list | tuple) and not value:
            raise SourceError("an empty list holds no rows; give the rows, or leave it out")
        elif isinstance(value, Mapping | bytes) or not isinstance(value, Iterable) or hasattr(value, "to_dict"):
            raise SourceError(
                f"a {type(value).__name__} is not a source of rows; give a path, a Hub id, a datasets object or a "
                "list of dicts (of a pandas frame: frame.to_dict('records'))"
            )
        else:
            rows = tuple(value) if isinstance(value, Iterator) else value
            self._found.append(_Rows(rows, self._object_name(), split))

    def _object_name(self) -> str:
        self._objects += 1
        return "dataset" if self._objects == 1 else f"dataset-{self._objects}"

    def _add_named(self, value: str | os.PathLike[str], split: Split) -> None:
        text = os.fspath(value)
        path = Path(text)
        kind = _kind(path) if text else ""
        if kind == "folder":
            self._add_folder(path, text, split)
        elif kind == "file":
            _check_format(path, text)
            self._found.append(_Found(path, path.parent, split, explicit=True))
        elif kind:
            raise SourceError(f"{text}: neither a file nor a folder; save what it gives to a file first")
        elif isinstance(value, str) and is_hub_id(text) and layout_by_name(text) is None:
            self._found += [_Rows(rows, name, split) for name, rows in hub_splits(text, split)]
        else:
            shown = text[:200] or "an empty path"
            raise SourceError(f"{shown}: there is no such file or folder; check the spelling and the current folder")

    def _add_folder(self, path: Path, text: str, split: Split) -> None:
        try:
            folder = folders.walk(path)
        except OSError as error:
            raise SourceError(f"{text}: the folder cannot be read ({type(error).__name__})") from error
        if not folder.files:
            held = ", ".join(f"{count} {kind}" for kind, count in folder.kinds) or "nothing"
            raise SourceError(f"{text}: no data files in this folder; it holds: {held}. Data files end in {KNOWN}")
        self.skipped += folder.skipped
        self._found += [_Found(file, path, split, explicit=False) for file in folder.files]

    def entries(self) -> tuple[_File | _Rows, ...]:
        """The entries with their names: each file once, and evaluation files not also as training data."""
        files = [item for item in self._found if isinstance(item, _Found)]
        held_out = {os.path.realpath(item.path) for item in files if item.split == "eval"}
        # A name that is no Unicode would break the report that it stands in.
        names = {item: os.fsencode(name).decode("utf-8", "replace") for item, name in _named(files).items()}
        seen: set[tuple[str, Split]] = set()
        entries: list[_File | _Rows] = []
        for item in self._found:
            if isinstance(item, _Rows):
                entries.append(item)
                continue
            real = os.path.realpath(item.path)
            if item.split == "train" and real in held_out:
                if item.explicit:
                    raise SourceError(f"{names[item]}: given both as training and as evaluation data; give it once")
                continue
            if (real, item.split) not in seen:
                seen.add((real, item.split))
                size = item.path.stat().st_size if item.path.exists() else 0
                entries.append(_File(item.path, names[item], item.split, size, config.plan_for(item.path)))
        return tuple(entries)


def _is_path(item: object) -> bool:
    """Whether a row is a string that names a file, or reads like the name of one: no text of training data does."""
    if not isinstance(item, str) or len(item) > 4096 or "\n" in item:
        return False
    return _kind(Path(item)) in ("file", "folder") or (" " not in item and layout_by_name(item) is not None)


def _kind(path: Path) -> str:
    """`folder`, `file` or `other`; empty where there is nothing, or the path is none."""
    try:
        return "folder" if path.is_dir() else "file" if path.is_file() else "other" if path.exists() else ""
    except (OSError, ValueError):
        return ""


def _check_format(path: Path, text: str) -> None:
    """Refuses a file whose format neither its name nor its content tells.

    Raises:
        SourceError: so it is.
    """
    if layout_by_name(path.name) is not None:
        return
    if folders.is_unread_data(path.name):
        raise SourceError(f"{text}: {complaint('unsupported_format')}")
    try:
        layout = layout_of(path)
    except OSError:
        return  # told when the file's turn comes
    if layout is None:
        raise SourceError(f"{text}: {complaint('unknown_format')}")


def _named(files: Sequence[_Found]) -> dict[_Found, str]:
    """Names relative to the folder that all inputs share, but with no more folders than tell one from another.

    Of a file below a folder that was given, at most that folder's name is added: where the data lies on the machine
    is nobody's business.
    """
    whole = {item: Path(os.path.abspath(item.path)) for item in files}
    common = os.path.commonpath([os.path.abspath(item.anchor) for item in files]) if files else ""
    more = 1
    while True:
        names = {
            item: _end(path, common, len(item.path.relative_to(item.anchor).parts) + more)
            for item, path in whole.items()
        }
        # The same file may be named in two ways, once as itself and once through its folder.
        if len(set(names.values())) >= len(set(whole.values())):
            return names
        more += 1


def _end(path: Path, common: str, most: int) -> str:
    """The last parts of a path, at most those below the common folder."""
    return "/".join(path.relative_to(common).parts[-most:])
