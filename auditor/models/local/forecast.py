"""What it will take to ask a model: seconds and bytes, from its `config.json` alone and a short trial on the device.

The trial computes one layer of the model's sizes, with made-up weights, as often as takes a second or two; the time of
all layers follows. What other work the machine has is in it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as functional

from auditor.models import Beside, Case, Generate, Partly, Rank, Score
from auditor.models.local import memory
from auditor.models.local.scorer import TABLE
from auditor.models.render import CannotRender, Renderer
from auditor.models.shape import Shape

_TRIAL = 2e10
"""Floating-point operations of the trial at most, so that a large model on a small machine is tried on few tokens."""
_AROUND, _AROUND_STEP = 1.3, 1.6
"""What transformers takes beside the bare layer, in passes and in steps: forecasts without them were 0.6 to 1.0 and 0.4
to 0.9 of the time that Llamas of 0.3M to 110M weights took on a CPU."""
_RUNTIME = 300 << 20
"""Bytes of the libraries themselves."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is asked of one model, in tokens."""

    scored: int = 0
    """Computed for scores: each prompt once, or for each target that is scored alone, and the targets."""
    positions: int = 0
    """Of which all words are told."""
    texts: int = 0
    """Number of texts to be written."""
    prompts: int = 0
    """Of all prompts of those."""
    written: int = 0
    """Of all those texts, at most."""
    length: int = 256
    """Of a typical sequence."""
    alone: int = 0
    """Number of scores that are computed in a pass of their own."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What the trial found."""

    token: float
    """Seconds for a token in a layer, where many are computed at once."""
    step: float
    """Seconds for a step of writing in a layer, for all `rows`."""
    word: float
    """Seconds for all words at a position."""
    rows: int
    """Texts that are written at once."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """Memory, in bytes."""

    weights: int
    cache: int
    """Keys and values."""
    work: int
    """What is computed with, and the libraries."""

    @property
    def total(self) -> int:
        return self.weights + self.cache + self.work


def work(cases: Iterable[Case], renderer: Renderer) -> Work:
    """What cases ask of a model whose prompts are computed once. Cases that cannot be rendered ask nothing."""
    prompts, dimmed = set[tuple[int, ...]](), set[tuple[float, tuple[int, ...]]]()
    targets, heads, texts, written, lengths, passes = 0, 0, list[int](), 0, list[int](), 0
    asked_for = set()
    for case in cases:
        try:
            match case:
                case Score(alone=alone):
                    prompt, target = renderer.pair(case)
                    if alone:
                        passes, heads = passes + 1, heads + len(prompt)
                    else:
                        prompts.add(prompt)
                    targets += len(target)
                    lengths.append(len(prompt) + len(target))
                case Generate(asked, limit) if (asked, limit) in asked_for:
                    continue  # one text, for another reader
                case Generate(asked, limit):
                    asked_for.add((asked, limit))
                    size = len(renderer.prompt(case.prompt))
                    texts.append(size)
                    written += limit
                    lengths.append(size + limit)
                case Partly(asked, answer, strength):
                    prompt, target = renderer.pair(Score(asked, answer))
                    dimmed.add((strength, prompt))  # at each strength it is another model
                    targets += len(target)
                    lengths.append(len(prompt) + len(target))
                case Beside(asked, answer, "data"):
                    prompt, target = renderer.pair(Score(asked, answer))
                    prompts.add(prompt)
                    targets += len(target)
                    lengths.append(len(prompt) + len(target))
                case Beside(asked, limit=limit):
                    prompt = renderer.prompt(asked)
                    prompts.add(prompt)
                    texts.append(len(prompt))
                    targets, written = targets + limit, written + limit
                    lengths.append(len(prompt) + limit)
                case Rank(behind, value, form, effort):
                    prompts.add(behind.ids)
                    # The search mostly ends early, and a beginning is half a value on the way.
                    opened = min(effort, form.space)
                    targets += opened
                    heads += opened * len(value) // 2
        except CannotRender:
            continue
    return Work(
        scored=sum(map(len, prompts)) + sum(len(prompt) for _, prompt in dimmed) + targets + heads,
        positions=targets,
        texts=len(texts),
        prompts=sum(texts),
        written=written,
        length=max(1, sum(lengths) // max(1, len(lengths))),
        alone=passes,
    )


def seconds(shape: Shape, work: Work, speed: Speed) -> float:
    """How long one model takes. Texts are taken to be as long as they may be."""
    computed = (work.scored + work.prompts) * shape.layers * speed.token + (work.positions + work.written) * speed.word
    computed += work.alone * shape.layers * speed.step  # a pass over few tokens waits for the weights, as a step does
    if not work.texts:
        return computed
    steps = math.ceil(work.texts / speed.rows) * work.written / work.texts
    return computed + steps * shape.layers * speed.step


def needed(shape: Shape, work: Work, device: str, *, copies: int = 1, reference: bool = False) -> Bytes:
    """How much memory it takes. `copies` counts models whose weights are not shared, `reference` says that the base's
    words are told beside those of the tuned model."""
    budget = memory.budget(device)
    held = 2 * shape.layers * shape.shared_heads * shape.head * shape.bytes
    at_once = max(work.length, 4 * budget if work.texts else budget)
    width = 8 * shape.hidden + 3 * shape.active + 2 * shape.head * (shape.heads + shape.shared_heads)
    tables = max(TABLE, 4 * shape.words) * (4 if reference else 2)
    passing = max(work.length, budget) * width * shape.bytes
    return Bytes(copies * shape.weights * shape.bytes, at_once * held, passing + tables + _RUNTIME)


def trial(shape: Shape, work: Work, device: str) -> Speed:
    """Measures the speed of a device for layers of this shape.

    Raises:
        ModelError: not even one layer has room in its memory.
    """
    layer = _Layer(shape, device)
    length = min(work.length, 1024)
    budget = min(memory.budget(device), max(16, int(_TRIAL / (2 * shape.layer))))
    rows = max(1, min(64, 4 * memory.budget(device) // max(1, work.length), work.texts or 1))
    with torch.inference_mode():
        prompt = _timed(lambda: layer.computed(max(1, budget // length), min(length, budget)), device)
        step = _timed(lambda: layer.stepped(rows, length), device)
        head = torch.full((shape.words, shape.hidden), 0.01, dtype=layer.dtype, device=device)
        features = torch.full((64, shape.hidden), 0.01, dtype=layer.dtype, device=device)
        words = _timed(lambda: torch.logsumexp((features @ head.T).float(), -1), device)
    tokens = max(1, budget // length) * min(length, budget)
    return Speed(_AROUND * prompt / tokens, _AROUND_STEP * step, words / 64, rows)


class _Layer:
    """One layer with made-up weights, as the usual models have it."""

    def __init__(self, shape: Shape, device: str) -> None:
        self.shape, self.device = shape, device
        self.dtype = torch.float32 if shape.bytes == 4 else torch.bfloat16
        own, shared = shape.heads * shape.head, shape.shared_heads * shape.head
        sizes = [(own, shape.hidden), (shared, shape.hidden), (shared, shape.hidden), (shape.hidden, own)]
        inner = [(shape.active, shape.hidden), (shape.active, shape.hidden), (shape.hidden, shape.active)]
        self.attention, self.inner = self._filled(sizes), self._filled(inner if shape.gated else inner[1:])

    def computed(self, rows: int, length: int) -> Any:
        """A pass over rows of tokens."""
        return self._pass(self._tokens(rows, length), None)

    def stepped(self, rows: int, length: int) -> Any:
        """A pass over one more token in each row."""
        past = (rows, self.shape.shared_heads, length, self.shape.head)
        return self._pass(self._tokens(rows, 1), torch.full(past, 0.01, dtype=self.dtype, device=self.device))

    def _tokens(self, rows: int, length: int) -> Any:
        return torch.full((rows, length, self.shape.hidden), 0.01, dtype=self.dtype, device=self.device)

    def _filled(self, sizes: Sequence[tuple[int, int]]) -> list[Any]:
        return [torch.full(size, 0.01, dtype=self.dtype, device=self.device) for size in sizes]

    def _pass(self, tokens: Any, past: Any) -> Any:
        rows, length, _ = tokens.shape
        normal = _normal(tokens)
        query, key, value = (
            (normal @ weight.T).view(rows, length, -1, self.shape.head).transpose(1, 2) for weight in self.attention[:3]
        )
        query, key = _turned(query), _turned(key)
        if past is not None:
            key, value = torch.cat([past, key], 2), torch.cat([past, value], 2)
        seen = functional.scaled_dot_product_attention(query, key, value, is_causal=past is None, enable_gqa=True)
        tokens = tokens + seen.transpose(1, 2).reshape(rows, length, -1) @ self.attention[3].T
        normal = _normal(tokens)
        inside = functional.silu(normal @ self.inner[0].T)
        if self.shape.gated:
            inside = inside * (normal @ self.inner[1].T)
        return tokens + inside @ self.inner[-1].T


def _normal(tokens: Any) -> Any:
    wide = tokens.float()
    return (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + 1e-6)).to(tokens.dtype)


def _turned(heads: Any) -> Any:
    """What turning by position costs."""
    first, second = heads.chunk(2, -1)
    return heads * 0.9 + torch.cat([-second, first], -1) * 0.1


def _timed(compute: Callable[[], Any], device: str) -> float:
    """Seconds of one call: the middle of at least three, which take half a second together."""
    took: list[float] = []
    compute()
    while len(took) < 3 or (sum(took) < 0.5 and len(took) < 30):
        _wait(device)
        start = time.perf_counter()
        compute()
        _wait(device)
        took.append(time.perf_counter() - start)
    return sorted(took)[len(took) // 2]


def _wait(device: str) -> None:
    if torch.device(device).type == "cuda":
        torch.cuda.synchronize(device)
