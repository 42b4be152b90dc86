"""How often the training sees the records that hold private data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from auditor.checks import Finished, Setup
from auditor.derived import Derived, Nothing
from auditor.findings import Evidence, Finding
from auditor.overview import Overview
from auditor.risks.memorization.options import MemorizationOptions
from auditor.stats import Unseen, census

if TYPE_CHECKING:
    from auditor.text.kept import Repeats


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
