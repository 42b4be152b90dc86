"""What a training costs as its configuration says it, with the trainer's own defaults.

Defaults: `model_args.py`, `adapter.py` of LLaMA-Factory 0.9.5; `SFTConfig`, `ModelConfig` of TRL 1.16.0; axolotl
0.19.0; `sft_args.py` of ms-swift 4.6.0; `TrainingArguments` of transformers 5.23.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from auditor.training.config.parts import nearby, texts
from auditor.training.model import TrainerName
from auditor.training.spending import Method, Optimizer, Spending, Width

Get = Callable[[str, object], object]
"""The value of a key of the configuration, else what stands behind it."""
_BATCH = 8
"""Records of a pass unless told otherwise, by transformers."""
_OPTIMIZERS: Mapping[str, Optimizer] = {
    "adamw": "adamw", "paged_adamw": "adamw", "adamw_torch": "adamw", "adamw_torch_fused": "adamw",
    "adamw_hf": "adamw", "adamw_bnb_8bit": "adamw_8bit", "adamw_8bit": "adamw_8bit", "paged_adamw_8bit": "adamw_8bit",
    "paged_adamw_32bit": "adamw", "adamw_torch_8bit": "adamw_8bit", "lion_32bit": "lion", "paged_lion_32bit": "lion",
    "lion_pytorch": "lion", "sgd": "sgd", "adafactor": "adafactor",
}  # fmt: skip
_OWN_OPTIMIZERS = ("use_galore", "use_apollo", "use_badam", "use_adam_mini", "use_muon")
"""Keys of LLaMA-Factory that put another optimizer in the place of the one that `optim` names."""
_RESIZED = ("embed_tokens", "lm_head")
"""What LLaMA-Factory trains beside the adapters where the vocabulary grows."""
_SEVERAL = ("sequence_parallel_degree", "context_parallel_size", "tensor_parallel_size")
_KERNELS = ("lora_mlp_kernel", "lora_qkv_kernel", "lora_o_kernel", "tiled_mlp", "selective_checkpointing")
_FROZEN = (
    "freeze_llm", "freeze_parameters", "freeze_parameters_ratio", "freeze_parameters_regex", "trainable_parameters",
    "trainable_parameters_regex",
)  # fmt: skip
"""Keys of ms-swift that leave a part of the weights as they are."""


def spending(trainer: TrainerName, get: Get, folder: Path) -> Spending | None:
    """What decides the costs of a training; None where a service trains."""
    match trainer:
        case "llama-factory":
            return _llama_factory(get, folder)
        case "trl":
            return _trl(get, folder)
        case "axolotl":
            return _axolotl(get, folder)
        case "ms-swift":
            return _swift(get, folder)
        case "openai":
            return None


def _llama_factory(get: Get, folder: Path) -> Spending:
    tuner, bits = get("finetuning_type", "lora"), _whole(get("quantization_bit", None))
    pure = get("pure_bf16", False) is True
    half = pure or get("bf16", False) is True or get("fp16", False) is True
    odd = any(get(key, False) is True for key in _OWN_OPTIMIZERS)
    whole = texts(get("additional_target", None)) if tuner == "lora" else ()
    if tuner == "lora" and get("resize_vocab", False) is True:
        whole = (*whole, *_RESIZED)
    return Spending(
        method=None if get("use_dora", False) is True else _method(tuner == "full", tuner == "lora", bits is not None),
        rank=_whole(get("lora_rank", 8)),
        targets=_targets(get("lora_target", "all")),
        dropout=_number(get("lora_dropout", 0.0)),
        bits=bits or 4,
        double=get("double_quantization", True) is True,
        batch=_whole(get("per_device_train_batch_size", _BATCH)),
        accumulates=_accumulates(get),
        checkpointing=get("disable_gradient_checkpointing", False) is not True,
        reentrant=get("use_reentrant_gc", True) is True,
        loaded="bfloat16" if half else None,
        trained="bfloat16" if pure else "float32",
        mixed=half and not pure,
        optimizer=None if odd else _optimizer(get("optim", "adamw_torch_fused")),
        chunked=get("enable_liger_kernel", False) is True,
        spread=bool(get("deepspeed", None) or get("fsdp", None) or get("use_unsloth_gc", False) is True),
        whole=whole,
        ranks=get("stage", "sft") not in ("sft", "pt"),
        unlike=get("flash_attn", "auto") == "disabled" or get("use_unsloth", False) is True,
        grouped=_grouped(get),
        steps=_whole(get("max_steps", None)),
        passes=_passes(get),
        base=_base(get("model_name_or_path", None), folder),
    )


def _trl(get: Get, folder: Path) -> Spending:
    half = get("bf16", None) is not False or get("fp16", False) is True
    bits = 4 if get("load_in_4bit", False) is True else 8 if get("load_in_8bit", False) is True else None
    lora = get("use_peft", False) is True
    loss = get("loss_type", "nll" if get("use_liger_kernel", False) is True else "chunked_nll")
    return Spending(
        method=None if get("use_dora", False) is True else _method(not lora, lora, bits is not None),
        rank=_whole(get("lora_r", 16)),
        targets=texts(get("lora_target_modules", None)),
        dropout=_number(get("lora_dropout", 0.05)),
        bits=bits or 4,
        double=get("use_bnb_nested_quant", False) is True,
        batch=_whole(get("per_device_train_batch_size", _BATCH)),
        accumulates=_accumulates(get),
        checkpointing=get("gradient_checkpointing", True) is True,
        loaded=_width(get("dtype", "float32")),
        trained="float32" if lora else _width(get("dtype", "float32")),
        mixed=half,
        optimizer=_optimizer(get("optim", "adamw_torch_fused")),
        chunked=loss == "chunked_nll" or get("use_liger_kernel", False) is True,
        sparing=loss == "chunked_nll" and get("use_liger_kernel", False) is not True,
        widened=loss == "chunked_nll",
        spread=bool(get("deepspeed", None) or get("fsdp", None) or get("activation_offloading", False)),
        whole=texts(get("lora_modules_to_save", None)) if lora else (),
        unlike=get("attn_implementation", None) == "eager",
        grouped=_grouped(get),
        steps=_whole(get("max_steps", None)),
        passes=_passes(get),
        base=_base(get("model_name_or_path", None), folder),
    )


def _axolotl(get: Get, folder: Path) -> Spending:
    adapter = get("adapter", None)
    half = get("bf16", None) in (True, "auto") or get("fp16", None) is True
    bits = 4 if get("load_in_4bit", None) is True else 8 if get("load_in_8bit", None) is True else None
    checkpointing = get("gradient_checkpointing", False)
    strange = any(get(key, None) for key in ("peft_use_dora", "relora", "lisa_n_layers", "unfrozen_parameters"))
    quantized = bits is not None or adapter == "qlora"
    chunked = get("chunked_cross_entropy", None) is True or _of_plugins(texts(get("plugins", None)))
    return Spending(
        method=None if strange else _method(adapter is None, adapter in ("lora", "qlora"), quantized),
        rank=_whole(get("lora_r", None)),
        targets=() if get("lora_target_linear", None) else texts(get("lora_target_modules", None)),
        dropout=_number(get("lora_dropout", 0.0)),
        bits=bits or 4,
        double=True,
        batch=_whole(get("micro_batch_size", 1)) or 1,
        accumulates=_accumulates(get),
        checkpointing=bool(checkpointing),
        reentrant=True,
        loaded="bfloat16" if half else "float32",
        trained="float32" if adapter is not None or not half else "bfloat16",
        mixed=half,
        optimizer=_optimizer(get("optimizer", "adamw_torch_fused")),
        chunked=chunked,
        sparing=chunked is True and get("chunked_cross_entropy", None) is not True,
        spread=bool(
            get("deepspeed", None)
            or get("fsdp", None)
            or get("fsdp_config", None)
            or isinstance(checkpointing, str)
            or get("activation_offloading", None)
            or get("layer_offloading", None)
            or any((_whole(get(key, None)) or 1) > 1 for key in _SEVERAL)
        ),
        whole=texts(get("lora_modules_to_save", None)) if adapter is not None else (),
        ranks=bool(get("rl", None)),
        unlike=get("attn_implementation", None) == "eager" or any(get(key, None) for key in _KERNELS),
        grouped=get("group_by_length", None) is True,
        steps=_whole(get("max_steps", None)),
        passes=_passes(get),
        base=_base(get("base_model", None), folder),
    )


def _swift(get: Get, folder: Path) -> Spending:
    tuner = get("tuner_type", "lora")
    bits = _whole(get("quant_bits", None))
    loaded = _width(get("torch_dtype", None))
    odd = get("use_galore", False) is True or get("optimizer", None) is not None
    strange = any(get(key, None) for key in ("use_dora", "lisa_activated_layers", *_FROZEN))
    return Spending(
        method=None if strange else _method(tuner == "full", tuner == "lora", bits is not None),
        rank=_whole(get("lora_rank", 8)),
        targets=_targets(get("target_modules", "all-linear")),
        dropout=_number(get("lora_dropout", 0.05)),
        bits=bits or 4,
        double=get("bnb_4bit_use_double_quant", True) is True,
        batch=_whole(get("per_device_train_batch_size", 1)),
        accumulates=None if get("gradient_accumulation_steps", None) is None else _accumulates(get),
        checkpointing=get("gradient_checkpointing", True) is True,
        loaded=loaded,
        trained="float32" if tuner == "lora" else loaded,
        mixed=loaded != "float32",
        optimizer=None if odd else _optimizer(get("optim", "adamw_torch_fused")),
        chunked=get("use_liger_kernel", False) is True,
        spread=bool(
            get("deepspeed", None) or get("fsdp", None) or (_whole(get("sequence_parallel_size", None)) or 1) > 1
        ),
        whole=texts(get("modules_to_save", None)) if tuner == "lora" else (),
        unlike=get("attn_impl", None) == "eager" or get("tuner_backend", None) == "unsloth",
        grouped=_grouped(get) or get("group_by_length", False) is True,
        steps=_whole(get("max_steps", None)),
        passes=None if get("gradient_accumulation_steps", None) is None else _passes(get),
        base=_base(get("model", None), folder),
    )


def _method(full: bool, lora: bool, quantized: bool) -> Method | None:
    """None for what is neither, such as freezing some layers."""
    return "full" if full and not quantized else ("qlora" if quantized else "lora") if lora else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _accumulates(get: Get) -> bool:
    return _passes(get) > 1


def _passes(get: Get) -> int:
    return _whole(get("gradient_accumulation_steps", 1)) or 1


def _grouped(get: Get) -> bool:
    return get("train_sampling_strategy", None) == "group_by_length"


def _of_plugins(names: tuple[str, ...]) -> bool | None:
    """Whether a plug-in of axolotl tells words in chunks; Liger's does where its own keys say so, not known here."""
    if any("cut_cross_entropy" in name for name in names):
        return True
    return None if any("liger" in name.lower() for name in names) else False


def _targets(value: object) -> tuple[str, ...]:
    """None for all linear layers."""
    names = texts(value)
    return () if set(names) & {"all", "all-linear"} else names


def _width(value: object) -> Width | None:
    match value:
        case "float32":
            return "float32"
        case "bfloat16" | "float16":
            return "bfloat16"
    return None


def _optimizer(value: object) -> Optimizer | None:
    return _OPTIMIZERS.get(value) if isinstance(value, str) else None


def _base(value: object, folder: Path) -> str | None:
    """The folder where it is here, else the id as it stands."""
    if not isinstance(value, str) or not value:
        return None
    found = nearby(value, folder)
    return str(found) if found is not None else value
