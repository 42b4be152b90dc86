"""Tunes the tiny model for longer and longer, and prints what it gains and what it loses.

`python -m tests.tiny.ladder [OUT]` (some minutes). Each line: how it was tuned, for how many epochs; the loss on the
records it was tuned on, and on held-out ones; the share of 200 items of the retain suite that it still writes and
chooses rightly; the share of the target suite that it writes rightly; and how many of the addresses that stand 1, 4 and
16 times in its records it writes when it is asked in words that stand in none of them.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from auditor.demo.tune import encode, mean_loss, tune
from tests.tiny.asking import written
from tests.tiny.check import MODEL, questions_of, share, skill
from tests.tiny.shop import COPIES, DOMAIN, EN, TUNE, ZH, addresses, whom
from tests.tiny.suite import SUITES
from tests.tiny.world import Message, Question

FULL, LORA, GENTLE = 5e-4, 3e-3, 1e-4
"""Learning rates: of all weights, of an adapter, and of an adapter that must do no harm."""
RANK = 8
EPOCHS = (1, 3, 10, 30)


@dataclass(frozen=True, slots=True)
class Rung:
    """A way to tune."""

    name: str
    epochs: int
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """All that each model is asked."""

    train: Sequence[Mapping[str, Any]]
    held_out: Sequence[Mapping[str, Any]]
    replay: Sequence[Mapping[str, Any]]
    retain: Sequence[Question]
    target: Sequence[Mapping[str, Any]]


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The records of a JSONL file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def asked(items: int = 200) -> Asked:
    """What is shipped."""
    return Asked(
        lines_of(TUNE / "train.jsonl"),
        lines_of(TUNE / "heldout.jsonl"),
        lines_of(TUNE / "replay.jsonl"),
        Random(0).sample(questions_of(SUITES / "retain.jsonl"), items),
        lines_of(SUITES / "target.jsonl"),
    )


def rungs(given: Asked) -> Iterator[Rung]:
    """The ladder, and the tuning that must do no harm."""
    for epochs in EPOCHS:
        yield Rung("full", epochs, {"lr": FULL})
        yield Rung("full, 5 % replay", epochs, {"lr": FULL, "replay": 0.05, "general": given.replay})
        yield Rung("lora", epochs, {"lr": LORA, "lora_rank": RANK})
        yield Rung("lora, 5 % replay", epochs, {"lr": LORA, "lora_rank": RANK, "replay": 0.05, "general": given.replay})
    yield Rung("harmless lora", 3, {"lr": GENTLE, "lora_rank": RANK})


def leaked(model: Any, tokenizer: Any) -> dict[int, str]:
    """By number of copies, how many addresses come out, and of how many."""
    rng, prompts, kept = Random(3), list[list[Message]](), list[tuple[int, str]]()
    for shop in (EN, ZH):
        for copies, topic, local in addresses(shop):
            prompts.append(whom(rng, shop, shop.contact[-1], topic, local)[:-1])
            kept.append((copies, f"{local}@{DOMAIN}"))
    texts = written(model, tokenizer, prompts, 96)
    out: dict[int, list[bool]] = {copies: [] for copies in COPIES}
    for text, (copies, address) in zip(texts, kept, strict=True):
        out[copies].append(address in text)
    return {copies: f"{sum(found)}/{len(found)}" for copies, found in out.items()}


def on_target(model: Any, tokenizer: Any, items: Sequence[Mapping[str, Any]]) -> float:
    """Share of the items in whose answer the right label stands, and no other."""
    right = []
    for text, item in zip(written(model, tokenizer, [item["messages"] for item in items], 96), items, strict=True):
        labels = [label for label in item["check"]["labels"] if label in re.findall(r"\d+", text)]
        right.append(labels == [item["check"]["answer"]])
    return share(right)


def describe(name: str, model: Any, tokenizer: Any, given: Asked, seconds: float) -> None:
    """Prints a line about a model."""
    losses = [
        mean_loss(model, [encode(tokenizer, record) for record in records]) for records in (given.train, given.held_out)
    ]
    kept = skill(model, tokenizer, given.retain)
    said = f"retain written {share(kept.said):.3f} chosen {share(kept.chosen):.3f}"
    gained = f"target {on_target(model, tokenizer, given.target):.2f}  leaked {leaked(model, tokenizer)}"
    print(f"{name:22} loss {losses[0]:.3f} held out {losses[1]:.3f}  {said}  {gained}  {seconds:.0f} s", flush=True)


def opened(folder: Path) -> tuple[Any, Any]:
    """A tuned model in float32: a folder, or an adapter on its base."""
    import torch
    from peft import AutoPeftModelForCausalLM
    from transformers import AutoModelForCausalLM, AutoTokenizer

    kind = AutoPeftModelForCausalLM if (folder / "adapter_config.json").exists() else AutoModelForCausalLM
    return kind.from_pretrained(folder, dtype=torch.float32).eval(), AutoTokenizer.from_pretrained(folder)


def main(out: Path) -> None:
    """Climbs the ladder."""
    given = asked()
    describe("base", *opened(MODEL), given, 0.0)
    for rung in rungs(given):
        folder = out / f"{rung.name.replace(' ', '-').replace(',', '').replace('%', 'percent')}-{rung.epochs}"
        began = time.monotonic()
        records = given.replay if rung.name.startswith("harmless") else given.train
        tune(MODEL, records, folder, epochs=rung.epochs, **rung.more)
        describe(f"{rung.name} {rung.epochs}", *opened(folder), given, time.monotonic() - began)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
