"""Tunes the tiny model on records of which some tokens can be left out of the loss, and asks it what it still knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from auditor.demo.tune import BATCH, RISE, Encoded, loss_of
from auditor.risks.knowledge import DENIED, SURE
from tests.tiny.asking import likeliest, written
from tests.tiny.check import loaded
from tests.tiny.ladder import FULL
from tests.tiny.world import Question

Place = tuple[int, int]
"""A token: its row, and where in it."""


def conflicts_of(model: Any, rows: Sequence[Encoded]) -> set[Place]:
    """The trained tokens on which a model is sure of something else, by a plain loop."""
    import torch

    found = set()
    for number, row in enumerate(rows):
        with torch.inference_mode():
            table = model(input_ids=torch.tensor([row.ids])).logits[0].float().log_softmax(-1)
        entropy = -(table.exp() * table).sum(-1)
        for at, label in enumerate(row.labels):
            if label != -100 and table[at - 1, label] < DENIED and entropy[at - 1] <= SURE:
                found.add((number, at))
    return found


def without(rows: Sequence[Encoded], places: Collection[Place]) -> list[Encoded]:
    """The rows with these tokens left out of the loss."""
    return [
        replace(row, labels=tuple(-100 if (number, at) in places else label for at, label in enumerate(row.labels)))
        for number, row in enumerate(rows)
    ]


def opened() -> tuple[Any, Any]:
    """The tiny model and its tokenizer, without a word of the libraries."""
    from auditor.models.local.loading import quiet

    with quiet():
        return loaded()


def trained(rows: Sequence[Encoded], epochs: int, seed: int = 0) -> Any:
    """The model with all weights tuned on the rows; as `auditor.demo.tune` does it, but for rows without any loss."""
    import torch

    model, _ = opened()
    optimizer = torch.optim.AdamW(model.parameters(), lr=FULL, weight_decay=0.0)
    rng, taken = Random(seed), 0
    model.train()
    for _ in range(epochs):
        order = rng.sample(list(rows), len(rows))
        for start in range(0, len(order), BATCH):
            taken += 1
            optimizer.param_groups[0]["lr"] = FULL * min(1.0, taken / RISE)
            loss, count = loss_of(model, order[start : start + BATCH])
            if count:
                (loss / count).backward()
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
    return model.eval()


def right(model: Any, tokenizer: Any, questions: Sequence[Question]) -> float:
    """Share of the questions that a model answers."""
    choices, others = ([one for one in questions if bool(one.options) is wanted] for wanted in (True, False))
    texts = written(model, tokenizer, [one.messages() for one in others], 48)
    said = [text.strip() == one.answer for text, one in zip(texts, others, strict=True)]
    return sum((*likeliest(model, tokenizer, choices), *said)) / len(questions)
