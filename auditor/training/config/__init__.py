"""Training configurations as the user's trainer reads them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditor.errors import UsageError
from auditor.training.config import axolotl, files, llamafactory, openai, swift, trl
from auditor.training.config.known import NAMES, TRAINERS, hint, strange, trainer_name, written_for
from auditor.training.config.parts import Given, Loaded, Remark
from auditor.training.config.spending import spending
from auditor.training.config.template import with_template
from auditor.training.config.values import Manner
from auditor.training.model import Training

__all__ = ["NAMES", "TRAINERS", "Loaded", "Remark", "load", "read_config", "with_template"]

_READERS = {
    "llama-factory": (llamafactory.read, Manner.AS_IT_STANDS),
    "trl": (trl.read, Manner.ARGUMENTS),
    "axolotl": (axolotl.read, Manner.PYDANTIC),
    "ms-swift": (swift.read, Manner.TEXTS),
    "openai": (openai.read, Manner.AS_IT_STANDS),
}
_STOPS = frozenset({"llama-factory", "ms-swift", "openai"})
"""Trainers that do not start with a key that they do not know."""


def read_config(path: str | Path, trainer: str | None = None) -> Training:
    """A training configuration; `trainer` where its keys do not tell which trainer it is for.

    Raises:
        UsageError: it cannot be read, is for another trainer, or holds values that the trainer refuses.
    """
    return load(path, trainer).training


def load(path: str | Path | None, trainer: str | None = None, template: str | None = None) -> Loaded:
    """A training configuration with what is to be said of it; without a path the defaults of the trainer.

    `template` is the name of a chat template, a file, or `tokenizer` for the tokenizer's own.

    Raises:
        UsageError: as `read_config`; neither a path nor a trainer; no such template.
    """
    given = None if trainer is None else trainer_name(trainer)
    if path is not None:
        file = Path(path)
        content = files.read(file)
        if "rlhf_type" in content.values:
            raise UsageError(f"{path}: this is for 'swift rlhf', of which there is no dry run; scan without --config")
        chosen = written_for((*content.values, *content.open), given or content.trainer, str(path))
        read, manner = _READERS[chosen]
        manner = Manner.TEXTS if content.form == "shell" and chosen == "llama-factory" else manner
        asked = Given(content, chosen, manner, file.parent)
        loaded = read(asked)
        loaded = replace(loaded, training=replace(loaded.training, spending=spending(chosen, asked.get, file.parent)))
        loaded = _with_unknown(loaded, strange(content.values, chosen), file.parent, content.open)
    else:
        assert given is not None
        epochs = {"openai": None, "axolotl": 1.0}.get(given, 3.0)
        spent = spending(given, lambda key, default: default, Path())
        loaded = Loaded(Training(given, epochs=epochs, spending=spent))
    return loaded if template is None else replace(loaded, training=with_template(loaded.training, template))


def _with_unknown(loaded: Loaded, keys: tuple[str, ...], folder: Path, open: tuple[str, ...]) -> Loaded:
    training = loaded.training
    unknown = (*keys, *training.unknown)
    remarks = loaded.remarks
    if unknown:
        key = "training.config.stops" if training.trainer in _STOPS else "training.config.ignores"
        named = ", ".join(
            f"datasets.{hint(name[9:], 'axolotl', 'axolotl/datasets')}"
            if name in training.unknown
            else hint(name, training.trainer)
            for name in unknown
        )
        remarks += (Remark(key, {"trainer": NAMES[training.trainer], "keys": named}),)
    if open:
        remarks += (Remark("training.config.variables", {"keys": ", ".join(open)}),)
    return Loaded(replace(training, unknown=unknown), remarks, folder)
