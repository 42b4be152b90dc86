"""Log-probabilities of targets: prompts computed once, the head applied to targets alone, no full table of logits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from auditor.errors import ModelError
from auditor.models import Generate, Need, Rank, Ranked, Read, Score, Scored, Statistic, Unanswered
from auditor.models.local import memory, plan, ranks, writer
from auditor.models.local.network import Network, filled
from auditor.models.local.numbers import REFERENCE, numbers
from auditor.models.local.plan import Asked, Shared, Straight, Tokens, Unit
from auditor.models.render import CannotRender, Renderer

VERSION = "2"
"""Of what is computed: another one answers otherwise."""
TABLE = 64 << 20
"""Bytes of logits in float32 that are held at once."""
_PIECE = 4 << 20
"""Bytes of them of which numbers are made at once: what is computed in between then stays near the processor."""


@dataclass(slots=True, eq=False)
class LocalModel:
    """A model on this machine. Makes a `LanguageModel`."""

    name: str
    identity: str
    network: Network
    renderer: Renderer
    reference: Network | None = None
    """The base, whose ids mean the same tokens."""
    thoughts: int = 0
    """Most tokens that it may think before it writes."""
    ends: Tokens = ()
    """Tokens that end an answer."""
    room: memory.Room = field(init=False)
    """Of tokens that are scored at once."""
    page: memory.Room = field(init=False)
    """Of tokens of texts that are written at once, few of which are computed in a step."""

    def __post_init__(self) -> None:
        device = str(self.network.device)
        self.room = memory.Room(self.name, device, memory.budget(device))
        self.page = memory.Room(self.name, device, 4 * memory.budget(device))

    @property
    def can(self) -> frozenset[Need]:
        """`reference` where there is a base of the same vocabulary."""
        found: frozenset[Need] = frozenset({"generate", "logprobs"})
        return found | {"reference"} if self.reference is not None else found

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        """The place of each case with its reply, those of a batch as soon as it is computed.

        Raises:
            ModelError: the memory does not suffice for a single case.
        """
        pools: dict[tuple[frozenset[Statistic], bool], dict[int, tuple[Tokens, Tokens]]] = {}
        for place, case in enumerate(cases):
            match self._pair(case):
                case Unanswered() as reply:
                    yield place, reply
                case pair:
                    pools.setdefault((case.wants, case.alone), {})[place] = pair
        together = min(self.network.sharing, self.reference.sharing if self.reference is not None else 1 << 60)
        for (wants, alone), pairs in pools.items():
            yield from self._replies(plan.units(pairs, 0 if alone else together), wants, alone)

    def generate(self, cases: Sequence[Generate]) -> Iterator[tuple[int, Read | Unanswered]]:
        """Likewise; the text goes no further than the reader of the case."""
        return writer.answers(writer.Writer(self.network, self.renderer, self.ends, self.thoughts), cases, self.page)

    def rank(self, cases: Sequence[Rank]) -> Iterator[tuple[int, Ranked | Unanswered]]:
        """Likewise, in order.

        Raises:
            ModelError: the memory does not suffice for a single beginning of a value.
        """
        return ranks.answers(self, cases)

    def _pair(self, case: Score) -> tuple[Tokens, Tokens] | Unanswered:
        try:
            prompt, target = self.renderer.pair(case)
        except CannotRender as error:
            return Unanswered(error.reason)
        if len(prompt) + len(target) - 1 > self.network.context:
            return Unanswered("too_long")
        if max(max(prompt), max(target)) >= self.network.words:
            return Unanswered("unknown_token")
        if case.wants & REFERENCE:
            if self.reference is None:
                return Unanswered("no_reference")
            if max(max(prompt), max(target)) >= self.reference.words:
                return Unanswered("unknown_token")
            if len(prompt) + len(target) - 1 > self.reference.context:
                return Unanswered("too_long")
        return prompt, target

    def _replies(
        self, waiting: Sequence[Unit], wants: frozenset[Statistic], alone: bool
    ) -> Iterator[tuple[int, Scored]]:
        waiting = list(waiting)
        while waiting:
            batch = waiting[: 1 if alone else plan.take(waiting, self.room.budget)]
            replies = memory.tried(lambda batch=batch: self._batch(batch, wants))  # type: ignore[misc]
            if replies is not None:
                waiting = waiting[len(batch) :]
                yield from replies
            elif len(batch) == 1 and (halves := batch[0].halves()):
                memory.release()
                waiting[:1] = halves
            else:
                self.room.halve(len(batch), max(unit.cost for unit in batch))

    def _batch(self, batch: Sequence[Unit], wants: frozenset[Statistic]) -> list[tuple[int, Scored]]:
        networks = [self.network] if not wants & REFERENCE or self.reference is None else [self.network, self.reference]
        targets: list[Asked] = []
        features: list[Any] = []
        for network in networks:
            with network.asked():
                targets, found = _computed(network, batch)
                features.append(found)
        words = min(network.words for network in networks)
        told = _told(networks, features, [token for target in targets for token in target.ids], wants, words)
        if np.isnan(told["logprobs"]).any():
            raise ModelError(
                f"{self.name}: its log-probabilities are no numbers in {self.network.model.dtype}; where that is too"
                " coarse, give --dtype float32; else its training went astray, and its weights are of no use"
            )
        replies, at = [], 0
        for target in targets:
            own = {name: values[at : at + len(target.ids)] for name, values in told.items()}
            replies.append((target.place, Scored(own.pop("logprobs"), own)))
            at += len(target.ids)
        return replies


def _computed(network: Network, batch: Sequence[Unit]) -> tuple[list[Asked], Any]:
    """The targets of a batch, and the features that tell of their tokens, in the same order, shape (tokens, width)."""
    straight = [unit for unit in batch if isinstance(unit, Straight)]
    shared = [unit for unit in batch if isinstance(unit, Shared)]
    return _computed_straight(network, straight) if straight else _computed_shared(network, shared)


def _computed_straight(network: Network, batch: Sequence[Straight]) -> tuple[list[Asked], Any]:
    features = network.features(filled([unit.ids for unit in batch], network.device), use_cache=False)
    asked = [(row, unit.start, target) for row, unit in enumerate(batch) for target in unit.targets]
    places = [(row, start + at) for row, start, target in asked for at in range(len(target.ids))]
    rows, positions = torch.tensor(places, device=network.device).T
    return [target for _, _, target in asked], features[rows, positions]


def _computed_shared(network: Network, batch: Sequence[Shared]) -> tuple[list[Asked], Any]:
    cache = network.cache()
    prompts = filled([unit.prompt for unit in batch], network.device)
    lengths = [len(unit.prompt) for unit in batch]
    features = network.features(prompts, past_key_values=cache, use_cache=True)
    last = features[torch.arange(len(batch)), torch.tensor(lengths) - 1]
    del features
    behind = network.behind(cache, lengths, [[target.ids[:-1] for target in unit.targets] for unit in batch])
    found = []
    for row, unit in enumerate(batch):
        at = 0
        for target in unit.targets:
            found += [last[row : row + 1], behind[row, at : at + len(target.ids) - 1]]
            at += len(target.ids) - 1
    return [target for unit in batch for target in unit.targets], torch.cat(found)


def _told(
    networks: Sequence[Network], features: Sequence[Any], ids: Sequence[int], wants: frozenset[Statistic], words: int
) -> dict[Any, Any]:
    """Numbers of each token, by their names, a few positions at a time."""
    width = 4 * max(network.words for network in networks)
    step, piece = max(1, TABLE // width), max(1, _PIECE // width)
    told: dict[str, list[Any]] = {}
    for start in range(0, len(ids), step):
        tables = []
        for network, found in zip(networks, features, strict=True):
            with network.told():
                tables.append(network.logits(found[start : start + step]))
        with torch.inference_mode():
            here = torch.tensor(ids[start : start + step]).to(tables[0].device)
            for parts in zip(here.split(piece), *(table.split(piece) for table in tables), strict=True):
                for name, values in numbers(parts[1:], parts[0], wants, words).items():
                    told.setdefault(name, []).append(values.float().cpu())
    return {name: torch.cat(values).numpy() for name, values in told.items()}
