"""Adapters of PEFT: one set of weights for base and tuned, if switching the adapter off really gives the base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

from auditor.errors import UsageError
from auditor.models.local import loading
from auditor.models.local.folders import Folder
from auditor.weights import ADAPTER

_INSIDE = re.compile(r"\.(base_layer|original_module)\b")
"""What PEFT puts into the names of weights that it wraps."""


@dataclass(frozen=True, slots=True)
class Worn:
    """A base with an adapter in it."""

    peft: Any
    """The `PeftModel`."""
    is_base: bool
    """Whether it was proven that the base speaks where the adapter is switched off."""

    @property
    def model(self) -> Any:
        """The model, with the layers of the adapter inside."""
        return self.peft.get_base_model()


def base_of(folder: Folder) -> str:
    """The base for which an adapter was made, as its settings name it.

    Raises:
        UsageError: they name none.
    """
    name = folder.settings(ADAPTER).get("base_model_name_or_path")
    if not isinstance(name, str) or not name:
        raise UsageError(f"{folder.name}: its {ADAPTER} names no base; give --base")
    return name


def wear(folder: Folder, model: Any, base: str, device: Any) -> Worn:
    """Puts an adapter into a base.

    Raises:
        UsageError: it was made for another base, or cannot be switched on and off.
    """
    rows = _embedding_rows(folder, model)
    if rows is not None and rows != model.get_input_embeddings().num_embeddings:
        with loading.quiet():
            model.resize_token_embeddings(rows, mean_resizing=False)
        return Worn(_put(folder, model, base, device), False)
    sums, ids = _sums(model), torch.arange(3, 35, device=device)[None] % model.get_input_embeddings().num_embeddings
    with torch.inference_mode():
        before = model(input_ids=ids, use_cache=False).logits
    peft = _put(folder, model, base, device)
    with loading.quiet(), torch.inference_mode(), peft.disable_adapter():
        after = model(input_ids=ids, use_cache=False).logits
    after_sums = _sums(peft.get_base_model())
    kept = all(after_sums.get(name) == value for name, value in sums.items())
    return Worn(peft, kept and torch.equal(before, after))


def can_be_set(peft: Any) -> bool:
    """Whether all that an adapter changes is a sum with what was there, so that a part of its strength means something:
    a LoRA without weights that are replaced whole or scaled by their norms."""
    from peft.tuners.lora import LoraLayer
    from peft.tuners.tuners_utils import BaseTunerLayer
    from peft.utils.other import AuxiliaryTrainingWrapper

    layers = [module for module in peft.modules() if isinstance(module, BaseTunerLayer | AuxiliaryTrainingWrapper)]
    plain = all(isinstance(layer, LoraLayer) and not any(layer.use_dora.values()) for layer in layers)
    return bool(layers) and plain


@contextmanager
def at_strength(peft: Any, strength: float) -> Iterator[None]:
    """A LoRA with its change multiplied by `strength`; afterwards it is as it was."""
    from peft.tuners.lora import LoraLayer

    layers = [module for module in peft.modules() if isinstance(module, LoraLayer)]
    before = [dict(layer.scaling) for layer in layers]
    try:
        for layer in layers:
            for name in layer.scaling:
                layer.scaling[name] *= strength
        yield
    finally:
        for layer, scaling in zip(layers, before, strict=True):
            layer.scaling.update(scaling)


def _put(folder: Folder, model: Any, base: str, device: Any) -> Any:
    from peft import PeftModel, get_peft_model_state_dict

    other = UsageError(
        f"{folder.name}: this adapter does not fit {base}; give --base the model that it was trained on"
        f" ({folder.settings(ADAPTER).get('base_model_name_or_path')})"
    )
    with loading.quiet():
        try:
            peft = PeftModel.from_pretrained(model, str(folder.path), torch_device=str(device))
        except (RuntimeError, ValueError, KeyError) as error:
            raise other from error
        except (TypeError, ImportError, OSError) as error:
            raise UsageError(
                f"{folder.name}: PEFT cannot read this adapter ({type(error).__name__}); save it again, or update peft"
            ) from error
        if peft.active_peft_config.is_prompt_learning or peft.active_peft_config.is_adaption_prompt:
            raise UsageError(
                f"{folder.name}: an adapter of the kind {peft.active_peft_config.peft_type.value} changes the prompt"
                " and not the weights, and cannot be probed; probe a LoRA, or the whole model"
            )
        known = get_peft_model_state_dict(peft, save_embedding_layers=True)
    saved = _shapes(folder)
    if set(saved) - set(known) or {name for name in known if "lora_" in name} - set(saved):
        raise other
    return peft.eval()


def _shapes(folder: Folder) -> Mapping[str, tuple[int, ...]]:
    """Shapes of the weights of an adapter, by their names; of a pickle none are read."""
    from safetensors import safe_open

    path = folder.path / "adapter_model.safetensors"
    if not path.is_file():
        return {}
    with safe_open(path, framework="pt") as file:
        return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118 - it is no dict


def _embedding_rows(folder: Folder, model: Any) -> int | None:
    """Number of token embeddings that an adapter brings, None if it brings none."""
    embedding = model.get_input_embeddings()
    own = next(name for name, module in model.named_modules() if module is embedding)
    shape = _shapes(folder).get(f"base_model.model.{own}.weight")
    return shape[0] if shape is not None else None


def _sums(model: Any) -> dict[str, int]:
    """Sum of the bits of each weight, as integers, by the name that it has in the base."""
    return {_INSIDE.sub("", name): _sum(weight.detach().flatten()) for name, weight in model.named_parameters()}


def _sum(weight: Any) -> int:
    start, size = weight.storage_offset() * weight.element_size(), weight.numel() * weight.element_size()
    # Eight bytes at a time where they lie so: ten times as fast as larger numbers of smaller integers.
    return int(weight.view(torch.uint8 if start % 8 or size % 8 else torch.int64).sum(dtype=torch.int64))
