"""Which files of a folder are data: those with a known extension whose name is not known to be something else.

What the auditor wrote itself is no data, whatever it is called.
"""

from __future__ import annotations

import fnmatch
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from auditor.sources.layout import layout_by_name
from auditor.sources.own import is_own

_PAPERS = ("readme*", "license*", "licence*", "notice*", "changelog*", "citation*")
"""Names of what is written about data. As `license.jsonl`, such a name is that of data all the same."""
_NOT_DATA = (
    "requirements*.txt", "dataset_info.json",
    "dataset_infos.json", "dataset_dict.json", "state.json", "config.json", "generation_config.json",
    "tokenizer*.json", "special_tokens_map.json", "added_tokens.json", "preprocessor_config.json",
    "trainer_state.json", "package.json", "*.index.json", "*.schema.json", "*.expect.*", "cache-*.arrow",
)  # fmt: skip
_UNREAD_KINDS = (".xlsx", ".xls", ".ods", ".avro", ".orc", ".tfrecord", ".7z")
_UNREAD_PACKING = (".bz2", ".xz", ".lz4", ".zip", ".br")


@dataclass(frozen=True, slots=True)
class Folder:
    """The data files of a folder, sorted by path, and what else it holds."""

    files: tuple[Path, ...]
    skipped: int
    kinds: tuple[tuple[str, int], ...]
    """Extensions of all files that were passed over, with their counts; the auditor's own files are one kind."""


def walk(folder: Path) -> Folder:
    """Looks through a folder and the folders in it; hidden files and folders are left out, and not counted.

    Raises:
        OSError: a folder cannot be read.
    """
    files: list[Path] = []
    kinds: Counter[str] = Counter()

    def stop(error: OSError) -> None:
        raise error

    seen: set[str] = set()
    for place, folders, names in os.walk(folder, onerror=stop, followlinks=True):
        # A link may lead to a folder above: each real folder is read once.
        if (real := os.path.realpath(place)) in seen:
            folders[:] = []
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        beside = frozenset(names)
        for name in names:
            if name.startswith("."):
                continue
            # A pipe would be waited for, for ever. What cannot be looked at at all is told when its turn comes.
            path = Path(place, name)
            pipe = path.exists() and not path.is_file()
            if pipe or not is_data(name):
                kinds[Path(name).suffix.lower() or "no extension"] += 1
            elif is_own(path, beside):
                kinds["of the auditor's own"] += 1
            else:
                files.append(path)
    files.sort(key=lambda path: path.relative_to(folder).parts)
    return Folder(tuple(files), sum(kinds.values()), tuple(sorted(kinds.items())))


def is_data(name: str) -> bool:
    """Whether a file of this name in a folder is to be read, or to be reported where it cannot be."""
    name = name.lower()
    if layout_by_name(name) in (None, "txt") and any(fnmatch.fnmatchcase(name, pattern) for pattern in _PAPERS):
        return False
    if any(fnmatch.fnmatchcase(name, pattern) for pattern in _NOT_DATA):
        return False
    return layout_by_name(name) is not None or is_unread_data(name)


def is_unread_data(name: str) -> bool:
    """Whether the name is that of data in a container that is not read, such as `.xlsx` or `.jsonl.bz2`."""
    inner, ending = os.path.splitext(name.lower())
    return ending in _UNREAD_KINDS or (ending in _UNREAD_PACKING and layout_by_name(inner) is not None)
