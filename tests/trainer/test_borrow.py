"""A borrowed model comes back as it was."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the [model] extra")
pytestmark = pytest.mark.model


@pytest.fixture
def model() -> Any:
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.set_num_threads(1)
    torch.manual_seed(3)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=64, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
            max_position_embeddings=64, attention_dropout=0.5,
        )
    )  # fmt: skip


def drawn() -> tuple[float, float, float]:
    return random.random(), float(np.random.rand()), float(torch.rand(1))


def test_random_numbers_go_on_as_if_nothing_had_been(model: Any) -> None:
    from auditor.trainer import borrowed

    random.seed(1), np.random.seed(1), torch.manual_seed(1)  # type: ignore[func-returns-value]
    expected = drawn()
    random.seed(1), np.random.seed(1), torch.manual_seed(1)  # type: ignore[func-returns-value]
    with borrowed(model):
        drawn()
    assert drawn() == expected


def test_modes_settings_buffers_and_attributes_come_back(model: Any) -> None:
    from auditor.trainer import borrowed

    model.train()
    model.model.layers[1].eval()  # a part that somebody froze
    model.model.embed_tokens.weight.requires_grad_(False)
    modes = [module.training for module in model.modules()]
    wanted = [weight.requires_grad for weight in model.parameters()]
    rotary = model.model.rotary_emb
    frequencies, buffer = rotary.inv_freq.clone(), rotary.inv_freq
    with borrowed(model) as lent:
        assert not any(module.training for module in lent.modules())
        assert not torch.is_grad_enabled()
        lent.config.use_cache = False
        lent.model.layers[0].gradient_checkpointing = True
        rotary.register_buffer("inv_freq", frequencies * 2, persistent=False)  # as for a long text
        rotary.max_seq_len_cached = 4096
        rotary.late = 1
        for weight in lent.parameters():
            weight.requires_grad_(True)
    assert [module.training for module in model.modules()] == modes
    assert [weight.requires_grad for weight in model.parameters()] == wanted
    assert torch.is_grad_enabled()
    assert model.config.use_cache is True
    assert model.model.layers[0].gradient_checkpointing is False
    assert rotary.inv_freq is buffer
    assert rotary.max_seq_len_cached == 64
    assert not hasattr(rotary, "late")


def test_a_buffer_that_is_written_into_comes_back(model: Any) -> None:
    from auditor.trainer import borrowed

    before = model.model.rotary_emb.inv_freq.clone()
    with borrowed(model):
        model.model.rotary_emb.inv_freq.mul_(2)
    assert torch.equal(model.model.rotary_emb.inv_freq, before)


def test_it_comes_back_after_an_error_too(model: Any) -> None:
    from auditor.trainer import borrowed

    model.train()
    state = torch.get_rng_state()
    with pytest.raises(IndexError), borrowed(model):
        torch.rand(1)[7]
    assert model.training
    assert torch.equal(torch.get_rng_state(), state)


def test_gradients_that_were_gathered_stay(model: Any) -> None:
    from auditor.trainer import borrowed

    ids = torch.tensor([[1, 2, 3, 4]])
    model.train()
    model(input_ids=ids, labels=ids).loss.backward()
    before = [weight.grad.clone() for weight in model.parameters()]
    with borrowed(model):
        model(input_ids=ids)
    assert all(torch.equal(weight.grad, old) for weight, old in zip(model.parameters(), before, strict=True))


def test_an_adapter_keeps_what_it_trains(model: Any) -> None:
    from peft import LoraConfig, get_peft_model

    from auditor.models.local.loading import quiet
    from auditor.trainer import borrowed

    with quiet():
        peft = get_peft_model(model, LoraConfig(r=2, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM"))
    frozen = next(weight for name, weight in peft.named_parameters() if "lora_A" in name)
    frozen.requires_grad_(False)  # by hand; switching the adapter on would switch it on again
    wanted = [weight.requires_grad for weight in peft.parameters()]
    with borrowed(peft), peft.disable_adapter():
        pass
    assert [weight.requires_grad for weight in peft.parameters()] == wanted
    assert peft.base_model.model.model.layers[0].self_attn.q_proj.disable_adapters is False
