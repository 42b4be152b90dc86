"""Outputs are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from auditor.errors import OutputError, RunError


def write_file(path: Path, content: bytes) -> None:
    """Writes a file beside its place and puts it there in one step.

    Raises:
        OutputError: it cannot be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".auditor-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"{path}: this file cannot be written ({error.strerror}); give another path") from error


class Staging:
    """A directory that is filled beside its place and put there in one step.

    It replaces only what is its own: an empty directory, or one that holds a file named `mark`.

    Raises:
        OutputError: the place cannot be written, or holds something else.
        RunError: the disk is full.
    """

    def __init__(self, out: Path, mark: str) -> None:
        self.out = out
        self.mark = mark

    def __enter__(self) -> Self:
        try:
            if self._foreign():
                raise OutputError(
                    f"{self.out}: there is something here that is no report, and it is not "
                    "overwritten; give --out another path"
                )
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self.folder = Path(tempfile.mkdtemp(prefix=".auditor-", dir=self.out.parent))
        except OSError as error:
            raise OutputError(
                f"{self.out}: the report cannot be written here ({error.strerror}); "
                "give --out a path that can be written"
            ) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if isinstance(value, OSError):
            raise RunError(
                f"{self.out}: the report could not be written ({value.strerror}); nothing was left there"
            ) from value

    def _foreign(self) -> bool:
        """Whether something stands at the place that is neither empty nor one of our directories."""
        if not self.out.is_dir():
            return self.out.exists()
        return not (self.out / self.mark).is_file() and any(self.out.iterdir())

    def write(self, name: str, content: bytes) -> None:
        """Writes a file of the directory."""
        (self.folder / name).write_bytes(content)

    def link(self, source: Path, name: str) -> None:
        """Puts an existing file there, by a link where the file system allows it."""
        try:
            os.link(source, self.folder / name)
        except OSError:
            shutil.copyfile(source, self.folder / name)

    def publish(self) -> None:
        """Puts the directory in its place, instead of an older one."""
        self.folder.chmod(0o777 & ~_umask())
        if self.out.exists():
            old = Path(tempfile.mkdtemp(prefix=".auditor-", dir=self.out.parent))
            self.out.rename(old / "old")
            try:
                self.folder.rename(self.out)
            except OSError:
                (old / "old").rename(self.out)
                raise
            finally:
                shutil.rmtree(old, ignore_errors=True)
        else:
            self.folder.rename(self.out)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
