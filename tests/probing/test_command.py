"""`auditor probe` as its users run it, on the tiny model."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.errors import INCONCLUSIVE, PASS, USAGE
from tests.conftest import ROOT
from tests.probing.making import QUIET, suite

pytest.importorskip("torch", reason="needs the [model] extra")
pytestmark = pytest.mark.model
MODEL, TUNE = ROOT / "sample_data" / "model", ROOT / "sample_data" / "tune"
Run = Callable[..., Result]


@pytest.fixture
def probe(auditor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command with a policy that leaves the shipped suites out, one thread and a cache of its own."""
    import torch

    torch.set_num_threads(1)
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))
    (tmp_path / "quiet.yaml").write_text(QUIET)
    return lambda *args: auditor("probe", "--policy", str(tmp_path / "quiet.yaml"), *map(str, args))


@pytest.fixture
def retain(tmp_path: Path) -> Path:
    """A part of the suite that comes with the model."""
    rows = (ROOT / "sample_data" / "suites" / "retain.jsonl").read_text("utf-8").splitlines()
    path = tmp_path / "retain.jsonl"
    path.write_text("\n".join(row for row in rows if '"choices"' in row and '"cluster": "opposite' in row), "utf-8")
    return path


def test_a_model_is_like_itself(probe: Run, retain: Path, tmp_path: Path) -> None:
    done = probe(
        "--model", MODEL, "--base", MODEL, "--suite", retain, "--train", TUNE / "train.jsonl",
        "--eval", TUNE / "heldout.jsonl", "--out", tmp_path / "out", "--only", "forgetting", "--only", "drift",
    )  # fmt: skip
    assert "lost 0.0 points" in done.output
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    found = {finding["id"]: finding for finding in report["findings"]}
    assert found["forgetting/opposite"]["value"] == 0
    assert abs(found["drift/kl_task"]["value"]) < 1e-6
    assert report["run"]["model"]["weights"] == report["run"]["model"]["base_weights"]
    assert (tmp_path / "out" / "report.html").read_text("utf-8").count("<html") == 1
    again = probe(
        "--model", MODEL, "--base", MODEL, "--suite", retain, "--train", TUNE / "train.jsonl", "--eval",
        TUNE / "heldout.jsonl", "--out", tmp_path / "again", "--only", "forgetting", "--only", "drift", "--no-cache",
    )  # fmt: skip
    assert again.exit_code == done.exit_code
    assert (tmp_path / "again" / "report.json").read_bytes() == (tmp_path / "out" / "report.json").read_bytes()


def test_checkpoints_are_compared_and_one_is_named(probe: Run, retain: Path, tmp_path: Path) -> None:
    for step in (2, 10):
        shutil.copytree(MODEL, tmp_path / "out" / f"checkpoint-{step}")
    done = probe(
        "--model", tmp_path / "out" / "checkpoint-*", "--base", MODEL, "--suite", retain, "--only", "forgetting",
        "--suite", suite(tmp_path, "wishes", 20, role="target"), "--out", tmp_path / "probes",
    )  # fmt: skip
    lines = [line for line in done.output.splitlines() if line.startswith("checkpoint-")]
    assert [line.split()[0] for line in lines] == ["checkpoint-2", "checkpoint-10"]
    assert "Take checkpoint-2" in done.output
    assert (tmp_path / "probes" / "checkpoint-10" / "report.json").is_file()
    assert done.exit_code == INCONCLUSIVE  # overfitting was left out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--model", "nowhere"), "nowhere"),
        (("--model", "none/checkpoint-*"), "no folder is named so"),
        (("--model", MODEL, "--budget", "soon"), "give a time such as"),
        (("--model", MODEL, "--template", "chatmi"), "did you mean 'chatml'"),
        (("--model", MODEL, "--only", "privacy"), "auditor scan --only privacy"),
        (("--model", MODEL, "--base", "http://127.0.0.1:9/v1#m"), "some of the models are served"),
        (("--model", MODEL, "--suite", "none.jsonl"), "none.jsonl"),
    ],
)
def test_a_call_that_cannot_be_obeyed_says_what_to_do(args: tuple[object, ...], said: str, probe: Run) -> None:
    done = probe(*args)
    assert done.exit_code == USAGE
    assert said in done.stderr
    assert "Traceback" not in done.output


def test_a_budget_asks_less(probe: Run, tmp_path: Path) -> None:
    many = suite(tmp_path, "sums", 400)
    done = probe(
        "--model", MODEL, "--base", MODEL, "--suite", many, "--only", "forgetting", "--budget", "0.01s",
        "--out", tmp_path / "out", "--exit-zero",
    )  # fmt: skip
    assert done.exit_code == PASS
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert {finding["n"] for finding in report["findings"]} == {60}
    assert "beyond the budget" in done.stderr
