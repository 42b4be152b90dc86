"""Is the chosen template the one that the model was tuned with? Training records tell: under the right one they are
likelier than under any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from auditor.checks import Sample
from auditor.models import Chat, Ids, LanguageModel, Score, Scored
from auditor.models.render import CannotRender, Renderer
from auditor.models.templates import COMMON
from auditor.stats.bootstrap import clusters, t_interval

RECORDS = 32
FEWEST = 8
"""Records below which nothing is said."""
MARGIN = 0.05
"""Nats a token by which another template must fit better, at 95 %."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Another template under which the training records are likelier."""

    name: str
    better: float
    """By so many nats a token."""


def better_fit(model: LanguageModel, renderer: Renderer, samples: Sequence[Sample]) -> Fit | None:
    """The common template that fits clearly better than the chosen one, the best of them; None where none does.

    Only a model that was tuned on these records can tell. Records with several trained answers are left out.
    """
    asked = list(islice((one for one in samples if isinstance(one.question, Chat) and all(one.trained)), RECORDS))
    chosen = _losses(model, [Score(one.prompt, one.target) for one in asked])
    fits = []
    for name, source in COMMON.items():
        if source == renderer.template:
            continue
        other = _losses(model, list(_under(Renderer(renderer.tokenizer, source, renderer.thinks), asked)))
        pairs = [(mine - its) for mine, its in zip(chosen, other, strict=False) if mine is not None and its is not None]
        if len(pairs) >= FEWEST and len(other) == len(asked):
            gain = t_interval(clusters(pairs))
            if gain.low > MARGIN:
                fits.append(Fit(name, gain.value))
    return max(fits, key=lambda fit: fit.better, default=None)


def _under(renderer: Renderer, samples: Sequence[Sample]) -> Iterator[Score]:
    """The same answers behind the same questions in another template; none where it cannot write one of them."""
    cases = []
    for one in samples:
        assert one.question is not None
        try:
            prompt, target = renderer.pair(Score(one.question, one.answer))
        except CannotRender:
            return
        cases.append(Score(Ids(prompt), target))
    yield from cases


def _losses(model: LanguageModel, cases: Sequence[Score]) -> list[float | None]:
    """Nats a token."""
    losses: list[float | None] = [None] * len(cases)
    for place, reply in model.score(cases):
        if isinstance(reply, Scored) and len(reply.logprobs):
            losses[place] = -float(np.mean(reply.logprobs, dtype=np.float64))
    return losses
