"""The callback measures, and the training does not notice."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from auditor.errors import OutputError, PolicyError, UsageError
from tests.tiny.shop import DOMAIN, EN, ZH, addresses
from tests.trainer.running import records, trained

torch = pytest.importorskip("torch", reason="needs the [model] extra")
pytest.importorskip("accelerate", reason="needs the [model] extra")
pytestmark = pytest.mark.model
Made = Callable[..., Any]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A callback over the records of the shop that give an address."""
    from auditor.trainer import AuditCallback

    data = tmp_path / "train.jsonl"
    data.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in records()), "utf-8")
    return lambda **more: AuditCallback(data, out=tmp_path / "audit.jsonl", **more)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "audit.jsonl").read_text().splitlines()]


def column(rows: list[dict[str, Any]], copies: int, name: str) -> list[float]:
    """One number of the values of so many copies, of each measurement."""
    return [one[name] for row in rows for one in row["copies"] if one["copies"] == copies]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lora", "lr", "epochs", "rising"), [(False, 2e-3, 3, "exposure"), (True, 1e-2, 2, "gain")], ids=["full", "lora"]
)
def test_the_training_is_the_same_to_the_last_digit(
    lora: bool, lr: float, epochs: int, rising: str, made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = trained(tmp_path / "out", [], lora=lora, lr=lr, epochs=epochs)
    watched = trained(tmp_path / "out", [made(every=4)], lora=lora, lr=lr, epochs=epochs)
    assert watched.log == alone.log
    assert all(torch.equal(watched.weights[name], weight) for name, weight in alone.weights.items())
    rows = lines(tmp_path)
    assert [row["step"] for row in rows] == [*range(0, 8 * epochs + 1, 4)]
    assert rows[0]["kl_text"] == rows[0]["kl_answers"] == 0
    assert min(min(row["kl_text"], row["kl_answers"]) for row in rows[1:]) > 0.1
    often = column(rows, 16, rising)
    assert sum(after > before for before, after in pairwise(often)) >= 3
    assert column(rows, 16, "gain")[-1] > column(rows, 4, "gain")[-1] > column(rows, 1, "gain")[-1]
    pairs = zip(column(rows, 16, "exposure"), column(rows, 16, "bits"), strict=True)
    assert all(0 <= exposure <= bits for exposure, bits in pairs)
    said, written = capsys.readouterr(), (tmp_path / "audit.jsonl").read_text()
    for _, _, local in (one for shop in (EN, ZH) for one in addresses(shop)):
        assert local not in said.out + said.err + written
    assert DOMAIN not in said.out + said.err + written
    assert said.out.count("auditor: step") == len(rows)
    assert stat.S_IMODE((tmp_path / "audit.jsonl").stat().st_mode) == 0o600


@pytest.mark.slow
def test_it_stops_when_a_value_comes_out(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = trained(tmp_path / "out", [made(every=8, stop=True)], lora=False, epochs=6)
    last = lines(tmp_path)[-1]
    assert ran.steps == last["step"] < 48
    assert last["leaked"] >= 1
    assert [row["leaked"] for row in lines(tmp_path)[:-1]] == [0] * (len(lines(tmp_path)) - 1)
    assert "the training is stopped" in capsys.readouterr().out


@pytest.mark.slow
def test_what_breaks_while_it_measures_does_not_end_the_training(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from auditor.trainer import Watch

    def broken(self: Watch) -> None:
        raise ValueError("a text of the data")

    monkeypatch.setattr(Watch, "measured", broken)
    ran = trained(tmp_path / "out", [made(every=1.0, stop=True)], lora=False, epochs=0.25)
    assert ran.steps == 2
    said = capsys.readouterr()
    assert "step 2: not measured (ValueError)" in said.out
    assert "a text of the data" not in said.out + said.err
    assert lines(tmp_path) == []


@pytest.mark.parametrize(
    ("every", "most", "steps"),
    [
        (50, 120, {50, 100}),
        (0.25, 10, {2, 5, 8, 10}),
        (0.1, 5, {1, 2, 3, 4, 5}),
        (1e-9, 3, {1, 2, 3}),
        (1.0, 7, {7}),
        ([0.5, 1.0], 9, {4, 9}),
        (200, 120, set()),
    ],
)
def test_the_steps_that_are_chosen(every: Any, most: int, steps: set[int]) -> None:
    from auditor.trainer import _steps

    assert _steps(every, most) == steps


@pytest.mark.parametrize("every", [0, -1, 0.0, 1.5, True, [], [50], "0.1"])
def test_steps_that_cannot_be_chosen(every: Any, made: Made) -> None:
    with pytest.raises(UsageError, match="a number of steps such as 50"):
        made(every=every)


def test_a_policy_that_lets_everything_out_stops_nothing(made: Made, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="memorization/extractable"):
        made(stop=True, policy=_policy(tmp_path, "{}"))
    made(policy=_policy(tmp_path, "{}"))


def test_the_limit_of_the_policy_counts(made: Made, tmp_path: Path) -> None:
    from auditor.trainer.measure import Copies, Measured

    def found(leaked: int) -> Measured:
        return Measured(0.0, 0.0, (Copies(4, 100, 0.0, 0.0, 20.0, 0.0, leaked),), (None,) * leaked)  # type: ignore[arg-type]

    strict, lax = (made(stop=True, policy=_policy(tmp_path, f"{{fail: {most}, of: count}}")) for most in (0, 2))
    assert [strict._passed(found(n), strict._limit) for n in (0, 1)] == [False, True]
    assert [lax._passed(found(n), lax._limit) for n in (2, 3)] == [False, True]


def test_a_file_that_is_no_record_is_left_alone(tmp_path: Path) -> None:
    from auditor.trainer import log

    path = tmp_path / "audit.jsonl"
    path.write_text("mine\n")
    with pytest.raises(OutputError, match="no record of a training"):
        log.started(path, 0)
    assert path.read_text() == "mine\n"


def test_a_record_is_gone_on_with_or_begun_anew(tmp_path: Path) -> None:
    from auditor.trainer import log

    path = tmp_path / "new" / "audit.jsonl"
    log.started(path, 0)
    log.write(path, {"step": 1})
    log.started(path, 1)
    log.write(path, {"step": 2})
    assert [json.loads(line)["step"] for line in path.read_text().splitlines()] == [1, 2]
    log.started(path, 0)
    assert path.read_bytes() == b""


def test_weights_that_are_spread_over_processes_are_refused(made: Made) -> None:
    class FullyShardedDataParallel(torch.nn.Module):  # type: ignore[misc, name-defined]
        pass

    gathered = torch.nn.Linear(2, 2)
    gathered.weight = torch.nn.Parameter(torch.empty(0))  # as ZeRO-3 leaves it
    for model in (torch.nn.Sequential(FullyShardedDataParallel()), gathered):
        with pytest.raises(UsageError, match="auditor watch"):
            made().on_train_begin(None, SimpleNamespace(max_steps=10), None, model=model)


def test_only_the_first_process_measures(made: Made, tmp_path: Path) -> None:
    callback = made(every=1)
    state = SimpleNamespace(max_steps=10, global_step=0, is_world_process_zero=False)
    control = SimpleNamespace(should_training_stop=False)
    callback.on_train_begin(None, state, control, model=torch.nn.Linear(2, 2))
    state.global_step = 1
    callback.on_step_end(None, state, control, model=torch.nn.Linear(2, 2))
    assert not (tmp_path / "audit.jsonl").exists()
    assert control.should_training_stop is False


def test_all_processes_hear_what_the_first_decides(tmp_path: Path) -> None:
    from auditor.trainer import _of_all

    torch.distributed.init_process_group("gloo", init_method=f"file://{tmp_path}/meeting", rank=0, world_size=1)
    try:
        assert [_of_all(stop) for stop in (True, False)] == [True, False]
    finally:
        torch.distributed.destroy_process_group()


def _policy(folder: Path, limit: str) -> Path:
    path = folder / "policy.yaml"
    path.write_text(f"version: 1\nrisks: {{memorization: {{limits: {{memorization/extractable: {limit}}}}}}}\n")
    return path
