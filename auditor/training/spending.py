"""What of a training decides what it costs: how many weights are trained, in which precision, and what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Method = Literal["full", "lora", "qlora"]
METHODS: tuple[Method, ...] = get_args(Method)
Width = Literal["float32", "bfloat16"]
"""Of a number: 4 bytes, or 2 (float16 is as wide)."""
Optimizer = Literal["adamw", "adamw_8bit", "lion", "sgd", "adafactor"]


@dataclass(frozen=True, slots=True)
class Spending:
    """Settings of one training. None stands for what is not known."""

    method: Method | None = None
    rank: int | None = None
    """Of the adapters."""
    targets: tuple[str, ...] = ()
    """Layers that have an adapter, such as `q_proj`; none for all."""
    dropout: float = 0.0
    """In front of the adapters."""
    bits: int = 4
    """Of a weight of a quantized base."""
    double: bool = False
    """Whether the scales of a quantized base are quantized, too."""
    batch: int | None = None
    """Records, or packs, of a forward pass on one device."""
    accumulates: bool | None = None
    """Whether a step adds up the gradients of several passes, so that they are held all the time."""
    checkpointing: bool | None = None
    """Whether what a layer computes is computed again in the backward pass, and not kept."""
    reentrant: bool = False
    """Whether that is done in PyTorch's older way, which computes each layer again to its end."""
    loaded: Width | None = None
    """Precision in which frozen weights lie in memory; None for that of the stored weights."""
    trained: Width | None = None
    """Likewise of trained weights, with their gradients and the states of their optimizer."""
    mixed: bool | None = None
    """Whether the passes are computed in half precision whatever the weights are in (autocast)."""
    optimizer: Optimizer | None = "adamw"
    """None for one whose states are not counted here."""
    chunked: bool | None = False
    """Whether the words are told for few positions at a time, so that their logits never lie in memory together."""
    sparing: bool = False
    """Whether that is done for positions with a loss alone, and again in the backward pass; Liger does neither."""
    widened: bool = False
    """Whether the weights of the head are copied to float32 for that."""
    spread: bool = False
    """Whether weights, gradients or states are spread over devices or moved off them (DeepSpeed, FSDP, offloading)."""
    whole: tuple[str, ...] = ()
    """Modules that are trained whole beside the adapters, such as `lm_head`."""
    unlike: bool = False
    """Whether passes keep more or less than is counted here: attention that keeps its scores, kernels of unsloth."""
    steps: int | None = None
    """Steps after which it ends, whatever the epochs are."""
    passes: int | None = 1
    """Passes of a step on one device."""
    grouped: bool = False
    """Whether records of like length make a batch, so that few tokens are filled up."""
    ranks: bool = False
    """Whether answers are compared (DPO, KTO, reward models), which computes more than the answers that are taught."""
    base: str | None = None
    """Folder of the base model, where it is on this machine; or its id on the Hub."""
