"""Private data in records that the training repeats.

## What it measures

How often the training will see each record that holds private data: the records of its cluster (itself, its copies and
its near copies, as `duplication` finds them) x epochs. What counts as private data is what `privacy` counts: test
values, shared contacts and what the policy lets pass do not. Reported are the share of the records that hold private
data and are seen at least `often` times, and the most that any of them is seen.

## Why it matters

What is seen often is learned by heart, and private data that is learned by heart comes out. Ten copies of a text were
found to come out about a thousand times as often as a single one; where nothing is repeated, attacks do little better
than chance. So of all the private data in a training set, this is what to remove first.

## What it misses

Names and addresses, unless they stand beside a value that has a form. A value that many different records hold, each
once: that is `privacy/repetitions`. What a model really learned shows only when it is asked.

## What to do

Remove or replace these values first: `auditor clean` does both. Or drop the copies and train fewer epochs.

## Sources

Kandpal, Wallace, Raffel 2022, "Deduplicating Training Data Mitigates Privacy Risks in Language Models"
(arXiv 2202.06539). Carlini et al. 2022, "Quantifying Memorization Across Neural Language Models" (arXiv 2202.07646):
log-linear in the number of copies. Both measured pretraining, so take the figures as a direction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from auditor.checks import Finished, Limit, Risk, Setup
from auditor.derived import Derived, Nothing
from auditor.findings import Evidence, Finding
from auditor.overview import Overview
from auditor.stats import Unseen, census

if TYPE_CHECKING:
    from auditor.text.kept import Repeats


@dataclass(frozen=True, slots=True)
class MemorizationOptions:
    """What counts as often."""

    often: float = 10
    """Copies x epochs."""


@dataclass(frozen=True, slots=True)
class MemorizationScan(Derived):
    """Joins the records that hold private data with the clusters of near copies."""

    options: MemorizationOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("privacy", "duplication", "overview")

    def finish(self, state: Nothing, facts: Mapping[str, Any]) -> Finished:
        import numpy as np

        overview: Overview = facts["overview"]
        n, unseen = overview.records(), overview.unseen()
        repeats: Repeats = facts["duplication"]
        train = repeats.train()
        private = np.flatnonzero(np.isin(repeats.kept.position[train], facts["privacy"]))
        seen = repeats.copies()[private] * self.setup.epochs
        often = private[seen >= self.options.often]
        return Finished(
            (
                *census("memorization/repeated_private", len(often), n, unseen),
                *self._most(float(seen.max(initial=0)), n, unseen),
            ),
            evidence=self._evidence(repeats, {int(train[place]): int(place) for place in often}, overview),
        )

    def _most(self, most: float, n: int, unseen: Unseen) -> Iterator[Finding]:
        """A record that nobody could read can be one more copy of any."""
        if n + unseen.records:
            high = most + unseen.records * self.setup.epochs
            name = "memorization/private_repetitions"
            yield Finding(name, most, n + unseen.records, most, high, "repetitions", judged=True)

    def _evidence(self, repeats: Repeats, places: Mapping[int, int], overview: Overview) -> Iterator[Evidence]:
        key, kept, copies = self.setup.key, repeats.kept, repeats.copies()
        train = repeats.train()
        for place, within in places.items():
            origin = overview.origin(int(kept.position[place]))
            stands_for = int(train[repeats.cluster[within]])
            yield Evidence(
                finding="memorization/repeated_private",
                kind="repeated_private",
                certainty="validated",
                record=key.record_id(kept.record_digest(place), origin),
                origin=origin,
                fingerprint=key.fingerprint("memorization/repeated_private", f"{int(kept.pair[place]):016x}", origin),
                partner="" if stands_for == place else overview.origin(int(kept.position[stands_for])),
                count=int(copies[within]),
            )


RISK = Risk(
    id="memorization",
    limits={
        "memorization/repeated_private": Limit(warn=0),
        "memorization/private_repetitions": Limit(warn=10),
    },
    options=MemorizationOptions,
    scanner=MemorizationScan,
    module=__name__,
    probed={"memorization/extractable": Limit(fail=0, of="count")},
    units={"memorization/private_repetitions": "repetitions"},
)
