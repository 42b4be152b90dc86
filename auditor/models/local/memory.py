"""How much is computed at once, and what is done where the memory does not suffice for it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import torch

from auditor.errors import ModelError

T = TypeVar("T")
_BUDGET = {"cpu": 1 << 11}
_BUDGET_ELSEWHERE = 1 << 15


def budget(device: object) -> int:
    """Tokens that are computed at once, to begin with: more are no faster."""
    return _BUDGET.get(torch.device(str(device)).type, _BUDGET_ELSEWHERE)


@dataclass(slots=True)
class Room:
    """Tokens in a batch."""

    name: str
    """Of the model."""
    device: str
    budget: int

    def halve(self, rows: int, length: int) -> None:
        """After a batch of so many rows, of so many tokens each, that was too large.

        Raises:
            ModelError: it was a single row.
        """
        release()
        if rows == 1:
            raise ModelError(
                f"{self.name}: the memory of {self.device} does not suffice for a single text of {length:,} tokens;"
                " give a device with more of it, or leave out such long texts"
            )
        self.budget = rows // 2 * length


def tried(compute: Callable[[], T]) -> T | None:
    """What it gives, or None where the memory does not suffice."""
    try:
        return compute()
    except (RuntimeError, MemoryError) as error:
        if not lacks(error):
            raise
    return None


def lacks(error: BaseException) -> bool:
    """Whether a device says that its memory is full. The allocator of the CPU has no error of its own."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or "DefaultCPUAllocator" in str(error)


def release() -> None:
    """Gives back what is held for later use."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
