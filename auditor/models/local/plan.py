"""What is computed at once: requests that share a prompt, sorted by length, in batches of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Tokens = tuple[int, ...]
_WORTH = 8
"""Shortest prompt of which a cache is shared; a shorter one is computed again for each target."""

_BEHIND = 1024
"""Most tokens of targets behind one prompt, or as many as the prompt has: each looks whether it may see each other."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A target, by the place of its case."""

    place: int
    ids: Tokens


@dataclass(frozen=True, slots=True)
class Straight:
    """Tokens that are computed in one pass. The first token of each target is told by the position `start`."""

    ids: Tokens
    start: int
    targets: tuple[Asked, ...]
    """One, or several of one token each."""

    @property
    def length(self) -> int:
        """Longest sequence, in tokens."""
        return len(self.ids)

    @property
    def cost(self) -> int:
        """Tokens that are computed or held."""
        return len(self.ids)

    def halves(self) -> tuple[Unit, ...]:
        """Nothing smaller."""
        return ()


@dataclass(frozen=True, slots=True)
class Shared:
    """A prompt that is computed once, with at least two targets behind it."""

    prompt: Tokens
    targets: tuple[Asked, ...]

    @property
    def length(self) -> int:
        """Longest sequence, in tokens."""
        return len(self.prompt) + max(len(target.ids) for target in self.targets) - 1

    @property
    def cost(self) -> int:
        """Tokens that are computed."""
        return len(self.prompt) + sum(len(target.ids) - 1 for target in self.targets)

    def halves(self) -> tuple[Unit, ...]:
        """The same with half of the targets each."""
        middle = len(self.targets) // 2
        return tuple(
            unit for part in (self.targets[:middle], self.targets[middle:]) for unit in _unit(self.prompt, part)
        )


Unit = Straight | Shared


def units(pairs: Mapping[int, tuple[Tokens, Tokens]], sharing: int) -> list[Unit]:
    """Prompts and targets, by the places of their cases, as units; the longest first, so that what is too large for the
    memory shows at once.

    `sharing` is the longest sequence, in tokens, for which a model can go on from a shared prompt.
    """
    by_prompt: dict[Tokens, list[Asked]] = {}
    for place, (prompt, target) in pairs.items():
        by_prompt.setdefault(prompt, []).append(Asked(place, target))
    found = [unit for prompt, targets in by_prompt.items() for unit in _units(prompt, targets, sharing)]
    return sorted(found, key=lambda unit: (isinstance(unit, Shared), -unit.length))


def take(waiting: Sequence[Unit], budget: int) -> int:
    """How many of the first units make a batch: of one kind, at least one, and within a budget in tokens."""
    width, count = 0, 0
    for unit in waiting:
        width = max(width, unit.cost)
        if count and (width * (count + 1) > budget or type(unit) is not type(waiting[0])):
            break
        count += 1
    return count


def _units(prompt: Tokens, targets: Sequence[Asked], sharing: int) -> Iterator[Unit]:
    longest = len(prompt) + max(len(target.ids) for target in targets)
    if len(prompt) < _WORTH or longest > sharing:
        for target in targets:
            yield from _unit(prompt, (target,))
        return
    group: list[Asked] = []
    for target in targets:
        if group and sum(len(other.ids) for other in (*group, target)) > max(_BEHIND, len(prompt)):
            yield from _unit(prompt, tuple(group))
            group = []
        group.append(target)
    yield from _unit(prompt, tuple(group))


def _unit(prompt: Tokens, targets: tuple[Asked, ...]) -> tuple[Unit, ...]:
    if not targets:
        return ()
    if all(len(target.ids) == 1 for target in targets):
        return (Straight(prompt, len(prompt) - 1, targets),)
    if len(targets) == 1:
        return (Straight(prompt + targets[0].ids[:-1], len(prompt) - 1, targets),)
    return (Shared(prompt, targets),)
