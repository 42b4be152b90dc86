"""Whether the forecast ranks fine-tunes of two models that others pretrained, on public data: it was fitted on neither.

`python -m tests.bench.overfitting.real` adds what is missing to `real.csv`. It takes the models beside the public data.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from math import log
from pathlib import Path
from random import Random
from typing import Any

from auditor.risks.overfitting.forecast import NAMES, Settings, constants, numbers
from tests.bench.overfitting.families import Data, Pair, data_of
from tests.bench.overfitting.features import scanned
from tests.conftest import SHARED

TABLE = Path(__file__).parent / "real.csv"
MODELS = ("stories260K", "babyllama-tok105")
USUAL = {"stories260K": 1e-3, "babyllama-tok105": 2e-4}
"""The rate at which a fine-tune works well; at 1e-3 the second forgets all, and ends with a higher training loss."""
FAMILIES = ("stories", "tasks", "sums", "wiki")
BATCH, JUDGED = 8, 96
LEAST_BASE = 0.25
Tokens = tuple[list[int], int]


@dataclass(frozen=True, slots=True)
class Tune:
    """One fine-tune of all weights."""

    model: str
    family: str
    n: int
    epochs: int
    copies: int
    rate: float

    @property
    def settings(self) -> Settings:
        """As the forecast takes them."""
        return Settings(self.epochs, self.rate, BATCH)


def tunes() -> Iterator[Tune]:
    """Five of each model and family: of other sizes, epochs, copies and rates."""
    draw = Random(0)
    for model, family in product(MODELS, FAMILIES):
        for n, epochs in ((8, 8), (16, 3), (32, 8), (64, 3), (128, 4)):
            yield Tune(model, family, n, epochs, draw.choice((1, 1, 2)), draw.choice((0.3, 1.0, 3.0)))


def _tokens(tokenizer: Any, pairs: Sequence[Pair]) -> list[Tokens]:
    found = []
    for prompt, answer in pairs:
        asked = tokenizer(f"{prompt}\n").input_ids
        said = tokenizer(answer, add_special_tokens=False).input_ids
        found.append(([*asked, *said, tokenizer.eos_token_id], len(asked)))
    return found


def _loss(model: Any, rows: Sequence[Tokens]) -> tuple[Any, int]:
    import torch
    from torch.nn.functional import cross_entropy

    width = max(len(ids) for ids, _ in rows)
    ids = torch.tensor([[*own, *[0] * (width - len(own))] for own, _ in rows])
    labels = torch.tensor([[-100] * at + own[at:] + [-100] * (width - len(own)) for own, at in rows])[:, 1:]
    logits = model(input_ids=ids).logits[:, :-1].float()
    return cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="sum"), int((labels != -100).sum())


def _mean(model: Any, rows: Sequence[Tokens]) -> float:
    import torch

    with torch.inference_mode():
        parts = [_loss(model, rows[at : at + 32]) for at in range(0, len(rows), 32)]
    return sum(float(loss) for loss, _ in parts) / sum(count for _, count in parts)


def tuned(tune: Tune, data: Data) -> dict[str, float]:
    """Its losses, nats a token, and the largest that guessing has."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder = SHARED / "models" / tune.model
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    train, held = _tokens(tokenizer, data.trains[0]), _tokens(tokenizer, data.held_out[:JUDGED])
    base = _mean(model, held)
    rows, draw = [row for row in train for _ in range(tune.copies)], Random(0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=USUAL[tune.model] * tune.rate, weight_decay=0.0)
    for _ in range(tune.epochs):
        draw.shuffle(rows)
        for at in range(0, len(rows), BATCH):
            loss, count = _loss(model, rows[at : at + BATCH])
            (loss / count).backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
    most = min(log(model.config.vocab_size), max(LEAST_BASE, base))
    return {"base": most, "train": _mean(model, train[:JUDGED]), "held": _mean(model, held)}


def read(path: Path = TABLE) -> list[dict[str, str]]:
    """The rows; none where there is no table."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def ranked(rows: Sequence[dict[str, str]]) -> tuple[list[float], list[float]]:
    """By row what the shipped forecast expects, as a logarithm, and the gap."""
    using = constants()
    scores = [sum(weight * float(row[name]) for weight, name in zip(using.weights, NAMES, strict=True)) for row in rows]
    return scores, [(float(row["held"]) - float(row["train"])) / float(row["base"]) for row in rows]


def main() -> None:
    """Adds what is missing."""
    import torch

    torch.set_num_threads(1)
    done = len(read())
    for at, tune in enumerate(list(tunes())[done:], done + 1):
        data = data_of(tune.family, at, tune.n)
        told = zip(NAMES, numbers(scanned(data.trains[0], tune.copies), tune.settings), strict=True)
        line = {**asdict(tune), **{key: f"{value:.4f}" for key, value in (*tuned(tune, data).items(), *told)}}
        new = not TABLE.exists()
        with TABLE.open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, line, lineterminator="\n")
            if new:
                writer.writeheader()
            writer.writerow(line)
        print(at, *line.values(), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
