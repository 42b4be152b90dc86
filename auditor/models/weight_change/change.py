"""How far tuning moved the weights, layer by layer: it explains what a probe finds, and proves nothing by itself.

Of whole models ||tuned - base|| / ||base||, of LoRA adapters ||s B A|| / ||base||, all in the Frobenius norm. Read
from safetensors files without torch, a stretch of a tensor at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TensorChange:
    """How far one tensor was moved."""

    name: str
    moved: float
    """Norm of the difference."""
    size: float | None
    """Norm of the base; None where the base is not at hand."""
    rank: float | None = None
    """Effective rank of what an adapter adds, from 1 to its rank: exp of the entropy of its singular values as shares
    of their sum (Roy and Vetterli 2007). None where it adds nothing, and for whole tensors."""

    @property
    def relative(self) -> float | None:
        """None where the base is not at hand, or is zero."""
        return self.moved / self.size if self.size else None


@dataclass(frozen=True, slots=True)
class LayerChange:
    """The tensors of one layer, or one that belongs to no layer, in the order of their names."""

    name: str
    tensors: tuple[TensorChange, ...]

    @property
    def relative(self) -> float | None:
        """Of all its tensors taken as one; None where the base is not at hand, or is zero."""
        return _relative(self.tensors)


@dataclass(frozen=True, slots=True)
class WeightChange:
    """How far a model was moved. Of an adapter, only what it changes is looked at."""

    layers: tuple[LayerChange, ...]
    """Embeddings, layers by number, and what stands behind them."""
    untouched: int
    """Tensors that are what they were: frozen, or never reached by a gradient."""
    added: tuple[str, ...] = ()
    """Tensors that only the tuned model has."""
    gone: tuple[str, ...] = ()
    """Tensors that only the base has."""
    resized: tuple[str, ...] = ()
    """Tensors with more or fewer rows than the base's, such as resized embeddings: the rows of both are compared."""
    unlike: tuple[str, ...] = ()
    """Tensors that could not be compared: of another shape or kind, or changed in a way that is not a sum (DoRA)."""
    broken: tuple[str, ...] = ()
    """Tensors with values that are no numbers, in either model."""

    @property
    def relative(self) -> float | None:
        """Of all tensors that were compared, taken as one."""
        return _relative(tensor for layer in self.layers for tensor in layer.tensors)


@dataclass(frozen=True, slots=True)
class NotComparable:
    """The weights of both models cannot be set against each other; the reason is a key `weights.*` of the messages."""

    reason: str


def _relative(tensors: Iterable[TensorChange]) -> float | None:
    moved = size = 0.0
    for one in tensors:
        if one.size is None:
            return None
        moved, size = math.hypot(moved, one.moved), math.hypot(size, one.size)
    return moved / size if size else None
