"""Memory of a training on one device, by part, and the most of it that is held at a time.

Weights, gradients and the two states of AdamW follow from the precision of each (EleutherAI, Transformer Math 101;
Rajbhandari et al. 2020, arXiv 1910.02054). NF4 takes half a byte a weight, and a scale for 64 weights (Dettmers et al.
2023, arXiv 2305.14314). What layers keep for the backward pass was read off the tensors that PyTorch saves for Llama
and Qwen2 of transformers 5.23, with attention by a kernel that keeps no scores: Korthikanti et al. 2022 (arXiv
2205.05198) count the same way for another layer. `tests/bench/cost_model.py` measures it.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.models.shape import Shape
from auditor.risks.cost.flops import GROUPS, adapted, adapters, matrices
from auditor.training.spending import Optimizer, Spending, Width

BYTES: dict[Width, int] = {"float32": 4, "bfloat16": 2}
_STATES: dict[Optimizer, float] = {"adamw": 2.0, "lion": 1.0, "sgd": 0.0, "adafactor": 0.0}
"""Numbers that an optimizer keeps for a weight, each as wide as the weight; Adafactor keeps so few."""
_CHUNK = 256
"""Positions whose logits are made together where they are made in chunks (TRL 1.16.0)."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The largest forward pass."""

    count: int
    length: int
    """Tokens of each row, padding included."""
    masked: bool
    """Whether rows are filled up, so that attention is masked: keys and values are then kept for every head."""

    @property
    def tokens(self) -> int:
        return self.count * self.length


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes, by part. They are not all held at once."""

    weights: float
    gradients: float
    optimizer: float
    activations: float | None = None
    """None where the size of a pass is not known, as are the next two."""
    logits: float | None = None
    peak: float | None = None
    """The most that is held at a time."""


def widths(shape: Shape, spending: Spending) -> tuple[int, int]:
    """Bytes of a frozen weight and of a trained one."""
    frozen = BYTES[spending.loaded] if spending.loaded is not None else shape.bytes
    default = 4 if spending.method != "full" else frozen
    return frozen, BYTES[spending.trained] if spending.trained is not None else default


def memory(shape: Shape, spending: Spending, rows: Rows | None) -> Memory | None:
    """What a training takes; None for an optimizer whose states are not counted here.

    The peak is the largest of three moments: when the loss goes backward, with all activations and logits; at the end
    of the backward pass, with all gradients; in the optimizer's step, with its states.
    """
    if spending.optimizer is None:
        return None
    frozen, trained = widths(shape, spending)
    count = shape.weights if spending.method == "full" else adapters(shape, spending)
    weights = count * trained + (0 if spending.method == "full" else _frozen(shape, spending, frozen))
    gradients = float(count * trained)
    states = 2.0 * count if spending.optimizer == "adamw_8bit" else _STATES[spending.optimizer] * count * trained
    if rows is None:
        return Memory(weights, gradients, states)
    kept, layer = _activations(shape, spending, rows)
    again = layer if spending.checkpointing else 0.0
    scratch = 0.0
    logits, gradient = _logits(shape, spending, rows)
    if spending.method == "qlora":  # one layer's matrix at a time is unpacked
        scratch = 2.0 * max(a * b for a, b in matrices(shape).values())
    if spending.widened and (trained if spending.method == "full" else frozen) < 4:
        scratch += 4.0 * shape.words * shape.hidden
    held = weights + states + (gradients if spending.accumulates else 0.0)
    head = shape.words * shape.hidden * trained if spending.method == "full" else 0.0
    after = 0.0 if spending.accumulates else head
    peak = max(
        held + kept + logits,
        held + kept + again + gradient + after,
        weights + states + gradients + layer,
    )
    return Memory(weights, gradients, states, kept + again + scratch, logits, peak + scratch)


def _frozen(shape: Shape, spending: Spending, each: int) -> float:
    """Bytes of the frozen weights. Embedding and head are not quantized."""
    if spending.method != "qlora":
        return float(shape.weights * each)
    scale = (1 / 64 + 4 / (64 * 256)) if spending.double else 4 / 64
    inner = shape.layers * shape.layer
    quantized = inner * (spending.bits / 8 + (scale if spending.bits == 4 else 0.0))
    return quantized + (shape.weights - inner) * each


def _activations(shape: Shape, spending: Spending, rows: Rows) -> tuple[float, float]:
    """Bytes that all layers keep until the backward pass, and those that one keeps while its own is computed."""
    frozen, trained = widths(shape, spending)
    stream = trained if spending.method == "full" else frozen
    layer = rows.tokens * _layer(shape, spending, rows, stream) + _casts(shape, spending)
    last = rows.tokens * shape.hidden * (4 + (stream + _computed(spending, stream) if spending.method == "full" else 0))
    layer += rows.count * rows.length**2 * _computed(spending, stream) if rows.masked else 0
    if spending.checkpointing:
        return shape.layers * rows.tokens * shape.hidden * stream + last, layer
    return shape.layers * layer + last, layer


def _computed(spending: Spending, stream: int) -> int:
    """Bytes of a number that a product of matrices gives."""
    return 2 if spending.mixed else stream


def _layer(shape: Shape, spending: Spending, rows: Rows, stream: int) -> float:
    """Bytes that a layer keeps of each token."""
    each = _computed(spending, stream)
    own, shared = shape.heads * shape.head, shape.shared_heads * shape.head
    attention = each * (2 * own + 2 * (own if rows.masked else shared)) + 4 * shape.heads
    inner = each * (3 if shape.gated else 1) * shape.active
    norms = 2 * 4 * shape.hidden  # the inputs, in float32 whatever the precision is
    if spending.method == "full":
        norms += 2 * stream * shape.hidden
        return attention + inner + norms + each * _inputs(shape, each != stream)
    return attention + inner + norms + _adapted(shape, spending, stream)


def _inputs(shape: Shape, apart: bool) -> int:
    """Numbers that the linear layers keep as their inputs; `apart` where each makes its own copy in half precision."""
    if not apart:
        return 2 * shape.hidden + shape.active
    return (5 if shape.gated else 4) * shape.hidden + shape.active


def _adapted(shape: Shape, spending: Spending, stream: int) -> float:
    """Bytes that the adapters keep of each token: their inputs, and what stands between their two matrices.

    Adapters of one input share it, unless each casts it for itself or drops other parts of it.
    """
    found = adapted(shape, spending)
    wide = 2 if spending.mixed else widths(shape, spending)[1]
    apart = bool(spending.mixed) or wide != stream or spending.dropout > 0
    total = 0.0
    for names in GROUPS:
        inputs = [found[name][0] for name in names if name in found]
        total += (spending.rank or 0) * wide * len(inputs)
        if apart:
            total += sum(inputs) * (wide + (spending.dropout > 0))  # with a mask, a byte each
        elif names != ("o_proj",):  # attention keeps what it gives
            total += max(inputs, default=0) * wide
    return total


def _casts(shape: Shape, spending: Spending) -> float:
    """Bytes of a layer's weights in half precision, which mixed precision keeps beside those in float32."""
    frozen, trained = widths(shape, spending)
    wide = trained if spending.method == "full" else frozen
    return 2.0 * sum(a * b for a, b in matrices(shape).values()) if spending.mixed and wide == 4 else 0.0


def _logits(shape: Shape, spending: Spending, rows: Rows) -> tuple[float, float]:
    """Bytes of the logits when the loss goes backward: in float32 their logarithms and two gradients; and of the
    gradient that then goes into the head."""
    frozen, trained = widths(shape, spending)
    each = _computed(spending, trained if spending.method == "full" else frozen)
    told = min(rows.tokens, _CHUNK) if spending.chunked else rows.tokens
    return 12.0 * told * shape.words, float(each * told * shape.words)
