"""Weight change: against dense numpy, on safetensors files that the tests write by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from auditor.errors import UsageError
from auditor.models.weight_change import NotComparable, WeightChange, measured, stored, weight_change

Array = NDArray[Any]
RANDOM = np.random.default_rng(7)


def bf16(values: Array) -> Array:
    """The upper halves of float32."""
    return (values.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)


def narrowed(values: Array) -> Array:
    """What bfloat16 keeps of them."""
    kept: Array = (bf16(values).astype(np.uint32) << 16).view(np.float32)
    return kept


def save(path: Path, tensors: Mapping[str, tuple[str, Array]]) -> Path:
    """A safetensors file."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, (dtype, values) in tensors.items():
        raw = np.ascontiguousarray(values).tobytes()
        header[name] = {"dtype": dtype, "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}  # type: ignore[dict-item]
        data += raw
    text = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    return path.parent


def f32(values: Mapping[str, Array]) -> dict[str, tuple[str, Array]]:
    return {name: ("F32", one.astype(np.float32)) for name, one in values.items()}


def normal(*shape: int) -> Array:
    return RANDOM.standard_normal(shape).astype(np.float32)


def model(layers: int = 12) -> dict[str, Array]:
    found = {
        "model.embed_tokens.weight": normal(20, 6),
        "model.norm.weight": normal(6),
        "lm_head.weight": normal(20, 6),
    }
    for layer in range(layers):
        found[f"model.layers.{layer}.self_attn.q_proj.weight"] = normal(6, 6)
        found[f"model.layers.{layer}.mlp.up_proj.weight"] = normal(8, 6)
    return found


def compared(tuned: Path, base: Path | None) -> WeightChange:
    found = weight_change(tuned, base)
    assert isinstance(found, WeightChange)
    return found


def norm(*values: Array) -> float:
    return math.sqrt(sum(float((one.astype(np.float64) ** 2).sum()) for one in values))


def test_each_layer_is_compared_in_its_own_precision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "STRETCH", 7)
    base = model()
    tuned = {name: values if "embed" in name else values + 0.1 * normal(*values.shape) for name, values in base.items()}
    save(tmp_path / "base" / "model.safetensors", {name: ("BF16", bf16(one)) for name, one in base.items()})
    save(
        tmp_path / "tuned" / "model.safetensors", {name: ("F16", one.astype(np.float16)) for name, one in tuned.items()}
    )
    found = compared(tmp_path / "tuned", tmp_path / "base")
    before = {name: narrowed(one) for name, one in base.items()}
    after = {name: one.astype(np.float16).astype(np.float32) for name, one in tuned.items()}
    names = [layer.name for layer in found.layers]
    assert names == ["model.embed_tokens", *(f"model.layers.{at}" for at in range(12)), "lm_head", "model.norm"]
    for layer in found.layers:
        of = [name for name in base if name.startswith((f"{layer.name}.",))]
        assert len(layer.tensors) == len(of)
        wanted = norm(*(after[name] - before[name] for name in of)) / norm(*(before[name] for name in of))
        assert layer.relative == pytest.approx(wanted, rel=1e-5)
    everything = norm(*(after[name] - before[name] for name in base)) / norm(*before.values())
    assert found.relative == pytest.approx(everything, rel=1e-5)
    assert found.untouched == 0  # float16 is not bfloat16


def test_frozen_tensors_are_counted(tmp_path: Path) -> None:
    base = model(2)
    tuned = base | {"model.layers.1.mlp.up_proj.weight": base["model.layers.1.mlp.up_proj.weight"] * 1.25}
    save(tmp_path / "base" / "model.safetensors", f32(base))
    save(tmp_path / "tuned" / "model.safetensors", f32(tuned))
    found = compared(tmp_path / "tuned", tmp_path / "base")
    assert found.untouched == len(base) - 1
    moved = [tensor for layer in found.layers for tensor in layer.tensors if tensor.moved]
    assert [tensor.relative for tensor in moved] == [pytest.approx(0.25, rel=1e-5)]


def test_shards_are_read_by_their_index(tmp_path: Path) -> None:
    base = model(2)
    names = sorted(base)
    save(tmp_path / "base" / "model.safetensors", f32(base))
    parts = {f"model-0000{at + 1}-of-00002.safetensors": names[at::2] for at in range(2)}
    for file, of in parts.items():
        save(tmp_path / "tuned" / file, f32({name: base[name] * 2 for name in of}))
    save(tmp_path / "tuned" / "left_over.safetensors", f32({"other": normal(3)}))
    index = {"weight_map": {name: file for file, of in parts.items() for name in of}}
    (tmp_path / "tuned" / stored.INDEX).write_text(json.dumps(index))
    found = compared(tmp_path / "tuned", tmp_path / "base")
    assert found.relative == pytest.approx(1.0)
    assert (found.added, found.gone) == ((), ())
    (tmp_path / "tuned" / next(iter(parts))).unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        weight_change(tmp_path / "tuned", tmp_path / "base")


@pytest.mark.parametrize("rows", [17, 24])
def test_resized_embeddings_are_compared_where_both_have_rows(tmp_path: Path, rows: int) -> None:
    base, more = model(1), normal(24, 6)
    more[:17] = base["model.embed_tokens.weight"][:17] + 1
    save(tmp_path / "base" / "model.safetensors", f32(base))
    save(tmp_path / "tuned" / "model.safetensors", f32(base | {"model.embed_tokens.weight": more[:rows]}))
    found = compared(tmp_path / "tuned", tmp_path / "base")
    shared = min(rows, 20)
    wanted = norm(more[:shared] - base["model.embed_tokens.weight"][:shared])
    assert found.resized == ("model.embed_tokens.weight",)
    assert found.layers[0].tensors[0].moved == pytest.approx(wanted, rel=1e-5)


def test_a_head_that_was_tied_is_compared_with_what_it_was(tmp_path: Path) -> None:
    whole = model(1)
    tied = {name: one for name, one in whole.items() if name != "lm_head.weight"}
    save(tmp_path / "base" / "model.safetensors", f32(tied))
    save(tmp_path / "tuned" / "model.safetensors", f32(whole))
    found = compared(tmp_path / "tuned", tmp_path / "base")
    head = next(layer for layer in found.layers if layer.name == "lm_head")
    embeddings = whole["model.embed_tokens.weight"]
    assert head.relative == pytest.approx(norm(whole["lm_head.weight"] - embeddings) / norm(embeddings), rel=1e-5)
    assert (found.added, found.gone) == ((), ())
    assert compared(tmp_path / "base", tmp_path / "tuned").gone == ()


def test_what_cannot_be_compared_is_named(tmp_path: Path) -> None:
    base = model(1)
    other = base | {"model.norm.weight": normal(7), "new.weight": normal(2, 2), "model.mask": np.ones(3, np.int64)}
    other["model.layers.0.mlp.up_proj.weight"] = np.full((8, 6), np.nan, np.float32)
    tensors = {name: ("I64" if name == "model.mask" else "F32", one) for name, one in other.items()}
    save(tmp_path / "tuned" / "model.safetensors", tensors)
    save(
        tmp_path / "base" / "model.safetensors",
        {**f32(base), "model.mask": ("I64", np.ones(3, np.int64)), **f32({"old": normal(2)})},
    )
    found = compared(tmp_path / "tuned", tmp_path / "base")
    assert found.added == ("new.weight",)
    assert found.gone == ("old",)
    assert found.unlike == ("model.mask", "model.norm.weight")
    assert found.broken == ("model.layers.0.mlp.up_proj.weight",)
    assert found.relative == 0.0


# Adapters


def adapter(folder: Path, tensors: Mapping[str, Array], **settings: Any) -> Path:
    given = {"peft_type": "LORA", "r": 2, "lora_alpha": 8} | settings
    save(folder / "adapter_model.safetensors", f32({f"base_model.model.{name}": one for name, one in tensors.items()}))
    (folder / "adapter_config.json").write_text(json.dumps(given))
    return folder


Q, UP = "model.layers.0.self_attn.q_proj", "model.layers.1.mlp.up_proj"


@pytest.mark.parametrize(
    ("settings", "rank", "scale"),
    [
        ({}, 2, 4.0),
        ({"use_rslora": True}, 2, 8 / math.sqrt(2)),
        ({"alpha_pattern": {"q_proj": 3}}, 2, 1.5),
        ({"rank_pattern": {r".*\.0\.self_attn\.q_proj": 4}}, 4, 2.0),
        ({"rank_pattern": {"k_proj": 4}, "alpha_pattern": {"proj": 1}}, 2, 4.0),
    ],
)
def test_what_an_adapter_adds(tmp_path: Path, settings: dict[str, Any], rank: int, scale: float) -> None:
    base, first, second = model(2), normal(rank, 6), normal(6, rank)
    save(tmp_path / "base" / "model.safetensors", f32(base))
    worn = adapter(tmp_path / "adapter", {f"{Q}.lora_A.weight": first, f"{Q}.lora_B.weight": second}, **settings)
    added = scale * second.astype(np.float64) @ first
    tensor = compared(worn, tmp_path / "base").layers[0].tensors[0]
    assert tensor.name == f"{Q}.weight"
    assert tensor.moved == pytest.approx(norm(added), rel=1e-9)
    assert tensor.relative == pytest.approx(norm(added) / norm(base[f"{Q}.weight"]), rel=1e-5)
    values = np.linalg.svd(added, compute_uv=False)[:rank]
    shares = values / values.sum()
    assert tensor.rank == pytest.approx(math.exp(-(shares * np.log(shares)).sum()), rel=1e-5)
    alone = compared(worn, None)
    assert alone.layers[0].tensors[0].moved == tensor.moved
    assert alone.relative is None
    assert alone.layers[0].relative is None


def test_all_that_an_adapter_can_hold(tmp_path: Path) -> None:
    base = model(2)
    save(tmp_path / "base" / "model.safetensors", f32(base))
    parts = {
        f"{UP}.lora_A.weight": normal(2, 6),
        f"{UP}.lora_B.weight": np.zeros((8, 2)),  # never trained
        "model.embed_tokens.lora_embedding_A": normal(2, 20),
        "model.embed_tokens.lora_embedding_B": normal(6, 2),
        "lm_head.weight": base["lm_head.weight"] * 1.5,
        f"{Q}.lora_A.weight": normal(2, 6),
        f"{Q}.lora_B.weight": normal(6, 2),
        f"{Q}.lora_magnitude_vector": normal(6),
        "model.layers.0.mlp.up_proj.lora_A.weight": normal(4, 6),  # two experts in one
        "model.layers.0.mlp.up_proj.lora_B.weight": normal(8, 4),
    }
    found = compared(adapter(tmp_path / "adapter", parts), tmp_path / "base")
    assert found.unlike == ("model.layers.0.mlp.up_proj", Q)
    assert found.untouched == 1
    assert [layer.name for layer in found.layers] == ["model.embed_tokens", "model.layers.1", "lm_head"]
    table = (
        4.0
        * parts["model.embed_tokens.lora_embedding_B"].astype(np.float64)
        @ parts["model.embed_tokens.lora_embedding_A"]
    )
    assert found.layers[0].tensors[0].moved == pytest.approx(norm(table), rel=1e-5)
    assert found.layers[0].relative == pytest.approx(norm(table) / norm(base["model.embed_tokens.weight"]), rel=1e-5)
    assert found.layers[1].tensors[0].rank is None
    assert found.layers[2].relative == pytest.approx(0.5, rel=1e-5)


def test_adapters_of_other_kinds(tmp_path: Path) -> None:
    worn = adapter(tmp_path / "adapter", {"x": normal(2)}, peft_type="IA3")
    assert weight_change(worn, None) == NotComparable("other_adapter")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "adapter_config.json").write_text('{"peft_type": "LORA"}')
    assert weight_change(tmp_path / "bin", None) == NotComparable("no_safetensors")


# What is refused


def test_quantized_weights_are_not_compared(tmp_path: Path) -> None:
    base, packed = model(1), {"model.layers.0.mlp.up_proj.qweight": ("I32", np.ones((2, 2), np.int32))}
    save(tmp_path / "base" / "model.safetensors", f32(base))
    save(tmp_path / "gptq" / "model.safetensors", packed)
    save(tmp_path / "other" / "model.safetensors", f32(base))
    (tmp_path / "other" / "config.json").write_text('{"quantization_config": {"quant_method": "awq"}}')
    for folder in ("gptq", "other"):
        assert weight_change(tmp_path / folder, tmp_path / "base") == NotComparable("quantized")
        assert weight_change(tmp_path / "base", tmp_path / folder) == NotComparable("quantized")
    worn = adapter(tmp_path / "adapter", {f"{Q}.lora_A.weight": normal(2, 6), f"{Q}.lora_B.weight": normal(6, 2)})
    assert compared(worn, tmp_path / "gptq").relative is None  # QLoRA: its own norms are known


def test_nothing_in_common(tmp_path: Path) -> None:
    save(tmp_path / "one" / "model.safetensors", f32({"a": normal(2)}))
    save(tmp_path / "two" / "model.safetensors", f32({"b": normal(2)}))
    (tmp_path / "none").mkdir()
    assert weight_change(tmp_path / "one", tmp_path / "two") == NotComparable("other_names")
    assert weight_change(tmp_path / "one", tmp_path / "none") == NotComparable("no_safetensors")
    assert weight_change(tmp_path / "one", None) == NotComparable("no_base")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff" * 20,
        (2).to_bytes(8, "little") + b"[]",
        (5).to_bytes(8, "little") + b'{"a":',
        *(
            len(text := json.dumps({"a": entry}).encode()).to_bytes(8, "little") + text + b"\0" * 8
            for entry in (
                {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]},  # cut off
                {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]},
                {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]},
                {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]},
                {"shape": [2]},
                7,
            )
        ),
    ],
)
def test_broken_files(tmp_path: Path, content: bytes) -> None:
    save(tmp_path / "base" / "model.safetensors", f32({"a": normal(2)}))
    (tmp_path / "tuned").mkdir()
    (tmp_path / "tuned" / "model.safetensors").write_bytes(content)
    with pytest.raises(UsageError, match="no whole safetensors file"):
        weight_change(tmp_path / "tuned", tmp_path / "base")


@pytest.mark.parametrize("index", ["[]", "{", '{"weight_map": 3}', '{"weight_map": {"a": "../x.safetensors"}}'])
def test_broken_indexes(tmp_path: Path, index: str) -> None:
    save(tmp_path / "base" / "model.safetensors", f32({"a": normal(2)}))
    (tmp_path / "base" / stored.INDEX).write_text(index)
    with pytest.raises(UsageError, match="save or fetch the model again"):
        weight_change(tmp_path / "base", tmp_path / "base")


def test_no_stretch_is_longer_than_it_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "STRETCH", 100)
    save(tmp_path / "base" / "model.safetensors", f32({"a": normal(99, 7)}))
    tensor = stored.model_tensors(tmp_path / "base")["a"]
    assert max(len(part) for part in tensor.stretches()) == 100
    assert measured._norm(tensor) == pytest.approx(norm(tensor.whole()), rel=1e-5)
