"""What may be set."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.errors import UsageError
from auditor.risks.cost.hardware import hardware
from auditor.training.spending import Method


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of a model that has no folder here, as its `config.json` would name them."""

    num_hidden_layers: int
    hidden_size: int
    num_attention_heads: int
    intermediate_size: int
    vocab_size: int
    num_key_value_heads: int | None = None
    head_dim: int | None = None
    tie_word_embeddings: bool = False


@dataclass(frozen=True, slots=True)
class CostOptions:
    """What is not said by the configuration of the training. What is set here goes before that."""

    base: str | None = field(default=None, metadata={"hidden": True})
    """Folder of the model that will be tuned."""
    model: Sizes | None = None
    """Its sizes, where it has no folder here."""
    method: Method | None = None
    rank: int | None = None
    """Of the adapters."""
    batch: int | None = None
    """Records of a forward pass on one device."""
    checkpointing: bool | None = None
    """Whether activations are computed again in the backward pass."""
    hardware: str | None = None
    price: float | None = None
    """Of an hour of one device."""
    utilization: tuple[float, float] = (0.2, 0.5)
    """From least to most, the part of the hardware's peak that a training reaches."""
    updates: float | None = None
    """How often a year the training will be done again, because what it teaches has changed."""

    def __post_init__(self) -> None:
        if self.hardware is not None:
            hardware(self.hardware)
        low, high = self.utilization
        if not 0 < low <= high <= 1:
            raise UsageError("utilization: must be two shares of the peak, the lower first, such as [0.2, 0.5]")
        for name in ("price", "updates"):
            value = getattr(self, name)
            if value is not None and not 0 < value < float("inf"):
                raise UsageError(f"{name}: must be a number above 0")
        for name in ("rank", "batch"):
            if getattr(self, name) is not None and getattr(self, name) < 1:
                raise UsageError(f"{name}: must be a whole number above 0")
