"""The rank of a value among all values of its form: how many others the model finds at least as likely.

The search of Carlini et al. 2019 (The Secret Sharer, section 6): prefixes of values are opened from the most likely
one on, so that values show about in the order in which the model would give them, and one that was learned by heart is
found after a few steps in a space of billions.

What is counted: a form says which characters may stand at each place. A value of that form can be written by different
tokens, 1234 as 12 34 or as 1 2 3 4. The value that is searched for is as likely as the tokens by which the training
data have it; another one counts as soon as any tokens that write it are as likely. So the rank is never told too low,
nor how much the model knows (log2 of the space less log2 of the rank) too high. Tokens that write a part of a
character, or more than the value, are left out. What follows a value is left open: so no two values can both come
next, their probabilities sum to at most 1, and at most 1/p of them have a probability of p or more. That bounds the
rank, and under each prefix that is not opened the values that it can still add.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch

from auditor.models import Form, Rank, Ranked, Unanswered
from auditor.models.local import memory
from auditor.models.local.network import filled
from auditor.models.local.plan import Tokens

if TYPE_CHECKING:
    from auditor.models.local.scorer import LocalModel

_AT_ONCE = 64
"""Prefixes that are opened together."""
_MANY = 100_000
"""Likelier values after which the search ends: how many more there are tells nothing of what was learned."""
_VAST = 1 << 40
"""Values that are no longer counted under a prefix."""
_WORTH = 8
"""Shortest prompt of which a cache is shared."""


def rank(model: LocalModel, prompt: Tokens, target: Tokens, form: Form, budget: int = 2048) -> Ranked:
    """The rank of a value behind a prompt; at most `budget` prefixes are opened beside its own.

    In half precision, sums in another order differ by more, and what is that much less likely counts as well.

    Raises:
        ValueError: the tokens do not write a value of the form, or none fits behind the prompt.
        ModelError: the memory does not suffice for a single prefix.
    """
    words = _words(model.renderer.tokenizer.core)
    texts = [words.get(token, "") for token in target]
    value = "".join(texts)
    if not all(texts) or len(value) != len(form.places) or not form.holds(value):
        raise ValueError("the tokens of the target do not write a value of the form")
    if not prompt or len(prompt) + len(form.places) - 1 > model.network.context:
        raise ValueError("no value of the form fits behind the prompt")
    search = _Search(_Reader(model, tuple(prompt)), form, _fitting(model, form, words), tuple(target), value)
    search.begin()
    found = search.ranked()
    while budget > 0 and found.low < found.high and len(search.others) < _MANY:
        budget -= search.step(min(budget, _AT_ONCE))
        found = search.ranked()
    return found


def answers(model: LocalModel, cases: Sequence[Rank]) -> Iterator[tuple[int, Ranked | Unanswered]]:
    """The place of each case with its reply, in order.

    Raises:
        ModelError: the memory does not suffice for a single prefix.
    """
    for place, case in enumerate(cases):
        yield place, _answer(model, case)


def _answer(model: LocalModel, case: Rank) -> Ranked | Unanswered:
    if model.renderer.apart:
        return Unanswered("no_reference")
    ids = (*case.prompt.ids, *case.target)
    if not case.prompt.ids:
        return Unanswered("empty_prompt")
    if max(ids) >= model.network.words:
        return Unanswered("unknown_token")
    if len(case.prompt.ids) + len(case.form.places) - 1 > model.network.context:
        return Unanswered("too_long")
    try:
        return rank(model, case.prompt.ids, case.target, case.form, case.effort)
    except ValueError:  # what its tokens write is not of the form, as where a token is a part of a character
        return Unanswered("no_rank")


class _Fitting(NamedTuple):
    """The tokens that fit at a place of a form."""

    ids: Any
    texts: tuple[str, ...]


class _Prefix(NamedTuple):
    """Tokens that write the beginning of a value."""

    cost: float
    """Less its log-probability, in nats."""
    ids: Tokens
    text: str


@dataclass(slots=True)
class _Row:
    """The prefixes that go on from one prefix by a token, the most likely first. Most of them are never opened."""

    prefix: _Prefix
    costs: Any
    picks: Any
    """Which of the fitting tokens each goes on with."""
    at: int = 0
    """How many were taken."""


@dataclass(slots=True)
class _Search:
    reader: _Reader
    form: Form
    fitting: tuple[_Fitting, ...]
    target: Tokens
    value: str
    cost: float = math.inf
    """Of the value; what costs more is not looked at."""
    waiting: list[tuple[float, int, _Row]] = field(default_factory=list)
    """A heap of the rows that have prefixes to be opened, by the cost of their next."""
    others: set[str] = field(default_factory=set)
    """Other values that are at least as likely."""
    rows: int = 0
    more: int = 0
    """How many other values as likely as this one may still begin with the prefixes that wait."""

    @property
    def most(self) -> float:
        """The cost of the value, and by how much sums in another order may differ."""
        return self.cost + 100 * float(torch.finfo(self.reader.model.network.model.dtype).eps)

    def begin(self) -> None:
        """Finds how likely the value is, and what values can begin with."""
        logs = self.reader.logs([self.target[:at] for at in range(len(self.target))])
        own = logs.gather(1, torch.tensor(self.target, device=logs.device)[:, None])
        self.cost = max(0.0, -float(own.cpu().double().sum()))
        if math.isfinite(self.cost):
            self._open(_Prefix(0.0, (), ""), logs[0])

    def step(self, most: int) -> int:
        """Opens the most likely prefixes, and says how many."""
        opened: list[_Prefix] = []
        while self.waiting and len(opened) < most:
            cost, number, row = heapq.heappop(self.waiting)
            fitting, pick = self.fitting[len(row.prefix.text)], row.picks[row.at]
            ids = (*row.prefix.ids, int(fitting.ids[pick]))
            opened.append(_Prefix(cost, ids, row.prefix.text + fitting.texts[pick]))
            self.more -= self._under(row, slice(row.at, row.at + 1))
            row.at += 1
            if row.at < len(row.costs):
                heapq.heappush(self.waiting, (float(row.costs[row.at]), number, row))
        for prefix, logs in zip(opened, self.reader.logs([prefix.ids for prefix in opened]), strict=True):
            self._open(prefix, logs)
        return len(opened)

    def _open(self, prefix: _Prefix, logs: Any) -> None:
        """Counts the values that end with the next token, and lets what does not end wait."""
        fitting = self.fitting[len(prefix.text)]
        costs = prefix.cost - logs[fitting.ids].cpu().double().numpy()
        near = np.flatnonzero(costs <= self.most)
        ends = np.array([len(prefix.text) + len(fitting.texts[pick]) == len(self.form.places) for pick in near], bool)
        self.others |= {prefix.text + fitting.texts[pick] for pick in near[ends]} - {self.value}
        picks = near[~ends]
        if len(picks):
            picks = picks[np.argsort(costs[picks], kind="stable")]
            row = _Row(prefix, costs[picks], picks)
            self.rows += 1
            self.more += self._under(row, slice(None))
            heapq.heappush(self.waiting, (float(row.costs[0]), self.rows, row))

    def _under(self, row: _Row, part: slice) -> int:
        """How many other values as likely as this one can begin with prefixes of a row; each tells at most `_VAST`."""
        counts = np.exp(np.minimum(self.most - row.costs[part], math.log(_VAST))).astype(np.int64)
        depth = len(row.prefix.ids)
        if row.prefix.ids != self.target[:depth]:
            return int(counts.sum())
        ids = self.fitting[len(row.prefix.text)].ids[row.picks[part]]
        return int(counts.sum()) - int((ids == self.target[depth]).sum())

    def ranked(self) -> Ranked:
        """What is known by now."""
        if math.isinf(self.cost):
            return Ranked(self.form.space, self.form.space)
        low = 1 + len(self.others)
        most = min(self.form.space, max(1, math.floor(math.exp(min(self.cost, 700.0)))))
        return Ranked(min(low, most), min(low + self.more, most) if self.more < _VAST // 2 else most)


@dataclass(slots=True)
class _Reader:
    """Tells what may follow tokens behind a prompt, which is computed once where the model allows it."""

    model: LocalModel
    prompt: Tokens
    cache: Any = None

    def logs(self, heads: Sequence[Tokens]) -> Any:
        """Log-probabilities of all words behind each of the tokens, shape (heads, words)."""
        found, rest = [], list(heads)
        size = len(self.prompt) + max(map(len, heads))
        shares = len(self.prompt) > _WORTH and size <= self.model.network.sharing
        while rest:
            count = max(1, self.model.room.budget // (size - len(self.prompt) + 1 if shares else size))
            part = rest[:count]
            logs = memory.tried(lambda part=part: self._shared(part) if shares else self._straight(part))  # type: ignore[misc]
            if logs is None:
                self.model.room.halve(len(part), size)
                continue
            found.append(logs)
            rest = rest[len(part) :]
        return torch.cat(found)

    def _straight(self, heads: Sequence[Tokens]) -> Any:
        network = self.model.network
        ends = torch.tensor([len(self.prompt) + len(head) - 1 for head in heads], device=network.device)
        with network.asked():
            features = network.features(filled([self.prompt + head for head in heads], network.device), use_cache=False)
            last = features[torch.arange(len(heads), device=network.device), ends]
            return network.logits(last).log_softmax(-1)

    def _shared(self, heads: Sequence[Tokens]) -> Any:
        """The last token of the prompt stands before each of them, so that none is empty."""
        network = self.model.network
        with network.asked():
            if self.cache is None:
                cache = network.cache()
                ids = filled([self.prompt[:-1]], network.device)
                network.features(ids, past_key_values=cache, use_cache=True)
                self.cache = cache
            pieces = [(self.prompt[-1], *head) for head in heads]
            features = network.behind(deepcopy(self.cache), [len(self.prompt) - 1], [pieces])[0]
            ends = torch.tensor([len(piece) for piece in pieces], device=network.device).cumsum(0) - 1
            return network.logits(features[ends]).log_softmax(-1)


@lru_cache(maxsize=4)
def _words(core: Any) -> Mapping[int, str]:
    """What each token writes behind another one, by its id; special tokens write nothing."""
    anchor = core.encode("a", add_special_tokens=False).ids[-1]
    before = core.decode([anchor], skip_special_tokens=False)
    special = {number for number, token in core.get_added_tokens_decoder().items() if token.special}
    ids = sorted(set(core.get_vocab().values()) - special)
    texts = core.decode_batch([[anchor, token] for token in ids], skip_special_tokens=False)
    return {token: text[len(before) :] for token, text in zip(ids, texts, strict=True) if text.startswith(before)}


def _fitting(model: LocalModel, form: Form, words: Mapping[int, str]) -> tuple[_Fitting, ...]:
    """For each place the tokens that can stand there."""
    letters = frozenset("".join(form.places))
    known = [
        (token, text) for token, text in words.items() if text and token < model.network.words and letters >= set(text)
    ]
    longest = max((len(text) for _, text in known), default=0)
    found: dict[tuple[str, ...], _Fitting] = {}  # where the next places are alike, the same tokens fit
    windows = [form.places[start : start + longest] for start in range(len(form.places))]
    for window in windows:
        if window not in found:
            own = list(_standing(known, window))
            ids = torch.tensor([token for token, _ in own], dtype=torch.long, device=model.network.device)
            found[window] = _Fitting(ids, tuple(text for _, text in own))
    return tuple(found[window] for window in windows)


def _standing(known: Sequence[tuple[int, str]], window: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The tokens that can stand at the first of some places."""
    sets, room = tuple(map(frozenset, window)), len(window)
    alike = len(set(sets)) == 1
    for token, text in known:
        if len(text) <= room and text[0] in sets[0]:
            fits = sets[0].issuperset(text) if alike else all(map(frozenset.__contains__, sets, text))
            if fits:
                yield token, text
