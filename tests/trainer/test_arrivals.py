"""Checkpoints are told when they are written whole, once each, and the end is noticed."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from auditor.arrivals import Arrival, News, Unfit, arrivals, whole
from tests.trainer.making import checkpoint, final, tensors

Step = Callable[[], object]


def told(folder: Path, steps: Sequence[Step], *, once: bool = False, patience: float = 1000.0) -> list[News]:
    """What is told while one thing after another happens, each between two looks; later nothing happens."""
    time, waiting = [0.0], list(steps)

    def sleep(seconds: float) -> None:
        time[0] += seconds
        if waiting:
            waiting.pop(0)()

    return list(arrivals(folder, poll=10, patience=patience, once=once, sleep=sleep, clock=lambda: time[0]))


def nothing() -> None:
    """Between two looks."""


def names(news: Sequence[News]) -> list[str]:
    return [one.name if isinstance(one, Arrival | Unfit) else one for one in news]


def test_checkpoints_come_in_the_order_of_their_steps_and_once(tmp_path: Path) -> None:
    for step in (100, 9, 20):
        checkpoint(tmp_path, step)
    assert names(told(tmp_path, [])) == ["checkpoint-9", "checkpoint-20", "checkpoint-100", "final"]


def test_one_that_is_still_written_is_waited_for(tmp_path: Path) -> None:
    made = checkpoint(tmp_path, 50)
    state = (made / "trainer_state.json").read_bytes()
    (made / "trainer_state.json").unlink()
    tensors(made / "model.safetensors", 8, cut=4)
    seen: list[int] = []

    def grow() -> None:
        seen.append(1)
        tensors(made / "model.safetensors", 8)

    def end() -> None:
        seen.append(2)
        (made / "trainer_state.json").write_bytes(state)

    news = arrivals(tmp_path, poll=1, patience=100, once=False, sleep=lambda _: next(events)(), clock=lambda: 0.0)
    events = iter([nothing, grow, nothing, end, nothing])
    assert names([next(news)]) == ["checkpoint-50"]
    assert seen == [1, 2]


def test_one_that_changes_between_two_looks_is_not_finished(tmp_path: Path) -> None:
    made = checkpoint(tmp_path, 50)
    growing = [lambda size=size: tensors(made / "model.safetensors", size) for size in (16, 24, 32)]  # type: ignore[misc]
    news = told(tmp_path, growing, patience=25)
    assert names(news) == ["patience"]
    assert names(told(tmp_path, [nothing], patience=5)) == ["checkpoint-50", "patience"]


def test_later_ones_are_waited_for_and_the_last_step_ends_it(tmp_path: Path) -> None:
    checkpoint(tmp_path, 10)
    later = [nothing, nothing, lambda: checkpoint(tmp_path, 100)]
    assert names(told(tmp_path, later)) == ["checkpoint-10", "checkpoint-100", "final"]


def test_the_final_model_is_told_after_the_checkpoints(tmp_path: Path) -> None:
    checkpoint(tmp_path, 100)
    later: list[Step] = [nothing, lambda: final(tmp_path), nothing, nothing]
    news = told(tmp_path, [lambda: final(tmp_path), *later[2:]])
    assert names(news) == ["checkpoint-100", "final", "final"]
    assert news[1] == Arrival("final", tmp_path)


def test_weights_that_are_older_than_a_checkpoint_are_of_another_run(tmp_path: Path) -> None:
    checkpoint(tmp_path, 1)
    final(tmp_path)
    made = checkpoint(tmp_path, 5, most=5)
    later = (tmp_path / "model.safetensors").stat().st_mtime_ns + 10**9
    import os

    os.utime(made, ns=(later, later))
    assert names(told(tmp_path, [])) == ["checkpoint-1", "checkpoint-5", "final"]
    assert told(tmp_path, [])[-1] == "final"


def test_nothing_new_for_long_ends_it(tmp_path: Path) -> None:
    checkpoint(tmp_path, 10)
    assert names(told(tmp_path, [], patience=60)) == ["checkpoint-10", "patience"]
    assert names(told(tmp_path / "empty", [], patience=60)) == ["patience"]


def test_once_tells_what_is_there(tmp_path: Path) -> None:
    checkpoint(tmp_path, 10)
    assert names(told(tmp_path, [], once=True)) == ["checkpoint-10"]
    assert told(tmp_path / "empty", [], once=True) == []


def test_shards_of_fsdp_are_no_weights(tmp_path: Path) -> None:
    made = checkpoint(tmp_path, 10)
    (made / "model.safetensors").unlink()
    (made / "pytorch_model_fsdp_0").mkdir()
    assert told(tmp_path, [], once=True) == [Unfit("checkpoint-10")]


@pytest.mark.parametrize("broken", ["cut", "no header", "shard", "pickle", "settings", "nothing"])
def test_weights_that_are_not_whole(broken: str, tmp_path: Path) -> None:
    made = checkpoint(tmp_path, 10)
    assert whole(made)
    match broken:
        case "cut":
            tensors(made / "model.safetensors", 8, cut=1)
        case "no header":
            (made / "model.safetensors").write_bytes(b"\xff\xff\xff\xff\xff\xff\xff\x7f")
        case "shard":
            index = {"weight_map": {"a": "model.safetensors", "b": "model-00002-of-00002.safetensors"}}
            (made / "model.safetensors.index.json").write_text(json.dumps(index))
        case "pickle":
            (made / "pytorch_model.bin").write_bytes(b"PK\x03\x04 cut off")
        case "settings":
            (made / "config.json").unlink()
        case _:
            (made / "model.safetensors").unlink()
    assert not whole(made)


def test_an_adapter_and_a_pickle_are_weights(tmp_path: Path) -> None:
    made = checkpoint(tmp_path, 10)
    (made / "config.json").rename(made / "adapter_config.json")
    (made / "model.safetensors").rename(made / "adapter_model.safetensors")
    (made / "optimizer.bin").write_bytes(b"no weights")
    assert whole(made)
    (made / "adapter_model.safetensors").unlink()
    with zipfile.ZipFile(made / "adapter_model.bin", "w") as file:
        file.writestr("data", "x")
    assert whole(made)
