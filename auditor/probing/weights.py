"""What the folders of the models tell besides: how far the weights moved, and what the trainer logged of its run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from auditor.checks import Material
from auditor.errors import UsageError
from auditor.models.trainer_state import BrokenState, TrainerState, trainer_state
from auditor.probing.run import Folders, Told

_NAME = re.compile(r"[^a-z0-9]+")


def from_folders(folders: Folders, material: Material, tell: Callable[[Told], None]) -> Material:
    """The material with what the folders tell. What cannot be read is told and left out: it only explains."""
    return replace(material, moved=_moved(folders), logged_rise=_logged(folders, tell))


def _moved(folders: Folders) -> dict[str, float]:
    from auditor.models.weight_change import WeightChange, weight_change

    try:
        change = weight_change(folders.tuned, folders.base)
    except UsageError:
        return {}
    if not isinstance(change, WeightChange) or change.relative is None:
        return {}
    layers = {_NAME.sub("_", layer.name.lower()): layer.relative for layer in change.layers}
    return {"all": change.relative} | {name: moved for name, moved in layers.items() if moved is not None}


def _logged(folders: Folders, tell: Callable[[Told], None]) -> float | None:
    match trainer_state(folders.tuned):
        case TrainerState(best=best, last=last) as state if best is not None and last is not None:
            kept = state.best_kept
            if state.rose and kept is not None and kept.step != state.step:
                tell(Told("model.remark.better_checkpoint", (str(kept.step), f"{kept.value:.3f}", f"{last.value:.3f}")))
            return last.value - best.value
        case BrokenState(path):
            tell(Told("model.remark.broken_state", (path.name,)))
    return None
