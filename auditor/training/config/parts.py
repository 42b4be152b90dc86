"""What the readers of single trainers share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.errors import UsageError
from auditor.training.config.files import Content
from auditor.training.config.known import NAMES, kinds
from auditor.training.config.values import Manner, WrongValueError, fit
from auditor.training.model import TrainerName, Training


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the user should know of the configuration: a key `training.config.*` of the messages."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


PART = Remark("training.config.part")
"""The configuration takes a part of the data only."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration, and what is to be said of it."""

    training: Training
    remarks: tuple[Remark, ...] = ()
    folder: Path | None = None
    """Where the configuration file lies; None without one."""


@dataclass(frozen=True, slots=True)
class Given:
    """The keys of a configuration, read as one trainer reads them."""

    content: Content
    trainer: TrainerName
    manner: Manner
    folder: Path

    def get(self, key: str, default: object = None) -> object:
        """The value of a key.

        Raises:
            UsageError: it is of a kind that the trainer does not take.
        """
        if key not in self.content.values:
            return default
        return self.fitted((key,), self.content.values[key], kinds(self.trainer)[key])

    def fitted(self, path: tuple[object, ...], value: object, kind: str) -> object:
        """A value that stands somewhere in the configuration, as the trainer takes it."""
        try:
            return fit(value, kind, self.manner)
        except WrongValueError as error:
            name = ".".join(map(str, path))
            raise UsageError(f"{self.content.where(*path)}: {name}: {error}, for {NAMES[self.trainer]}") from error

    def options(self, keys: Iterable[str]) -> dict[str, object]:
        """Those of the keys that are given."""
        return {key: self.get(key) for key in keys if key in self.content.values}

    def text(self, key: str) -> str | None:
        """A text, None where there is none or an empty one."""
        value = self.get(key)
        return value if isinstance(value, str) and value else None

    def number(self, key: str) -> float | None:
        """A number, None where there is none."""
        value = self.get(key)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def epochs(self, default: float, key: str = "num_train_epochs") -> tuple[float | None, tuple[Remark, ...]]:
        """How many epochs are trained: not known where a number of steps decides."""
        given = self.number(key)
        if given is not None and given <= 0:
            raise UsageError(f"{self.content.where(key)}: {key}: must be above 0")
        steps = self.number("max_steps")
        if steps is not None and steps > 0:
            return None, (Remark("training.config.steps"),)
        return (default if given is None else given), ()


def texts(value: object) -> tuple[str, ...]:
    """A text or a list of texts; texts may hold several, with commas between."""
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(
        part for item in items if isinstance(item, str) for part in (p.strip() for p in item.split(",")) if part
    )


def lora(**values: object) -> dict[str, object]:
    """Rank, alpha, targets, dropout: those that are known."""
    return {name: value for name, value in values.items() if value is not None}


def several(entries: tuple[Mapping[str, object], ...]) -> tuple[Mapping[str, object], ...]:
    """The entries of several datasets; none where they are all the same."""
    return entries if any(entry != entries[0] for entry in entries[1:]) else ()


def nearby(path: str, folder: Path) -> Path | None:
    """A file or folder where a trainer would look for it, the current folder first, else beside the configuration."""
    for place in (Path(path), folder / path):
        try:
            if place.exists():
                return place
        except (OSError, ValueError):
            return None
    return None
