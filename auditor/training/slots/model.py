"""A chat template given as slots: pieces of text around each message, each tokenized by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

CONTENT = "{{content}}"
"""Stands in a slot where the text of the message goes."""


class Mark(Enum):
    """A token that the tokenizer names, put in by id; left out where the tokenizer names none."""

    BOS = "bos"
    EOS = "eos"


@dataclass(frozen=True, slots=True)
class Token:
    """One token put in by id."""

    text: str


Slot = str | Mark | Token
"""A text, with `CONTENT` in it or not, or one token."""
Slots = tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class SlotTemplate:
    """How the turns of a conversation are written down."""

    name: str
    prefix: Slots
    """Before everything."""
    system: Slots
    user: Slots
    """The user's text and all that stands before the answer."""
    assistant: Slots
    """The answer and what ends it: all of it is trained."""
    observation: Slots
    """What a tool gave back; like `user`."""
    function: Slots
    """A call of tools; like `assistant`."""
    tools: str
    """Name of the format of tools and calls, or a text with `CONTENT` that takes the tools as they stand."""
    default_system: str
    """System text of a conversation that has none; empty for none."""
    stop_words: tuple[str, ...]
    """Tokens at which generation ends. Added to the tokenizer if it lacks them."""
    thought: tuple[str, str]
    """What stands before and after a chain of thought."""
    empty_thought: str | None
    """What a template for reasoning models puts before an answer without thoughts; None for other models."""
    tool_call: tuple[str, str]
    """What stands around a call in data that writes calls out."""
    system_in_user: bool
    """The system text is a part of the first user message."""
    efficient_eos: bool
    """An answer has no end of its own: the next turn begins with the end token, and one more ends the record."""
    replace_eos: bool
    """The first stop word becomes the tokenizer's end token."""
    media: tuple[str, ...]
    """Words in a text that stand for an image or the like; empty for a model of text alone."""
