"""What is told of each token of a target, made from the logits at its position. All of it is computed in float32."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import torch

from auditor.models import COOL, TOP, Statistic

REFERENCE: frozenset[Statistic] = frozenset({"kl", "agree"})
"""Statistics that need the logits of the base as well."""
Name = Literal["logprobs"] | Statistic
_HEATS: Mapping[Statistic, float] = {"top_40": 1.0, "cool_top_40": COOL}
"""Temperature of what is drawn from the most likely words."""


def numbers(tables: Sequence[Any], ids: Any, wants: frozenset[Statistic], words: int) -> dict[Name, Any]:
    """Numbers of each token, by their names, each of shape (tokens,).

    `tables` are the logits of the model and, where they are wanted, of the base, of shape (tokens, words of each);
    `words` is how many words both have. A logit of -inf is a probability of 0, and 0 log 0 is 0.
    """
    logits = tables[0]
    logs = torch.log_softmax(logits, -1)
    told: dict[Name, Any] = {"logprobs": _of(logs, ids)}
    best = logits.argmax(-1) if wants & {"greedy", "agree"} else None
    if "greedy" in wants:
        told["greedy"] = best == ids
    if wants & {"mean", "spread"}:
        told |= {name: value for name, value in _moments(logs).items() if name in wants}
    if "cool" in wants:
        told["cool"] = drawn(logs, ids, COOL)
    if wants & {"top_40", "cool_top_40"}:
        kept = Kept.of(logits, TOP)
        told |= {name: kept.drawn(logits, logs, ids, heat) for name, heat in _HEATS.items() if name in wants}
    if len(tables) > 1:
        base = tables[1].to(logits.device)
        if "agree" in wants:
            told["agree"] = best == base.argmax(-1)
        if "kl" in wants:
            shared = torch.log_softmax(base[:, :words], -1)
            weights = shared.exp()
            told["kl"] = torch.where(weights > 0, weights * (shared - logs[:, :words]), 0).sum(-1)
    return told


def drawn(logs: Any, ids: Any, temperature: float) -> Any:
    """Log-probability of each token where it is drawn at a temperature. `logs` are the log-probabilities at 1."""
    return _of(logs, ids) / temperature - (logs / temperature).logsumexp(-1)


@dataclass(frozen=True, slots=True)
class Kept:
    """The most likely words at each position, from which alone a token is drawn.

    The rule for equal words is that of transformers: all that are as likely as the last one are kept, too. Which those
    are is decided on the logits divided by the temperature, as there: other arithmetic can make words equal.
    """

    top: int
    places: Any
    """Of the most likely words, shape (tokens, top)."""
    least: Any
    """Logit of the last of them, shape (tokens,)."""
    next: Any
    """Logit of the one behind it; -inf where there is none."""

    @classmethod
    def of(cls, logits: Any, top: int) -> Self:
        """Of so many words, or of all where there are fewer."""
        top = min(top, logits.shape[-1])
        values, places = logits.topk(min(top + 1, logits.shape[-1]), -1)
        after = values[:, top] if values.shape[-1] > top else torch.full_like(values[:, 0], -torch.inf)
        return cls(top, places[:, :top], values[:, top - 1], after)

    def drawn(self, logits: Any, logs: Any, ids: Any, temperature: float) -> Any:
        """Log-probability of each token, -inf where it cannot be drawn. The temperature comes before the choice."""
        least = self.least / temperature
        mass = (logs.gather(1, self.places) / temperature).logsumexp(-1)
        (tied,) = torch.nonzero(self.next / temperature == least, as_tuple=True)
        if len(tied):
            kept = logits[tied] / temperature >= least[tied, None]
            mass[tied] = (logs[tied] / temperature).masked_fill_(~kept, -torch.inf).logsumexp(-1)
        return torch.where(_of(logits, ids) / temperature >= least, _of(logs, ids) / temperature - mass, -torch.inf)


def _of(table: Any, ids: Any) -> Any:
    return table.gather(1, ids[:, None])[:, 0]


def _moments(logs: Any) -> dict[Name, Any]:
    """Mean and standard deviation of log p(x), x ~ p."""
    weights = logs.exp()
    finite = logs.masked_fill(weights == 0, 0)
    mean = (weights * finite).sum(-1)
    return {"mean": mean, "spread": (weights * (finite - mean[:, None]).square()).sum(-1).sqrt()}
