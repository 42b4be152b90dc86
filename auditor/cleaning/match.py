"""Tells whether a row is the one that a report speaks of, and which of its texts each hit stands in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from auditor.cleaning.log import kind_of
from auditor.cleaning.rows import MisfitError
from auditor.cleaning.surrogates import Value
from auditor.findings import Evidence
from auditor.records import Record, Turn
from auditor.risks.privacy import Found
from auditor.text.keys import Key
from auditor.text.private import Hit, mask

COPY = "duplication/pair"

_Identity = tuple[str, int, int, str, str]


@dataclass(slots=True)
class Target:
    """A value of a row that is to go."""

    turn: int
    """Which of the texts of the record."""
    start: int
    end: int
    finding: str
    value: Value
    evidence: list[Evidence] = field(default_factory=list)
    """The hits that it answers; none of a value that stands in another place of the same name."""


def targets(record: Record, private: Sequence[Found], hits: Sequence[Evidence], key: Key) -> list[Target]:
    """What the hits of a report mean in a record. `private` are the values that a scan finds in it now.

    Raises:
        MisfitError: it is another record, or its private values are not, one by one, those of the report.
    """
    if key.id is not None and any(_content(hit.record) != _content(record.id) for hit in hits):
        raise MisfitError
    turns = tuple(record.texts())
    place = {id(turn): i for i, turn in enumerate(turns)}
    waiting: dict[_Identity, list[Found]] = {}
    for one in private:
        waiting.setdefault(_found_identity(one, key), []).append(one)
    made: dict[tuple[int, int, int, str], Target] = {}
    for hit in hits:
        if hit.finding.startswith("privacy/"):
            those = waiting.get(_identity(hit, key))
            if not those:
                raise MisfitError
            one = those.pop(0)
            values = [(place[id(one.turn)], _value(one))]
        elif hit.finding == COPY:
            continue
        else:
            values = list(_named(hit, turns, key))
        _answer(hit, values, made)
    if any(waiting.values()):
        raise MisfitError
    return list(made.values())


def _content(record: str) -> str:
    """What the name of a record says of its content; the rest is its place, which the name of a file is part of."""
    return record.partition("@")[0]


def _identity(hit: Evidence, key: Key) -> _Identity:
    return hit.path, hit.start, hit.end, hit.finding, "" if key.id is None else hit.fingerprint


def _found_identity(one: Found, key: Key) -> _Identity:
    hit = one.hit
    fingerprint = "" if key.id is None else key.fingerprint(hit.kind, hit.canonical, "")
    return one.turn.path, hit.start, hit.end, f"privacy/{one.measure}", fingerprint


def _value(one: Found) -> Value:
    hit = one.hit
    return Value(hit.kind, hit.form, hit.canonical, one.turn.text[hit.start : hit.end])


def _answer(hit: Evidence, values: Sequence[tuple[int, Value]], made: dict[tuple[int, int, int, str], Target]) -> None:
    """Adds the targets of a hit, and has one of them answer it that answers no other."""
    if not values:
        raise MisfitError
    for turn, value in values:
        target = Target(turn, hit.start, hit.end, hit.finding, value)
        made.setdefault((turn, hit.start, hit.end, hit.finding), target)
    own = [made[turn, hit.start, hit.end, hit.finding] for turn, _ in values]
    next((target for target in own if not target.evidence), own[0]).evidence.append(hit)


def _named(hit: Evidence, turns: Sequence[Turn], key: Key) -> Iterator[tuple[int, Value]]:
    """The texts in which a name can stand that only its pipeline finds: those at the path that have it there.

    Without a key, its mask has to do.
    """
    for i, turn in enumerate(turns):
        if turn.path == hit.path and hit.end <= len(turn.text):
            written = turn.text[hit.start : hit.end]
            if _is_named(hit, turn.text, written, key):
                canonical = unicodedata.normalize("NFKC", written).casefold()
                yield i, Value(kind_of(hit), hit.kind, canonical, written)


def _is_named(hit: Evidence, text: str, written: str, key: Key) -> bool:
    kind = kind_of(hit)
    if key.id is None:
        return mask(text, Hit(kind, hit.kind, hit.certainty, hit.start, hit.end, "", False)) == hit.excerpt
    words = written.split() if kind == "recognizer" else written.lower().split()
    return key.fingerprint(kind, ("" if kind == "recognizer" else " ").join(words), "") == hit.fingerprint
