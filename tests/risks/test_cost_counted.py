"""Operations as PyTorch counts them, and memory as PyTorch and the system hold it, against what is told of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("peft")

from auditor.models.shape import shape  # noqa: E402
from auditor.risks.cost.memory import Rows, memory  # noqa: E402
from auditor.risks.cost.plan import DENSE, MIXED, WIDE  # noqa: E402
from tests.bench.cost_model import (  # noqa: E402
    COUNTED,
    FULL,
    HELD,
    LORA,
    MIXTURES,
    SMALL,
    Case,
    counted_flops,
    made,
    measured_memory,
    told_flops,
    told_memory,
)

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("ignore::FutureWarning")]
HALF = replace(FULL, loaded="bfloat16", trained="bfloat16")


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize("family", ["Llama", "Qwen2"])
@pytest.mark.parametrize("case", COUNTED, ids=lambda case: case.name)
def test_operations_are_those_that_pytorch_counts(case: Case, family: str) -> None:
    assert told_flops(case) == pytest.approx(counted_flops(case, family), rel=0.01)


@pytest.mark.parametrize("case", MIXTURES, ids=lambda case: case.name)
def test_operations_of_experts_are_those_that_pytorch_counts(case: Case) -> None:
    assert told_flops(case) == pytest.approx(counted_flops(case, "Qwen3Moe"), rel=0.01)


ELSEWHERE = {"baichuan", "internlm2", "qwen2_vl", "qwen2_vl_text", "qwen2_5_vl", "qwen2_5_vl_text", "qwen3_vl_text"}
"""Types whose code is on the Hub, and decoders that are made with their model only."""


@pytest.mark.parametrize("kind", sorted((DENSE | MIXED.keys()) - ELSEWHERE))
def test_every_kind_that_is_told_has_the_matrices_of_transformers(kind: str) -> None:
    from transformers import AutoConfig, AutoModelForCausalLM

    sizes = {key: value for key, value in SMALL.items() if key not in ("dtype", "tie_word_embeddings")}
    sizes |= {"pad_token_id": 0, "num_key_value_heads": 8 if kind == "gpt_neox" else 2}
    sizes |= {"head_dim": 64} if kind in WIDE else {}
    sizes |= {"num_experts": 8, "num_local_experts": 8, "num_experts_per_tok": 2} if kind in MIXED else {}
    if kind == "gpt2":  # it has no such keys, and a matrix for places
        sizes = {key: sizes[key] for key in sizes if key not in ("intermediate_size", "num_key_value_heads")}
        sizes["n_positions"] = 1
    config = AutoConfig.for_model(kind, **sizes)
    with torch.device("meta"):
        network = AutoModelForCausalLM.from_config(config)
    matrices = sum(weight.numel() for weight in network.parameters() if weight.ndim > 1)
    assert shape(config.to_dict(), kind).weights == pytest.approx(matrices, rel=0.001)


@pytest.mark.parametrize(
    "case",
    [
        Case("full", FULL, SMALL, 2, 128),
        Case("half", HALF, {**SMALL, "dtype": "bfloat16"}, 2, 128),
        Case("mixed", replace(FULL, mixed=True), SMALL, 2, 128),
        Case("LoRA", LORA, SMALL, 2, 128),
        Case("LoRA of q and v", replace(LORA, targets=("q_proj", "v_proj")), SMALL, 2, 128),
        Case("LoRA on half", replace(LORA, loaded="bfloat16"), {**SMALL, "dtype": "bfloat16"}, 2, 128),
    ],
    ids=lambda case: case.name,
)
def test_a_layer_keeps_what_pytorch_saves(case: Case) -> None:
    """What one layer more saves for the backward pass: what surrounds the layers cancels out."""
    more = replace(case, config={**case.config, "num_hidden_layers": 5})
    told = [_kept(one) for one in (case, more)]
    saved = [_saved(one) for one in (case, more)]
    assert told[1] - told[0] == pytest.approx(saved[1] - saved[0], rel=0.03)


def _kept(case: Case) -> float:
    found = memory(shape(case.config, case.name), case.spending, Rows(case.rows, case.length, masked=False))
    assert found is not None
    assert found.activations is not None
    return found.activations


def _saved(case: Case) -> int:
    """Bytes of all tensors that are saved, weights left out."""
    network = made(case, "Llama", "sdpa")
    if case.config["dtype"] == "bfloat16":
        trained = {name for name, weight in network.named_parameters() if "lora" in name}
        for name, weight in network.named_parameters():
            weight.data = weight.data if name in trained else weight.data.to(torch.bfloat16)
    weights = {weight.untyped_storage().data_ptr() for weight in network.parameters()}
    kept: dict[int, torch.Tensor] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        if (place := tensor.untyped_storage().data_ptr()) not in weights:
            kept[place] = tensor
        return tensor

    words = torch.randint(0, case.config["vocab_size"], (case.rows, case.length))
    with (
        torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor),
        torch.autocast("cpu", torch.bfloat16, enabled=bool(case.spending.mixed)),
    ):
        loss = network(input_ids=words, labels=words).loss
    sizes = sum(tensor.untyped_storage().nbytes() for tensor in kept.values())
    assert loss > 0
    return sizes


@pytest.mark.slow
@pytest.mark.skipif(not os.access("/proc/self/clear_refs", os.W_OK), reason="no way to set the peak back")
@pytest.mark.parametrize("name", ["full, tied", "LoRA", "LoRA on bfloat16, mixed precision"])
def test_the_peak_is_that_of_a_real_fine_tune(name: str) -> None:
    case = next(case for case in HELD if case.name == name)
    assert told_memory(case) == pytest.approx(measured_memory(case), rel=0.1)
