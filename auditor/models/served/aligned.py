"""Log-probabilities of a prompt's tokens, out of the two forms in which servers give them.

`echo` with `logprobs`: the legacy completions of OpenAI (vLLM, SGLang): `tokens`, `token_logprobs`, `top_logprobs`, one
for each token of the prompt and of what was written behind it. `prompt_logprobs`: vLLM's own, for each token of the
prompt a mapping of ids to `logprob` and `rank`. The first token of a prompt has none in both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from auditor.models import Scored, Statistic

_ABOVE = 1e-3
"""How far above 0 rounding may lift a log-probability."""


class Odd(Exception):  # noqa: N818 - it says what the answer is, and is caught by name
    """The answer is not of a form that says how likely the tokens of the prompt are."""


@dataclass(frozen=True, slots=True)
class Echoed:
    """What a server says of the tokens of a prompt, and maybe of some behind it."""

    logprobs: tuple[float | None, ...]
    """Natural logarithms; None where there is none."""
    greedy: tuple[bool | None, ...]
    """Whether the token is the most likely one; None where that is not told."""
    tokens: tuple[str, ...] | None
    """As text."""

    def scored(self, first: int, end: int, wants: frozenset[Statistic]) -> Scored:
        """The tokens from `first` to before `end`.

        Raises:
            Odd: one of them has no number, or what is wanted is not told.
        """
        values = self.logprobs[first:end]
        numbers = [value for value in values if value is not None and math.isfinite(value) and value <= _ABOVE]
        if len(numbers) != end - first or not numbers:
            raise Odd
        stats: dict[Statistic, Any] = {}
        for name in wants:
            told = [one for one in self.greedy[first:end] if one is not None]
            if name != "greedy" or len(told) != len(numbers):
                raise Odd
            stats[name] = np.array(told, np.float32)
        return Scored(np.array(numbers, np.float32), stats)


def echoed(answer: Mapping[str, Any], ids: Sequence[int] | None) -> Echoed:
    """What the answer to a completion says of its prompt. `ids` are the tokens of the prompt, where they are known.

    Raises:
        Odd: nothing, or nothing that is true: numbers for other tokens, or zeros for all.
    """
    match answer:
        case {"choices": [{"prompt_logprobs": list(rows)}, *_]} if ids is not None:
            found = _ranked(rows, ids)
        case {"prompt_logprobs": list(rows)} if ids is not None:
            found = _ranked(rows, ids)
        case {"choices": [{"logprobs": {"token_logprobs": list(values)} as more}, *_]}:
            found = _listed(values, more)
        case _:
            raise Odd
    numbers = [value for value in found.logprobs[1:] if value is not None]
    if not numbers or not any(numbers) or (ids is not None and len(found.logprobs) not in (len(ids), len(ids) + 1)):
        raise Odd
    return found


def cut(found: Echoed, head: str, text: str) -> tuple[int, int]:
    """Where in the tokens of `text` those behind `head` begin, and where they end.

    A token that is of both is behind it. What the server itself puts before the text is none of it, nor is what it
    wrote behind it.

    Raises:
        Odd: the tokens do not make up the text, as where a character is spread over several of them.
    """
    tokens = found.tokens or ()
    ends = list(accumulate(map(len, tokens)))
    for last in (len(tokens), len(tokens) - 1):
        before = ends[last - 1] - len(text) if last > 0 else -1
        if before < 0 or before not in (0, *ends) or "".join(tokens[:last])[before:] != text:
            continue
        begins = sum(end <= before + len(head) for end in ends[:last])
        return begins, last
    raise Odd


def _ranked(rows: Sequence[Any], ids: Sequence[int]) -> Echoed:
    if len(rows) != len(ids):
        raise Odd
    values: list[float | None] = []
    greedy: list[bool | None] = []
    for row, token in zip(rows, ids, strict=True):
        match row[str(token)] if isinstance(row, dict) and str(token) in row else None:
            case {"logprob": (float() | int()) as value, **more}:
                rank = more.get("rank")
                values.append(float(value))
                greedy.append(rank == 1 if isinstance(rank, int) else None)
            case _:
                values.append(None)
                greedy.append(None)
    return Echoed(tuple(values), tuple(greedy), None)


def _listed(values: Sequence[Any], more: Mapping[str, Any]) -> Echoed:
    logprobs = [float(value) if isinstance(value, float | int) else None for value in values]
    tokens = more.get("tokens")
    strings = tuple(tokens) if isinstance(tokens, list) and all(isinstance(one, str) for one in tokens) else None
    if strings is not None and len(strings) != len(logprobs):
        raise Odd
    tops = more.get("top_logprobs")
    rows = tops if isinstance(tops, list) and len(tops) == len(logprobs) else [None] * len(logprobs)
    return Echoed(tuple(logprobs), tuple(map(_first, logprobs, rows)), strings)


def _first(value: float | None, row: object) -> bool | None:
    """Whether no other token is likelier. The mapping goes by text, so two tokens of one text would share a place."""
    if value is None or not isinstance(row, dict):
        return None
    others = [one for one in row.values() if isinstance(one, float | int)]
    return value >= max(others) if others else None
