"""Trainings of the tiny model by transformers' Trainer, a few seconds each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from auditor.demo.tune import encode
from tests.conftest import ROOT
from tests.tiny.shop import DOMAIN

MODEL, TRAIN = ROOT / "sample_data" / "model", ROOT / "sample_data" / "tune" / "train.jsonl"


@lru_cache
def records() -> tuple[Mapping[str, Any], ...]:
    """Those of the shop that give an address: 1, 4 and 16 times each."""
    return tuple(row for line in TRAIN.read_text("utf-8").splitlines() if DOMAIN in line for row in [json.loads(line)])


@dataclass(frozen=True, slots=True)
class Ran:
    """What a training was like."""

    log: Sequence[Mapping[str, float]]
    """What the trainer logged of each step."""
    weights: Mapping[str, Any]
    steps: int


def trained(out: Path, callbacks: Sequence[Any], *, lora: bool, lr: float = 2e-3, epochs: float = 3) -> Ran:
    """Shuffled batches, dropout, and weights that decay: whatever disturbs the random numbers shows."""
    import torch
    from transformers import DataCollatorForSeq2Seq, Trainer, TrainingArguments, set_seed

    from auditor.models.local.loading import quiet

    torch.set_num_threads(1)
    set_seed(5)
    with quiet():
        model, tokenizer = _opened(lora)
        arguments = TrainingArguments(
            output_dir=str(out), num_train_epochs=epochs, per_device_train_batch_size=8, learning_rate=lr,
            weight_decay=0.01, lr_scheduler_type="constant", logging_steps=1, save_strategy="no", report_to=[],
            disable_tqdm=True, use_cpu=True, dataloader_pin_memory=False, log_level="error",
        )  # fmt: skip
        trainer = Trainer(
            model=model, args=arguments, train_dataset=[_row(tokenizer, one) for one in records()],
            data_collator=DataCollatorForSeq2Seq(tokenizer), processing_class=tokenizer, callbacks=list(callbacks),
        )  # fmt: skip
        trainer.train()
    log = [{name: value for name, value in row.items() if "runtime" not in name and "per_second" not in name}
           for row in trainer.state.log_history]  # fmt: skip
    weights = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    return Ran(log, weights, trainer.state.global_step)


def _opened(lora: bool) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(MODEL, dtype=torch.float32, attention_dropout=0.1)
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    if not lora:
        return model, tokenizer
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(r=8, lora_alpha=16, lora_dropout=0.1, target_modules="all-linear", task_type="CAUSAL_LM")
    return get_peft_model(model, config), tokenizer


def _row(tokenizer: Any, record: Mapping[str, Any]) -> dict[str, list[int]]:
    row = encode(tokenizer, record)
    return {"input_ids": [*row.ids], "labels": [*row.labels], "attention_mask": [1] * len(row.ids)}
