"""Models that the tests make: a few thousand random weights behind the small tokenizer of `tests.training.tiny`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.training import tiny

LLAMA, GPT2, QWEN2, GEMMA2, MAMBA = "llama", "gpt2", "qwen2", "gemma2", "mamba"
KINDS = (LLAMA, GPT2, QWEN2, GEMMA2, MAMBA)
CONTEXT = 128


def words() -> int:
    """Size of the vocabulary of the small tokenizer."""
    return int(tiny.core().get_vocab_size())


def config(kind: str, vocabulary: int) -> Any:
    """Settings of a model of two layers."""
    import transformers

    ends = {"bos_token_id": 3, "eos_token_id": 4, "pad_token_id": None, "vocab_size": vocabulary}
    if kind == GPT2:
        return transformers.GPT2Config(n_embd=32, n_layer=2, n_head=4, n_positions=CONTEXT, **ends)
    if kind == MAMBA:
        return transformers.MambaConfig(hidden_size=32, num_hidden_layers=2, state_size=4, **ends)
    shape = {
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 8,
        "max_position_embeddings": CONTEXT,
        **ends,
    }
    if kind == QWEN2:
        return transformers.Qwen2Config(**shape)
    if kind == GEMMA2:
        soft = {"final_logit_softcapping": 2.0, "sliding_window": 24, "query_pre_attn_scalar": 8}
        return transformers.Gemma2Config(**shape, **soft)
    return transformers.LlamaConfig(**shape)


def model(kind: str = LLAMA, *, seed: int = 0, vocabulary: int | None = None, nudge: float = 0.0) -> Any:
    """Random weights, large enough that what a model says depends on all that it reads.

    `nudge` moves them a little, as a tuning does.
    """
    import torch
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    made = AutoModelForCausalLM.from_config(config(kind, vocabulary or words()))
    with torch.no_grad():
        for weight in made.parameters():
            if weight.dim() > 1:
                weight.mul_(6.0).add_(nudge * torch.randn_like(weight))
    return made.eval()


def save(made: Any, folder: Path, *, template: str | None = tiny.CHATML) -> Path:
    """Writes a model with the small tokenizer."""
    from auditor.models.local.loading import quiet

    with quiet():
        made.save_pretrained(folder)
    return tiny.write(folder, template=template)


def adapter(made: Any, folder: Path, base: Path, **settings: Any) -> Path:
    """Writes a LoRA for a model, whose own weights stay as they are but for the layers put into them."""
    import torch
    from peft import LoraConfig, get_peft_model

    from auditor.models.local.loading import quiet

    with quiet():
        worn = get_peft_model(made, LoraConfig(r=4, init_lora_weights=False, task_type="CAUSAL_LM", **settings))
        worn.peft_config["default"].base_model_name_or_path = str(base)
        with torch.no_grad():
            for name, weight in worn.named_parameters():
                if "modules_to_save" in name:
                    weight.mul_(1.5)
        worn.save_pretrained(folder)
    return folder
