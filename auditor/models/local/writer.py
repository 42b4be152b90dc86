"""Greedy generation: prompts of like length at once; rows that have ended leave the batch; texts go to readers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import GenerationConfig

from auditor.models import Generate, Generated, Read, Unanswered
from auditor.models.local import memory
from auditor.models.local.loading import quiet
from auditor.models.local.network import Network, filled
from auditor.models.local.plan import Tokens
from auditor.models.render import CLOSES, OPENS, CannotRender, Renderer

_ENOUGH = 0.75
"""Share of the rows of a batch below which it is made smaller."""
_OPENING = 8
"""Tokens within which a thought has begun, if there is one."""


@dataclass(frozen=True, slots=True)
class Writer:
    """What a model writes, and what becomes of it."""

    network: Network
    renderer: Renderer
    ends: Tokens
    """Tokens that end a text."""
    thoughts: int
    """Most tokens of a thought before the text."""


@dataclass(frozen=True, slots=True)
class Due:
    """A text that is to be written."""

    place: int
    prompt: Tokens
    limit: int
    """Most tokens of the text."""
    thinks: bool
    """Whether the prompt has opened a thought."""


def due(writer: Writer, place: int, case: Generate) -> Due | Unanswered:
    """What is to be written for a case, or why nothing can be."""
    try:
        prompt = writer.renderer.prompt(case.prompt)
    except CannotRender as error:
        return Unanswered(error.reason)
    if max(prompt) >= writer.network.words:
        return Unanswered("unknown_token")
    if len(prompt) + case.limit + writer.thoughts > writer.network.context:
        return Unanswered("too_long")
    tail: str = writer.renderer.tokenizer.core.decode(list(prompt[-4:]), skip_special_tokens=False)
    return Due(place, prompt, case.limit, tail.rstrip().endswith(OPENS))


def written(writer: Writer, texts: Sequence[Due], room: memory.Room) -> Iterator[tuple[Due, Generated]]:
    """The texts, those of a batch as soon as it is written; the longest first.

    Raises:
        ModelError: the memory does not suffice for a single text.
    """
    for text, ids in wrote(writer, texts, room):
        yield text, generated(writer, text, ids)


def wrote(writer: Writer, texts: Sequence[Due], room: memory.Room) -> Iterator[tuple[Due, Tokens]]:
    """Likewise the tokens, with the one that ends a text and with its thoughts."""
    waiting = sorted(texts, key=lambda text: (-len(text.prompt), -text.limit))
    while waiting:
        batch = waiting[: _take(writer, waiting, room.budget)]
        found = memory.tried(lambda batch=batch: _batch(writer, batch))  # type: ignore[misc]
        if found is None:
            room.halve(len(batch), _length(writer, batch[0]))
            continue
        waiting = waiting[len(batch) :]
        yield from zip(batch, found, strict=True)


def generated(writer: Writer, text: Due, ids: Tokens) -> Generated:
    """The text of what was written, without thoughts, and cut at the limit."""
    core = writer.renderer.tokenizer.core
    ended = bool(ids) and ids[-1] in writer.ends
    said = list(ids[:-1] if ended else ids)
    thought = text.thinks or _thinks(writer, said)
    if thought:
        # The shortest beginning in which the thought is closed: the words that close it need not be one token.
        cut = bisect_left(range(len(said)), True, key=lambda at: CLOSES in core.decode(said[: at + 1], False))
        said, ended = said[cut + 1 :], ended and cut < len(said)
    if len(said) > text.limit:
        said, ended = said[: text.limit], False
    words: str = core.decode(said, skip_special_tokens=True)
    special = tuple(writer.renderer.special[token] for token in said if token in writer.renderer.special)
    return Generated(words.lstrip() if thought else words, len(said), ended, special)


def _thinks(writer: Writer, ids: Sequence[int]) -> bool:
    begins: str = writer.renderer.tokenizer.core.decode(list(ids[:_OPENING]), skip_special_tokens=False)
    return begins.lstrip().startswith(OPENS)


def _length(writer: Writer, text: Due) -> int:
    return len(text.prompt) + text.limit + writer.thoughts


def _take(writer: Writer, waiting: Sequence[Due], budget: int) -> int:
    """How many of the first texts are written at once: all of one length where a model allows no padding."""
    first, count = waiting[0], 0
    width = 0
    for text in waiting:
        width = max(width, _length(writer, text))
        even = width <= writer.network.sharing or len(text.prompt) == len(first.prompt)
        if count and (width * (count + 1) > budget or not even):
            break
        count += 1
    return count


def _batch(writer: Writer, batch: Sequence[Due]) -> list[Tokens]:
    with writer.network.asked():
        if max(_length(writer, text) for text in batch) > writer.network.sharing:
            return _by_transformers(writer, batch)
        return _by_steps(writer, batch)


def _done(writer: Writer, text: Due, ids: Sequence[int]) -> bool:
    thinks = writer.thoughts > 0 and (text.thinks or len(ids) < _OPENING or _thinks(writer, ids))
    return ids[-1] in writer.ends or len(ids) >= text.limit + (writer.thoughts if thinks else 0)


def _by_steps(writer: Writer, batch: Sequence[Due]) -> list[Tokens]:
    network, live = writer.network, list(range(len(batch)))
    cache, ids = network.cache(), filled([text.prompt for text in batch], network.device)
    positions = torch.tensor([len(text.prompt) for text in batch], device=network.device)
    mask = torch.arange(ids.shape[1], device=network.device)[None] < positions[:, None]
    features = network.features(ids, past_key_values=cache, use_cache=True)
    last = features[torch.arange(len(batch), device=network.device), positions - 1]
    del features
    said: list[list[int]] = [[] for _ in batch]
    done: set[int] = set()
    while True:
        tokens = network.logits(last).argmax(-1)
        for row, token in zip(live, tokens.tolist(), strict=True):
            if row not in done:
                said[row].append(token)
        done = {row for row in live if row in done or _done(writer, batch[row], said[row])}
        kept = [at for at, row in enumerate(live) if row not in done]
        if not kept:
            break
        if len(kept) < _ENOUGH * len(live):
            index = torch.tensor(kept, device=network.device)
            cache.batch_select_indices(index)
            tokens, mask, positions, live = tokens[index], mask[index], positions[index], [live[at] for at in kept]
        mask = torch.cat([mask, torch.ones_like(mask[:, :1])], 1)
        last = network.features(
            tokens[:, None],
            attention_mask=mask.long(),
            position_ids=positions[:, None],
            past_key_values=cache,
            use_cache=True,
        )[:, -1]
        positions = positions + 1
    return [tuple(ids) for ids in said]


def _by_transformers(writer: Writer, batch: Sequence[Due]) -> list[Tokens]:
    """For models whose cache cannot be padded: prompts of one length."""
    most = max(text.limit for text in batch) + writer.thoughts
    settings = GenerationConfig(
        do_sample=False, max_new_tokens=most, eos_token_id=list(writer.ends) or None, pad_token_id=0
    )
    ids = filled([text.prompt for text in batch], writer.network.device)
    with quiet():
        found: Any = writer.network.model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), generation_config=settings
        )
    return [_cut(writer, text, row) for text, row in zip(batch, found[:, ids.shape[1] :].tolist(), strict=True)]


def _cut(writer: Writer, text: Due, ids: Sequence[int]) -> Tokens:
    """What was written until it was done: a row that had ended waits for the others."""
    return tuple(ids[: next((at for at in range(1, len(ids)) if _done(writer, text, ids[:at])), len(ids))])


def answers(writer: Writer, cases: Sequence[Generate], room: memory.Room) -> Iterator[tuple[int, Read | Unanswered]]:
    """The place of each case with what its reader made of the text.

    Raises:
        ModelError: the memory does not suffice for a single text.
    """
    texts = []
    for place, case in enumerate(cases):
        match due(writer, place, case):
            case Unanswered() as reply:
                yield place, reply
            case Due() as text:
                texts.append(text)
    for text, said in written(writer, texts, room):
        yield text.place, Read(cases[text.place].reader.read(said))
