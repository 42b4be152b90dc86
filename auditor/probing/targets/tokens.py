"""Records in tokens, and where a stretch of their text stands in them."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from auditor.checks import Untestable
from auditor.models import Message, Plain, Score
from auditor.models.render import CannotRender, Renderer
from auditor.probing.samples import SPOKEN, messages_of, prepared, tools_of
from auditor.records import ASSISTANT, TEXT, TOOL_CALL, Record, Turn
from auditor.training.model import IGNORED, DryRun, Trained, Training
from auditor.training.tokenizers import Loaded

Span = tuple[int, int]
"""Half-open, in characters or tokens."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some tokens in a row, and the characters of the text that they hold."""

    first: int
    spans: tuple[Span, ...]
    """Of each token. Tokens that share a character share it here, too."""

    @property
    def end(self) -> int:
        """One behind the last of them."""
        return self.first + len(self.spans)


@dataclass(frozen=True)
class Encoded:
    """A record as the model reads it."""

    ids: tuple[int, ...]
    text: str = field(repr=False)
    spans: Callable[[int], Span] = field(repr=False)
    """Which characters of the text a token holds; both ends grow with the token's number."""
    trained: tuple[bool, ...] = ()
    """Which tokens have a loss; empty where nobody knows."""
    cut: bool = False
    """Whether the trainer cut it."""

    def holding(self, start: int, end: int) -> Stretch:
        """The tokens that hold some characters."""
        places = range(len(self.ids))
        first = bisect_left(places, start + 1, key=lambda place: self.spans(place)[1])
        last = bisect_left(places, end, lo=first, key=lambda place: self.spans(place)[0])
        return Stretch(first, tuple(self.spans(place) for place in range(first, last)))


@dataclass(frozen=True)
class Encoder:
    """Makes tokens of records: as the training does where a configuration says how, else by the model's template."""

    training: Training | None
    renderer: Renderer | None
    _runs: dict[str, DryRun] = field(default_factory=dict, repr=False)

    def encode(self, record: Record) -> Encoded | Untestable:
        """The tokens of a record."""
        if self.renderer is None:
            return Untestable("no_tokenizer")
        if self.training is not None:
            match prepared(record, self.training, self.renderer.tokenizer, self._runs):
                case Trained(ids, labels, cut):
                    return _decoded(self.renderer.tokenizer, ids, tuple(label != IGNORED for label in labels), cut > 0)
                case _:
                    return Untestable("dropped")
        try:
            return _rendered(self.renderer, record)
        except CannotRender:
            return Untestable("not_rendered")


def _rendered(renderer: Renderer, record: Record) -> Encoded:
    """The whole conversation: what stands behind a value changes nothing of how likely it is."""
    tokenizer = renderer.tokenizer
    bare = record.shape == "text" or all(turn.role == TEXT for turn in record.turns)
    if bare or renderer.template is None:
        parts = [turn.text for turn in record.turns] if bare else [one.content for one in messages_of(record.turns)]
        text = ("" if bare else "\n").join(parts)
        prompt, target = renderer.pair(Score(Plain(""), text))
        ids, own = (*prompt, *target), tokenizer.spans(text)
    else:
        messages, tools = _conversation(record)
        text = renderer.conversation(messages, tools)
        ids, own = tuple(tokenizer.encode(text)), tokenizer.spans(text)
    before = len(ids) - len(own)  # what the tokenizer puts before a text
    spans = [*[(0, 0)] * before, *own]
    return Encoded(ids, text, spans.__getitem__)


def _conversation(record: Record) -> tuple[Sequence[Mapping[str, Any]], Sequence[object] | None]:
    """Messages and tools as templates take them; of what each writes in its own way, the row's own messages."""
    tools, rows = _listed(tools_of(record)), record.row.get("messages")
    if all(turn.role in SPOKEN for turn in record.turns):
        return [{"role": one.role, "content": one.content} for one in messages_of(record.turns)], tools
    if isinstance(rows, list) and all(isinstance(one, dict) for one in rows):
        return rows, tools
    return [_message(one) for one in messages_of(record.turns)], tools


def _message(message: Message) -> Mapping[str, Any]:
    """A message, or a call that its layout holds as a message of its own.

    Raises:
        CannotRender: it is neither.
    """
    if message.role in SPOKEN:
        return {"role": message.role, "content": message.content}
    try:
        found = orjson.loads(message.content) if message.role == TOOL_CALL else None
    except orjson.JSONDecodeError:
        found = None
    calls = found if isinstance(found, list) else [found]
    if not all(isinstance(call, dict) and "name" in call for call in calls):
        raise CannotRender("template")
    return {"role": ASSISTANT, "content": "", "tool_calls": [{"type": "function", "function": call} for call in calls]}


def _listed(tools: str) -> Sequence[object] | None:
    try:
        found = orjson.loads(tools) if tools else None
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, list) else None


def _decoded(tokenizer: Loaded, ids: tuple[int, ...], trained: tuple[bool, ...], cut: bool) -> Encoded:
    """Tokens of which only the ids are known. The parts of a conversation may have been encoded apart, so to encode
    their text again can give others."""
    reader = _Reader(tokenizer, ids)
    return Encoded(ids, reader.text, reader.span, trained, cut)


@dataclass(frozen=True)
class _Reader:
    """Reads ids as text."""

    tokenizer: Loaded
    ids: tuple[int, ...]
    _known: dict[int, str] = field(default_factory=dict, repr=False)

    @cached_property
    def text(self) -> str:
        """All of it."""
        return self.before(len(self.ids))

    def before(self, place: int) -> str:
        """The text of the tokens before a place. It ends with U+FFFD in the middle of a character."""
        if place not in self._known:
            self._known[place] = self.tokenizer.core.decode(self.ids[:place], skip_special_tokens=False)
        return self._known[place]

    def span(self, place: int) -> Span:
        """Which characters of the text a token holds, a part of one counted as one."""
        before, after = self.before(place), self.before(place + 1)
        whole = min(len(before.rstrip("\ufffd")), len(self.text))
        return whole, max(whole, min(len(after.rstrip("\ufffd")) + after.endswith("\ufffd"), len(self.text)))


def place_of(encoded: Encoded, record: Record, turn: Turn, start: int, end: int) -> Span | None:
    """Where characters of one of a record's texts stand in its rendered text; None where they do not.

    The text of a turn is looked for behind those before it. Where a template changed it, as JSON of a call is written
    anew, the value itself is: the occurrence of the same number.
    """
    cursor = 0
    for one in record.turns:
        if one is turn:
            break
        bare = one.text.strip()
        at = encoded.text.find(bare, cursor)
        cursor = at + len(bare) if bare and at >= 0 else cursor
    bare = turn.text.strip()
    at = next((at for at in (encoded.text.find(bare, cursor), encoded.text.find(bare)) if at >= 0), -1)
    if at >= 0:
        first = at + start - (len(turn.text) - len(turn.text.lstrip()))
        return first, first + end - start
    return _near(encoded.text, turn.text, start, end, cursor)


def _near(text: str, own: str, start: int, end: int, cursor: int) -> Span | None:
    value = own[start:end]
    before = _count(own[:start], value)
    for form in dict.fromkeys(_forms(value)):
        places = [*_places(text, form, cursor)] or [*_places(text, form, 0)]
        if places:
            at = places[min(before, len(places) - 1)]
            return at, at + len(form)
    return None


def _forms(value: str) -> Iterator[str]:
    """How a value may be written: as it is, in JSON, and in JSON that has ASCII alone; and out of JSON."""
    yield value
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield json.dumps(value)[1:-1]
    try:
        meant = json.loads(f'"{value}"')
    except ValueError:
        return
    if meant:
        yield meant


def _count(text: str, value: str) -> int:
    return sum(1 for _ in _places(text, value, 0))


def _places(text: str, value: str, start: int) -> Iterator[int]:
    at = text.find(value, start)
    while at >= 0:
        yield at
        at = text.find(value, at + 1)
