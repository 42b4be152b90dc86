"""At which strength of an adapter the new skill is there, and how much of the old one is gone by then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from math import isfinite
from typing import TYPE_CHECKING, Literal, NamedTuple

from auditor.checks import Material
from auditor.findings import Finding
from auditor.models import Answer, Case, Chat, Need, Partly, Plain, Prompt, Reply, Score, Scored, Statistic
from auditor.stats.interval import Estimate
from auditor.suites import Choose, Follow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PARTS = (0.25, 0.5, 0.75)
"""Strengths that are tried between those of the base and of the tuned model."""
STRENGTHS = (0.0, *PARTS, 1.0)
TEXTS = 48
"""Held-out answers, and texts of what must not be lost."""
ENOUGH = 0.9
"""Share of the fall of the loss with which the skill counts as there."""
TAIL = 0.05
RESAMPLES = 1_999
NEEDED: frozenset[Need] = frozenset({"strength", "base", "logprobs"})
GREEDY: frozenset[Statistic] = frozenset({"greedy"})
Half = Literal["target", "retain"]


class Text(NamedTuple):
    """What a case asks."""

    half: Half
    name: str
    cluster: str
    trained: tuple[bool, ...]


class Losses(NamedTuple):
    """Of one text, in nats for each token of the tuned model, by strength."""

    half: Half
    cluster: str
    by_strength: Mapping[float, float]


def cases(material: Material) -> Iterator[Case]:
    """Every text of both halves at every strength; at full strength and at none as others ask for it."""
    if not material.can >= NEEDED:
        return
    for text, prompt, target in (*_held_out(material), *_retained(material)):
        yield Score(prompt, target, GREEDY if text.half == "target" else frozenset(), text)
        for strength in PARTS:
            yield Partly(prompt, target, strength, text)


Asked = tuple[Text, Prompt, str | tuple[int, ...]]


def _held_out(material: Material) -> list[Asked]:
    return [
        (Text("target", one.origin, one.cluster, one.trained), one.prompt, one.target)
        for one in material.held_out[:TEXTS]
    ]


def _retained(material: Material) -> list[Asked]:
    """The right options of choices, and texts, of what must not be lost: the same ones for the same names."""
    found: list[Asked] = []
    for suite, item in material.items():
        prompt: Prompt = Chat(item.messages, item.tools) if item.messages else Plain("")
        text = Text("retain", f"{suite}:{item.id}", f"{suite}:{item.cluster}", ())
        match item.role, item.ask:
            case "retain", Choose(options, gold):
                found.append((text, prompt, options[gold]))
            case "retain", Follow(target):
                found.append((text, prompt, target))
    return sorted(found, key=lambda one: blake2b(one[0].name.encode(), digest_size=8).digest())[:TEXTS]


def heard(text: Text, answer: Answer) -> dict[float, float]:
    """The losses of a text that an answer tells, by strength."""
    if isinstance(answer.case, Partly):
        told: dict[float, Reply | None] = {answer.case.strength: answer.tuned}
    else:
        told = {0.0: answer.base, 1.0: answer.tuned}
    losses = {strength: _loss(reply, text.trained) for strength, reply in told.items()}
    return {strength: loss for strength, loss in losses.items() if loss is not None}


def _loss(reply: Reply | None, trained: Sequence[bool]) -> float | None:
    """Mean over the trained tokens; None where they cannot be told. Base and tuned model share one tokenizer here."""
    import numpy as np

    if not isinstance(reply, Scored):
        return None
    chosen = np.array(trained or [True] * len(reply.logprobs), bool)
    if len(chosen) != len(reply.logprobs) or not chosen.any():
        return None
    loss = -float(reply.logprobs[chosen].mean(dtype="float64"))
    return loss if isfinite(loss) else None


def measured(texts: Mapping[str, Losses], seed: int) -> Iterator[Finding]:
    """The loss of both halves at each strength, and the least strength at which the skill is there."""
    halves: dict[Half, list[Losses]] = {"target": [], "retain": []}
    for _, one in sorted(texts.items()):
        if len(one.by_strength) == len(STRENGTHS):
            halves[one.half].append(one)
    for half, some in halves.items():
        for strength in STRENGTHS:
            if own := _mean(some, partial(_at, strength)):
                loss = replace(own, low=max(0.0, own.low))
                yield _nats(f"{half}_{round(100 * strength)}", loss, len(some))
    least = _enough(halves["target"], seed)
    if least is None:
        return
    n, enough = len(halves["target"]), least.value
    yield Finding("attribution/strength_enough", enough, n, least.low, least.high, "ratio", judged=False)
    retained = halves["retain"]
    if enough < 1 and (own := _mean(retained, lambda one: one.by_strength[1.0] - one.by_strength[enough])):
        yield _nats("spared", own, len(retained))


def _at(strength: float, one: Losses) -> float:
    return one.by_strength[strength]


def _enough(some: Sequence[Losses], seed: int) -> Estimate | None:
    """The least strength that was tried at which nine tenths of the fall of the loss are there, with the percentiles of
    a bootstrap of whole clusters; None where the loss is not shown to have fallen."""
    import numpy as np

    fall = _mean(some, lambda one: one.by_strength[0.0] - one.by_strength[1.0])
    if fall is None or fall.low <= 0:
        return None
    places = {label: place for place, label in enumerate(dict.fromkeys(one.cluster for one in some))}
    totals = np.zeros((len(places), len(STRENGTHS)))
    for one in some:
        totals[places[one.cluster]] += [one.by_strength[0.0] - one.by_strength[at] for at in STRENGTHS]
    draws = np.random.default_rng(seed).multinomial(len(places), np.full(len(places), 1 / len(places)), RESAMPLES)
    own, drawn = _least(totals.sum(axis=0)[None]), _least(draws @ totals)
    low, high = np.quantile(drawn, [TAIL, 1 - TAIL], method="nearest")
    return Estimate(float(own[0]), min(float(low), float(own[0])), max(float(high), float(own[0])))


def _least(falls: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each row, which has the fall at each strength, the least strength with nine tenths of that at full strength.

    A resample in which nothing fell tells that none is enough: full strength.
    """
    import numpy as np

    there = (falls >= ENOUGH * falls[:, -1:]) & (falls[:, -1:] > 0)
    there[:, -1] = True
    least: NDArray[np.float64] = np.array(STRENGTHS)[there.argmax(axis=1)]
    return least


def _mean(some: Sequence[Losses], value: Callable[[Losses], float]) -> Estimate | None:
    """With its interval; None where there are fewer than two clusters."""
    from auditor.stats.bootstrap import clusters, t_interval

    labels = [one.cluster for one in some]
    return t_interval(clusters([value(one) for one in some], labels), TAIL, TAIL) if len(set(labels)) > 1 else None


def _nats(name: str, own: Estimate, n: int) -> Finding:
    return Finding(f"attribution/strength_{name}", own.value, n, own.low, own.high, "nats", judged=False)
