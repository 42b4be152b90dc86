"""A human looks at a sample of the hits: how many are right, in this data?"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path
from typing import Literal

import orjson
from pydantic import TypeAdapter, ValidationError

from auditor.errors import ReportError
from auditor.findings import Evidence
from auditor.outputs import write_file
from auditor.report import Report
from auditor.reveal import Revealed
from auditor.stats import proportion_interval

REVIEW = "review.json"
SCHEMA: Literal["auditor.review/1"] = "auditor.review/1"
Said = Literal["right", "wrong"]
NOT_ASKED = ("privacy/test_value", "privacy/ignored", "privacy/shared_contact")
"""Findings that claim nothing private."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said of one hit. It holds no value."""

    finding: str
    kind: str
    origin: str
    path: str
    start: int
    said: Said


@dataclass(frozen=True, slots=True)
class Review:
    """All answers about one report: the content of `review.json`."""

    schema: Literal["auditor.review/1"]
    report: str
    """Digest of the report."""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of a finding's hits were right."""

    finding: str
    right: int
    asked: int
    low: float
    high: float
    """95 % interval of the share that is right among all hits of the finding."""


def sample(evidence: Iterable[Evidence], seed: int, each: int) -> tuple[Evidence, ...]:
    """At most `each` hits of every finding, drawn by the seed: the same for the same report."""
    by_finding: dict[str, list[tuple[bytes, Evidence]]] = {}
    for hit in evidence:
        if hit.end > hit.start and hit.finding not in NOT_ASKED:
            drawn = by_finding.setdefault(hit.finding, [])
            drawn.append((_draw(seed, hit), hit))
            if len(drawn) > 64 * each:
                drawn[:] = nsmallest(each, drawn, key=lambda pair: pair[0])
    chosen = (nsmallest(each, drawn, key=lambda pair: pair[0]) for _, drawn in sorted(by_finding.items()))
    return tuple(hit for drawn in chosen for _, hit in drawn)


def _draw(seed: int, hit: Evidence) -> bytes:
    place = f"{seed}\x00{hit.finding}\x00{hit.origin}\x00{hit.path}\x00{hit.start}"
    return hashlib.blake2b(place.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def place(hit: Evidence | Answer) -> tuple[str, str, str, int]:
    """What tells one hit from another."""
    return hit.finding, hit.origin, hit.path, hit.start


def ask_about(
    known: Review, shown: Sequence[Revealed], ask: Callable[[Revealed, int], Said | Literal["skip", "stop"]]
) -> Iterator[Review]:
    """The review after each answer. What was answered before is not asked again."""
    answered = {place(answer) for answer in known.answers}
    rest = [one for one in shown if place(one.evidence) not in answered]
    for left, one in zip(range(len(rest), 0, -1), rest, strict=True):
        match ask(one, left):
            case "stop":
                return
            case "skip":
                continue
            case said:
                hit = one.evidence
                answer = Answer(hit.finding, hit.kind, hit.origin, hit.path, hit.start, said)
                known = Review(SCHEMA, known.report, (*known.answers, answer))
                yield known


def precision(review: Review) -> tuple[Precision, ...]:
    """By finding. Of all findings together it would say nothing: the sample takes as many hits of each."""
    asked = Counter(answer.finding for answer in review.answers)
    right = Counter(answer.finding for answer in review.answers if answer.said == "right")
    return tuple(
        Precision(name, right[name], n, *proportion_interval(right[name], n)) for name, n in sorted(asked.items())
    )


def read_review(folder: Path, report: Report) -> Review:
    """The answers that stand beside a report, or none yet.

    Raises:
        ReportError: they cannot be read, or are about another report.
    """
    file = folder / REVIEW
    if not file.exists():
        return Review(SCHEMA, report.digest)
    try:
        found = TypeAdapter(Review).validate_python(orjson.loads(file.read_bytes()))
    except (OSError, orjson.JSONDecodeError, ValidationError) as error:
        raise ReportError(f"{file}: this review cannot be read; remove it or put it elsewhere") from error
    if found.report != report.digest:
        raise ReportError(f"{file}: this review is of another report; remove it or put it elsewhere")
    return found


def write_review(folder: Path, review: Review) -> None:
    """Writes the answers beside the report."""
    write_file(folder / REVIEW, orjson.dumps(review, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
