"""Tiny transformers over characters: how the bases are made, and what one fine-tune does.

Nothing of a real trainer is left out that matters here: AdamW, a short rise of the rate, a loss on the answer alone,
shuffled epochs, in full or as low-rank adapters of all linear layers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Literal

from tests.bench.overfitting.families import Data, Pair, pretraining

VOCABULARY, WIDTH = 128, 72
"""Codes of ASCII (0 pads), and the longest sequence."""
RANK = 4
JUDGED = 256
"""Training records whose loss is measured, at most."""
Method = Literal["full", "lora"]


@dataclass(frozen=True, slots=True)
class Shape:
    """A size of model, and how it is pretrained."""

    dim: int
    layers: int
    steps: int
    rate: float


SHAPES = {
    "0.1M": Shape(64, 2, 2_400, 3e-3),
    "0.35M": Shape(96, 3, 1_000, 2e-3),
    "1.3M": Shape(160, 4, 450, 2e-3),
}
USUAL: dict[Method, float] = {"full": 1e-3, "lora": 5e-3}
"""The rate at which a fine-tune of these models works well."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One fine-tune."""

    model: str
    method: Method
    rate: float
    """As a multiple of the usual one."""
    epochs: int
    copies: int
    batch: int
    seed: int


@dataclass(frozen=True, slots=True)
class Losses:
    """Mean loss of the answers' characters, in nats, before and after; of trained and of fresh records."""

    base_train: float
    base_held: float
    train: float
    held: float
    steps: int
    trainable: int


def _model(shape: Shape, seed: int) -> Any:
    import torch

    from tests.bench.overfitting.model import Tiny

    torch.manual_seed(seed)
    return Tiny(shape.dim, shape.layers)


def _rows(pairs: Sequence[Pair]) -> list[tuple[list[int], int]]:
    """Codes of each record, and where its answer begins."""
    return [([*f"{prompt}\t{answer}\n".encode("ascii")], len(prompt) + 1) for prompt, answer in pairs]


def _loss(model: Any, rows: Sequence[tuple[list[int], int]]) -> tuple[Any, int]:
    import torch
    from torch.nn.functional import cross_entropy

    width = max(len(codes) for codes, _ in rows)
    ids = torch.tensor([[*codes, *[0] * (width - len(codes))] for codes, _ in rows])
    labels = torch.tensor([[-100] * start + codes[start:] + [-100] * (width - len(codes)) for codes, start in rows])
    logits = model(ids[:, :-1])
    return cross_entropy(logits.flatten(0, 1), labels[:, 1:].flatten(), reduction="sum"), sum(
        len(codes) - start for codes, start in rows
    )


def mean_loss(model: Any, pairs: Sequence[Pair]) -> float:
    """Nats for each character of the answers and their ends."""
    import torch

    rows, total, count = _rows(pairs), 0.0, 0
    with torch.inference_mode():
        for at in range(0, len(rows), 64):
            loss, codes = _loss(model, rows[at : at + 64])
            total, count = total + loss.item(), count + codes
    return total / count


def _fit(model: Any, batches: Iterator[list[tuple[list[int], int]]], rate: float, rise: int) -> int:
    import torch

    weights = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.0)
    step = 0
    for step, rows in enumerate(batches, 1):
        optimizer.param_groups[0]["lr"] = rate * min(1.0, step / rise)
        loss, count = _loss(model, rows)
        (loss / count).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return step


def pretrain(name: str, folder: Path, seed: int = 0) -> Path:
    """The base of a size, which is made but once."""
    import torch

    path = folder / f"{name}.pt"
    if path.exists():
        return path
    shape, source = SHAPES[name], pretraining(Random(seed))
    model = _model(shape, seed)
    batches = (_rows(list(islice(source, 32))) for _ in range(shape.steps))
    _fit(model, batches, shape.rate, 50)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), path)
    return path


def _epochs(pairs: Sequence[Pair], plan: Plan) -> Iterator[list[tuple[list[int], int]]]:
    rows, draw = [row for row in _rows(pairs) for _ in range(plan.copies)], Random(plan.seed)
    for _ in range(plan.epochs):
        draw.shuffle(rows)
        for at in range(0, len(rows), plan.batch):
            yield rows[at : at + plan.batch]


def _ready(plan: Plan, base: Mapping[str, Any]) -> Any:
    """The base, with adapters if they are to be trained."""
    import torch

    model = _model(SHAPES[plan.model], plan.seed)
    model.load_state_dict(base)
    torch.manual_seed(plan.seed)
    if plan.method == "lora":
        model.requires_grad_(False)
        for layer in model.modules():
            if hasattr(layer, "adapt"):
                layer.adapt()
    return model


def fine_tunes(data: Data, plan: Plan, folder: Path) -> Losses:
    """What fine-tunes on each of the training sets did to the losses: the means of all of them."""
    import torch

    base = torch.load(pretrain(plan.model, folder), weights_only=True)
    held_before = mean_loss(_ready(plan, base), data.held_out)
    found, steps, trainable = [], 0, 0
    for at, train in enumerate(data.trains):
        own = replace(plan, seed=plan.seed + at)
        model, sample = _ready(own, base), train[:: max(1, len(train) // JUDGED)][:JUDGED]
        before = mean_loss(model, sample)
        steps = math.ceil(len(train) * plan.copies / plan.batch) * plan.epochs
        _fit(model, _epochs(train, own), USUAL[plan.method] * plan.rate, min(10, max(1, steps // 10)))
        trainable = sum(one.numel() for one in model.parameters() if one.requires_grad)
        found.append((before, mean_loss(model, sample), mean_loss(model, data.held_out)))
    before, after, held = (sum(one) / len(found) for one in zip(*found, strict=True))
    return Losses(before, held_before, after, held, steps, trainable)
