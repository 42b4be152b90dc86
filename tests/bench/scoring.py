"""Log-probabilities of options beside lm-eval's HF backend: the same questions, tokenizer and weights, one thread each.

The models have random weights, on which the time does not depend. `python -m tests.bench.scoring` prints the section;
`--large` measures two larger sizes as well.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

WORDS = 32_000
QUESTIONS, OPTIONS = 32, 4
BATCH = 8
"""Rows at once of lm-eval, which sorts them by length as we do."""
ROUNDS = 3


@dataclass(frozen=True)
class Shape:
    """Sizes of a Llama."""

    name: str
    hidden: int
    layers: int
    inner: int
    questions: int = QUESTIONS
    rounds: int = ROUNDS


SMALL = Shape("13M", 256, 6, 688)
LARGE = (Shape("110M", 768, 12, 2048, questions=8, rounds=1), Shape("360M", 1280, 18, 3456, questions=4, rounds=1))
Pairs = list[tuple[str, str]]


def measure(shapes: Sequence[Shape] = (SMALL,)) -> str:
    """The section of the page."""
    import lm_eval
    import torch
    import transformers

    torch.set_num_threads(1)
    versions = f"lm-eval {lm_eval.__version__}, transformers {transformers.__version__}, torch {torch.__version__}"
    lines = [
        "## Log-probabilities of options: speed beside lm-eval",
        "",
        f"{OPTIONS} options to a question, context of 200 to 300 tokens; random Llamas with {WORDS:,} words, float32,",
        "seconds of one core, both in one process on the same weights, alternating, median of the rounds"
        f" ({ROUNDS}; larger models: one). {versions}, its batches of {BATCH} rows.",
        "",
        "| model | questions | options | lm-eval | this | times as fast | largest difference |",
        "|---|---|---|---|---|---|---|",
    ]
    for shape in shapes:
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = _both(shape, Path(folder))
            for name, lengths in (("of 3 to 9 tokens", (3, 9)), ("of one token", (1, 1))):
                lines.append(_row(shape, name, questions(shape.questions, lengths), ours, theirs))
    return "\n".join(lines) + "\n"


def questions(count: int, lengths: tuple[int, int]) -> Pairs:
    """Contexts and options of random words, each of which is one token."""
    draw = random.Random(7)

    def text(length: int) -> str:
        return " ".join(f"w{draw.randrange(10, WORDS)}" for _ in range(length))

    found = []
    for _ in range(count):
        context = text(draw.randint(200, 300))
        found += [(context, f" {text(draw.randint(*lengths))}") for _ in range(OPTIONS)]
    return found


Score = Callable[[Pairs], list[float]]


def _row(shape: Shape, name: str, pairs: Pairs, ours: Score, theirs: Score) -> str:
    took: list[tuple[float, float]] = []
    for _ in range(shape.rounds):
        (their_time, wanted), (our_time, found) = _timed(theirs, pairs), _timed(ours, pairs)
        took.append((their_time, our_time))
    apart = max(abs(one - other) for one, other in zip(found, wanted, strict=True))
    if apart > 1e-4:
        raise SystemExit(f"{shape.name}, options {name}: log-probabilities differ by {apart}")
    their_time, our_time = (median(column) for column in zip(*took, strict=True))
    return (
        f"| {shape.name} | {shape.questions} | {name} | {their_time:.1f} s | {our_time:.2f} s |"
        f" {their_time / our_time:.1f} | {apart:.0e} |"
    )


def _timed(score: Score, pairs: Pairs) -> tuple[float, list[float]]:
    start = time.process_time()
    found = score(pairs)
    return time.process_time() - start, found


def _both(shape: Shape, folder: Path) -> tuple[Score, Score]:
    from auditor.models import Plain, Score, Scored
    from auditor.models.local import open_models

    tokenizer = _write(shape, folder)
    model = open_models(str(folder)).tuned

    def ours(pairs: Pairs) -> list[float]:
        replies = dict(model.score([Score(Plain(context), option) for context, option in pairs]))
        return [reply.total for _, reply in sorted(replies.items()) if isinstance(reply, Scored)]

    return ours, _lm_eval(model.network.model, tokenizer)


def _lm_eval(model: Any, tokenizer: Any) -> Score:
    from lm_eval.api.instance import Instance
    from lm_eval.models.huggingface import HFLM

    backend = HFLM(pretrained=model, tokenizer=tokenizer, batch_size=BATCH)

    def theirs(pairs: Pairs) -> list[float]:
        asked = [
            Instance(request_type="loglikelihood", doc={}, arguments=pair, idx=at) for at, pair in enumerate(pairs)
        ]
        return [total for total, _ in backend.loglikelihood(asked, disable_tqdm=True)]

    return theirs


def _write(shape: Shape, folder: Path) -> Any:
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=WORDS, hidden_size=shape.hidden, num_hidden_layers=shape.layers, intermediate_size=shape.inner,
        num_attention_heads=shape.hidden // 64, num_key_value_heads=shape.hidden // 64, tie_word_embeddings=True,
        max_position_embeddings=2048, bos_token_id=1, eos_token_id=2,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    vocabulary = {"<unk>": 0, "<s>": 1, "</s>": 2} | {f"w{at}": at for at in range(3, WORDS)}
    core = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    core.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=core, bos_token="<s>", eos_token="</s>", unk_token="<unk>")
    tokenizer.save_pretrained(folder)
    return tokenizer


if __name__ == "__main__":
    print(measure((SMALL, *LARGE) if "--large" in sys.argv else (SMALL,)))
