"""Trainer states: which file is read, what is told of it, and what is said of broken ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from auditor.models.trainer_state import NAME, BrokenState, Loss, TrainerState, trainer_state


def history(losses: list[float], name: str = "eval_loss") -> list[dict[str, Any]]:
    """Evaluated every ten steps."""
    rows: list[dict[str, Any]] = []
    for at, loss in enumerate(losses, 1):
        rows.append({"step": 10 * at, "epoch": at / 2, "loss": 2.0 / at, "grad_norm": 1.0, "learning_rate": 1e-5})
        rows.append({"step": 10 * at, "epoch": at / 2, name: loss, "eval_runtime": 0.5, "eval_samples_per_second": 9})
    return rows


def write(folder: Path, rows: list[dict[str, Any]], **more: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    steps = max((row["step"] for row in rows), default=0)
    state = {"global_step": steps, "epoch": 1.5, "best_metric": None, "best_model_checkpoint": None, **more}
    (folder / NAME).write_text(json.dumps(state | {"log_history": rows}))
    return folder


def state(folder: Path) -> TrainerState:
    found = trainer_state(folder)
    assert isinstance(found, TrainerState)
    return found


def run(folder: Path, losses: list[float], kept: tuple[int, ...] = ()) -> Path:
    """A run with checkpoints, each with the history up to it."""
    for step in kept:
        write(folder / f"checkpoint-{step}", history(losses[: step // 10]))
    return write(folder, history(losses))


def test_what_a_run_tells(tmp_path: Path) -> None:
    run(tmp_path, [2.0, 1.5, 1.4, 1.45, 1.6], (20, 40))
    rows = [*history([2.0, 1.5, 1.4, 1.45, 1.6]), {"step": 50, "epoch": 2.5, "train_loss": 0.9, "total_flos": 1e9}]
    named = "/other/machine/out/checkpoint-30"
    write(tmp_path, rows, best_metric=1.4, best_model_checkpoint=named)
    found = state(tmp_path)
    assert (found.step, found.epoch, found.evaluated) == (50, 1.5, "eval_loss")
    assert found.best == Loss(30, 1.5, 1.4)
    assert found.last == Loss(50, 2.5, 1.6)
    assert found.train == Loss(50, 2.5, 0.4)
    assert (found.best_metric, found.best_named) == (1.4, "checkpoint-30")
    assert found.checkpoints == (20, 40)
    assert found.best_kept == Loss(40, 2.0, 1.45)
    assert found.rose is True


def test_a_run_that_evaluates_nothing(tmp_path: Path) -> None:
    found = state(write(tmp_path, [{"step": 5, "loss": 0.5}, {"step": 10, "loss": 0.25, "epoch": None}]))
    assert found.train == Loss(10, None, 0.25)
    assert found.evaluations == ()
    assert (found.evaluated, found.best, found.last, found.best_kept, found.noise, found.rose) == (None,) * 6


@pytest.mark.parametrize(
    ("losses", "rose"),
    [
        ([1.5], None),
        ([1.5, 1.2], False),
        ([1.0, 1.009], False),  # within one percent
        ([1.0, 1.011], True),
        ([1.0, 1.2, 1.001], False),  # it came down again
        ([1.0, 1.001, 1.2], False),  # it does not stay up yet
        ([2.0, 1.6, 1.3, 1.1, 1.0, 0.95], False),
        ([2.0, 1.4, 1.1, 1.0, 1.05, 1.2, 1.5], True),
        ([1.2, 1.0, 1.25, 0.98, 1.2, 1.02, 1.22, 1.1], False),  # it goes up and down all the time
    ],
)
def test_a_rise_is_more_than_noise(tmp_path: Path, losses: list[float], rose: bool | None) -> None:
    assert state(write(tmp_path, history(losses))).rose is rose


def test_noise_is_that_of_the_difference_of_neighbors(tmp_path: Path) -> None:
    steps = np.arange(400)
    course = 1 + np.exp(-steps / 100) + 0.02 * np.random.default_rng(3).standard_normal(400)
    noisy, smooth = history(course.tolist()), history((1 + np.exp(-steps / 100)).tolist())
    assert state(write(tmp_path / "a", noisy)).noise == pytest.approx(0.02 * 2**0.5, rel=0.15)
    assert state(write(tmp_path / "b", smooth)).noise == pytest.approx(0.0, abs=1e-5)


def test_a_checkpoint_is_followed_to_the_end_of_its_run(tmp_path: Path) -> None:
    losses = [2.0, 1.0, 1.3, 1.6]
    run(tmp_path, losses, (20, 30))
    (tmp_path / NAME).unlink()
    found = state(tmp_path / "checkpoint-20")
    assert found.last == Loss(30, 1.5, 1.3)
    assert found.path == tmp_path / "checkpoint-30" / NAME
    assert found.checkpoints == (20, 30)
    run(tmp_path, losses)
    assert state(tmp_path / "checkpoint-20").last == Loss(40, 2.0, 1.6)


def test_what_an_older_run_left_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "checkpoint-20", history([2.0, 1.0]))
    write(tmp_path / "checkpoint-30", history([3.0, 2.9, 2.8]))
    found = state(tmp_path / "checkpoint-20")
    assert found.last == Loss(20, 1.0, 1.0)


def test_checkpoints_below_and_the_folder_above(tmp_path: Path) -> None:
    run(tmp_path / "out", [2.0, 1.0, 1.1], (20, 30))
    (tmp_path / "out" / NAME).unlink()
    assert state(tmp_path / "out").step == 30
    (tmp_path / "out" / "merged").mkdir()
    assert state(tmp_path / "out" / "merged").step == 30
    assert state(tmp_path / "out" / "merged").checkpoints == (20, 30)
    shutil.rmtree(tmp_path / "out")
    (tmp_path / "out").mkdir()
    assert trainer_state(tmp_path / "out") is None
    assert trainer_state(tmp_path / "no" / "such" / "folder") is None


def test_the_model_s_own_file_goes_before_what_lies_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "checkpoint-90", history([9.0] * 9))
    write(tmp_path, history([2.0, 1.0]))
    assert state(tmp_path).step == 20


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (history([1.0], "eval_zh_loss") + history([1.0, 0.9], "eval_en_loss"), "eval_en_loss"),
        (history([1.0], "eval_zh_loss") + history([1.0], "eval_en_loss"), "eval_en_loss"),
        (history([1.0, 0.5], "eval_zh_loss") + history([1.0]), "eval_loss"),
        (history([1.0], "eval_accuracy"), None),
    ],
)
def test_one_of_several_sets(tmp_path: Path, rows: list[dict[str, Any]], name: str | None) -> None:
    assert state(write(tmp_path, rows)).evaluated == name


def test_odd_rows_are_passed_over(tmp_path: Path) -> None:
    rows: list[Any] = [
        *history([2.0, 1.0]),
        {"step": 20, "eval_loss": 1.1},  # evaluated again at the end
        {"step": 30, "eval_loss": float("nan"), "loss": float("inf")},
        {"step": True, "eval_loss": 0.1},
        {"step": 40, "eval_loss": True, "loss": "0.1"},
        {"eval_loss": 0.2},
        7,
    ]
    write(tmp_path, [])
    (tmp_path / NAME).write_text(json.dumps({"log_history": rows, "global_step": None, "epoch": "x"}))
    found = state(tmp_path)
    assert [one.value for one in found.evaluations] == [2.0, 1.1]
    assert found.train == Loss(20, 1.0, 1.0)
    assert (found.step, found.epoch) == (40, None)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"log_history": [', "half written"),
        ("[" * 100_000, "no JSON"),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "no JSON"),
        ("[]", "no log_history"),
        ('{"log_history": {}}', "no log_history"),
        ("{}", "no log_history"),
    ],
)
def test_broken_files_are_remarked(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / NAME).write_text(content, encoding="latin-1")
    found = trainer_state(tmp_path)
    assert isinstance(found, BrokenState)
    assert found.path == tmp_path / NAME
    assert words in found.what
    write(tmp_path / "checkpoint-20", history([2.0, 1.0]))
    assert state(tmp_path / "checkpoint-20").step == 20  # the other one is whole
