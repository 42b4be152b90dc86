"""Items become cases, and answers become outcomes: right or wrong, by each model.

A choice is scored twice: by the log-probability of each option, and by what the model says when it is asked. Where the
first stays and the second falls, the form of the answer was lost and not the ability.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import ClassVar, Self

from auditor.models import (
    Answer,
    Case,
    Chat,
    Generate,
    Generated,
    Need,
    Prompt,
    Read,
    Reply,
    Score,
    Scored,
)
from auditor.suites import ROLES, Check, Choose, Follow, Item, Produce, Role
from auditor.suites.checks.answers import Label
from auditor.suites.checks.calls import NoCall

SAID = 48
"""Most tokens of an answer to a choice."""
SAYABLE = 40
"""Most characters of an option that a model can be expected to say word for word."""
PILOT = 60
"""Items of a shipped capability that are asked first; the rest where the base may have it."""
SHIPPED_SUITE = "pack:"
"""How the names of suites begin that come with the auditor."""


@dataclass(frozen=True, slots=True)
class About:
    """What a case asks."""

    suite: str
    item: Item
    part: int
    """Of a choice, which option; -1 where text is generated."""
    among: int = 0
    """Of an item of a capability that is asked in rounds, how many items that has; 0 of one that is not."""
    again: bool = False
    """Whether it is asked a second time, for what comes out otherwise."""

    @property
    def key(self) -> str:
        """Unique among all items of a run."""
        return f"{self.suite}:{self.item.id}"


GENERATED = -1


@dataclass(frozen=True, slots=True)
class Checked:
    """Reads whether a text is right, by a check."""

    check: Check

    @property
    def name(self) -> str:
        """The check, with all that it depends on."""
        return repr(self.check)

    def read(self, text: Generated) -> Mapping[str, float]:
        """`right` and `ended`, 1 or 0, and the number of `tokens`."""
        return {"right": float(self.check.right(text)), "ended": float(text.ended), "tokens": float(text.tokens)}


def prompt_of(item: Item) -> Prompt:
    """What stands before the answer."""
    return Chat(item.messages, item.tools)


def cases_of(suite: str, item: Item, can: frozenset[Need], among: int = 0) -> Iterator[Case]:
    """What to ask a model for an item, as far as the model can be asked. `among` is as of `About`."""
    prompt, generated = prompt_of(item), About(suite, item, GENERATED, among)
    match item.ask:
        case Choose(options, gold):
            if "logprobs" in can:
                ended = begun(options)
                for place, option in enumerate(options):
                    yield Score(prompt, option, about=About(suite, item, place, among), ended=ended)
            if "generate" in can and max(map(len, options)) <= SAYABLE:
                yield Generate(prompt, SAID, Checked(Label(options, options[gold])), generated)
        case Produce(check, limit) if "generate" in can:
            yield Generate(prompt, limit, Checked(check), generated)
        case Follow() | Produce():
            return


def begun(options: Sequence[str]) -> bool:
    """Whether one option begins another: then it is never less likely, unless both have to end."""
    return any(one is not other and other.startswith(one) for one in options for other in options)


def due(items: Iterable[tuple[str, Item]], state: Outcomes, can: frozenset[Need]) -> Iterator[Case]:
    """What to ask next: users' items all at once, of each shipped capability a few, drawn by their names, and the rest
    unless the base is shown not to have it."""
    groups: dict[str, list[tuple[str, Item]]] = {}
    for suite, item in items:
        group = item.capability if suite.startswith(SHIPPED_SUITE) else ""
        groups.setdefault(group, []).append((suite, item))
    for capability, own in groups.items():
        left = [(suite, item) for suite, item in own if f"{suite}:{item.id}" not in state]
        if capability and len(left) == len(own):
            left = sorted(left, key=lot)[:PILOT]
        elif capability and left and state.hopeless(capability):
            continue
        for suite, item in left:
            yield from cases_of(suite, item, can)


def lot(one: tuple[str, Item], seed: str = "") -> str:
    """The place of an item in an order that knows nothing of how it comes out."""
    return blake2b(f"{seed}{one[0]}:{one[1].id}".encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Result:
    """How an item came out."""

    key: str
    item: Item
    tuned: bool
    base: bool | None
    """None where no base was asked."""
    chance: float
    """To be right by guessing."""
    shipped: bool | None = None


_Replies = dict[str, dict[int, tuple[Reply, Reply | None, Reply | None]]]
"""By item and part: what the tuned model, its base and the shipped model say."""


@dataclass(slots=True)
class Outcomes:
    """All that was answered. It grows with the items: at most `grows` bytes for each part of an item, pickled."""

    grows: ClassVar[int] = 4_000
    _replies: _Replies = field(default_factory=dict)
    _items: dict[str, Item] = field(default_factory=dict)
    _again: _Replies = field(default_factory=dict)
    _among: dict[str, int] = field(default_factory=dict)

    def add(self, answer: Answer) -> None:
        """Takes an answer to a case of `cases_of`."""
        about = answer.case.about
        assert isinstance(about, About)
        replies = self._again if about.again else self._replies
        replies.setdefault(about.key, {})[about.part] = (answer.tuned, answer.base, answer.shipped)
        if not about.again:
            self._items[about.key] = about.item
        if about.among:
            self._among[about.item.capability] = about.among

    def merge(self, other: Self) -> Self:
        """Both together."""
        self._items |= other._items
        self._among |= other._among
        for own, others in ((self._replies, other._replies), (self._again, other._again)):
            for key, replies in others.items():
                own.setdefault(key, {}).update(replies)
        return self

    def __contains__(self, key: str) -> bool:
        return key in self._replies

    def __len__(self) -> int:
        return len(self._replies)

    def likeliest(self) -> list[Result]:
        """Choices by log-probability, in the order of their keys; those that some model could not answer are left out.

        Of two options that are equally likely, the first counts.
        """
        return [result for key in sorted(self._items) if (result := self._likeliest(key, self._replies)) is not None]

    def said(self) -> list[Result]:
        """Items by what the models said."""
        return [result for key in sorted(self._items) if (result := self._said(key)) is not None]

    def was_asked_again(self, key: str) -> bool:
        """Whether an item was asked a second time."""
        return key in self._again

    def twice(self) -> list[tuple[Result, Result]]:
        """Choices that were asked again, as they came out the first and the second time."""
        runs = (self._replies, self._again)
        found = ([self._likeliest(key, run) for run in runs] for key in sorted(self._again))
        return [(first, second) for first, second in found if first is not None and second is not None]

    def left(self) -> dict[str, int]:
        """By capability that is asked in rounds, of items to retain: how many were not asked."""
        asked = Counter(item.capability for item in self._items.values() if item.role == "retain")
        return {name: among - asked[name] for name, among in self._among.items()}

    def hopeless(self, capability: str) -> bool:
        """Whether the base is shown not to have a capability, by what was asked of it so far."""
        from auditor.stats.losses import unable

        likeliest = [one for one in self.likeliest() if one.item.capability == capability]
        results = likeliest or [one for one in self.said() if one.item.capability == capability]
        n = len(results)
        return n == 0 or unable(sum(one.base is True for one in results), n, sum(one.chance for one in results) / n)

    def unanswered(self) -> list[Item]:
        """Items of which nothing is known, as the tuned model or its base could not be asked."""
        return [self._items[key] for key in sorted(self._items) if self._unknown(key)]

    def dropped(self, roles: Collection[Role] = ROLES) -> Counter[str]:
        """By capability: questions that the base is right on and the tuned model could not be asked."""
        return Counter(
            item.capability
            for key, item in self._items.items()
            if item.role in roles and self._unknown(key) and self._knew(key)
        )

    def _unknown(self, key: str) -> bool:
        return self._likeliest(key, self._replies) is None and self._said(key) is None

    def _knew(self, key: str) -> bool:
        """Whether the base is right on an item."""
        ask, base = self._items[key].ask, {part: found[1] for part, found in self._replies[key].items()}
        if isinstance(ask, Choose) and (best := _choice(tuple(map(base.get, range(len(ask.options)))))) is not None:
            return best == ask.gold
        return _right(base.get(GENERATED)) is True

    def _likeliest(self, key: str, kept: _Replies) -> Result | None:
        item, replies = self._items[key], kept[key]
        if not isinstance(item.ask, Choose) or any(place not in replies for place in range(len(item.ask.options))):
            return None
        by_model = zip(*(replies[place] for place in range(len(item.ask.options))), strict=True)
        tuned, base, shipped = (_choice(column) for column in by_model)
        if tuned is None or (base is None and replies[0][1] is not None):
            return None
        gold = item.ask.gold
        return Result(key, item, tuned == gold, base if base is None else base == gold, 1 / len(item.ask.options),
                      shipped if shipped is None else shipped == gold)  # fmt: skip

    def _said(self, key: str) -> Result | None:
        if GENERATED not in self._replies[key]:
            return None
        tuned, base, shipped = self._replies[key][GENERATED]
        if not isinstance(tuned, Read) or not isinstance(base, Read | None):
            return None
        item = self._items[key]
        # A model that never calls a tool is right wherever no call is due.
        chance = 1.0 if isinstance(item.ask, Produce) and isinstance(item.ask.check, NoCall) else 0.0
        return Result(key, item, _right(tuned) is True, _right(base), chance, _right(shipped))


def _right(reply: Reply | None) -> bool | None:
    return reply.marks["right"] == 1 if isinstance(reply, Read) else None


def _choice(replies: tuple[Reply | None, ...]) -> int | None:
    totals = [reply.total for reply in replies if isinstance(reply, Scored)]
    return totals.index(max(totals)) if len(totals) == len(replies) else None
