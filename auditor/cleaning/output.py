"""Where the cleaned data goes: whole, or not at all."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from auditor.errors import OutputError, RunError
from auditor.sources.streams import GZIP, ZSTD


class Output:
    """A file or a folder, with its change log beside it, made in a hidden folder and put in place at the end.

    Raises:
        OutputError: it exists, or cannot be written there.
        RunError: the disk is full.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.log = out.with_name(f"{out.name}.changes.jsonl")
        self._created: list[Path] = []

    def __enter__(self) -> Self:
        for path in (self.out, self.log):
            if os.path.lexists(path):
                raise OutputError(f"{path}: this exists, and it is not overwritten; remove it or give another --out")
        parent = self.out.absolute().parent
        try:
            self._created = [path for path in (parent, *parent.parents) if not path.exists()]
            parent.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix=".auditor-", dir=parent))
            self.data = self._folder / "data"
            self.changes = os.fdopen(os.open(self._folder / "log", os.O_CREAT | os.O_WRONLY, 0o600), "wb")
        except OSError as error:
            raise OutputError(
                f"{self.out}: the cleaned data cannot be written here ({error.strerror}); give --out a path that can "
                "be written"
            ) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.changes.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        for path in self._created:
            try:
                path.rmdir()
            except OSError:  # it holds something
                break
        if isinstance(value, OSError):
            full = value.errno in (errno.ENOSPC, errno.EDQUOT)
            what = "free some space" if full else "see that data and output can be reached, and try again"
            raise RunError(f"{self.out}: the cleaned data could not be written ({value.strerror}); {what}") from value

    def publish(self) -> None:
        """Puts the log and the data in their places."""
        self.changes.close()
        (self._folder / "log").rename(self.log)
        try:
            self.data.rename(self.out)
        except OSError:
            self.log.unlink(missing_ok=True)
            raise


@contextmanager
def packed_like(source: Path, target: Path) -> Iterator[BinaryIO]:
    """The target, open for writing, compressed as the source is."""
    with source.open("rb") as file:
        magic = file.read(4)
    with target.open("wb") as out:
        if magic.startswith(GZIP):
            with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=out, mtime=0) as packed:
                yield cast(BinaryIO, packed)
        elif magic == ZSTD:
            import zstandard

            with zstandard.ZstdCompressor().stream_writer(out) as frame:
                yield cast(BinaryIO, frame)
        else:
            yield out
