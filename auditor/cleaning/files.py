"""One file to its cleaned copy, whatever its format."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from auditor.checks import Batch
from auditor.cleaning.inputs import Inputs
from auditor.cleaning.marks import is_value
from auditor.cleaning.output import packed_like
from auditor.cleaning.rows import MisfitError
from auditor.cleaning.splice import splice
from auditor.cleaning.store import Change
from auditor.cleaning.tables import CannotRewriteError, rewrite_arrow, rewrite_parquet
from auditor.errors import RunError, SourceError, UsageError
from auditor.records import TEXT, Record, Turn
from auditor.risks.privacy import PrivacyScan
from auditor.sources.folders import walk
from auditor.sources.layout import layout_of
from auditor.sources.shard import CHUNK, Bad
from auditor.sources.streams import Tape, is_compressed
from auditor.sources.tables import seekable

_DESCRIPTORS = ("dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json")
"""Files without which a folder of data is not read as it was."""
_LONGEST = 2**20


def write_cleaned(path: Path, target: Path, changes: Iterator[Change] | None, name: str, *, broken: bool) -> None:
    """Writes the copy of a file, byte for byte where nothing changes, and with its permissions.

    Raises:
        SourceError: it is damaged, so that its copy would lack what cannot be read.
        UsageError: a column has a type that cannot be written again as it was.
        RunError: the file changed while it was read.
    """
    if changes is None:
        shutil.copy(path, target)
        return
    layout = layout_of(path)
    table = layout in ("parquet", "arrow")
    if isinstance(layout, Bad) or layout is None or (broken and (table or is_compressed(path))):
        raise SourceError(
            f"{name}: the file is damaged, and its copy would lack the rest; mend it, scan and clean again"
        )
    try:
        with packed_like(path, target) as out:
            if table:
                _rewrite_table(path, changes, out, parquet=layout == "parquet")
            else:
                splice(path, layout, changes, out)
        shutil.copymode(path, target)
    except MisfitError:
        raise RunError(f"{name}: the file changed while it was cleaned; scan and clean again") from None
    except CannotRewriteError as error:
        raise UsageError(
            f"{name}: a column that holds private values cannot be written again as it was ({error}); export the data "
            "as JSON lines, scan and clean that"
        ) from None


def _rewrite_table(path: Path, changes: Iterator[Change], out: BinaryIO, *, parquet: bool) -> None:
    """Arrow writes to a file that can be sought in; a compressed one is packed afterwards."""
    with tempfile.TemporaryFile() as plain, seekable(path, Tape(path)) as source:
        if parquet:
            rewrite_parquet(source, changes, plain)
        else:
            rewrite_arrow(source, changes, plain)
        plain.seek(0)
        shutil.copyfileobj(plain, out, CHUNK)


def copy_descriptors(inputs: Inputs, target: Path, scan: PrivacyScan) -> int:
    """Copies what describes the data of a folder, if nothing private is in it; returns how many files stay behind."""
    left = 0
    for folder in inputs.folders:
        left += walk(folder).skipped
        roots = {path: Path(name) for name, path in inputs.files if path.is_relative_to(folder)}
        base = {
            Path(*name.parts[: len(name.parts) - len(path.relative_to(folder).parts)]) for path, name in roots.items()
        }
        for file in folder.rglob("*.json"):
            if file.name in _DESCRIPTORS and len(base) == 1 and _is_clean(file, scan):
                copy = target / next(iter(base)) / file.relative_to(folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, copy)
                left -= 1
    return max(0, left)


def _is_clean(file: Path, scan: PrivacyScan) -> bool:
    if file.stat().st_size > _LONGEST:
        return False
    turn = Turn(TEXT, "", file.read_bytes().decode("utf-8", "replace"), False)
    record = Record("", 0, "", 0, "train", "text", (turn,))
    ((_, found),) = scan.search(Batch("", 0, "train", (record,)))
    return not any(is_value(one.measure, scan.options.own) for one in found)
