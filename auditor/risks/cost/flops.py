"""Floating-point operations of a training, as PyTorch's own counter counts them: two for each multiplication of a
matrix's weight, none for what is no product of matrices.

A forward pass takes 2 operations a weight and token, a backward pass as many for the gradients of the inputs and as
many again for those of the weights, which frozen ones do not need (Kaplan et al. 2020, arXiv 2001.08361, section 2.1;
EleutherAI, Transformer Math 101). Attention takes 4 x length x width of all heads for each token and layer, and twice
that backward (Chowdhery et al. 2022, arXiv 2204.02311, appendix B); the half that causal masks hide is counted, as
kernels that skip it are few to know. Checkpointing computes each layer's forward pass again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.models.shape import Shape
from auditor.training.spending import Spending

GROUPS = (("q_proj", "k_proj", "v_proj"), ("o_proj",), ("gate_proj", "up_proj"), ("down_proj",))
"""The linear layers of a layer in the order in which they are computed; those of one group have the same input."""
_ATTENTION = frozenset({*GROUPS[0], *GROUPS[1]})


@dataclass(frozen=True, slots=True)
class Positions:
    """What is computed, in tokens; padding is computed as well as text."""

    tokens: float
    squares: float
    """Sum over all rows, or over all records where those of a pack do not see each other, of their length squared."""
    told: float
    """Positions of which all words are told: those with a loss where others are spared, else all."""


def matrices(shape: Shape) -> Mapping[str, tuple[int, int]]:
    """The linear layers of one layer by name: widths of input and output."""
    own, shared = shape.heads * shape.head, shape.shared_heads * shape.head
    found = {
        "q_proj": (shape.hidden, own),
        "k_proj": (shape.hidden, shared),
        "v_proj": (shape.hidden, shared),
        "o_proj": (own, shape.hidden),
        "gate_proj": (shape.hidden, shape.active),
        "up_proj": (shape.hidden, shape.active),
        "down_proj": (shape.active, shape.hidden),
    }
    return found if shape.gated else {name: widths for name, widths in found.items() if name != "gate_proj"}


def adapted(shape: Shape, spending: Spending) -> Mapping[str, tuple[int, int]]:
    """Those that have an adapter: the ones that are named, or all where none of the names is known here.

    Of a mixture of experts those of the attention alone: whether experts have some hangs on the trainer, and what these
    compute is little.
    """
    every = matrices(shape)
    if shape.experts:
        every = {name: widths for name, widths in every.items() if name in _ATTENTION}
    named = {name: widths for name, widths in every.items() if name in spending.targets}
    return named or every


def on_attention(spending: Spending) -> bool:
    """Whether it names layers that have an adapter, all of them of the attention."""
    return bool(spending.targets) and _ATTENTION.issuperset(spending.targets)


def adapters(shape: Shape, spending: Spending) -> int:
    """Weights of all adapters."""
    rank = spending.rank or 0
    return shape.layers * rank * sum(sum(widths) for widths in adapted(shape, spending).values())


def flops(shape: Shape, spending: Spending, of: Positions) -> float:
    """Operations of the forward and backward passes over what is computed."""
    linear = 2.0 * of.tokens * shape.layers * shape.layer
    head = 2.0 * of.told * shape.words * shape.hidden
    whole = head if "lm_head" in spending.whole else 0.0
    attention = 4.0 * of.squares * shape.layers * shape.heads * shape.head
    if spending.method == "full":
        passes, extra, skipped, whole = 3.0, 0.0, 0.0, 0.0
    else:
        passes, extra = 2.0, 2.0 * of.tokens * adapters(shape, spending)
        skipped = 0.0 if spending.checkpointing else _not_needed(shape, spending, of)
    total = passes * (linear + head) + whole + 3 * (attention + extra) - skipped
    if spending.checkpointing:
        total += linear + attention + extra - _left_out(shape, spending, of)
    if spending.sparing:
        total += head  # logits are computed again, too
    return total


def _not_needed(shape: Shape, spending: Spending, of: Positions) -> float:
    """Gradients of the inputs of the first layer, which nothing before the first adapter needs."""
    first = matrices(shape)
    found = adapted(shape, spending)
    before: list[str] = []
    for stage in GROUPS:
        before += [name for name in stage if name in first]
        if any(name in found for name in stage):
            break
    attention = 0.0 if any(name in found for name in ("q_proj", "k_proj", "v_proj")) else 8.0
    linear = 2.0 * of.tokens * sum(first[name][0] * first[name][1] for name in before)
    return linear + attention * of.squares * shape.heads * shape.head


def _left_out(shape: Shape, spending: Spending, of: Positions) -> float:
    """What PyTorch's newer checkpointing does not compute again: the last product of a layer, which nothing keeps."""
    if spending.reentrant or shape.experts:  # what experts give is kept, as it is weighed afterwards
        return 0.0
    width, hidden = matrices(shape)["down_proj"]
    if spending.method != "full" and "down_proj" in adapted(shape, spending):
        return 2.0 * of.tokens * shape.layers * (spending.rank or 0) * hidden
    return 2.0 * of.tokens * shape.layers * width * hidden
