"""The keys that trainers know, and which trainer a configuration is written for.

`keys.json` holds names and kinds of the keys of TRL 1.16.0 (`ScriptArguments`, `SFTConfig`, `ModelConfig`,
`DatasetMixtureConfig`), LLaMA-Factory 0.9.5 (its five classes of arguments for training), axolotl 0.19.0
(`AxolotlInputConfig`, `AxolotlConfigWCapabilities`, and `SFTDataset` for an entry of `datasets`) and ms-swift 4.6.0
(`SftArguments`), read off these classes, and the keys of OpenAI's fine-tuning jobs, from their documentation.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import get_args

from auditor.errors import UsageError, nearest
from auditor.training.model import TrainerName

TRAINERS: tuple[TrainerName, ...] = get_args(TrainerName)
NAMES: Mapping[TrainerName, str] = {
    "llama-factory": "LLaMA-Factory", "trl": "TRL", "axolotl": "axolotl", "ms-swift": "ms-swift",
    "openai": "OpenAI chat format",
}  # fmt: skip
OLD: Mapping[TrainerName, Mapping[str, str]] = {
    "llama-factory": {},
    "trl": {"max_seq_length": "max_length"},
    "axolotl": {},
    "ms-swift": {"train_type": "tuner_type", "sft_type": "tuner_type", "model_id_or_path": "model",
                 "model_type_id": "model_type", "lora_target_modules": "target_modules", "dtype": "torch_dtype"},
    "openai": {},
}  # fmt: skip
"""Names of earlier versions, which the emulated one does not know, and what has their place now."""
_DUMP = 120
"""So many keys are not written by hand: it is what a trainer itself saved, with fields that are no arguments."""


def trainer_name(given: str) -> TrainerName:
    """Raises UsageError: there is no such trainer."""
    if given not in TRAINERS:
        raise UsageError(f"--trainer {given}: there is no dry run of {given!r}; {nearest(given, TRAINERS)}")
    return next(name for name in TRAINERS if name == given)


def kinds(trainer: str) -> Mapping[str, str]:
    """Kinds of the values of a trainer's keys; `axolotl/datasets` for an entry of its datasets."""
    return _table()[trainer]


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = resources.files(__name__.rpartition(".")[0]).joinpath("keys.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = json.loads(text)
    return table


@cache
def _own(trainer: TrainerName) -> frozenset[str]:
    """Keys that no other trainer has."""
    others = {key for other in TRAINERS if other != trainer for key in kinds(other)}
    return frozenset({*kinds(trainer), *OLD[trainer]} - others)


def written_for(keys: Iterable[str], given: TrainerName | None, name: str) -> TrainerName:
    """The trainer that has most keys of its own in a configuration.

    Raises:
        UsageError: it cannot be told, or it is another than the one given.
    """
    counts = {trainer: len(_own(trainer) & set(keys)) for trainer in TRAINERS}
    best = max(counts.values())
    found = [trainer for trainer in TRAINERS if counts[trainer] == best and best]
    if given is None:
        if len(found) == 1:
            return found[0]
        raise UsageError(
            f"{name}: its keys do not tell which trainer it is for; give --trainer, one of: {', '.join(TRAINERS)}"
        )
    if found and given not in found and not counts[given]:
        raise UsageError(
            f"{name}: this is a configuration for {' or '.join(found)} by its keys, and --trainer says {given}; "
            "mend one of both"
        )
    return given


def unknown(keys: Iterable[str], trainer: TrainerName, of: str | None = None) -> tuple[str, ...]:
    """Keys that the trainer does not know; of what a trainer saved itself, none."""
    known = kinds(of or trainer)
    strange = tuple(key for key in keys if key not in known and not key.startswith("_"))
    return () if len(set(keys) & set(known)) > _DUMP else strange


def strange(values: Mapping[str, object], trainer: TrainerName) -> tuple[str, ...]:
    """Keys of a configuration that the trainer does not know.

    Of axolotl without those that hold nothing, and, where it loads plug-ins, which bring their own, only those that are
    near a key that it has.
    """
    keys = unknown(values, trainer)
    if trainer != "axolotl":
        return keys
    keys = tuple(key for key in keys if values[key] is not None)
    return tuple(key for key in keys if hint(key, trainer) != key) if values.get("plugins") else keys


def hint(key: str, trainer: TrainerName, of: str | None = None) -> str:
    """The key, with what may have been meant."""
    known = kinds(of or trainer)
    longer = [name for name in known if len(key) > 3 and name.startswith(key)]
    meant = OLD[trainer].get(key) or next(iter(longer + difflib.get_close_matches(key, known, 1, 0.75)), None)
    return f"{key} ({meant}?)" if meant else key
