"""What `swift sft` is given: YAML, JSON, its own `args.json`, or the command in a shell script."""

from __future__ import annotations

import json

from auditor.errors import UsageError
from auditor.training.config.parts import PART, Given, Loaded, lora, nearby
from auditor.training.model import Training

DECIDES = (
    "template", "system", "max_length", "truncation_strategy", "loss_scale", "use_chat_template", "agent_template",
    "enable_thinking", "preserve_thinking", "add_non_thinking_prefix", "disable_ignore_empty_think", "template_backend",
    "columns", "disable_auto_column_mapping", "remove_unused_columns", "strict", "model_type", "model_name",
    "model_author", "packing", "packing_length", "padding_free", "lazy_tokenize", "streaming", "split_dataset_ratio",
    "is_binary_loss_scale", "response_prefix", "task_type", "use_hf", "per_device_train_batch_size",
)  # fmt: skip


def read(given: Given) -> Loaded:
    """Raises UsageError for values that ms-swift refuses."""
    epochs, remarks = given.epochs(3.0)
    options = given.options(DECIDES)
    if isinstance(options.get("columns"), str):
        options["columns"] = _columns(given, str(options["columns"]))
    system = options.get("system")
    if isinstance(system, str) and system.endswith(".txt") and (found := nearby(system, given.folder)) is not None:
        options["system"] = str(found)
    if any("#" in name for name in _list(given, "dataset")):
        remarks += (PART,)
    training = Training(
        "ms-swift", options, {}, _list(given, "dataset"), _list(given, "val_dataset"), given.text("model"), epochs,
        _lora(given),
    )  # fmt: skip
    return Loaded(training, remarks)


def _columns(given: Given, text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise UsageError(f"{given.content.where('columns')}: columns: must be a mapping, for ms-swift")
    return value


def _list(given: Given, key: str) -> tuple[str, ...]:
    value = given.get(key) or []
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _lora(given: Given) -> dict[str, object]:
    if (given.text("tuner_type") or "lora") != "lora":
        return {}
    return lora(
        rank=given.get("lora_rank", 8), alpha=given.get("lora_alpha", 32), dropout=given.get("lora_dropout", 0.05),
        targets=given.get("target_modules", ["all-linear"]),
    )  # fmt: skip
