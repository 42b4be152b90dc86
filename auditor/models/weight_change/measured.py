"""Compares the weights in two folders, or those of an adapter with its base.

Facts: names and scaling as peft 0.21 saves and applies LoRA (`lora_A`, `lora_B`, `lora_embedding_A`,
`lora_embedding_B`, `modules_to_save`; alpha / r, or alpha / sqrt(r) of rank-stabilized LoRA).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from auditor.models.weight_change.change import LayerChange, NotComparable, TensorChange, WeightChange
from auditor.models.weight_change.stored import Doubles, Stored, model_tensors, tensors
from auditor.weights import ADAPTER, settings

_LAYER = re.compile(r"^(.*?\b(?:layers?|h|blocks?)\.(\d+))\.")
_FRONT = re.compile(r"\b(?:embed\w*|wte|wpe|word_embeddings|tok_embeddings)\b")
_HEADS = ("lm_head.weight", "embed_out.weight", "output.weight")
_INPUTS = ("embed_tokens.weight", "wte.weight", "embed_in.weight", "word_embeddings.weight", "tok_embeddings.weight")
_PACKED = (".qweight", ".qzeros", ".scales", ".weight_packed", ".quant_state.bitsandbytes__nf4", ".SCB", ".absmax")
_PART = re.compile(r"^(?:base_model\.model\.)?(.*)\.lora_(embedding_)?([AB])(?:\.default)?(?:\.weight)?$")
_REST = re.compile(r"\.lora_|\.modules_to_save\.|\.lora$")


def weight_change(tuned: Path, base: Path | None) -> WeightChange | NotComparable:
    """How far the weights in a folder are from those of its base. Of an adapter without a base, the norms alone.

    Raises:
        UsageError: a file is missing or broken.
    """
    if (tuned / ADAPTER).is_file():
        return _adapter(tuned, base)
    if base is None:
        return NotComparable("no_base")
    own, other = model_tensors(tuned), model_tensors(base)
    if not own or not other:
        return NotComparable("no_safetensors")
    if _quantized(tuned, own) or _quantized(base, other):
        return NotComparable("quantized")
    found = _Found()
    for name, tensor in own.items():
        found.compare(name, tensor, _counterpart(name, other))
    found.gone += [name for name in other if _counterpart(name, own) is None]
    return found.told() if found.changes or found.broken else NotComparable("other_names")


@dataclass(slots=True)
class _Found:
    """What has been seen so far."""

    changes: list[TensorChange] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    resized: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def compare(self, name: str, tensor: Stored, base: Stored | None) -> None:
        """Takes a whole tensor."""
        if base is None:
            self.added.append(name)
        elif not (tensor.floats and base.floats) or not _alike(tensor.shape, base.shape):
            self.unlike.append(name)
        else:
            if tensor.shape != base.shape:
                self.resized.append(name)
            self.take(TensorChange(name, *_moved(tensor, base)))

    def take(self, change: TensorChange) -> None:
        """Takes a change, if it is a number."""
        finite = math.isfinite(change.moved) and math.isfinite(change.size or 0.0)
        if finite:
            self.changes.append(change)
        else:
            self.broken.append(change.name)

    def told(self) -> WeightChange:
        """The result."""
        layers: dict[str, list[TensorChange]] = {}
        for change in sorted(self.changes, key=lambda one: (_order(one.name), one.name)):
            layers.setdefault(_layer(change.name), []).append(change)
        lists = (self.added, self.gone, self.resized, self.unlike, self.broken)
        return WeightChange(
            tuple(LayerChange(name, tuple(of)) for name, of in layers.items()),
            sum(change.moved == 0.0 for change in self.changes),
            *(tuple(sorted(names)) for names in lists),
        )


def _layer(name: str) -> str:
    found = _LAYER.match(name)
    return found[1] if found else name.removesuffix(".weight").removesuffix(".bias")


def _order(name: str) -> tuple[int, str, int]:
    """Embeddings, layers by number, all else."""
    found = _LAYER.match(name)
    if found:
        return 1, found[1].removesuffix(found[2]), int(found[2])
    return (0 if _FRONT.search(name) else 2), "", 0


def _alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether both have the same shape but for the number of rows."""
    return len(one) == len(other) and one[1:] == other[1:] and (one == other or len(one) > 1)


def _moved(tensor: Stored, base: Stored) -> tuple[float, float]:
    """Norms of the difference and of the base, over the rows that both have."""
    count = min(tensor.count, base.count)
    moved = size = 0.0
    for now, before in zip(tensor.stretches(count), base.stretches(count), strict=True):
        size += float(before @ before)
        difference = now - before
        moved += float(difference @ difference)
    return math.sqrt(moved), math.sqrt(size)


def _norm(tensor: Stored) -> float:
    return math.sqrt(sum(float(part @ part) for part in tensor.stretches()))


def _counterpart(name: str, there: Mapping[str, Stored]) -> Stored | None:
    """The tensor of that name. Where a head is tied to the embeddings, only these are stored."""
    if name in there or not name.endswith(_HEADS):
        return there.get(name)
    return next((tensor for other, tensor in there.items() if other.endswith(_INPUTS)), None)


def _quantized(folder: Path, found: Iterable[str]) -> bool:
    return "quantization_config" in settings(folder / "config.json") or any(name.endswith(_PACKED) for name in found)


def _adapter(folder: Path, base: Path | None) -> WeightChange | NotComparable:
    given = settings(folder / ADAPTER)
    path = folder / "adapter_model.safetensors"
    if given.get("peft_type") != "LORA":
        return NotComparable("other_adapter")
    if not path.is_file():
        return NotComparable("no_safetensors")
    stored = {} if base is None else model_tensors(base)
    known = {} if base is None or _quantized(base, stored) else stored
    found, parts = _Found(), tensors(path)
    pairs: dict[str, dict[str, Stored]] = {}
    dora = {name.split(".lora_magnitude_vector")[0] for name in parts if ".lora_magnitude_vector" in name}
    for name, tensor in parts.items():
        if part := _PART.match(name):
            pairs.setdefault(part[1], {})[part[3]] = tensor
        elif not _REST.search(name) and known:
            own = name.removeprefix("base_model.model.").replace(".modules_to_save", "")
            found.compare(own, tensor, _base_of(own, known))
        elif not _REST.search(name):
            found.unlike.append(name.removeprefix("base_model.model."))
    magnitudes = {name.removeprefix("base_model.model.") for name in dora}
    for module, pair in pairs.items():
        change = None if module in magnitudes else _lora(module, pair, given, known)
        if change is None:
            found.unlike.append(module)
        else:
            found.take(change)
    return found.told()


def _lora(
    module: str, pair: Mapping[str, Stored], given: Mapping[str, Any], known: Mapping[str, Stored]
) -> TensorChange | None:
    """What a pair of matrices adds; None where they are not of the form that is known here."""
    first, second = pair.get("A"), pair.get("B")
    if first is None or second is None or not (first.floats and second.floats):
        return None
    rank = _patterned(module, given.get("rank_pattern"), given.get("r"))
    alpha = _patterned(module, given.get("alpha_pattern"), given.get("lora_alpha"))
    if rank is None or alpha is None or first.shape[:1] != (rank,) or second.shape[1:2] != (rank,):
        return None  # as where the matrices of several experts lie in one
    down, up = (one.whole().reshape(one.shape[0], -1) for one in (first, second))
    if up.shape[1] != rank:
        return None
    scale = alpha / math.sqrt(rank) if given.get("use_rslora") is True else alpha / rank
    tensor = _base_of(f"{module}.weight", known)
    size = _norm(tensor) if tensor is not None and tensor.floats else None
    if not (np.isfinite(down).all() and np.isfinite(up).all()):
        return TensorChange(f"{module}.weight", math.nan, size)
    values = abs(scale) * _singular(up, down)
    return TensorChange(f"{module}.weight", float(np.linalg.norm(values)), size, _effective(values))


def _singular(up: Doubles, down: Doubles) -> Doubles:
    """Singular values of a product, without making it: those of the product of both triangles."""
    left, right = np.linalg.qr(up).R, np.linalg.qr(down.T).R
    values: Doubles = np.linalg.svd(left @ right.T, compute_uv=False)
    return values


def _effective(values: Doubles) -> float | None:
    total = float(values.sum())
    if not total:
        return None
    shares = values[values > 0] / total
    return math.exp(-float(shares @ np.log(shares)))


def _patterned(module: str, patterns: object, otherwise: object) -> float | None:
    """A setting of the adapter for a module: that of the first pattern that fits the end of its name."""
    if isinstance(patterns, dict):
        for pattern, value in patterns.items():
            if _fits(str(pattern), module):
                otherwise = value
                break
    return float(otherwise) if isinstance(otherwise, int | float) and otherwise > 0 else None


def _fits(pattern: str, module: str) -> bool:
    try:
        return re.match(rf"(.*\.)?({pattern})$", module) is not None
    except re.error:
        return False


def _base_of(name: str, known: Mapping[str, Stored]) -> Stored | None:
    """The tensor of the base; models of several parts are stored under longer or shorter names."""
    exact = _counterpart(name, known)
    if exact is not None:
        return exact
    ends = [other for other in known if other.endswith(f".{name}") or name.endswith(f".{other}")]
    return known[ends[0]] if len(ends) == 1 else None
