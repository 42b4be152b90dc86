"""Private data in the training data: what goes in can come out in an answer.

## What it measures

By kind, the share of records that hold at least one private value: e-mail addresses, phone numbers, IP and hardware
addresses, payment cards, bank accounts, Chinese resident IDs, permits, plates and company codes, IDs of Hong Kong,
Macao and Taiwan, US social security numbers, national IDs of some forty other countries, passports, driver licenses,
medical record and insurance numbers, WeChat, QQ and Alipay accounts, credentials (tokens, keys, passwords in
connection strings), and passwords that the words beside them give away. A policy can define kinds of its own
(`custom`), and leave out hits that are known and accepted (`ignore`), each with a reason and a maximum.

Every text of a record is searched: system prompts, questions, answers, rejected answers, tool declarations and
columns that no trainer reads. A hit is *validated* (a checksum or a grammar holds), known by its *context* (the words
beside it), or has only the *shape*; the first two are counted by kind, the last as `privacy/unconfirmed`. Numbers
that nothing but words can tell, such as passports, are found beside such words only. The name of a column (`phone`,
手机号) is context. Values that are reserved for documentation and tests (example.com, 4242 4242 4242 4242,
13800138000) and public ones that point to nobody (8.8.8.8, 192.168.1.1) are counted apart, as `privacy/test_value`;
the contacts of organizations (support@, 400 and toll-free numbers) as `privacy/shared_contact`.

And what the values mean together:

- `privacy/repetitions`: in how many records the most frequent value stands, times the epochs. The evidence names the
  twenty most repeated values.
- `privacy/profile`: records in which identifiers of two kinds or more meet (an e-mail address beside a phone number).
  `privacy/largest_profile` says how many kinds stand beside one value, over all records that hold it.
- `privacy/sensitive`: records that say something sensitive (health, biometrics, finances, religion, politics,
  ethnicity, orientation, a crime, a child under 14, movements) and of whom: a private value of the person stands
  near it in the same text, or in another turn. `privacy/sensitive_named`: the same where only a name tells of whom,
  which a label or a form of address gives away (姓名：, Patient:, Mr.).
- `privacy/rare_combination`: records whose combination of three attributes or more (birth date, age, sex, postcode,
  city, employer ...) is shared by fewer than five records. A resident ID tells three of them.
- `privacy/easy_credential`, with `--tokenizer`: credentials that are easy to memorize, because the tokenizer covers
  them with 16 tokens or fewer or their characters repeat.

## Why it matters

A fine-tuned model can be asked for what it was trained on. Text that stands in the prompts is memorized too, even
where the loss masks it. Repetition multiplies it: ten copies come out about a thousand times as often as one. One
working credential in one record is enough.

## What it misses

Names and addresses in free text are the risk `names`. Kinds of credentials that are not in the list. Values spelled
out in words or split over several turns. Sensitive statements that no list of words covers, and people whom only the
whole story gives away. Attributes that stand in free text without a label. No detector finds everything, so a count
reads "at least".

## What to do

Revoke credentials first: they are compromised once they are in a dataset. Then mask or replace the values, in
prompts as in answers (`auditor clean` does it), and scan again. `auditor review` shows a sample of the hits, so that
you learn how many are right in your data. Keep personal records out of the training data where retrieval can serve
them.

## Sources

GB 11643-1999 (Chinese resident ID); ISO/IEC 7812-1 (payment cards); ISO 13616 (IBAN); GB 32100-2015 (company codes);
GA 36-2018 (license plates); 20 CFR 422.103 (US social security numbers); ICAO Doc 9303 (passports); IEEE 802 and
RFC 7042 (hardware addresses); the national registers, as python-stdnum documents them; RFC 2606, 5737 and 3849
(values reserved for documentation); RFC 2142 (mailbox names for roles). Regulation (EU) 2016/679, article 9, and the
Personal Information Protection Law of the PRC, article 28 (sensitive information). Sweeney 2002, "k-anonymity: a model
for protecting privacy". Carlini et al. 2021, "Extracting Training Data from Large Language Models" (arXiv 2012.07805).
Kandpal, Wallace, Raffel 2022 (arXiv 2202.06539) for repetition; arXiv 2601.17480 for prompts; arXiv 2604.17814 for
tokens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from typing import Any, ClassVar, Self

from auditor.checks import Batch, Finished, Limit, Risk, Setup, Sink
from auditor.findings import Ease, Evidence, Finding
from auditor.overview import Overview
from auditor.records import Record
from auditor.risks.privacy.combinations import Combinations, combination
from auditor.risks.privacy.ease import ease
from auditor.risks.privacy.exhibits import Exhibits
from auditor.risks.privacy.options import PrivacyOptions
from auditor.risks.privacy.search import IGNORED, SHARED, TEST_VALUE, UNCONFIRMED, Found, Named, search
from auditor.risks.privacy.ties import ties
from auditor.risks.privacy.values import PERSONAL, Value, Values
from auditor.stats import Unseen, census
from auditor.text.private.custom import CustomFinder
from auditor.training.tokenizers import core

__all__ = ["RISK", "Found", "PrivacyOptions", "PrivacyScan", "PrivacyState"]

SENSITIVE, NAMED, PROFILE, EASY = "sensitive", "sensitive_named", "profile", "easy_credential"
RARE, RARER_THAN = "rare_combination", 5
"""A combination of fewer records than this points to a few people."""
INFORMING = frozenset((TEST_VALUE, SHARED, IGNORED, EASY))


@dataclass(slots=True)
class PrivacyState:
    """Records by measure, and what is known of each distinct value and of each combination of attributes.

    Grows with the distinct values and combinations that are found: by the number below for each of them.
    """

    grows: ClassVar[int] = 200

    records: Counter[str] = field(default_factory=Counter)
    values: Values = field(default_factory=Values)
    combinations: Combinations = field(default_factory=Combinations)
    ignored: Counter[int] = field(default_factory=Counter)
    """Hits that each ignore rule left out, by its number."""
    holders: list[int] = field(default_factory=list)
    """Positions of the records that hold private values."""

    def merge(self, other: Self) -> Self:
        """Sums, and one entry for each value and combination."""
        self.records.update(other.records)
        self.values.merge(other.values)
        self.combinations.merge(other.combinations)
        self.ignored.update(other.ignored)
        self.holders += other.holders
        return self


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
        exhibits = Exhibits(self.setup.key)
        for record, found in self.search(batch):
            measures = {one.measure for one in found}
            private = []
            for one in found:
                named = Named(one, self.setup.key.value_digest(one.hit.kind, one.hit.canonical), one.shown())
                grade = self._ease(one)
                sink(exhibits.of_hit(record, named, grade))
                if one.measure == one.hit.kind:
                    private.append(named)
                if grade == "easy":
                    measures.add(EASY)
            state.ignored.update(one.rule for one in found if one.rule is not None)
            if private:
                state.holders.append(record.position)
            measures.update(self._relate(state, record, private, sink, exhibits))
            state.records.update(measures)

    def search(self, batch: Batch[Record]) -> Iterator[tuple[Record, list[Found]]]:
        """Every record of a batch with the values in it, in reading order. Identical texts are searched once."""
        return search(self.options, batch, cache(CustomFinder(self.options.custom).find))

    def _relate(
        self, state: PrivacyState, record: Record, private: list[Named], sink: Sink, exhibits: Exhibits
    ) -> Iterator[str]:
        """What the values of a record mean together; yields the measures that it counts for."""
        personal = PERSONAL | self.options.own
        met = _kinds(frozenset(named.hit.kind for named in private) & personal)
        for named in {named.digest: named for named in reversed(private)}.values():
            hit = named.hit
            beside = met if hit.kind in met else frozenset[str]()
            value = Value(hit.kind, hit.certainty, 1, record.position, record.id, named.shown, beside)
            state.values.take(named.digest, value)
        if len(met) > 1:
            sink(exhibits.of_record(record, PROFILE, ", ".join(sorted(met))))
            yield PROFILE
        known = [(named.found.turn, (named.hit.start, named.hit.end)) for named in private if named.hit.kind in met]
        for tie in ties(record, known):
            sink(exhibits.of_tie(record, tie))
            yield tie.measure
        if attributes := combination(record, [named.hit for named in private]):
            state.combinations.take(self.setup.key, attributes, record)

    def finish(self, state: PrivacyState, facts: Mapping[str, Any]) -> Finished:
        overview: Overview = facts["overview"]
        read, unseen = overview.records(), overview.unseen()
        n = read + unseen.records
        holders = tuple(sorted(state.holders))
        if n == 0:
            return Finished((), holders)
        counts = state.records
        measures = [*self.options.kinds, *(kind.name for kind in self.options.custom)]
        measures += [UNCONFIRMED, SENSITIVE, NAMED, PROFILE, SHARED, TEST_VALUE, IGNORED]
        measures += [EASY] if self.setup.tokenizer is not None else []
        shares = [
            census(f"privacy/{name}", counts[name], read, unseen, judged=name not in INFORMING) for name in measures
        ]
        shares.append((self._rare(state.combinations, n, unseen),))
        numbers = self._numbers(state, n, unseen)
        return Finished((*chain.from_iterable(shares), *numbers), holders, self._at_the_end(state, overview))

    def _rare(self, combinations: Combinations, n: int, unseen: Unseen) -> Finding:
        """Records of rare combinations. What could not be read may be rare too, or make a rare one common."""
        rare = sum(one.records for _, one in combinations.rare(RARER_THAN))
        sure = 0 if unseen.files else sum(one.records for _, one in combinations.rare(RARER_THAN - unseen.records))
        high = 1.0 if unseen.files else (rare + unseen.records) / n
        return Finding(f"privacy/{RARE}", rare / n, n, sure / n, high, "share", judged=True)

    def _numbers(self, state: PrivacyState, n: int, unseen: Unseen) -> Iterator[Finding]:
        """Findings that are no share of records."""
        most = max((value.records for value in state.values.values()), default=0)
        low, high = most * self.setup.epochs, (most + unseen.records) * self.setup.epochs
        yield Finding("privacy/repetitions", low, n, low, high, "repetitions", judged=True)
        over = sum(max(0, state.ignored[i] - rule.at_most) for i, rule in enumerate(self.options.ignore))
        yield Finding("privacy/ignored_too_many", over, n, over, over, "hits", judged=True)
        yield Finding("privacy/distinct_values", len(state.values), n, len(state.values), len(state.values), "values",
                      judged=False)  # fmt: skip
        known = max((len(value.beside) for value in state.values.values()), default=0)
        largest = known if known > 1 else 0
        # What was not read may hold every kind beside one value.
        most_kinds = len((PERSONAL & set(self.options.kinds)) | self.options.own) if unseen != Unseen() else largest
        yield Finding("privacy/largest_profile", largest, n, largest, most_kinds, "kinds", judged=False)

    def _at_the_end(self, state: PrivacyState, overview: Overview) -> Iterator[Evidence]:
        """What shows only when all the data has been seen."""
        exhibits = Exhibits(self.setup.key)
        for digest, value in state.values.most_repeated():
            origin = overview.origin(value.first)
            yield exhibits.of_value("repetitions", digest, value, origin, excerpt=value.shown, count=value.records)
        for digest, value in state.values.largest_profiles():
            kinds, origin = ", ".join(sorted(value.beside)), overview.origin(value.first)
            yield exhibits.of_value("largest_profile", digest, value, origin, excerpt=kinds, count=None)
        for digest, one in state.combinations.rare(RARER_THAN):
            yield exhibits.of_combination(RARE, digest, one, overview.origin(one.first))

    def _ease(self, one: Found) -> Ease | None:
        if self.setup.tokenizer is None or one.measure != "credential":
            return None
        value = one.turn.text[one.hit.start : one.hit.end]
        return ease(value, len(core(self.setup.tokenizer).encode(value, add_special_tokens=False)))


@lru_cache(maxsize=4096)
def _kinds(kinds: frozenset[str]) -> frozenset[str]:
    """The same object for the same kinds: there are few, and states of many values hold one for each."""
    return kinds


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
        "privacy/medical_id": ONE_IS_ENOUGH,
        "privacy/national_id": ONE_IS_ENOUGH,
        "privacy/passport": ONE_IS_ENOUGH,
        "privacy/password": Limit(fail=0.01, warn=0),
        "privacy/payment_card": ONE_IS_ENOUGH,
        "privacy/phone": Limit(fail=0.01, warn=0.001),
        "privacy/social_account": Limit(fail=0.01, warn=0.001),
        "privacy/us_ssn": ONE_IS_ENOUGH,
        "privacy/unconfirmed": Limit(warn=0.01),
        "privacy/sensitive": ONE_IS_ENOUGH,
        "privacy/sensitive_named": Limit(fail=0.01, warn=0),
        "privacy/profile": Limit(fail=0.01, warn=0.001),
        "privacy/rare_combination": Limit(warn=0.01),
        "privacy/repetitions": Limit(warn=10),
        "privacy/ignored_too_many": Limit(fail=0),
    },
    options=PrivacyOptions,
    scanner=PrivacyScan,
    module=__name__,
    units={"privacy/repetitions": "repetitions", "privacy/ignored_too_many": "hits"},
    more_limits=lambda options: {f"privacy/{name}": ONE_IS_ENOUGH for name in sorted(options.own)},
)
