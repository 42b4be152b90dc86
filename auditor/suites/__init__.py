"""Suites: questions with a mechanical solution, which tell what a model can do.

An item is a conversation and what to ask of it: which of several answers is likelier, a text to generate and check, or
a text whose loss is measured. `read` reads a user's suite, `harness` tasks of lm-eval; `checks` has what generated text
is held against, and `packs` are the suites that come with the auditor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from auditor.models import Generated, Message

Role = Literal["retain", "target"]
"""What must not be lost, or what the tuning was for."""
ROLES: tuple[Role, ...] = ("retain", "target")
RETAIN: tuple[Role, ...] = ("retain",)


class Check(Protocol):
    """A mechanical solver: is this text a right answer? Frozen, and its `repr` is all that it depends on."""

    def right(self, reply: Generated) -> bool:
        """Whether it is."""
        ...


@dataclass(frozen=True, slots=True)
class Choose:
    """Which of these answers is the likeliest?"""

    options: tuple[str, ...]
    gold: int
    """Place of the right one."""


@dataclass(frozen=True, slots=True)
class Produce:
    """A text is generated and checked."""

    check: Check
    limit: int = 64
    """Most tokens that the model may write."""


@dataclass(frozen=True, slots=True)
class Follow:
    """How likely is this text, behind the messages or alone?"""

    text: str


Ask = Choose | Produce | Follow


@dataclass(frozen=True, slots=True)
class Item:
    """One question."""

    id: str
    """Unique within its suite."""
    capability: str
    """`[a-z0-9_]+`: what it tells about."""
    language: str
    """`en`, `zh` or another code."""
    cluster: str
    """Its template or source. Items of one cluster stand and fall together, so intervals are clustered by it."""
    messages: tuple[Message, ...]
    """Empty for text alone."""
    ask: Ask
    role: Role = "retain"
    tools: str = ""
    """JSON array of tool declarations."""


@dataclass(frozen=True, slots=True)
class Suite:
    """Items that belong together."""

    name: str
    """Of a file its name, of a pack `pack:NAME`, of a task of lm-eval `lm-eval:NAME`."""
    items: tuple[Item, ...]
    digest: str
    """SHA-256 of all that its items say, in hexadecimal."""
    left_out: int = 0
    """Documents of a task that are no questions with one right answer."""
