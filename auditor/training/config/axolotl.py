"""The YAML of axolotl."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.errors import UsageError
from auditor.training.config.known import kinds, unknown
from auditor.training.config.parts import PART, Given, Loaded, lora, nearby, several
from auditor.training.config.places import entry_paths
from auditor.training.model import Training

DECIDES = (
    "sequence_len", "excess_length_strategy", "min_sample_len", "train_on_inputs", "sample_packing", "chat_template",
    "chat_template_jinja", "chat_template_kwargs", "default_system_message", "eot_tokens", "special_tokens", "tokens",
    "added_tokens_overrides", "dataset_exact_deduplication", "val_set_size", "skip_prepare_dataset", "streaming",
    "pretraining_dataset", "rl", "processor_type", "tokenizer_use_mistral_common", "micro_batch_size",
    "pad_to_sequence_len", "sample_packing_bin_size",
)  # fmt: skip


def read(given: Given) -> Loaded:
    """Raises UsageError for values that axolotl refuses."""
    epochs, remarks = given.epochs(1.0, "num_epochs")
    entries = _entries(given, "datasets")
    if not entries and given.get("pretraining_dataset"):
        raise UsageError(
            f"{given.content.where('pretraining_dataset')}: pretraining_dataset: axolotl's pretraining has no dry run; "
            "scan the data without --config"
        )
    pairs = [(path, entry) for entry in entries for path in entry_paths(entry)]
    evals = tuple(path for entry in _entries(given, "test_datasets") for path in entry_paths(entry))
    columns = tuple(entry for _, entry in pairs)
    if any(entry.get("split") not in (None, "train") or entry.get("shards") for entry in entries):
        remarks += (PART,)
    options, datasets = _found(given.options(DECIDES), given), tuple(path for path, _ in pairs)
    training = Training(
        "axolotl", options, columns[0] if columns else {}, datasets, evals,
        given.text("tokenizer_config") or given.text("base_model"), epochs, _lora(given),
        _unknown(entries), entries=several(columns),
    )  # fmt: skip
    return Loaded(training, remarks)


def _unknown(entries: list[Mapping[str, object]]) -> tuple[str, ...]:
    found = (key for entry in entries for key in unknown(entry, "axolotl", "axolotl/datasets"))
    return tuple(dict.fromkeys(f"datasets.{key}" for key in found))


def _entries(given: Given, key: str) -> list[Mapping[str, object]]:
    listed = given.get(key) or []
    assert isinstance(listed, list)
    known = kinds("axolotl/datasets")
    entries: list[Mapping[str, object]] = []
    for place, entry in enumerate(listed):
        if not isinstance(entry, dict) or not all(isinstance(name, str) for name in entry):
            raise UsageError(f"{given.content.where(key, place)}: {key}: an entry is a mapping: path: ..., type: ...")
        fitted = {
            name: given.fitted((key, place, name), value, known[name]) if name in known else value
            for name, value in entry.items()
        }
        entries.append(_found(fitted, given))
    return entries


def _found(values: dict[str, object], given: Given) -> dict[str, object]:
    """With the place of the file that holds the template, if it is one."""
    jinja = values.get("chat_template_jinja")
    place = nearby(jinja, given.folder) if isinstance(jinja, str) and jinja else None
    return values if place is None else {**values, "chat_template_jinja": str(place)}


def _lora(given: Given) -> dict[str, object]:
    if given.text("adapter") not in ("lora", "qlora"):
        return {}
    targets = "all-linear" if given.get("lora_target_linear") else given.get("lora_target_modules")
    return lora(
        rank=given.get("lora_r"), alpha=given.get("lora_alpha"), targets=targets, dropout=given.get("lora_dropout")
    )
