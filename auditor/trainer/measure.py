"""What is asked of a model in training: how far it went from where it began, and how much of the data it gives away."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import torch

from auditor.checks import Behind, Sample, Target
from auditor.errors import UsageError
from auditor.models import Plain, Score, Scored
from auditor.models.local.network import Network
from auditor.models.local.scorer import LocalModel
from auditor.models.render import CannotRender, Renderer
from auditor.suites import Follow
from auditor.suites.packs import TEXTS, pack

EACH = 16
"""Texts of each part whose next tokens are compared, and tokens of each that are: their distributions are kept."""
POSITIONS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A text, and where in it the next token is looked at."""

    ids: tuple[int, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """What the model says of one value."""

    own: float
    """Log-probability of its own part behind all that stands before it, nats."""
    greedy: bool
    """Whether the model writes the whole value, at each token its first choice."""


@dataclass(frozen=True, slots=True)
class Copies:
    """The values that stand equally often in the data."""

    copies: int
    values: int
    exposure: float
    """Mean of log2(how many values there could be) + log2(probability of this one), at least 0: certified, bits."""
    highest: float
    """The greatest of them."""
    bits: float
    """Mean of the exposure that a value has that surely comes out, bits."""
    gain: float
    """Mean of log2(probability now / probability at the start), bits."""
    extractable: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement."""

    kl_text: float
    """Mean of KL(start || now) over the next token of general texts, nats."""
    kl_answers: float | None
    """Likewise over answers of the training data; None where there are none."""
    copies: tuple[Copies, ...]
    leaked: tuple[Target, ...]
    """What the model writes now and did not write at the start."""


class Watch:
    """The model in training, what it is asked, and what it said at the start.

    Made, as asked, only while the model is borrowed. The start of an adapter is its base, of which it is told whether
    the training goes on from an earlier one or not; that of a whole model is the model as it is now.
    """

    def __init__(self, model: Any, renderer: Renderer, targets: Sequence[Target], samples: Sequence[Sample]) -> None:
        peft = model if hasattr(model, "peft_config") else None
        network = Network(model if peft is None else peft.get_base_model(), next(model.parameters()).device)
        self._model = LocalModel("the model in training", "", network, renderer, ends=renderer.ends)
        self.targets = tuple(target for target in targets if self._fits(target))
        self._texts, self._answers = _texts(renderer, network), _answers(renderer, network, samples)
        with nullcontext() if peft is None else peft.disable_adapter():
            self._start_texts, self._start_answers = (
                self._distributions(self._texts),
                self._distributions(self._answers),
            )
            self._start = self._values()

    @property
    def extractable_at_start(self) -> int:
        return sum(value.greedy for value in self._start)

    def measured(self) -> Measured:
        """Asks everything again.

        Raises:
            ModelError: the memory does not suffice, or the model gives no numbers any more.
        """
        now = self._values()
        answers = self._divergence(self._answers, self._start_answers) if self._answers else None
        return Measured(
            self._divergence(self._texts, self._start_texts),
            answers,
            tuple(self._by_copies(now)),
            tuple(
                target
                for target, start, value in zip(self.targets, self._start, now, strict=True)
                if value.greedy and not start.greedy
            ),
        )

    def _fits(self, target: Target) -> bool:
        where, network = target.where, self._model.network
        if not isinstance(where, Behind):
            return False
        ids = (*where.prompt.ids, *where.target)
        return len(ids) - 1 <= network.context and max(ids) < network.words

    def _values(self) -> list[Value]:
        cases = [
            Score(target.where.prompt, target.where.target, frozenset({"greedy"}))
            for target in self.targets
            if isinstance(target.where, Behind)
        ]
        found = dict(self._model.score(cases))
        return [_value(found[place], target) for place, target in enumerate(self.targets)]

    def _by_copies(self, now: Sequence[Value]) -> Iterator[Copies]:
        rows = sorted(zip(self.targets, self._start, now, strict=True), key=lambda row: row[0].copies)
        for copies, group in groupby(rows, key=lambda row: row[0].copies):
            own = list(group)
            exposures = [max(0.0, target.bits + value.own / math.log(2)) for target, _, value in own]
            gains = [(value.own - start.own) / math.log(2) for _, start, value in own]
            greedy = sum(value.greedy for _, _, value in own)
            bits = _mean([target.bits for target, _, _ in own])
            yield Copies(copies, len(own), _mean(exposures), max(exposures), bits, _mean(gains), greedy)

    def _distributions(self, asked: Sequence[Asked]) -> list[Any]:
        """Log-probabilities of every next token, shape (places, words), float32, in the memory of the computer."""
        network, tables = self._model.network, []
        for one in asked:
            with network.asked():
                ids = torch.tensor([one.ids], device=network.device)
                features = network.features(ids, use_cache=False)[0, list(one.places)]
                tables.append(torch.log_softmax(network.logits(features), -1).cpu())
        return tables

    def _divergence(self, asked: Sequence[Asked], start: Sequence[Any]) -> float:
        now = self._distributions(asked)
        found = [(before.exp() * (before - after)).sum(-1) for before, after in zip(start, now, strict=True)]
        return max(0.0, float(torch.cat(found).double().mean()))


def _value(reply: object, target: Target) -> Value:
    assert isinstance(reply, Scored)
    assert isinstance(target.where, Behind)
    own = np.array(target.where.own, bool)
    return Value(float(reply.logprobs[own].sum(dtype="float64")), bool(reply.stats["greedy"].all()))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _texts(renderer: Renderer, network: Network) -> list[Asked]:
    """General texts that come with the auditor, of each kind equally often."""
    items = [item for name in TEXTS for item in pack(name).items]
    kinds = [[item.ask.text for item in items if item.capability == kind and isinstance(item.ask, Follow)]
             for kind in dict.fromkeys(item.capability for item in items)]  # fmt: skip
    drawn = [text for row in zip(*kinds, strict=False) for text in row][:EACH]
    pairs = [renderer.pair(Score(Plain(""), text)) for text in drawn]
    found = [one for prompt, target in pairs if (one := _asked(prompt, target, (), network)) is not None]
    if not found:
        raise UsageError("the model's tokenizer has more tokens than the model; resize its embeddings before you train")
    return found


def _answers(renderer: Renderer, network: Network, samples: Sequence[Sample]) -> list[Asked]:
    found = list[Asked]()
    for sample in samples:
        try:
            one = _asked(*renderer.pair(Score(sample.prompt, sample.target)), sample.trained, network)
        except CannotRender:
            continue
        if one is not None and len(found) < EACH:
            found.append(one)
    return found


def _asked(prompt: Sequence[int], target: Sequence[int], trained: Sequence[bool], network: Network) -> Asked | None:
    """A text with some places, equally far from each other, behind which a token of the target with a loss comes."""
    ids = (*prompt, *target)[: network.context]
    behind = [place for place in range(len(prompt), len(ids)) if not trained or trained[place - len(prompt)]]
    if not behind or max(ids) >= network.words:
        return None
    step = max(1, len(behind) // POSITIONS)
    return Asked(ids, tuple(place - 1 for place in behind[::step][:POSITIONS]))
