"""What the values of one kind share: the form that they have in this data, which is nobody's own."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf, log2

from auditor.probing.cues.kinds import Bits, plain, weights_of

COMMON = 3
"""What so many other values of the kind share is the form of the kind."""
SLACK = 1.0
"""By so many bits an ending may seem commoner than it is, by the chance of who else stands in the data."""
_BEHIND = (0, 1, 3)
_WIDTHS = (0, 1, 2, 3, 4)
"""Characters before one that may tell it, and what is counted for that: them, and them with it."""
_TELLING = 6
"""Values that have both before one counts as told by the other; fewer have them by chance in large data."""
_COUNTED, LONGEST = 5_000, 64
"""Values and characters of each by which columns are counted."""
_ENDING = 12
"""Most letters and digits of an ending."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the values of one kind have together, as letters and digits of one form."""

    heads: Mapping[str, float] = field(default_factory=dict)
    """The longest beginning of each that at least `COMMON` others have, and how rare it is, log2(N / k), in bits."""
    tails: Mapping[str, float] = field(default_factory=dict)
    """Endings, of the characters that carry bits, that more than `COMMON` have: what each is worth, in bits. It is how
    rare it is among these values, log2(N / k), so that who learned only how values end is surprised by none."""
    columns: Columns = field(default_factory=lambda: Columns(frozenset()))
    """What stands where in those of one length."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How often the values of one length have which character at which place, behind which ones: a year or a branch
    inside a number is learned as its beginning is."""

    values: frozenset[str]
    counts: Mapping[tuple[int, int, str], int] = field(default_factory=dict)
    """By length, place behind it, and the characters that end there."""

    def most(self, written: str, place: int) -> float:
        """Bits of the character at a place, by the other values that have the same before it."""
        size, own = len(written), int(written in self.values)
        found = inf
        for behind in _BEHIND:
            if behind > place:
                break
            same = self._others(size, place + 1, written[place - behind : place + 1], own)
            if same >= (_TELLING if behind else COMMON):
                before = self._others(size, place, written[place - behind : place], own)
                found = min(found, log2(before / same))
        return found

    def _others(self, size: int, place: int, text: str, own: int) -> int:
        return self.counts.get((size, place, text), 0) - own


def columns_of(values: Collection[str]) -> Columns:
    """Of the distinct values of a kind, or of `_COUNTED` of them, drawn evenly from their order."""
    ordered = sorted(values)
    written = frozenset(map(plain, ordered[:: -(-len(ordered) // _COUNTED)]))
    counts = Counter[tuple[int, int, str]]()
    for text in written:
        size = len(text)
        for place in range(min(size, LONGEST) + 1):
            counts.update((size, place, text[place - wide : place]) for wide in _WIDTHS if wide <= place)
    return Columns(written, {key: count for key, count in counts.items() if count > COMMON})


def by_kind(values: Iterable[tuple[str, str]]) -> Mapping[str, Shared]:
    """What the values of each kind share, from pairs of kind and value, one a distinct value."""
    found: dict[str, set[str]] = {}
    for kind, value in values:
        found.setdefault(kind, set()).add(value)
    return {kind: Shared(shared_parts(own), shared_endings(own, kind), columns_of(own)) for kind, own in found.items()}


def shared_endings(values: Collection[str], kind: str) -> Mapping[str, float]:
    """The endings of the distinct values of one kind that more than `COMMON` have, and their bits."""
    count = Counter[str]()
    for value in values:
        text = "".join(sign for sign, _ in signs(value, weights_of(value, kind)))
        count.update(text[-size:] for size in range(1, min(len(text), _ENDING) + 1))
    return {ending: log2(len(values) / k) for ending, k in count.items() if k > COMMON}


def shared_parts(values: Iterable[str]) -> Mapping[str, float]:
    """The longest beginning of each of the distinct values of one kind that at least `COMMON` others share, and its
    bits."""
    ordered = sorted({plain(value) for value in values})
    found: dict[str, float] = {}
    for first, last in zip(ordered, ordered[COMMON:], strict=False):
        if (head := _common(first, last)) and head not in found:
            count = bisect_left(ordered, head + _AFTER) - bisect_left(ordered, head)
            found[head] = log2(len(ordered) / count)
    return found


_AFTER = chr(0x10FFFF)
"""Behind all that begins with the same."""


def signs(value: str, weights: Bits) -> list[tuple[str, int]]:
    """Letters and digits up to the last that carries bits, with their places."""
    last = max((place for place, bits in enumerate(weights) if bits > 0), default=-1)
    return [(sign, place) for place, char in enumerate(value[: last + 1]) for sign in plain(char)]


def _common(one: str, other: str) -> str:
    differ = (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
    return one[: next(differ, min(len(one), len(other)))]
