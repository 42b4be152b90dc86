"""The weight that each piece of a conversation has in the loss.

Facts: `swift/loss_scale/` of ms-swift 4.6.0, with the tables of its `config/` folder. Only whether a weight is above
zero reaches the labels, but pieces of different weight are tokenized apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Strategy = Literal["default", "last_round", "all"]
STRATEGIES = ("default", "last_round", "all")
Kind = Literal["answer", "suffix", "other"]
Text = str | int
"""A text, or the id of one token."""
Piece = tuple[Text, float]
"""What is tokenized, and its weight."""


@dataclass(frozen=True, slots=True)
class Words:
    """Weights of words and of what follows them, up to the next one."""

    by_word: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Weights of what matches."""

    by_pattern: Mapping[str, float]


EMPTY_THOUGHTS = (
    r"^<think>\s*</think>\s*",
    "^<seed:think><seed:cot_budget_reflect>The current thinking budget is 0, so I will directly start answering the "
    r"question.</seed:cot_budget_reflect>\n</seed:think>\s*",
    r"^</think>\s*",
    r"^<\|channel>thought\n<channel\|>",
    r"^</mm:think>\s*",
)
_REACT = {"Thought:": (1.0, 1.0), "Final Answer:": (1.0, 1.0), "Observation:": (2.0, 0.0)}
_ACT = {"Action:": (2.0, 2.0), "Action Input:": (2.0, 2.0)}
WEIGHTS: Mapping[str, Words | Patterns] = {
    "ignore_empty_think": Patterns(dict.fromkeys(EMPTY_THOUGHTS, 0.0)),
    "ignore_think_prefix": Patterns({r"^<think>\n?": 0.0}),
    "hermes": Patterns({"<tool_call>.+?</tool_call>": 2.0}),
    "react": Words({**_ACT, **_REACT}),
    "alpha_umi": Words({**_ACT, **_REACT, "Next:": (2.0, 2.0)}),
    "qwen": Words({"✿FUNCTION✿:": (2.0, 2.0), "✿ARGS✿:": (2.0, 2.0), "✿RETURN✿:": (1.0, 1.0), "✿RESULT✿:": (2.0, 0.0)}),
}
"""What `loss_scale` can add to a strategy."""


@dataclass(frozen=True, slots=True)
class Part:
    """One text between slots, or one answer."""

    content: Text | Sequence[str]
    kind: Kind
    loss: Any = None
    """The message's own flag, or one for each text of a joined answer."""
    scale: Any = None
    in_last_round: bool = True


def weighed(parts: Sequence[Part], strategy: Strategy, extras: Sequence[str]) -> Iterator[Piece]:
    """Each text of each part with its weight."""
    for part in parts:
        texts = [part.content] if isinstance(part.content, (str, int)) else part.content
        for place, text in enumerate(texts):
            loss = part.loss[place] if isinstance(part.loss, list) else part.loss
            scale = part.scale[place] if isinstance(part.scale, list) else part.scale
            if not (loss or (loss is None and _counts(part, strategy))):
                yield text, 0.0
            elif scale is not None:
                yield text, scale
            else:
                yield from _split(text, extras)


def _counts(part: Part, strategy: Strategy) -> bool:
    answers = part.kind != "other"
    return strategy == "all" or (answers and (strategy == "default" or part.in_last_round))


def _split(text: Text, extras: Sequence[str]) -> list[Piece]:
    """Each addition works on what the one before made; weights are multiplied."""
    pieces: list[Piece] = [(text, 1.0)]
    for name in extras:
        pieces = [(part, weight * more) for piece, weight in pieces for part, more in _by(WEIGHTS[name], piece)]
    return pieces


def _by(weights: Words | Patterns, text: Text) -> list[Piece]:
    if isinstance(text, int):
        return [(text, 1.0)]
    match weights:
        case Words(by_word):
            pieces: list[Piece] = []
            for word, behind in _cut(text, [re.escape(word) for word in by_word]):
                first, second = by_word.get(word, (1.0, 1.0))
                pieces += [(word, first), (behind, second)] if word else [(behind, 1.0)]
            return pieces
        case Patterns(by_pattern):
            texts = [part for pair in _cut(text, list(by_pattern)) for part in pair if part]
            return [(part, _first(by_pattern, part)) for part in texts]


def _first(by_pattern: Mapping[str, float], text: str) -> float:
    """The weight of the first pattern that fits the beginning; it then holds for the whole text."""
    return next((weight for pattern, weight in by_pattern.items() if re.match(pattern, text, re.DOTALL)), 1.0)


def _cut(text: str, patterns: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of a match and what follows it; the first match may be empty."""
    parts = [part for part in re.split("|".join(f"({pattern})" for pattern in patterns), text, flags=re.DOTALL)
             if part is not None]  # fmt: skip
    parts = parts[1:] if parts[0] == "" else ["", *parts]
    return list(zip(parts[::2], parts[1::2], strict=True))
