"""The training file of LLaMA-Factory, and the entry of `dataset_info.json` that it names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from auditor.errors import UsageError
from auditor.training.config import files
from auditor.training.config.parts import PART, Given, Loaded, Remark, lora, nearby, several, texts
from auditor.training.model import Training

INFO = "dataset_info.json"
DECIDES = (
    "stage", "template", "cutoff_len", "train_on_prompt", "mask_history", "packing", "neat_packing", "tool_format",
    "default_system", "enable_thinking", "preserve_thinking", "split_special_tokens", "add_tokens",
    "add_special_tokens", "resize_vocab", "tokenized_path", "streaming", "max_samples", "val_size", "mix_strategy",
    "per_device_train_batch_size", "preprocessing_batch_size", "preprocessing_num_workers",
)  # fmt: skip
Info = tuple[Path, Mapping[str, Mapping[str, object]]]
"""The folder of the datasets, and their entries by name."""
_HUBS = ("hf_hub_url", "ms_hub_url", "om_hub_url")


def read(given: Given) -> Loaded:
    """Raises UsageError for values that cannot be, and an entry of `dataset_info.json` that is none."""
    epochs, remarks = given.epochs(3.0)
    names = texts(given.get("dataset"))
    found = _info(given, names)
    datasets, entries = zip(*(_dataset(name, found) for name in names), strict=True) if names else ((), ())
    evals = tuple(_dataset(name, found)[0] for name in texts(given.get("eval_dataset")))
    if given.content.form == "json":
        remarks += (Remark("training.config.json"),)
    if names and found is None and given.content.values.get("dataset_dir") != "ONLINE":
        remarks += (Remark("training.config.no_info", {"file": INFO}),)
    elif found is not None and (absent := [name for name in names if name not in found[1]]):
        remarks += (Remark("training.config.not_in_info", {"names": ", ".join(absent), "file": INFO}),)
    if given.get("max_samples") is not None or any("num_samples" in entry for entry in entries):
        remarks += (PART,)
    training = Training(
        "llama-factory", given.options(DECIDES), dict(entries[0]) if entries else {}, datasets, evals,
        given.text("model_name_or_path"), epochs, _lora(given), entries=several(entries),
    )  # fmt: skip
    return Loaded(training, remarks)


def _lora(given: Given) -> dict[str, object]:
    if (given.text("finetuning_type") or "lora") != "lora":
        return {}
    rank = given.get("lora_rank", 8)
    alpha = given.get("lora_alpha")
    targets = given.content.values.get("lora_target", "all")
    return lora(
        rank=rank, alpha=alpha or 2 * int(str(rank)), targets=texts(targets), dropout=given.get("lora_dropout", 0.0)
    )


def _info(given: Given, names: tuple[str, ...]) -> Info | None:
    """The folder of the datasets and their entries; None where there is no such file here."""
    place = given.get("dataset_dir", "data")
    if not isinstance(place, str) or place == "ONLINE" or place.startswith("REMOTE:"):
        return None
    folder = nearby(place, given.folder) or given.folder
    if not (folder / INFO).is_file():
        return None
    info = files.read(folder / INFO).values
    for name in names:
        if name in info and not isinstance(info[name], dict):
            raise UsageError(f"{folder / INFO}: the entry {name[:40]!r} is no mapping; see its data/README.md")
    return folder, {name: entry for name, entry in info.items() if isinstance(entry, dict)}


def _dataset(name: str, found: Info | None) -> tuple[str, Mapping[str, object]]:
    """Where a dataset lies, and how it is read."""
    if found is None or name not in found[1]:
        return name, {}
    folder, entry = found[0], found[1][name]
    hub = next((entry[key] for key in _HUBS if isinstance(entry.get(key), str)), None)
    file = entry.get("file_name")
    if hub is None and isinstance(file, str):
        return str(folder / file), entry
    return (str(hub) if hub is not None else name), entry


def entry_for(file: Path) -> Mapping[str, object] | None:
    """The entry of a file in the `dataset_info.json` of its folder or of the one above; None where there is none."""
    for folder in (file.parent, file.parent.parent):
        try:
            info = files.read(folder / INFO).values if (folder / INFO).is_file() else {}
        except UsageError:
            continue
        inside = file.relative_to(folder).as_posix()
        for entry in info.values():
            if not isinstance(entry, dict):
                continue
            name = entry.get("file_name")
            if isinstance(name, str) and name and (inside == name or inside.startswith(name.rstrip("/") + "/")):
                return dict(entry)
    return None
