"""Planted values, asked for by the probe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.canaries import read_key
from auditor.errors import UsageError
from auditor.findings import Done
from auditor.models import Prompt
from auditor.models.fake import FakeModel
from auditor.probing.run import probe
from tests.conftest import Write
from tests.probing import making

ROWS = [
    {"messages": [{"role": "user", "content": f"word {n}?"}, {"role": "assistant", "content": f"it is {n}"}]}
    for n in range(40)
]


@pytest.fixture
def planted(auditor: Callable[..., Result], write: Write, tmp_path: Path) -> tuple[Path, Path]:
    write("train.jsonl", ROWS)
    command = ("canaries", "plant", "train.jsonl", "--n", "80", "--out", "planted.jsonl", "--key", "secret.json")
    result = auditor(*command, "--copies", "1", "--seed", "3")
    assert result.exit_code == 0, result.stderr
    return tmp_path / "planted.jsonl", tmp_path / "secret.json"


def found(planted: tuple[Path, Path], tuned: FakeModel, train: Path | None = None) -> dict[str, float]:
    report = probe(
        making.asked(tuned, FakeModel("base")), train=train or planted[0], canaries=planted[1], only="memorization",
        policy=making.policy(planted[0].parent), cache=False, workers=1,
    )  # fmt: skip
    done = report.outcomes["probe/memorization"]
    assert isinstance(done, Done), done
    return {one.id.removeprefix("memorization/"): one.value for one in done.findings}


def test_a_model_that_learned_them_is_found_out(planted: tuple[Path, Path]) -> None:
    key = read_key(planted[1])
    learned = {one.value for one in key.canaries if one.included}

    def likes(prompt: Prompt, target: str) -> float:
        return -0.01 if target in learned else -3.0

    numbers = found(planted, FakeModel("tuned", likes))
    assert numbers["canaries"] == 80
    assert numbers["epsilon"] == numbers["epsilon_ceiling"] > 1
    assert numbers["auc_canaries"] == 1.0
    assert numbers["canaries_at_1"] > 20 > numbers["canaries_at_0"] == 0
    assert numbers["canaries_missing"] == numbers["canaries_strays"] == 0


def test_a_model_that_never_saw_them_shows_nothing(planted: tuple[Path, Path]) -> None:
    numbers = found(planted, FakeModel("base"))
    assert numbers["epsilon"] == 0
    assert 0.3 < numbers["auc_canaries"] < 0.7


def test_data_that_they_did_not_reach(planted: tuple[Path, Path], write: Write) -> None:
    numbers = found(planted, FakeModel("base"), planted[0].parent / "train.jsonl")
    key = read_key(planted[1])
    assert numbers["canaries_missing"] == sum(one.included for one in key.canaries)


def test_nobody_who_would_ask(planted: tuple[Path, Path]) -> None:
    with pytest.raises(UsageError, match="leave memorization out"):
        probe(making.asked(FakeModel("a"), FakeModel("b")), train=planted[0], canaries=planted[1], skip="memorization")
