"""The YAML of `trl sft` and of `TrlParser`, and `SFTConfig.to_dict()` as JSON."""

from __future__ import annotations

from auditor.errors import UsageError
from auditor.training.config.parts import PART, Given, Loaded, Remark, lora, nearby
from auditor.training.config.places import entry_paths
from auditor.training.model import Training

DECIDES = (
    "max_length", "truncation_mode", "packing", "packing_strategy", "padding_free", "completion_only_loss",
    "assistant_only_loss", "dataset_text_field", "dataset_kwargs", "eos_token", "chat_template_path", "loss_type",
    "pad_token", "per_device_train_batch_size",
)  # fmt: skip


def read(given: Given) -> Loaded:
    """Raises UsageError for values that TRL refuses."""
    epochs, remarks = given.epochs(3.0)
    options = given.options(DECIDES)
    path = options.get("chat_template_path")
    if isinstance(path, str) and (found := nearby(path, given.folder)) is not None:
        options["chat_template_path"] = str(found)
    datasets = _datasets(given)
    if len(datasets) > 1 and given.content.values.get("dataset_name"):
        remarks += (Remark("training.config.datasets_win"),)
    listed = given.get("datasets") or []
    split = given.content.values.get("dataset_train_split", "train")
    parts = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    if split != "train" or any(entry.get("fraction") or entry.get("split", "train") != "train" for entry in parts):
        remarks += (PART,)
    model = given.text("model_name_or_path")
    return Loaded(Training("trl", options, {}, datasets, (), model, epochs, _lora(given)), remarks)


def _datasets(given: Given) -> tuple[str, ...]:
    """`datasets` win over `dataset_name`."""
    listed = given.get("datasets") or []
    assert isinstance(listed, list)
    if any(not isinstance(entry, dict) for entry in listed):
        raise UsageError(f"{given.content.where('datasets')}: datasets: an entry is a mapping: path: ...")
    name = given.text("dataset_name")
    return tuple(path for entry in listed for path in entry_paths(entry)) or ((name,) if name else ())


def _lora(given: Given) -> dict[str, object]:
    if not given.get("use_peft"):
        return {}
    return lora(
        rank=given.get("lora_r", 16), alpha=given.get("lora_alpha", 32), targets=given.get("lora_target_modules"),
        dropout=given.get("lora_dropout", 0.05),
    )  # fmt: skip
