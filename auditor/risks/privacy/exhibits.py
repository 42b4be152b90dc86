"""The evidence of the privacy risk. Nothing of a value goes into it but its mask and its fingerprint."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.findings import Ease, Evidence
from auditor.records import Record
from auditor.risks.privacy.combinations import Combination
from auditor.risks.privacy.search import Named
from auditor.risks.privacy.ties import Tie
from auditor.risks.privacy.values import Value
from auditor.text.keys import Key


@dataclass(frozen=True, slots=True)
class Exhibits:
    """Makes evidence under one key."""

    key: Key

    def of_hit(self, record: Record, named: Named, grade: Ease | None) -> Evidence:
        """One value in its place."""
        hit, turn = named.hit, named.found.turn
        if self.key.id is not None:
            fingerprint = named.digest.hex()
        else:
            fingerprint = self.key.fingerprint(hit.kind, "", f"{record.origin}\x00{turn.path}\x00{hit.start}")
        return Evidence(
            finding=f"privacy/{named.found.measure}", kind=hit.form, certainty=hit.certainty, record=record.id,
            origin=record.origin, fingerprint=fingerprint, path=turn.path, start=hit.start, end=hit.end,
            excerpt=named.shown, ease=grade,
        )  # fmt: skip

    def of_tie(self, record: Record, tie: Tie) -> Evidence:
        """A sensitive statement in its place. Its words are not shown."""
        within = f"{tie.turn.path}\x00{tie.statement.start}"
        fingerprint = self.key.fingerprint(
            tie.measure, f"{record.digest:x}\x00{within}", f"{record.origin}\x00{within}"
        )
        return Evidence(
            finding=f"privacy/{tie.measure}", kind=tie.statement.category, certainty="context", record=record.id,
            origin=record.origin, fingerprint=fingerprint, path=tie.turn.path,
            start=tie.statement.start, end=tie.statement.end,
        )  # fmt: skip

    def of_record(self, record: Record, measure: str, excerpt: str) -> Evidence:
        """A record as a whole; the excerpt holds names of kinds."""
        return Evidence(
            finding=f"privacy/{measure}", kind=measure, certainty="context", record=record.id, origin=record.origin,
            fingerprint=self.key.fingerprint(measure, f"{record.digest:x}", record.origin), excerpt=excerpt,
        )  # fmt: skip

    def of_value(
        self, measure: str, digest: bytes, value: Value, origin: str, *, excerpt: str, count: int | None
    ) -> Evidence:
        """One value across the dataset, at the first record that holds it."""
        fingerprint = (
            digest.hex() if self.key.id is not None else self.key.fingerprint(measure, "", f"{origin}\x00{value.kind}")
        )
        return Evidence(
            finding=f"privacy/{measure}", kind=value.kind, certainty=value.certainty, record=value.record,
            origin=origin, fingerprint=fingerprint, excerpt=excerpt, count=count,
        )  # fmt: skip

    def of_combination(self, measure: str, digest: bytes, one: Combination, origin: str) -> Evidence:
        """A combination of attributes, at the first record that has it; the excerpt holds their names."""
        fingerprint = digest.hex() if self.key.id is not None else self.key.fingerprint(measure, "", origin)
        return Evidence(
            finding=f"privacy/{measure}", kind=measure, certainty="context", record=one.record, origin=origin,
            fingerprint=fingerprint, excerpt=", ".join(one.attributes),
            count=one.records,
        )  # fmt: skip
