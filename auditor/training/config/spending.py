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
    return Spending(
        method=_method(tuner == "full", tuner == "lora", bits is not None),
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
        optimizer=_optimizer(get("optim", "adamw_torch_fused")),
        chunked=get("enable_liger_kernel", False) is True,
        spread=bool(get("deepspeed", None) or get("fsdp", None)),
        base=_base(get("model_name_or_path", None), folder),
    )


def _trl(get: Get, folder: Path) -> Spending:
    half = get("bf16", None) is not False or get("fp16", False) is True
    bits = 4 if get("load_in_4bit", False) is True else 8 if get("load_in_8bit", False) is True else None
    lora = get("use_peft", False) is True
    loss = get("loss_type", "nll" if get("use_liger_kernel", False) is True else "chunked_nll")
    return Spending(
        method=_method(not lora, lora, bits is not None),
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
        widened=loss == "chunked_nll",
        spread=bool(get("deepspeed", None) or get("fsdp", None) or get("activation_offloading", False)),
        base=_base(get("model_name_or_path", None), folder),
    )


def _axolotl(get: Get, folder: Path) -> Spending:
    adapter = get("adapter", None)
    half = get("bf16", None) in (True, "auto") or get("fp16", None) is True
    bits = 4 if get("load_in_4bit", None) is True else 8 if get("load_in_8bit", None) is True else None
    checkpointing = get("gradient_checkpointing", False)
    return Spending(
        method=_method(adapter is None, adapter in ("lora", "qlora"), bits is not None or adapter == "qlora"),
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
        chunked=get("chunked_cross_entropy", None) is True,
        spread=bool(
            get("deepspeed", None)
            or get("fsdp", None)
            or get("fsdp_config", None)
            or isinstance(checkpointing, str)
            or get("activation_offloading", None)
            or (_whole(get("sequence_parallel_degree", None)) or 1) > 1
        ),
        base=_base(get("base_model", None), folder),
    )


def _swift(get: Get, folder: Path) -> Spending:
    tuner = get("tuner_type", "lora")
    bits = _whole(get("quant_bits", None))
    loaded = _width(get("torch_dtype", None))
    return Spending(
        method=_method(tuner == "full", tuner == "lora", bits is not None),
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
        optimizer=_optimizer(get("optim", "adamw_torch_fused")),
        chunked=get("use_liger_kernel", False) is True,
        spread=bool(
            get("deepspeed", None) or get("fsdp", None) or (_whole(get("sequence_parallel_size", None)) or 1) > 1
        ),
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
    return (_whole(get("gradient_accumulation_steps", 1)) or 1) > 1


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
