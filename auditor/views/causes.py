"""Cause and effect: where the value that the model gives away stands in the training data.

A scan and a probe under one key give the same value the same fingerprint. Where both have it, one sentence says what
holds it and what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.messages import CATALOGUE, Language, printable, say
from auditor.report import Report

EXTRACTABLE, KNOWN_TO_BASE = "memorization/extractable", "memorization/known_to_base"
"""Evidence of a probe: the tuned model completes this value; the base does, too."""
MOST = 100
"""Causes that are looked for: there is no end to the values that a bad model gives away."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A value that stands in the training data and that the model completes."""

    fingerprint: str
    kind: str
    """Key `value.*` of the messages, or the name of a policy's own kind."""
    excerpt: str
    """The value, masked."""
    records: int
    """Training records that hold it."""
    origins: tuple[str, ...]
    """Where the first of them stand."""
    asked: str
    """Where the question that the model completed came from."""
    base: bool | None
    """Whether the base completes it, too; None where no base was asked."""

    def sentence(self, language: Language) -> str:
        """Cause and effect in one sentence."""
        base = {True: "too", False: "not", None: "unasked"}[self.base]
        kind = self.kind if f"value.{self.kind}" in CATALOGUE[language] else "other"
        return say(
            f"cause.{base}",
            language,
            records=self.records,
            kind=say(f"value.{kind}", language),
            excerpt=printable(self.excerpt),
        )


def causes(report: Report) -> tuple[Cause, ...]:
    """The values of a joined report that the data holds and the model gives away, the most frequent first.

    It reads the evidence twice, and keeps what the model gives away: at most the first `MOST` values.
    """
    if report.run.model is None or report.run.key_id is None:  # without a key a fingerprint names a place
        return ()
    given: dict[str, str] = {}
    known = set()
    for hit in report.evidence.of((EXTRACTABLE, KNOWN_TO_BASE)):
        if hit.finding == KNOWN_TO_BASE:
            known.add(hit.fingerprint)
        elif len(given) < MOST:
            given.setdefault(hit.fingerprint, hit.origin)
    if not given:
        return ()
    asked_base = report.run.model.base is not None and any(one.id == KNOWN_TO_BASE for one in report.findings)
    found = [
        Cause(fingerprint, kind, excerpt, len(records), tuple(list(records)[:3]), given[fingerprint], base)
        for fingerprint, (kind, excerpt, records) in _holders(report, given).items()
        for base in ((fingerprint in known) if asked_base else None,)
    ]
    return tuple(sorted(found, key=lambda cause: (-cause.records, cause.fingerprint)))


def _holders(report: Report, wanted: dict[str, str]) -> dict[str, tuple[str, str, dict[str, None]]]:
    """Of each wanted value its kind, its mask, and the places of the records that hold it, in the order of the data."""
    holders: dict[str, tuple[str, str, dict[str, None]]] = {}
    for hit in report.evidence.of(_private(report)):
        if hit.fingerprint in wanted:
            kind = hit.finding.partition("/")[2]
            holders.setdefault(hit.fingerprint, (kind, hit.excerpt, {}))[2].setdefault(hit.origin)
    return holders


def _private(report: Report) -> tuple[str, ...]:
    """Findings whose evidence is a value in its place."""
    about_all = {"privacy/repetitions", "privacy/largest_profile", "privacy/rare_combination"}
    return tuple(f.id for f in report.findings if f.id.startswith("privacy/") and f.id not in about_all)
