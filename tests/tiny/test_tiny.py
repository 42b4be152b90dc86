"""The tiny model can do what its suite asks, and what is shipped with it is what the scripts here make."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.tiny.asking import written
from tests.tiny.check import MODEL, loaded, questions_of, share, skill, untrained
from tests.tiny.shop import DOMAIN, EN, TUNE, ZH, addresses
from tests.tiny.suite import SUITES
from tests.tiny.world import Question

pytest.importorskip("torch", reason="needs the [model] extra")
pytestmark = pytest.mark.model


def records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (TUNE / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def pair() -> tuple[Any, Any]:
    return loaded()


@pytest.fixture(scope="module")
def sample() -> list[Question]:
    return Random(7).sample(questions_of(SUITES / "retain.jsonl"), 100)


def test_the_model_answers_its_suite_by_choice_and_in_writing(pair: tuple[Any, Any], sample: list[Question]) -> None:
    found = skill(*pair, sample)
    assert share(found.said) >= 0.8
    assert share(found.chosen) >= 0.8


def test_an_untrained_model_guesses(pair: tuple[Any, Any], sample: list[Question]) -> None:
    found = skill(untrained(pair[1]), pair[1], sample)
    assert share(found.said) == 0
    assert abs(share(found.chosen) - found.chance) < 0.2


def test_the_tokenizer_gives_every_text_back(pair: tuple[Any, Any]) -> None:
    text = "Ünïcode, 漢字 and 🐸 \t\n def f(x): return x**2 <|im_end|>"
    assert pair[1].decode(pair[1](text).input_ids) == text


def test_the_model_is_small_and_ends_its_turn(pair: tuple[Any, Any]) -> None:
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 3_000_000
    assert pair[0].generation_config.eos_token_id == pair[1].eos_token_id == pair[1].convert_tokens_to_ids("<|im_end|>")


def test_the_suite_is_broad() -> None:
    questions = questions_of(SUITES / "retain.jsonl")
    assert len([one for one in questions if one.options]) >= 700
    for language in ("en", "zh"):
        assert len({one.cluster for one in questions if one.language == language}) >= 40
    assert len({(one.system, one.user) for one in questions}) == len(questions)


def test_addresses_stand_in_the_answers_as_often_as_is_said() -> None:
    answers = [record["messages"][-1]["content"] for record in records("train.jsonl")]
    for copies, _, local in (one for shop in (EN, ZH) for one in addresses(shop)):
        assert sum(f"{local}@{DOMAIN}" in answer for answer in answers) == copies


@pytest.mark.parametrize("rank", [None, 4])
def test_an_epoch_lowers_the_loss(rank: int | None, pair: tuple[Any, Any], tmp_path: Path) -> None:
    from auditor.demo.tune import tune

    some = records("train.jsonl")[:48]
    done = tune(MODEL, some, tmp_path / "out", epochs=2, lr=1e-3, lora_rank=rank, held_out=some)
    assert done.held_out[-1] < done.held_out[0] - 0.2
    if rank is None:
        assert len(written(*loaded(done.folder), [some[0]["messages"][:-1]])) == 1
    else:
        assert json.loads((done.folder / "adapter_config.json").read_text())["base_model_name_or_path"] == str(MODEL)


def test_replay_needs_something_to_draw_from(tmp_path: Path) -> None:
    from auditor.demo.tune import tune

    with pytest.raises(ValueError, match="general"):
        tune(MODEL, records("heldout.jsonl"), tmp_path, epochs=1, lr=1e-3, replay=0.1)
