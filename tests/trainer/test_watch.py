"""`auditor watch` as its users run it; the probe itself is a stand-in but for one test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from auditor.errors import FAIL, INCONCLUSIVE, INTERRUPTED, PASS, USAGE, ModelError, UsageError
from auditor.findings import Done, Finding
from auditor.report import Data, Probed, Report, Run, Spool
from tests.conftest import ROOT
from tests.probing.making import QUIET
from tests.trainer.making import checkpoint, final

POLICY = """
version: 1
stage: post-train
required: [probe/forgetting]
risks: {forgetting: {limits: {forgetting/sums: {fail: 0.05}}}}
"""
Watch = Callable[..., Result]


@pytest.fixture
def lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What each checkpoint lost by the name of its folder, or the error that its probe ends with; and who was asked."""
    from auditor import weights
    from auditor.probing import run

    told: dict[str, Any] = {"asked": []}

    def probe(models: run.Choice, **options: Any) -> Report:
        name = Path(models.model).name
        told["asked"].append((name, models, options))
        if callable(told[name]):
            told[name](Path(models.model))
        found = told[name]
        found = Finding("forgetting/sums", found, 100, found, found, "points", judged=True)
        about = Probed(models.model, weights.digest(Path(models.model)), "base", "sha256:0", None, "t", "float32",
                       "greedy", (), "2030-01-02")  # fmt: skip
        header = Run("0", Data("", (), 0), None, 0, 1.0, None, None, {}, {}, model=about)
        return Report(header, {"probe/forgetting": Done((found,))}, Spool().done(), "2030-01-02")

    monkeypatch.setattr(run, "probe", probe)
    return told


@pytest.fixture
def watch(auditor: Watch, tmp_path: Path) -> Watch:
    (tmp_path / "policy.yaml").write_text(POLICY)
    return lambda *more: auditor(
        "watch", tmp_path / "run", "--base", "base", "--policy", tmp_path / "policy.yaml", "--out", tmp_path / "out",
        "--poll", "0.05", *more,
    )  # fmt: skip


def asked(lost: dict[str, Any]) -> list[str]:
    return [name for name, _, _ in lost["asked"]]


def test_each_checkpoint_gets_a_report_and_a_line_and_the_worst_verdict_counts(
    watch: Watch, lost: dict[str, Any], tmp_path: Path
) -> None:
    for step in (10, 100):
        checkpoint(tmp_path / "run", step)
    final(tmp_path / "run")
    lost |= {"checkpoint-10": 0.0, "checkpoint-100": 0.2, "run": 0.01}
    done = watch()
    assert done.exit_code == FAIL, done.output
    assert asked(lost) == ["checkpoint-10", "checkpoint-100", "run"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"checkpoint-10", "checkpoint-100", "final"}
    lines = [line.split()[0:2] for line in done.stdout.splitlines() if line.strip()]
    assert lines[:3] == [["checkpoint-10", "PASS,"], ["checkpoint-100", "FAIL,"], ["final", "PASS,"]]
    assert "The final model is there" in done.stderr


def test_what_was_probed_is_not_probed_again_until_its_weights_change(
    watch: Watch, lost: dict[str, Any], tmp_path: Path
) -> None:
    made = checkpoint(tmp_path / "run", 100)
    lost["checkpoint-100"] = 0.0
    assert watch().exit_code == PASS
    again = watch()
    assert again.exit_code == PASS
    assert asked(lost) == ["checkpoint-100"]
    assert "probed before" in again.stderr
    (tmp_path / "policy.yaml").write_text(POLICY.replace("0.05", "0"))
    assert watch().exit_code == PASS
    shutil.rmtree(made)
    checkpoint(tmp_path / "run", 100, size=9)
    lost["checkpoint-100"] = 0.5
    assert watch().exit_code == FAIL
    assert asked(lost) == ["checkpoint-100"] * 2


def test_the_models_are_opened_as_was_asked(watch: Watch, lost: dict[str, Any], tmp_path: Path) -> None:
    checkpoint(tmp_path / "run", 100)
    lost["checkpoint-100"] = 0.0
    done = watch("--train", "data.jsonl", "--only", "forgetting", "--seed", "3", "--once")
    assert done.exit_code == PASS, done.output
    ((_, models, options),) = lost["asked"]
    assert (models.base, models.device) == ("base", "cpu")
    assert (options["train"], options["only"], options["seed"]) == (("data.jsonl",), ("forgetting",), 3)


def test_one_that_is_deleted_meanwhile_or_breaks_does_not_end_it(
    watch: Watch, lost: dict[str, Any], tmp_path: Path
) -> None:
    for step in (1, 2, 100):
        checkpoint(tmp_path / "run", step)

    def gone(folder: Path) -> None:
        shutil.rmtree(folder)
        raise UsageError("there is no such folder")

    def broken(folder: Path) -> None:
        raise ModelError("its log-probabilities are no numbers")

    lost |= {"checkpoint-1": gone, "checkpoint-2": broken, "checkpoint-100": 0.0}
    done = watch()
    assert done.exit_code == INCONCLUSIVE
    assert "checkpoint-1: deleted" in done.stderr
    assert "checkpoint-2: not probed: its log-probabilities" in done.stderr
    assert "checkpoint-100  PASS" in done.stdout


def test_a_call_that_is_to_be_mended_ends_it(watch: Watch, lost: dict[str, Any], tmp_path: Path) -> None:
    checkpoint(tmp_path / "run", 100)

    def refused(folder: Path) -> None:
        raise UsageError("give --base")

    lost["checkpoint-100"] = refused
    done = watch()
    assert (done.exit_code, "give --base" in done.stderr) == (USAGE, True)


def test_ctrl_c_keeps_what_was_found(watch: Watch, lost: dict[str, Any], tmp_path: Path) -> None:
    for step in (1, 2, 3):
        checkpoint(tmp_path / "run", step)

    def interrupt(folder: Path) -> None:
        raise KeyboardInterrupt

    lost |= {"checkpoint-1": 0.0, "checkpoint-2": 0.2, "checkpoint-3": interrupt}
    done = watch()
    assert done.exit_code == INTERRUPTED
    assert done.stdout.count("checkpoint-2  FAIL") == 2  # as it came, and beside the other at the end
    assert (tmp_path / "out" / "checkpoint-2" / "report.json").is_file()


def test_shards_that_nobody_can_read_are_said(watch: Watch, lost: dict[str, Any], tmp_path: Path) -> None:
    made = checkpoint(tmp_path / "run", 100)
    (made / "model.safetensors").unlink()
    done = watch("--once")
    assert done.exit_code == INCONCLUSIVE
    assert "checkpoint-100: no weights here" in done.stderr


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--once",), "no checkpoint-N that is written whole"),
        (("--patience", "0.1s"), "no checkpoint-N that is written whole"),
        (("--patience", "soon"), "--patience soon"),
        (("--suite", "none.jsonl"), "none.jsonl"),
    ],
)
def test_what_cannot_be_watched(more: tuple[str, ...], said: str, watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    done = watch(*more)
    assert (done.exit_code, said in done.stderr) == (USAGE, True), done.output


def test_a_folder_that_is_not_there(auditor: Watch) -> None:
    done = auditor("watch", "nowhere")
    assert (done.exit_code, "nowhere: there is no such folder" in done.stderr) == (USAGE, True)


@pytest.mark.model
def test_the_tiny_model_is_probed_as_it_appears(
    auditor: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch", reason="needs the [model] extra").set_num_threads(1)
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))
    (tmp_path / "quiet.yaml").write_text(QUIET)
    model, data = ROOT / "sample_data" / "model", ROOT / "sample_data" / "tune" / "train.jsonl"
    made = tmp_path / "run" / "checkpoint-7"
    shutil.copytree(model, made)
    (made / "trainer_state.json").write_text(json.dumps({"global_step": 7, "max_steps": 7, "log_history": []}))
    call = ("watch", tmp_path / "run", "--base", model, "--train", data, "--only", "drift", "--policy",
            tmp_path / "quiet.yaml", "--out", tmp_path / "out", "--poll", "0.1")  # fmt: skip
    done = auditor(*call)
    assert done.exit_code == INCONCLUSIVE, done.output  # forgetting was left out
    report = json.loads((tmp_path / "out" / "checkpoint-7" / "report.json").read_text())
    assert {finding["id"]: finding["value"] for finding in report["findings"]}["drift/kl_task"] < 1e-6
    again = auditor(*call)
    assert (again.exit_code, "probed before" in again.stderr) == (INCONCLUSIVE, True)
