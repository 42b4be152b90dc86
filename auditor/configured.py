"""What a scan takes over from a training configuration: data, epochs, tokenizer, and how the trainer reads rows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.errors import UsageError
from auditor.overview import describe_tokenizer
from auditor.training import hub
from auditor.training.config import Loaded, Remark, load
from auditor.training.config.assumed import with_columns
from auditor.training.config.parts import nearby
from auditor.training.config.places import data_of
from auditor.training.model import Row, Training


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
    base: str | None = None,
) -> Taken:
    """Puts a configuration and what was given beside it together: what was given beside it counts.

    `base` is the model that will be tuned: its tokenizer is taken where none is named.

    Raises:
        UsageError: the configuration cannot be read, or names data that is not here, where none was given.
    """
    if isinstance(config, Taken):
        return config
    loaded = _loaded(config, trainer, template)
    if loaded is None:
        return Taken(data, evals, 1.0 if epochs is None else epochs, tokenizer or _of_base(base))
    training, remarks = loaded.training, list(loaded.remarks)
    folder = loaded.folder or Path()
    if data:
        if training.datasets:
            remarks.append(Remark("training.config.data_given"))
    else:
        if not training.datasets:
            raise UsageError("no data is named; give the data: auditor scan DATA --config FILE, or --trainer NAME")
        data = data_of(training, training.datasets, folder)
        _refuse_out_of_reach(data)
        evals = evals or data_of(training, training.evals, folder)
    tokenizer = tokenizer or _of_base(base)
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


def _of_base(base: str | None) -> str | None:
    """The tokenizer of a base that is here; one that is served, or on the Hub, is asked later, if at all."""
    return _readable(base) if base is not None and Path(base).is_dir() else None


def _readable(name: str) -> str | None:
    """The tokenizer of the model, where it is here or can be reached."""
    if not Path(name).exists() and not hub.reachable():
        return None
    try:
        describe_tokenizer(name)
    except UsageError:
        return None
    return name


def _refuse_out_of_reach(names: tuple[str, ...]) -> None:
    """Raises UsageError for a dataset of the Hub that is not on this machine, where the Hub does not answer."""
    for name in names:
        if not Path(name).exists() and not hub.has_dataset(name) and not hub.reachable():
            raise UsageError(
                f"the configuration names the data {name[:120]!r}, which is not here, and the Hub cannot be reached; "
                "download it and give the folder: auditor scan DATA --config FILE"
            )


def _anchored(training: Training, folder: Path) -> Training:
    """With the places of the datasets that are here, for `of_files`."""
    places = ((nearby(name, folder), name) for name in training.datasets)
    return replace(training, datasets=tuple(name if place is None else str(place) for place, name in places))


def of_files(training: Training, files: Mapping[str, Path | None], heads: Mapping[str, Sequence[Row]]) -> Training:
    """The configuration with how each file is read, by its name in the report, and with the first row.

    `files` in the order in which they are read, no path where rows come from no file; `heads` the first rows of each.
    """
    firsts = {name: {**dict.fromkeys(key for row in rows for key in row), **rows[0]} for name, rows in heads.items()}
    first = next(iter(firsts.values()), None)
    by_name = _by_file(training, files, firsts)
    training = next(iter(by_name.values()), training)
    others = {name: one.columns for name, one in by_name.items() if one.columns != training.columns}
    columns = {name: tuple(row) for name, row in firsts.items()} if len(files) > 1 else {}
    assumed = any(one.assumed for one in by_name.values())
    return replace(training, first=first, files=others, heads=columns, assumed=assumed)


def _by_file(training: Training, files: Mapping[str, Path | None], firsts: Mapping[str, Row]) -> dict[str, Training]:
    """The configuration as it holds for each file: by its entry, else by its own first row."""
    if not training.entries:
        return {name: with_columns(training, firsts.get(name), path) for name, path in files.items()}
    found = {name: _entry(training, name, path) for name, path in files.items()}
    return {name: training if entry is None else replace(training, columns=entry) for name, entry in found.items()}


def _entry(training: Training, name: str, path: Path | None) -> Mapping[str, object] | None:
    """How the dataset that a file belongs to is read."""
    for dataset, entry in zip(training.datasets, training.entries, strict=True):
        if path is None:
            if name == dataset or name.startswith((f"{dataset}/", f"{dataset}:")):
                return entry
        elif Path(os.path.realpath(path)).is_relative_to(os.path.realpath(dataset)):
            return entry
    return None
