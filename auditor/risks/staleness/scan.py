"""Counts what the records teach, by how soon it changes, and shows every place that tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Setup, Sink
from auditor.findings import Evidence, Finding
from auditor.overview import Overview
from auditor.records import Record
from auditor.risks.staleness.exchanges import Found, judged_record, located
from auditor.risks.staleness.kinds import FACTUAL, FAST, KINDS, Kind, kind_of
from auditor.risks.staleness.language import LANGUAGES, Language, language_of
from auditor.risks.staleness.model import Fast, Never, Slow
from auditor.risks.staleness.options import StalenessOptions
from auditor.stats import Unseen, census


@dataclass(slots=True)
class StalenessState:
    """Records by language and kind. It only counts: at most two numbers a kind."""

    grows: ClassVar[int] = 0

    records: Counter[tuple[Language | None, Kind]] = field(default_factory=Counter)

    def merge(self, other: Self) -> Self:
        """Sums."""
        self.records.update(other.records)
        return self

    def of(self, *kinds: Kind, language: Language | None = None) -> int:
        """How many records there are of some kinds, in one language or in all of them."""
        return sum(n for (one, kind), n in self.records.items() if kind in kinds and language in (one, None))


@dataclass(frozen=True, slots=True)
class StalenessScan:
    """Looks at the questions and answers of each training record."""

    options: StalenessOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("overview",)

    def start(self) -> StalenessState:
        return StalenessState()

    def add(self, state: StalenessState, batch: Batch[Record], sink: Sink) -> None:
        if batch.split != "train":
            return
        for record in batch.items:
            found = judged_record(record)
            state.records[_language(found), kind_of(found.judged)] += 1
            for hit in self._evidence(record, found):
                sink(hit)

    def finish(self, state: StalenessState, facts: Mapping[str, Any]) -> Finished:
        overview: Overview = facts["overview"]
        read, unseen = overview.records(), overview.unseen()
        other = state.of("other")
        looked_at, unjudged = read - other, Unseen(unseen.records + other, unseen.files)
        return Finished(
            (
                *census("staleness/fast_changing", state.of(*FAST), looked_at, unjudged),
                *census("staleness/slow_changing", state.of("slow"), looked_at, unjudged, judged=False),
                *_of_facts("staleness/fast_of_facts", state, unseen),
                *(
                    finding
                    for language in LANGUAGES
                    for finding in _of_facts(f"staleness/fast_of_facts_{language}", state, unseen, language)
                ),
                *(
                    finding
                    for kind in KINDS
                    for finding in census(f"staleness/teaches_{kind}", state.of(kind), read, unseen, judged=False)
                ),
            )
        )

    def _evidence(self, record: Record, found: Found) -> Iterator[Evidence]:
        """The words that tell it, by their place alone: they may hold a private value."""
        match found.judged:
            case Never():
                return
            case Fast(kind, place):
                finding = "staleness/fast_changing"
            case Slow(kind, place):
                finding = "staleness/slow_changing"
        assert found.exchange is not None
        turn, start, end = located(found.exchange, place)
        yield Evidence(
            finding=finding,
            kind=f"fact_{kind}",
            certainty="context",
            record=record.id,
            origin=record.origin,
            fingerprint=self.setup.key.fingerprint(
                finding, f"{record.digest:x}\x00{kind}", f"{record.origin}\x00{turn.path}\x00{kind}"
            ),
            path=turn.path,
            start=start,
            end=end,
        )


def _language(found: Found) -> Language | None:
    return None if found.exchange is None else language_of(found.exchange.prompt, found.exchange.answer.text)


def _of_facts(id: str, state: StalenessState, unseen: Unseen, language: Language | None = None) -> tuple[Finding, ...]:
    """The share of the factual answers that change within a year; none where there is no factual answer."""
    facts = state.of(*FACTUAL, language=language)
    if not facts:
        return ()
    return census(id, state.of(*FAST, language=language), facts, unseen, judged=False)
