"""Checkpoints that appear in the folder of a training, each as soon as the trainer has finished writing it."""

from __future__ import annotations

import json
import re
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from auditor import weights
from auditor.models.trainer_state import NAME

_CHECKPOINT = re.compile(r"checkpoint-(\d+)")
_RESULTS = (NAME, "all_results.json", "train_results.json")
"""Files that a trainer puts into its folder when it has done."""
FINAL = "final"
Stamp = tuple[tuple[str, int, int], ...]
"""Name, size and time of change of each file of a folder."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A model that can be probed."""

    name: str
    """That of its folder, or `final`."""
    folder: Path


@dataclass(frozen=True, slots=True)
class Unfit:
    """A finished checkpoint without weights that can be read."""

    name: str


Ended = Literal["final", "patience"]
News = Arrival | Unfit | Ended


@dataclass(slots=True)
class Lookout:
    """Looks at a folder again and again. What did not change from one look to the next is finished."""

    folder: Path
    _stamps: dict[Path, Stamp] = field(default_factory=dict)

    def look(self) -> tuple[list[Arrival | Unfit], bool]:
        """What is finished, in the order of its steps, and whether nothing is being written."""
        found = [*_checkpoints(self.folder), *_final(self.folder)]
        stamps = {path: _stamp(path) for path in found}
        still = [path for path in found if stamps[path] == self._stamps.get(path)]
        self._stamps = stamps
        news = [one for path in still if (one := _news(path, path == self.folder)) is not None]
        return news, len(still) == len(found)

    def over(self) -> bool:
        """Whether the training is: its last checkpoint is that of its last step, or the trainer wrote its results."""
        checkpoints = _checkpoints(self.folder)
        latest = max((_time(path) for path in checkpoints), default=0)
        if any(_time(self.folder / name) > latest for name in _RESULTS):
            return True
        state = _state(checkpoints[-1]) if checkpoints else {}
        done, most = state.get("global_step"), state.get("max_steps")
        return isinstance(done, int) and isinstance(most, int) and done >= most > 0


def arrivals(
    folder: Path,
    *,
    poll: float,
    patience: float,
    once: bool,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[News]:
    """Each model as it appears, once, until the training is over or nothing new came for `patience` seconds.

    With `once`, those that are there now. The last thing told is why it ended.
    """
    lookout, told, since = Lookout(folder), set[str](), clock()
    lookout.look()
    while True:
        sleep(min(poll, 1.0) if once else poll)
        news, settled = lookout.look()
        fresh = [one for one in news if one.name not in told]
        for one in fresh:
            told.add(one.name)
            yield one
            since = clock()
        if once:
            return
        if settled and not fresh and lookout.over():
            yield "final"
            return
        if clock() - since >= patience:
            yield "patience"
            return


def whole(folder: Path) -> bool:
    """Whether all weights of a model are in its folder, and none of their files was cut off."""
    if not any((folder / name).is_file() for name in ("config.json", weights.ADAPTER)):
        return False
    try:
        files = [path for path in folder.iterdir() if path.suffix in (".safetensors", ".bin") and _are_weights(path)]
        listed = [shard for path in folder.glob("*.index.json") for shard in _shards(path)]
        return bool(files) and all((folder / name).is_file() for name in listed) and all(map(_is_whole, files))
    except (OSError, ValueError, struct.error):
        return False


def _are_weights(path: Path) -> bool:
    return path.name.startswith(("model", "pytorch_model", "adapter_model"))


def _is_whole(path: Path) -> bool:
    """By the lengths that a file of safetensors begins with; a pickle of torch is a zip file, which has an end."""
    if path.suffix == ".bin":
        return zipfile.is_zipfile(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > size:
            return False
        header = json.loads(file.read(length))
    ends = [value["data_offsets"][1] for name, value in header.items() if name != "__metadata__"]
    return bool(ends) and size == 8 + length + max(ends)


def _shards(index: Path) -> set[str]:
    found = json.loads(index.read_bytes())
    return set(found["weight_map"].values()) if isinstance(found, dict) and "weight_map" in found else set()


def _news(path: Path, final: bool) -> Arrival | Unfit | None:
    """What a folder that does not change any more is; None where something is still to come."""
    name = FINAL if final else path.name
    if not final and not _state(path):
        return None
    return Arrival(name, path) if whole(path) else Unfit(name)


def _checkpoints(folder: Path) -> list[Path]:
    try:
        found = [(int(match[1]), path) for path in folder.iterdir()
                 if (match := _CHECKPOINT.fullmatch(path.name)) and path.is_dir()]  # fmt: skip
    except OSError:
        return []
    return [path for _, path in sorted(found)]


def _final(folder: Path) -> list[Path]:
    """The folder itself, where it holds weights that are younger than every checkpoint, or that stand alone."""
    latest = max((_time(path) for path in _checkpoints(folder)), default=0)
    try:
        own = [path for path in folder.iterdir() if path.suffix in (".safetensors", ".bin") and _are_weights(path)]
    except OSError:
        return []
    return [folder] if own and min(map(_time, own)) >= latest else []


def _state(folder: Path) -> dict[str, object]:
    """What the trainer wrote last of all into a checkpoint; empty where that is still to come."""
    try:
        found = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _stamp(folder: Path) -> Stamp:
    try:
        stats = [(path.name, path.stat()) for path in folder.iterdir() if path.is_file()]
    except OSError:
        return ()
    return tuple(sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats))


def _time(path: Path) -> int:
    """When it changed last, in nanoseconds; 0 where it is not there."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
