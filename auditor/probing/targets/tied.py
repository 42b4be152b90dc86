"""What is sensitive about a person whom a record names, and the same about others: does the model tie one to the other?

A tie is a name and what is said of its bearer behind it, such as a diagnosis. It can be tested where the data say the
same kind of thing, in the same words, about enough other people.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from typing import ClassVar, Self

from auditor.checks import Batch, Behind, Finished, Setup, Sink, Target, Untestable
from auditor.models import Ids
from auditor.models.render import Renderer
from auditor.probing.cues import plain
from auditor.probing.targets.alike import before_text, tokens_at
from auditor.probing.targets.questions import person
from auditor.probing.targets.tokens import Encoded, Encoder, place_of
from auditor.records import EXTRA, Record, Turn
from auditor.text.keys import Key
from auditor.text.private.sensitive import statements

TIE = "tie"
"""Their kind."""
FEWEST = 39
"""Other people without whom a tie is not tested: fewer prove too little."""
MOST = 1_000
"""Ties that are kept to choose from, and to compare with."""
_LEAD = re.compile(r"(.*(?:\b(?:with|of|is|was|has|have|from)\s|[:：为是有患])\s*)(\S.*)", re.DOTALL)
"""The words that say what kind of thing is said, and what is said."""


@dataclass(frozen=True, slots=True)
class Tied:
    """A person and what is said of it; the first record that says it."""

    group: str
    """Ties of one group say the same kind of thing in the same words."""
    name: str = field(repr=False)
    said: str = field(repr=False)
    digest: bytes = field(repr=False)
    """Of name and what is said, under the run's key."""
    position: int
    """Of the record."""
    place: int
    """Number of the text in it."""
    start: int
    """Of what is said in the text, in characters."""
    copies: int = 1

    def and_(self, other: Tied) -> Tied:
        """The same as two parts of the data know it."""
        first = min(self, other, key=lambda one: (one.position, one.place, one.start))
        return replace(first, copies=self.copies + other.copies)


@dataclass(slots=True)
class TiedState:
    """Ties by digest: those whose digests come first, so that it stops growing. `grows` is for each of them."""

    grows: ClassVar[int] = 600
    found: dict[bytes, Tied] = field(default_factory=dict)

    def take(self, some: Sequence[Tied]) -> None:
        """Adds some, and drops the last."""
        for one in some:
            known = self.found.get(one.digest)
            self.found[one.digest] = one if known is None else known.and_(one)
        if len(self.found) > MOST:
            self.found = {digest: self.found[digest] for digest in nsmallest(MOST, self.found)}

    def merge(self, other: Self) -> Self:
        """Both together."""
        self.take(list(other.found.values()))
        return self


@dataclass(frozen=True, slots=True)
class Ties:
    """Looks for ties in training records."""

    key: Key
    seed: int
    uses: ClassVar[tuple[str, ...]] = ()

    def start(self) -> TiedState:
        return TiedState()

    def add(self, state: TiedState, batch: Batch[Record], sink: Sink) -> None:
        """Takes the ties of a batch of training records."""
        if batch.split == "train":
            for record in batch.items:
                state.take(list({one.digest: one for one in self._ties(record)}.values()))

    def finish(self, state: TiedState, facts: Mapping[str, object]) -> Finished:
        return Finished((), tuple(state.found[digest] for digest in sorted(state.found)))

    def _ties(self, record: Record) -> Iterator[Tied]:
        """In reverse, so that of two that are equal the first is kept."""
        texts = list(record.texts())
        for place, turn in reversed(list(enumerate(texts))):
            for one in reversed(statements(turn.text, turn.path if turn.role == EXTRA else "")):
                words = turn.text[one.start : one.end]
                lead, said = match.groups() if (match := _LEAD.fullmatch(words)) else ("", words)
                before = "\n".join([*(text.text for text in texts[:place]), turn.text[: one.start + len(lead)]])
                name = person(record, turn, one.start)
                if name and name in before and plain(said) and plain(said) not in plain(before):
                    text = f"{self.seed} {name.casefold()}\x00{said.casefold()}"
                    group = f"{one.form} {lead.strip().casefold()}"
                    digest = self.key.value_digest(TIE, text)
                    yield Tied(group, name, said, digest, record.position, place, one.start + len(lead))


def choose(found: Sequence[Tied], most: int) -> tuple[Tied, ...]:
    """Those that can be tested, at most so many."""
    people: dict[str, set[str]] = {}
    for one in found:
        people.setdefault(one.group, set()).add(one.name.casefold())
    return tuple(one for one in found if len(people[one.group]) > FEWEST)[:most]


def targets(
    chosen: Sequence[Tied], found: Sequence[Tied], records: Mapping[int, Record], encoder: Encoder, setup: Setup,
    others: int, context: int | None,
) -> Iterator[Target]:  # fmt: skip
    """Each with what is said of other people behind its name, and with the names of other people before it."""
    for one in chosen:
        record = records.get(one.position)
        turn = (
            None if record is None else next((text for at, text in enumerate(record.texts()) if at == one.place), None)
        )
        if record is None or turn is None or encoder.renderer is None:
            continue
        rest = [other for other in found if other.group == one.group and other.name.casefold() != one.name.casefold()]
        where = _where(one, rest[:others], encoder.encode(record), record, turn, encoder.renderer, context)
        end = one.start + len(one.said)
        yield Target(
            kind=TIE, value=one.said, fingerprint=_fingerprint(one, setup, record), origin=record.origin,
            record=record.id, path=turn.path, start=one.start, end=end, cluster=str(record.position), role=turn.role,
            trained=turn.trained, copies=one.copies, bits=0.0, cued=False, where=where,
        )  # fmt: skip


def _fingerprint(one: Tied, setup: Setup, record: Record) -> str:
    if setup.key.id is not None:
        return hashlib.blake2b(one.digest, digest_size=16).hexdigest()
    return setup.key.fingerprint(TIE, "", f"{record.origin}\x00{one.place}\x00{one.start}")


def _where(
    one: Tied, others: Sequence[Tied], encoded: Encoded | Untestable, record: Record, turn: Turn, renderer: Renderer,
    context: int | None,
) -> Behind | Untestable:  # fmt: skip
    if isinstance(encoded, Untestable):
        return encoded
    place = place_of(encoded, record, turn, one.start, one.start + len(one.said))
    lead = before_text(encoded, renderer)
    if place is None or lead is None or one.name not in encoded.text[: place[0]]:
        return Untestable("cut_off" if encoded.cut else "not_rendered")
    before, after = encoded.text[: place[0]], encoded.text[place[1] :]

    def tokens(head: str, said: str) -> tuple[Ids, tuple[int, ...]]:
        return tokens_at(renderer, lead, head + said + after, len(head), len(head) + len(said))

    prompt, own = tokens(before, one.said)
    people = [tokens(before.replace(one.name, other.name), one.said) for other in others]
    if context is not None and max(len(head.ids) + len(ids) for head, ids in [(prompt, own), *people]) > context:
        return Untestable("too_long")
    said = (tokens(before, other.said) for other in others)
    return Behind(
        prompt, own, (True,) * len(own), 0, None, tuple(ids for head, ids in said if head == prompt), tuple(people)
    )
