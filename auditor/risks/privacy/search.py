"""The values of a record, each with what it counts for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from auditor.checks import Batch
from auditor.records import Record, Turn
from auditor.risks.privacy.ignore import Ignore, rule_for
from auditor.risks.privacy.options import PrivacyOptions
from auditor.text.private import Hit, mask
from auditor.text.private.shared import is_shared

UNCONFIRMED, TEST_VALUE, SHARED, IGNORED = "unconfirmed", "test_value", "shared_contact", "ignored"

Find = Callable[[str, str], tuple[Hit, ...]]


class Found(NamedTuple):
    """A private value in its place."""

    turn: Turn
    hit: Hit
    measure: str
    """What it counts for: its kind, or one of the measures for what is no private value or not surely one."""
    rule: int | None
    """Number of the ignore rule that leaves it out."""

    def shown(self) -> str:
        """Its mask."""
        return mask(self.turn.text, self.hit)


class Named(NamedTuple):
    """A value with what a report may say of it: both cost time, so they are made once."""

    found: Found
    digest: bytes
    """Of kind and canonical value, under the run's key."""
    shown: str
    """Its mask."""

    @property
    def hit(self) -> Hit:
        """The value."""
        return self.found.hit


def search(options: PrivacyOptions, batch: Batch[Record], own: Find) -> Iterator[tuple[Record, list[Found]]]:
    """Every record of a batch with the values in it, in reading order. `own` finds the kinds of the policy."""
    kinds, defined = frozenset(options.kinds), options.own
    for record in batch.items:
        found = [
            Found(turn, hit, *_counted(options.ignore, defined, record, turn, hit))
            for turn in record.texts()
            for hit in _wanted(kinds, batch.private(turn), own(turn.text, turn.path))
        ]
        yield record, found


def _wanted(kinds: frozenset[str], builtin: Iterable[Hit], own: tuple[Hit, ...]) -> list[Hit]:
    """The hits asked for. Where an own kind and one of ours overlap, the policy knows better."""
    wanted = [hit for hit in builtin if hit.kind in kinds]
    if not own:
        return wanted
    apart = [hit for hit in wanted if all(hit.end <= other.start or other.end <= hit.start for other in own)]
    return sorted((*apart, *own), key=lambda hit: hit.start)


def _counted(
    rules: Sequence[Ignore], defined: frozenset[str], record: Record, turn: Turn, hit: Hit
) -> tuple[str, int | None]:
    """What a hit counts for, and the rule that leaves it out; `defined` are the kinds of the policy."""
    rule = rule_for(rules, hit, turn.text, turn.path, record.origin) if rules else None
    if rule is not None:
        return IGNORED, rule
    if is_shared(hit):
        return SHARED, None
    if hit.test:
        return TEST_VALUE, None
    known = hit.certainty != "shape" or hit.kind in defined
    return hit.kind if known else UNCONFIRMED, None
