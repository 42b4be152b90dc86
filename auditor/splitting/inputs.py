"""What is split, and how much of it is to be held out."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import OutputError, SourceError, UsageError
from auditor.sources import Source, open_source

EXAMPLE = "give --eval a share such as 0.1 or a number of records such as 500"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the records, between 0 and 1."""

    value: float

    def of(self, records: int) -> int:
        """How many records it is, rounded down.

        Raises:
            UsageError: less than one.
        """
        count = math.floor(self.value * records + 1e-9)
        if count < 1:
            raise UsageError(f"--eval {self.value:g}: of {records:,} records this is less than one; {EXAMPLE}")
        return count


@dataclass(frozen=True, slots=True)
class Count:
    """A number of records."""

    value: int

    def of(self, records: int) -> int:
        """The number.

        Raises:
            UsageError: it leaves nothing to train on.
        """
        if self.value >= records:
            raise UsageError(
                f"--eval {self.value}: there are {records:,} records, so nothing would be left to train on; {EXAMPLE}"
            )
        return self.value


Asked = Share | Count


def asked(value: float | str) -> Asked:
    """How much is to be held out: a whole number is a number of records, anything else a share.

    Raises:
        UsageError: it is neither.
    """
    try:
        number = _number(value)
    except (TypeError, ValueError):
        raise UsageError(f"--eval {value!r}: this is no number; {EXAMPLE}") from None
    if isinstance(number, int) and number >= 1:
        return Count(number)
    if isinstance(number, float) and 0 < number < 1:
        return Share(number)
    raise UsageError(f"--eval {value}: this is neither between 0 and 1 nor a number of records; {EXAMPLE}")


def _number(value: float | str) -> int | float:
    if isinstance(value, bool):
        raise TypeError
    if isinstance(value, int | float):
        return value
    return int(value) if value.strip().lstrip("+").isdecimal() else float(value)


@dataclass(frozen=True, slots=True)
class Inputs:
    """The data that is split."""

    source: Source
    files: tuple[tuple[str, Path], ...]
    """Name, as used in origins, and path of each file."""


def open_inputs(data: Sequence[object], shape: str | None, out: Path) -> Inputs:
    """Finds the files.

    Raises:
        SourceError: something is no file or folder, or a file cannot be opened.
        OutputError: the parts would be written over or into the data.
    """
    paths = [_path(value) for value in data]
    source = open_source(data, (), shape)
    files = tuple((name, path) for name, path, _ in source.files() if path is not None)
    for name, path in files:
        _check_opens(name, path)
    target = Path(os.path.realpath(out))
    for path in paths:
        real = Path(os.path.realpath(path))
        if target == real or target.is_relative_to(real) or real.is_relative_to(target):
            raise OutputError(f"{out}: this would be written over or into the data; give --out another path")
    return Inputs(source, files)


def _path(value: object) -> Path:
    if not isinstance(value, str | os.PathLike):
        raise SourceError(
            f"a {type(value).__name__} cannot be split, only files and folders; save the rows to a file and split that"
        )
    path = Path(value)
    if not (path.is_file() or path.is_dir()):
        raise SourceError(
            f"{path}: there is no such file or folder; a dataset of the Hub is split after download: split its folder"
        )
    return path


def _check_opens(name: str, path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise SourceError(
            f"{name}: this file cannot be read, hence not copied ({error.strerror}); mend or remove it"
        ) from error
