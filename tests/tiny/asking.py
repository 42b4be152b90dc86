"""Asks a model the questions of the world in the plainest way: a reference that is slow and easy to check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.tiny.world import Message, Question

BATCH = 64


def prompt_ids(tokenizer: Any, messages: Sequence[Message]) -> list[int]:
    """The tokens up to where the assistant begins to write."""
    return list(tokenizer.apply_chat_template(list(messages), add_generation_prompt=True, return_dict=False))


def _forward(model: Any, rows: Sequence[Sequence[int]]) -> Any:
    """Log-probabilities, in float32, of what comes next at every place; rows are padded at their ends, where no
    earlier place sees it."""
    import torch

    width = max(map(len, rows))
    ids = torch.tensor([[*row, *[0] * (width - len(row))] for row in rows])
    with torch.inference_mode():
        return model(input_ids=ids).logits.float().log_softmax(-1)


def likeliest(model: Any, tokenizer: Any, questions: Sequence[Question]) -> list[bool]:
    """Is the right answer likelier than each wrong one? Summed over its tokens and the end of the turn."""
    right = []
    for one in questions:
        prompt = prompt_ids(tokenizer, one.messages())
        options = (one.answer, *one.options)
        tails = [[*tokenizer(text, add_special_tokens=False).input_ids, tokenizer.eos_token_id] for text in options]
        logs = _forward(model, [[*prompt, *tail] for tail in tails])
        start = len(prompt) - 1
        sums = [
            sum(float(logs[row, start + place, token]) for place, token in enumerate(tail))
            for row, tail in enumerate(tails)
        ]
        right.append(max(range(len(sums)), key=sums.__getitem__) == 0)
    return right


def written(model: Any, tokenizer: Any, prompts: Sequence[Sequence[Message]], most: int = 32) -> list[str]:
    """What the model writes where it always takes the likeliest token, up to the end of its turn."""
    rows = [prompt_ids(tokenizer, messages) for messages in prompts]
    starts = [len(row) for row in rows]
    order = sorted(range(len(rows)), key=starts.__getitem__)
    for begin in range(0, len(order), BATCH):
        live = order[begin : begin + BATCH]
        for _ in range(most):
            logs = _forward(model, [rows[at] for at in live])
            for place, at in enumerate(live):
                rows[at].append(int(logs[place, len(rows[at]) - 1].argmax()))
            live = [at for at in live if rows[at][-1] != tokenizer.eos_token_id]
            if not live:
                break
    return [tokenizer.decode(row[start:], skip_special_tokens=True) for row, start in zip(rows, starts, strict=True)]
