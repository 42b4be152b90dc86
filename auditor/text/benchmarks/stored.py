"""A pack as bytes and back: a zip archive of arrays (`numpy.savez`), the same bytes for the same pack."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditor.errors import UsageError
from auditor.text.benchmarks.hashing import FEATURES, Flat
from auditor.text.benchmarks.packs import PARTS, Pack
from auditor.text.shingles import Places, Rows, offsets_of

FORMAT = 1
"""Version of the file and of every function in `hashing`."""
LARGEST = 2**30
"""Bytes of all arrays of a pack."""


def to_bytes(pack: Pack) -> bytes:
    """The file of a pack."""
    about = {"format": FORMAT, "name": pack.name, "source": pack.source, "license": pack.license}
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        about=np.frombuffer(json.dumps(about, ensure_ascii=False, sort_keys=True).encode(), np.uint8),
        tokens=pack.tokens,
        window_counts=pack.windows.sizes().astype(np.int32),
        windows=pack.windows.flat,
        common=np.packbits(pack.common),
        word_counts=np.diff(pack.words.offsets).astype(np.int32),
        words=np.diff(pack.words.flat, prepend=np.uint32(0)),  # steps are small: they compress
        number_counts=np.diff(pack.numbers.offsets).astype(np.int32),
        numbers=pack.numbers.flat,
    )
    return stream.getvalue()


def from_bytes(content: bytes, where: str) -> Pack:
    """The pack of a file; `where` is what a message calls it.

    Raises:
        UsageError: it is no pack, it is damaged, or another version made it.
    """
    try:
        return _pack(_arrays(content))
    except _OtherFormatError as error:
        raise UsageError(
            f"{where}: this benchmark pack has format {error}, and this version reads format {FORMAT}; make it again "
            "with auditor benchmark add"
        ) from None
    except (ValueError, KeyError, TypeError, EOFError, OSError, IndexError, zipfile.BadZipFile, zlib.error) as error:
        raise UsageError(
            f"{where}: this is no benchmark pack, or it is damaged ({type(error).__name__}); make it again with "
            "auditor benchmark add"
        ) from error


class _OtherFormatError(Exception):
    """The format of another version."""


def _arrays(content: bytes) -> Mapping[str, NDArray[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
            raise ValueError
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _pack(stored: Mapping[str, NDArray[Any]]) -> Pack:
    about = json.loads(_typed(stored["about"], np.uint8).tobytes())
    if about["format"] != FORMAT:
        raise _OtherFormatError(repr(about["format"])[:20])
    tokens = _typed(stored["tokens"], np.int32)
    windows = _typed(stored["windows"], np.uint64)
    common = np.unpackbits(_typed(stored["common"], np.uint8), count=len(windows)).astype(np.bool_)
    pack = Pack(
        _text(about["name"]),
        _text(about["source"]),
        _text(about["license"]),
        tokens,
        Rows(windows, _offsets(stored["window_counts"], len(windows))),
        common,
        _flat(stored["word_counts"], np.cumsum(_typed(stored["words"], np.uint32), dtype=np.uint32)),
        _flat(stored["number_counts"], _typed(stored["numbers"], np.uint32)),
    )
    if not (len(tokens) == len(pack.windows) == len(PARTS) * len(pack.words) == len(PARTS) * len(pack.numbers)):
        raise ValueError
    if (pack.words.flat >> FEATURES).any() or (tokens < 0).any():
        raise ValueError
    return pack


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _typed(array: NDArray[Any], kind: type[np.generic]) -> NDArray[Any]:
    if array.ndim != 1 or array.dtype != kind:
        raise ValueError
    return array


def _flat(counts: NDArray[Any], numbers: NDArray[np.uint32]) -> Flat:
    return Flat(numbers, _offsets(counts, len(numbers)))


def _offsets(counts: NDArray[Any], total: int) -> Places:
    if (_typed(counts, np.int32) < 0).any() or counts.sum(dtype=np.int64) != total:
        raise ValueError
    return offsets_of(counts)
