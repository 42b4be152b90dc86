"""Outputs are written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
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


@contextmanager
def made_anew(out: Path, what: str, *besides: Path) -> Iterator[Path]:
    """A hidden folder beside `out`, in which that is made; whoever made it there moves it to its place at the end.

    `what` is what messages call it, `besides` are places beside it that are filled with it.

    Raises:
        OutputError: one of the places is taken, or cannot be written.
        RunError: the disk is full, or what is read or written cannot be reached any more.
    """
    for path in (out, *besides):
        if os.path.lexists(path):
            raise OutputError(f"{path}: this exists, and it is not overwritten; remove it or give another --out")
    with _hidden(out, out.absolute().parent, what) as folder:
        yield folder


class Staging:
    """Files of a report that are made beside their folder and put into it together.

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

    def __enter__(self) -> Self:
        try:
            self._check()
        except OSError as error:
            raise _refused(self.out, "the report", error) from error
        self._hidden = _hidden(self.out, self.out if self.out.is_dir() else self.out.absolute().parent, "the report")
        self.folder = self._hidden.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._hidden.__exit__(kind, value, at)

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


@contextmanager
def _hidden(out: Path, beside: Path, what: str) -> Iterator[Path]:
    """A folder that is gone at the end, and with it those that were made for it and hold nothing then."""
    created: list[Path] = []
    try:
        try:
            created += [path for path in (beside, *beside.parents) if not path.exists()]
            beside.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=".auditor-", dir=beside))
        except OSError as error:
            raise _refused(out, what, error) from error
        try:
            yield folder
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            do = "free some space" if full else "see that data and output can be reached, and try again"
            raise RunError(f"{out}: {what} could not be written ({error.strerror}); {do}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        for path in created:
            try:
                path.rmdir()
            except OSError:  # it holds something: the output, most often
                break


def _refused(out: Path, what: str, error: OSError) -> OutputError:
    return OutputError(
        f"{out}: {what} cannot be written here ({error.strerror}); give --out a path that can be written"
    )


def _holds(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        start = file.read(4096)
    return mark in start or not start


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
