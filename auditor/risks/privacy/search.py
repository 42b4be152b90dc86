"""The values of a record, each with what it counts for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from auditor.checks import Batch
from auditor.records import Record, Turn
from auditor.risks.privacy.ignore import rule_for
from auditor.risks.privacy.options import PrivacyOptions
from auditor.text.private import Hit, mask
from auditor.text.private.shared import is_shared

UNCONFIRMED, TEST_VALUE, SHARED, IGNORED = "unconfirmed", "test_value", "shared_contact", "ignored"

Find = Callable[[str, str], tuple[Hit, ...]]


@dataclass(frozen=True, slots=True)
class Found:
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
    for record in batch.items:
        found = [
            _found(options, record, turn, hit)
            for turn in record.texts()
            for hit in _wanted(options, batch.private(turn), own(turn.text, turn.path))
        ]
        yield record, found


def _wanted(options: PrivacyOptions, builtin: Iterable[Hit], own: tuple[Hit, ...]) -> list[Hit]:
    """The hits asked for. Where an own kind and one of ours overlap, the policy knows better."""
    wanted = [hit for hit in builtin if hit.kind in options.kinds]
    if not own:
        return wanted
    apart = [hit for hit in wanted if all(hit.end <= other.start or other.end <= hit.start for other in own)]
    return sorted((*apart, *own), key=lambda hit: hit.start)


def _found(options: PrivacyOptions, record: Record, turn: Turn, hit: Hit) -> Found:
    rule = rule_for(options.ignore, hit, turn.text, turn.path, record.origin)
    if rule is not None:
        return Found(turn, hit, IGNORED, rule)
    if is_shared(hit):
        return Found(turn, hit, SHARED, None)
    if hit.test:
        return Found(turn, hit, TEST_VALUE, None)
    known = hit.certainty != "shape" or hit.kind in options.own
    return Found(turn, hit, hit.kind if known else UNCONFIRMED, None)
