"""Names and postal addresses in the training data: who is spoken of, and where they live.

## What it measures

The share of records that hold the name of a person, and the share that hold a postal address. A spaCy pipeline
recognizes them, inside Presidio's analyzer: the `en_core_web_*` and `zh_core_web_*` that are installed, or the ones
that the option `pipelines` names (a package, or the folder of a pipeline). Texts with many Chinese characters go to
the Chinese pipeline, all others to the English one. Names that a label or a title gives away (姓名：, Dr.) and parts of
addresses (number and street, 路 and 号) are found beside them. Stock names that stand for nobody (张三, John Doe,
{{name}}) are counted apart, as `names/test_value`. Places without a street, such as cities, are no addresses and are
counted as `names/place`, without evidence. Records in a language for which no pipeline is there are counted as
`names/unsearched`. Every text of a record is searched.

By default a sample is searched: `sample: 1000` records that the seed draws, or as many of them as it takes to reach
two million characters, of each at most 20,000. That takes a minute at most with a small pipeline on one core: 20 to
27 seconds were measured for two million characters of ordinary text with the weights of en_core_web_sm; text in which
every sentence holds a name, or a large pipeline, takes longer. The interval says how far the sample can be off, with
a confidence of 95 %. `search: all` searches every record, `search: off` none.

`basic` among the `pipelines` is the auditor's own: rules and lexicons, no model. It misses most names (recall 0.23 on
the English WNUT-17 test, 0.12 on the Chinese Weibo test), so it runs only where it is named, and the report says so.

`recognizers` switches on recognizers of Presidio's own by their entity, such as `US_BANK_NUMBER`; results that score
0.4 or more are counted as `names/recognizer`.

## Why it matters

A model that has learned who somebody is can tell everybody. Most private text carries a name beside the values that
form alone gives away, and the name is what ties them to a person.

## What it misses

Whatever the pipeline misses: a small one missed two thirds of the names in tweets. Nicknames, misspelled names, and
names in lower case: an English sentence with no capital but that of its first word is not searched. Languages other
than the pipelines', which are searched as if they were English. What stands beyond the first 20,000 characters of a
record of the sample, which widens the interval. Addresses that have neither a kind of street nor a label. With no
pipeline installed nothing is searched, and the report says so. Names of fictional and public persons count as names:
the pipeline cannot know.

## What to do

Replace names and addresses by made-up ones, the same for the same person in a record, and scan again with
`search: all`. Install a larger pipeline where you must be sure: python -m spacy download en_core_web_lg.

## Sources

Microsoft Presidio (github.com/data-privacy-stack/presidio); spaCy (spacy.io); Derczynski et al. 2017, "Results of the
WNUT2017 Shared Task on Novel and Emerging Entity Recognition"; Peng and Dredze 2015, "Named Entity Recognition for
Chinese Social Media" (Weibo); UPU standard S42 (parts of addresses); Clopper and Pearson 1934 (the interval).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any, ClassVar, Literal, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.errors import UsageError
from auditor.findings import Evidence, Finding, Skipped
from auditor.overview import Overview
from auditor.records import Record
from auditor.stats import census
from auditor.stats.sample import sampled
from auditor.text.names import Pipeline, resolve
from auditor.text.names.drawn import LONGEST, Drawn, drawn, first, whole
from auditor.text.names.language import Language, language_of
from auditor.text.private import Hit, find, mask

SHORT = 40
"""Characters below which a text is taken to be in the language of its record."""
MEASURES = ("person", "address", "place", "test_value", "recognizer")


@dataclass(frozen=True, slots=True)
class NamesOptions:
    """What to search, and with what."""

    search: Literal["sample", "all", "off"] = "sample"
    pipelines: tuple[str, ...] = ()
    """Packages or folders of spaCy pipelines, or `basic`; empty for those that are installed."""
    sample: int = 1_000
    """Records of the sample."""
    recognizers: tuple[str, ...] = ()
    """Entities of Presidio's own recognizers."""

    def __post_init__(self) -> None:
        if self.sample < 1:
            raise UsageError(f"a sample of {self.sample} records: give 1 or more, or search: off")


@dataclass(slots=True)
class NamesState:
    """Counts, or the sample: at most so many records and characters, however many there are."""

    grows: ClassVar[int] = 4 * LONGEST + 4_000

    limit: int
    """Records of the sample at most."""
    counts: Counter[str] = field(default_factory=Counter)
    drawn: tuple[Drawn, ...] = ()
    broken: bool = False
    """Whether a pipeline did not load."""

    def merge(self, other: Self) -> Self:
        """Sums, and the sample of both."""
        both = first(self.limit, (*self.drawn, *other.drawn))
        return type(self)(self.limit, self.counts + other.counts, both, self.broken or other.broken)


@dataclass(frozen=True, slots=True)
class NamesScan:
    """Searches a sample of the training records, or all of them."""

    options: NamesOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("overview",)
    pipelines: tuple[Pipeline, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Looks for the pipelines.

        Raises:
            UsageError: one that is named is not there, or there is no such recognizer.
        """
        found = () if self.options.search == "off" else resolve(self.options.pipelines)
        object.__setattr__(self, "pipelines", found)
        if found and self.options.recognizers:
            from auditor.text.names.recognizers import check

            check(self.options.recognizers)

    def start(self) -> NamesState:
        return NamesState(self.options.sample)

    def add(self, state: NamesState, batch: Batch[Record], sink: Sink) -> None:
        if batch.split != "train" or not self.pipelines:
            return
        if self.options.search == "sample":
            few = nsmallest(self.options.sample, ((self._order(record), record) for record in batch.items), _order_of)
            state.drawn = first(self.options.sample, (*state.drawn, *(drawn(*item) for item in few)))
        else:
            counts, broken, evidence = self._search([whole(record) for record in batch.items])
            state.counts += counts
            state.broken |= broken
            for hit in evidence:
                sink(hit)

    def finish(self, state: NamesState, facts: Mapping[str, Any]) -> Finished | Skipped:
        overview: Overview = facts["overview"]
        if self.options.search == "off":
            return Skipped("names_off")
        if not self.pipelines:
            return Skipped("needs_pipeline")
        counts, broken, evidence = state.counts, state.broken, list[Evidence]()
        if self.options.search == "sample":
            counts, broken, evidence = self._search(sorted(state.drawn, key=lambda record: record.position))
        if broken:
            return Skipped("broken_pipeline")
        if overview.records() and not counts["searched"] and counts["unsearched"]:
            return Skipped("needs_pipeline")
        return Finished(tuple(self._findings(counts, overview)), evidence=evidence, packages=self._packages())

    def _packages(self) -> dict[str, str]:
        from importlib.metadata import version

        own = {f"names-{pipeline.language}: {pipeline.name}": pipeline.version for pipeline in self.pipelines}
        return own | {name: version(name) for name in ("presidio-analyzer", "spacy")}

    def _order(self, record: Record) -> bytes:
        what = f"{self.setup.seed}\x00{record.digest}\x00{record.position}".encode()
        return hashlib.blake2b(what, digest_size=16, key=self.setup.key.secret[:64]).digest()

    def _search(self, records: Sequence[Drawn]) -> tuple[Counter[str], bool, list[Evidence]]:
        """Records by what they hold, whether a pipeline was broken, and the evidence, in the order of the records."""
        from auditor.text.names.engine import UnloadableError, load

        try:
            engine = load(self.pipelines, self.options.recognizers)
        except UnloadableError:
            return Counter(), True, []
        languages = [language for record in records for language in _languages(record)]
        texts = [text for record in records for _, text in record.texts]
        searched = iter(engine.search(texts, languages))
        counts: Counter[str] = Counter()
        evidence: list[Evidence] = []
        for record in records:
            parts = [(path, text, next(searched)) for path, text in record.texts]
            read = [part.by for _, _, part in parts if part.by is not None]
            unread = any(part.unread for _, _, part in parts)
            measures = set()
            for path, text, part in parts:
                for hit in _new(text, part.hits):
                    measure = "test_value" if hit.test else hit.kind
                    measures.add(measure)
                    if measure != "place":
                        evidence.append(self._evidence(record, path, text, measure, hit))
            counts.update(measures)
            counts["drawn"] += 1
            counts["unsearched" if unread else "searched"] += 1
            counts["by_rules"] += any(pipeline.basic for pipeline in read)
            if unread or record.cut:
                counts.update(f"{measure}?" for measure in MEASURES if measure not in measures)
        return counts, False, evidence

    def _evidence(self, record: Drawn, path: str, text: str, measure: str, hit: Hit) -> Evidence:
        return Evidence(
            finding=f"names/{measure}",
            kind=hit.form,
            certainty=hit.certainty,
            record=record.id,
            origin=record.origin,
            fingerprint=self.setup.key.fingerprint(
                hit.kind, hit.canonical, f"{record.origin}\x00{path}\x00{hit.start}"
            ),
            path=path,
            start=hit.start,
            end=hit.end,
            excerpt=mask(text, hit),
        )

    def _findings(self, counts: Counter[str], overview: Overview) -> Iterator[Finding]:
        records, unseen = overview.records(), overview.unseen()
        shown = [measure for measure in MEASURES if measure != "recognizer" or self.options.recognizers]
        for measure in shown:
            judged = f"names/{measure}" in RISK.limits
            yield from sampled(
                f"names/{measure}",
                counts[measure],
                counts[f"{measure}?"],
                counts["drawn"],
                records,
                unseen,
                judged=judged,
            )
        yield from sampled("names/unsearched", counts["unsearched"], 0, counts["drawn"], records, unseen)
        told = {"searched": counts["searched"]}
        if any(pipeline.basic for pipeline in self.pipelines):
            told["by_rules"] = counts["by_rules"]
        for name, count in told.items():
            for finding in census(f"names/{name}", count, records, unseen, judged=False):
                yield Finding(finding.id, finding.value, finding.n, finding.value, finding.value, "share", judged=False)


def _order_of(item: tuple[bytes, Record]) -> bytes:
    return item[0]


def _languages(record: Drawn) -> list[Language | None]:
    """The language of each text; short ones are in that of the record."""
    own = [language_of(text) for _, text in record.texts]
    common = language_of(" ".join(text for _, text in record.texts))
    return [
        common if language is not None and len(text) < SHORT else language
        for (_, text), language in zip(record.texts, own, strict=True)
    ]


def _new(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits that are no part of a value that form gives away: an account is no name."""
    known = [(hit.start, hit.end) for hit in find(text)] if hits else []
    for hit in hits:
        if hit.kind not in ("person", "place") or all(hit.end <= start or hit.start >= end for start, end in known):
            yield hit


RISK = Risk(
    id="names",
    limits={
        "names/person": Limit(warn=0.05),
        "names/address": Limit(warn=0.01),
        "names/unsearched": Limit(warn=0.05),
    },
    options=NamesOptions,
    scanner=NamesScan,
    module=__name__,
)
