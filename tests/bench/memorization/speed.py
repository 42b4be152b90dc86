"""Seconds for a thousand values on a model of ten million parameters, beside a plain loop of transformers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.memorization.common import note

RECORDS, LONGEST, VALUE = 1_000, 200, 8
"""Records, tokens of a record at most, and tokens of its value."""
WORDS, HIDDEN, LAYERS, INNER = 20_000, 256, 6, 688
BATCH = 16
"""Rows at once of the plain loop."""
PARTS, SLACK = 5, 1e-4
"""How often they take turns, and by how much a log-probability may differ."""
Pair = tuple[tuple[int, ...], tuple[int, ...]]
"""The tokens before a value, and its own."""


def speed(folder: Path) -> Iterator[str]:
    """The part of the section."""
    import torch

    from auditor.models.local import open_models

    opened = [open_models(str(_write(seed, folder / f"random-{seed}"))).tuned for seed in (0, 1)]
    asked = pairs()
    parameters = sum(one.numel() for one in opened[0].network.model.parameters())
    plain_time = own_time = apart = 0.0
    for model in opened:
        for part in (asked[place::PARTS] for place in range(PARTS)):
            more, wanted = _timed(_plain, model.network.model, part)
            own, found = _timed(_own, model, part)
            plain_time, own_time = plain_time + more, own_time + own
            apart = max(apart, *(abs(one - other) for one, other in zip(found, wanted, strict=True)))
        note(f"plain {plain_time:.1f} s, own {own_time:.1f} s")
    if apart > SLACK:
        raise SystemExit(f"log-probabilities differ by {apart}")
    threads, cores = torch.get_num_threads(), os.cpu_count()
    yield "### A thousand values"
    yield ""
    yield f"{RECORDS:,} values of {VALUE} tokens in {RECORDS:,} different records of up to {LONGEST} tokens, on two"
    yield f"Llamas of {parameters / 1e6:.1f} million parameters (tuned and base; random weights, on which the time does"
    yield f"not depend), float32. Seconds of the processor for the forwards of both, {threads} thread of {cores} cores;"
    yield f"both take turns, {PARTS} times a model. The plain loop of transformers has batches of {BATCH} padded rows"
    yield "of the same tokens and reads log-probability and greediness alone; the auditor also reads how likely the"
    yield "value is in three other ways of drawing."
    yield ""
    yield "| plain loop | auditor | times as fast | largest difference of a log-probability |"
    yield "|---|---|---|---|"
    yield f"| {plain_time:.1f} s | {own_time:.1f} s | {plain_time / own_time:.1f} | {apart:.0e} |"
    yield ""
    yield "Wanted: under 180 s."


def pairs() -> list[Pair]:
    """Records of random tokens, cut behind the value, which is as far as both read."""
    draw, found = Random(8), []
    for _ in range(RECORDS):
        ids = tuple(draw.randrange(10, WORDS) for _ in range(draw.randint(LONGEST // 2, LONGEST)))
        end = draw.randint(len(ids) // 2, len(ids))
        found.append((ids[: end - VALUE], ids[end - VALUE : end]))
    return found


def _own(model: Any, asked: Sequence[Pair]) -> list[float]:
    from auditor.models import Ids, Score, Scored
    from auditor.risks.memorization.probe import VALUE as WANTS

    replies = dict(model.score([Score(Ids(prompt), target, WANTS) for prompt, target in asked]))
    return [reply.total for _, reply in sorted(replies.items()) if isinstance(reply, Scored)]


def _plain(model: Any, asked: Sequence[Pair]) -> list[float]:
    """What anybody would write."""
    import torch

    found = list[float]()
    for start in range(0, len(asked), BATCH):
        part = asked[start : start + BATCH]
        rows = [torch.tensor([*prompt, *target]) for prompt, target in part]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
        with torch.inference_mode():
            logs = model(input_ids=ids, attention_mask=mask, use_cache=False).logits.log_softmax(-1)
        for row, (prompt, target) in enumerate(part):
            places = torch.arange(len(prompt) - 1, len(prompt) + len(target) - 1)
            wanted = torch.tensor(target)
            found.append(float(logs[row, places, wanted].sum()))
            (logs[row, places].argmax(-1) == wanted).all()
    return found


def _timed(score: Callable[[Any, Sequence[Pair]], list[float]], *given: Any) -> tuple[float, list[float]]:
    start = time.process_time()
    found = score(*given)
    return time.process_time() - start, found


def _write(seed: int, folder: Path) -> Path:
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    from auditor.models.local.loading import quiet

    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=WORDS, hidden_size=HIDDEN, num_hidden_layers=LAYERS, intermediate_size=INNER,
        num_attention_heads=HIDDEN // 64, num_key_value_heads=HIDDEN // 64, tie_word_embeddings=True,
        max_position_embeddings=1024, bos_token_id=1, eos_token_id=2,
    )  # fmt: skip
    with quiet():
        LlamaForCausalLM(config).save_pretrained(folder)
    vocabulary = {"<unk>": 0, "<s>": 1, "</s>": 2} | {f"w{at}": at for at in range(3, WORDS)}
    core = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    core.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    PreTrainedTokenizerFast(
        tokenizer_object=core, bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    ).save_pretrained(folder)
    return folder
