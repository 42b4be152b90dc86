"""Outputs are written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from auditor.errors import OutputError, RunError


def write_file(path: Path, content: bytes | Iterable[bytes], *, mode: int | None = None) -> None:
    """Writes a file beside its place and puts it there in one step; what is no regular file is written into.

    `content` may come in pieces. `mode` are the file's permissions, by default those that the umask leaves.

    Raises:
        OutputError: it cannot be written there.
    """
    pieces = (content,) if isinstance(content, bytes) else content
    try:
        path = Path(os.path.realpath(path))
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                file.writelines(pieces)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".auditor-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
            Path(name).chmod(0o666 & ~_umask() if mode is None else mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"{path}: this file cannot be written ({error.strerror}); give another path") from error


def check_file(path: Path) -> None:
    """Says before the work what `write_file` would say after it. Nothing is left behind.

    Raises:
        OutputError: the file cannot be written there.
    """
    try:
        real = Path(os.path.realpath(path))
        if real.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not real.exists() or real.is_file():  # a pipe must not be opened: somebody waits at its other end
            folder = next(parent for parent in real.parents if parent.exists())
            tempfile.TemporaryFile(prefix=".auditor-", dir=folder).close()
    except OSError as error:
        raise OutputError(f"{path}: this file cannot be written ({error.strerror}); give another path") from error


class Staging:
    """Files that are made beside their folder and put into it together.

    A folder that does not exist appears whole. In one that exists, the files named in `marks` are replaced, the last
    of them last, and everything else is left alone. Each of them must hold its mark where it exists, or it is
    somebody else's and nothing is touched.

    Raises:
        OutputError: the folder cannot be written, or holds a file of such a name that is not ours.
        RunError: the disk is full.
    """

    def __init__(self, out: Path, marks: Mapping[str, bytes]) -> None:
        self.out = out
        self._marks = marks
        self._created: Sequence[Path] = ()

    def __enter__(self) -> Self:
        try:
            self._check()
            inside = self.out.is_dir()
            if not inside:
                self._created = [path for path in self.out.parents if not path.exists()]
                self.out.parent.mkdir(parents=True, exist_ok=True)
            self.folder = Path(tempfile.mkdtemp(prefix=".auditor-", dir=self.out if inside else self.out.parent))
        except OSError as error:
            raise OutputError(
                f"{self.out}: the report cannot be written here ({error.strerror}); give --out "
                "a path that can be written"
            ) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        for path in self._created:
            try:
                path.rmdir()
            except OSError:  # it holds something: the report, most often
                break
        if isinstance(value, OSError):
            raise RunError(
                f"{self.out}: the report could not be written ({value.strerror}); free some space"
            ) from value

    def write(self, name: str, content: bytes) -> None:
        """Writes a file that is to be put there."""
        (self.folder / name).write_bytes(content)

    def link(self, source: Path, name: str) -> None:
        """Takes an existing file, by a link where the file system allows it."""
        try:
            os.link(source, self.folder / name)
        except OSError:
            shutil.copyfile(source, self.folder / name)
            (self.folder / name).chmod(source.stat().st_mode)

    def publish(self) -> None:
        """Puts the files in their place. Files of an older report that have no successor go."""
        if not self.out.is_dir():
            self.folder.chmod(0o777 & ~_umask())
            self.folder.rename(self.out)
            return
        for name in self._marks:
            if (self.folder / name).exists():
                (self.folder / name).replace(self.out / name)
            else:
                (self.out / name).unlink(missing_ok=True)

    def _check(self) -> None:
        if self.out.exists() and not self.out.is_dir():
            raise OutputError(f"{self.out}: this is a file; give --out the path of a folder")
        for name, mark in self._marks.items():
            if (self.out / name).exists() and not _holds(self.out / name, mark):
                raise OutputError(
                    f"{self.out}: the {name} in this folder is not the auditor's, and it is not overwritten; "
                    "give --out another path"
                )


def _holds(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        start = file.read(4096)
    return mark in start or not start


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
