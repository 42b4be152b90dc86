"""What the training data tells of overfitting before anything is trained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from auditor.checks import Batch, Finished, Setup, Sink
from auditor.findings import Finding
from auditor.overview import Overview
from auditor.records import Record
from auditor.risks.overfitting.options import OverfittingOptions

if TYPE_CHECKING:
    from auditor.risks.overfitting.ingredients import Ingredients
    from auditor.risks.overfitting.sampled import Sampled, Shown
    from auditor.text.kept import Repeats


@dataclass(frozen=True, slots=True)
class OverfittingScan:
    """Looks closely at a sample of the records, and takes from `duplication` how many different ones there are."""

    options: OverfittingOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("duplication", "overview")

    def start(self) -> Sampled:
        from auditor.risks.overfitting.sampled import Sampled

        return Sampled()

    def add(self, state: Sampled, batch: Batch[Record], sink: Sink) -> None:
        state.take(self.setup.seed, batch.items)

    def finish(self, state: Sampled, facts: Mapping[str, Any]) -> Finished:
        from auditor.risks.overfitting.ingredients import ingredients

        overview: Overview = facts["overview"]
        repeats: Repeats = facts["duplication"]
        n = overview.records()
        if not n:
            return Finished(())
        drawn = state.drawn()
        sample = [(shown.prompt, shown.answer) for shown in drawn]
        known = ingredients(n, repeats.effective, sample, _clusters(repeats, drawn))
        return Finished((*self._judged(known, repeats.effective, overview), *self._told(known, n)), known)

    def _judged(self, known: Ingredients | None, near: float, overview: Overview) -> Iterator[Finding]:
        """What a policy can limit. Records that nobody could read may be copies, or what is missing."""
        n, unseen = overview.records(), overview.unseen()
        effective = known.effective if known else near
        more = effective + unseen.records
        few = [round(max(0.0, self.options.least - count), 1) for count in (effective, more)]
        least = self.options.least if unseen.records + unseen.files else few[0]
        n_all = n + unseen.records
        yield Finding("overfitting/too_few", few[0], n_all, few[1], max(few[0], float(least)), "records", judged=True)
        epochs = max(0.0, self.setup.epochs)
        seen = n * epochs / near if near else 0.0
        high = max(seen, n_all * epochs / max(1.0, near))
        low = min(seen, n * epochs / (near + unseen.records)) if near else 0.0
        low, seen, high = (round(number, 2) for number in (low, seen, high))
        yield Finding("overfitting/repetitions", seen, n_all, low, high, "repetitions", judged=True)
        watched = overview.records("eval") > 0
        hidden = overview.unseen("eval")
        alone = 0.0 if watched else float(n)
        low = 0.0 if watched or hidden.records + hidden.files else alone
        high = alone if watched else float(n_all)
        yield Finding("overfitting/no_held_out", alone, n_all, low, high, "records", judged=True)

    def _told(self, known: Ingredients | None, n: int) -> Iterator[Finding]:
        if known is None:
            return
        from auditor.risks.overfitting.forecast import Settings
        from auditor.risks.overfitting.told import told

        yield from told(known, Settings(self.setup.epochs, self.options.rate, self.options.batch), n)


def _clusters(repeats: Repeats, drawn: list[Shown]) -> list[int]:
    """The clusters of near copies that the drawn records stand in."""
    import numpy as np

    positions = repeats.kept.position[repeats.train()]
    places = np.searchsorted(positions, np.array([shown.position for shown in drawn], np.int64))
    return [int(cluster) for cluster in repeats.cluster[places]]
