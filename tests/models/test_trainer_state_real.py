"""A trainer state that the Trainer of transformers wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("accelerate")

from transformers import Trainer, TrainingArguments

from auditor.models.local.loading import quiet
from auditor.models.trainer_state import TrainerState, trainer_state
from tests.models import made

pytestmark = pytest.mark.model


def test_a_run_of_the_trainer(tmp_path: Path) -> None:
    rows = [{"input_ids": [20 + at, 21, 22, 23], "labels": [20 + at, 21, 22, 23]} for at in range(8)]
    settings = TrainingArguments(
        str(tmp_path), max_steps=6, per_device_train_batch_size=2, logging_steps=1, eval_strategy="steps", eval_steps=2,
        save_strategy="steps", save_steps=2, save_total_limit=1, load_best_model_at_end=True, report_to=[],
        use_cpu=True, disable_tqdm=True, learning_rate=1e-3, dataloader_pin_memory=False,
    )  # fmt: skip
    with quiet():
        trainer = Trainer(made.model(), settings, train_dataset=rows, eval_dataset=rows[:4])
        trainer.train()
        trainer.save_state()
    found = trainer_state(tmp_path)
    assert isinstance(found, TrainerState)
    assert [one.step for one in found.evaluations] == [2, 4, 6]
    assert found.train is not None
    assert found.train.step == 6
    assert found.best is not None
    assert found.best.value == pytest.approx(found.best_metric)
    assert found.best_named == f"checkpoint-{found.best.step}"
    assert found.best_kept == found.best
    checkpoint = trainer_state(tmp_path / f"checkpoint-{found.checkpoints[0]}")
    assert isinstance(checkpoint, TrainerState)
    assert checkpoint.evaluations == found.evaluations
