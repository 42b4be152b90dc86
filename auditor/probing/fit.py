"""Is the chosen template the one that the model was tuned with? Training records tell: under the right one they are
likelier than under any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import nan

import numpy as np

from auditor.checks import Sample
from auditor.models import Chat, Ids, LanguageModel, Score, Scored
from auditor.models.render import CannotRender, Renderer
from auditor.models.templates import COMMON
from auditor.stats.bootstrap import clusters, t_interval
from auditor.stats.interval import Estimate

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


def better_fit(tuned: LanguageModel, base: LanguageModel, renderer: Renderer, samples: Sequence[Sample]) -> Fit | None:
    """The common template that fits clearly better than the chosen one, the best of them; None where none does.

    Under it the tuned model's loss is lower, and has fallen further from the base's: an untuned model may like any
    template best. Records with several trained answers are left out.
    """
    asked = list(islice((one for one in samples if isinstance(one.question, Chat) and all(one.trained)), RECORDS))
    chosen = [Score(one.prompt, one.target) for one in asked]
    before, after = _losses(base, chosen), _losses(tuned, chosen)
    fits = []
    for name, source in COMMON.items():
        other = list(_under(Renderer(renderer.tokenizer, source, renderer.thinks), asked))
        if source == renderer.template or len(other) < len(asked):
            continue
        now = _losses(tuned, other)
        better = _means(after, now)
        if better.low > MARGIN and _means(_falls(_losses(base, other), now), _falls(before, after)).low > MARGIN:
            fits.append(Fit(name, better.value))
    return max(fits, key=lambda fit: fit.better, default=None)


def _falls(before: Sequence[float], after: Sequence[float]) -> list[float]:
    return [first - second for first, second in zip(before, after, strict=True)]


def _means(ones: Sequence[float], others: Sequence[float]) -> Estimate:
    """The mean difference over the records of which all is known; nothing at all where those are few."""
    known = [gap for gap in _falls(ones, others) if gap == gap]
    return t_interval(clusters(known)) if len(known) >= FEWEST else Estimate(0.0, -1.0, 1.0)


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


def _losses(model: LanguageModel, cases: Sequence[Score]) -> list[float]:
    """Nats a token; not a number where the model could not be asked."""
    losses = [nan] * len(cases)
    for place, reply in model.score(cases):
        if isinstance(reply, Scored) and len(reply.logprobs):
            losses[place] = -float(np.mean(reply.logprobs, dtype=np.float64))
    return losses
