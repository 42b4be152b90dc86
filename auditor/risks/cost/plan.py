"""What is known of the training that is paid for: the model, the method, the hardware, the price."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from auditor.checks import Setup
from auditor.errors import UsageError
from auditor.models.shape import Shape, shape
from auditor.risks.cost.hardware import Hardware, hardware
from auditor.risks.cost.options import CostOptions
from auditor.training.spending import METHODS, Method, Spending

Why = Literal["model", "model_absent", "model_sizes", "model_experts", "model_kind", "method"]
Left = Literal["experts", "parts", "quantized"]
"""What of a model takes memory that is not counted: how experts are computed, parts beside the decoder such as one for
images, weights that are stored in a quantized form."""
CONFIG = "config.json"
_LARGEST = 1 << 22
_SIGN = r"(?:[^\W\d_]{1,8}\$?|[$€£¥￥₩₹])"
_PRICE = re.compile(rf"\s*(?:{_SIGN}\s*)?(\d+(?:\.\d+)?)\s*(?:{_SIGN}\s*)?(?:(?:/|per\b|每)\s*[^\W\d_]{{1,12}}\s*)?")
_WIDEST = 1 << 32
_RANK = 8
"""Of adapters, where nobody has said it: the default of LLaMA-Factory and ms-swift."""
_EXPERTS = ("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts")
DENSE = frozenset({
    "baichuan", "cohere", "cohere2", "ernie4_5", "exaone4", "gemma", "gemma2", "gemma3_text", "glm", "glm4", "gpt2",
    "gpt_neox", "granite", "hunyuan_v1_dense", "internlm2", "internlm3", "llama", "ministral", "ministral3", "mistral",
    "nemotron", "olmo", "olmo2", "olmo3", "phi", "phi3", "qwen2", "qwen2_5_vl", "qwen2_5_vl_text", "qwen2_vl",
    "qwen2_vl_text", "qwen3", "qwen3_vl_text", "seed_oss", "smollm3", "starcoder2",
})  # fmt: skip
"""Types of models whose layers are the ones that are counted here; the tests compare them with transformers."""
MIXED: Mapping[str, tuple[str, ...]] = {
    "mixtral": ("num_experts_per_tok",),
    "olmoe": ("num_experts_per_tok",),
    "qwen2_moe": ("num_experts_per_tok", "moe_intermediate_size", "shared_expert_intermediate_size"),
    "qwen3_moe": ("num_experts_per_tok", "moe_intermediate_size"),
}
"""Likewise those whose inner layers are experts, of which each token is given to the same number; with what they must
say for that."""
WIDE = frozenset({
    "gemma", "gemma2", "gemma3_text", "glm", "glm4", "hunyuan_v1_dense", "ministral", "ministral3", "qwen3",
    "qwen3_moe", "qwen3_vl_text",
})  # fmt: skip
"""Types whose heads are as wide as their configuration says, and not a part of the layer's width."""
_BESIDE = ("vision_config", "audio_config", "visual")


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why operations and memory cannot be told: a key `unjudged.cost/unknown_*` of the messages."""

    why: Why


@dataclass(frozen=True, slots=True)
class Model:
    """The model that is tuned."""

    shape: Shape
    left: Left | None = None
    """What its memory leaves out, so that it is not told."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One training, or one of several that could be meant."""

    spending: Spending
    others: tuple[Spending, ...] = ()
    """What it could be just as well, where something is not said: between them and it lies the truth."""

    @property
    def method(self) -> Method:
        assert self.spending.method is not None
        return self.spending.method


def checked_price(given: str) -> float:
    """The number of a price such as `2.5`, `2.5 CNY`, `$2.5` or `2.5元/小时`.

    Raises:
        UsageError: it is none.
    """
    found = _PRICE.fullmatch(given)
    if found is None or not float(found[1]) > 0:
        raise UsageError(f"--price {given[:40]}: give what an hour of one device costs, such as 2.5 or '2.5 CNY'")
    return float(found[1])


def device(options: CostOptions, setup: Setup) -> Hardware | None:
    """The accelerator, where one is named.

    Raises:
        UsageError: it is not known.
    """
    name = setup.hardware or options.hardware
    return None if name is None else hardware(name)


def price(options: CostOptions, setup: Setup) -> float | None:
    """Of an hour of one device.

    Raises:
        UsageError: what was given is none.
    """
    return options.price if setup.price is None else checked_price(setup.price)


def planned(options: CostOptions, setup: Setup) -> tuple[Planned, ...] | Unknown:
    """The trainings that could be meant: one, or one of each method where nobody has said which."""
    said = None if setup.training is None else setup.training.spending
    if said is not None and said.method is None and options.method is None:
        return Unknown("method")
    methods = [options.method or said.method] if said is not None else [options.method] if options.method else METHODS
    return tuple(_one(options, said, method) for method in methods if method is not None)


def _one(options: CostOptions, said: Spending | None, method: Method) -> Planned:
    """What the configuration says, and over it what the options say; without one, what is usual."""
    known = said or Spending(
        rank=_RANK, loaded="bfloat16", trained="float32", mixed=True, double=True, accumulates=True
    )
    spending = replace(
        known,
        method=method,
        rank=options.rank or known.rank or _RANK,
        batch=options.batch or known.batch,
        checkpointing=known.checkpointing if options.checkpointing is None else options.checkpointing,
    )
    others = []
    if spending.checkpointing is None:
        spending = replace(spending, checkpointing=True)
        others.append(replace(spending, checkpointing=False))
    if spending.accumulates is None:
        spending = replace(spending, accumulates=True)
        others.append(replace(spending, accumulates=False))
    if spending.chunked is None:
        spending = replace(spending, chunked=True)
        others.append(replace(spending, chunked=False))
    if said is None and method == "full":
        others.append(replace(spending, trained="bfloat16", mixed=False))
    return Planned(spending, tuple(others))


def model(options: CostOptions, setup: Setup) -> Model | Unknown:
    """The model: of the folder that was given, of the options, of the configuration's model."""
    given = setup.base or options.base
    if given is not None:
        return model_of(_read(given))
    if options.model is not None:
        named = {key: value for key, value in asdict(options.model).items() if value is not None}
        return model_of({**named, "dtype": "bfloat16", "model_type": "llama"})
    spending = None if setup.training is None else setup.training.spending
    return Unknown("model") if spending is None or spending.base is None else model_of(_read(spending.base))


def model_of(config: Mapping[str, Any] | None) -> Model | Unknown:
    """The model of a `config.json`; None where there is none."""
    if config is None:
        return Unknown("model_absent")
    inner = config.get("text_config") or config
    if not isinstance(inner, dict):
        return Unknown("model_sizes")
    kind, kinds = inner.get("model_type"), inner.get("layer_types") or []
    if not isinstance(kind, str) or not isinstance(kinds, list):
        return Unknown("model_sizes")
    experts = any(_count(inner.get(key)) > 1 for key in _EXPERTS)
    if experts and (kind not in MIXED or inner.get("mlp_only_layers") or _count(inner.get("decoder_sparse_step")) > 1):
        return Unknown("model_experts")
    if any(not _count(inner.get(key)) for key in MIXED.get(kind, ())) or (kind in MIXED and not experts):
        return Unknown("model_sizes")
    if kind not in DENSE | MIXED.keys() or "linear_attention" in kinds:
        return Unknown("model_kind")
    try:
        found = shape(config, CONFIG)
    except (UsageError, ZeroDivisionError):
        return Unknown("model_sizes")
    known = (found.layers, found.hidden, found.heads, found.shared_heads, found.head, found.active, found.words)
    told = any(_count(inner.get(key)) for key in ("num_attention_heads", "n_head"))
    possible = min(known) >= 1 and max(*known, found.held, found.experts) <= _WIDEST
    if not possible or not told or (kind in WIDE and not _count(inner.get("head_dim"))):
        return Unknown("model_sizes")
    parts = any(config.get(key) for key in _BESIDE)
    quantized = any(part.get("quantization_config") for part in (config, inner))
    return Model(found, "quantized" if quantized else "parts" if parts else "experts" if experts else None)


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _read(name: str) -> Mapping[str, Any] | None:
    """The `config.json` of a folder, or of a model of the Hub that is on this machine; None where there is none."""
    path = Path(name) / CONFIG if Path(name).is_dir() else _cached(name)
    try:
        if path is None or path.stat().st_size > _LARGEST:
            return None
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {} if path is not None and path.is_file() else None
    return content if isinstance(content, dict) else {}


def _cached(name: str) -> Path | None:
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = try_to_load_from_cache(name, CONFIG)
    except (HFValidationError, OSError):
        return None
    return Path(found) if isinstance(found, str) else None
