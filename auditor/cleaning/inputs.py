"""What is cleaned, and whether it and the report belong together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter

from auditor.checks import described
from auditor.errors import OutputError, ReportError, SourceError, UsageError
from auditor.findings import Done
from auditor.policy import Policy
from auditor.report import Report
from auditor.risks.privacy import PrivacyOptions
from auditor.sources import Source, open_source
from auditor.sources.layout import layout_by_name

_PACKED = (".gz", ".zst", ".zstd")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The data that is cleaned."""

    source: Source
    files: tuple[tuple[str, Path], ...]
    """Name, as used in origins, and path of each file of training data."""
    folders: tuple[Path, ...]
    """The folders among what was given."""
    is_one_file: bool


def open_inputs(data: Sequence[str | os.PathLike[str]], evals: object, report: Report, out: Path) -> Inputs:
    """Finds the files.

    Raises:
        SourceError: something is no file or folder, or a file of a folder cannot be opened, hence not copied.
        OutputError: the cleaned data would be written over or into the data.
    """
    paths = [_path(value) for value in data]
    source = open_source(data, evals if isinstance(evals, tuple) else (evals,), report.run.shape)
    files = tuple((name, path) for name, path, split in source.files() if split == "train" and path is not None)
    one = len(paths) == 1 and paths[0].is_file()
    for name, path in files:
        _check_opens(name, path)
    _check_place(paths, out)
    if one:
        _check_name(paths[0], out)
    return Inputs(source, files, tuple(path for path in paths if path.is_dir()), one)


def _path(value: object) -> Path:
    if not isinstance(value, str | os.PathLike):
        raise SourceError(
            f"a {type(value).__name__} cannot be cleaned, only files and folders; save the rows to a file, scan and "
            "clean that"
        )
    path = Path(value)
    if not (path.is_file() or path.is_dir()):
        raise SourceError(
            f"{path}: there is no such file or folder; a dataset of the Hub is cleaned after download: scan and clean "
            "its folder"
        )
    return path


def _check_opens(name: str, path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        link = "a link that leads nowhere" if path.is_symlink() and not path.exists() else error.strerror
        raise SourceError(
            f"{name}: this file cannot be read, hence not copied ({link}); mend or remove it, scan and clean again"
        ) from error


def _check_place(paths: Sequence[Path], out: Path) -> None:
    target = Path(os.path.realpath(out))
    for path in paths:
        real = Path(os.path.realpath(path))
        if target == real or target.is_relative_to(real) or real.is_relative_to(target):
            raise OutputError(f"{out}: this would be written over or into the data; give --out another path")


def _check_name(path: Path, out: Path) -> None:
    """A name tells the format: what is CSV must not be called JSON."""
    packed = path.suffix.lower() in _PACKED
    if layout_by_name(out.name) != layout_by_name(path.name) or (out.suffix.lower() in _PACKED) != packed:
        ending = "".join(path.suffixes[-2:] if packed else path.suffixes[-1:]) or "no extension"
        raise OutputError(
            f"{out}: the cleaned file keeps the format of {path.name}; give --out a name that ends in {ending}"
        )


def scanned(report: Report) -> None:
    """Raises ReportError where the report does not say which private values there are."""
    match report.outcomes.get("scan/privacy"):
        case Done():
            return
        case None:
            raise ReportError(
                "the scan of this report did not look for private values (it ran with --only or --skip). Whatever is "
                "taken out, each new text is tried against that search; so scan again with it, for example: auditor "
                "scan DATA --only privacy --only names"
            )
        case _:
            raise ReportError("the search for private values did not end in this report; scan again")


def options_of(report: Report, rules: Policy) -> PrivacyOptions:
    """The options with which the report's scan looked for private values.

    Raises:
        UsageError: they are those of a policy that was not given.
    """
    said: dict[str, Any] = report.run.options["privacy"]
    given: PrivacyOptions = rules.options["privacy"]
    if orjson.loads(orjson.dumps(described(given))) == said:
        return given
    if any(said.get(name) for name in said if name != "kinds"):
        raise UsageError(
            "the report was made with another policy, which defines kinds of its own or ignores hits; give it with "
            "--policy"
        )
    return TypeAdapter(PrivacyOptions).validate_python({"kinds": said["kinds"]})


def named_files(inputs: Inputs, report: Report) -> dict[str, str]:
    """The name that each file of the report has now: the same; of one file alone, whatever it has.

    Raises:
        ReportError: these cannot be the files of the report.
    """
    before = [file.name for file in report.run.data.files if file.split == "train"]
    now = [name for name, _ in inputs.files]
    if set(before) == set(now):
        return {name: name for name in now}
    if len(before) != len(now):
        raise ReportError(
            f"the report is of {len(before)} files of training data, and here are {len(now)}; give the data that was "
            "scanned, and what was held out with --eval"
        )
    if len(now) == 1:
        return {before[0]: now[0]}
    raise ReportError(
        f"{min(set(now) - set(before))}: the report knows no file of this name; give the files the names that "
        "they had, or scan again"
    )
