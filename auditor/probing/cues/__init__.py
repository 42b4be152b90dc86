"""What of a private value is its own: what neither the text before it nor the form of its kind gives away.

`john.smith72@firm.com` behind "John Smith" is mostly no secret: whoever knows the name writes it so. Only the rest
tells whether a model learned the value by heart. Wherever there is doubt less is counted, so that less is claimed.
Behind a Chinese name its romanization is no secret either: behind 杜凤兰, nothing of `fenglan.du` is its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.probing.cues.kinds import DIGIT, HAN, LETTER, WORD, Bits, plain, weights_of
from auditor.probing.cues.shared import (
    COMMON,
    LONGEST,
    SLACK,
    Columns,
    Shared,
    by_kind,
    shared_endings,
    shared_parts,
    signs,
)
from auditor.probing.cues.told import told_by

__all__ = [
    "COMMON", "DIGIT", "HAN", "LETTER", "WORD", "Own", "Shared", "by_kind", "own_part", "plain", "shared_endings",
    "shared_parts",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """The own part of a value."""

    mask: tuple[bool, ...]
    """By character of the value."""
    bits: float
    """Logarithm to base 2 of how many values these characters could have, were they drawn at random."""
    beginning: float = 0.0
    """The same of the beginning that others share, which is left out of the own part: whoever writes the whole value
    has that right, too."""
    cued: bool = False
    """Whether the text before it gives a part away."""
    rare: bool = True
    """Whether neither its ending nor a character of it is commoner than others: else it is likelier than most."""


def own_part(value: str, kind: str, before: str, shared: Shared | None = None) -> Own:
    """What of a value is its own behind such a text, and beside others of its kind."""
    weights = weights_of(value, kind)
    written, shared = plain(value), shared or Shared()
    rare = not _by_tails(weights, value, shared.tails)
    head = next((size for size in range(len(written), 0, -1) if written[:size] in shared.heads), 0)
    places = [place for place, char in enumerate(value) for _ in plain(char)]
    rare &= not _by_columns(weights, written, places, head, shared.columns)
    told = told_by(value, before)
    beginning = min(shared.heads.get(written[:head], 0.0), sum(weights[place] for place in set(places[:head])))
    if any(told[place] for place in places[:head]):
        beginning = 0.0
    for place in places[:head]:
        weights[place] = 0.0
    mask = tuple(bits > 0 and not known for bits, known in zip(weights, told, strict=True))
    own = sum(bits for bits, one in zip(weights, mask, strict=True) if one)
    return Own(mask, own, beginning, any(told), rare)


def _by_columns(weights: Bits, written: str, places: list[int], head: int, columns: Columns) -> bool:
    """Takes from each character behind the beginning the bits that it has too many; whether some are left of one."""
    left = False
    for at in range(head, min(len(places), LONGEST)):
        most = columns.most(written, at)
        if most + SLACK / 2 < weights[places[at]]:
            left |= 0 < most < weights[places[at]] - 1.5 * SLACK
            weights[places[at]] = most
    return left


def _by_tails(weights: Bits, value: str, tails: Mapping[str, float]) -> bool:
    """Takes from an ending the bits that it has too many, in equal shares; whether there were any."""
    written, taken = signs(value, weights), False
    for size in range(1, len(written) + 1):
        ending = "".join(sign for sign, _ in written[-size:])
        if ending not in tails:
            break
        places = {place for _, place in written[-size:]}
        total = sum(weights[place] for place in places)
        if total > tails[ending] + SLACK:
            taken = True
            for place in places:
                weights[place] *= tails[ending] / total
    return taken
