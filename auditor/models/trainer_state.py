"""What a trainer wrote of its own run: losses on training and evaluation data, and which checkpoint was best.

Format: `trainer_state.json` as the Trainer of transformers writes it, and with it TRL, LLaMA-Factory and ms-swift:
`log_history` is a list of objects with `step` and `epoch`, and `loss`, or `eval_loss` (`eval_NAME_loss` where there are
several sets), or at the end `train_loss`. Many runs evaluate nothing, and then nothing is told of overfitting.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

NAME = "trainer_state.json"
LEAST = 0.01
"""Share of the lowest loss by which a loss has at least to rise, if it is to be more than noise."""
_TIMES = 2.0
"""Of the noise between neighbors, that it has to rise by."""
_ENOUGH = 7
"""Evaluations from which noise is told from a trend."""
_LARGEST = 256 << 20
_CHECKPOINT = re.compile(r"checkpoint-(\d+)")
_EVAL = re.compile(r"eval_(?:.+_)?loss")


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss that the trainer logged, in nats a token as the trainer counts them."""

    step: int
    epoch: float | None
    value: float


@dataclass(frozen=True, slots=True)
class TrainerState:
    """A run of a trainer."""

    path: Path
    """The file that was read."""
    step: int
    """Steps that were done."""
    epoch: float | None
    evaluated: str | None
    """Name of the evaluation loss; None where nothing was evaluated."""
    evaluations: tuple[Loss, ...]
    """By step, the last of each."""
    train: Loss | None
    """The last loss on training data."""
    best_metric: float | None
    """The trainer's own choice, by what it was told to look at, which need not be a loss."""
    best_named: str | None
    """Name of the checkpoint that the trainer calls best; it may be gone."""
    checkpoints: tuple[int, ...]
    """Steps of the checkpoints that are there."""

    @property
    def best(self) -> Loss | None:
        """The lowest evaluation loss; of equal ones the first."""
        return min(self.evaluations, key=lambda one: one.value, default=None)

    @property
    def last(self) -> Loss | None:
        """The last evaluation loss."""
        return self.evaluations[-1] if self.evaluations else None

    @property
    def best_kept(self) -> Loss | None:
        """The lowest evaluation loss of those whose checkpoint is there."""
        there = [one for one in self.evaluations if one.step in self.checkpoints]
        return min(there, key=lambda one: one.value, default=None)

    @property
    def noise(self) -> float | None:
        """Standard deviation of the difference between neighboring evaluations, without its trend; None for few."""
        return _noise([one.value for one in self.evaluations])

    @property
    def rose(self) -> bool | None:
        """Whether the evaluation loss went up again behind its minimum, and stayed up: more than noise, and than 1 %.

        The lower one of the last two evaluations behind the minimum has to be above it by twice the noise between
        neighbors. None for fewer than two evaluations.
        """
        if self.best is None or len(self.evaluations) < 2:
            return None
        best = self.best
        behind = [one.value for one in self.evaluations if one.step > best.step][-2:]
        bound = max(_TIMES * (self.noise or 0.0), LEAST * abs(best.value))
        return bool(behind) and min(behind) - best.value > bound


@dataclass(frozen=True, slots=True)
class BrokenState:
    """There is such a file, and it cannot be read."""

    path: Path
    what: str
    """In plain words, as an error has them."""


def trainer_state(folder: Path) -> TrainerState | BrokenState | None:
    """What the trainer wrote of the run that made a model, from its folder, its checkpoints or the folder above it.

    Of a checkpoint, the run is followed to its end where files beside it go on with the same history. None where there
    is no such file.
    """
    own, beside = _places(folder)
    found = [_read(path) for path in own]
    states = [one for one in found if isinstance(one, TrainerState)]
    if not states or _CHECKPOINT.fullmatch(folder.name):
        more = [_read(path) for path in beside]
        found += more
        longer = [one for one in more if isinstance(one, TrainerState)]
        states += [one for one in longer if not states or _goes_on(states[0], one)]
    if states:
        return max(states, key=lambda one: one.step)
    return next((one for one in found if isinstance(one, BrokenState)), None)


def _places(folder: Path) -> tuple[list[Path], list[Path]]:
    """Files of the model itself, else of its own checkpoints; and those of the folder above it, and its checkpoints."""
    above = folder.absolute().parent
    inside = _files(folder)
    return inside[:1] if (folder / NAME).is_file() else inside, _files(above)


def _files(folder: Path) -> list[Path]:
    """Its own first."""
    return [path for one in (folder, *_checkpoints(folder).values()) if (path := one / NAME).is_file()]


def _checkpoints(folder: Path) -> dict[int, Path]:
    try:
        found = [(match, path) for path in folder.iterdir() if (match := _CHECKPOINT.fullmatch(path.name))]
        return {int(match[1]): path for match, path in sorted(found, key=lambda one: int(one[0][1])) if path.is_dir()}
    except OSError:
        return {}


def _goes_on(first: TrainerState, longer: TrainerState) -> bool:
    """Whether one history is the beginning of the other: a folder may still hold what an older run left."""
    seen = [one for one in longer.evaluations if one.step <= first.step]
    alike = tuple(seen) == first.evaluations
    return alike and longer.step >= first.step and (first.evaluated is None or longer.evaluated == first.evaluated)


def _read(path: Path) -> TrainerState | BrokenState:
    try:
        if path.stat().st_size > _LARGEST:
            return BrokenState(path, "it is too large to be what a trainer writes")
        given = json.loads(path.read_bytes())
    except OSError as error:
        return BrokenState(path, f"it cannot be read ({error.strerror})")
    except (ValueError, RecursionError):
        return BrokenState(path, "it is no JSON; a trainer that was killed may have left it half written")
    log = given.get("log_history") if isinstance(given, dict) else None
    if not isinstance(log, list):
        return BrokenState(path, "it has no log_history; it is not what a trainer writes")
    rows = [row for row in log if isinstance(row, dict) and _whole(row.get("step")) is not None]
    name = _evaluated(rows)
    evaluations = _losses(rows, name) if name is not None else ()
    train = _losses(rows, "loss")
    done = _whole(given.get("global_step"))
    best = given.get("best_model_checkpoint")
    return TrainerState(
        path,
        done if done is not None else max((row["step"] for row in rows), default=0),
        _number(given.get("epoch")),
        name if evaluations else None,
        evaluations,
        train[-1] if train else None,
        _number(given.get("best_metric")),
        re.split(r"[/\\]", best.rstrip("/\\"))[-1] if isinstance(best, str) else None,
        tuple(_checkpoints(_run_of(path))),
    )


def _run_of(path: Path) -> Path:
    """The folder that holds the checkpoints."""
    place = path.absolute().parent
    return place.parent if _CHECKPOINT.fullmatch(place.name) else place


def _evaluated(rows: Iterable[dict[str, Any]]) -> str | None:
    """`eval_loss`, or of several sets the one that was evaluated most often, of those the first by name."""
    counts: dict[str, int] = {}
    for row in rows:
        for key in row:
            if _EVAL.fullmatch(key) and _number(row[key]) is not None:
                counts[key] = counts.get(key, 0) + 1
    return "eval_loss" if "eval_loss" in counts else min(counts, key=lambda key: (-counts[key], key), default=None)


def _losses(rows: Iterable[dict[str, Any]], key: str) -> tuple[Loss, ...]:
    found: dict[int, Loss] = {}
    for row in rows:
        value = _number(row.get(key))
        if value is not None:
            found[row["step"]] = Loss(row["step"], _number(row.get("epoch")), value)
    return tuple(found[step] for step in sorted(found))


def _number(value: object) -> float | None:
    """Finite, and no truth value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _noise(values: Sequence[float]) -> float | None:
    """From third differences, in which a smooth course leaves nothing: of independent noise they vary 20 times as much
    as each value, and a difference of two values 2 times."""
    if len(values) < _ENOUGH:
        return None
    for _ in range(3):
        values = [after - before for before, after in pairwise(values)]
    return median(map(abs, values)) / 0.6745 * math.sqrt(2 / 20)
