"""Trains the tiny model in `sample_data/model` from nothing, on the text of the small world.

`python -m tests.tiny.pretrain OUT`. Seeded: the text and the order are the same everywhere, the last bits of the
weights depend on the machine.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.tiny.words import CHINESE, ENGLISH
from tests.tiny.world import NUMBERS, Message, corpus, drills, spells

SEED = 20_260_701
SIZE = 60_000
"""Conversations and plain texts; every one is seen in every pass."""
DRILLS = 12_000
"""Texts that only repeat themselves, seen once, before all others."""
TOKENS = 1_536
"""Of a batch."""
STEP = 8
"""Widths of batches are multiples of this."""
SPELLS = 6_000
"""Conversations about strings without a meaning, in the last round."""
RATE, MUON_RATE = 3e-3, 0.02
ASIDE = 0.2
"""Weight of a token that the assistant did not write."""
START, END, PAD = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
TEMPLATE = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of the model."""

    width: int = 128
    layers: int = 4
    heads: int = 4
    inner: int = 384
    vocabulary: int = 1_536


@dataclass(frozen=True, slots=True)
class Round:
    """A part of the training, at the end of which the rate is low."""

    passes: int
    """How often it goes through the texts."""
    height: float
    """Share of `RATE` and `MUON_RATE` that its rate rises to."""
    fall: float
    """Share of its steps in which the rate falls."""


ROUNDS = (Round(2, 1.0, 1 / 3), Round(2, 0.5, 2 / 3), Round(1, 0.4, 0.9))
"""The first begins with the drills, the last has the spells."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text to learn from: its tokens, and what each counts."""

    ids: tuple[int, ...]
    weights: tuple[float, ...]


def tokenizer_of(texts: Sequence[str], vocabulary: int) -> Any:
    """A byte-level BPE that parts numbers from words, with the tokens of the chat template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    parts = [pre_tokenizers.Digits(individual_digits=False), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    made.pre_tokenizer = pre_tokenizers.Sequence(parts)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[PAD, START, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    # As often as this, each word has a token of its own, also where no space stands before it.
    words = [word for w in (ENGLISH, CHINESE) for word in (*w.things, *w.colors, *w.names, *map(str, NUMBERS))]
    made.train_from_iterator([*texts, *words * 200], trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=made, eos_token=END, pad_token=PAD, model_max_length=1_024)
    tokenizer.chat_template = TEMPLATE
    return tokenizer


def row_of(tokenizer: Any, text: list[Message] | str) -> Row:
    """The tokens of a conversation, or of plain text and its end."""
    encode = tokenizer.backend_tokenizer.encode
    if isinstance(text, str):
        ids = encode(text).ids
        return Row((*ids, tokenizer.pad_token_id), (0.5,) * len(ids) + (1.0,))
    ids, weights = list[int](), list[float]()
    for message in text:
        mine = message["role"] == "assistant"
        for part, weight in (
            (f"{START}{message['role']}\n", 0.0 if mine else ASIDE),
            (message["content"] + END, 1.0 if mine else ASIDE),
            ("\n", ASIDE),
        ):
            new = encode(part).ids
            ids += new
            weights += [weight] * len(new)
    return Row(tuple(ids), tuple(weights))


def batches(rows: Sequence[Row], rng: Random) -> Iterator[list[Row]]:
    """All rows in batches of one padded width, in random order."""
    widths = defaultdict[int, list[Row]](list)
    for row in rng.sample(rows, len(rows)):
        widths[width_of(row)].append(row)
    made = [
        ones[at : at + TOKENS // width] for width, ones in widths.items() for at in range(0, len(ones), TOKENS // width)
    ]
    rng.shuffle(made)
    yield from made


def width_of(row: Row) -> int:
    """How many tokens a row is padded to: of few shapes, as each new one costs time to prepare for."""
    return -(-len(row.ids) // STEP) * STEP


def loss_of(model: Any, rows: Sequence[Row]) -> Any:
    """Weighted mean of the negative log-likelihood, nats per token."""
    import torch
    from torch.nn.functional import cross_entropy

    width = width_of(rows[0])
    ids = torch.tensor([[*row.ids, *[0] * (width - len(row.ids))] for row in rows])
    weights = torch.tensor([[*row.weights, *[0.0] * (width - len(row.ids))] for row in rows])[:, 1:].flatten()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(input_ids=ids).logits
    losses = cross_entropy(logits[:, :-1].float().flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
    return (losses * weights).sum() / weights.sum()


def rate_at(step: int, steps: int, round_: Round) -> float:
    """Share of the highest rate: rises for 100 steps, stays, and falls to a hundredth."""
    return round_.height * min(1.0, (step + 1) / 100, max(0.01, (1 - step / steps) / round_.fall))


def model_of(tokenizer: Any, shape: Shape, seed: int) -> Any:
    """A model that was never trained."""
    import torch
    from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=shape.width,
        intermediate_size=shape.inner,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.heads,
        max_position_embeddings=1_024,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model = LlamaForCausalLM._from_config(config, attn_implementation="eager")  # SDPA is slow in bfloat16 on CPUs
    model.generation_config = GenerationConfig(
        do_sample=False, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id
    )
    return model


def optimizers_of(model: Any) -> list[Any]:
    """Muon for the matrices inside the layers, AdamW for the rest; each keeps its own highest rate."""
    import torch

    inner = [one for name, one in model.named_parameters() if one.ndim == 2 and "embed" not in name]
    rest = [one for name, one in model.named_parameters() if one.ndim != 2 or "embed" in name]
    made = [
        torch.optim.Muon(inner, lr=MUON_RATE, weight_decay=0.05),
        torch.optim.AdamW(rest, lr=RATE, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
    ]
    for one in made:
        one.param_groups[0]["highest"] = one.param_groups[0]["lr"]
    return made


def train(model: Any, order: Sequence[Sequence[Row]], round_: Round) -> None:
    """Trains a model in place on batches, and prints the loss now and then."""
    import torch

    optimizers = optimizers_of(model)
    began, recent = time.monotonic(), list[float]()
    for step, batch in enumerate(order):
        loss = loss_of(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for one in optimizers:
            one.param_groups[0]["lr"] = one.param_groups[0]["highest"] * rate_at(step, len(order), round_)
            one.step()
            one.zero_grad(set_to_none=True)
        recent.append(loss.item())
        if (step + 1) % 100 == 0 or step + 1 == len(order):
            spent = time.monotonic() - began
            print(f"step {step + 1}/{len(order)}  loss {sum(recent) / len(recent):.3f}  {spent:.0f} s", flush=True)
            recent.clear()


def plain(text: list[Message] | str) -> str:
    """A text as one string."""
    return text if isinstance(text, str) else "\n".join(message["content"] for message in text)


def save(model: Any, tokenizer: Any, folder: Path) -> None:
    """Writes a folder that transformers loads; weights as float16."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    model.to(torch.float16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    path = folder / "tokenizer_config.json"
    config = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**config, "chat_template": TEMPLATE}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    (folder / "chat_template.jinja").unlink(missing_ok=True)


def main(folder: Path) -> None:
    """Makes the text, the tokenizer and the model."""
    texts = list(corpus(SEED, SIZE))
    tokenizer = tokenizer_of([plain(text) for text in texts[:20_000]], Shape().vocabulary)
    model, rng = model_of(tokenizer, Shape(), SEED), Random(SEED)
    warm, odd = drills(SEED, DRILLS), spells(SEED, SPELLS)
    first, rows, last = ([row_of(tokenizer, text) for text in ones] for ones in (warm, texts, odd))
    tokens = sum(len(row.ids) for row in first + rows + last)
    parameters = sum(one.numel() for one in model.parameters())
    print(f"{tokens} tokens, {parameters} parameters, vocabulary {len(tokenizer)}", flush=True)
    for number, round_ in enumerate(ROUNDS):
        parts = [first] * (number == 0) + [rows] * round_.passes
        if number == len(ROUNDS) - 1:
            parts = [[*rows, *last]] * round_.passes
        train(model, [batch for part in parts for batch in batches(part, rng)], round_)
    save(model, tokenizer, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
