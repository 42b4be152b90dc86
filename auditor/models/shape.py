"""The sizes of a decoder of transformer layers, as its `config.json` has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.errors import UsageError

_BYTES = {"float32": 4, "float": 4, "bfloat16": 2, "float16": 2, "half": 2}
_PLAIN = frozenset({"gpt_neox", "phi", "falcon", "bloom", "starcoder2", "gptj", "persimmon", "nemotron"})
"""Types of models whose inner layer has two matrices and no gate, though their keys are those of models with one."""
_TIED = frozenset(
    {"gemma", "gemma2", "gemma3", "gemma3_text", "cohere", "cohere2", "starcoder2", "ernie4_5", "smollm3"}
)
"""Types of models whose head is the embedding unless their configuration says otherwise."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a decoder of transformer layers. `active` and `held` differ in mixtures of experts."""

    layers: int
    hidden: int
    heads: int
    shared_heads: int
    """Of keys and values."""
    head: int
    """Width of a head."""
    active: int
    """Width of the inner layer through which a token goes: of all experts that it is given to."""
    held: int
    """Likewise of all experts that there are."""
    gated: bool
    words: int
    tied: bool
    """Whether the head is the embedding."""
    bytes: int
    """Of a weight."""
    experts: int = 0
    """Of a layer, among which a matrix of its own chooses; 0 where there are none."""

    @property
    def layer(self) -> int:
        """Weights of a layer that a token meets."""
        return self._attention() + self.hidden * ((3 if self.gated else 2) * self.active + self.experts)

    @property
    def weights(self) -> int:
        """All weights."""
        inner = self.hidden * ((3 if self.gated else 2) * self.held + self.experts)
        return self.layers * (self._attention() + inner) + (1 if self.tied else 2) * self.words * self.hidden

    def _attention(self) -> int:
        return 2 * self.hidden * self.head * (self.heads + self.shared_heads)


def shape(config: Mapping[str, Any], name: str, dtype: str = "auto") -> Shape:
    """The sizes of a model, as its `config.json` has them. `dtype` other than `auto` is that in which it is loaded.

    Raises:
        UsageError: the configuration does not tell them.
    """
    whole, config = config, config.get("text_config") or config

    def number(*keys: str, default: int | None = None) -> int:
        found = next((config[key] for key in keys if isinstance(config.get(key), int)), default)
        if found is None:
            raise UsageError(f"{name}: its config.json has no {keys[0]}, without which nothing can be forecast")
        return found

    def said(*keys: str) -> object:
        """Of the decoder, else of the model that it is a part of."""
        return next((part[key] for part in (config, whole) for key in keys if part.get(key) is not None), None)

    hidden, heads = number("hidden_size", "n_embd", "d_model"), number("num_attention_heads", "n_head", default=1)
    old = "n_embd" in config
    inner = number("intermediate_size", "n_inner", "ffn_dim", default=4 * hidden)
    experts = number("num_experts", "num_local_experts", "n_routed_experts", default=0)
    each = number("moe_intermediate_size", default=inner)
    shared = number("shared_expert_intermediate_size", default=number("n_shared_experts", default=0) * each)
    stored = str(said("dtype", "torch_dtype") or "float32") if dtype == "auto" else dtype
    tied = said("tie_word_embeddings")
    return Shape(
        layers=number("num_hidden_layers", "n_layer", "num_layers"),
        hidden=hidden,
        heads=heads,
        shared_heads=number("num_key_value_heads", default=heads),
        head=number("head_dim", default=hidden // heads),
        active=number("num_experts_per_tok", default=1) * each + shared if experts else inner,
        held=experts * each + shared if experts else inner,
        gated=not old and "ffn_dim" not in config and config.get("model_type") not in _PLAIN,
        words=number("vocab_size"),
        tied=bool(old or config.get("model_type") in _TIED if tied is None else tied),
        bytes=_BYTES.get(stored, 4),
        experts=experts,
    )
