"""Bytes of a file, decompressed as its first bytes say, a chunk at a time."""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from auditor.sources import shard

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MOST_OUT = 4 * 2**20
_ZSTD_IN = (512, 64 * 2**10)
"""Least and most bytes that Zstandard gets at a time. It cannot bound what it gives out, up to 32,768 times as much."""


class Tape:
    """Reads one file. `consumed` and `trouble` tell, while and after reading, how far and how well that went."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.consumed = 0
        """Bytes on disk read so far."""
        self.trouble = ""
        """`truncated` or `corrupt` where the compressed data ends early or is broken."""

    def chunks(self) -> Generator[bytes, None, None]:
        """The decompressed bytes. A compressed file that is broken ends early and sets `trouble`.

        Raises:
            OSError: the file cannot be opened or read.
        """
        with open_binary(self._path) as file:
            magic = file.read(4)
            file.seek(0)
            if magic.startswith(GZIP):
                yield from self._gzip(file)
            elif magic == ZSTD:
                yield from self._zstd(file)
            else:
                yield from self._raw(file, shard.CHUNK)

    def _raw(self, file: BinaryIO, amount: int) -> Iterator[bytes]:
        while chunk := file.read(amount):
            self.consumed += len(chunk)
            yield chunk

    def _gzip(self, file: BinaryIO) -> Iterator[bytes]:
        member = zlib.decompressobj(31)
        for chunk in self._raw(file, shard.CHUNK):
            rest = chunk
            while rest:
                if member.eof:
                    rest = rest.lstrip(b"\x00")  # padding between members, as gzip itself allows
                    if not rest:
                        break
                    member = zlib.decompressobj(31)
                try:
                    out = member.decompress(rest, _MOST_OUT)
                except zlib.error:
                    self.trouble = "corrupt"
                    return
                if out:
                    yield out
                rest = member.unused_data if member.eof else member.unconsumed_tail
        if not member.eof:
            self.trouble = "truncated"

    def _zstd(self, file: BinaryIO) -> Iterator[bytes]:
        import zstandard

        frames = zstandard.ZstdDecompressor(max_window_size=2**31)
        frame: _Frame = frames.decompressobj()
        least, most = _ZSTD_IN
        amount = least
        while rest := file.read(amount):
            self.consumed += len(rest)
            amount = min(2 * amount, most)
            while rest:
                if frame.eof:
                    frame = frames.decompressobj()
                try:
                    out = frame.decompress(rest)
                except zstandard.ZstdError:
                    self.trouble = "corrupt"
                    return
                if out:
                    yield out
                if len(out) > shard.CHUNK:
                    amount = least
                rest = frame.unused_data if frame.eof else b""
        if not frame.eof:
            self.trouble = "truncated"


class _Frame(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def open_binary(path: Path) -> BinaryIO:
    """The file, open for reading.

    Raises:
        OSError: it cannot be opened.
    """
    return path.open("rb")


def is_compressed(path: Path) -> bool:
    """Whether the first bytes are those of gzip or Zstandard.

    Raises:
        OSError: the file cannot be read.
    """
    with open_binary(path) as file:
        magic = file.read(4)
    return magic.startswith(GZIP) or magic == ZSTD


def without_mark(chunks: Iterator[bytes], mark: bytes) -> Iterator[bytes]:
    """The chunks, without `mark` at their very beginning."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= len(mark):
            yield head.removeprefix(mark)
            break
    else:
        yield head.removeprefix(mark)
        return
    yield from chunks


def lines(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Physical lines, numbered from 1, without their newline; None for one longer than `shard.LONGEST`."""
    number = 1
    held: list[bytes] = []
    length = 0
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        length += len(first)
        if length > shard.LONGEST:
            held = []
        else:
            held.append(first)
        for part in others:
            yield number, None if length > shard.LONGEST else b"".join(held)
            number += 1
            held, length = [part], len(part)
    if length:
        yield number, None if length > shard.LONGEST else b"".join(held)


def filled_lines(chunks: Iterator[bytes]) -> Iterator[tuple[int, shard.Item]]:
    """The lines that hold more than white space, as items."""
    for number, line in lines(chunks):
        if line is None:
            yield number, shard.Bad("too_long")
        elif line and not line.isspace():
            yield number, line
