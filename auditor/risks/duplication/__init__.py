"""Records that say again what another record says.

## What it measures

Copies within the training data, after Unicode normalization (NFKC), case folding and collapsing of white space.

Exact: the share of records that repeat an earlier record (prompt and answer; of a preference pair, both answers; tool
declarations belong to the prompt, and so does the label of an unpaired preference); that repeat an earlier prompt
with another answer; that repeat an earlier answer, of at least `shortest_answer` characters, under another prompt;
that repeat an earlier record but for its numbers; whose whole conversation is the beginning of a longer one.

Near: texts are compared as sets of two words in a row, or three tokens where the first has only one character (Chinese,
Japanese, Korean, Thai; symbols of code). Two are near copies if they share at least `threshold` of what they have
together (Jaccard similarity). The join is exact: of the sets that are compared, without boilerplate (below), no such
pair is missed and none is made up. Reported are the share of records that a near copy stands for (clusters are one
record and its near copies, never a chain of them); prompts that are near an earlier one, where the answers are not
alike; answers that are near an earlier one, where the prompts are not alike; and answers with a span of 50 tokens that
stands in another answer, too.

Boilerplate: system prompts and tools are never compared. What more than 1 in 200 different records share (but at least
50 and at most 1,000 of them) is taken for a template and left out of the comparison, and of the score. Of a record that
shares such text the rest is compared if it is at least eight members of its set, or a fifth of them. Where the rest
is no passage, but words that were changed here and there, the record is a near copy in great number and not one that
fills in a template: it is compared with the first of its like, by all of its text. What is left has a short passage of
its own and nothing else: it is counted as a record that only fills in a template.

The effective number of records counts a cluster as Kish's formula does: n^2 / sum of squared cluster sizes.
Repetitions are copies x epochs.

## Why it matters

Repetition turns a training example into a memorized one: ten copies of a text were found to come out about a
thousand times as often as a single one. It makes a small dataset look larger than it is. And the same prompt with
two answers teaches neither. It is not always bad: reasoning traces gained from many epochs over few examples.

## What it misses

Paraphrases and translations. Near copies that share less than the threshold: of a short text, one changed word is
enough. Among near copies in great number, those that are near each other but not near the first of their like. Only the
first record of several with the same prompt is compared where answers must differ. Which record stands for the others
depends on the order of the records, and with it, by a few, the number of near copies. An unread line counts as one.

## What to do

Look at the pairs in the evidence before you delete anything: repetition can be meant (upsampling). Keep one record
of each group, above all where private values stand in it: `auditor clean` drops exact copies where the policy says
`clean: {duplicates: drop}`. Merge or mend prompts with contradicting answers. Split with `auditor split`, which keeps
near copies on one side.

## Sources

Kandpal, Wallace, Raffel 2022, "Deduplicating Training Data Mitigates Privacy Risks in Language Models"
(arXiv 2202.06539). Lee et al. 2021, "Deduplicating Training Data Makes Language Models Better" (arXiv 2107.06499; spans
of 50 tokens). Kish 1965, "Survey Sampling" (effective sample size). On repetition that helps: arXiv 2602.11149.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Self

from auditor.alike import Alike
from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.findings import Evidence, Finding
from auditor.overview import Overview
from auditor.records import Record
from auditor.stats import Unseen, census

if TYPE_CHECKING:
    from auditor.risks.duplication.measure import Measured
    from auditor.text.kept import Kept

KINDS: Mapping[str, str] = {
    "pair": "same_pair",
    "prompt": "same_prompt",
    "answer": "same_answer",
    "numbers": "other_numbers",
    "prefix": "beginning",
    "near_pair": "near_pair",
    "near_prompt": "near_prompt",
    "near_answer": "near_answer",
    "span": "span",
    "template": "template",
}
"""By measure that is a share of the records: the kind of its evidence."""

PARTS: Mapping[str, str] = {
    "prompt": "prompt",
    "near_prompt": "prompt",
    "answer": "answer",
    "near_answer": "answer",
    "span": "answer",
    "system": "system",
}
"""By measure which part of the record is repeated, where it is not the pair."""
AT_ONCE = 4096
"""Hits of which the places are looked up together."""


@dataclass(frozen=True, slots=True)
class DuplicationOptions(Alike):
    """What counts as repeated."""


@dataclass(slots=True)
class DuplicationState:
    """Columns and shingles of batches. Grows with the records and, eight bytes each, with twice their tokens."""

    grows: ClassVar[int] = 600

    pieces: list[Kept] = field(default_factory=list)

    def merge(self, other: Self) -> Self:
        """Both lists; `finish` sorts them, so the order does not matter."""
        self.pieces += other.pieces
        return self


@dataclass(frozen=True, slots=True)
class DuplicationScan:
    """Compares all records with each other when all of them are known."""

    options: DuplicationOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("overview",)

    def start(self) -> DuplicationState:
        return DuplicationState()

    def add(self, state: DuplicationState, batch: Batch[Record], sink: Sink) -> None:
        from auditor.text.kept import keep

        if batch.items:
            state.pieces.append(keep(batch.items, batch.parts(), batch.tokens()))

    def finish(self, state: DuplicationState, facts: Mapping[str, Any]) -> Finished:
        from auditor.risks.duplication.measure import measure
        from auditor.text.kept import join_kept, nothing

        overview: Overview = facts["overview"]
        unseen = overview.unseen()
        n = overview.records()
        if not state.pieces:
            return Finished(tuple(self._shares({}, n, unseen)), nothing())
        kept = join_kept(state.pieces)
        state.pieces[:] = [kept]  # the pieces are not needed any more, and take as much memory again
        measured = measure(kept, self.options, self.setup.workers)
        counts = Counter(hit.measure for hit in measured.hits)
        if not n:
            return Finished(tuple(self._shares(counts, n, unseen)), measured.repeats)
        shares = list(self._shares(counts, n, unseen))
        if not measured.whole:  # too much is alike to look at all of it: what was found is the least there is
            shares = [replace(one, high=1.0) if "/near_" in one.id else one for one in shares]
        findings = (
            *shares,
            *census("duplication/system", measured.shared_system(), n, unseen, judged=False),
            self._number("boilerplate", measured.boilerplate, overview),
            self._number("effective", round(measured.repeats.effective, 1), overview),
            *self._repetitions(measured, overview),
        )
        return Finished(findings, measured.repeats, self._evidence(measured, overview))

    def _shares(self, counts: Mapping[str, int], n: int, unseen: Unseen) -> Iterator[Finding]:
        for name in KINDS:
            yield from census(f"duplication/{name}", counts.get(name, 0), n, unseen, judged=name != "numbers")

    def _number(self, name: str, value: float, overview: Overview) -> Finding:
        """Other records can add one each to a number of records, and take away whatever there is."""
        unseen = overview.unseen()
        low = 0.0 if unseen.records + unseen.files else value
        n = overview.records() + unseen.records
        return Finding(f"duplication/{name}", value, n, low, value + unseen.records, "records", judged=False)

    def _repetitions(self, measured: Measured, overview: Overview) -> Iterator[Finding]:
        unseen = overview.unseen().records
        for name, copies in (("repetitions", measured.copies), ("near_repetitions", measured.largest())):
            low, high = (number * self.setup.epochs for number in (copies, copies + unseen))
            if copies:
                n = overview.records() + unseen
                yield Finding(f"duplication/{name}", low, n, low, high, "repetitions", judged=True)

    def _evidence(self, measured: Measured, overview: Overview) -> Iterator[Evidence]:
        train, key = measured.train, self.setup.key
        hits = iter(measured.hits)
        while some := list(islice(hits, AT_ONCE)):
            places = [hit.place for hit in some]
            others = [hit.place if hit.partner is None else hit.partner for hit in some]
            origins, partners = (overview.origins(train.position[where].tolist()) for where in (places, others))
            digests = train.record_digests(places)
            for hit, origin, partner, digest in zip(some, origins, partners, digests, strict=True):
                names = getattr(train, PARTS.get(hit.measure, "pair"))
                # Of two that are alike the later one is the hit: as a pair they have one name in any order.
                pair = sorted({int(names[hit.place]), int(names[hit.place if hit.partner is None else hit.partner])})
                yield Evidence(
                    finding=f"duplication/{hit.measure}",
                    kind="most_copied" if hit.measure == "repetitions" else KINDS.get(hit.measure, hit.measure),
                    certainty="validated",
                    record=key.record_id(digest, origin),
                    origin=origin,
                    fingerprint=key.fingerprint(
                        f"duplication/{hit.measure}", " ".join(f"{name:016x}" for name in pair), origin
                    ),
                    partner="" if hit.partner is None else partner,
                    score=hit.score,
                    count=hit.times,
                )


RISK = Risk(
    id="duplication",
    limits={
        "duplication/pair": Limit(fail=0.10, warn=0.01),
        "duplication/prompt": Limit(warn=0.01),
        "duplication/answer": Limit(warn=0.05),
        "duplication/prefix": Limit(warn=0.01),
        "duplication/near_pair": Limit(fail=0.30, warn=0.05),
        "duplication/near_prompt": Limit(warn=0.05),
        "duplication/near_answer": Limit(warn=0.10),
        "duplication/span": Limit(warn=0.20),
        "duplication/template": Limit(warn=0.20),
        "duplication/repetitions": Limit(warn=10),
        "duplication/near_repetitions": Limit(warn=20),
    },
    options=DuplicationOptions,
    scanner=DuplicationScan,
    module=__name__,
    units={"duplication/repetitions": "repetitions", "duplication/near_repetitions": "repetitions"},
    loads=("auditor.text.overlap.compiled",),
)
