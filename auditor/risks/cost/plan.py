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
CONFIG = "config.json"
_LARGEST = 1 << 22
_PRICE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([^\d\s.][^\d.]{0,15})?\s*")
_RANK = 8
"""Of adapters, where nobody has said it: the default of LLaMA-Factory and ms-swift."""
_EXPERTS = ("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts")
_STRANGE = frozenset({"kv_lora_rank", "ssm_cfg", "mamba_d_state", "linear_num_value_heads", "encoder_layers"})
"""Keys of models whose layers are not those that are counted here: latent or linear attention, state spaces."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why operations and memory cannot be told: a key `unjudged.cost/unknown_*` of the messages."""

    why: Why


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
    """The number of a price such as `2.5` or `2.5 CNY`.

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
    if said is None and method == "full":
        others.append(replace(spending, trained="bfloat16", mixed=False))
    return Planned(spending, tuple(others))


def sizes(options: CostOptions, setup: Setup) -> Shape | Unknown:
    """The model's: of the folder that was given, of the options, of the configuration's model."""
    given = setup.base or options.base
    if given is not None:
        return _of_config(_read(given))
    if options.model is not None:
        named = {key: value for key, value in asdict(options.model).items() if value is not None}
        return _of_config({**named, "dtype": "bfloat16"})
    spending = None if setup.training is None else setup.training.spending
    return Unknown("model") if spending is None or spending.base is None else _of_config(_read(spending.base))


def _of_config(config: Mapping[str, Any] | None) -> Shape | Unknown:
    if config is None:
        return Unknown("model_absent")
    inner = config.get("text_config") or config
    if not isinstance(inner, dict):
        return Unknown("model_sizes")
    if any(isinstance(inner.get(key), int) and inner[key] > 1 for key in _EXPERTS):
        return Unknown("model_experts")
    if not _STRANGE.isdisjoint(inner) or "linear_attention" in (inner.get("layer_types") or ()):
        return Unknown("model_kind")
    try:
        found = shape(config, CONFIG)
    except (UsageError, ZeroDivisionError):
        return Unknown("model_sizes")
    known = (found.layers, found.hidden, found.heads, found.shared_heads, found.head, found.active, found.words)
    told = all(size > 0 for size in known) and any(
        isinstance(inner.get(key), int) for key in ("num_attention_heads", "n_head")
    )
    return found if told else Unknown("model_sizes")


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
