"""Entries of a ZIP file, also those compressed by Zstandard (method 93), which `zipfile` reads from Python 3.14 on."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import Self

from auditor.errors import UsageError

ZSTANDARD = 93
_HEADER = struct.Struct("<4s22xHH")
"""Of an entry: signature, and the lengths of its name and its extra field (PKWARE APPNOTE 6.3.10, 4.3.7)."""
LARGEST = 1 << 32
"""Bytes that one entry may unpack to."""


class Zip:
    """A ZIP file that is read entry by entry."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise UsageError(f"{path}: this log cannot be read ({error.strerror})") from error
        try:
            self._zip = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            self._file.close()
            raise self._broken() from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    def names(self) -> tuple[str, ...]:
        """Names of all entries."""
        return tuple(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """The content of an entry.

        Raises:
            UsageError: it is broken, or compressed in a way that nobody here reads.
        """
        info = self._zip.getinfo(name)
        if info.file_size > LARGEST:
            raise UsageError(f"{self.path}: {name} unpacks to more than 4 GiB; give a log without attachments")
        try:
            if info.compress_type != ZSTANDARD:
                return self._zip.read(info)
            return self._unpacked(info)
        except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise self._broken() from error

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        from zstandard import ZstdDecompressor, ZstdError

        self._file.seek(info.header_offset)
        signature, name, extra = _HEADER.unpack(self._file.read(_HEADER.size))
        if signature != b"PK\x03\x04":
            raise zipfile.BadZipFile("no entry stands here")
        self._file.seek(name + extra, 1)
        try:
            packed = self._file.read(info.compress_size)
            # No more than the ZIP file says: a few bytes can unpack to more than the memory holds.
            unpacked = ZstdDecompressor().stream_reader(packed, read_across_frames=True).read(info.file_size + 1)
        except ZstdError as error:
            raise zipfile.BadZipFile("broken") from error
        if zlib.crc32(unpacked) != info.CRC:
            raise zipfile.BadZipFile("broken")
        return unpacked

    def _broken(self) -> UsageError:
        return UsageError(f"{self.path}: this is no whole ZIP file; copy the log again, or run the evaluation again")
