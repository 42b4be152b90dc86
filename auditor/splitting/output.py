"""Where the parts go: whole, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from auditor.cleaning.files import write_cleaned
from auditor.cleaning.store import Change
from auditor.errors import OutputError, RunError
from auditor.sources.shapes import config

TRAIN, EVAL, ABOUT = "train", "eval", "split.json"


class Output:
    """A folder that is made in a hidden one beside its place and put there at the end.

    Raises:
        OutputError: it exists, or cannot be written there.
        RunError: the disk is full.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self._created: Sequence[Path] = ()

    def __enter__(self) -> Self:
        if os.path.lexists(self.out):
            raise OutputError(f"{self.out}: this exists, and it is not overwritten; remove it or give another --out")
        parent = self.out.absolute().parent
        try:
            self._created = [path for path in (parent, *parent.parents) if not path.exists()]
            parent.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix=".auditor-", dir=parent))
            self.data = self._folder / "data"
            self.data.mkdir()
        except OSError as error:
            raise OutputError(
                f"{self.out}: the parts cannot be written here ({error.strerror}); give --out a path that can be "
                "written"
            ) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        for path in self._created:
            try:
                path.rmdir()
            except OSError:  # it holds something
                break
        if isinstance(value, OSError):
            full = value.errno in (errno.ENOSPC, errno.EDQUOT)
            what = "free some space" if full else "see that data and output can be reached, and try again"
            raise RunError(f"{self.out}: the parts could not be written ({value.strerror}); {what}") from value

    def part(self, part: str, name: str, path: Path, dropped: Sequence[int]) -> None:
        """Writes the copy of a file without some of its lines or rows.

        Raises:
            RunError: the file changed while it was split.
        """
        target = self.data / part / name
        target.parent.mkdir(parents=True, exist_ok=True)
        changes = (Change(number, "drop") for number in dropped)
        try:
            write_cleaned(path, target, changes if dropped else None, name, broken=False)
        except RunError:
            raise RunError(f"{name}: the file changed while it was split; split it again") from None
        self._describe(path, target, self.data / part)

    def _describe(self, path: Path, target: Path, top: Path) -> None:
        """Copies the `dataset_info.json` by which a file is read to where it stands to the copy as it stands to it."""
        if config.plan_for(path) is None:
            return
        for source, place in ((path.parent, target.parent), (path.parent.parent, target.parent.parent)):
            if (source / config.NAME).is_file() and place.is_relative_to(top):
                shutil.copy(source / config.NAME, place / config.NAME)

    def about(self, content: Iterable[bytes]) -> None:
        """Writes what is told of the split."""
        (self.data / ABOUT).write_bytes(b"".join(content))

    def publish(self) -> None:
        """Puts everything in its place."""
        self.data.rename(self.out)
