"""The data that a configuration names: files that are here, ids of datasets on the Hub."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from auditor.errors import UsageError
from auditor.training.config.known import NAMES
from auditor.training.config.parts import nearby
from auditor.training.model import Training

_READERS = frozenset({"json", "csv", "parquet", "arrow", "text"})
"""Names of the readers of `datasets`, which stand where a path would, with the path in `data_files`."""
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_SWIFT = re.compile(r"(?:(?P<hub>hf|ms|HF|MS)::)?(?P<name>.*?)(?::[^#/:]+(?:/[^#:]+)*)?(?:#\d+)?", re.S)


def entry_paths(entry: Mapping[str, object]) -> tuple[str, ...]:
    """What an entry of `datasets` (axolotl, TRL) reads."""
    path, files = entry.get("path"), entry.get("data_files")
    folder = path if isinstance(path, str) else ""
    names = [files] if isinstance(files, str) else files if isinstance(files, list) else []
    listed = tuple(name for name in names if isinstance(name, str))
    if folder in _READERS or not folder:
        return listed
    if listed and Path(folder).is_dir():
        return tuple(str(Path(folder) / name) for name in listed)
    return (folder,)


def data_of(training: Training, names: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """Paths of files that are here, and ids of the Hub as they stand.

    Raises:
        UsageError: something that is named is neither.
    """
    return tuple(_place(training, name, folder) for name in names)


def _place(training: Training, name: str, folder: Path) -> str:
    if (found := nearby(name, folder)) is not None:
        return str(found)
    elsewhere = ""
    if training.trainer == "ms-swift" and (match := _SWIFT.fullmatch(name)) is not None:
        name, hub = match["name"], (match["hub"] or "").lower()
        if (found := nearby(name, folder)) is not None:
            return str(found)
        if _HUB_ID.fullmatch(name) and hub != "hf" and (hub == "ms" or training.options.get("use_hf") is not True):
            elsewhere = "lies on ModelScope, from where nothing is fetched"
    if training.trainer == "openai" and name.startswith("file-"):
        elsewhere = "was uploaded to the service"
    if elsewhere:
        raise UsageError(
            f"the data {name[:120]!r} of the {NAMES[training.trainer]} configuration {elsewhere}; give it as a file or "
            "a folder: auditor scan DATA --config FILE"
        )
    if _HUB_ID.fullmatch(name) and not name.startswith("."):
        return name
    raise UsageError(
        f"the {NAMES[training.trainer]} configuration names the data {name[:120]!r}, which is not here; start where "
        "the training starts, or give the data: auditor scan DATA --config FILE"
    )
