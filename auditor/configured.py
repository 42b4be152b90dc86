"""What a scan takes over from a training configuration: data, epochs, tokenizer, and how the trainer reads rows."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from auditor.errors import UsageError
from auditor.overview import describe_tokenizer
from auditor.training.config import Loaded, Remark, load
from auditor.training.config.assumed import with_columns
from auditor.training.config.parts import nearby
from auditor.training.config.places import data_of
from auditor.training.model import Row, Training

PATIENCE = 3.0
"""Seconds to wait for the Hub."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is scanned and how, once the configuration and what was given beside it are put together."""

    data: tuple[object, ...]
    evals: tuple[object, ...]
    epochs: float
    tokenizer: str | None
    training: Training | None = None
    remarks: tuple[Remark, ...] = ()
    """What is to be said of the configuration."""


Config = Training | Taken | str | os.PathLike[str]
"""A training configuration, the path of its file, or what was made of it and what was given beside it already."""


def take(
    data: tuple[object, ...],
    evals: tuple[object, ...],
    epochs: float | None,
    tokenizer: str | None,
    config: Config | None = None,
    trainer: str | None = None,
    template: str | None = None,
) -> Taken:
    """Puts a configuration and what was given beside it together: what was given beside it counts.

    Raises:
        UsageError: the configuration cannot be read, or names data that is not here, where none was given.
    """
    if isinstance(config, Taken):
        return config
    loaded = _loaded(config, trainer, template)
    if loaded is None:
        return Taken(data, evals, 1.0 if epochs is None else epochs, tokenizer)
    training, remarks = loaded.training, list(loaded.remarks)
    folder = loaded.folder or Path()
    if data:
        if training.datasets:
            remarks.append(Remark("training.config.data_given"))
    else:
        if not training.datasets:
            raise UsageError("no data is named; give the data: auditor scan DATA --config FILE, or --trainer NAME")
        data = data_of(training, training.datasets, folder)
        evals = evals or data_of(training, training.evals, folder)
    if tokenizer is None and training.model is not None:
        place = nearby(training.model, folder)
        tokenizer = _readable(str(place) if place is not None else training.model)
        if tokenizer is None:
            remarks.append(Remark("training.config.no_tokenizer"))
    seen = epochs if epochs is not None else training.epochs if training.epochs is not None else 1.0
    if epochs is not None:
        remarks = [remark for remark in remarks if remark.key not in ("training.config.steps", "training.config.auto")]
    return Taken(data, evals, seen, tokenizer, _anchored(training, folder), tuple(remarks))


def _loaded(
    config: Training | str | os.PathLike[str] | None, trainer: str | None, template: str | None
) -> Loaded | None:
    match config:
        case Training():
            if trainer is not None or template is not None:
                raise UsageError("a Training names its trainer and its template itself; leave out what is given beside")
            return Loaded(config)
        case None if trainer is None:
            if template is not None:
                raise UsageError("--template needs a trainer; give --config FILE or --trainer NAME with it")
            return None
    return load(None if config is None else os.fspath(config), trainer, template)


def _readable(name: str) -> str | None:
    """The tokenizer of the model, where it is here or can be reached."""
    if not Path(name).exists() and not _reachable():
        return None
    try:
        describe_tokenizer(name)
    except UsageError:
        return None
    return name


def _reachable() -> bool:
    """Whether the Hub answers at all: its own client tries for half a minute before it gives up."""
    if any(name.upper() in ("HTTPS_PROXY", "ALL_PROXY") for name in os.environ):
        return True  # only the client knows the way
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON"):
        return True  # the client looks into its cache alone, and is quick
    host = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co"))
    try:
        with socket.create_connection((host.hostname or "", host.port or 443), PATIENCE):
            return True
    except OSError:
        return False


def _anchored(training: Training, folder: Path) -> Training:
    """With the places of the datasets that are here, for `of_files`."""
    places = ((nearby(name, folder), name) for name in training.datasets)
    return replace(training, datasets=tuple(name if place is None else str(place) for place, name in places))


def of_files(training: Training, files: Mapping[str, Path | None], first: Row | None) -> Training:
    """The configuration with how each file is read, by its name in the report, and with the first row.

    `files` in the order in which they are read; no path where rows come from no file.
    """
    start = next(iter(files.values()), None)
    training = replace(with_columns(training, first, start), first=first)
    if not training.entries:
        return training
    by_name = {
        name: entry
        for name, path in files.items()
        if (entry := _entry(training, name, path)) is not None and entry != training.columns
    }
    return replace(training, files=by_name)


def _entry(training: Training, name: str, path: Path | None) -> Mapping[str, object] | None:
    """How the dataset that a file belongs to is read."""
    for dataset, entry in zip(training.datasets, training.entries, strict=True):
        if path is None:
            if name == dataset or name.startswith((f"{dataset}/", f"{dataset}:")):
                return entry
        elif Path(os.path.realpath(path)).is_relative_to(os.path.realpath(dataset)):
            return entry
    return None
