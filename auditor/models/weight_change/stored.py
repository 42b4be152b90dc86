"""Tensors as they lie in safetensors files.

Format: eight bytes with the length of a JSON header, the header (`dtype`, `shape`, `data_offsets` of each tensor), the
data, all little endian (huggingface/safetensors). bfloat16 is the upper half of a float32.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditor.errors import UsageError
from auditor.weights import settings

INDEX = "model.safetensors.index.json"
STRETCH = 1 << 16
"""Numbers that are read at once: few enough to stay in the cache, and for a sum of squares in their own precision."""
_HEADER = 100_000_000
"""Most bytes of a header, as in the format's own library."""
_KINDS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
Doubles = NDArray[np.float64]
Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Stored:
    """A tensor in a file."""

    path: Path
    dtype: str
    shape: tuple[int, ...]
    start: int

    @property
    def floats(self) -> bool:
        """Whether it holds numbers that can be read here."""
        return self.dtype in _KINDS

    @property
    def count(self) -> int:
        return math.prod(self.shape)

    def stretches(self, count: int | None = None) -> Iterator[Floats]:
        """The first `count` numbers, or all, in order, a stretch at a time; in float32, or float64 where stored so."""
        end = self.count if count is None else count
        if not end:
            return
        kind = np.dtype(_KINDS[self.dtype])
        data = np.memmap(self.path, kind, "r", self.start, (end,))
        for begin in range(0, end, STRETCH):
            part = np.asarray(data[begin : begin + STRETCH])
            if self.dtype == "BF16":
                yield (part.astype(np.uint32) << 16).view(np.float32)
            else:
                yield part.astype(np.float64 if self.dtype == "F64" else np.float32)

    def whole(self) -> Doubles:
        """All numbers, in their shape."""
        parts = list(self.stretches())
        return np.concatenate(parts).astype(np.float64).reshape(self.shape) if parts else np.zeros(self.shape)


def model_tensors(folder: Path) -> dict[str, Stored]:
    """The tensors of a whole model, in one file or several; none where there are no safetensors.

    Raises:
        UsageError: a file is missing or broken.
    """
    index = folder / INDEX
    if not index.is_file():
        files = [path for path in sorted(folder.glob("*.safetensors")) if not path.name.startswith("adapter_")]
        own = [path for path in files if not path.name.startswith("consolidated")] or files
        return {name: one for path in own for name, one in tensors(path).items()}
    listed = settings(index).get("weight_map")
    if not isinstance(listed, dict) or not all(isinstance(name, str) for name in listed.values()):
        raise UsageError(f"{index}: this lists no weights; save or fetch the model again")
    found: dict[str, Stored] = {}
    for name in sorted(set(listed.values())):
        if Path(name).name != name:
            raise UsageError(f"{index}: it lists a file outside of this folder; save or fetch the model again")
        found |= tensors(folder / name)
    if missing := set(listed) - set(found):
        raise UsageError(f"{index}: {len(missing)} of the tensors that it lists are in no file; fetch the model again")
    return found


def tensors(path: Path) -> dict[str, Stored]:
    """The tensors of a file.

    Raises:
        UsageError: there is no such file, or it is broken.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 2 <= length <= min(_HEADER, size - 8):
                raise ValueError
            header = json.loads(file.read(length))
        return {
            name: _stored(path, entry, 8 + length, size) for name, entry in header.items() if name != "__metadata__"
        }
    except OSError as error:
        raise UsageError(f"{path}: the weights cannot be read ({error.strerror}); fetch the model again") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: this is no whole safetensors file; save or fetch the model again") from error


def _stored(path: Path, entry: Mapping[str, Any], data: int, size: int) -> Stored:
    begin, end = entry["data_offsets"]
    shape = tuple(entry["shape"])
    found = Stored(path, str(entry["dtype"]), shape, data + begin)
    sane = all(isinstance(one, int) and one >= 0 for one in (*shape, begin, end)) and begin <= end <= size - data
    if not sane or (found.floats and found.count * np.dtype(_KINDS[found.dtype]).itemsize != end - begin):
        raise ValueError
    return found
