"""Where the cleaned data goes: whole, or not at all."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from auditor.outputs import made_anew
from auditor.sources.streams import GZIP, ZSTD


@dataclass(frozen=True, slots=True)
class Output:
    """The cleaned data and its change log while they are made."""

    out: Path
    log: Path
    """Beside it."""
    data: Path
    """The file or folder that becomes `out`."""
    changes: BinaryIO
    """What becomes the log."""

    def publish(self) -> None:
        """Puts the log and the data in their places."""
        self.changes.close()
        self.data.with_name("log").rename(self.log)
        try:
            self.data.rename(self.out)
        except OSError:
            self.log.unlink(missing_ok=True)
            raise


@contextmanager
def cleaned(out: Path) -> Iterator[Output]:
    """The place of a file or a folder with its change log beside it, to be filled and published.

    Raises:
        OutputError: it exists, or cannot be written there.
        RunError: the disk is full.
    """
    log = out.with_name(f"{out.name}.changes.jsonl")
    with made_anew(out, "the cleaned data", log) as folder:
        private = os.open(folder / "log", os.O_CREAT | os.O_WRONLY, 0o600)
        with os.fdopen(private, "wb") as changes:
            yield Output(out, log, folder / "data", changes)


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
