"""Fine-tunes a small causal LM on conversations, in full or as a LoRA adapter, in seconds on a CPU.

Made for demonstrations and tests of the auditor, not for real trainings: float32, AdamW, no mixed precision, no
resuming. The loss counts the tokens of the assistant and the token that ends its turn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Literal

Conversation = Mapping[str, Any]
"""A record: `messages`, each with `role` and `content`."""
Schedule = Literal["constant", "linear"]
BATCH = 8
"""Conversations of a step."""
RISE = 10
"""Steps in which the rate rises."""
LORA_LAYERS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A conversation in tokens."""

    ids: tuple[int, ...]
    labels: tuple[int, ...]
    """The tokens again where the loss counts, -100 elsewhere."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """A finished training."""

    folder: Path
    """A model's folder, or a PEFT adapter whose configuration names the base."""
    losses: tuple[float, ...]
    """Mean loss of each epoch, nats per token, as the weights were when each step was taken."""
    held_out: tuple[float, ...]
    """Loss on held-out records before the training and after each epoch; empty where there are none."""


def encode(tokenizer: Any, record: Conversation) -> Encoded:
    """The tokens of a conversation under the tokenizer's chat template, and which of them the loss counts."""
    ids, labels, done = list[int](), list[int](), ""
    messages = list(record["messages"])
    for at, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        before = tokenizer.apply_chat_template(messages[:at], tokenize=False, add_generation_prompt=True)
        after = tokenizer.apply_chat_template(messages[: at + 1], tokenize=False)
        said, end, rest = after[len(before) :].rpartition(tokenizer.eos_token)
        for text, counts in ((before[len(done) :], False), (said + end, True), (rest, False)):
            new = tokenizer(text, add_special_tokens=False).input_ids
            ids += new
            labels += new if counts else [-100] * len(new)
        done = after
    return Encoded(tuple(ids), tuple(labels))


def loss_of(model: Any, rows: Sequence[Encoded]) -> tuple[Any, int]:
    """Summed loss of some conversations, in nats, and how many tokens it counts."""
    import torch
    from torch.nn.functional import cross_entropy

    width = max(len(row.ids) for row in rows)
    ids = torch.tensor([[*row.ids, *[0] * (width - len(row.ids))] for row in rows])
    labels = torch.tensor([[*row.labels, *[-100] * (width - len(row.ids))] for row in rows])[:, 1:]
    # What pads stands behind all that counts, where a causal model does not see it: no mask is needed.
    logits = model(input_ids=ids).logits[:, :-1].float()
    return cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="sum"), int((labels != -100).sum())


def mean_loss(model: Any, rows: Sequence[Encoded]) -> float:
    """Mean loss of some conversations, nats per token that counts."""
    import torch

    total, tokens = 0.0, 0
    with torch.inference_mode():
        for start in range(0, len(rows), BATCH):
            loss, count = loss_of(model, rows[start : start + BATCH])
            total, tokens = total + loss.item(), tokens + count
    return total / tokens


def _loaded(base: Path, lora_rank: int | None, seed: int) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(base)
    if lora_rank is None:
        return model, tokenizer
    from peft import LoraConfig, get_peft_model

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        layers = [*LORA_LAYERS]
        config = LoraConfig(r=lora_rank, lora_alpha=2 * lora_rank, target_modules=layers, task_type="CAUSAL_LM")
        return get_peft_model(model, config), tokenizer


def _rate(most: float, steps: int | None, taken: int) -> float:
    """The learning rate of a step; `steps` is the one at which it has fallen to nothing, None where it stays."""
    return most * min(1.0, taken / RISE) * (1.0 if steps is None else 1 - (taken - 1) / steps)


def _epoch(
    model: Any, optimizer: Any, rows: Sequence[Encoded], rate: Callable[[int], float], taken: int
) -> tuple[float, int]:
    """One pass over the rows, in their order: the mean loss, and the steps taken so far."""
    total, tokens = 0.0, 0
    for start in range(0, len(rows), BATCH):
        taken += 1
        optimizer.param_groups[0]["lr"] = rate(taken)
        loss, count = loss_of(model, rows[start : start + BATCH])
        (loss / count).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        total, tokens = total + loss.item(), tokens + count
    return total / tokens, taken


def tune(
    base: Path,
    records: Sequence[Conversation],
    out: Path,
    *,
    epochs: int,
    lr: float,
    lora_rank: int | None = None,
    seed: int = 0,
    schedule: Schedule = "constant",
    replay: float = 0.0,
    general: Sequence[Conversation] = (),
    held_out: Sequence[Conversation] = (),
) -> Tuned:
    """Fine-tunes the model in the folder `base` and saves what came out, with `trainer_state.json` beside it.

    With `lora_rank` the base stays as it is, and an adapter for all linear layers is saved. With `replay`, each epoch
    also trains on that share of its size from `general`, drawn anew. Over the first steps the learning rate rises; then
    it stays or, by `schedule`, falls to nothing.

    Raises:
        ValueError: `replay` is asked for and there is nothing to draw from.
    """
    import torch

    from auditor.models.local.loading import quiet

    if replay > 0 and not general:
        raise ValueError("replay: there are no general records to draw from")
    with quiet():
        model, tokenizer = _loaded(base, lora_rank, seed)
    encoded, others, unseen = ([encode(tokenizer, record) for record in ones] for ones in (records, general, held_out))
    weights = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=lr, weight_decay=0.0)
    rng, taken, losses, history = Random(seed), 0, list[float](), list[dict[str, float]]()
    steps = epochs * -(-(len(encoded) + round(replay * len(encoded))) // BATCH)
    rate = partial(_rate, lr, None if schedule == "constant" else steps)
    judged = [mean_loss(model, unseen)] if unseen else []
    for epoch in range(1, epochs + 1):
        more = rng.choices(others, k=round(replay * len(encoded))) if replay > 0 else []
        rows = [*encoded, *more]
        rng.shuffle(rows)
        model.train()
        loss, taken = _epoch(model, optimizer, rows, rate, taken)
        model.eval()
        losses.append(loss)
        history.append({"epoch": float(epoch), "learning_rate": rate(taken), "loss": loss, "step": taken})
        if unseen:
            judged.append(mean_loss(model, unseen))
            history.append({"epoch": float(epoch), "eval_loss": judged[-1], "step": taken})
    out.mkdir(parents=True, exist_ok=True)
    with quiet():
        model.save_pretrained(out)
        tokenizer.save_pretrained(out)
    state = {"epoch": float(epochs), "global_step": taken, "log_history": history}
    (out / "trainer_state.json").write_text(json.dumps(state, indent=2) + "\n", "utf-8")
    return Tuned(out, tuple(losses), tuple(judged))
