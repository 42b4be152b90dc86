"""Private data in the training data: what goes in can come out in an answer.

## What it measures

By kind, the share of records that hold at least one private value: e-mail addresses, phone numbers, IP and hardware
addresses, payment cards, bank accounts, Chinese resident IDs, permits, plates and company codes, IDs of Hong Kong,
Macao and Taiwan, US social security numbers, national IDs of some forty other countries, passports, driver licenses,
WeChat, QQ and Alipay accounts, credentials (tokens, keys, passwords in connection strings), and passwords that the
words beside them give away. Every text of a record is searched: system prompts, questions, answers, rejected answers,
tool declarations and columns that no trainer reads. A hit is *validated* (a checksum or a grammar holds), known by
its *context* (the words beside it), or has only the *shape*; the first two are counted by kind, the last as
`privacy/unconfirmed`. Numbers that nothing but words can tell, such as passports, are found beside such words only.
The name of a column (`phone`, 手机号) is context. Values that are reserved for documentation and tests (example.com,
4242 4242 4242 4242, 13800138000) and public ones that point to nobody (8.8.8.8, 192.168.1.1) are counted apart, as
`privacy/test_value`.

## Why it matters

A fine-tuned model can be asked for what it was trained on. Text that stands in the prompts is memorized too, even
where the loss masks it. One working credential in one record is enough.

## What it misses

Names, addresses, dates of birth and everything else that only a model or a human recognizes are NOT searched. Kinds
of credentials that are not in the list. Values spelled out in words or split over several turns. No detector finds
everything, so a count reads "at least".

## What to do

Revoke credentials first: they are compromised once they are in a dataset. Then mask or replace the values, in
prompts as in answers, and scan again. Keep personal records out of the training data where retrieval can serve them.

## Sources

GB 11643-1999 (Chinese resident ID); ISO/IEC 7812-1 (payment cards); ISO 13616 (IBAN); GB 32100-2015 (company codes);
GA 36-2018 (license plates); 20 CFR 422.103 (US social security numbers); ICAO Doc 9303 (passports); IEEE 802 and
RFC 7042 (hardware addresses); the national registers, as python-stdnum documents them; RFC 2606, 5737 and 3849
(values reserved for documentation). Carlini et al. 2021, "Extracting Training Data from Large Language Models"
(arXiv 2012.07805).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.errors import UsageError, nearest
from auditor.findings import Evidence
from auditor.overview import Overview
from auditor.records import Record, Turn
from auditor.stats import census
from auditor.text.private import KINDS, Hit, mask

UNCONFIRMED, TEST_VALUE = "unconfirmed", "test_value"


@dataclass(frozen=True, slots=True)
class PrivacyOptions:
    """Which kinds to search for."""

    kinds: tuple[str, ...] = KINDS

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.kinds) - set(KINDS)):
            raise UsageError(f"there is no kind of private value {unknown[0]!r}; {nearest(unknown[0], KINDS)}")


@dataclass(slots=True)
class PrivacyState:
    """Records with a hit, by measure. Grows with the number of kinds only."""

    grows: ClassVar[int] = 0

    records: Counter[str] = field(default_factory=Counter)

    def merge(self, other: Self) -> Self:
        """Sums."""
        return type(self)(self.records + other.records)


@dataclass(frozen=True, slots=True)
class PrivacyScan:
    """Searches every text of the training records."""

    options: PrivacyOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("overview",)

    def start(self) -> PrivacyState:
        return PrivacyState()

    def add(self, state: PrivacyState, batch: Batch[Record], sink: Sink) -> None:
        if batch.split != "train":
            return
        for record in batch.items:
            hits = self._hits(record, batch)
            state.records.update({self._report(record, turn, hit, sink) for turn, hit in hits})

    def finish(self, state: PrivacyState, facts: Mapping[str, Any]) -> Finished:
        overview: Overview = facts["overview"]
        measures = (*self.options.kinds, UNCONFIRMED, TEST_VALUE)
        findings = [
            census(
                f"privacy/{name}", state.records[name], overview.records(), overview.unseen(), judged=name != TEST_VALUE
            )
            for name in measures
        ]
        return Finished(tuple(chain.from_iterable(findings)))

    def _hits(self, record: Record, batch: Batch[Record]) -> Iterator[tuple[Turn, Hit]]:
        for turn in record.texts():
            for hit in batch.private(turn):
                if hit.kind in self.options.kinds:
                    yield turn, hit

    def _report(self, record: Record, turn: Turn, hit: Hit, sink: Sink) -> str:
        """Sends the hit to the sink; returns the measure that it counts for."""
        measure = TEST_VALUE if hit.test else UNCONFIRMED if hit.certainty == "shape" else hit.kind
        place = f"{record.origin}\x00{turn.path}\x00{hit.start}"
        sink(
            Evidence(
                finding=f"privacy/{measure}",
                kind=hit.form,
                certainty=hit.certainty,
                record=record.id,
                origin=record.origin,
                fingerprint=self.setup.key.fingerprint(hit.kind, hit.canonical, place),
                path=turn.path,
                start=hit.start,
                end=hit.end,
                excerpt=mask(turn.text, hit),
            )
        )
        return measure


ONE_IS_ENOUGH = Limit(fail=0, of="count")

RISK = Risk(
    id="privacy",
    limits={
        "privacy/bank_account": ONE_IS_ENOUGH,
        "privacy/cn_company_id": Limit(warn=0.01),
        "privacy/cn_permit": ONE_IS_ENOUGH,
        "privacy/cn_resident_id": ONE_IS_ENOUGH,
        "privacy/credential": ONE_IS_ENOUGH,
        "privacy/driver_license": ONE_IS_ENOUGH,
        "privacy/email": Limit(fail=0.01, warn=0.001),
        "privacy/hk_tw_id": ONE_IS_ENOUGH,
        "privacy/iban": ONE_IS_ENOUGH,
        "privacy/ip_address": Limit(fail=0.05, warn=0.001),
        "privacy/license_plate": Limit(fail=0.01, warn=0.001),
        "privacy/mac_address": Limit(fail=0.05, warn=0.001),
        "privacy/national_id": ONE_IS_ENOUGH,
        "privacy/passport": ONE_IS_ENOUGH,
        "privacy/password": Limit(fail=0.01, warn=0),
        "privacy/payment_card": ONE_IS_ENOUGH,
        "privacy/phone": Limit(fail=0.01, warn=0.001),
        "privacy/social_account": Limit(fail=0.01, warn=0.001),
        "privacy/us_ssn": ONE_IS_ENOUGH,
        "privacy/unconfirmed": Limit(warn=0.01),
    },
    options=PrivacyOptions,
    scanner=PrivacyScan,
    module=__name__,
)
