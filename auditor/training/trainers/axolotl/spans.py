"""Where the tokens of one turn stand in the tokens of the whole conversation, as axolotl finds them.

The conversation is rendered again with a placeholder for the turn's content, and all that differs is the turn.
Twice, with two placeholders, as a template may put a letter beside one that it begins with.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from auditor.training.chat import RenderError, render
from auditor.training.model import Tokenizer
from auditor.training.trainers.axolotl.conversation import Turn
from auditor.training.trainers.axolotl.outcome import HaltError

PLACEHOLDERS = ("[[dummy_message]]", "zzdummymessagezz")
Part = Literal["turn", "content", "reasoning"]
"""What of a turn is looked for: all of it, or without or only its reasoning."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """Turns conversations into text, and text into tokens."""

    template: str
    tokenizer: Tokenizer
    variables: Mapping[str, object]
    add_generation_prompt: bool
    thinking_key: str
    tools: list[Any]

    def text(self, turns: list[Turn]) -> str:
        """Raises HaltError where the template fails."""
        try:
            rendered = render(
                self.template,
                turns,
                tools=self.tools or None,
                add_generation_prompt=self.add_generation_prompt,
                variables=self.variables,
                as_given=True,
            )
        except RenderError:
            raise HaltError("template") from None
        return rendered.text


@dataclass(frozen=True, slots=True)
class Located:
    """A rendered conversation with the places of its tokens."""

    renderer: Renderer
    turns: list[Turn]
    text: str
    spans: list[tuple[int, int]]

    def find(self, index: int, part: Part = "turn") -> tuple[int, int] | None:
        """Half-open span of tokens; None where the turn has none, or the template leaves it out.

        For a turn at the end whose text has no tokens axolotl looks again, in the tokens of the conversation up to
        the turn; it finds something only where the template shows more of a last turn, and that is not in the text.
        """
        differing = []
        for placeholder in PLACEHOLDERS:
            turn = _stand_in(self.turns[index], part, placeholder, self.renderer.thinking_key)
            other = self.renderer.text([*self.turns[:index], turn, *self.turns[index + 1 :]])
            if not other:
                return None
            differing.append(_difference(self.text, other))
        start, end = min(first for first, _ in differing), max(last for _, last in differing)
        if end <= start:
            return None
        # Tokens that share one character have the same place: its end is found by where tokens start.
        first = bisect_right(self.spans, start, key=lambda span: span[1])
        last = bisect_left(self.spans, end, key=lambda span: span[0])
        return (first, last) if first < last else None


def _stand_in(turn: Turn, part: Part, placeholder: str, thinking_key: str) -> Turn:
    if part == "reasoning":
        return {"role": turn.get("role"), "content": turn.get("content", ""), thinking_key: placeholder}
    result = {"role": turn.get("role"), "content": placeholder}
    if part == "content" and thinking_key in turn:
        result[thinking_key] = turn[thinking_key]
    return result


def _difference(text: str, other: str) -> tuple[int, int]:
    limit = min(len(text), len(other))
    start = _common(text, other, limit)
    return start, len(text) - _common(text[::-1], other[::-1], limit - start)


def _common(left: str, right: str, limit: int) -> int:
    """How many characters both begin with, `limit` at most."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def chosen(text: str, details: list[Turn], tokenizer: Tokenizer) -> list[int]:
    """Numbers of the tokens of a text that its details say are trained. Raises HaltError where axolotl raises.

    `get_offsets_for_train_detail` and `adjust_train_details`: ends are inclusive, and a detail that begins or ends
    within a token is widened to it.
    """
    starts = [start for start, _ in tokenizer.spans(text)]
    if not starts:
        raise HaltError("bad_detail")
    ends = [start - 1 for start in starts[1:]] + [len(text) - 1]
    result = []
    try:
        wide = [_widened(detail, starts, ends) for detail in details]
    except (KeyError, TypeError, AttributeError):
        raise HaltError("bad_detail") from None
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if any(span and span[0] <= start and end <= span[1] and train for span, train in wide):
            result.append(at)
    return result


def _widened(detail: Turn, starts: list[int], ends: list[int]) -> tuple[tuple[int, int] | None, bool]:
    begin, end, last = detail["begin_offset"], detail["end_offset"], len(starts) - 1
    first = next((at for at, start in enumerate(starts) if start >= begin), len(starts))
    if first > 0 and ends[first - 1] > begin:
        first -= 1
    final = next((at for at in range(last, -1, -1) if ends[at] <= end), -1)
    if final < last and starts[final + 1] < end:
        final += 1
    if first > final:
        return None, False
    return (starts[first], ends[final]), bool(detail["train"])
