"""Records that say again what another record says.

## What it measures

Copies within the training data, compared after Unicode normalization (NFKC), case folding and collapsing of white
space. A *pair* is a whole record: prompt and answer (of a preference pair, both answers). Reported are the share of
records that repeat an earlier record; that repeat an earlier prompt with another answer; that repeat an earlier
answer, of at least `shortest_answer` characters, under another prompt; and how often the most frequent record will
be seen in training (copies x epochs). Tool declarations belong to the prompt; so does the label of an unpaired
preference to the record.

## Why it matters

Repetition turns a training example into a memorized one: ten copies of a text were found to come out about a
thousand times as often as a single one. It makes a small dataset look larger than it is. And the same prompt with
two answers teaches neither.

## What it misses

Near copies: texts that differ by a word or a number. Copies of a part: shared paragraphs, conversation prefixes.

## What to do

Look at the pairs in the evidence before you delete anything: repetition can be meant (upsampling). Keep one record
of each group, above all where private values stand in it. Merge or mend prompts with contradicting answers.

## Sources

Kandpal, Wallace, Raffel 2022, "Deduplicating Training Data Mitigates Privacy Risks in Language Models"
(arXiv 2202.06539). Lee et al. 2021, "Deduplicating Training Data Makes Language Models Better" (arXiv 2107.06499).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, ClassVar, Literal, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.findings import Evidence, Finding
from auditor.overview import Overview
from auditor.records import Record
from auditor.stats import census
from auditor.text.digests import EMPTY, Digest, Digests, digests_of

Part = Literal["pair", "prompt", "answer"]


@dataclass(frozen=True, slots=True)
class DuplicationOptions:
    """What counts as a repeated answer."""

    shortest_answer: int = 40
    """Characters of the normalized answer; shorter ones (labels, "Yes.") recur rightly under other prompts."""


@dataclass(slots=True)
class DuplicationState:
    """One row a record."""

    grows: ClassVar[int] = 600

    rows: list[Digests] = field(default_factory=list)

    def merge(self, other: Self) -> Self:
        """Both lists; `finish` sorts them, so the order does not matter."""
        self.rows += other.rows
        return self


@dataclass(frozen=True, slots=True)
class Copies:
    """Facts: every record's row, in order of position."""

    rows: tuple[Digests, ...]


@dataclass(frozen=True, slots=True)
class DuplicationScan:
    """Groups records by the digests of their normalized texts."""

    options: DuplicationOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("overview",)

    def start(self) -> DuplicationState:
        return DuplicationState()

    def add(self, state: DuplicationState, batch: Batch[Record], sink: Sink) -> None:
        state.rows += [digests_of(record, self.options.shortest_answer) for record in batch.items]

    def finish(self, state: DuplicationState, facts: Mapping[str, Any]) -> Finished:
        rows = tuple(sorted(state.rows, key=lambda row: row.position))
        train = [row for row in rows if row.train]
        overview: Overview = facts["overview"]
        unseen = overview.unseen()
        pairs = _repeats(train, "pair")
        copies = {row.position for row, _ in pairs}
        distinct = [row for row in train if row.position not in copies]
        found: dict[Part, list[tuple[Digests, Digests]]] = {
            "pair": pairs,
            "prompt": _repeats(distinct, "prompt"),
            "answer": _repeats(distinct, "answer"),
        }
        shares = [census(f"duplication/{part}", len(repeats), len(train), unseen) for part, repeats in found.items()]
        most, copies_of_it = most_copied(train)
        if most is None:
            return Finished(tuple(chain.from_iterable(shares)), Copies(rows))
        low, high = (copies * self.setup.epochs for copies in (copies_of_it, copies_of_it + unseen.records))
        n = len(train) + unseen.records
        repetitions = Finding("duplication/repetitions", low, n, low, high, "repetitions", judged=True)
        evidence = chain(self._evidence(found, overview), [self._hit("repetitions", "pair", most, None, overview)])
        return Finished((*chain.from_iterable(shares), repetitions), Copies(rows), evidence)

    def _evidence(
        self, found: Mapping[Part, Sequence[tuple[Digests, Digests]]], overview: Overview
    ) -> Iterator[Evidence]:
        for part, repeats in found.items():
            for row, first in repeats:
                yield self._hit(part, part, row, first, overview)

    def _hit(self, measure: str, part: Part, row: Digests, first: Digests | None, overview: Overview) -> Evidence:
        key = self.setup.key
        origin = overview.origin(row.position)
        return Evidence(
            finding=f"duplication/{measure}",
            kind=f"same_{part}" if first else "most_copied",
            certainty="validated",
            record=key.record_id(row.record, origin),
            origin=origin,
            fingerprint=key.fingerprint(f"duplication/{part}", getattr(row, part).hex(), origin),
            partner=overview.origin(first.position) if first else "",
            score=1.0 if first else None,
        )


def most_copied(rows: Sequence[Digests]) -> tuple[Digests | None, int]:
    """The first of the records of which there are most copies, and how many there are, itself included."""
    filled = [row for row in rows if row.pair != EMPTY]
    copies = Counter(row.pair for row in filled)
    most = max(filled, key=lambda row: (copies[row.pair], -row.position), default=None)
    return most, copies[most.pair] if most else 0


def _repeats(rows: Sequence[Digests], part: Part) -> list[tuple[Digests, Digests]]:
    """Each row whose digest of that part an earlier row has, with the first such row."""
    first: dict[Digest, Digests] = {}
    found = []
    for row in rows:
        value: Digest = getattr(row, part)
        if value != EMPTY and (earlier := first.setdefault(value, row)) is not row:
            found.append((row, earlier))
    return found


RISK = Risk(
    id="duplication",
    limits={
        "duplication/pair": Limit(fail=0.10, warn=0.01),
        "duplication/prompt": Limit(warn=0.01),
        "duplication/answer": Limit(warn=0.05),
        "duplication/repetitions": Limit(warn=10),
    },
    options=DuplicationOptions,
    scanner=DuplicationScan,
    module=__name__,
    units={"duplication/repetitions": "repetitions"},
)
