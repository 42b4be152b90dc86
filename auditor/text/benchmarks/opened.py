"""Stored packs, opened once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from auditor.errors import UsageError
from auditor.text.benchmarks.matching import Index
from auditor.text.benchmarks.rephrased import Nearest
from auditor.text.benchmarks.stored import from_bytes


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """Packs, ready for look-up."""

    index: Index
    nearest: tuple[Nearest, ...]
    """One for each pack."""


@lru_cache(maxsize=1)
def opened(paths: tuple[str, ...]) -> Opened:
    """The packs of some files.

    Raises:
        UsageError: one cannot be read, or is no pack.
    """
    packs = []
    for path in paths:
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            raise UsageError(
                f"{path}: this benchmark pack cannot be read ({error.strerror}); check the path, or make it again "
                "with auditor benchmark add"
            ) from error
        packs.append(from_bytes(content, path))
    return Opened(Index.of(packs), tuple(map(Nearest, packs)))
